#!/usr/bin/env python3
"""The county gets another opening key and another authority for its server, with the real programs: the
programs die at any of their writes, stations hear of it over the line or by stick, and who holds the
former authority's key is nobody to them afterwards.                         county_keys.py BIN_FOLDER
"""
import os
import shutil
import subprocess
import tempfile

import programs
from programs import CLERK, ctl, ctl_json, jpeg, program, run, serve, setup, stop

SHIM = program("libjiujin_die_at_call.so")
WRONG_ANSWER = "does not prove to be the county"


def shim_works():
    works = subprocess.run([program("jiujinctl"), "--help"], capture_output=True,
                           env=CLERK | {"LD_PRELOAD": SHIM}, timeout=60, check=False)
    return works.returncode == 0 and not works.stderr


class Place:
    """A county, and a station that reaches it by TLS."""

    def __init__(self, folder):
        self.folder, self.county, self.station = folder, f"{folder}/county", f"{folder}/station"
        self.packages = self.copies = 0
        setup("county", self.county)
        server, self.port = serve(self.county)
        setup("station", self.county, "--station", self.station, "--server",
              f"https://127.0.0.1:{self.port}")
        self.sync(self.station)
        stop(server)

    def serve(self, county=None):
        return serve(county or self.county, self.port)[0]

    def copy(self, what):
        self.copies += 1
        to = f"{self.folder}/copy-{self.copies}"
        shutil.copytree(what, to)
        return to

    def sync(self, station):
        told, errors = ctl_json("station", "sync", "--once", "--data", station)
        assert told[0]["complete"], (told, errors)

    def second_station(self):
        station = f"{self.folder}/second"
        server = self.serve()
        try:
            setup("station", self.county, "--station", station, "--server",
                  f"https://127.0.0.1:{self.port}")
            self.sync(station)
        finally:
            stop(server)
        return station

    def take_in(self, station):
        self.packages += 1
        folder = f"{self.folder}/packages-{self.packages}"
        programs.write_package(f"{folder}/1", self.packages,
                               {"M02": ("scan.jpg", jpeg(self.packages, 40_000))})
        ctl_json("case", "import", folder, "--keep-damaged", "--data", station)

    def by_stick(self, station, county):
        stick = f"{self.folder}/stick-{self.packages}-{self.copies}"
        os.makedirs(stick, exist_ok=True)
        ctl("station", "export", "--to", stick, "--data", station)
        ctl("county", "import", stick, "--data", county)
        ctl("station", "import", stick, "--data", station)


def keys(county):
    return ctl_json("county", "opening-keys", "--data", county)[0]


def dies(call, *arguments):
    killed = run(*arguments, environment=CLERK | {"LD_PRELOAD": SHIM, "JIUJIN_DIE_AT": str(call)})
    assert killed.returncode in (-9, 0), (call, killed)


def calls_of(folder, *arguments):
    count = f"{folder}/count"
    done = run(*arguments, environment=CLERK | {"LD_PRELOAD": SHIM, "JIUJIN_COUNT_TO": count})
    assert done.returncode == 0, done
    with open(count, encoding="ascii") as file:
        return int(file.read())


def another_opening_key(place, shim):
    county, station = place.county, place.station
    before = keys(county)
    assert len(before) == 1 and before[0]["stations"], before
    place.take_in(station)
    stick = f"{place.folder}/before"
    os.mkdir(stick)
    ctl("station", "export", "--to", stick, "--data", station)
    if shim:
        calls = calls_of(place.folder, "county", "new-opening-key", "--data", place.copy(county))
        for call in range(1, calls + 1, max(1, calls // 10)):
            had = [line["id"] for line in keys(county)]
            dies(call, "county", "new-opening-key", "--data", county)
            now = [line["id"] for line in keys(county)]
            # The one that was, with or without one before it; nothing else has gone.
            assert set(had) <= set(now) and len(now) <= len(had) + 1, (call, had, now)
            assert (now[0] == had[0]) == (len(now) == len(had)), (call, had, now)
        print(f"another opening key: died at {calls} calls")
    ctl("county", "new-opening-key", "--data", county)
    refused = ctl("county", "forget-opening-key", "--id", before[0]["id"], "--data", county, status=1)
    assert "枫林村" in refused, refused
    # What is under way opens.
    ctl("county", "import", stick, "--data", county)
    assert programs.case_numbers(county) == programs.case_numbers(station)
    ctl("station", "import", stick, "--data", station)  # it hears by stick ...
    place.take_in(station)
    place.by_stick(station, county)                     # ... and answers by stick
    now = keys(county)
    assert now[0]["stations"] and not any(line["stations"] for line in now[1:]), now
    for line in now[1:]:
        if shim and line is now[1]:
            calls = calls_of(place.folder, "county", "forget-opening-key", "--id", line["id"],
                             "--data", place.copy(county))
            for call in range(1, calls + 1, max(1, calls // 10)):
                copy = place.copy(county)
                dies(call, "county", "forget-opening-key", "--id", line["id"], "--data", copy)
                assert len(keys(copy)) in (len(now), len(now) - 1), call
                shutil.rmtree(copy)
        ctl("county", "forget-opening-key", "--id", line["id"], "--data", county)
    assert len(keys(county)) == 1
    # The county still opens the station for a member of its staff.
    staff = ctl_json("county", "stations", "--data", county)[0][0]["id"]
    ctl("county", "grant-key", staff, "--staff", CLERK["JIUJIN_STAFF"], "--out",
        f"{place.folder}/granted", "--data", county)
    ctl("station", "admit", f"{place.folder}/granted", "--data", place.copy(station))
    ctl("audit", "verify", "--data", county)


def another_authority(place, shim):
    county, station = place.county, place.station
    missed = place.second_station()
    thief = place.copy(county)
    if shim:
        calls = calls_of(place.folder, "county", "new-authority", "--data", place.copy(county))
        for call in range(1, calls + 1, max(1, calls // 10)):
            dies(call, "county", "new-authority", "--data", county)
        print(f"another authority: died at {calls} calls")
    told = ctl_json("county", "new-authority", "--data", county)[0][0]
    assert told["next"] and told["next"] != told["current"] and told["unheard"], told
    again = ctl_json("county", "new-authority", "--data", county)[0][0]
    assert again == told, again
    refused = ctl("county", "new-authority", "--switch", "--data", county, status=1)
    assert "枫林村" in refused, refused
    server = place.serve()
    try:
        place.sync(station)  # hears
        place.sync(station)  # and says so
    finally:
        stop(server)
    told = ctl_json("county", "new-authority", "--data", county)[0][0]
    assert len(told["unheard"]) == 1, told
    ctl("county", "new-authority", "--switch", "--data", county, status=1)
    switch = ("county", "new-authority", "--switch", "--give-up", told["unheard"][0], "--data")
    if shim:
        dies_while_it_takes_the_place(place, switch)
    ctl(*switch, county)
    ctl(*switch, county, status=1)
    server = place.serve()
    try:
        place.take_in(station)
        place.sync(station)
        assert programs.case_numbers(county) == programs.case_numbers(station)
        refused = run("station", "sync", "--once", "--data", missed)
        assert refused.returncode == 1 and WRONG_ANSWER in refused.stderr, refused
        place.by_stick(missed, county)
        place.sync(missed)
    finally:
        stop(server)
    # With the former authority's key, and all that the county had then.
    server = place.serve(thief)
    try:
        for one in (station, missed):
            place.take_in(one)
            refused = run("station", "sync", "--once", "--data", one)
            assert refused.returncode == 1 and WRONG_ANSWER in refused.stderr, refused
        assert len(programs.case_numbers(thief)) < len(programs.case_numbers(station))
    finally:
        stop(server)
    server = place.serve()
    try:
        place.sync(station)
    finally:
        stop(server)
    assert programs.case_numbers(county) == programs.case_numbers(station)
    ctl("audit", "verify", "--data", county)
    ctl("audit", "verify", "--data", station)


def dies_while_it_takes_the_place(place, command):
    """Whatever was cut off, the server that begins next is one that the station takes."""
    calls = calls_of(place.folder, *command, place.copy(place.county))
    for call in range(1, calls + 1, max(1, calls // 10)):
        county, station = place.copy(place.county), place.copy(place.station)
        dies(call, *command, county)
        server = place.serve(county)
        try:
            place.sync(station)
        finally:
            stop(server)
        left = sorted(os.listdir(f"{county}/tls"))
        whole = {"authority.key", "authority.pem", "server.key", "server.pem"}
        assert whole <= set(left) and "switching" not in left, (call, left)
        assert ("next.key" in left) == ("next.pem" in left), (call, left)
        shutil.rmtree(county)
        shutil.rmtree(station)
    print(f"it takes the place: died at {calls} calls")


def main():
    shim = shim_works()
    if not shim:  # not built, or a sanitizer wants to be the first
        print("without the shim dying at every write is not played")
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        another_opening_key(place, shim)
        another_authority(place, shim)


if __name__ == "__main__":
    main()
