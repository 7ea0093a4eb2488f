"""One application taken in by the keyboard alone, from the log-in to the receipt's numbers."""
import re

from desk import NotSeen, wait_until
from form_hands import places_of
from intake_play import MODES, hand_in
from keyboard_hands import LIST, TEXTS, Keyboard
from words import T


def take_in_by_keyboard(play, case, person):
    hands = Keyboard(play.station)
    begin(play, case, hands, person)
    applicant(play, case, hands)
    form(play, case, hands)
    materials(play, case, hands)
    pre_review(play, case, hands)
    hands.close()
    hand_in(play, case)  # F2


def begin(play, case, hands, person):
    """Closes the window, opens the program again, logs in and finds the item."""
    station = play.station
    hands.press("alt+F4")
    wait_until(lambda: station.process.poll() is not None, "the program to end", 60)
    assert station.process.returncode == 0, f"the program ended with {station.process.returncode}"
    station.open()
    station.see(person["name"], "push button", 30)
    hands.tab_to(person["name"], "push button")
    hands.press("space")
    hands.expect(T("Password"), "password text")
    hands.desk.type(person["password"])
    hands.press("Return")
    station.see(T("+ New case"), "push button", 30)
    play.report.step(f"{person['name']} is logged in, from here on without a mouse", "keyboard-today")
    hands.press("ctrl+n")
    hands.expect(T("Find an item"), "text")
    hands.retype(case.plan.find)
    station.see(T("Take in") + " " + case.item.name, "push button")
    play.report.step(f"{case}: found by “{case.plan.find}”", f"found-{case.item.code}")
    hands.press("Return")


def applicant(play, case, hands):
    answers = case.item.sample
    hands.expect(T("Name"), "text")
    for label, field in (("Name", "applicant_name"), ("Identity number", "applicant_id_no"),
                         ("Mobile phone", "applicant_mobile")):
        hands.tab_to(T(label), "text")
        hands.retype(answers[field])
        go_on(hands)
    play.report.step(f"{case}: the applicant", f"applicant-{case.item.code}")
    hands.press("F2")


def form(play, case, hands):
    """Goes through the form as Enter and Tab lead, and answers whatever it is led to."""
    item, station = case.item, play.station
    station.see(pattern="^" + re.escape(item.label("applicant_name")), seconds=20)
    waiting = {k: v for k, v in item.sample.items() if k in item.fields}
    met = []
    for _ in range(200):
        node = hands.here()
        field = field_at(hands, item, node)
        if node.get_role_name() == "push button" and node.get_name() == T("Next"):
            break
        if field and field not in met:
            met.append(field)
        if field in waiting and answer(hands, item, field, waiting[field], node):
            del waiting[field]
        go_on(hands)
    else:
        raise NotSeen("neither Enter nor Tab leads out of the form")
    in_reading_order(station, item, met)
    station.saved()
    play.report.step(f"{case}: the form is filled in where Enter and Tab lead: {len(met)} fields, in "
                     f"reading order; not asked for: {sorted(waiting)}", f"form-{item.code}")
    hands.press("F2")


def field_at(hands, item, node):
    """The field that the focused control belongs to, or None."""
    name, role = node.get_name() or "", node.get_role_name()
    if role in ("radio button", "check box"):
        name = hands.group(node)
    elif role not in (*TEXTS, LIST):
        return None
    for field in item.fields:
        if name == item.label(field) or name.startswith(item.label(field) + " · "):
            return field
    return None


def answer(hands, item, field, value, node):
    """Answers at the focused control; True when the field has its whole answer."""
    words, role = item.words(field, value), node.get_role_name()
    if item.fields[field]["type"] == "division":
        places = places_of(value)
        return choose_place(hands, item.label(field), places)
    if role == "radio button":
        hands.choose_radio(words)
    elif role == LIST:
        hands.choose_in_list(words)
    elif role in TEXTS and hands.desk.held(node) != re.sub(r"\s", "", value):
        hands.retype(value)
    return True


def choose_place(hands, label, places):
    """Chooses the line of the focused list of a division; True at its last level."""
    def levels():
        return [n for n in hands.desk.walk(hands.station.window())
                if n.get_role_name() == "combo box" and n.get_name().startswith(label + " · ")]
    names = wait_until(lambda: [n.get_name() for n in levels()], f"the lists of {label}", 10)
    level = names.index(hands.here().get_name())
    if level >= len(places):
        return True
    hands.choose_in_list(places[level])
    if level + 1 == len(places):
        return True
    sensitive = hands.desk.atspi.StateType.SENSITIVE
    wait_until(lambda: len(now := levels()) > level + 1 and
               now[level + 1].get_state_set().contains(sensitive),
               f"the list of {label} below {places[level]}", 10)
    return False


def go_on(hands):
    """Enter leads from an entry to the next field; elsewhere it is Tab."""
    node = hands.here()
    one_line = node.get_role_name() in TEXTS and not node.get_state_set().contains(
        hands.desk.atspi.StateType.MULTI_LINE)
    if not one_line:
        hands.tab()
        return
    hands.press("Return")
    wait_until(lambda: (now := hands.look()) is not None and now != node,
               f"Enter to lead on from {node.get_name()}", 10)


def in_reading_order(station, item, met):
    """The fields stand below each other in the order in which the keys led to them."""
    controls = station.form.controls()
    places = []
    for field in met:
        label = item.label(field)
        node = next(node for (name, kind), node in controls.items()
                    if name == label or name.startswith(label + " · "))
        places.append((station.desk.top(node), label))
    assert places == sorted(places, key=lambda place: place[0]), f"not in reading order: {places}"


def materials(play, case, hands):
    station, item = play.station, case.item
    station.see(T("Import {0}", item.slots[next(iter(case.materials))]), "push button")
    for slot, how in case.materials.items():
        if not station.slot_is_shown(item, slot):
            continue
        if isinstance(how, list):
            for scan in how:
                import_scan(hands, item, slot, play.scans[scan])
            continue
        mode(hands, item, slot, T(MODES[how]))
        if how == "licence":
            licence(hands, item, slot)
        if how == "commitment":
            signed_promise(hands, item, slot, play.scans["page-1"])
    station.saved()
    play.report.step(f"{case}: what stands for each paper: {case.materials}",
                     f"materials-{item.code}")
    hands.press("F2")


def import_scan(hands, item, slot, path):
    station = hands.station
    before = len(station.pages(item, slot))
    hands.tab_to(T("Import {0}", item.slots[slot]), "push button")
    choose_file(hands, path)
    wait_until(lambda: len(station.pages(item, slot)) == before + 1, f"a page of {slot}", 30)


def signed_promise(hands, item, slot, path):
    name = item.slots[slot]
    hands.tab_to(T("Import the signed promise: {0}", name), "push button")
    choose_file(hands, path)
    hands.station.see(T("The signed promise: {0}", name), "push button", 30)


def choose_file(hands, path):
    station = hands.station
    hands.press("space")
    wait_until(station.dialog, "the file dialog", 10)
    hands.press("ctrl+l")
    hands.expect(role="text")
    hands.retype(path)
    station.take_path()


def mode(hands, item, slot, words):
    """How a slot is provided: Tab leads into the group, or to the list; the arrows choose."""
    name = T("How {0} is provided", item.slots[slot])
    node = hands.tab_until(lambda n: n.get_name() == name and n.get_role_name() == LIST or
                           n.get_role_name() == "radio button" and hands.group(n) == name, name)
    if node.get_role_name() == LIST:
        hands.choose_in_list(words)
    else:
        hands.choose_radio(words)


def licence(hands, item, slot):
    name = item.slots[slot]
    for label, value in (("Licence number", item.sample["applicant_id_no"]),
                         ("Holder", item.sample["applicant_name"]), ("Valid until", "2036-08-31")):
        hands.tab_to(name + " " + T(label), "text")
        hands.retype(value)
        hands.tab()


def pre_review(play, case, hands):
    station = play.station
    hands.expect(T("Next"), "push button")
    wait_until(lambda: station.says(T("Good to know")) or station.unticked(), "the findings", 20)
    while (box := station.unticked()) is not None:
        name = box.get_name()
        hands.tab_to(name, "check box")
        hands.press("space")
        wait_until(lambda: station.ticked(name), f"{name} to be ticked", 5)
    station.see_words(T("Nothing is missing"), 10)
    play.report.step(f"{case}: pre-review has nothing against it", f"prereview-{case.item.code}")
    hands.press("F2")
    hands.expect(T("Submit and print the receipt"), "push button")
