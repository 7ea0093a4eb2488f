"""Hands on a form: fills it through its real widgets from answers by field id.

What a field is called and which codes stand for which words is read from the demo catalogue, as a
clerk would read it from the screen. Widgets are found by their accessible names.
"""
import json
import os
import re
import time

from desk import NotSeen, wait_until
from ground import DEMO

TEXT_ROLES = ("text", "entry")
QUIET_S = 3  # so long nothing new appears when a form is filled in
DIVISIONS = ("provinces_and_hunan.tsv", "demo_county.tsv")


def load(path):
    with open(os.path.join(DEMO, path), encoding="utf-8") as file:
        return json.load(file)


def words_of(text):
    return text if isinstance(text, str) else text["zh"]


def places_of(code):
    """430190101201 -> 湖南省, 长沙市, 青溪县, 石桥镇, 枫林村: the lines of the lists, from the top."""
    names = {}
    for file in DIVISIONS:
        with open(os.path.join(DEMO, "../../localization/divisions", file), encoding="utf-8") as lines:
            for line in lines:
                if not line.startswith("#") and "\t" in line:
                    cells = line.rstrip("\n").split("\t")
                    names[cells[0]] = cells[1]
    return [names[code[:digits]] for digits in (2, 4, 6, 9, 12) if code[:digits] in names]


class Item:
    """An item of the demo catalogue: its fields and material slots in the words of the screen."""

    def __init__(self, code):
        item = load(f"catalogue/items/{code}.json")
        self.code = code
        self.name = words_of(item["name"])
        self.fields = {f["id"]: f for f in load("catalogue/common-fields.json")["fields"]}
        self.fields.update({f["id"]: f for f in item["fields"]})
        self.slots = {m["id"]: words_of(m["name"]) for m in item["materials"]}
        self.sample = load(f"samples/{code}.json")["answers"]

    def label(self, field_id):
        return words_of(self.fields[field_id]["label"])

    def words(self, field_id, code):
        for choice in self.fields[field_id].get("choices", []):
            if choice["code"] == code:
                return words_of(choice["label"])
        return code


class FormHands:
    def __init__(self, desk, app):
        self.desk = desk
        self.app = app

    def controls(self):
        """Every showing control by (name, role); radio buttons by (group's name, own name)."""
        found = {}
        group = ""
        for node in self.desk.walk(self.app()):
            try:
                role, name = node.get_role_name(), node.get_name() or ""
            except Exception:
                continue
            if role in ("panel", "filler") and name:
                group = name
            if not name or not self.desk.showing(node):
                continue
            if role in ("radio button", "check box"):
                found.setdefault((group, name), node)
            elif role in TEXT_ROLES:
                found.setdefault((name, "text"), node)
            elif role == "combo box":
                found.setdefault((name, "list"), node)
        return found

    def set_text(self, node, kind, value):
        typed = value[:7] if kind == "month" else value
        shown = re.sub(r"[\s,]", "", self.desk.read(node))
        if shown in (re.sub(r"\s", "", value), typed):
            return False
        self.desk.fill(node, typed)
        return True

    def set_division(self, controls, label, code):
        changed = False
        for level, place in enumerate(places_of(code)):
            def list_of_level():
                lists = [node for (name, role), node in self.controls().items()
                         if role == "list" and name.startswith(label + " · ")]
                return lists[level] if level < len(lists) else None
            node = wait_until(list_of_level, f"the list of {label} for {place}", 5)
            if self.desk.chosen(node) != place:
                self.desk.choose(node, place)
                changed = True
        controls.update(self.controls())
        return changed

    def set_field(self, item, field_id, value, controls):
        """True when something was changed, False when it stood already, None when not shown."""
        label, kind = item.label(field_id), item.fields[field_id]["type"]
        if kind == "division":
            lists = [name for name, role in controls if role == "list" and
                     name.startswith(label + " · ")]
            return self.set_division(controls, label, value) if lists else None
        word = item.words(field_id, value)
        if (label, word) in controls:
            node = controls[(label, word)]
            if node.get_state_set().contains(self.desk.atspi.StateType.CHECKED):
                return False
            self.desk.check(node)
            return True
        if (label, "list") in controls:
            node = controls[(label, "list")]
            if self.desk.chosen(node) == word:
                return False
            self.desk.choose(node, word)
            return True
        if (label, "text") in controls:
            return self.set_text(controls[(label, "text")], kind, value)
        return None

    def fill(self, item, answers=None, until=None):
        """Fills what is shown until nothing new appears. `until`: stop after this field."""
        answers = answers or item.sample
        waiting = {field: value for field, value in answers.items() if field in item.fields}
        labels = {item.label(field) for field in answers if field in item.fields}
        wait_until(lambda: any(name.split(" · ")[0] in labels for name, _ in self.controls()),
                   "the form", 30)
        quiet_since = time.monotonic()
        # What an answer brings up appears a moment later, on a busy machine after a second or two.
        while waiting and time.monotonic() - quiet_since < QUIET_S:
            controls = self.controls()
            for field_id, value in list(waiting.items()):
                try:
                    done = self.set_field(item, field_id, value, controls)
                except Exception:  # the row was rebuilt: look again next time
                    controls = self.controls()
                    continue
                if done is None:
                    continue
                del waiting[field_id]
                quiet_since = time.monotonic()
                if field_id == until:
                    return waiting
        return waiting

    def value(self, label):
        node = self.controls().get((label, "text"))
        return self.desk.read(node) if node else None

    def expect_value(self, label, value, seconds=10):
        wait_until(lambda: (self.value(label) or "").replace(" ", "") == value.replace(" ", ""),
                   f"{label} to hold {value}", seconds)
