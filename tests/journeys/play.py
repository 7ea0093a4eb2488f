"""The play, act by act: intake without a network, the network comes back, the county decides, the
correction, the result, the parcel, the rating. Each act asserts what the next one needs."""
import os

from case_hands import CaseHands
from console_hands import Arrivals, Console
from desk import wait_until
from form_hands import Item
from intake_play import take_in
from keyboard_play import take_in_by_keyboard
from papers import codes_in, fonts_are_embedded, must_stand
from station_hands import Station
from words import T

CLERK, EXIT_CLERK, REVIEWER, DECIDER = "cz101", "cz102", "zx201", "xj302"
WAYBILL = "EA123456785CN"  # UPU S10: 5 is the check digit of 12345678
WRONG_WAYBILL = "EA123456789CN"
# The console asks for news every 0.7 s; a machine busy with three browsers gets some grace.
SEEN_WITHIN_S = 2.0


class Case:
    """One application as the play goes on."""

    def __init__(self, plan, item, materials):
        self.plan, self.item, self.materials = plan, item, materials
        self.receipt = self.number = self.query_code = self.id = ""

    def __str__(self):
        return f"{self.item.code} {self.item.name}"


class Play:
    def __init__(self, desk, ground, report, staff, scans, plans):
        self.desk, self.ground, self.report, self.staff = desk, ground, report, staff
        self.scans, self.plans = scans, plans
        self.station = Station(desk, ground, staff)
        self.on_case = CaseHands(self.station)
        self.consoles = {}
        self.cases = []
        self.papers = os.path.join(desk.folder, "documents")
        os.makedirs(self.papers, exist_ok=True)

    def close(self):
        self.station.close()
        for console in self.consoles.values():
            console.__exit__()
        self.consoles = {}

    def everything(self):
        self.log_in()
        for plan in self.plans:
            for part, code in enumerate(plan.items):
                case = Case(plan, Item(code), plan.materials[part])
                self.cases.append(case)
                if plan.by_keyboard:
                    take_in_by_keyboard(self, case, self.staff[CLERK])
                else:
                    take_in(self, case, part)
            for case in self.cases[-len(plan.items):]:
                self.receipt(case)
        self.network_returns()
        for case in self.cases:
            self.county_reviews(case)
        self.corrections()
        self.deferred_papers()
        for case in self.cases:
            self.county_decides(case)
        self.results_come_down()
        self.parcels_and_ratings()
        self.timelines()

    def console(self, person):
        if person not in self.consoles:
            self.consoles[person] = Console(self.ground, self.staff[person]).__enter__()
            self.report.step(f"{self.staff[person]['name']} signs in at the console",
                             f"console-{person}", self.consoles[person].browser)
        return self.consoles[person]

    # --- act 1: at the window, without a network ---
    def log_in(self):
        self.station.open()
        self.station.see(self.staff[CLERK]["name"], "push button", 30)
        self.report.step("the client is open", "login")
        self.station.log_in(self.staff[CLERK])
        self.report.step(f"{self.staff[CLERK]['name']} is logged in", "today")
        self.ground.line("swallow")
        self.report.step("the line swallows every byte from now on", "line-dead")

    def receipt(self, case):
        """The receipt as the clerk saves it, with Chinese text, numbers and a code to scan."""
        self.on_case.open(case.receipt)
        self.station.see_words(T("waiting to be sent"))
        path = os.path.join(self.papers, f"receipt-{case.item.code}.pdf")
        self.on_case.save_paper(T("Intake Receipt"), path)
        must_stand(path, case.item.name, case.receipt, case.query_code, case.number,
                   case.item.sample["applicant_name"])
        assert fonts_are_embedded(path), "a font of the receipt is not embedded"
        codes = " ".join(codes_in(path))
        assert case.receipt in codes, f"the code of the receipt says {codes}"
        self.report.step(f"{case}: receipt {case.receipt}, query code {case.query_code}, "
                         f"number {case.number}; the code reader finds {codes}",
                         f"receipt-{case.item.code}", document=path)

    # --- act 2: the network comes back ---
    def network_returns(self):
        self.station.go_to("Synchronisation")
        self.station.see_words(T("Sync with the county"))
        self.station.see_words(T("text waits"))  # told case by case
        self.report.step(f"{len(self.cases)} cases wait in the queue", "queue-offline")
        reviewer = self.console(REVIEWER)
        reviewer.queue()
        reviewer.watch_queue()
        with Arrivals(self.ground) as arrivals:
            self.ground.line("pass")
            # An exchange that was under way when the line died has to time out first.
            self.station.press(T("Synchronise now"), 150)
            self.report.step("the line passes again; the queue goes up", "queue-going-up")
            wait_until(lambda: len(arrivals.acknowledged) == len(self.cases),
                       "the county's word for all cases", 150)
            for case_id, at in arrivals.at_county.items():
                shown = reviewer.shown_at(case_id)
                known = arrivals.acknowledged[case_id]
                assert shown - at < SEEN_WITHIN_S, f"the queue showed the case after {shown - at:.1f} s"
                self.report.step(
                    f"case {case_id[:8]}: its text came in {known - at:.2f} s before the station had "
                    f"the county's word for it; the reviewer saw it {shown - known:+.2f} s from that "
                    f"word, {shown - at:.2f} s after its text", f"seen-{case_id[:8]}",
                    reviewer.browser)
        self.report.step("the reviewer's queue", "console-queue", reviewer.browser)
        for line in self.ground.ctl("case", "list", "--data", self.ground.county):
            for case in self.cases:
                if case.receipt == line["receipt"]:
                    case.id = line["id"]
        assert all(case.id for case in self.cases), "a case did not arrive"
        self.station.see_words(T("Nothing waits: the county holds everything."), 120)
        self.report.step("the county holds everything, scans too", "queue-empty")

    # --- act 3: the county ---
    def county_reviews(self, case):
        reviewer = self.console(REVIEWER)
        reviewer.open(case.id)
        if any(isinstance(m, list) for m in case.materials.values()):
            scans = reviewer.see_scans()
            self.report.step(f"{case}: {scans} scans at the county", f"case-{case.item.code}",
                             reviewer.browser)
        if case.plan.correction:
            asked = case.plan.correction
            reviewer.act("correct", {"reason": "电话号码打不通，户口簿请补扫一页。"},
                         {f"/data/{asked['field']}": "号码打不通，请核对。",
                          asked["slot"]: "缺本人页，请补扫。"})
            self.report.step(f"{case}: a correction is asked for, all at once",
                             f"correct-{case.item.code}", reviewer.browser)
        elif self.accepts(case):
            reviewer.act("accept")
            self.report.step(f"{case}: accepted", f"accepted-{case.item.code}", reviewer.browser)

    def accepts(self, case):
        """An item decided on the spot is not accepted first."""
        return bool(self.console(REVIEWER).browser.all('.actions a[href*="do=accept"]'))

    def county_decides(self, case):
        decider = self.console(DECIDER)
        decider.open(case.id)
        file = self.scans["pdf"] if case.plan.parcel else None
        decider.act("grant", {"opinion": "经审查，申请符合规定条件，准予办理。"}, file=file)
        self.report.step(f"{case}: granted by {self.staff[DECIDER]['name']}",
                         f"granted-{case.item.code}", decider.browser)

    # --- act 4: the correction at the station ---
    def corrections(self):
        for case in self.cases:
            if not case.plan.correction:
                continue
            self.sync()
            self.on_case.open(case.receipt)
            self.station.see_words("缺本人页，请补扫。")
            self.report.step(f"{case}: the station shows what is to be corrected",
                             f"correction-{case.item.code}")
            before = self.ground.county_case(case.id)
            self.on_case.begin_correction()
            asked = case.plan.correction
            self.station.form.fill(case.item, {asked["field"]: asked["answer"]})
            self.station.import_scan(case.item, asked["slot"], self.scans["corrected"])
            self.report.step(f"{case}: corrected, nothing else can be edited",
                             f"corrected-{case.item.code}")
            self.on_case.send_correction()
            self.sync()
            self.only_the_difference(case, before)
            reviewer = self.console(REVIEWER)
            reviewer.open(case.id)
            reviewer.browser.see(".answer.changed")
            self.report.step(f"{case}: the county sees what changed", f"changed-{case.item.code}",
                             reviewer.browser)
            reviewer.act("accept")
            self.report.step(f"{case}: accepted", f"accepted-{case.item.code}", reviewer.browser)

    def only_the_difference(self, case, before):
        after = wait_until(
            lambda: (c := self.ground.county_case(case.id))["corrections"][0]["answered"] and c,
            "the correction at the county", 30)
        added = [e["type"] for e in after["timeline"][len(before["timeline"]):]]
        assert added == ["form.answered", "material.added", "correction.answered"], added
        changed = {k: v for k, v in after["answers"].items() if before["answers"].get(k) != v}
        asked = case.plan.correction
        assert changed == {f"/data/{asked['field']}": asked["answer"]}, changed
        self.report.step(f"{case}: only the difference travelled: {', '.join(added)}; {changed}",
                         f"difference-{case.item.code}")

    # --- act 5: the paper that was to follow ---
    def deferred_papers(self):
        for case in self.cases:
            for slot in [s for s, how in case.materials.items() if how == "deferred"]:
                self.deferred_paper(case, slot)

    def deferred_paper(self, case, slot):
        decider = self.console(DECIDER)
        decider.open(case.id)
        assert not decider.browser.all('.actions a[href*="do=grant"]'), "decided without the paper"
        self.sync()
        self.on_case.open(case.receipt)
        path = os.path.join(self.papers, f"deferral-{case.item.code}.pdf")
        self.on_case.save_paper(T("Promise and Notice of Acceptance with Gaps"), path)
        must_stand(path, case.item.name, case.item.slots[slot])
        self.report.step(f"{case}: accepted, one paper follows later", f"deferred-{case.item.code}",
                         document=path)
        self.station.press(T("Bring the deferred paper"))
        self.station.import_scan(case.item, slot, self.scans["card"])
        self.report.step(f"{case}: the paper is brought to the window",
                         f"brought-{case.item.code}")
        self.station.press(T("Hand in the deferred paper"))
        self.station.see_words(T("The paper is recorded and goes to the county"))
        self.report.step(f"{case}: the paper is handed in", f"handed-in-{case.item.code}")
        self.sync()

    # --- act 6: results, parcel, rating ---
    def sync(self):
        """Until the county holds everything and the station has heard all of it."""
        self.station.go_to("Synchronisation")
        self.station.press(T("Synchronise now"))
        self.station.see(T("Synchronise now"), "push button", 60, enabled=True)
        self.station.see_words(T("Online"), 30)
        self.station.see_words(T("Nothing waits: the county holds everything."), 60)

    def results_come_down(self):
        self.sync()
        for case in self.cases:
            self.on_case.open(case.receipt)
            path = os.path.join(self.papers, f"decision-{case.item.code}.pdf")
            self.on_case.save_result(path)
            must_stand(path, case.item.name)
            self.report.step(f"{case}: the result has come down", f"result-{case.item.code}",
                             document=path)

    def parcels_and_ratings(self):
        if any(case.plan.parcel for case in self.cases):
            self.station.change_person(self.staff[EXIT_CLERK])
        for case in self.cases:
            if case.plan.parcel:
                self.parcel(case)
            if case.plan.rated:
                self.on_case.open(case.receipt)
                self.on_case.rate("Very satisfied", "没有跑一趟县城，很方便。",
                                  lambda: self.report.step(f"{case}: the resident's own screen",
                                                           f"rating-{case.item.code}"))
                self.report.step(f"{case}: rated by the resident", f"rated-{case.item.code}")
                self.station.see(T("Back to the list"), "push button", 90)
        self.sync()

    def parcel(self, case):
        self.on_case.open(case.receipt)
        self.on_case.dispatch(WAYBILL, WRONG_WAYBILL)
        self.report.step(f"{case}: parcel {WAYBILL} is registered, {WRONG_WAYBILL} was refused",
                         f"parcel-{case.item.code}")
        self.on_case.delivered(case.item.sample["recv_name"])
        self.report.step(f"{case}: delivered", f"delivered-{case.item.code}")

    def timelines(self):
        for case in self.cases:
            at_county = self.ground.county_case(case.id)
            for entry in at_county["timeline"]:
                known = entry["name"] or entry["actor"] or entry["type"] in (
                    "rating.given", "deadline.passed")
                assert entry["wall_ms"] > 0 and known, f"who, and when? {entry}"
            if case.plan.rated:
                assert at_county.get("rating"), "the county knows of no rating"
                assert at_county["parcels"][0]["delivered"], "the county knows of no delivery"
            self.on_case.open(case.receipt)
            for clock in ("Handling", "On the way", "Courier time"):
                self.station.see_words(T(clock))
            self.report.step(f"{case}: {at_county['state']}, {len(at_county['timeline'])} steps in "
                             "the timeline, three clocks", f"timeline-{case.item.code}")
