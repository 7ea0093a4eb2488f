#!/usr/bin/env python3
"""The county's disk is full, with the real programs on a small file system of its own: stations are
told to come again and keep everything, the desk says why, and nothing is lost or doubled once there
is room.   full_county_disk.py BIN_FOLDER

Mounts in a name space of its own, so that nothing of it is left; where that is not allowed the test
is skipped (status 77).
"""
import http.cookiejar
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO = os.path.join(HERE, "../../installer/demo")
BIN = os.path.abspath(sys.argv[1])
ENVIRONMENT = dict(os.environ, LANG="en_GB.UTF-8", LC_ALL="en_GB.UTF-8", LANGUAGE="en",
                   JIUJIN_STAFF="cz101", JIUJIN_PASSWORD="fenglin-2026")
SKIPPED = 77


def enter_own_name_space():
    if os.environ.get("JIUJIN_OWN_MOUNTS"):
        return
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
    if subprocess.run([*unshare, "mount", "-t", "tmpfs", "none", "/mnt"], check=False,
                      stderr=subprocess.DEVNULL).returncode:
        print("skipped: no file system can be mounted here")
        sys.exit(SKIPPED)
    os.environ["JIUJIN_OWN_MOUNTS"] = "1"
    os.execvp(unshare[0], [*unshare, sys.executable, os.path.abspath(__file__), *sys.argv[1:]])


def ctl(*arguments, status=0):
    done = subprocess.run([os.path.join(BIN, "jiujinctl"), *arguments], capture_output=True,
                          text=True, env=ENVIRONMENT, timeout=120)
    assert done.returncode == status, (arguments, done.returncode, done.stdout + done.stderr)
    return done.stdout + done.stderr


def setup(what, folder, *more):
    subprocess.run(["bash", os.path.join(DEMO, "setup.sh"), what, "--bin", BIN, "--county",
                    f"{folder}/small/county", *more], check=True, stdout=subprocess.DEVNULL,
                   timeout=120)


def take_in(folder, station, number):
    """A whole application with a scan, as another system hands it over; its case number."""
    with open(os.path.join(DEMO, "samples/QX-001.json"), encoding="utf-8") as file:
        data = json.load(file)
    answers = data["answers"]
    package = os.path.join(folder, "packages", str(number))
    os.makedirs(package)
    materials = {m["slot"]: {k: v for k, v in m.items() if k in ("mode", "due")} | {"mode": "paper"}
                 for m in data["facts"]["materials"]}
    with open(os.path.join(package, "case.json"), "w", encoding="utf-8") as out:
        json.dump({"item": "QX-001", "answers": answers | {"applicant_mobile": f"1380000{number:04}"},
                   "materials": materials, "delivery": {"mode": "station"},
                   "applicant": {"name": answers["applicant_name"],
                                 "id_type": answers["applicant_id_type"],
                                 "id_no": answers["applicant_id_no"],
                                 "mobile": f"1380000{number:04}"}}, out, ensure_ascii=False)
    ctl("case", "import", os.path.join(folder, "packages"), "--data", station)


def cases(data):
    return sorted(json.loads(line)["number"] for line in
                  ctl("--json", "case", "list", "--data", data).splitlines())


class Desk:
    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)
        self.ask("/language?to=en&back=/login")

    def ask(self, path, form=None):
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.browser.open(self.base + path, data, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def sign_in(self, person, password):
        secret = re.search(r'name="csrf" value="(\w+)"', self.ask("/login")[1]).group(1)
        return self.ask("/login", {"csrf": secret, "id": person, "password": password, "back": "/"})


def fill(small):
    """Takes every free byte of the file system."""
    with open(os.path.join(small, "filler"), "wb", buffering=0) as out:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                pass


def play(folder):
    small, station = os.path.join(folder, "small"), os.path.join(folder, "station")
    county = os.path.join(small, "county")
    os.mkdir(small)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", small], check=True)
    setup("county", folder)
    server = subprocess.Popen([os.path.join(BIN, "jiujin-county"), "--data", county, "--port", "0"],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        port = int(server.stdout.readline().rsplit(":", 1)[1])
        setup("station", folder, "--station", station, "--server", f"http://127.0.0.1:{port}")
        take_in(folder, station, 1)
        ctl("station", "sync", "--once", "--data", station)
        desk = Desk(port)
        people = [line.split("\t") for line in open(os.path.join(DEMO, "people.tsv"),
                                                    encoding="utf-8") if not line.startswith("#")]
        reviewer = next(p for p in people if "review" in p[3].split(","))
        status, page = desk.sign_in(reviewer[0], reviewer[2])
        assert status == 200 and page.count("data-case=") == 1, (status, page)
        case = re.search(r'data-case="(\w+)"', page).group(1)

        for number in range(2, 32):  # more than the end of a page or of the log has room for
            take_in(folder, station, number)
        fill(small)
        words = ctl("station", "sync", "--once", "--data", station, status=1)
        assert "again" in words.lower() or "later" in words.lower() or "full" in words.lower(), words
        held = json.loads(ctl("--json", "station", "status", "--data", station))
        assert held["waiting_ops"] > 0, held  # nothing was called received
        status, page = desk.ask("/?tab=all")
        assert status == 200 and "data-case=" in page, (status, page)  # reading needs no room
        status, page = desk.ask(f"/case/{case}")
        form = {"csrf": re.search(r'name="csrf" value="(\w+)"', page).group(1), "once": "a" * 64,
                "text": "x" * 400, "tab": "all"}
        told = None
        for attempt in range(60):  # the log may have room for a few more lines within its file
            form["once"] = f"{attempt:064x}"
            status, page = desk.ask(f"/case/{case}/note", form)
            if status != 200:
                told = (status, page)
                break
        assert told and told[0] == 503, told and told[0]
        assert "disk is full. Nothing was changed." in told[1], told[1]

        os.remove(os.path.join(small, "filler"))
        ctl("station", "sync", "--once", "--data", station)
        ctl("station", "sync", "--once", "--data", station)
        assert json.loads(ctl("--json", "station", "status", "--data", station))["waiting_ops"] == 0
        numbers = cases(station)
        assert len(numbers) == 31 and cases(county) == numbers, (numbers, cases(county))
        status, page = desk.ask(f"/case/{case}/note", form | {"once": "b" * 64})
        assert status == 200 and "Saved." in page
        assert "ok:" in ctl("audit", "verify", "--data", county)
        assert "ok:" in ctl("audit", "verify", "--data", station)
    finally:
        server.kill()
        server.wait(20)


def main():
    enter_own_name_space()
    with tempfile.TemporaryDirectory() as folder:
        try:
            play(folder)
        finally:
            subprocess.run(["umount", "-l", os.path.join(folder, "small")], check=False)


if __name__ == "__main__":
    main()
