"""Act 1 of the play: one application taken in at the window, without a network."""
import re

from desk import wait_until
from station_hands import plain, plain_pattern
from words import T


def take_in(play, case, part):
    """Find, fill in, attach, pre-review, submit. `part`: which of the plan's items."""
    if part == 0:
        find(play, case)
        play.station.applicant(case.item)
        play.report.step(f"{case}: the applicant", f"applicant-{case.item.code}")
    else:
        go_on(play, case)
    fill_in(play, case)
    attach(play, case)
    pre_review(play, case)
    submit(play, case)


def find(play, case):
    plan = case.plan
    if plan.joint:
        joint(play, case)
        return
    play.station.go_to("Service guides")
    guide = play.station.read_guide(plan.find, case.item)
    play.report.step(f"{case}: found by “{plan.find}”; its guide has {guide} lines",
                     f"guide-{case.item.code}")
    play.station.press(T("Take in this item"))
    play.station.see(T("Identity number"), "text")


def joint(play, case):
    station, plan = play.station, case.plan
    station.search_item(plan.find)
    station.press(T("Take in") + " " + plan.joint)
    for question, answer in plan.questions.items():
        station.answer_question(question, answer)
    station.see_words(case.item.name)
    play.report.step(f"{plan.joint}: its questions lead to {' and '.join(plan.items)}",
                     "joint-item")
    station.press(T("Begin with these items"))
    station.see(T("Identity number"), "text")


def go_on(play, case):
    """The next case of a joint item, from the page that follows a submission."""
    station = play.station
    station.press(T("Go on with {0}", case.item.name))
    station.see(T("Identity number"), "text", 30)
    play.report.step(f"{case}: the next of the joint item; the applicant is carried over",
                     f"applicant-{case.item.code}")


def fill_in(play, case):
    station, plan, item = play.station, case.plan, case.item
    answers = {**item.sample, **plan.mistakes}
    station.step("Form")
    if plan.killed_after:
        station.form.fill(item, answers, until=plan.killed_after)
        station.saved()
        kill_and_return(play, case)
    unseen = station.form.fill(item, answers)
    station.saved()
    play.report.step(f"{case}: the form is filled in; not asked for: {sorted(unseen)}",
                     f"form-{item.code}")


def kill_and_return(play, case):
    """The window is closed by force; after the next start the draft stands as it was."""
    station, item = play.station, case.item
    play.report.step(f"{case}: half filled in, then the program is killed", f"half-{item.code}")
    station.kill()
    station.open()
    station.log_in(play.staff["cz101"])
    station.press(T("Go on with it"))
    station.see(pattern=plain(case.item.name), seconds=20)
    station.step("Form")
    field = case.plan.killed_after
    station.form.expect_value(item.label(field), item.sample[field])
    play.report.step(f"{case}: the draft is there after the restart", f"draft-{item.code}")


def attach(play, case):
    station, item = play.station, case.item
    station.step("Materials")
    station.see(pattern=plain_pattern(T("Import {0}")), role="push button")
    for slot, how in case.materials.items():
        if not station.slot_is_shown(item, slot):
            continue
        if isinstance(how, list):
            for scan in how:
                station.import_scan(item, slot, play.scans[scan])
            if len(how) > 1:
                look_turn_and_sort(play, case, slot)
            continue
        station.mode(item, slot, T(MODES[how]))
        if how == "licence":
            station.licence(item, slot, item.sample["applicant_id_no"],
                            item.sample["applicant_name"], "2036-08-31")
        if how == "commitment":
            station.sign_commitment(item, slot, play.scans["page-1"])
    station.saved()
    play.report.step(f"{case}: what stands for each paper: {case.materials}",
                     f"materials-{item.code}")


MODES = {"paper": "Paper, kept at the window", "licence": "Licence on record",
         "deferred": "Bring later", "commitment": "Written promise", "not_needed": "Not needed"}


def look_turn_and_sort(play, case, slot):
    station, name = play.station, case.item.slots[slot]
    station.press(T("Turn") + " 1 " + name)
    station.press(T("Later") + " 1 " + name)
    station.open_page(case.item, slot)
    play.report.step(f"{case}: a page turned, sorted and looked at in full size",
                     f"page-{case.item.code}")
    station.desk.keys("Escape")
    wait_until(lambda: station.dialog() is None, "the picture to close", 10)


def pre_review(play, case):
    station, item = play.station, case.item
    station.step("Pre-review")
    if case.plan.mistakes:
        gaps = wait_until(station.gaps, "what pre-review found", 10)
        play.report.step(f"{case}: pre-review finds {gaps}", f"findings-{item.code}")
        station.desk.press(station.see(pattern="^" + re.escape(T("Go there")), role="push button"))
        for field in case.plan.mistakes:
            label = item.label(field)
            station.see(label, "text")
            station.form.fill(item, {field: item.sample[field]})
        play.report.step(f"{case}: jumped there and corrected", f"jumped-{item.code}")
        station.step("Pre-review")
    station.confirm_findings()
    play.report.step(f"{case}: pre-review has nothing against it", f"prereview-{item.code}")


def submit(play, case):
    play.station.step("Confirm")
    hand_in(play, case)


def hand_in(play, case):
    """On the last step, by F2."""
    station = play.station
    station.see(T("Submit and print the receipt"), "push button", enabled=True)
    play.report.step(f"{case}: looked over before it is handed in", f"confirm-{case.item.code}")
    numbers = station.submit()
    case.receipt, case.query_code = numbers["receipt"], numbers["query_code"]
    case.number = numbers["number"]
    assert re.fullmatch(r"\d{10}", case.receipt), case.receipt
    assert len(case.number) == 46, case.number
    play.report.step(f"{case}: submitted without a network, number {case.number}",
                     f"submitted-{case.item.code}")
