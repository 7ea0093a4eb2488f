"""What a journey prints: each step with its time, its screenshot and its document."""
import os
import time


class Report:
    def __init__(self, desk):
        self.desk = desk
        self.begun = time.monotonic()
        self.count = 0

    def step(self, what, shot, browser=None, document=None):
        """Prints the step; takes a picture of the desk, or of the browser, under the name `shot`."""
        self.count += 1
        print(f"{self.count:3}  {time.strftime('%H:%M:%S')}  {time.monotonic() - self.begun:+7.1f} s  "
              f"{what}")
        files = "screenshot " + os.path.basename(self.picture(shot, browser))
        if document:
            files += "  document " + os.path.relpath(document, self.desk.folder)
        print(" " * 27 + files, flush=True)

    def picture(self, name, browser=None):
        if browser is None:
            return self.desk.screenshot(name)
        self.desk.shots += 1
        return browser.screenshot(f"{self.desk.folder}/{self.desk.shots:02d}-{name}.png")
