"""Hands at the station's window: what a clerk does, step by step, by keyboard, mouse and widgets."""
import os
import re
import signal

from desk import NotSeen, wait_until
from form_hands import FormHands
from words import T


def plain(text):
    """Without blanks and line breaks: wrapped labels carry breaks of their own."""
    return re.sub(r"\s", "", text)


class Station:
    def __init__(self, desk, ground, people):
        self.desk = desk
        self.ground = ground
        self.people = people
        self.process = None
        self.form = FormHands(desk, self.window)

    # --- the program ---
    def open(self):
        self.process = self.desk.start(
            [self.ground.program("jiujin"), "--data", self.ground.station, "--language", "zh_CN"],
            "client", {"LANG": "C.UTF-8"})
        self.app = self.desk.application("jiujin")
        wait_until(self.window, "the window", 20)

    def window(self):
        """The frame, or the dialog that stands before it."""
        tops = [self.app.get_child_at_index(i) for i in range(self.app.get_child_count())]
        tops = [top for top in tops if top is not None and self.desk.showing(top)]
        before = [top for top in tops if (top.get_name() or "") != T("Jiujin")]
        return (before or tops or [None])[-1]

    def kill(self):
        """As a power cut does it: no farewell."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(15)

    # --- eyes and hands ---
    def see(self, name=None, role=None, seconds=20, enabled=False, pattern=None):
        def look():
            return self.desk.find(self.window(), name, role, pattern, enabled)
        return wait_until(look, f"{role or 'anything'} named {name or pattern}", seconds)

    def fill(self, name, words):
        """Fills an entry by its name; looks again when the page was drawn anew under the hand."""
        for again in (True, True, False):
            try:
                return self.desk.fill(self.see(name, "text"), words)
            except Exception:
                if not again:
                    raise

    def press(self, name, seconds=20):
        def pressed():
            self.desk.press(self.see(name, "push button", seconds, enabled=True))
            return True
        wait_until(pressed, f"a button named {name}", seconds)

    def says(self, words):
        words = plain(words)
        return any(words in plain(text) for text in self.desk.texts(self.window()))

    def see_words(self, words, seconds=20):
        wait_until(lambda: self.says(words), f"on the screen: {words}", seconds)

    def log_in(self, person):
        self.press(person["name"], 30)
        entry = self.see(T("Password"), "password text")
        self.desk.focus(entry)
        self.desk.type(person["password"])
        self.desk.keys("Return")
        self.see(T("+ New case"), "push button", 30)

    def change_person(self, person):
        menu = self.see(pattern=r" · ", role="push button")
        self.desk.click(menu)
        entry = self.see(T("Another person"), "menu item")
        self.desk.click(entry)
        self.log_in(person)

    def go_to(self, place):
        self.press(T(place))

    def find(self, words, hit=None):
        """Ctrl+K, then what is looked for; opens the only hit, or the one with that title."""
        self.desk.keys("ctrl+k")
        self.fill(T("Quick find"), words)
        self.see_words(T("Found"))

    # --- intake ---
    def read_guide(self, words, item):
        """Finds an item among the guides and opens its guide; gives how many lines it has."""
        search = self.see(T("Find an item"), "text")
        self.desk.fill(search, words)
        self.press(T("Show the guide") + " " + item.name)
        self.see(T("Take in this item"), "push button", enabled=True)
        return len(self.desk.texts(self.window()))

    def search_item(self, words):
        self.desk.keys("ctrl+n")
        self.fill(T("Find an item"), words)

    def answer_question(self, question, answer):
        """A question of a joint item: typed, chosen from a list, or a radio button."""
        controls = wait_until(lambda: self.question(question, answer), question, 10)
        if (question, answer) in controls:
            self.desk.check(controls[(question, answer)])
        elif (question, "list") in controls:
            self.desk.choose(controls[(question, "list")], answer)
        else:
            # The page is drawn anew with every key: look again instead of holding on to the entry.
            self.desk.focus(self.see(question, "text"))
            self.desk.type(answer)
            wait_until(lambda: self.desk.held(self.see(question, "text")) == answer, question, 5)

    def question(self, question, answer):
        controls = self.form.controls()
        names = {(question, answer), (question, "list"), (question, "text")}
        return controls if names & set(controls) else None

    def open_first_line(self):
        """The first line of the list that is shown, by the keyboard."""
        table = wait_until(lambda: self.desk.find(self.window(), role="tree table") or
                           self.desk.find(self.window(), role="table"), "the list", 10)
        self.desk.focus(table)
        self.desk.keys("Home")
        self.desk.keys("Return")

    def slot_is_shown(self, item, slot):
        """Whether the page asks for this paper. One look may meet a page that is drawn anew."""
        try:
            self.see_words(item.slots[slot], 3)
            return True
        except NotSeen:
            return False

    def applicant(self, item):
        answers = item.sample
        self.fill(T("Name"), answers["applicant_name"])
        self.fill(T("Identity number"), answers["applicant_id_no"])
        self.fill(T("Mobile phone"), answers["applicant_mobile"])

    def step(self, label):
        """Goes to a step by its button above the page."""
        words = T(label)
        self.desk.press(self.see(pattern=rf"^(✓|\d) {re.escape(words)}$", role="push button",
                                 enabled=True))

    def saved(self):
        wait_until(lambda: self.desk.find(self.window(), pattern=plain_pattern(T("Draft saved {0}"))),
                   "the draft to be saved", 10)

    # --- materials ---
    def mode(self, item, slot, words):
        """How a slot is provided: a radio button or a line of a list."""
        name = T("How {0} is provided", item.slots[slot])
        controls = self.form.controls()
        if (name, "list") in controls:
            self.desk.choose(controls[(name, "list")], words)
        elif (name, words) in controls:
            self.desk.check(controls[(name, words)])
        else:
            raise NotSeen(f"{name}: {words}")

    def import_scan(self, item, slot, path):
        name = T("Import {0}", item.slots[slot])
        before = len(self.pages(item, slot))
        self.open_dialog(lambda: self.see(name, "push button"))
        self.choose_file(path)
        wait_until(lambda: len(self.pages(item, slot)) == before + 1, f"a page of {slot}", 30)

    def pages(self, item, slot):
        end = T("Page {0} of {1}").replace("{1}", re.escape(item.slots[slot])).replace("{0}", r"\d+")
        return [n for n in self.desk.walk(self.window())
                if re.fullmatch(end, n.get_name() or "") and self.desk.showing(n)]

    def open_page(self, item, slot):
        """The slot's first page in full size."""
        def first():
            return next(iter(self.pages(item, slot)), None)
        self.open_dialog(lambda: wait_until(first, f"a page of {slot}", 10))

    def open_dialog(self, look):
        """Pushes the button that look() gives until its dialog is there; gives the dialog. A button
        that was drawn anew under the hand is looked for again."""
        def opened():
            button = look()
            if button.get_component_iface() is None:
                return None
            self.desk.push(button)
            return wait_until(self.dialog, f"the dialog of {button.get_name()}", 5)
        for again in (True, True, False):
            try:
                return self.dialog() or wait_until(opened, "a dialog", 10)
            except NotSeen:
                if not again:
                    raise

    def choose_file(self, path):
        """The file dialog of the platform, by the keyboard: Ctrl+L, the path, Enter."""
        dialog = wait_until(self.dialog, "the file dialog", 10)
        self.desk.keys("ctrl+l")
        entry = wait_until(lambda: self.desk.find(dialog, role="text"), "the path's entry", 10)
        self.desk.fill(entry, path)
        self.take_path()

    def take_path(self):
        """Enter in the path's entry; the platform's list of completions may eat the first."""
        for _ in range(4):
            self.desk.keys("Return")
            try:
                return wait_until(lambda: self.dialog() is None, "the file dialog to close", 5)
            except NotSeen:
                continue
        raise NotSeen("the file dialog stays open")

    def save_file(self, path):
        dialog = wait_until(self.dialog, "the file dialog", 10)
        entry = wait_until(lambda: self.desk.find(dialog, role="text"), "the name's entry", 10)
        self.desk.fill(entry, path)
        self.desk.keys("Return")
        wait_until(lambda: self.dialog() is None, "the file dialog to close", 10)
        wait_until(lambda: os.path.exists(path) and os.path.getsize(path) > 0, path, 20)

    def dialog(self):
        top = self.window()
        return top if top is not None and top.get_name() != T("Jiujin") else None

    def licence(self, item, slot, number, holder, valid_until):
        name = item.slots[slot]
        for label, value in (("Licence number", number), ("Holder", holder),
                             ("Valid until", valid_until)):
            self.fill(name + " " + T(label), value)
        self.desk.keys("Tab")

    def sign_commitment(self, item, slot, path):
        """The promise was printed and signed: its scan is taken in."""
        name = item.slots[slot]
        button = T("Import the signed promise: {0}", name)
        self.open_dialog(lambda: self.see(button, "push button"))
        self.choose_file(path)
        self.see(T("The signed promise: {0}", name), "push button", 30)

    # --- the end of an intake ---
    def confirm_findings(self, seconds=20):
        """Ticks everything that a person has to look at, until nothing is missing."""
        def all_is_well():
            if (box := self.unticked()) is not None:
                name = box.get_name()
                self.desk.press(box)
                wait_until(lambda: self.ticked(name), f"{name} to be ticked", 5)
            return self.says(T("Nothing is missing"))
        wait_until(all_is_well, "pre-review to be content", seconds)

    def unticked(self):
        """The first box on the page that is not ticked, or None."""
        return next((n for n in self.desk.walk(self.window())
                     if n.get_role_name() == "check box" and self.desk.showing(n) and not
                     n.get_state_set().contains(self.desk.atspi.StateType.CHECKED)), None)

    def ticked(self, name):
        box = self.desk.find(self.window(), name, "check box")
        return box and box.get_state_set().contains(self.desk.atspi.StateType.CHECKED)

    def gaps(self):
        """What the list on the right says is missing: the names of its ways there."""
        start = T("Go there") + " "
        return [n.get_name()[len(start):] for n in self.desk.walk(self.window())
                if (n.get_name() or "").startswith(start) and self.desk.showing(n)]

    def submit(self):
        """Hands in with F2; gives the numbers that the screen then shows."""
        self.see(T("Submit and print the receipt"), "push button", enabled=True)
        self.desk.keys("F2")
        self.see(T("Open the case"), "push button", 60)
        return wait_until(self.numbers, "the numbers of the receipt", 20)

    def numbers(self):
        """What stands beside each label on the page after a submission; None while it is drawn."""
        texts = [n.get_name() or "" for n in self.desk.walk(self.window())]
        labels = [T("Receipt number"), T("Query code"), T("Case number")]
        if not all(label in texts for label in labels):
            return None
        values = [plain(texts[texts.index(label) + 1]) for label in labels]
        return dict(zip(("receipt", "query_code", "number"), values)) if all(values) else None


def plain_pattern(words):
    return "^" + re.escape(words).replace(r"\{0\}", ".*") + "$"
