#!/usr/bin/python3
"""The whole journey, in a virtual display with real windows and a real headless browser.

    journey.py --bin DIR [--folder DIR] [--items N | --plans CODE...]

From the resident at the village window, without a network, to the result in their hands: see
plans.py for what is applied for. Prints a line a step; screenshots and documents stay in the folder.
Exit status: 0 all went well, 1 something did not (the last screen and its accessible tree are kept),
77 the machine has no virtual display or no browser.
"""
import argparse
import os
import shutil
import sys
import tempfile
import traceback

import words
from desk import Desk
from ground import Ground, people
from papers import make_scans
from plans import PLANS
from report import Report

NEEDED = ("Xvfb", "openbox", "xdotool", "dbus-daemon", "import", "convert", "chromium",
          "chromedriver", "pdftotext", "pdftoppm", "zbarimg")


def keep_the_last_screen(desk, play):
    """What stood on the screens when it went wrong."""
    try:
        print("last screen: " + desk.screenshot("failed"), flush=True)
        path = os.path.join(desk.folder, "failed-tree.txt")
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(desk.texts(play.station.app)))
        print("its accessible tree: " + path, flush=True)
        for name, console in play.consoles.items():
            path = os.path.join(desk.folder, f"failed-{name}.png")
            print(f"browser of {name}: {console.browser.screenshot(path)}", flush=True)
    except Exception as error:
        print(f"the last screen could not be kept: {error}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, help="folder of the programs")
    parser.add_argument("--folder", help="where screenshots, documents and logs stay")
    parser.add_argument("--items", type=int, default=len(PLANS), help="play the first N plans")
    parser.add_argument("--plans", nargs="+", metavar="CODE", help="play the plans of these items")
    options = parser.parse_args()
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        print("skipped, not installed: " + " ".join(missing))
        return 77
    plans = [p for p in PLANS if set(options.plans or []) & set(p.items)] or PLANS[:options.items]
    folder = os.path.abspath(options.folder or tempfile.mkdtemp(prefix="jiujin-journey-"))
    words.load(os.path.abspath(options.bin))
    print(f"The journey keeps everything in {folder}", flush=True)
    from play import Play
    scans = make_scans(os.path.join(folder, "scans"))
    with Desk(folder=folder) as desk, Ground(os.path.abspath(options.bin), folder) as ground:
        play = Play(desk, ground, Report(desk), people(), scans, plans)
        try:
            play.everything()
        except Exception:
            traceback.print_exc()
            keep_the_last_screen(desk, play)
            return 1
        finally:
            play.close()
    print(f"The journey is complete: {play.report.count} steps, {len(play.cases)} cases of "
          f"{len({case.item.code for case in play.cases})} items. Screenshots, documents and logs: "
          f"{folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
