#!/usr/bin/env python3
"""The rig's folders as packages of `jiujinctl case import`, and what the county holds back again.

rig_packages.py catalogue DEMO OUT           a catalogue folder with the rig's one item
rig_packages.py packages FOLDER OUT          form.json + scans -> case.json + links to the scans
rig_packages.py export JIUJINCTL COUNTY OUT  every case at the county -> form.json + scans
rig_packages.py events-in FILE OUT | events-out OUT <LIST   names of members, there and back
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "rig_item.json"), encoding="utf-8") as file:
    RIG = json.load(file)
ITEM = RIG["item"]["code"]
FIELDS = RIG["fields"]  # the rig's names in the order of its forms: f01, f02 ...
FIELDS_FIRST = 23
NAMED = {"申请人姓名": "applicant_name", "证件号码": "applicant_id_no"}  # common rules ask for these
SLOTS = [m["id"] for m in RIG["item"]["materials"]]
EVENT = {"流水号": "case", "状态": "status", "时间": "at", "经办人": "who", "备注": "text"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)


def field(number, name):
    field_id = NAMED.get(name, "f%02d" % (number + 1))
    return {"id": field_id, "label": {"zh": name, "en": name}, "type": "text",
            "section": "matter", "required": name == "申请人姓名"}


def path(number, name):
    """An item shows at most 25 fields in one piece: the others stand in a table of one row."""
    field_id = field(number, name)["id"]
    return "/data/" + field_id if number < FIELDS_FIRST else "/data/more[1]/" + field_id


def catalogue(demo, out):
    os.makedirs(out + "/rules", exist_ok=True)
    for name in ("catalogue.json", "common-fields.json", "rules/common.json"):
        shutil.copy(os.path.join(demo, name), os.path.join(out, name))
    fields = [field(i, name) for i, name in enumerate(FIELDS)]
    table = {**field(0, "其余各项"), "id": "more", "type": "table", "columns": fields[FIELDS_FIRST:]}
    write(out + "/items/%s.json" % ITEM, {**RIG["item"], "fields": fields[:FIELDS_FIRST] + [table]})
    write(out + "/rules/%s.json" % ITEM, RIG["rules"])
    write(out + "/joint-items.json", {"joint_items": []})


def package(source, target):
    form = read(os.path.join(source, "form.json"))
    materials = {}
    os.makedirs(target, exist_ok=True)
    for one in form["附件"]:
        name = one["文件"]
        link = os.path.join(target, name)
        scan = os.path.abspath(os.path.join(source, name))
        if not os.path.islink(link) or os.readlink(link) != scan:
            if os.path.lexists(link):
                os.unlink(link)
            os.symlink(scan, link)
        materials[SLOTS[int(name[:2]) - 1]] = [name]
    answers = {path(i, name): form[name] for i, name in enumerate(FIELDS) if name in form}
    write(os.path.join(target, "case.json"),
          {"item": ITEM, "package": os.path.basename(source), "answers": answers,
           "materials": materials, "applicant": {"name": form["申请人姓名"]}})


def packages(folder, out):
    for name in sorted(os.listdir(folder)):
        package(os.path.join(folder, name), os.path.join(out, name))


def export(ctl, county, out):
    listed = subprocess.run([ctl, "--json", "case", "list", "--data", county], check=True,
                            capture_output=True, text=True).stdout
    for line in listed.splitlines():
        work = os.path.join(out, "case.tmp")
        subprocess.run([ctl, "case", "export", json.loads(line)["id"], "--data", county,
                        "--out", work], check=True, stdout=subprocess.DEVNULL)
        case = read(work + "/case.json")
        form = {name: case["answers"][path(i, name)] for i, name in enumerate(FIELDS)}
        target = os.path.join(out, "pkg-" + form["流水号"][-5:])
        os.makedirs(target)
        form["附件"] = []
        for slot in sorted(case["materials"]):
            for kept in case["materials"][slot]:
                name = case["names"][kept]
                shutil.move(os.path.join(work, kept), os.path.join(target, name))
                with open(os.path.join(target, name), "rb") as scan:
                    content = scan.read()
                form["附件"].append({"文件": name, "大小": len(content),
                                   "sha256": hashlib.sha256(content).hexdigest()})
        write(os.path.join(target, "form.json"), form)
        shutil.rmtree(work)


def events_in(path, out):
    with open(path, encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as file:
        for line in lines:
            event = {EVENT.get(name, name): value for name, value in json.loads(line).items()}
            file.write(json.dumps(event, ensure_ascii=False) + "\n")


def events_out(out):
    names = {ours: name for name, ours in EVENT.items()}
    with open(out, "w", encoding="utf-8") as file:
        for line in sys.stdin:
            event = {"备注": ""}
            for name, value in json.loads(line).items():
                if name != "station":
                    event[names.get(name, name)] = value
            file.write(json.dumps(event, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    {"catalogue": catalogue, "packages": packages, "export": export, "events-in": events_in,
     "events-out": events_out}[sys.argv[1]](*sys.argv[2:])
