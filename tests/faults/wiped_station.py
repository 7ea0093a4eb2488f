#!/usr/bin/env python3
"""A station is stolen, with the real programs: the county orders it wiped, at its next contact it
destroys the keys to its data, logged in or locked, whatever kills it meanwhile; and once it is let
in again everything that it had not sent reaches the county, once.
                                            wiped_station.py BIN_FOLDER [--seed N] [--stride N]
"""
import argparse
import glob
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import programs
from programs import CLERK, ctl, ctl_json, program
from locked_station import NOBODY, Place, carry, close

KEYS = ("station.keys", "transport.key")
SHIM = program("libjiujin_die_at_call.so")


def keys_of(station):
    return [name for name in KEYS if os.path.exists(f"{station}/{name}")]


def transport_of(station):
    with open(f"{station}/transport.key", encoding="utf-8") as file:
        return json.load(file)


def line_of(place, station_id):
    return next(line for line in ctl_json("county", "stations", "--data", place.county)[0]
                if line["id"] == station_id)


def order(place, station_id, reason="电脑被盗"):
    ctl("county", "suspend", station_id, "--wipe", "--reason", reason, "--actor", "gly001", "--data",
        place.county)


def status(station, environment=NOBODY):
    done = subprocess.run([program("jiujinctl"), "--json", "station", "status", "--data", station],
                          capture_output=True, text=True, env=environment, timeout=60, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


def nobody_opens(station):
    told = status(station)
    assert told["wiped"] and told["reason"] == "电脑被盗", told
    done = programs.run("case", "list", "--data", station)
    assert done.returncode != 0 and "wiped" in done.stderr, done
    assert keys_of(station) == [], keys_of(station)
    assert os.path.getsize(f"{station}/station.db") > 100_000


def grant_of(place, station_id, *more):
    grant = f"{place.folder}/grant.json"
    ctl("county", "grant-key", station_id, "--staff", "cz101", "--out", grant, "--actor", "gly001",
        "--data", place.county, *more)
    return grant


def let_in_again(place, station, station_id, *sealed):
    ctl("county", "suspend", station_id, "--resume", "--actor", "gly001", "--data", place.county)
    ctl("station", "admit", grant_of(place, station_id, *sealed), "--data", station)
    assert not status(station).get("wiped")


def logged_in(place, station, station_id):
    """The exchange of somebody who is logged in brings it."""
    place.take_in(station)
    order(place, station_id)
    assert line_of(place, station_id)["wipe_ordered_ms"] > 0
    done = programs.run("station", "sync", "--once", "--data", station)  # nobody is there
    assert done.returncode == 1 and len(keys_of(station)) == 2, done
    before = place.cases()
    server = place.serve()
    try:
        done = programs.run("station", "sync", "--once", "--data", station)
        assert done.returncode != 0 and "wiped" in done.stdout, done
        line = line_of(place, station_id)
        assert line["suspended"] and 0 < line["wipe_handed_out_ms"] <= line["wiped_ms"], line
    finally:
        programs.stop(server)
    nobody_opens(station)
    assert place.cases() == before
    let_in_again(place, station, station_id)
    assert line_of(place, station_id)["wipe_ordered_ms"] == 0
    everything_arrives(place, station, len(before) + 1)


def locked(place, station, station_id):
    """A locked station hears it when it hands over its outbox, and when it has nothing to hand over."""
    place.take_in(station)
    close(station)
    order(place, station_id)
    before = place.cases()
    server = place.serve()
    try:
        told, _ = carry(station, status=1)
        assert told["wiped"] and told["notice"] == "电脑被盗", told
        assert line_of(place, station_id)["wiped_ms"] > 0
    finally:
        programs.stop(server)
    nobody_opens(station)
    assert place.cases() == before
    let_in_again(place, station, station_id)
    everything_arrives(place, station, len(before) + 1)


def portal(place, station, station_id):
    """Whoever else answers wipes nobody: a captive portal, an answer of before."""
    order(place, station_id)
    place.take_in(station)
    close(station)

    class Portal(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            page = b"<html>log in to this network</html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", place.port), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        carry(station, status=1)
        programs.run("station", "sync", "--once", "--data", station)
    finally:
        server.shutdown()
        server.server_close()
    assert len(keys_of(station)) == 2 and not status(station).get("wiped")
    ctl("county", "suspend", station_id, "--resume", "--data", place.county)
    everything_arrives(place, station, len(place.cases()) + 1)


def killed(place, station, station_id, seed):
    """Killed at any moment of it; the next start has the station open, or finishes the wipe."""
    dice = random.Random(seed)
    place.take_in(station)
    close(station)
    safe = f"{place.folder}/as-it-was"
    shutil.copytree(station, safe)
    before = place.cases()
    order(place, station_id)
    finished = 0
    server = place.serve()
    try:
        for i in range(12):
            shutil.rmtree(station)
            shutil.copytree(safe, station)
            dying = subprocess.Popen([program("jiujinctl"), "station", "sync", "--once", "--data",
                                      station], env=NOBODY if i % 2 else CLERK,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            deadline = time.monotonic() + 20
            if i % 3:  # as soon as it is decided, and a little later
                while not os.path.exists(f"{station}/station.wiped") and dying.poll() is None \
                        and time.monotonic() < deadline:
                    time.sleep(0.0002)
                time.sleep(dice.uniform(0, 0.01))
            else:
                time.sleep(dice.uniform(0.0, 0.3))
            dying.send_signal(signal.SIGKILL)
            dying.wait(20)
            if os.path.exists(f"{station}/station.wiped"):
                finished += 1
                nobody_opens(station)
            else:
                assert len(keys_of(station)) == 2, keys_of(station)
                assert programs.run("case", "list", "--data", station).returncode == 0
    finally:
        programs.stop(server)
    assert finished > 0
    if not os.path.exists(f"{station}/station.wiped"):
        server = place.serve()
        carry(station, status=1)
        programs.stop(server)
    nobody_opens(station)
    assert place.cases() == before
    let_in_again(place, station, station_id)
    everything_arrives(place, station, len(before) + 1)


def recovery_in(station):
    """The data key, sealed to the county, as it stands where its holders cannot open it any more."""
    with open(f"{station}/station.wiped", encoding="utf-8") as file:
        recovery = json.load(file)["recovery"]
    assert len(recovery["sealed"]) == 96 and recovery["key"] and recovery["capsule"], recovery
    return recovery


def another_key(place, station, station_id):
    """A new data key was made without a line: the county has never heard of it when it has the
    station wiped. What lies in the folder, and the county's own key, open it."""
    place.take_in(station)
    ctl("station", "new-data-key", "--data", station)
    place.take_in(station)
    close(station)
    order(place, station_id)
    before = place.cases()
    server = place.serve()
    try:
        carry(station, status=1)
    finally:
        programs.stop(server)
    nobody_opens(station)
    recovery_in(station)
    refused = programs.run("station", "admit", grant_of(place, station_id), "--data", station)
    assert refused.returncode == 1 and "--sealed" in refused.stderr, refused
    nobody_opens(station)
    let_in_again(place, station, station_id, "--sealed", f"{station}/station.wiped")
    everything_arrives(place, station, len(before) + 2)


class Dying:
    """A station with a new data key of which the county has not heard is wiped, and the program dies
    at one of the calls that write: wiped or not, never half, and never without the county's key."""

    def __init__(self, place, station, station_id, environment):
        self.place, self.station, self.environment = place, station, environment
        self.safe = f"{place.folder}/as-it-was-{len(environment)}"
        place.take_in(station)
        ctl("station", "new-data-key", "--data", station)
        place.take_in(station)
        close(station)
        shutil.copytree(station, self.safe)
        order(place, station_id)

    def sync(self, **more):
        shutil.rmtree(self.station)
        shutil.copytree(self.safe, self.station)
        return programs.run("station", "sync", "--once", "--data", self.station,
                            environment=self.environment | {"LD_PRELOAD": SHIM} | more)

    def calls(self):
        count = f"{self.place.folder}/count"
        done = self.sync(JIUJIN_COUNT_TO=count)
        assert done.returncode == 1 and "wiped" in done.stdout, done
        with open(count, encoding="ascii") as file:
            return int(file.read())

    def wiped(self, call):
        """When it dies at this call."""
        self.sync(JIUJIN_DIE_AT=str(call))
        if os.path.exists(f"{self.station}/station.wiped"):
            recovery = recovery_in(self.station)
            nobody_opens(self.station)  # and what was cut off is finished
            assert recovery_in(self.station) == recovery
            return True
        assert len(keys_of(self.station)) == 2, keys_of(self.station)
        assert programs.run("case", "list", "--data", self.station).returncode == 0
        return False

    def play(self, stride):
        calls = self.calls()
        first, last = 1, calls
        while first < last:
            middle = (first + last) // 2
            first, last = (first, middle) if self.wiped(middle) else (middle + 1, last)
        near = set(range(first - 6, first + 12))
        for call in sorted(near | set(range(1, calls + 1, stride or max(1, calls // 5)))):
            if 1 <= call <= calls:
                self.wiped(call)
        print(f"dying at {calls} calls, it is wiped from about the {first}th on")
        assert not self.wiped(1)
        assert self.wiped(calls)


def dies_at_every_write(place, station, station_id, stride):
    works = subprocess.run([program("jiujinctl"), "--help"], capture_output=True,
                           env=CLERK | {"LD_PRELOAD": SHIM}, timeout=60, check=False)
    if works.returncode != 0 or works.stderr:  # not built, or a sanitizer wants to be the first
        print("without the shim dying at every write is not played")
        return
    for environment in (NOBODY, CLERK):
        before = len(place.cases())
        dying = Dying(place, station, station_id, environment)
        server = place.serve()
        try:
            dying.play(stride)
        finally:
            programs.stop(server)
        assert len(place.cases()) == before
        let_in_again(place, station, station_id, "--sealed", f"{station}/station.wiped")
        everything_arrives(place, station, before + 2)


def old_copies(place, station, station_id):
    """What an old copy of the folder is worth: the order reaches it, too. Of the slots alone: nothing
    beside the mark. This is what SECURITY.md says, no more."""
    copy = f"{place.folder}/copy"
    shutil.copytree(station, copy)
    order(place, station_id)
    server = place.serve()
    try:
        programs.run("station", "sync", "--once", "--data", station)
        nobody_opens(station)
        shutil.copy(f"{copy}/station.keys", f"{station}/station.keys")
        nobody_opens(station)
        programs.run("station", "sync", "--once", "--data", copy)
        nobody_opens(copy)
    finally:
        programs.stop(server)
    let_in_again(place, station, station_id)


def everything_arrives(place, station, count):
    server = place.serve()
    try:
        ctl_json("station", "sync", "--once", "--data", station)
        told = ctl_json("station", "status", "--data", station)[0][0]
        assert told["waiting_ops"] == told["waiting_bytes"] == 0, told
    finally:
        programs.stop(server)
    numbers = place.cases()
    assert len(numbers) == count == len(set(numbers)), (numbers, count)
    assert numbers == programs.case_numbers(station)
    for data in (station, place.county):
        ctl_json("audit", "verify", "--data", data)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("bin")
    options.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options.add_argument("--stride", type=int, default=0)
    options = options.parse_args()
    seed, stride = options.seed, options.stride
    print("seed", seed)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder, "station")
        station = place.stations[0]
        server = place.serve()
        ctl_json("station", "sync", "--once", "--data", station)
        programs.stop(server)
        station_id = transport_of(station)["station"]
        logged_in(place, station, station_id)
        locked(place, station, station_id)
        portal(place, station, station_id)
        another_key(place, station, station_id)
        dies_at_every_write(place, station, station_id, stride)
        killed(place, station, station_id, seed)
        old_copies(place, station, station_id)
        assert glob.glob(f"{station}/station.wiped*") == []


if __name__ == "__main__":
    main()
