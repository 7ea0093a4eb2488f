"""Hands that know the keyboard only: Tab, Enter, Space, arrows, shortcuts. Eyes see where the focus is.

Nothing here moves a pointer, and nothing sets the focus or presses a widget through the accessible
tree: where a key leads is for the program to say.
"""
from desk import NotSeen, wait_until

TABS_MAX = 120  # the longest form has some sixty places to stop at
LIST = "toggle button"  # what a drop-down list shows of itself when it has the focus
TEXTS = ("text", "entry", "password text")


class Keyboard:
    def __init__(self, station):
        from gi.repository import GLib
        self.station = station
        self.desk = station.desk
        self.focused = None
        self.context = GLib.MainContext.default()
        # The tree names no focused part inside a drop-down list; the events do.
        self.listener = self.desk.atspi.EventListener.new(self.focus_moved)
        self.listener.register("object:state-changed:focused")

    def focus_moved(self, event):
        if event.detail1:
            self.focused = event.source
        elif event.source == self.focused:
            self.focused = None

    def close(self):
        self.listener.deregister("object:state-changed:focused")

    def look(self):
        """The accessible that has the focus, or None."""
        while self.context.iteration(False):
            pass
        try:
            gone = self.focused is None or self.focused.get_state_set().contains(
                self.desk.atspi.StateType.DEFUNCT)
            # A group without an answer passes the focus on from a button that nobody sees.
            return None if gone or not self.desk.showing(self.focused) else self.focused
        except Exception:  # it was destroyed while it had the focus
            return None

    def here(self):
        return wait_until(self.look, "something with the focus", 10)

    def group(self, node):
        """The name of what the control stands in: of a radio button, the question."""
        for _ in range(6):
            node = node.get_parent()
            if node is None or node.get_name():
                break
        return (node.get_name() or "") if node is not None else ""

    def at(self, name=None, role=None):
        """The focused accessible when it is the one that is meant."""
        node = self.look()
        if node is None or role and node.get_role_name() != role:
            return None
        return node if name is None or node.get_name() == name else None

    def expect(self, name=None, role=None, seconds=20):
        try:
            return wait_until(lambda: self.at(name, role),
                              f"the focus on {role or 'anything'} named {name}", seconds)
        except NotSeen as error:
            raise NotSeen(f"{error}; it is on {self.say(self.look())}") from None

    def say(self, node):
        return f"{node.get_role_name()} “{node.get_name()}”" if node is not None else "nothing"

    def press(self, *keys):
        self.desk.keys(*keys)

    def tab(self):
        """One place on; gives where the focus then is."""
        before = self.look()
        way = self.say(before)
        self.press("Tab")

        def moved():
            now = self.look()
            return now if now is not None and now != before else None
        return wait_until(moved, f"Tab to lead on from {way}", 5)

    def tab_to(self, name, role):
        """Tabs until the focus is on what has this name."""
        return self.tab_until(lambda n: n.get_name() == name and n.get_role_name() == role, name)

    def tab_until(self, wanted, what):
        """Tabs until the focus is on what is wanted; says the way when that never comes."""
        way = []
        for _ in range(TABS_MAX):
            node = self.here()
            try:
                if wanted(node):
                    return node
                way.append(self.say(node))
            except Exception:  # drawn anew while we looked: look again
                continue
            self.tab()
        raise NotSeen(f"Tab never leads to {what}; the way: {way}")

    def retype(self, words):
        """Replaces what stands in the focused entry."""
        self.desk.retype(self.here(), words)

    def choose_in_list(self, words):
        """Moves a drop-down list, whose selection follows the arrows, to a line."""
        combo = self.station.see(self.here().get_name(), "combo box")
        if self.desk.chosen(combo) == words:
            return
        self.press("Home")
        for _ in range(TABS_MAX):
            now = self.desk.chosen(combo)
            if now == words:
                return
            self.press("Down")
            wait_until(lambda: self.desk.chosen(combo) != now,
                       f"{combo.get_name()} to move on from {now}", 5)
        raise NotSeen(f"{combo.get_name()} has no line {words}")

    def choose_radio(self, words):
        """Moves within a group of radio buttons to the one with these words, and chooses it.

        A choice may have the page drawn anew around the focus: nothing is held on to.
        """
        def chosen():
            node = self.at(words, "radio button")
            return node is not None and node.get_state_set().contains(
                self.desk.atspi.StateType.CHECKED)
        for _ in range(12):
            name = wait_until(self.name_here, "something with the focus", 10)
            if name == words:
                break
            self.press("Right")  # they stand side by side
            wait_until(lambda: self.name_here() not in (None, name), f"→ to lead on from {name}", 5)
        self.expect(words, "radio button", seconds=5)
        try:
            wait_until(chosen, f"{words} to be chosen", 0.5)  # the arrows choose as they go
        except NotSeen:
            self.press("space")
            wait_until(chosen, f"{words} to be chosen", 5)

    def name_here(self):
        node = self.look()
        return node.get_name() or "" if node is not None else None
