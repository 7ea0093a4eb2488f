#!/usr/bin/env python3
"""After an outage all stations are there at once, with the real programs: each has taken in an
application with a scan meanwhile, and comes until the county holds it. Nothing is lost or doubled,
the county goes on answering others, and its memory stays bounded.
    storm.py BIN_FOLDER [--stations N] [--at-once N]
"""
import argparse
import concurrent.futures
import json
import os
import sys
import tempfile
import time
import urllib.request

import programs
from programs import ctl, ctl_json, jpeg, setup

DIVISION = "430190101201"
SCAN_BYTES = 60_000
TRIES_MAX = 60
ENROLMENTS_MAX = 16  # a county lets one address try so many a minute, until it begins anew
RSS_MIB_MAX = 400  # of the county: 32 exchanges at a time, the others are told to come again


class Village:
    def __init__(self, folder, number):
        self.number, self.data = number, os.path.join(folder, f"station-{number}")
        self.tries = 0

    def enrol(self, county, server):
        made = ctl_json("county", "station", "--data", county, "--name", f"村{self.number}",
                        "--division", DIVISION, "--actor", "gly001")[0][0]
        ctl("station", "enrol", "--server", server, "--code", made["code"], "--data", self.data,
            "--unsealed")
        ctl("station", "sync", "--once", "--data", self.data)

    def take_in(self, folder):
        parent = os.path.join(folder, f"packages-{self.number}")
        programs.write_package(os.path.join(parent, str(self.number)), self.number,
                               {"M02": ("scan.jpg", jpeg(self.number, SCAN_BYTES))})
        ctl("case", "import", parent, "--keep-damaged", "--data", self.data)

    def come(self):
        """Until the county holds everything; what a try was told is no failure, but a lost case is."""
        while programs.run("station", "sync", "--once", "--data", self.data).returncode:
            self.tries += 1
            assert self.tries < TRIES_MAX, self.data


def resident_mib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def at_once(pool, villages, what):
    for done in concurrent.futures.as_completed([pool.submit(what, v) for v in villages]):
        done.result()


def answers(port):
    began = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
        assert answer.status == 200
    return time.monotonic() - began


def play(folder, stations, crowd):
    county = os.path.join(folder, "county")
    setup("county", county)
    villages = [Village(folder, number) for number in range(1, stations + 1)]
    server, port = programs.serve(county)
    try:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for first in range(0, stations, ENROLMENTS_MAX):
                at_once(pool, villages[first:first + ENROLMENTS_MAX],
                        lambda v: v.enrol(county, f"http://127.0.0.1:{port}"))
                programs.stop(server)
                server, port = programs.serve(county, port)
            programs.stop(server)  # the outage
            at_once(pool, villages, lambda v: v.take_in(folder))
        server, _ = programs.serve(county, port)
        began, slowest = time.monotonic(), 0.0
        with concurrent.futures.ThreadPoolExecutor(crowd) as pool:
            waiting = [pool.submit(village.come) for village in villages]
            while not all(done.done() for done in waiting):
                slowest = max(slowest, answers(port))
                concurrent.futures.wait(waiting, timeout=0.5)
            for done in waiting:
                done.result()
        print(json.dumps({"stations": stations, "seconds": round(time.monotonic() - began, 1),
                          "tries": sum(v.tries for v in villages) + stations,
                          "county_mib": resident_mib(server),
                          "slowest_answer_s": round(slowest, 2)}))
        assert resident_mib(server) < RSS_MIB_MAX, resident_mib(server)
        numbers = programs.case_numbers(county)
        assert len(set(numbers)) == len(numbers) == stations, len(numbers)
        for village in villages:
            assert set(programs.case_numbers(village.data)) <= set(numbers)
        assert "ok:" in ctl("audit", "verify", "--data", county)
        scans = set()
        for number, line in enumerate(ctl_json("case", "list", "--data", county)[0]):
            out = os.path.join(folder, f"out-{number}")
            ctl("case", "export", line["id"], "--out", out, "--data", county)
            for root, _, names in os.walk(out):
                for name in names:
                    with open(os.path.join(root, name), "rb") as file:
                        scans.add(file.read())
        assert scans >= {jpeg(v.number, SCAN_BYTES) for v in villages}
    finally:
        programs.stop(server)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin")
    parser.add_argument("--stations", type=int, default=16)
    parser.add_argument("--at-once", type=int, default=400)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        play(folder, told.stations, min(told.at_once, told.stations))


if __name__ == "__main__":
    sys.exit(main())
