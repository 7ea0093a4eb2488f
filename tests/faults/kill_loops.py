#!/usr/bin/env python3
"""Real programs killed at every call that writes and at random instants, on lines that break.

    kill_loops.py BIN_FOLDER [--kills N] [--seed N] [--stride N] [--keep FOLDER]

A county and a station on loopback, a proxy between them that cuts. `case import`, `station sync`
and `jiujin-county` die in turn: at each call that writes, syncs or sends (die_at_call.cpp), every
--stride'th of them, then by SIGKILL at random instants until --kills (60) is reached; lines are cut
at random bytes, two syncs run at once, and now and then the station's or the county's folder goes
back to a copy, or a copy of the station's goes on beside it. On the way and at the end everything is
looked at: chains and signatures, each op once at the county, each file whole, the same cases with the
same content on both sides.
"""
import argparse
import contextlib
import hashlib
import json
import random
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time

import programs
from programs import CLERK, program, setup


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def pdf(scan):
    """A page that shows nothing, and `scan` beside it."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>",
               b"<</Length 0>>stream\n\nendstream",
               b"<</Length %d>>stream\n%s\nendstream" % (len(scan), scan)]
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1,
                                                                              table)


def rows(data, name, question):
    with contextlib.closing(sqlite3.connect(f"file:{data}/{name}.db?mode=ro", uri=True)) as db:
        return db.execute(question).fetchall()


class Ground:
    """A county, a station, the line between them, and what was taken in."""

    def __init__(self, folder, dice):
        self.folder, self.dice = folder, dice
        self.county, self.station = f"{folder}/county", f"{folder}/station"
        self.packages = 0
        self.kills = 0
        self.spares = 0
        self.port, self.line = free_port(), free_port()
        self.server = None
        setup("county", self.county)
        self.start_county()
        self.proxy = subprocess.Popen(
            [program("jiujin_fault_proxy"), "--listen", str(self.line), "--to", str(self.port)],
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.proxy.stdout.readline().startswith("listening")
        # Judged by what stands in its database.
        setup("station", self.county, "--station", self.station, "--server",
              f"http://127.0.0.1:{self.line}", "--unsealed")

    def close(self):
        for process in (self.server, self.proxy):
            programs.stop(process)

    def spare(self, name):
        """A folder that is not there yet."""
        self.spares += 1
        return f"{self.folder}/{name}-{self.spares}"

    # --- processes ---

    def environment(self, die_at=0, count_to=None):
        if not die_at and not count_to:
            return CLERK
        shim = dict(CLERK, LD_PRELOAD=program("libjiujin_die_at_call.so"))
        return shim | ({"JIUJIN_COUNT_TO": count_to} if count_to else
                       {"JIUJIN_DIE_AT": str(die_at)})

    def begin(self, *arguments, **how):
        return subprocess.Popen([program("jiujinctl"), *arguments], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=self.environment(**how))

    def ctl(self, *arguments, **how):
        """Status and what was said."""
        process = self.begin(*arguments, **how)
        said, complained = process.communicate(timeout=120)
        return process.returncode, said + complained

    def sure(self, *arguments):
        status, said = self.ctl(*arguments)
        assert status == 0, (arguments, status, said)
        return said

    def start_county(self, die_at=0):
        for _ in range(100):
            self.server = subprocess.Popen(
                [program("jiujin-county"), "--data", self.county, "--port", str(self.port)],
                text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=self.environment(die_at=die_at))
            if self.server.stdout.readline() or die_at:
                return
            self.server.wait(20)  # the port is not free yet
        raise AssertionError("the county does not start")

    def kill_county(self):
        programs.stop(self.server)

    def tell_line(self, command):
        self.proxy.stdin.write(command + "\n")
        self.proxy.stdin.flush()
        assert self.proxy.stdout.readline().strip() == command

    def sync(self, **how):
        return self.ctl("station", "sync", "--once", "--data", self.station, **how)

    def take_in(self, number, **how):
        return self.ctl("case", "import", f"{self.folder}/packages/{number}", "--data",
                        self.station, **how)

    # --- what is taken in ---

    def new_package(self):
        """A folder with one package, as another system hands it over."""
        self.packages += 1
        scan = pdf(self.dice.randbytes(self.dice.choice((300, 5_000, 90_000))))
        programs.write_package(f"{self.folder}/packages/{self.packages}/one", self.packages,
                               {"M03": ("scan.pdf", scan)})
        return self.packages

    def take_in_surely(self, number):
        """However often it was broken off, in the end it is there, once."""
        status, said = self.take_in(number)
        assert status == 0 and " 0 failed" in said, said

    # --- what must be so ---

    def verify(self, *folders):
        for data in folders:
            status, said = self.ctl("audit", "verify", "--data", data)
            assert status == 0 and said.startswith("ok"), (data, said)

    def settle(self):
        for _ in range(6):
            status, said = self.sync()
            if status == 0:
                return
        raise AssertionError(said)

    def judge(self, shown=3):
        self.settle()
        self.verify(self.station, self.county)
        ops = """SELECT hex(id), seq, hex(hash), hex(origin), superseded FROM ops
                 JOIN incarnations ON incarnations.n = ops.incarnation
                 WHERE owner IS NOT NULL AND owner <> zeroblob(16)"""
        here, there = rows(self.station, "station", ops), rows(self.county, "county", ops)
        # A hash of zeros: came back through the feed, checked there by its county's signature.
        known = {op[:3] for op in there}
        missing = [op for op in here if op[:3] not in known and set(op[2]) != {"0"}]
        assert not missing, ("not at the county", missing[:3])
        names = [op[3] or f"{op[0]}{op[1]:016X}{op[2]}" for op in there if not op[4]]
        assert len(names) == len(set(names)), "an op takes effect twice"
        for data, name in ((self.station, "station"), (self.county, "county")):
            for n, digest, size in rows(data, name, "SELECT n, hash, size FROM files"):
                parts = rows(data, name, "SELECT bytes FROM file_parts WHERE file ="
                             f" {n} ORDER BY offset")
                whole = b"".join(part[0] for part in parts)
                assert len(whole) == size and hashlib.sha256(whole).digest() == digest, (name, n)
        lists = [sorted(json.loads(line)["id"] for line in self.sure(
            "--json", "case", "list", "--data", data).splitlines())
                 for data in (self.station, self.county)]
        assert lists[0] == lists[1], lists
        assert len(lists[0]) == self.packages, (len(lists[0]), self.packages)
        for case in self.dice.sample(lists[0], min(shown, len(lists[0]))):
            seen = [self.sure("--json", "case", "show", case, "--data", data)
                    for data in (self.station, self.county)]
            assert seen[0] == seen[1], seen


# --- the faults ---

def die(ground, process, after):
    """SIGKILL after so many seconds; whether it came in time."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(after)
    process.kill()
    process.communicate()
    ground.kills += process.returncode == -9


def calls_of(ground, play):
    """How many calls `play` makes that it may die at."""
    count = f"{ground.folder}/count"
    status, said = play(count_to=count)
    assert status == 0, said
    with open(count, encoding="ascii") as file:
        return int(file.read())


def enumerate_calls(ground, stride):
    first = ground.new_package()
    importing = calls_of(ground, lambda **how: ground.take_in(first, **how))
    syncing = calls_of(ground, lambda **how: ground.sync(**how))
    print(f"case import: {importing} calls, station sync: {syncing} calls, every {stride}th")
    for call in range(1, max(importing, syncing) + 1, stride):
        number = ground.new_package()
        status, _ = ground.take_in(number, die_at=call)
        ground.kills += status == -9
        ground.verify(ground.station)
        ground.take_in_surely(number)
        status, _ = ground.sync(die_at=call)
        ground.kills += status == -9
        ground.verify(ground.station)
    ground.judge()


def county_dies_at_calls(ground, stride):
    for call in range(1, 41, stride):
        ground.take_in_surely(ground.new_package())
        ground.kill_county()
        ground.start_county(die_at=call)
        ground.sync()
        ground.kills += ground.server.poll() == -9
        ground.kill_county()
        ground.start_county()
        ground.verify(ground.county)
    ground.judge()


def kill_at_random(ground):
    number = ground.new_package()
    what = ground.dice.choice(("import", "sync", "county", "cut", "two"))
    if what == "import":
        die(ground, ground.begin("case", "import", f"{ground.folder}/packages/{number}", "--data",
                                 ground.station), ground.dice.uniform(0, 0.4))
    ground.take_in_surely(number)
    sync = ["station", "sync", "--once", "--data", ground.station]
    if what == "sync":
        die(ground, ground.begin(*sync), ground.dice.uniform(0, 0.3))
    elif what == "county":
        with ground.begin(*sync) as process:
            die(ground, ground.server, ground.dice.uniform(0, 0.3))
            ground.start_county()
            process.communicate(timeout=120)
    elif what == "cut":
        ground.tell_line(f"cut-after {ground.dice.randrange(1, 100_000)}")
        ground.sync()
        ground.tell_line("cut-after -1")  # should it have said less than that
    elif what == "two":
        both = [ground.begin(*sync) for _ in range(2)]
        said = [process.communicate(timeout=120) for process in both]
        assert any(process.returncode == 0 for process in both), said
    ground.verify(ground.station, ground.county)


def station_restored(ground):
    """The folder as it was goes on: what the county has comes back, what it has not is written anew
    under another name."""
    ground.settle()
    copy = ground.spare("station")
    shutil.copytree(ground.station, copy)
    ground.take_in_surely(ground.new_package())
    ground.settle()
    shutil.rmtree(ground.station)
    shutil.move(copy, ground.station)
    ground.take_in_surely(ground.new_package())  # under a number that the county knows otherwise
    ground.judge()


def station_cloned(ground):
    """Two stations with one identity: both go on, each under a name of its own."""
    ground.settle()
    original, clone = ground.station, ground.spare("clone")
    shutil.copytree(original, clone)
    for _ in range(2):
        for ground.station in (original, clone):
            ground.take_in_surely(ground.new_package())
            ground.settle()
    ground.judge()  # as the clone sees it
    ground.station = original
    ground.judge()
    shutil.rmtree(clone)


def county_restored(ground):
    backup = ground.spare("backup")
    ground.settle()
    ground.sure("county", "backup", backup, "--data", ground.county)
    ground.take_in_surely(ground.new_package())
    ground.settle()
    ground.kill_county()
    shutil.move(ground.county, ground.spare("lost"))
    ground.sure("county", "restore", backup, "--data", ground.county)
    ground.start_county()
    ground.take_in_surely(ground.new_package())
    ground.judge()


def play(ground, wishes):
    def part(name, work, *arguments):
        begun, before = time.monotonic(), ground.kills
        work(ground, *arguments)
        print(f"{name}: {ground.kills - before} killed, {time.monotonic() - begun:.1f} s",
              flush=True)

    part("at every call of the station", enumerate_calls, wishes.stride)
    part("at every call of the county", county_dies_at_calls, wishes.stride)
    part("station restored", station_restored)
    part("station cloned", station_cloned)
    part("county restored", county_restored)

    def rest(_):
        while ground.kills < wishes.kills:
            kill_at_random(ground)
            if ground.dice.random() < 0.1:
                ground.judge()
            if ground.dice.random() < 0.03:
                ground.dice.choice((station_restored, station_cloned, county_restored))(ground)
        ground.judge(shown=12)
    part("at random instants", rest)
    print(f"{ground.kills} killed, {ground.packages} cases: nothing lost, nothing doubled")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--stride", type=int, default=5)
    parser.add_argument("--keep", help="an empty folder that is left as it is at the end")
    wishes = parser.parse_args()
    print(f"seed {wishes.seed}", flush=True)
    with contextlib.ExitStack() as stack:
        folder = wishes.keep or stack.enter_context(tempfile.TemporaryDirectory())
        ground = Ground(folder, random.Random(wishes.seed))
        stack.callback(ground.close)
        play(ground, wishes)


if __name__ == "__main__":
    main()
