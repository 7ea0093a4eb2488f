#!/usr/bin/env python3
"""The county's server leaves nothing about people outside its store: names, numbers, passwords that
cannot be mistaken are sent to it on all ways that there are, rightly and wrongly, its store fails under
it, it is killed; then its log, its metrics and every file but the store's own are searched. What was
sent, written down as a careless log would have it, must be found by the same search.
                                                                       county_canary.py BIN_FOLDER
"""
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import quote

import programs

HERE = os.path.dirname(os.path.abspath(__file__))
for beside in ("../attacks", "../support"):
    sys.path.insert(0, os.path.join(HERE, beside))
import canary_search  # noqa: E402
from target import Target, demo_person, package  # noqa: E402
from web import Web  # noqa: E402

NAME = "欧阳金丝雀"
LATIN = "OuyangCanaryBird"  # where only ASCII can stand
ID_NO = "430190196203041222"
MOBILE = "13987654321"
ADDRESS = "石桥镇枫林村金丝雀巷七十三号"
PASSWORD = "canary-password-7391"
CANARIES = [NAME, LATIN, ID_NO, MOBILE, ADDRESS, PASSWORD]


def allow_pictures():
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


class Place:
    """A county's server whose every folder lies below `self.home`, and the lines that it says."""

    def __init__(self, folder):
        self.folder, self.home = folder, f"{folder}/home"
        self.county, self.station = f"{self.home}/county", f"{folder}/station"
        self.environment = dict(os.environ, LANG="C.UTF-8", JIUJIN_LANGUAGE="zh_CN")
        for name, below in {"HOME": "", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run",
                            "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state",
                            "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config"}.items():
            self.environment[name] = os.path.join(self.home, below)
            os.makedirs(self.environment[name], mode=0o700, exist_ok=True)
        programs.setup("county", self.county)
        self.sent = []  # for the positive control
        self.port = 0
        self.serve()

    def serve(self):
        self.log = open(f"{self.home}/server.log", "ab")
        self.server = subprocess.Popen(
            [programs.program("jiujin-county"), "--data", self.county, "--port", str(self.port)],
            text=True, stdout=subprocess.PIPE, stderr=self.log, env=self.environment, cwd=self.home,
            preexec_fn=allow_pictures)
        self.port = int(self.server.stdout.readline().rsplit(":", 1)[1])

    def web(self):
        return Web(self.port, f"{self.county}/tls/authority.pem")

    def try_(self, ask, *what, **more):
        """Whatever the answer is; what was sent is kept."""
        self.sent.append(repr(what))
        try:
            return ask(*what, **more)
        except (AssertionError, OSError, ValueError) as failure:  # 500 and above, a closed line
            return failure

    def raw(self, data):
        """Bytes that no library would send."""
        self.sent.append(repr(data.decode("utf-8", "replace")))
        context = ssl.create_default_context(cafile=f"{self.county}/tls/authority.pem")
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as line:
                line.sendall(data)
                try:
                    while line.recv(65536):
                        pass
                except OSError:
                    pass


def hand_in(place):
    """An application of NAME, over the line."""
    programs.setup("station", place.county, "--station", place.station, "--server",
                   f"https://127.0.0.1:{place.port}")

    def change(data, _):
        data["answers"].update(applicant_name=NAME, applicant_id_no=ID_NO, recv_name=NAME,
                               recv_address=ADDRESS)
        data["applicant"].update(name=NAME, id_no=ID_NO, mobile=MOBILE)
        data["delivery"].update(name=NAME, mobile=MOBILE, address=ADDRESS)
    package(f"{place.folder}/inbox", "one", change)
    programs.ctl("case", "import", f"{place.folder}/inbox", "--keep-damaged", "--data", place.station)
    programs.ctl("station", "sync", "--once", "--data", place.station)
    return programs.ctl_json("case", "list", "--data", place.county)[0][0]


def strangers(place, case):
    """Without a session: sign-ins, receipts, addresses, headers, requests that are none."""
    web = place.web()
    for number in (NAME, ID_NO, LATIN, "gly001"):
        place.try_(web.password, number, PASSWORD, f"/?q={quote(NAME)}")
    for path in (f"/login?id={quote(NAME)}&back=/{LATIN}", f"/q?r={ID_NO}&c={MOBILE}",
                 f"/q?r={case['receipt']}&c=000000&name={quote(NAME)}", f"/{quote(NAME)}", f"/{LATIN}",
                 f"/case/{ID_NO}", f"/static/{LATIN}.css", f"/case/{case['id']}/file/{LATIN}",
                 f"/{LATIN}/{ID_NO}?{MOBILE}#{LATIN}", f"/login/{LATIN}", f"//{LATIN}/"):
        for method in ("GET", "HEAD", "POST", "DELETE", LATIN):
            place.try_(web.ask, method, path)
    place.try_(web.post, "/q", {"r": ID_NO, "c": MOBILE, LATIN: NAME})
    place.try_(web.post, f"/{LATIN}", {"password": PASSWORD})
    for header in ("User-Agent", "Referer", "Origin", "Content-Type", "Cookie", "Range", LATIN):
        place.try_(web.ask, "POST", "/login", PASSWORD.encode(), {header: f"{LATIN}={ID_NO}"})
    place.raw(f"GET /{NAME} HTTP/1.1\r\nHost: {LATIN}\r\nConnection: close\r\n\r\n".encode())
    place.raw(f"{LATIN} {ID_NO}\r\n\r\n".encode())
    place.raw(f"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: {ID_NO}\r\n\r\n{PASSWORD}".encode())
    place.raw(f"POST /sync/v1/enrol HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              f"{LATIN}\r\n{PASSWORD}".encode())


def stations(place):
    """What is no exchange, no enrolment, no sealed file; and a real one with one bit changed."""
    web = place.web()
    words = json.dumps({NAME: ID_NO, "code": LATIN, "suite": MOBILE}, ensure_ascii=False).encode()
    for path in ("/sync/v1/exchange", "/sync/v1/enrol", "/sync/v1/carried"):
        for body in (words, b"JJB1" + words, b"JJEN\1\1" + words, b"JJCF\1" + words, b"",
                     NAME.encode() * 3000):
            place.try_(web.ask, "POST", path, body)
        place.try_(web.ask, "GET", f"{path}/{LATIN}?{ID_NO}")
        place.try_(web.ask, "POST", path, words, {"Content-Type": f"{LATIN}/{ID_NO}"})
    code = programs.ctl_json("county", "station", "--name", NAME, "--division", "430190101202", "--data",
                             place.county, "--actor", "gly001")[0][0]["code"]
    refused = programs.run("station", "enrol", "--server", f"https://127.0.0.1:{place.port}", "--code",
                           code[:-1] + ("2" if code[-1] != "2" else "3"), "--data",
                           f"{place.folder}/second")
    assert refused.returncode != 0, refused


def colleagues(place, case):
    """Signed in: searches, pages, forms that are refused and forms that are taken, uploads."""
    admin = place.web().sign_in(demo_person("gly001"))
    reviewer = place.web().sign_in(demo_person("xj301"))
    for path in (f"/?q={quote(NAME)}", f"/?q={ID_NO}", f"/?item={LATIN}&town={ID_NO}&lamp={LATIN}",
                 f"/case/{case['id']}?tab={LATIN}", f"/case/{LATIN}", f"/queue/changes?q={quote(NAME)}",
                 f"/audit?who={LATIN}&day={ID_NO}", f"/staff?id={quote(NAME)}"):
        for web in (admin, reviewer):
            place.try_(web.get, path)
    shown = place.try_(reviewer.get, f"/case/{case['id']}")
    token = {"csrf": reviewer.csrf(), "once": "a" * 64}
    place.try_(reviewer.post, f"/case/{case['id']}/reveal", dict(token, tab="form"))
    place.try_(reviewer.post, f"/case/{case['id']}/note", dict(token, once="b" * 64, text=NAME + ID_NO))
    place.try_(reviewer.post, f"/case/{case['id']}/{LATIN}", dict(token, once="c" * 64, text=NAME))
    place.try_(reviewer.post, f"/case/{case['id']}/correct",
               dict(token, once="d" * 64, reason=ADDRESS, due=ID_NO, **{"place:" + NAME: MOBILE}))
    for name in (NAME + ".exe", LATIN + "\0.png", NAME * 40):
        place.try_(reviewer.upload, f"/case/{case['id']}/grant", dict(token, once="e" * 64, opinion=NAME),
                   "file", name, ID_NO.encode() * 9)
    place.try_(admin.post, "/staff", {"csrf": admin.csrf(), "once": "f" * 64, "id": LATIN, "name": NAME,
                                      "unit": ADDRESS, "division": ID_NO, "role": LATIN,
                                      "password": PASSWORD})
    place.try_(admin.post, "/staff", {"csrf": admin.csrf(), "once": "9" * 64, "id": "canary01",
                                      "name": NAME, "division": "430190000000", "role": "review",
                                      "active": "1", "password": PASSWORD})
    place.try_(admin.post, "/stations", {"csrf": admin.csrf(), "once": "8" * 64, "name": NAME,
                                         "division": MOBILE})
    assert "430190" in getattr(shown, "text", ""), shown
    return reviewer, token


def failing_store(place, case, reviewer, token):
    """Somebody else holds the store; then its op is no JSON any more; then the server is killed."""
    supervisor = Target.add_person(place, "canary02", ["supervise"])
    database = f"{place.county}/county.db"
    holder = sqlite3.connect(database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    asked = [threading.Thread(target=place.try_, args=(
                 reviewer.copy().post, f"/case/{case['id']}/note",
                 dict(token, once=f"{n}" * 64, text=NAME + ADDRESS))) for n in (1, 2)]
    sync = threading.Thread(target=programs.run, args=("station", "sync", "--once", "--data",
                                                       place.station))
    programs.ctl("case", "import", f"{place.folder}/more", "--keep-damaged", "--data", place.station)
    for one in (*asked, sync):
        one.start()
    for one in (*asked, sync):
        one.join(60)
    holder.execute("ROLLBACK")
    broken = ('{"' + NAME + '":"' + ID_NO).encode()
    changed = holder.execute("UPDATE ops SET body = ? WHERE type = 2", (broken,)).rowcount
    assert changed > 0
    holder.close()
    place.server.send_signal(signal.SIGTERM)
    place.server.wait(20)
    place.serve()
    web = place.web().sign_in(supervisor)
    for path in ("/", f"/?q={quote(NAME)}", f"/case/{case['id']}", "/audit"):
        place.try_(web.get, path)
    end = time.monotonic() + 30  # the verification finds it
    while "broken" not in web.get("/audit", headers={"Cookie": cookies(web, "en")}).text:
        assert time.monotonic() < end, "the audit has not seen it"
    place.server.send_signal(signal.SIGSEGV)
    place.server.wait(20)


def cookies(web, language):
    return "; ".join(f"{k}={v}" for k, v in {**web.cookies, "jj_lang": language}.items())


def kept(folder):
    """A copy of all that the county's server has left but its store."""
    def store(_, names):
        return [name for name in names if name.startswith("county.db")]
    to = f"{folder}/left"
    shutil.copytree(f"{folder}/home", to, ignore=store)
    return to


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        try:
            case = hand_in(place)
            package(f"{folder}/more", "two", lambda data, _: data["applicant"].update(name=NAME))
            strangers(place, case)
            stations(place)
            reviewer, token = colleagues(place, case)
            told = [place.web().get(path).text for path in ("/metrics", "/healthz", "/readyz")]
            failing_store(place, case, reviewer, token)
        finally:
            place.server.kill()
            place.server.wait(20)
        pictures = [name for name in os.listdir(place.home) if name.startswith("core")]
        assert not pictures, pictures
        left = kept(folder)
        with open(f"{left}/told", "w", encoding="utf-8") as out:
            out.write("\n".join(told))
        with open(f"{left}/server.log", encoding="utf-8") as log:
            lines = log.read().splitlines()
        assert len(lines) > 100 and any(" 503 " in line for line in lines), len(lines)
        found = canary_search.find(CANARIES, [left])
        assert not found, "\n".join(found)
        # Where they do stand, and where they would stand with a careless log, they are found.
        assert canary_search.find([NAME], [place.county]), "nothing has reached the county"
        os.mkdir(f"{folder}/careless")
        with open(f"{folder}/careless/access.log", "w", encoding="utf-8") as out:
            out.write("\n".join(place.sent))
        careless = canary_search.find(CANARIES, [f"{folder}/careless"])
        for word in CANARIES:
            assert any(line.startswith(word) for line in careless), word


if __name__ == "__main__":
    main()
