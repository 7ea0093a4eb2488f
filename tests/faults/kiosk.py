#!/usr/bin/env python3
"""The self-service screen with the real program, in a virtual display: a resident gets no further than
it, whatever keys are tried; what was typed and shown is gone after a minute, from the display, from the
program's memory and from every file that it leaves; codes cannot be tried one after the other.
                                                          kiosk.py BIN_FOLDER [--size WxH] [--pictures DIR]
"""
import argparse
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "../support"), os.path.join(HERE, "../journeys")]
import canary  # noqa: E402
import desk as desks  # noqa: E402
import canary_search  # noqa: E402

SKIPPED = 77
KIOSK = {"id": "zz101", "name": "自助终端", "password": "zizhu-2026"}
WRONG = {"receipt": "9182736454", "code": "907163"}  # typed by a resident, of no case
PRINTED = "printed.pdf"
MASKED = r"欧\*"  # the canary's name, as a resident may see it


def can_be_played():
    tools = ("Xvfb", "openbox", "xdotool", "dbus-daemon", "import")
    return all(shutil.which(tool) for tool in tools) and importlib.util.find_spec("gi")


def enrol_kiosk(place):
    """The county adds the account, the station hears of it."""
    place.environment["JIUJIN_PASSWORD"] = KIOSK["password"]
    place.ctl("county", "user", "--id", KIOSK["id"], "--name", KIOSK["name"], "--division",
              "430190101201", "--role", "kiosk", "--data", place.county)
    place.environment["JIUJIN_PASSWORD"] = canary.PASSWORD
    place.ctl("station", "sync", "--once", "--data", place.station)


def take_in(place):
    """A case of the canary's; its two numbers."""
    place.ctl("case", "import", canary.packages(f"{place.folder}/inbox", 1), "--keep-damaged",
              "--data", place.station)
    listed = place.asked("case", "list", "--data", place.station)
    told = place.asked("case", "show", listed[0]["id"], "--data", place.station)[0]
    return told["receipt"], told["query_code"]


def lay_printer(place):
    """`lp` takes a copy of what it is to print, as a printer does."""
    tools = f"{place.folder}/tools"
    os.mkdir(tools)
    with open(f"{tools}/lp", "w", encoding="ascii") as out:
        out.write(f'#!/bin/sh\nfor last; do :; done\ncp "$last" {place.folder}/{PRINTED}\n'
                  'echo "request id is kiosk-1 (1 file(s))"\n')
    os.chmod(f"{tools}/lp", 0o755)
    place.environment["PATH"] = tools + ":" + place.environment["PATH"]


def memory_of(pid):
    """Every byte that the program could write."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb") as memory:
        for line in maps:
            span, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            first, last = (int(end, 16) for end in span.split("-"))
            memory.seek(first)
            try:
                yield memory.read(last - first)
            except OSError:
                continue


def in_memory(pid, words):
    """Which of the words stand there, in the ways in which texts and windows keep them."""
    found = set()
    looks = {}
    for word in words:
        for codec in ("utf-8", "utf-16-le", "utf-32-le"):
            looks[word.encode(codec)] = word
    for piece in memory_of(pid):
        found |= {word for look, word in looks.items() if look in piece}
    return found


class Kiosk:
    def __init__(self, desk, place, pictures):
        self.desk, self.place, self.pictures = desk, place, pictures
        self.process = subprocess.Popen(
            [f"{canary.BIN}/jiujin", "--kiosk", "--data", place.station, "--language", "zh_CN"],
            env=place.environment | {k: os.environ[k] for k in (
                "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GTK_A11Y", "NO_AT_BRIDGE", "GDK_BACKEND")},
            stdout=open(f"{place.home}/logs/kiosk.log", "wb"), stderr=subprocess.STDOUT)
        self.app = desk.application("jiujin")
        self.shots = 0

    def see(self, name, seconds=20):
        return self.desk.see(self.app, name, seconds=seconds)

    def press(self, name):
        self.desk.press(self.desk.see(self.app, name, role="push button", enabled=True))

    def shown(self):
        return "\n".join(self.desk.texts(self.app))

    def picture(self, name):
        if not self.pictures:
            return
        self.shots += 1
        os.makedirs(self.pictures, exist_ok=True)
        time.sleep(0.4)  # what is drawn may be a frame behind what is said
        subprocess.run(["import", "-window", "root", f"{self.pictures}/{self.shots:02d}-{name}.png"],
                       check=True, stderr=subprocess.DEVNULL)

    def log_in(self):
        self.see(KIOSK["name"])
        assert not self.desk.find(self.app, "李敏"), "only self-service accounts are offered"
        self.picture("log-in")

        def asked():  # the page is drawn anew as the station tells of itself
            person = self.desk.find(self.app, KIOSK["name"], role="push button")
            if person:
                self.desk.press(person)
            return self.desk.find(self.app, "密码", role="password text")
        self.desk.focus(desks.wait_until(asked, "the password to be asked for"))
        self.desk.type(KIOSK["password"])
        self.desk.keys("Return")
        self.see("您要办什么？")

    def covers(self):
        """The window lies over the whole display, and over all others."""
        told = subprocess.run(["xdotool", "getactivewindow", "getwindowgeometry", "getwindowpid"],
                              capture_output=True, text=True, check=True).stdout
        width, height = (int(n) for n in self.desk.size.split("x"))
        assert re.search(rf"Geometry: {width}x{height}\b", told), told
        assert re.search(r"Position: 0,0\b", told), told
        assert told.split()[-1] == str(self.process.pid), told

    def look_up(self, receipt, code):
        self.press("我的事办到哪一步了？")
        self.see("回执号（10 位）")
        self.desk.type(receipt + code)
        self.desk.keys("Return")


def no_way_out(kiosk):
    """Keys by which programs are left, menus opened and files asked for. A window manager's own are
    not tried: a kiosk's session has none."""
    desk = kiosk.desk
    for keys in ("Escape", "alt+F4", "ctrl+w", "ctrl+q", "ctrl+l", "ctrl+o", "ctrl+s", "ctrl+p", "ctrl+n",
                 "F1", "F5", "F10", "F11", "F12", "Menu", "shift+F10", "alt+f", "ctrl+Tab",
                 "ctrl+F1", "ctrl+shift+i", "ctrl+alt+Delete"):
        desk.keys(keys)
        time.sleep(0.1)
        assert kiosk.process.poll() is None, keys
        kiosk.covers()
        roots = {node.get_role_name() for node in desk.walk(kiosk.app)}
        assert not roots & {"menu", "menu item", "dialog", "file chooser"}, (keys, roots)


def only_staff_end_it(kiosk):
    """Closing the window asks for the password."""
    desk = kiosk.desk
    desk.keys("alt+F4")
    kiosk.see("工作人员：退出自助界面")
    kiosk.picture("staff")
    desk.type("fenglin-2026")  # another account's
    desk.keys("Return")
    kiosk.see("密码不对")
    assert kiosk.process.poll() is None
    kiosk.press("回首页")


def guide(kiosk, place):
    kiosk.press("办事要带什么材料？")
    kiosk.see("要办哪个部门的事？")
    kiosk.picture("offices")
    desk = kiosk.desk
    first = next(node for node in desk.walk(kiosk.app) if node.get_role_name() == "push button"
                 and node.get_name() not in ("回首页", "上一步", "上一页", "下一页"))
    desk.press(first)
    time.sleep(0.5)
    kiosk.picture("items")
    first = next(node for node in desk.walk(kiosk.app) if node.get_role_name() == "push button"
                 and node.get_name() not in ("回首页", "上一步", "上一页", "下一页"))
    desk.press(first)
    kiosk.see("打印办事指南")
    kiosk.picture("guide")
    kiosk.press("打印办事指南")
    kiosk.see("已交给打印机")
    assert os.path.getsize(f"{place.folder}/{PRINTED}") > 1000
    papers = [name for where, _, names in os.walk(place.environment["XDG_RUNTIME_DIR"])
              for name in names if name.endswith(".pdf")]
    assert papers == [], papers
    kiosk.press("回首页")


def found(kiosk, receipt, code):
    """Both numbers tell how far it is, and nothing of who it is."""
    kiosk.look_up(receipt, code)
    kiosk.desk.see(kiosk.app, pattern=MASKED, seconds=15)
    kiosk.picture("progress")
    shown = kiosk.shown()
    for hidden in (canary.NAME, canary.ID_NO, canary.MOBILE, canary.ADDRESS, code):
        assert hidden not in shown, hidden


def wiped(kiosk, receipt, code):
    """Left alone it goes back, and nothing of it stays."""
    kiosk.press("回首页")
    kiosk.look_up(WRONG["receipt"], WRONG["code"])
    kiosk.see("两个号码对不上")
    kiosk.picture("wrong")
    typed = [WRONG["receipt"], WRONG["code"], " ".join(WRONG["code"])]
    assert in_memory(kiosk.process.pid, typed), "the search finds nothing"
    began = time.monotonic()
    kiosk.desk.see(kiosk.app, pattern="秒后清空屏幕", seconds=60)
    kiosk.picture("countdown")
    kiosk.see("您要办什么？", seconds=30)
    assert time.monotonic() - began < 62
    assert WRONG["receipt"] not in kiosk.shown()
    left = in_memory(kiosk.process.pid, typed)
    assert not left, f"still in memory: {left}"
    kiosk.look_up(receipt, code)
    kiosk.desk.see(kiosk.app, pattern=MASKED, seconds=15)
    kiosk.see("您要办什么？", seconds=80)
    assert "欧" not in kiosk.shown()


def slowed(kiosk, receipt, code):
    """After five wrong tries even the right numbers wait."""
    for _ in range(4):
        kiosk.look_up(receipt, "000000" if code != "000000" else "111111")
        kiosk.see("两个号码对不上")
        kiosk.press("回首页")
    kiosk.look_up(receipt, code)
    kiosk.see("号码输错次数太多")
    kiosk.picture("too-many")
    time.sleep(1.5)
    assert not kiosk.desk.find(kiosk.app, pattern=MASKED)
    kiosk.press("回首页")


def play(desk, place, pictures):
    enrol_kiosk(place)
    receipt, code = take_in(place)
    lay_printer(place)
    kiosk = Kiosk(desk, place, pictures)
    try:
        kiosk.log_in()
        kiosk.picture("start")
        kiosk.covers()
        no_way_out(kiosk)
        only_staff_end_it(kiosk)
        guide(kiosk, place)
        found(kiosk, receipt, code)
        wiped(kiosk, receipt, code)
        slowed(kiosk, receipt, code)
        assert not canary_search.find(canary.CANARIES + list(WRONG.values()), [place.home])
        desk.keys("alt+F4")
        kiosk.see("工作人员：退出自助界面")
        desk.type(KIOSK["password"])
        desk.keys("Return")
        assert kiosk.process.wait(20) == 0
    finally:
        if kiosk.process.poll() is None:
            kiosk.process.kill()
            kiosk.process.wait(20)
    left = canary_search.find(canary.CANARIES + list(WRONG.values()), [place.home])
    assert not left, "\n".join(left)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("bin")
    options.add_argument("--size", default="1280x800")
    options.add_argument("--pictures", default="")
    options = options.parse_args()
    if not can_be_played():
        print("no virtual display here")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/place")
        place = canary.Place(f"{folder}/place")
        try:
            with desks.Desk(options.size, f"{folder}/desk") as desk:
                play(desk, place, options.pictures)
        finally:
            place.stop()


if __name__ == "__main__":
    main()
