#!/usr/bin/env python3
"""The county's disk is full, with the real programs on a small file system of its own: stations are
told to come again and keep everything, the desk says why, and nothing is lost or doubled once there
is room.   full_county_disk.py BIN_FOLDER

Mounts in a name space of its own, so that nothing of it is left; where that is not allowed the test
is skipped (status 77).
"""
import http.cookiejar
import json
import os
import re
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

import programs
from programs import DEMO, case_numbers, ctl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from one_time_code import App


def take_in(folder, station, number):
    """A whole application, as another system hands it over."""
    programs.write_package(os.path.join(folder, "packages", str(number)), number)
    ctl("case", "import", os.path.join(folder, "packages"), "--data", station)


class Desk:
    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)
        self.ask("/language?to=en&back=/login")

    def ask(self, path, form=None):
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.browser.open(self.base + path, data, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def sign_in(self, person, password, code):
        secret = re.search(r'name="csrf" value="(\w+)"', self.ask("/login")[1]).group(1)
        _, page = self.ask("/login", {"csrf": secret, "id": person, "password": password, "back": "/"})
        again = re.search(r'name="csrf" value="(\w+)"', page).group(1)
        return self.ask("/login/second", {"csrf": again, "code": code})


def play(folder):
    small, station = os.path.join(folder, "small"), os.path.join(folder, "station")
    county = os.path.join(small, "county")
    assert programs.mount_small(small, "40m")
    programs.setup("county", county)
    server, port = programs.serve(county)
    try:
        programs.setup("station", county, "--station", station, "--server",
                       f"http://127.0.0.1:{port}")
        take_in(folder, station, 1)
        ctl("station", "sync", "--once", "--data", station)
        desk = Desk(port)
        people = [line.split("\t") for line in open(os.path.join(DEMO, "people.tsv"),
                                                    encoding="utf-8") if not line.startswith("#")]
        reviewer = next(p for p in people if "review" in p[3].split(","))
        status, page = desk.sign_in(reviewer[0], reviewer[2],
                                    App(reviewer[6].strip()).code())
        assert status == 200 and page.count("data-case=") == 1, (status, page)
        case = re.search(r'data-case="(\w+)"', page).group(1)

        for number in range(2, 32):  # more than the end of a page or of the log has room for
            take_in(folder, station, number)
        programs.fill(small)
        words = ctl("station", "sync", "--once", "--data", station, status=1)
        assert "again" in words.lower() or "later" in words.lower() or "full" in words.lower(), words
        held = json.loads(ctl("--json", "station", "status", "--data", station))
        assert held["waiting_ops"] > 0, held  # nothing was called received
        status, page = desk.ask("/?tab=all")
        assert status == 200 and "data-case=" in page, (status, page)  # reading needs no room
        status, page = desk.ask(f"/case/{case}")
        form = {"csrf": re.search(r'name="csrf" value="(\w+)"', page).group(1), "once": "a" * 64,
                "text": "x" * 400, "tab": "all"}
        told = None
        for attempt in range(60):  # the log may have room for a few more lines within its file
            form["once"] = f"{attempt:064x}"
            status, page = desk.ask(f"/case/{case}/note", form)
            if status != 200:
                told = (status, page)
                break
        assert told and told[0] == 503, told and told[0]
        assert "disk is full. Nothing was changed." in told[1], told[1]

        os.remove(os.path.join(small, "filler"))
        ctl("station", "sync", "--once", "--data", station)
        ctl("station", "sync", "--once", "--data", station)
        assert json.loads(ctl("--json", "station", "status", "--data", station))["waiting_ops"] == 0
        numbers = case_numbers(station)
        assert len(numbers) == 31 and case_numbers(county) == numbers, (numbers, case_numbers(county))
        status, page = desk.ask(f"/case/{case}/note", form | {"once": "b" * 64})
        assert status == 200 and "Saved." in page
        assert "ok:" in ctl("audit", "verify", "--data", county)
        assert "ok:" in ctl("audit", "verify", "--data", station)
    finally:
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
