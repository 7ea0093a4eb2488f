#!/usr/bin/env python3
"""The station's disk is full, with the real programs on a small file system of its own: what cannot
be kept is refused by name and leaves nothing behind, what was kept stays readable and goes up, what
comes down waits at the county, and once there is room everything is there once.
full_station_disk.py BIN_FOLDER

Mounts in a name space of its own, so that nothing of it is left; where that is not allowed the test
is skipped (status 77).
"""
import os
import shutil
import sys
import tempfile

import programs
from programs import ctl, ctl_json, jpeg

SCAN_BYTES = 400_000


def take_in(folder, station, number, status=0):
    """A whole application with a scan; all that was said."""
    parent = os.path.join(folder, f"packages-{number}")
    shutil.rmtree(parent, ignore_errors=True)
    programs.write_package(os.path.join(parent, str(number)), number,
                           {"M02": ("scan.jpg", jpeg(number, SCAN_BYTES))})
    return ctl("case", "import", parent, "--keep-damaged", "--data", station, status=status)


def require_refused(folder, station):
    for _ in range(2):  # and once more, as a clerk would try
        words = take_in(folder, station, 4, status=1)
        assert "disk is full" in words.lower() and "station" in words, words


def status_of(station):
    return ctl_json("station", "status", "--data", station)[0][0]


def require_whole(folder, data, count):
    """So many cases, each once and with its scan byte for byte."""
    lines = ctl_json("case", "list", "--data", data)[0]
    assert len(lines) == len({line["number"] for line in lines}) == count, lines
    found = set()
    for line in lines:
        out = os.path.join(folder, "out")
        ctl("case", "export", line["id"], "--out", out, "--data", data)
        for root, _, names in os.walk(out):
            for name in names:
                with open(os.path.join(root, name), "rb") as file:
                    content = file.read()
                if content.startswith(b"\xff\xd8"):
                    found.add(content)
        shutil.rmtree(out)
    assert found == {jpeg(number, SCAN_BYTES) for number in range(1, count + 1)}, len(found)
    assert "ok:" in ctl("audit", "verify", "--data", data)


def play(folder):
    small, county = os.path.join(folder, "small"), os.path.join(folder, "county")
    station = os.path.join(small, "station")
    assert programs.mount_small(small, "30m")
    programs.setup("county", county)
    server, port = programs.serve(county)
    try:
        programs.setup("station", county, "--station", station, "--server",
                       f"http://127.0.0.1:{port}")
        take_in(folder, station, 1)
        ctl("station", "sync", "--once", "--data", station)
        for number in (2, 3):
            take_in(folder, station, number)
        waiting = status_of(station)
        assert waiting["waiting_ops"] > 0 and waiting["waiting_bytes"] > SCAN_BYTES, waiting

        programs.fill(small)
        require_refused(folder, station)  # a store that nobody has open cannot even be opened
        os.remove(os.path.join(small, "filler"))

        programs.stop(server)
        server = None
        window = programs.start("station", "sync", "--data", station)  # has it open, and tries
        try:
            assert window.stdout.readline(), "it says nothing"
            programs.fill(small)
            require_refused(folder, station)
            told = status_of(station)  # reading needs no room
            assert told["waiting_ops"] == waiting["waiting_ops"], (told, waiting)
            assert len(ctl_json("case", "list", "--data", station)[0]) == 3
            # The county takes what is here, whether or not that can be noted down.
            server, _ = programs.serve(county, port)
            words = ctl("station", "sync", "--once", "--data", station, status=1)
            assert "full" in words.lower(), words
        finally:
            programs.stop(window)
        os.remove(os.path.join(small, "filler"))
        take_in(folder, station, 4)
        ctl("station", "sync", "--once", "--data", station)
        told = status_of(station)
        assert (told["waiting_ops"], told["waiting_bytes"]) == (0, 0), told
        for data in (station, county):
            require_whole(folder, data, 4)
    finally:
        if server:
            programs.stop(server)


def main():
    if not programs.own_mounts():
        print("skipped: no file system can be mounted here")
        sys.exit(programs.SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        try:
            play(folder)
        finally:
            programs.unmount(os.path.join(folder, "small"))


if __name__ == "__main__":
    main()
