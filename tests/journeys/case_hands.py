"""Hands on a case at the station: its page, correction, papers, parcel, rating, queue."""

from desk import wait_until
from words import T


class CaseHands:
    def __init__(self, station):
        self.station = station
        self.desk = station.desk

    def open(self, receipt):
        """Ctrl+K and the receipt number, the quickest way to a case."""
        station = self.station
        station.find(receipt)
        wait_until(lambda: len(self.hits()) == 1, f"one case with receipt {receipt}", 15)
        station.desk.press(self.hits()[0])
        station.see(T("Back to the list"), "push button")
        station.see(T("Progress"), "push button")

    def hits(self):
        """The buttons of the found lines; they are named after what they open."""
        window = self.station.window()
        return [n for n in self.desk.walk(window) if n.get_role_name() == "push button" and
                " · " in (n.get_name() or "") and self.desk.showing(n) and
                not self.is_person(n.get_name())]

    def is_person(self, name):
        return name.startswith(tuple(p["name"] for p in self.station.people.values()))

    def tab(self, name):
        self.station.press(T(name))

    def leave(self):
        self.station.press(T("Back to the list"))

    def sync_now(self):
        self.station.go_to("Synchronisation")
        self.station.press(T("Synchronise now"))

    def save_paper(self, title, path):
        """Documents tab, 'Save as…' beside the paper; gives the path."""
        self.tab("Documents")
        button = T("Save as…") + " " + title
        self.station.open_dialog(lambda: self.station.see(button, "push button", enabled=True))
        self.station.save_file(path)
        return path

    def save_result(self, path):
        """The county's decision, as the file that came down."""
        return self.save_paper(T("Written decision") + ".pdf", path)

    def begin_correction(self):
        # A place on the left has the same name; the button of the case comes after it.
        buttons = [n for n in self.desk.walk(self.station.window())
                   if n.get_name() == T("Correct") and n.get_role_name() == "push button"]
        self.desk.press(buttons[-1])
        self.station.see(T("Send the corrections"), "push button", enabled=True)

    def send_correction(self):
        self.station.press(T("Send the corrections"))
        self.station.see_words(T("The corrections are recorded and go to the county"), 20)

    def dispatch(self, waybill, wrong):
        """Registers a parcel; first a waybill number with a wrong check digit, which is refused."""
        station = self.station
        station.press(T("Send by courier"))
        entry = station.see(T("Waybill number"), "text")
        self.desk.fill(entry, wrong)
        button = station.see(T("Record the parcel"), "push button")
        assert not self.enabled(button), "a wrong waybill number was accepted"
        station.fill(T("Waybill number"), waybill)
        station.press(T("Record the parcel"))
        station.see(T("Progress"), "push button", 20)

    def enabled(self, node):
        return node.get_state_set().contains(self.desk.atspi.StateType.SENSITIVE)

    def delivered(self, signer):
        station = self.station
        station.press(T("Parcel arrived or came back"))
        dialog = station.open_dialog(lambda: station.see(T("Delivered…"), "push button"))
        self.desk.fill(wait_until(lambda: self.desk.find(dialog, role="text"), "its entry", 5), signer)
        self.desk.keys("Return")
        station.see(T("Progress"), "push button", 20)

    def rate(self, grade, words, shot):
        """The resident's own screen: a face, a sentence, send."""
        station = self.station
        station.press(T("Let the applicant rate"))
        station.press(T(grade))
        station.fill(T("In your own words, if you like"), words)
        shot()
        station.press(T("Send the rating"))
        station.see_words(T("Thank you. Your rating has been recorded."), 15)
