"""Hands on the county's web console, in a real browser: sign in, watch the queue, decide."""
import sqlite3
import threading
import time

from browser import Browser


class Console:
    def __init__(self, ground, person):
        self.ground = ground
        self.person = person
        self.browser = Browser(size=(1366, 900), trusted_key=ground.key_of_server())

    def __enter__(self):
        self.browser.__enter__()
        self.browser.go(self.ground.console + "/login")
        self.browser.fill("#id", self.person["id"])
        self.browser.fill("#password", self.person["password"])
        self.browser.click("form.stack button.primary")
        self.browser.see("#code")
        self.browser.fill("#code", self.person["app"].code())
        self.browser.click("form.stack button.primary")
        self.browser.see("#queue")
        return self

    def __exit__(self, *_):
        self.browser.__exit__()

    def row(self, case_id):
        return f'tr[data-case="{case_id}"]'

    def queue(self, tab=None):
        self.browser.go(self.ground.console + ("/?tab=" + tab if tab else "/"))

    def watch_queue(self):
        """From now on the page itself notes when it first shows a case; see `shown_at`."""
        self.browser.run("""
            window.shown = {};
            const look = () => document.querySelectorAll("tr[data-case]").forEach(
                (row) => { window.shown[row.dataset.case] ??= Date.now(); });
            look();
            new MutationObserver(look).observe(document.body, {childList: true, subtree: true});""")

    def shown_at(self, case_id, seconds=20):
        """When the list showed the case by itself, without a reload; seconds of the wall clock."""
        self.browser.see(self.row(case_id), seconds)
        return self.browser.run("return window.shown[arguments[0]]", case_id) / 1000

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


class Arrivals:
    """Watches both sides from outside: when each case's submission is first in the county's database,
    and when the station has the county's word for all of it. The station's data are sealed: it is
    asked with somebody's password, which takes some tenths of a second each time. Times are seconds of
    the wall clock."""

    def __init__(self, ground):
        self.ground = ground
        self.at_county, self.acknowledged = {}, {}
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=watch, daemon=True)
                        for watch in (self.watch_county, self.watch_station)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join(5)

    def watch_county(self):
        database = sqlite3.connect(f"file:{self.ground.county}/county.db?mode=ro", uri=True)
        while not self.stop.wait(0.01):
            for (case_id,) in database.execute(
                    "SELECT DISTINCT lower(hex(case_id)) FROM ops WHERE type = 6"):
                self.at_county.setdefault(case_id, time.time())
        database.close()

    def watch_station(self):
        while not self.stop.wait(0.2):
            for line in self.ground.ctl("case", "list", "--data", self.ground.station):
                if not line["draft"] and line["waiting_ops"] == 0:
                    self.acknowledged.setdefault(line["id"], time.time())
