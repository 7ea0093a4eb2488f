#!/usr/bin/env python3
"""A stolen computer tells nothing: names and numbers that cannot be mistaken go through a real station
and county, on all ways that there are; the programs are killed; then every file that they have left at
the station is searched. With a station that is not sealed the same search must find them.
                                                                          canary.py BIN_FOLDER
"""
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO = os.path.join(HERE, "../../installer/demo")
BIN = os.path.abspath(sys.argv[1])
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "../support"))
import canary_search  # noqa: E402

NAME = "欧阳金丝雀"
ID_NO = "430190196203041222"
MOBILE = "13987654321"
ADDRESS = "石桥镇枫林村金丝雀巷七十三号"
SCAN = "PicturedCanaryOnThePaper"
CANARIES = [NAME, ID_NO, MOBILE, ADDRESS, SCAN]
PASSWORD = "fenglin-2026"


class Place:
    """A county, and a station whose every folder lies below `self.home`."""

    def __init__(self, folder, *unsealed):
        self.folder, self.home = folder, f"{folder}/home"
        self.county, self.station = f"{folder}/county", f"{folder}/home/station"
        outside = {"HOME": "", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run", "XDG_CACHE_HOME": "cache",
                   "XDG_STATE_HOME": "state", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config"}
        self.environment = dict(os.environ, LANG="C.UTF-8", JIUJIN_LANGUAGE="zh_CN",
                                JIUJIN_STAFF="cz101", JIUJIN_PASSWORD=PASSWORD)
        for name, below in outside.items():
            self.environment[name] = os.path.join(self.home, below)
            os.makedirs(self.environment[name], mode=0o700, exist_ok=True)
        os.mkdir(f"{self.home}/logs")
        self.setup("county")
        self.port = 0
        self.serve()
        self.setup("station", "--station", self.station, "--server",
                   f"http://127.0.0.1:{self.port}", *unsealed)

    def serve(self):
        self.server = subprocess.Popen([f"{BIN}/jiujin-county", "--data", self.county, "--port",
                                        str(self.port)], text=True, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL)
        self.port = int(self.server.stdout.readline().rsplit(":", 1)[1])

    def stop(self):
        self.server.kill()
        self.server.wait(20)

    def setup(self, what, *more):
        subprocess.run(["bash", f"{DEMO}/setup.sh", what, "--bin", BIN, "--county", self.county, *more],
                       check=True, stdout=subprocess.DEVNULL, timeout=120)

    def start(self, *words):
        """What it says stands in a file of the station's, which is searched too. Whoever starts it
        allows pictures of its memory after a crash: they would lie in `self.home`."""
        log = open(f"{self.home}/logs/{len(os.listdir(self.home + '/logs'))}.log", "wb")
        return subprocess.Popen([f"{BIN}/jiujinctl", *words], env=self.environment, stdout=log,
                                stderr=log, cwd=self.home, preexec_fn=allow_pictures)

    def ctl(self, *words, status=0):
        done = self.start(*words).wait(120)
        assert done == status, (words, done)

    def asked(self, *words):
        """The same, for what is said on the screen and kept nowhere."""
        done = subprocess.run([f"{BIN}/jiujinctl", "--json", *words], env=self.environment,
                              capture_output=True, text=True, timeout=120, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]


def packages(folder, count):
    """Scans with words in them, as a photograph of a paper would show them."""
    with open(os.path.join(DEMO, "samples/QX-001.json"), encoding="utf-8") as file:
        sample = json.load(file)
    answers = sample["answers"] | {"applicant_name": NAME, "applicant_id_no": ID_NO,
                                   "applicant_mobile": MOBILE, "live_address": ADDRESS}
    materials = {m["slot"]: {k: v for k, v in m.items() if k in ("mode", "due")} | {"mode": "paper"}
                 for m in sample["facts"]["materials"]}
    materials["M02"] = ["scan.jpg"]
    for number in range(count):
        package = f"{folder}/{number}"
        os.makedirs(package)
        with open(f"{package}/scan.jpg", "wb") as out:
            out.write(b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + SCAN.encode() * 3000 +
                      os.urandom(100_000) + bytes([number]) + b"\xff\xd9")
        with open(f"{package}/case.json", "w", encoding="utf-8") as out:
            json.dump({"item": "QX-001", "answers": answers, "materials": materials,
                       "applicant": {"name": NAME, "id_type": "111", "id_no": ID_NO,
                                     "mobile": MOBILE},
                       "delivery": {"mode": "courier", "name": NAME, "mobile": MOBILE,
                                    "address": ADDRESS}}, out, ensure_ascii=False)
    return folder


def allow_pictures():
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def leaves_no_picture(pid):
    with open(f"/proc/{pid}/limits", encoding="ascii") as limits:
        core = next(line for line in limits if line.startswith("Max core file size"))
    return core.split()[4:6] == ["0", "0"]


def kill_amid(place, seconds, *words, by=signal.SIGKILL):
    started = place.start(*words)
    time.sleep(seconds)
    end = time.monotonic() + 20  # a crash would leave no picture of its memory
    while started.poll() is None and not leaves_no_picture(started.pid):
        assert time.monotonic() < end, "a crash would write a core file"
    started.send_signal(by)
    started.wait(20)
    pictures = [name for name in os.listdir(place.home) if name.startswith("core")]
    assert not pictures, pictures


def play(place):
    """Cases come in, are looked at, printed, sent on both ways, and the programs die at it."""
    inbox = packages(f"{place.folder}/inbox", 4)
    place.ctl("case", "import", inbox, "--keep-damaged", "--data", place.station)
    listed = place.asked("case", "list", "--data", place.station)
    assert len(listed) == 4, listed
    first = listed[0]["id"]
    papers = f"{place.folder}/papers"  # where a person wanted them
    os.mkdir(papers)
    place.ctl("case", "documents", first, "--out", papers, "--data", place.station)
    place.ctl("case", "export", first, "--out", f"{place.folder}/exported", "--data", place.station)
    assert canary_search.find([NAME], [f"{place.folder}/exported"])
    stick = f"{place.home}/stick"  # a stick is as easily lost as a computer
    os.mkdir(stick)
    place.ctl("station", "export", "--to", stick, "--data", place.station)
    place.ctl("county", "import", stick, "--data", place.county)
    place.ctl("station", "import", stick, "--data", place.station)
    more = packages(f"{place.folder}/more", 6)
    for seconds in (0.5, 0.8):
        kill_amid(place, seconds, "case", "import", more, "--keep-damaged", "--data", place.station)
    place.ctl("case", "import", more, "--keep-damaged", "--data", place.station)
    kill_amid(place, 0.7, "station", "sync", "--data", place.station)
    place.ctl("station", "sync", "--once", "--data", place.station)
    # A crash, by itself and by our hand; its WAL stays.
    kill_amid(place, 0.6, "station", "sync", "--data", place.station, by=signal.SIGSEGV)
    kill_amid(place, 1.2, "station", "sync", "--data", place.station)


def found_after(folder, *unsealed):
    os.mkdir(folder)
    place = Place(folder, *unsealed)
    try:
        play(place)
        assert canary_search.find([NAME], [place.county]), "nothing has reached the county"
        found = []
        if not unsealed:
            locked(place)
            found = left_behind(place)
        return found + canary_search.find(CANARIES, [place.home])
    finally:
        place.stop()
        shutil.rmtree(f"{folder}/inbox")


def locked(place):
    """Nobody gets in without a password; what can be asked tells no resident's name."""
    stranger = {k: v for k, v in place.environment.items() if not k.startswith("JIUJIN_STAFF")}
    def run(*words, **more):
        return subprocess.run([f"{BIN}/jiujinctl", *words, "--data", place.station], text=True,
                              capture_output=True, timeout=60, env=dict(stranger, **more))
    for words in (("case", "list"), ("audit", "verify"), ("events", "list"),
                  ("station", "export", "--to", place.home)):
        done = run(*words)
        assert done.returncode == 1 and "locked" in done.stderr and done.stdout == "", (words, done)
    told = run("--json", "station", "status")
    assert told.returncode == 0 and json.loads(told.stdout)["locked"], told
    wrong = run("case", "list", JIUJIN_STAFF="cz101", JIUJIN_PASSWORD="fenglin-2025")
    assert wrong.returncode == 1 and wrong.stdout == "", wrong
    assert run("case", "list", JIUJIN_STAFF="cz101").returncode == 0


def left_behind(place):
    """What a locked station leaves to be sent, and the answers that it keeps, without a password."""
    place.stop()
    place.ctl("case", "import", packages(f"{place.folder}/inbox/night", 3), "--keep-damaged",
              "--data", place.station)
    place.ctl("station", "sync", "--once", "--data", place.station, status=1)
    outbox, inbox = f"{place.station}/outbox", f"{place.station}/inbox"
    assert sum(name.endswith(".jjb") for name in os.listdir(outbox)) > 0, os.listdir(outbox)
    found = canary_search.find(CANARIES, [place.home])
    place.serve()
    nobody = {k: v for k, v in place.environment.items() if k != "JIUJIN_STAFF"}
    subprocess.run([f"{BIN}/jiujinctl", "station", "sync", "--once", "--data", place.station],
                   env=nobody, check=True, stdout=subprocess.DEVNULL, timeout=120)
    assert any(name.endswith(".answer.jjb") for name in os.listdir(inbox)), os.listdir(inbox)
    return found


def main():
    with tempfile.TemporaryDirectory() as folder:
        found = found_after(f"{folder}/sealed")
        assert not found, "\n".join(found)
        control = found_after(f"{folder}/readable", "--unsealed")
        for word in CANARIES:
            assert any(line.startswith(word) for line in control), (word, control)


if __name__ == "__main__":
    main()
