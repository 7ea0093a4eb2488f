#!/usr/bin/env python3
"""A station gets another data key and the program dies on the way, with the real programs: killed at
any call that writes, the station opens with the old key or with the new one, nothing is lost and
nothing is doubled; copies of the old key slots open nothing of the new store.
                                                              new_data_key.py BIN_FOLDER [--stride N]
"""
import argparse
import os
import shutil
import subprocess
import tempfile

import programs
from programs import CLERK, ctl, ctl_json, jpeg, program, run, serve, setup, stop

SHIM = program("libjiujin_die_at_call.so")


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Place:
    """A county, and a station with three applications that the county has not got."""

    def __init__(self, folder):
        self.folder, self.county, self.station = folder, f"{folder}/county", f"{folder}/station"
        setup("county", self.county)
        server, self.port = serve(self.county)
        setup("station", self.county, "--station", self.station, "--server",
              f"http://127.0.0.1:{self.port}")
        ctl("station", "sync", "--once", "--data", self.station)  # the county tells its opening key
        stop(server)
        for number in (1, 2, 3):
            programs.write_package(f"{folder}/packages/{number}", number,
                                   {"M02": ("scan.jpg", jpeg(number, 200_000))})
        ctl_json("case", "import", f"{folder}/packages", "--keep-damaged", "--data", self.station)
        self.cases = programs.case_numbers(self.station)
        assert len(self.cases) == 3, self.cases
        self.waiting = self.told(self.station)["waiting_ops"]
        self.slots = read(f"{self.station}/station.keys")
        self.tries = 0

    def told(self, station):
        return ctl_json("station", "status", "--data", station)[0][0]

    def copy(self):
        self.tries += 1
        station = f"{self.folder}/try-{self.tries}"
        shutil.copytree(self.station, station)
        return station

    def look(self, station):
        """Whole, with the one key or the other; whether it is the new one."""
        changed = read(f"{station}/station.keys") != self.slots
        assert programs.case_numbers(station) == self.cases, station
        # The county's copy of the new key is an op, and it is written once.
        waiting = self.told(station)["waiting_ops"]
        assert waiting == self.waiting + changed, (waiting, self.waiting, changed)
        ctl("audit", "verify", "--data", station)
        assert not os.path.exists(f"{station}/next"), os.listdir(f"{station}/next")
        return changed

    def dies(self, call):
        """At this call; whether the new key counts then."""
        station = self.copy()
        killed = run("station", "new-data-key", "--data", station,
                     environment=CLERK | {"LD_PRELOAD": SHIM, "JIUJIN_DIE_AT": str(call)})
        assert killed.returncode in (-9, 0), (call, killed)
        changed = self.look(station)
        if changed:
            self.old_slots_open_nothing(station)
        shutil.rmtree(station)
        return changed

    def old_slots_open_nothing(self, station):
        now = read(f"{station}/station.keys")
        with open(f"{station}/station.keys", "wb") as file:
            file.write(self.slots)
        refused = run("case", "list", "--data", station)
        assert refused.returncode == 1 and refused.stdout == "", refused
        with open(f"{station}/station.keys", "wb") as file:
            file.write(now)
        assert programs.case_numbers(station) == self.cases


def calls_of(place):
    count = f"{place.folder}/count"
    station = place.copy()
    done = run("station", "new-data-key", "--data", station,
               environment=CLERK | {"LD_PRELOAD": SHIM, "JIUJIN_COUNT_TO": count})
    assert done.returncode == 0 and "new key" in done.stdout, done
    assert place.look(station)
    place.old_slots_open_nothing(station)
    with open(count, encoding="ascii") as file:
        return int(file.read())


def moment(place, calls):
    """The first call at which dying leaves the new key."""
    first, last = 1, calls
    while first < last:
        middle = (first + last) // 2
        if place.dies(middle):
            last = middle
        else:
            first = middle + 1
    return first


def dies_at_every_write(place, stride):
    works = subprocess.run([program("jiujinctl"), "--help"], capture_output=True,
                           env=CLERK | {"LD_PRELOAD": SHIM}, timeout=60, check=False)
    if works.returncode != 0 or works.stderr:  # not built, or a sanitizer wants to be the first
        print("without the shim dying at every write is not played")
        return
    calls = calls_of(place)
    change = moment(place, calls)
    near = set(range(change - 5, change + 6))
    for call in sorted(near | set(range(1, calls + 1, stride or max(1, calls // 8)))):
        if 1 <= call <= calls:
            assert place.dies(call) == (call >= change), (call, change)
    print(f"dying at {calls} calls, the new key counts from the {change}th")


def busy(place):
    """Somebody has the station open; whoever then asks for a new key changes nothing."""
    station = place.copy()
    syncing = subprocess.Popen([program("jiujinctl"), "station", "sync", "--data", station], text=True,
                               env=CLERK, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    syncing.stderr.readline()  # it has tried, the county is not there
    refused = run("station", "new-data-key", "--data", station)
    syncing.kill()
    syncing.wait(20)
    assert refused.returncode == 1 and "open" in refused.stderr, refused
    assert not place.look(station)


def from_then_on(place):
    """The county has everything once, and its copy of the key is the new one."""
    station = place.station
    ctl("station", "new-data-key", "--data", station)
    assert place.look(station)
    server = serve(place.county, place.port)[0]
    try:
        told, errors = ctl_json("station", "sync", "--once", "--data", station)
        assert told[0]["complete"], (told, errors)
        assert programs.case_numbers(place.county) == place.cases
    finally:
        stop(server)
    # Nobody knows a password any more: the county sets one anew and gives the key on the record.
    listed = ctl_json("county", "stations", "--data", place.county)[0]
    number = next(line["id"] for line in listed if line["enrolled"])
    forgotten = CLERK | {"JIUJIN_PASSWORD": "another-2026"}
    ctl("county", "user", "--id", "cz101", "--name", "李敏", "--division", "430190101201", "--role",
        "intake", "--role", "agent", "--data", place.county, "--actor", "gly001", environment=forgotten)
    granted = f"{place.folder}/granted"
    ctl("county", "grant-key", number, "--staff", "cz101", "--out", granted, "--data",
        place.county, "--actor", "gly001")
    ctl("station", "admit", granted, "--data", station, environment=forgotten)
    assert run("case", "list", "--data", station).returncode == 1
    listed = run("--json", "case", "list", "--data", station, environment=forgotten)
    assert listed.returncode == 0 and len(listed.stdout.splitlines()) == 3, listed


def main():
    options = argparse.ArgumentParser()
    options.add_argument("bin")
    options.add_argument("--stride", type=int, default=0)
    stride = options.parse_args().stride
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        busy(place)
        dies_at_every_write(place, stride)
        from_then_on(place)


if __name__ == "__main__":
    main()
