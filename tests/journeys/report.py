"""What a journey prints: a line a step, with its time, its screenshot and its document."""
import time


class Report:
    def __init__(self, desk):
        self.desk = desk
        self.begun = time.monotonic()
        self.count = 0

    def step(self, what, shot=None, browser=None, document=None):
        """Prints the step; takes a picture of the desk, or of the browser, under the name `shot`."""
        self.count += 1
        line = f"{time.strftime('%H:%M:%S')} +{time.monotonic() - self.begun:6.1f} s  {what}"
        if shot:
            line += "  [" + self.picture(shot, browser) + "]"
        if document:
            line += "  <" + document + ">"
        print(line, flush=True)

    def picture(self, name, browser=None):
        if browser is None:
            return self.desk.screenshot(name)
        self.desk.shots += 1
        return browser.screenshot(f"{self.desk.folder}/{self.desk.shots:02d}-{name}.png")
