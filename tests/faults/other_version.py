#!/usr/bin/env python3
"""Programs of this version and of a former one, with the real programs of both: a former station with
this county, this station with a former county, and a village and its county that are brought up to
date in the middle of their work. Everything arrives once, both ways.
other_version.py BIN_FOLDER FORMER_BIN_FOLDER

tests/nightly.sh builds the former one, and plays this.
"""
import json
import os
import sys
import tempfile

import programs
from programs import ctl, ctl_json, jpeg, setup

SCAN_BYTES = 90_000


class Side:
    """What one end's programs do, whichever version the tests' own are."""

    def __init__(self, bin_folder, data):
        self.bin, self.data = bin_folder, data

    def __enter__(self):
        self.before, programs.BIN = programs.BIN, self.bin
        return self

    def __exit__(self, *_):
        programs.BIN = self.before


class Play:
    def __init__(self, folder, county, station):
        self.folder = folder
        self.county = Side(county, os.path.join(folder, "county"))
        self.station = Side(station, os.path.join(folder, "station"))
        with self.county:
            setup("county", self.county.data)
        self.server, self.port, self.cases, self.told = None, 0, 0, 0
        self.serve()
        with self.station:
            setup("station", self.county.data, "--station", self.station.data, "--server",
                  f"http://127.0.0.1:{self.port}")

    def serve(self):
        if self.server:
            programs.stop(self.server)
        with self.county:
            self.server, self.port = programs.serve(self.county.data, self.port)

    def take_in(self):
        """An application with a scan."""
        self.cases += 1
        parent = os.path.join(self.folder, f"packages-{self.cases}")
        programs.write_package(os.path.join(parent, str(self.cases)), self.cases,
                               {"M02": ("scan.jpg", jpeg(self.cases, SCAN_BYTES))})
        with self.station:
            ctl("case", "import", parent, "--keep-damaged", "--data", self.station.data)

    def tell(self, number):
        """The county lets the station hear something of each case."""
        path = os.path.join(self.folder, f"events-{number}.jsonl")
        with self.county:
            cases = ctl_json("case", "list", "--data", self.county.data)[0]
            with open(path, "w", encoding="utf-8") as out:
                for case in cases:
                    out.write(json.dumps({"id": f"courier-{number}-{case['number']}",
                                          "case": case["id"], "status": "in transit",
                                          "at": "2026-11-20T08:00:00+08:00"}) + "\n")
            ctl("events", "import", path, "--data", self.county.data)
        self.told += len(cases)

    def sync(self):
        with self.station:
            ctl("station", "sync", "--once", "--data", self.station.data)

    def require_in_step(self):
        """Both have every case once, with its scan, and say the same of it; logs are whole."""
        told = []
        for side in (self.station, self.county):
            with side:
                assert "ok:" in ctl("audit", "verify", "--data", side.data)
                cases = ctl_json("case", "list", "--data", side.data)[0]
                told.append({case["number"]: (case["id"], case["state"]) for case in cases})
                assert len(cases) == self.cases, cases
                for case in cases:
                    out = os.path.join(self.folder, f"out-{os.path.basename(side.data)}-{case['id']}")
                    if not os.path.exists(out):
                        ctl("case", "export", case["id"], "--out", out, "--data", side.data)
                    sizes = [os.path.getsize(os.path.join(root, name))
                             for root, _, names in os.walk(out) for name in names]
                    assert max(sizes) > SCAN_BYTES - 64, (case, sizes)
        assert told[0] == told[1], told
        with self.station:
            events = ctl_json("events", "list", "--data", self.station.data)[0]
            assert len({event["id"] for event in events}) == len(events) == self.told, events
            status = ctl_json("station", "status", "--data", self.station.data)[0][0]
        assert (status["waiting_ops"], status["waiting_bytes"]) == (0, 0), status

    def round(self, number):
        self.take_in()
        self.sync()
        self.tell(number)
        self.sync()
        self.require_in_step()

    def end(self):
        programs.stop(self.server)


def versions_together(folder, county, station):
    play = Play(folder, county, station)
    try:
        for number in (1, 2):
            play.round(number)
    finally:
        play.end()


def brought_up_to_date(folder, former, newer, station_first):
    """With work under way: a case that waits at the station, and a word that waits at the county."""
    play = Play(folder, former, former)
    try:
        play.round(1)
        sides = [play.station, play.county]
        for number, side in enumerate(sides if station_first else reversed(sides), start=2):
            play.take_in()
            play.tell(number)
            side.bin = newer
            play.serve()
            play.sync()
            play.require_in_step()
            play.round(number + 10)
    finally:
        play.end()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    newer, former = programs.BIN, os.path.abspath(sys.argv[2])
    plays = {
        "a former station, this county": lambda f: versions_together(f, newer, former),
        "this station, a former county": lambda f: versions_together(f, former, newer),
        "brought up to date, station first":
            lambda f: brought_up_to_date(f, former, newer, station_first=True),
        "brought up to date, county first":
            lambda f: brought_up_to_date(f, former, newer, station_first=False),
    }
    for name, play in plays.items():
        with tempfile.TemporaryDirectory() as folder:
            play(folder)
        print(f"{name}: everything arrived once")


if __name__ == "__main__":
    main()
