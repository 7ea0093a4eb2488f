"""A desk for tests: a virtual display with a window manager, and hands and eyes on its windows.

Hands are real key presses and clicks (xdotool); eyes are the accessibility tree (AT-SPI), the same
one that a screen reader meets. Nothing here knows the program's own code.
"""
import os
import re
import shutil
import subprocess
import tempfile
import time

POLL_S = 0.05


class NotSeen(AssertionError):
    """What should have appeared did not, within its time."""


def wait_until(question, what, seconds=20.0):
    """Polls until question() is true; returns its value."""
    end = time.monotonic() + seconds
    while True:
        try:
            value = question()
        except Exception as error:
            # The accessible went away while it was looked at: the page was drawn anew.
            if type(error).__name__ not in ("GError", "Error"):
                raise
            value = None
        if value:
            return value
        if time.monotonic() > end:
            raise NotSeen(f"not seen within {seconds:.0f} s: {what}")
        time.sleep(POLL_S)


class Desk:
    """Xvfb + D-Bus session + openbox; must be entered before gi's Atspi is imported."""

    def __init__(self, size="1366x768", folder=None):
        self.folder = folder or tempfile.mkdtemp(prefix="jiujin-desk-")
        os.makedirs(self.folder, exist_ok=True)
        self.size = size
        self.processes = []
        self.shots = 0

    def __enter__(self):
        self.display = self.open_display()
        os.environ["DISPLAY"] = self.display
        os.environ.pop("WAYLAND_DISPLAY", None)
        os.environ["GTK_A11Y"] = "atspi"
        os.environ["NO_AT_BRIDGE"] = "0"
        os.environ["GDK_BACKEND"] = "x11"
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="jiujin-run-")
        os.chmod(os.environ["XDG_RUNTIME_DIR"], 0o700)
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"],
                               stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                               stderr=subprocess.DEVNULL)
        self.processes.append(bus)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.start(["openbox"], "openbox")
        subprocess.run(["xsetroot", "-solid", "#8a9098"], check=False,
                       stderr=subprocess.DEVNULL) if shutil.which("xsetroot") else None
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi
        Atspi.set_timeout(10_000, 30_000)  # milliseconds; a busy machine answers late
        self.atspi = Atspi
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()

    def open_display(self):
        """Starts Xvfb under a number that it finds free itself; returns the display's name."""
        told, tells = os.pipe()
        self.start(["Xvfb", "-displayfd", str(tells), "-screen", "0", self.size + "x24", "-nolisten", "tcp"],
                   "xvfb", pass_fds=(tells,))
        os.close(tells)
        with os.fdopen(told) as numbers:
            number = numbers.readline().strip()  # nothing comes when Xvfb ends before it is ready
        if not number:
            raise NotSeen(f"no virtual display; see {self.folder}/xvfb.log")
        return ":" + number

    def start(self, command, name, env=None, pass_fds=()):
        log = open(os.path.join(self.folder, name + ".log"), "ab")
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                   env={**os.environ, **(env or {})}, pass_fds=pass_fds)
        self.processes.append(process)
        return process

    # --- eyes ---
    def application(self, name, seconds=30):
        """The accessible tree of a running program."""
        def look():
            desktop = self.atspi.get_desktop(0)
            for i in range(desktop.get_child_count()):
                app = desktop.get_child_at_index(i)
                if app and (app.get_name() or "") == name:
                    return app
            return None
        return wait_until(look, f"program {name}", seconds)

    def walk(self, node, depth=0):
        """Every showing accessible below node, parents first."""
        if node is None or depth > 60:
            return
        yield node
        try:
            count = min(node.get_child_count(), 400)
        except Exception:  # the node went away while we looked
            return
        for i in range(count):
            try:
                child = node.get_child_at_index(i)
            except Exception:
                continue
            if child is not None and self.showing(child):  # hidden pages have hundreds of parts
                yield from self.walk(child, depth + 1)

    def showing(self, node):
        try:
            states = node.get_state_set()
            return states.contains(self.atspi.StateType.SHOWING)
        except Exception:
            return False

    def find(self, app, name=None, role=None, pattern=None, enabled=False):
        """The first showing accessible with that name (or regular expression) and role."""
        for node in self.walk(app):
            try:
                node_name = node.get_name() or ""
                if role and node.get_role_name() != role:
                    continue
            except Exception:
                continue
            if name is not None and node_name != name:
                continue
            if pattern is not None and not re.search(pattern, node_name):
                continue
            if not self.showing(node):
                continue
            if enabled and not node.get_state_set().contains(self.atspi.StateType.SENSITIVE):
                continue
            return node
        return None

    def see(self, app, name=None, role=None, pattern=None, seconds=20, enabled=False):
        what = f"{role or 'anything'} named {name or pattern}"
        return wait_until(lambda: self.find(app, name, role, pattern, enabled), what, seconds)

    def texts(self, app):
        """All names and texts on the screen, for messages of failure."""
        out = []
        for node in self.walk(app):
            try:
                if self.showing(node) and node.get_name():
                    out.append(f"{node.get_role_name()}: {node.get_name()}")
            except Exception:
                continue
        return out

    def read(self, node):
        """The text of an entry."""
        return self.atspi.Text.get_text(node.get_text_iface(), 0, -1) or ""

    def chosen(self, combo):
        """The line of a drop-down list that is chosen now."""
        line = combo.get_selection_iface().get_selected_child(0)
        return (line.get_name() or "") if line else ""

    # --- hands ---
    def press(self, node):
        """Presses a button (its own action), as the space bar would."""
        action = node.get_action_iface()
        if action is None or action.get_n_actions() == 0:
            raise NotSeen(f"{node.get_name()} cannot be pressed")
        action.do_action(0)

    def push(self, node):
        """Presses a button by the keyboard: for one that opens a dialog and returns late."""
        self.focus(node)
        self.keys("space")

    def choose(self, combo, line):
        """Chooses a line of a drop-down list by its words."""
        menu = combo.get_child_at_index(0)
        lines = [menu.get_child_at_index(i).get_name() or "" for i in range(menu.get_child_count())]
        if line not in lines:
            raise NotSeen(f"{combo.get_name()} offers {lines}, not {line!r}")
        if self.chosen(combo) != line:
            combo.get_selection_iface().select_child(lines.index(line))
            wait_until(lambda: self.chosen(combo) == line, f"{combo.get_name()} to stand on {line}", 5)

    def check(self, node, on=True):
        """Ticks a box, or chooses a radio button."""
        state = self.atspi.StateType.CHECKED
        if node.get_state_set().contains(state) != on:
            self.press(node)

    def click(self, node):
        box = node.get_component_iface().get_extents(self.atspi.CoordType.SCREEN)
        self.xdo("mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1")

    def top(self, node):
        """The upper edge on the screen, in pixels."""
        return node.get_component_iface().get_extents(self.atspi.CoordType.SCREEN).y

    def focus(self, node):
        node.get_component_iface().grab_focus()
        wait_until(lambda: node.get_state_set().contains(self.atspi.StateType.FOCUSED),
                   f"focus on {node.get_name()}", 2)

    def keys(self, *names):
        self.xdo("key", "--clearmodifiers", *names)

    def type(self, words):
        """Types words as key presses; Chinese goes through the X keyboard map as an IME commit does."""
        self.xdo("type", "--clearmodifiers", "--delay", "8", words)

    def fill(self, node, words):
        """Replaces the text of an entry by typing, and polls until the entry says so."""
        self.focus(node)
        self.retype(node, words)

    def retype(self, node, words):
        """`fill` for the entry that has the focus already."""
        self.keys("ctrl+a")
        self.keys("Delete")
        plain = re.sub(r"\s", "", words)
        typed = ""
        # A character outside the keyboard borrows a key for a moment: each waits for the one before.
        for piece in re.findall(r"[\x20-\x7e]+|.", words, re.S):
            typed += re.sub(r"\s", "", piece)
            for _ in range(5):
                self.type(piece)
                try:
                    wait_until(lambda: self.held(node) == typed, piece, 2)
                    break
                except NotSeen:
                    if self.held(node) == typed[:-len(piece)]:
                        continue  # the key came to nothing: once more
                    break
        wait_until(lambda: self.held(node) == plain, f"{node.get_name()} to hold {words}", 5)

    def held(self, node):
        return re.sub(r"\s", "", self.read(node))

    def xdo(self, *arguments):
        subprocess.run(["xdotool", *arguments], check=True, stdout=subprocess.DEVNULL)

    def screenshot(self, name):
        self.shots += 1
        path = os.path.join(self.folder, f"{self.shots:02d}-{name}.png")
        subprocess.run(["import", "-window", "root", path], check=True, stderr=subprocess.DEVNULL)
        return path
