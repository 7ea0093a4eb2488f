#!/usr/bin/env python3
"""A station without any line, with the real programs: its cases go to the county on a stick, with
every accident that happens to files, and the answers come back.   stick.py BIN_FOLDER

The disk that is full is a small file system in a name space of its own; where that is not allowed
that part is skipped, and says so (status 77 if nothing else failed).
"""
import os
import shutil
import subprocess
import sys
import tempfile

import programs
from programs import CLERK, SKIPPED, ctl_json, jpeg, program, serve, setup

NAME = "枫林村便民服务站"
MIB = 1 << 20


def take_in(folder, station, number, scan_bytes, seed=None):
    package = os.path.join(folder, f"packages-{number}", str(number))
    programs.write_package(package, number,
                           {"M02": ("scan.jpg", jpeg(seed or number, scan_bytes))})
    ctl_json("case", "import", os.path.dirname(package), "--keep-damaged", "--data", station)


class Place:
    """County, station and stick of one play."""

    def __init__(self, folder, *more):
        self.folder = folder
        self.county, self.station = f"{folder}/county", f"{folder}/station"
        self.stick = f"{folder}/stick"
        os.mkdir(self.stick)
        setup("county", self.county)
        server = self.server()
        try:
            setup("station", self.county, "--station", self.station, "--server",
                  f"http://127.0.0.1:{self.port}", *more)
        finally:
            server.terminate()
            server.wait(20)

    def server(self, port=0):
        server, self.port = serve(self.county, port)
        return server

    def path(self, name):
        return os.path.join(self.stick, name)

    def bytes_of(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def put(self, name, data):
        with open(self.path(name), "wb") as out:
            out.write(data)

    def clear(self):
        for name in os.listdir(self.stick):
            os.remove(self.path(name))

    def export(self, *more):
        return ctl_json("station", "export", "--to", self.stick, "--data", self.station, *more)[0][0]

    def county_takes(self, status=0):
        lines, errors = ctl_json("county", "import", self.stick, "--data", self.county, status=status)
        return {line["file"]: line for line in lines}, errors

    def station_takes(self, status=0):
        lines, errors = ctl_json("station", "import", self.stick, "--data", self.station, status=status)
        return {line["file"]: line for line in lines if "file" in line}, errors

    def waits(self):
        told = ctl_json("station", "status", "--data", self.station)[0][0]
        return told["waiting_ops"], told["waiting_bytes"]

    def require_in_step(self):
        assert self.waits() == (0, 0), self.waits()
        numbers = [programs.case_numbers(data) for data in (self.station, self.county)]
        assert numbers[0] == numbers[1] and numbers[0], numbers
        for data in (self.station, self.county):
            ctl_json("audit", "verify", "--data", data)
        # Every scan is at the county, byte for byte.
        for line in ctl_json("case", "list", "--data", self.county)[0]:
            out = f"{self.folder}/out-{line['id']}"
            ctl_json("case", "export", line["id"], "--out", out, "--data", self.county)
            sizes = [os.path.getsize(os.path.join(root, name))
                     for root, _, names in os.walk(out) for name in names]
            assert max(sizes) > 20_000, (line, sizes)
            shutil.rmtree(out)


def there_and_back(place):
    take_in(place.folder, place.station, 1, 300_000)
    take_in(place.folder, place.station, 2, 90_000)
    waiting = place.waits()
    assert waiting[0] > 0 and waiting[1] > 350_000, waiting
    told = place.export()
    assert told["files"] == [NAME + "-1.jjb"] and told["scans"] == 2, told
    assert place.waits() == waiting  # nothing counts as sent
    assert os.listdir(place.stick) == told["files"]
    name, whole = told["files"][0], place.bytes_of(told["files"][0])
    assert b"QX-001" not in whole and "王".encode() not in whole

    # Altered in the middle, cut, and another file beside it that is none.
    place.put(name, whole[:200_000] + bytes([whole[200_000] ^ 4]) + whole[200_001:])
    place.put("photo.jjb", b"\xff\xd8\xff\xe0 not ours")
    lines, errors = place.county_takes(status=1)
    assert lines[name]["state"] == "broken" and "segment 4, byte " in lines[name]["cause"], lines
    assert name in errors and "photo.jjb" in errors and lines["photo.jjb"]["state"] == "broken"
    assert lines[name]["ops"] > 0 and 0 < lines[name]["file_bytes"] < 200_000, lines
    os.remove(place.path("photo.jjb"))
    place.put(name, whole[:300_000])
    lines, errors = place.county_takes(status=1)
    assert lines[name]["state"] == "cut" and lines[name]["ops"] == 0, lines
    assert 0 < lines[name]["file_bytes"] < 70_000, lines  # what the first one lacked
    partial = place.bytes_of(lines[name]["answer"])

    # The whole one, a copy of it, and both once more, in no order.
    place.put(name, whole)
    place.put("a copy.jjb", whole)
    lines, _ = place.county_takes()
    assert sorted(line["state"] for line in lines.values()) == ["known", "taken"], lines
    lines, _ = place.county_takes()
    assert {line["state"] for line in lines.values()} == {"known"}, lines

    # Answers: a damaged one, the one of the cut file, then all that are there.
    answers = [n for n in os.listdir(place.stick) if n.endswith(".answer.jjb")]
    good = {n: place.bytes_of(n) for n in answers}
    place.clear()
    bad = good[name.replace(".jjb", ".answer.jjb")]
    place.put("x.answer.jjb", bad[:500] + bytes([bad[500] ^ 1]) + bad[501:])
    lines, errors = place.station_takes(status=1)
    assert lines["x.answer.jjb"]["state"] == "broken" and "segment 1" in errors, (lines, errors)
    assert place.waits() == waiting
    place.put("x.answer.jjb", partial)
    place.station_takes()
    assert place.waits()[0] == 0 < place.waits()[1] < waiting[1], place.waits()
    for n, data in good.items():
        place.put(n, data)
    place.station_takes()
    place.require_in_step()
    lines, _ = place.station_takes()
    assert {line["state"] for line in lines.values()} == {"known"}, lines
    return whole, good


def beside_a_running_county(place, old):
    """The county's server works on the same folder, and the line and the stick bring the same."""
    server = place.server()
    try:
        take_in(place.folder, place.station, 3, 60_000)
        place.clear()
        place.export()
        place.county_takes()
        place.station_takes()
        place.require_in_step()
        # What came a year ago changes nothing, at neither end.
        place.clear()
        place.put("old.jjb", old[0])
        for name, data in old[1].items():
            place.put("z" + name, data)
        place.put("old.answer.jjb", next(iter(old[1].values())))
        lines, _ = place.county_takes()
        assert lines["old.jjb"]["state"] == "known" and len(lines) == 1, lines
        lines, _ = place.station_takes()
        assert {line["state"] for line in lines.values()} == {"known"}, lines
        place.require_in_step()
    finally:
        server.terminate()
        server.wait(20)


def for_another_county(place):
    with tempfile.TemporaryDirectory() as folder:
        other = os.path.join(folder, "county")
        ctl_json("county", "init", "--data", other, "--name", "白沙县", "--division", "430190000000",
            "--admin", "a", "--admin-name", "a")
        place.clear()
        name = place.export()["files"][0]
        lines, errors = ctl_json("county", "import", place.stick, "--data", other, status=1)
        assert lines[0]["state"] == "foreign" and lines[0]["cause"] == "青溪县", lines
        assert name in errors and "青溪县" in errors, errors
        assert os.listdir(place.stick) == [name]
        ctl_json("station", "import", place.stick, "--data", place.station, status=1)  # no answer yet


def large_backlog(place):
    """What does not fit one file becomes several."""
    for number in range(4, 7):
        take_in(place.folder, place.station, number, 10 * MIB)
    place.clear()
    told = place.export("--limit", "14MiB")
    assert len(told["files"]) == 3 and told["scans"] == 3, told
    assert all(os.path.getsize(place.path(n)) <= 14 * MIB for n in told["files"])
    lines, _ = place.county_takes()
    assert sum(line["file_bytes"] for line in lines.values()) >= 30 * MIB, lines
    place.station_takes()
    place.require_in_step()


def peak_of(*arguments):
    """MiB of resident memory that one run takes at most."""
    script = ("import resource, subprocess, sys; "
              "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
              "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)")
    done = subprocess.run([sys.executable, "-c", script, program("jiujinctl"), *arguments],
                          capture_output=True, text=True, env=CLERK, check=True, timeout=120)
    return int(done.stdout)


def memory(place):
    """What a run needs with 60 MiB on the stick is hardly more than with nothing."""
    place.clear()
    small = peak_of("station", "export", "--to", place.stick, "--data", place.station)
    small_county = peak_of("county", "import", place.stick, "--data", place.county)
    for number in range(7, 9):
        take_in(place.folder, place.station, number, 30 * MIB)
    place.clear()
    large = peak_of("station", "export", "--to", place.stick, "--data", place.station)
    large_county = peak_of("county", "import", place.stick, "--data", place.county)
    answers = peak_of("station", "import", place.stick, "--data", place.station)
    print(f"MiB: export {small} -> {large}, county import {small_county} -> {large_county}, "
          f"answers {answers}")
    if small < 56:  # a sanitizer takes more than the bound by itself
        assert max(large, large_county, answers) < 64, "more than the design allows"
    assert large < small + 30 and large_county < small_county + 30, "it grows with the backlog"
    place.require_in_step()


def full_stick(place):
    """False: no small file system can be had here."""
    small = f"{place.folder}/small"
    if not programs.mount_small(small, "1m"):
        return False
    try:
        take_in(place.folder, place.station, 10, 3 * MIB)
        waiting = place.waits()
        _, errors = ctl_json("station", "export", "--to", small, "--data", place.station, status=1)
        assert "more are needed" in errors and os.listdir(small) == [], errors
        assert place.waits() == waiting
        # Room for the bundle, but none for the answer: what was taken in stays.
        subprocess.run(["mount", "-o", "remount,size=8m", small], check=True)
        told = ctl_json("station", "export", "--to", small, "--data", place.station)[0][0]
        programs.fill(small)
        lines, errors = ctl_json("county", "import", small, "--data", place.county, status=1)
        assert lines[0]["ops"] > 0 and "answer" in errors, (lines, errors)
        assert sorted(os.listdir(small)) == sorted(["filler", told["files"][0]])
        os.remove(os.path.join(small, "filler"))
        assert ctl_json("county", "import", small, "--data", place.county)[0][0]["state"] == "known"
        ctl_json("station", "import", small, "--data", place.station)
        place.require_in_step()
    finally:
        programs.unmount(small)
    return True


def main():
    programs.own_mounts()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        old = there_and_back(place)
        beside_a_running_county(place, old)
        for_another_county(place)
        large_backlog(place)
        memory(place)
        played = full_stick(place)
    if not played:
        print("skipped: no small file system can be mounted here; the rest was played")
        sys.exit(SKIPPED)


if __name__ == "__main__":
    main()
