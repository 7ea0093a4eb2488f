#!/usr/bin/env python3
"""A station gets new keys towards the county, with the real programs: the answer is lost on its way, the
program dies at any of its writes, and a copy of the folder as it was is worth nothing afterwards; what
waited comes to the county once.                                              new_keys.py BIN_FOLDER
"""
import json
import os
import shutil
import subprocess
import tempfile

import programs
from programs import CLERK, ctl, ctl_json, jpeg, program, run, serve, setup, stop

SHIM = program("libjiujin_die_at_call.so")
NOBODY = {k: v for k, v in CLERK.items() if k not in ("JIUJIN_STAFF", "JIUJIN_PASSWORD")}


class Place:
    def __init__(self, folder):
        self.folder, self.county, self.station = folder, f"{folder}/county", f"{folder}/station"
        self.packages = 0
        setup("county", self.county)
        server, self.port = serve(self.county)
        setup("station", self.county, "--station", self.station, "--server",
              f"http://127.0.0.1:{self.port}")
        ctl("station", "sync", "--once", "--data", self.station)
        stop(server)

    def serve(self):
        return serve(self.county, self.port)[0]

    def take_in(self, station):
        self.packages += 1
        folder = f"{self.folder}/packages-{self.packages}"
        programs.write_package(f"{folder}/1", self.packages,
                               {"M02": ("scan.jpg", jpeg(self.packages, 40_000))})
        ctl_json("case", "import", folder, "--keep-damaged", "--data", station)

    def cases(self):
        return programs.case_numbers(self.county)


def transport_key(station):
    with open(f"{station}/transport.key", encoding="utf-8") as file:
        return json.load(file)["public_key"]


def carry(station):
    return subprocess.run([program("jiujinctl"), "--json", "station", "sync", "--once", "--data",
                           station], capture_output=True, text=True, env=NOBODY, timeout=120,
                          check=False)


def leave_outbox(station):
    """Somebody was logged in, the line is down; what waits is left in the outbox."""
    assert run("station", "sync", "--once", "--data", station).returncode == 1


def a_copy_is_worth_nothing(place):
    station, copy = place.station, f"{place.folder}/copy"
    place.take_in(station)
    leave_outbox(station)
    shutil.copytree(station, copy)
    before = transport_key(station)
    assert run("station", "new-keys", "--data", station).returncode == 1  # no county there
    server = place.serve()
    try:
        ctl("station", "new-keys", "--data", station)
        cases = programs.case_numbers(station)
        assert place.cases() == cases and len(cases) == 1, (place.cases(), cases)
        assert transport_key(station) != before
        # The thief has the folder and a password of somebody who works there.
        place.take_in(copy)
        for words in (("sync", "--once"), ("new-keys",)):
            refused = run("station", *words, "--data", copy)
            assert refused.returncode == 1 and "keys" in refused.stderr, refused
        refused = carry(copy)
        assert refused.returncode == 1, refused
        stick = f"{place.folder}/stick"
        os.mkdir(stick)
        ctl("station", "export", "--to", stick, "--data", copy)
        ctl("county", "import", stick, "--data", place.county, status=1)
        assert place.cases() == cases, (place.cases(), cases)
        # The station itself goes on, and is carried for when it is locked.
        place.take_in(station)
        told, errors = ctl_json("station", "sync", "--once", "--data", station)
        assert told[0]["complete"], (told, errors)
        stop(server)
        place.take_in(station)
        leave_outbox(station)
        server = place.serve()
        told = carry(station)
        assert told.returncode == 0 and json.loads(told.stdout)["complete"], told
        assert place.cases() == programs.case_numbers(station)
        assert len(place.cases()) == 3
        ctl("audit", "verify", "--data", station)
        ctl("audit", "verify", "--data", place.county)
    finally:
        stop(server)


def an_old_backup_goes_on_with_a_code(place):
    """From before the keys were replaced, with a case that nobody else has: it is not lost, and what
    the county has got meanwhile comes back."""
    station, backup = place.station, f"{place.folder}/backup"
    server = place.serve()
    try:
        place.take_in(station)
        shutil.copytree(station, backup)
        ctl("station", "sync", "--once", "--data", station)  # the backup does not know it was sent
        ctl("station", "new-keys", "--data", station)
        place.take_in(station)
        ctl("station", "sync", "--once", "--data", station)
        place.take_in(backup)
        assert run("station", "sync", "--once", "--data", backup).returncode == 1
        identity = ctl_json("county", "stations", "--data", place.county)[0][0]["id"]
        assert run("station", "rejoin", "--code", "AAAA-BBBB-CCCC", "--data", backup).returncode == 1
        code = ctl_json("county", "code", identity, "--data", place.county)[0][0]["code"]
        ctl("station", "rejoin", "--code", code, "--data", backup)
        told, errors = ctl_json("station", "sync", "--once", "--data", backup)
        assert told[0]["complete"], (told, errors)
        cases = place.cases()
        assert len(cases) == 3 and programs.case_numbers(backup) == cases, cases
        # The computer that has the newer keys goes on beside it.
        place.take_in(station)
        ctl("station", "sync", "--once", "--data", station)
        ctl("station", "sync", "--once", "--data", backup)
        assert programs.case_numbers(backup) == programs.case_numbers(station) == place.cases()
        ctl("audit", "verify", "--data", backup)
        ctl("audit", "verify", "--data", place.county)
        stop(server)
        place.take_in(backup)
        leave_outbox(backup)
        server = place.serve()
        told = carry(backup)
        assert told.returncode == 0 and json.loads(told.stdout)["complete"], told
        shutil.rmtree(backup)
    finally:
        stop(server)


def dies_at_every_write(place):
    works = subprocess.run([program("jiujinctl"), "--help"], capture_output=True,
                           env=CLERK | {"LD_PRELOAD": SHIM}, timeout=60, check=False)
    if works.returncode != 0 or works.stderr:  # not built, or a sanitizer wants to be the first
        print("without the shim dying at every write is not played")
        return
    station = place.station
    count = f"{place.folder}/count"
    server = place.serve()
    try:
        place.take_in(station)
        done = run("station", "new-keys", "--data", station,
                   environment=CLERK | {"LD_PRELOAD": SHIM, "JIUJIN_COUNT_TO": count})
        assert done.returncode == 0, done
        with open(count, encoding="ascii") as file:
            calls = int(file.read())
        for call in range(1, calls + 1, max(1, calls // 20)):
            place.take_in(station)
            killed = run("station", "new-keys", "--data", station,
                         environment=CLERK | {"LD_PRELOAD": SHIM, "JIUJIN_DIE_AT": str(call)})
            assert killed.returncode in (-9, 0), (call, killed)
            told, errors = ctl_json("station", "sync", "--once", "--data", station)
            assert told[0]["complete"], (call, told, errors)
            assert place.cases() == programs.case_numbers(station), call
        ctl("audit", "verify", "--data", station)
        ctl("audit", "verify", "--data", place.county)
        ctl("station", "new-keys", "--data", station)
    finally:
        stop(server)
    place.take_in(station)
    leave_outbox(station)
    server = place.serve()
    try:
        told = carry(station)
        assert told.returncode == 0 and json.loads(told.stdout)["complete"], told
    finally:
        stop(server)
    print(f"dying at {calls} calls: the station went on each time")


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        a_copy_is_worth_nothing(place)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        an_old_backup_goes_on_with_a_code(place)
        dies_at_every_write(place)


if __name__ == "__main__":
    main()
