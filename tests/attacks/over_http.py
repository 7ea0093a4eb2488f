#!/usr/bin/env python3
"""Attacks on the county's pages that need no browser: forms from elsewhere, sessions, roles, guessed
passwords, codes and receipts, statements and paths in every input.     over_http.py BIN_FOLDER [ATTACK...]
"""
import statistics
import sys
import tempfile
import threading
import time

import payloads
from target import ROLES, Target, demo_person, package, programs, quoted

CASE = "0" * 32  # stands in routes for the case that was handed in
NOWHERE = "f" * 32
STATION = "e" * 32

# Who gets a page (True) and who does not, by hand from the roles: the review desk is for those who
# pre-review, review, decide or supervise; administration for administrators; the audit for these
# and supervisors; the catalogue for everybody who is signed in.
DESK = {"prereview", "review", "decide", "supervise"}
PAGES = {"/": None, "/queue/changes": set(ROLES), f"/case/{CASE}": DESK, f"/case/{CASE}/file/0": DESK,
         "/staff": {"administer"}, "/staff?id=gly001": {"administer"}, "/stations": {"administer"},
         "/catalogue": set(ROLES), "/password": set(ROLES), "/audit": {"administer", "supervise"}}
POSTS = {f"/case/{CASE}/start": DESK, f"/case/{CASE}/accept": DESK, f"/case/{CASE}/refuse": DESK,
         f"/case/{CASE}/correct": DESK, f"/case/{CASE}/grant": DESK, f"/case/{CASE}/deny": DESK,
         f"/case/{CASE}/special-start": DESK, f"/case/{CASE}/special-end": DESK,
         f"/case/{CASE}/extend": DESK, f"/case/{CASE}/note": DESK, f"/case/{CASE}/settle": DESK,
         f"/case/{CASE}/reveal": DESK,
         "/password": set(ROLES),
         "/staff": {"administer"}, "/stations": {"administer"}, "/stations/code": {"administer"},
         "/stations/suspend": {"administer"}, "/stations/wipe": {"administer"},
         "/audit/verify": {"administer", "supervise"}}
# Complete, so that what stops them is what is tested. The staff number is nobody's.
FORM = {"once": "a" * 64, "text": "x", "reason": "x", "basis": "x", "opinion": "x", "days": "3",
        "approver": "x", "name": "x", "due": "2099-01-04", "place:M01": "x", "id": "mallory",
        "division": "430190000000", "role": "administer", "active": "1", "password": "mallory-2026",
        "station": STATION, "suspended": "1", "path": "/data/parity", "choice": "ours"}


class Attack:
    def __init__(self, target):
        self.target = target
        self.admin = target.web().sign_in(demo_person("gly001"))
        self.reviewer_person = demo_person("xj301")
        self.reviewer = target.web().sign_in(self.reviewer_person)

    def route(self, path):
        return path.replace(CASE, self.case)

    # --- every kind of answer has its headers (web.py looks at each one) ---
    def odd_requests(self):
        web = self.target.web()
        for path in ("/login", "/q", "/healthz", "/readyz", "/metrics", "/nothing", "/static/x",
                     "/static/console.js", "/static/console.css", "/login/second", "/staff",
                     "/sync/v1/authority", "/sync/v1/enrol", "/sync/v1/exchange"):
            for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
                web.ask(method, path)
        web.post("/sync/v1/enrol", {"code": "x"})
        web.ask("POST", "/login", b"{}", {"Content-Type": "application/json"})
        web.ask("POST", "/login", b"x" * 600_000,
                {"Content-Type": "application/x-www-form-urlencoded"})
        web.ask("POST", "/sync/v1/exchange", b"x", {"Content-Type": "text/html"})
        assert {200, 303, 400, 401, 404, 405, 413, 415} - {401} <= set(web.seen), web.seen

    # --- forms that come from elsewhere ---
    def forged_forms(self):
        stranger = self.target.web().sign_in(demo_person("xj302"))
        foreign = stranger.csrf()
        before = self.target.feed_position()
        for path in [*POSTS, "/logout"]:
            web = self.reviewer if path.startswith("/case") else self.admin
            own = web.csrf()
            assert len(own) == 64 and own != foreign
            path = self.route(path)
            for token in (None, "", foreign, own[:-1], own.upper() + "x", "0" * 64):
                form = dict(FORM) if token is None else dict(FORM, csrf=token)
                assert web.post(path, form).status == 403, (path, token)
            form = dict(FORM, csrf=own)
            for origin in ("https://evil.example", "null", "http://127.0.0.1:1",
                           f"https://127.0.0.1:{self.target.port}.evil.example",
                           f"https://evil.example/{web.origin}", "https://127.0.0.1", ""):
                wanted = {403} if origin else {403, 303, 200, 400, 404, 409}
                if origin:
                    answer = web.post(path, form, origin=origin)
                    assert answer.status in wanted, (path, origin, answer.status)
        for path in ("/login", "/login/second", "/q"):
            assert self.target.web().post(path, {}, origin="https://evil.example").status == 403
        assert self.target.feed_position() == before
        assert self.admin.get("/staff").status == 200 and self.reviewer.get("/").status == 200
        # The same forms from the county's own pages are taken: what stopped them was the origin.
        said = self.reviewer.post(self.route(f"/case/{CASE}/note"),
                                  dict(FORM, csrf=self.reviewer.csrf()), origin=self.reviewer.origin)
        assert said.status == 303 and self.target.feed_position() == before + 1, said.status
        # A form of the sign-in page without the cookie that belongs to it.
        page = self.target.web().get("/login")
        forged = self.target.web().post("/login", {"id": "xj301", "csrf": page.csrf(),
                                                   "password": self.reviewer_person.password})
        assert forged.status == 403

    # --- sessions ---
    def sessions(self):
        person = self.target.add_person("session", ["review"])
        planted = "5" * 64
        web = self.target.web()
        web.cookies |= {"jj_session": planted, "jj_second": planted, "jj_browser": planted}
        web.sign_in(person)
        assert planted not in web.cookies.values(), web.cookies
        thief = self.target.web()
        for token in (planted, "", "0" * 64, "../" * 10, web.cookies["jj_session"][:-1] + "g"):
            thief.cookies["jj_session"] = token
            assert thief.get("/", keep=False).status == 303, token
        kept = web.copy()
        assert kept.get("/").status == 200
        out = web.post("/logout", {"csrf": web.csrf()})
        assert out.status == 303 and "jj_session" not in web.cookies
        assert kept.get("/", keep=False).status == 303
        assert kept.get("/queue/changes", keep=False).status == 401
        # Whoever gets a new password or leaves is signed out everywhere at once.
        person = self.target.add_person("leaver", ["review"])
        web = self.target.web().sign_in(person)
        kept = web.copy()
        entry = {"csrf": self.admin.csrf(), "id": "leaver", "name": "某人", "role": "review",
                 "division": "430190000000", "active": "1", "password": "another-2026"}
        assert self.admin.post("/staff", entry).status == 303
        assert kept.get("/", keep=False).status == 303
        person.password = "another-2026"
        web.sign_in(person)
        assert self.admin.post("/staff", {k: v for k, v in entry.items() if k != "active"} |
                               {"password": ""}).status == 303
        assert web.get("/", keep=False).status == 303

    # --- every route x every role ---
    def forced_browsing(self):
        nobody = self.target.web()
        for path in PAGES:
            answer = nobody.get(self.route(path))
            assert answer.status == (401 if "changes" in path else 303), (path, answer.status)
            assert "changes" in path or answer.one("location").startswith("/login"), path
        before = self.target.feed_position()
        for path in [*POSTS, "/logout"]:
            assert nobody.post(self.route(path), dict(FORM, csrf="a" * 64)).status == 403, path
        assert self.target.feed_position() == before
        for role in ROLES:
            web = self.target.web().sign_in(self.target.add_person("only-" + role, [role]))
            for path, allowed in PAGES.items():
                answer = web.get(self.route(path))
                if path == "/":
                    home = "" if role in DESK else "/staff" if role == "administer" else "/catalogue"
                    assert answer.one("location") == home, (role, answer.one("location"))
                else:
                    wanted = 200 if role in allowed else 404
                    assert answer.status == wanted, (role, path, answer.status)
            before = self.target.feed_position()
            for path, allowed in POSTS.items():
                # A role that may not: refused. One that may sees its own mistakes (a station that
                # is not there, a state that does not allow it), never the refusal.
                form = dict(FORM, csrf=web.csrf(), once="b" * 64)
                if role in allowed and path not in (
                        "/stations/code", "/stations/suspend", "/stations/wipe"):
                    continue
                answer = web.post(self.route(path), form)
                wanted = {404} if role in allowed else {403}
                assert answer.status in wanted, (role, path, answer.status)
            assert self.target.feed_position() == before, role
        # Outside one's place: a town's reviewer and a case that is not of that town.
        away = self.target.add_person("away", ["review"], division="430190102000")
        web = self.target.web().sign_in(away)
        assert web.get(self.route(f"/case/{CASE}")).status == 404
        assert web.get(self.route(f"/case/{CASE}/file/0")).status == 404
        form = dict(FORM, csrf=web.csrf(), once="c" * 64)
        assert web.post(self.route(f"/case/{CASE}/note"), form).status == 404
        assert self.case not in web.get("/?tab=all").text
        assert self.case in self.reviewer.get("/?tab=all").text

    # --- statements, paths, headers, bytes that are no text, too much of everything ---
    def odd_input(self):
        wide = self.reviewer.get("/?tab=all").text.count("data-case=")
        assert wide >= 1
        for words in payloads.SQL:
            found = self.reviewer.get("/?tab=all&q=" + quoted(words))
            assert found.status == 200 and found.text.count("data-case=") == 0, (words, found.text)
            for field in ("item", "town", "lamp", "tab", "after", "before"):
                assert self.reviewer.get(f"/?{field}={quoted(words)}").status == 200, (field, words)
            assert self.reviewer.get(f"/case/{quoted(words)}").status == 404
            assert self.admin.get(f"/audit?to={quoted(words)}").status == 200
            assert self.admin.get(f"/staff?id={quoted(words)}").status == 200
        for path in payloads.PATHS:
            for web in (self.admin, self.target.web()):
                answer = web.get(path)
                assert answer.status in (303, 400, 404), (path, answer.status)
                for secret in ("PRIVATE", "SQLite format", "root:", "{{"):
                    assert secret not in answer.text, (path, secret)
        for number in ("../0", "0/..", "-1", "1e3", "9999999999999", "00x", "%00", "0%2e0"):
            answer = self.reviewer.get(self.route(f"/case/{CASE}/file/{number}"))
            assert answer.status in (400, 404), (number, answer.status)
        for back in ("//evil.example", "/\\evil.example", "https://evil.example", "javascript:1",
                     "/x%0d%0aSet-Cookie:%20pwned=1", "/%09/evil.example", "\\\\evil.example"):
            to = self.target.web().get("/language?to=en&back=" + back).one("location")
            assert to == "/" or (to.startswith("/") and not to.startswith(("//", "/\\"))), (back, to)
            assert "\n" not in to and "evil" not in to, (back, to)
        self.no_text()

    def no_text(self):
        before = self.target.feed_position()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        for raw in payloads.NO_TEXT:
            for web, path, field in ((self.reviewer, self.route(f"/case/{CASE}/note"), "text"),
                                     (self.admin, "/staff", "name"), (self.admin, "/stations", "name"),
                                     (self.target.web(), "/login", "id"),
                                     (self.target.web(), "/q", "r")):
                body = f"csrf={web.csrf()}&once={'d' * 64}&division=430190000000&id=z&{field}={raw}"
                answer = web.ask("POST", path, body.encode(), kind)
                assert answer.status == 400, (path, raw, answer.status)
                assert web.get(f"/?q={raw}").status == 400, raw
        note = self.route(f"/case/{CASE}/note")
        for size in (100_000, 400_000, 520_000):
            form = dict(FORM, csrf=self.reviewer.csrf(), once=f"{size:064}", text="长" * (size // 9))
            assert self.reviewer.post(note, form).status in (400, 413), size
        form = dict(FORM, csrf=self.reviewer.csrf(), once="e" * 64)
        many = form | {f"place:{i}": "x" for i in range(5000)}
        assert self.reviewer.post(note, many).status in (400, 413)
        for field in ("name", "unit", "id"):
            entry = dict(FORM, csrf=self.admin.csrf(), unit="") | {field: "字" * 5000}
            assert self.admin.post("/staff", entry).status == 400, field
        assert self.admin.post("/stations", dict(FORM, csrf=self.admin.csrf(),
                                                 name="字" * 5000)).status == 400
        assert self.target.feed_position() == before

    # --- passwords: nobody is shut out by somebody else, nobody learns who works here ---
    def lockout(self):
        rogue = self.target.web("127.0.0.9")
        seen = [rogue.password("xj301", f"guess {i}").status for i in range(8)]
        assert seen == [401] * 5 + [429] * 3, seen
        assert rogue.password("xj301", self.reviewer_person.password).status == 429
        # The owner: from a browser of his own at the same address, and from a strange one elsewhere.
        own = self.target.web("127.0.0.9")
        own.cookies["jj_browser"] = self.reviewer.cookies["jj_browser"]
        assert own.password("xj301", self.reviewer_person.password).status == 303
        assert self.target.web("127.0.0.10").password(
            "xj301", self.reviewer_person.password).status == 303
        # From everywhere at once: only strange browsers wait, and a minute at most.
        waits = []
        for number in range(20, 45):
            answer = self.target.web(f"127.0.0.{number}").password("xj301", "guess")
            waits.append(int(answer.one("retry-after") or 0))
        assert any(waits) and max(waits) <= 60, waits
        assert own.password("xj301", self.reviewer_person.password).status == 303
        # A browser of somebody else's is a strange one.
        other = self.target.web("127.0.0.9")
        other.cookies["jj_browser"] = self.admin.cookies["jj_browser"]
        assert other.password("xj301", self.reviewer_person.password).status == 429

    def enumeration(self):
        def tried(person, source):
            web = self.target.web(source)
            page = web.get("/login")
            begun = time.monotonic()
            answer = web.post("/login", {"id": person, "password": "not it", "back": "/",
                                         "csrf": page.csrf()})
            took = time.monotonic() - begun
            text = answer.text.replace(person, "ID")
            for token in (answer.csrf(), page.csrf()):
                text = text.replace(token, "")
            return answer.status, text, took
        known, unknown = [], []
        for number in range(50, 56):
            known.append(tried("zx201", f"127.0.0.{number}"))
            unknown.append(tried("zx999", f"127.0.0.{number}"))
        assert known[0][:2] == unknown[0][:2], (known[0][:2], unknown[0][:2])
        assert known[0][0] == 401
        times = [statistics.median(one[2] for one in some) for some in (known, unknown)]
        assert 0.5 < times[0] / times[1] < 2, times  # without the work it would be a hundred times
        # A receipt that is known and one that is not.
        right = self.receipt
        other = ("0" if right[0] != "0" else "1") + right[1:]
        answers = [self.target.web("127.0.0.60").post("/q", {"r": r, "c": "000000"})
                   for r in (right, other)]
        pages = [a.text.replace(r, "R") for a, r in zip(answers, (right, other))]
        assert answers[0].status == answers[1].status == 404 and pages[0] == pages[1]

    def guessed_receipts(self):
        seen = []
        for guess in range(12):
            answer = self.target.web("127.0.0.61").post("/q", {"r": self.receipt,
                                                               "c": f"{guess:06}"})
            seen.append(answer.status)
        assert seen.count(404) <= 5 and seen[-1] == 429, seen
        # One address that goes through receipts, and one that asks too fast.
        seen = [self.target.web("127.0.0.62").post("/q", {"r": f"{n:010}", "c": "123456"}).status
                for n in range(35)]
        assert seen.count(404) <= 20 and seen[-1] == 429, seen

    # --- the second factor ---
    def guessed_codes(self):
        person = self.target.add_person("codes", ["review"])
        sides = [self.target.web() for _ in range(12)]
        for web in sides:
            assert web.password(person.id, person.password).status == 303
        pages = [web.get("/login/second").csrf() for web in sides]
        seen = []

        def guess(web, csrf, number):
            digits = f"{number:06}"
            seen.append(web.post("/login/second", {"code": digits, "csrf": csrf}).status)
        threads = [threading.Thread(target=guess, args=(web, csrf, number))
                   for number, (web, csrf) in enumerate(zip(sides, pages))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # All at the same moment, each with a first half of its own: five are looked at.
        assert seen.count(401) == 5 and seen.count(429) == 7, seen
        late = self.target.web()
        late.password(person.id, person.password)
        assert late.code(person.app.code()).status == 429
        assert "jj_session" not in late.cookies

    # --- a person's own password ---
    def own_password(self):
        """At the console, of a clerk whose station hears of it at its next exchange."""
        clerk = self.target.add_person("owner", ["intake", "agent"], division="430190101201")

        def lists(password):
            done = programs.run("case", "list", "--data", self.target.station, environment=dict(
                programs.CLERK, JIUJIN_STAFF="owner", JIUJIN_PASSWORD=password))
            return done.returncode == 0 and len(done.stdout.splitlines()) > 0
        sync = ("station", "sync", "--once", "--data", self.target.station)
        programs.ctl(*sync)
        old, new = clerk.password, "a new one of my own"
        assert lists(old) and not lists(new)
        web = self.target.web().sign_in(clerk)
        elsewhere = web.copy()
        form = {"csrf": web.csrf(), "old": old, "new": new, "again": new}
        for wrong in ({"old": "x" * 9, "code": "123456"}, {"code": "000000"},
                      {"code": "123456", "csrf": "a" * 64}):
            assert web.post("/password", form | wrong).status == 403, wrong
        assert web.post("/password", form | {"code": clerk.app.code()}).status == 303
        assert web.get("/catalogue").status == 200
        assert elsewhere.get("/catalogue", keep=False).status == 303
        assert self.target.web().password("owner", old).status == 401
        assert self.target.web().password("owner", new).status == 303
        assert lists(old), "the station has not heard of it"
        programs.ctl(*sync, environment=dict(programs.CLERK, JIUJIN_STAFF="owner",
                                             JIUJIN_PASSWORD=old))
        assert lists(new) and not lists(old)

    def play(self, inbox):
        def with_a_scan(data, place):
            data["materials"]["M02"] = {"mode": "files", "files": ["scan.jpg"]}
            with open(f"{place}/scan.jpg", "wb") as out:
                out.write(programs.jpeg("scan", 2000))
        package(inbox, "one", with_a_scan)
        listed = self.target.hand_in(inbox)
        self.case, self.receipt = listed[0]["id"], listed[0]["receipt"]
        for act in (self.odd_requests, self.forged_forms, self.sessions, self.odd_input,
                    self.forced_browsing, self.enumeration, self.guessed_codes,
                    self.guessed_receipts, self.own_password, self.lockout):
            if sys.argv[2:] and act.__name__ not in sys.argv[2:]:
                continue
            begun = time.monotonic()
            act()
            print(f"{act.__name__}: {time.monotonic() - begun:.1f} s", flush=True)


def main():
    with tempfile.TemporaryDirectory() as folder, Target(f"{folder}/home") as target:
        target.begin_station()
        Attack(target).play(f"{folder}/inbox")
        assert programs.ctl("audit", "verify", "--data", target.county).startswith("ok")


if __name__ == "__main__":
    main()
