"""What is attacked: the demo's county with its server, its station, and a person for each role."""
import base64
import json
import os
import re
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
for beside in ("../faults", "../journeys", "../support"):
    sys.path.insert(0, os.path.join(HERE, beside))

import programs  # noqa: E402
from browser import Browser  # noqa: E402, F401
from ground import Ground, people  # noqa: E402
from one_time_code import App  # noqa: E402
from web import Web  # noqa: E402

COUNTY_DIVISION = "430190000000"
ROLES = ["intake", "prereview", "agent", "review", "decide", "exit", "supervise", "administer",
         "kiosk"]


class Person:
    def __init__(self, number, password, app):
        self.id, self.password, self.app = number, password, app


def demo_person(number):
    known = people()[number]
    return Person(number, known["password"], known["app"])


class Target:
    def __init__(self, folder):
        self.folder = folder
        self.county = os.path.join(folder, "county")
        self.station = os.path.join(folder, "station")
        self.server = None

    def __enter__(self):
        programs.setup("county", self.county)
        self.server, self.port = programs.serve(self.county)
        self.authority = os.path.join(self.county, "tls", "authority.pem")
        return self

    def __exit__(self, *_):
        programs.stop(self.server)

    def begin_station(self):
        programs.setup("station", self.county, "--station", self.station, "--server",
                       f"https://127.0.0.1:{self.port}")

    def hand_in(self, inbox):
        """Packages through the station; the cases as the county lists them."""
        programs.ctl("case", "import", inbox, "--keep-damaged", "--data", self.station)
        programs.ctl("station", "sync", "--once", "--data", self.station)
        return programs.ctl_json("case", "list", "--data", self.county)[0]

    def add_person(self, number, roles, name="某人", unit="县政务服务中心",
                   division=COUNTY_DIVISION):
        secret = base64.b32encode(os.urandom(20)).decode()
        password = "password of " + number
        wanted = [word for role in roles for word in ("--role", role)]
        programs.ctl("county", "user", "--data", self.county, "--id", number, "--name", name,
                     "--unit", unit, "--division", division, *wanted,
                     environment=dict(programs.CLERK, JIUJIN_PASSWORD=password))
        programs.ctl("county", "second-factor", number, "--data", self.county, "--secret", secret,
                     "--actor", "gly001")
        return Person(number, password, App(secret))

    def web(self, source="127.0.0.1"):
        return Web(self.port, self.authority, source)

    def key_of_server(self):
        return Ground.key_of_server(self)

    def feed_position(self):
        """How much has been written at the county: nothing may change by what is refused."""
        text = self.web().get("/metrics").text
        return int(re.search(r"^jiujin_feed_position (\d+)$", text, re.M).group(1))


def package(folder, name, change):
    """An application of the demo with a promised date, whose data `change` may alter before it is written."""
    with open(os.path.join(programs.DEMO, "samples/QX-003.json"), encoding="utf-8") as file:
        sample = json.load(file)
    answers = sample["answers"]
    materials = {m["slot"]: {k: v for k, v in m.items() if k == "due"} | {"mode": "paper"}
                 for m in sample["facts"]["materials"]}
    data = {"item": "QX-003", "answers": answers, "materials": materials,
            "delivery": {"mode": "courier", "name": answers["recv_name"], "mobile": "13874800126",
                         "division": "430190101201", "address": answers["recv_address"]},
            "applicant": {"name": answers["applicant_name"], "id_type": "111",
                          "id_no": answers["applicant_id_no"], "mobile": "13874800126"}}
    place = os.path.join(folder, name)
    os.makedirs(place)
    change(data, place)
    with open(os.path.join(place, "case.json"), "w", encoding="utf-8") as out:
        json.dump(data, out, ensure_ascii=False)


def quoted(text):
    return urllib.parse.quote(text, safe="")
