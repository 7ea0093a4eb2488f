#!/usr/bin/env python3
"""A scan that the station's disk has forgotten, with the real programs: everything else goes on, the
scan is listed with its case and reason, and it goes up once it is here again.   set_aside.py BIN_FOLDER
"""
import os
import sqlite3
import tempfile

from programs import ctl_json, jpeg, stop
from stick import Place, take_in


def damage(station, size, change):
    """Changes one part of the only file of that size."""
    base = sqlite3.connect(os.path.join(station, "station.db"))
    with base:
        number = base.execute("SELECT n FROM files WHERE size = ?", (size,)).fetchone()[0]
        change(base, number)
    base.close()


def status(place):
    return ctl_json("station", "status", "--data", place.station)[0][0]


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder, "--unsealed")  # the damage is done in its database
        # The station speaks to the address at which it was enrolled.
        server = place.server(place.port)
        try:
            take_in(folder, place.station, 1, 90_000)
            take_in(folder, place.station, 2, 60_032)
            size = len(jpeg(1, 90_000))
            damage(place.station, size, lambda base, n: base.execute(
                "UPDATE file_parts SET bytes = zeroblob(length(bytes)) WHERE file = ? AND offset = 0",
                (n,)))
            told, _ = ctl_json("station", "sync", "--once", "--data", place.station, status=1)
            assert told[0]["set_aside"] == 1 and not told[0]["complete"], told
            now = status(place)
            assert now["waiting_ops"] == 0, now  # everything else is at the county
            aside = now["set_aside"]
            assert len(aside) == 1 and aside[0]["reason"] == "damaged", now
            assert len(aside[0]["cases"]) == 1, aside
            held = ctl_json("case", "list", "--data", place.county)[0]
            assert len(held) == 2, held
            # Again: the same word, and hardly a byte for it.
            told, _ = ctl_json("station", "sync", "--once", "--data", place.station, status=1)
            assert told[0]["set_aside"] == 1 and told[0]["bytes_sent"] < 500, told
            # The paper comes once more, in another application; both cases have it again.
            take_in(folder, place.station, 5, 90_000, seed=1)
            told, _ = ctl_json("station", "sync", "--once", "--data", place.station)
            assert told[0]["complete"], told
            assert status(place)["set_aside"] == []
            place.require_in_step()

            # A file that is gone altogether.
            take_in(folder, place.station, 3, 70_016)
            take_in(folder, place.station, 4, 50_048)
            damage(place.station, len(jpeg(3, 70_016)), lambda base, n: base.execute(
                "DELETE FROM file_parts WHERE file = ?", (n,)))
            ctl_json("station", "sync", "--once", "--data", place.station, status=1)
            aside = status(place)["set_aside"]
            assert [item["reason"] for item in aside] == ["missing"], aside
            assert len(ctl_json("case", "list", "--data", place.county)[0]) >= 4
        finally:
            stop(server)


if __name__ == "__main__":
    main()
