#!/usr/bin/env python3
"""A locked station still sends, with the real programs: cases are taken in without a line, nobody is
logged in any more, the line comes back, and the county has them without any password; the answers
wait sealed until somebody logs in. Programs are killed at every moment of it, and strangers try what
a stolen transport key is worth.                                   locked_station.py BIN_FOLDER
"""
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import programs
from programs import CLERK, ctl_json, jpeg, program, serve, setup, stop

NOBODY = {k: v for k, v in CLERK.items() if k not in ("JIUJIN_STAFF", "JIUJIN_PASSWORD")}


class Place:
    def __init__(self, folder, *stations):
        self.folder, self.county = folder, f"{folder}/county"
        self.packages = 0
        setup("county", self.county)
        server, self.port = serve(self.county)
        self.stations = [f"{folder}/{name}" for name in stations]
        for station in self.stations:
            setup("station", self.county, "--station", station, "--server",
                  f"http://127.0.0.1:{self.port}")
        stop(server)

    def serve(self):
        return serve(self.county, self.port)[0]

    def take_in(self, station, scan_bytes=40_000):
        self.packages += 1
        package = f"{self.folder}/packages-{self.packages}/{self.packages}"
        programs.write_package(package, self.packages,
                               {"M02": ("scan.jpg", jpeg(self.packages, scan_bytes))})
        ctl_json("case", "import", os.path.dirname(package), "--keep-damaged", "--data", station)

    def cases(self):
        return programs.case_numbers(self.county)


def carry(station, status=None):
    """Without any password; what it said."""
    done = subprocess.run([program("jiujinctl"), "--json", "station", "sync", "--once", "--data",
                           station], capture_output=True, text=True, env=NOBODY, timeout=120)
    assert status is None or done.returncode == status, (done, status)
    return json.loads(done.stdout) if done.stdout else {}, done.stderr


def close(station):
    """Somebody was logged in, the line is down; what waits is left in the outbox."""
    done = programs.run("station", "sync", "--once", "--data", station)
    assert done.returncode == 1, done


def standing(station):
    done = subprocess.run([program("jiujinctl"), "--json", "station", "status", "--data", station],
                          capture_output=True, text=True, env=NOBODY, timeout=60, check=True)
    told = json.loads(done.stdout)
    assert told["locked"], told
    return told


def files(station, folder):
    return sorted(glob.glob(f"{station}/{folder}/*.jjb"))


def overnight(place):
    station = place.stations[0]
    for _ in range(3):
        place.take_in(station, 700_000)
    close(station)
    told = standing(station)
    assert told["outbox"] >= 3 and told["outbox_whole"] and told["answers"] == 0, told
    for path in files(station, "outbox"):
        assert os.stat(path).st_mode & 0o777 == 0o600 and os.path.getsize(path) <= 1 << 20
        assert os.path.basename(path).startswith("outbox-"), path
    told, errors = carry(station, status=1)  # the county is not there
    assert not told and "127.0.0.1" in errors, (told, errors)
    assert place.cases() == []
    server = place.serve()
    try:
        told, _ = carry(station, status=0)
        assert told["complete"] and told["carried"] >= 3 and told["waiting"] == 0, told
        assert len(place.cases()) == 3, place.cases()
        told = standing(station)
        assert told["outbox"] == 0 and told["answers"] >= 3, told
        assert carry(station, status=0)[0]["carried"] == 0
    finally:
        stop(server)
    # The answers count once somebody logs in, though there is no line.
    told = ctl_json("station", "status", "--data", station)[0][0]
    assert told["waiting_ops"] == told["waiting_bytes"] == 0, told
    assert files(station, "inbox") == []
    assert programs.case_numbers(station) == place.cases()


def answers_of_the_night(place):
    """What the county said meanwhile is in the answer: a case of a neighbour in the same scope."""
    station, neighbour = place.stations
    before = programs.case_numbers(station)
    server = place.serve()
    ctl_json("station", "sync", "--once", "--data", station)
    stop(server)
    place.take_in(station)
    close(station)
    server = place.serve()
    try:
        place.take_in(neighbour)
        ctl_json("station", "sync", "--once", "--data", neighbour)
        carry(station, status=0)
    finally:
        stop(server)
    after = programs.case_numbers(station)  # logs in
    assert len(after) == len(before) + 2 and after == place.cases(), (before, after)


def killed_at_any_moment(place, seed):
    dice = random.Random(seed)
    station = place.stations[0]
    for _ in range(4):
        place.take_in(station, dice.randrange(10_000, 1_500_000))
    # The writing of the outbox dies: what lies there is whole files, and the store is the truth.
    for _ in range(3):
        dying = subprocess.Popen([program("jiujinctl"), "station", "sync", "--once", "--data", station],
                                 env=CLERK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.3, 0.9))
        dying.send_signal(signal.SIGKILL)
        dying.wait(20)
    server = place.serve()
    try:
        carry(station)  # as much as there is
    finally:
        stop(server)
    close(station)
    # The carrier dies, and the county does.
    for _ in range(6):
        server = place.serve()
        carrier = subprocess.Popen([program("jiujinctl"), "station", "sync", "--once", "--data",
                                    station], env=NOBODY, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.0, 0.25))
        victim = dice.choice((server, carrier))
        victim.send_signal(signal.SIGKILL)
        carrier.wait(60)
        stop(server)
    server = place.serve()
    try:
        carry(station)
        assert files(station, "outbox") == []
        ctl_json("station", "sync", "--once", "--data", station)
    finally:
        stop(server)
    numbers = programs.case_numbers(station)
    assert numbers == place.cases() and len(set(numbers)) == len(numbers), numbers
    for data in (station, place.county):
        ctl_json("audit", "verify", "--data", data)


def strangers(place):
    """Who has stolen the folder, and what lies in it, against a county that runs."""
    station, neighbour = place.stations
    place.take_in(station)
    close(station)
    stolen = f"{place.folder}/stolen"
    shutil.copytree(station, stolen)
    server = place.serve()
    try:
        # The neighbour's key carries nothing of ours.
        with open(f"{neighbour}/transport.key", encoding="utf-8") as file:
            theirs = json.load(file)
        with open(f"{stolen}/transport.key", encoding="utf-8") as file:
            ours = json.load(file)
        assert "BEGIN" not in ours["private_key"] and ours["private_key"] != theirs["private_key"]
        assert os.stat(f"{station}/transport.key").st_mode & 0o777 == 0o600
        before = place.cases()
        for forged in (theirs, theirs | {"station": ours["station"]}):
            with open(f"{stolen}/transport.key", "w", encoding="utf-8") as out:
                json.dump(forged, out)
            told, _ = carry(stolen, status=1)
            assert told["carried"] == 0 and told["waiting"] > 0 and told["notice"], told
        assert place.cases() == before
        # With our own it brings what we had sealed, and gets what only we can open.
        with open(f"{stolen}/transport.key", "w", encoding="utf-8") as out:
            json.dump(ours, out)
        carry(stolen, status=0)
        assert len(place.cases()) == len(before) + 1
        for path in files(stolen, "inbox"):
            with open(path, "rb") as file:
                data = file.read()
            assert data.startswith(b"JJEN") and b"JJBS" not in data and b"QX-001" not in data
        # The same from the station itself changes nothing more.
        carry(station, status=0)
        assert len(place.cases()) == len(before) + 1
        # A suspended station is refused, and told why.
        place.take_in(station)
        stop(server)
        close(station)
        server = place.serve()
        ctl_json("county", "suspend", station_id(place, ours), "--reason", "stolen", "--data",
                 place.county)
        told, _ = carry(station, status=1)
        assert told["carried"] == 0 and told["notice"] == "stolen", told
        assert len(place.cases()) == len(before) + 1
    finally:
        stop(server)


def station_id(place, transport):
    return transport["station"]


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)
    print("seed", seed)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder, "station", "neighbour")
        overnight(place)
        answers_of_the_night(place)
        killed_at_any_moment(place, seed)
        strangers(place)


if __name__ == "__main__":
    main()
