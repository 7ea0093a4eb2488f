"""Hands on the county's web console, in a real browser: sign in, watch the queue, decide."""
import sqlite3
import threading
import time

from browser import Browser


class Console:
    def __init__(self, ground, person):
        self.ground = ground
        self.person = person
        self.browser = Browser(size=(1366, 900))

    def __enter__(self):
        self.browser.__enter__()
        self.browser.go(self.ground.console + "/login")
        self.browser.fill("#id", self.person["id"])
        self.browser.fill("#password", self.person["password"])
        self.browser.click("form.stack button.primary")
        self.browser.see("#queue")
        return self

    def __exit__(self, *_):
        self.browser.__exit__()

    def row(self, case_id):
        return f'tr[data-case="{case_id}"]'

    def queue(self, tab=None):
        self.browser.go(self.ground.console + ("/?tab=" + tab if tab else "/"))

    def see_case(self, case_id, seconds=20):
        """On the list, by itself, without a reload; the moment it was seen."""
        self.browser.see(self.row(case_id), seconds)
        return time.monotonic()

    def open(self, case_id):
        self.browser.go(f"{self.ground.console}/case/{case_id}")
        self.browser.see(".panes")

    def see_scans(self, seconds=30):
        """Waits until every scan of the case has arrived and is drawn."""
        end = time.monotonic() + seconds
        while self.browser.all(".travelling") or not self.browser.all(".scan"):
            if time.monotonic() > end:
                raise AssertionError("the scans did not arrive at the county")
            time.sleep(0.1)
        return len(self.browser.all(".scan"))

    def act(self, action, fields=None, places=None, file=None):
        """One action of the desk: opens its form, fills it, sends it."""
        self.browser.click(f'.actions a[href*="do={action}"]')
        self.browser.see("form.act")
        for name, value in (fields or {}).items():
            self.browser.set_value(f'form.act [name="{name}"]', value)
        for place, words in (places or {}).items():
            self.browser.fill(f'textarea[name="place:{place}"]', words)
        if file:
            self.browser.attach('form.act input[type="file"]', file)
        self.browser.click('form.act button[type="submit"]')
        self.browser.see(".flash-ok", 20)


class Commits:
    """Watches the county's database from outside and notes when each case is first in it."""

    def __init__(self, ground):
        self.path = ground.county + "/county.db"
        self.seen = {}
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(5)

    def watch(self):
        database = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        while not self.stop.wait(0.01):
            for (case_id,) in database.execute(
                    "SELECT DISTINCT lower(hex(case_id)) FROM ops WHERE type = 6"):
                self.seen.setdefault(case_id, time.monotonic())
        database.close()
