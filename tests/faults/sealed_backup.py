#!/usr/bin/env python3
"""A backup tape tells nothing and a lost county comes back, with the real programs: a key for backups
in three shares, a backup in which names, numbers and scans are looked for in every dress (in one that
is not sealed the same search must find them), backups and restores that die at any call that writes,
and everything that is not two right shares and the whole file.
                                                              sealed_backup.py BIN_FOLDER [--stride N]
"""
import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile

import programs
from programs import CLERK, ctl, ctl_json, program, run, serve, setup, stop

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
import canary_search  # noqa: E402
import key_share  # noqa: E402

SHIM = program("libjiujin_die_at_call.so")
MOBILE = "13800000001"  # programs.write_package, number 1
SCAN = b"PicturedCanaryOnThePaper"


class Place:
    """A county with an application from a station, scan and all, and the key for its backups."""

    def __init__(self, folder):
        self.folder, self.county, self.station = folder, f"{folder}/county", f"{folder}/station"
        setup("county", self.county)
        server, port = serve(self.county)
        try:
            setup("station", self.county, "--station", self.station, "--server",
                  f"http://127.0.0.1:{port}")
            scan = b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + SCAN * 2000 + os.urandom(50_000) + b"\xff\xd9"
            programs.write_package(f"{folder}/packages/1", 1, {"M02": ("scan.jpg", scan)})
            case = ctl_json("case", "import", f"{folder}/packages", "--keep-damaged", "--data",
                            self.station)[0][0]["case"]
            told = ctl_json("station", "sync", "--once", "--data", self.station)[0]
            assert told[0]["complete"], told
        finally:
            stop(server)
        shown = ctl_json("case", "show", case, "--data", self.county)[0][0]
        self.words = [shown["applicant"]["name"], shown["applicant"]["id_no"], MOBILE, SCAN.decode()]
        self.cases = programs.case_numbers(self.county)
        assert len(self.cases) == 1, self.cases
        with open(f"{self.county}/county.key", "rb") as file:
            self.key = file.read()
        self.tries = 0

    def backup(self, name, environment=CLERK):
        done = run("county", "backup", f"{self.folder}/{name}", "--data", self.county,
                   environment=environment)
        return f"{self.folder}/{name}", done

    def restore(self, backup, shares, environment=CLERK):
        self.tries += 1
        to = f"{self.folder}/restored-{self.tries}"
        words = [word for share in shares for word in ("--share", share)]
        return to, run("county", "restore", backup, *words, "--data", to, environment=environment)

    def stands(self, county):
        assert programs.case_numbers(county) == self.cases, county
        with open(f"{county}/county.key", "rb") as file:
            assert file.read() == self.key
        ctl("audit", "verify", "--data", county)
        assert not {"restoring", "backup-copy"} & set(os.listdir(county)), os.listdir(county)


def readable_without_a_key(place):
    """The positive control, and a sentence that says so."""
    backup, done = place.backup("open")
    assert done.returncode == 0 and "county escrow" in done.stderr, done
    assert sorted(os.listdir(backup)) == ["county.db", "county.key", "tls"], os.listdir(backup)
    found = canary_search.find(place.words, [backup])
    for word in place.words:
        assert any(line.startswith(word) for line in found), (word, found)
    to, done = place.restore(backup, [])
    assert done.returncode == 0, done
    place.stands(to)
    shutil.rmtree(to)


def read_by_others(files, key):
    """By the format alone: any two give the same private key, one gives none."""
    shares = []
    for path in files:
        with open(path, encoding="utf-8") as file:
            shares.append(key_share.read(file.read()))
    assert [share["number"] for share in shares] == [1, 2, 3], shares
    assert {(share["people"], share["needed"], share["county"], share["key"].hex())
            for share in shares} == {(3, 2, "青溪县", key)}, shares
    joined = {key_share.join(two) for two in itertools.combinations(shares, 2)}
    assert len(joined) == 1 and joined.pop()[:1] == b"\x30", "no DER of a key"
    assert all(key_share.join([share]) is None for share in shares)


def ceremony(place):
    made = ctl_json("county", "escrow", "--to", f"{place.folder}/shares", "--people", "3", "--needed",
                    "2", "--actor", "gly001", "--data", place.county)[0][0]
    assert (made["people"], made["needed"], len(made["shares"])) == (3, 2, 3), made
    for share in made["shares"]:
        with open(share, encoding="utf-8") as file:
            text = file.read()
        assert "备份密钥份额" in text and "Share " in text and "青溪县" in text, text
    read_by_others(made["shares"], made["key"])
    told = ctl("county", "check-escrow", *made["shares"][:2])
    assert "青溪县" in told, told
    assert "2 are needed, 1 was given" in ctl("county", "check-escrow", made["shares"][2], status=1)
    return made["shares"]


def tells_nothing(place):
    backup, done = place.backup("sealed")
    assert done.returncode == 0 and done.stderr == "", done
    assert os.listdir(backup) == ["county.backup"], os.listdir(backup)
    assert not os.path.exists(f"{place.county}/backup-copy")
    found = canary_search.find(place.words + ["BEGIN PRIVATE KEY", "BEGIN CERTIFICATE", "SQLite format"],
                               [backup])
    assert not found, found
    return backup


def damaged(place, backup, shares):
    """Refused with its name, and nothing changed."""
    with open(f"{backup}/county.backup", "rb") as file:
        whole = file.read()
    other = f"{place.folder}/damaged"
    os.mkdir(other)
    for content in (whole[:-1], whole[:len(whole) // 2], whole[:70], b"", whole + b"\0",
                    whole[:5000] + bytes([whole[5000] ^ 4]) + whole[5001:],
                    whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:]):
        with open(f"{other}/county.backup", "wb") as file:
            file.write(content)
        to, done = place.restore(other, shares[:2])
        assert done.returncode == 1 and f"{other}/county.backup" in done.stderr, done
        assert not os.path.exists(to), os.listdir(to)
    for some in ([], shares[:1], [shares[1], shares[1]]):
        to, done = place.restore(backup, some)
        assert done.returncode == 1 and not os.path.exists(to), done


def calls_of(what, folder):
    count = f"{folder}/count"
    environment = CLERK | {"LD_PRELOAD": SHIM, "JIUJIN_COUNT_TO": count}
    done = what(environment)
    assert done.returncode == 0, done
    with open(count, encoding="ascii") as file:
        return int(file.read())


def chosen(calls, stride):
    return sorted(set(range(1, calls + 1, stride or max(1, calls // 6))) |
                  set(range(max(1, calls - 6), calls + 1)))


def backups_that_die(place, shares, stride):
    """Whatever stands there afterwards is no backup, or a whole one; the county goes on."""
    calls = calls_of(lambda environment: place.backup("counted", environment)[1], place.folder)
    whole = 0
    for call in chosen(calls, stride):
        backup, done = place.backup("dies", CLERK | {"LD_PRELOAD": SHIM, "JIUJIN_DIE_AT": str(call)})
        assert done.returncode in (0, -9), (call, done)
        assert canary_search.find(place.words[:2], [backup] if os.path.exists(backup) else []) == []
        to, done = place.restore(backup, shares[1:])
        if done.returncode == 0:
            whole += 1
            place.stands(to)
            shutil.rmtree(to)
        else:
            assert not os.path.exists(to), (call, done)
            again = place.backup("dies")[1]  # into the same folder
            assert again.returncode == 0, (call, again)
        shutil.rmtree(backup)
        place.stands(place.county)  # opening it has removed what was left
    assert 0 < whole < len(chosen(calls, stride)), whole
    return calls


def restores_that_die(place, backup, shares, stride):
    """A county is there, or it is not; asked again, it is."""
    def restore(to, environment=CLERK):
        return run("county", "restore", backup, "--share", shares[0], "--share", shares[2], "--data",
                   to, environment=environment)
    calls = calls_of(lambda environment: restore(f"{place.folder}/r", environment), place.folder)
    for call in chosen(calls, stride):
        to = f"{place.folder}/dies-{call}"
        done = restore(to, CLERK | {"LD_PRELOAD": SHIM, "JIUJIN_DIE_AT": str(call)})
        assert done.returncode in (0, -9), (call, done)
        if not os.path.exists(f"{to}/county.key"):
            assert run("case", "list", "--data", to).returncode == 1
            again = restore(to)
            assert again.returncode == 0, (call, again)
        place.stands(to)
        shutil.rmtree(to)
    return calls


def main():
    options = argparse.ArgumentParser()
    options.add_argument("bin")
    options.add_argument("--stride", type=int, default=0)
    stride = options.parse_args().stride
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        readable_without_a_key(place)
        shares = ceremony(place)
        backup = tells_nothing(place)
        damaged(place, backup, shares)
        to, done = place.restore(backup, [shares[2], shares[1]])
        assert done.returncode == 0, done
        place.stands(to)
        works = subprocess.run([program("jiujinctl"), "--help"], capture_output=True,
                               env=CLERK | {"LD_PRELOAD": SHIM}, timeout=60, check=False)
        if works.returncode != 0 or works.stderr:  # not built, or a sanitizer wants to be the first
            print("without the shim dying at every write is not played")
            return
        backups = backups_that_die(place, shares, stride)
        restores = restores_that_die(place, backup, shares, stride)
        print(f"a backup of {backups} and a restore of {restores} calls that write")


if __name__ == "__main__":
    main()
