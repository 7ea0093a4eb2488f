#!/usr/bin/env python3
"""The fuzzers' first inputs, made from the golden vectors and from sync/PROTOCOL.md; small on
purpose. Writes corpus/<fuzzer>/<name>; what fuzzers found later lies beside it under other names."""
import io, json, os, struct, sys, zipfile, zlib

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "golden")
sys.dont_write_bytecode = True
sys.path.insert(0, GOLDEN)
from make_vectors import varint, zigzag


def golden(name):
    return bytes.fromhex("".join(open(os.path.join(GOLDEN, name)).read().split()))


def put(fuzzer, name, data):
    folder = os.path.join(HERE, "corpus", fuzzer)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(data)


def counted(data):
    return varint(len(data)) + data


def frame(kind, payload, flags=0):
    head = bytes([kind, flags]) + counted(payload)
    return head + struct.pack(">I", zlib.crc32(head))


def deflated(payload):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return bytes(4) + varint(len(payload)) + squeeze.compress(payload) + squeeze.flush()


HASH, OTHER, ID = b"\xaa" * 32, b"\xbb" * 32, b"\x11" * 16
DOWN, END = b"JJBS\x01\x01", frame(6, b"\0")
HELLO = bytes.fromhex(json.load(open(os.path.join(GOLDEN, "hello_v1.json")))["payload"])
ACK = (varint(1) + varint(1795320000000) + varint(1) + b"\x01" * 16 + varint(0) + varint(0) +
       bytes(8) + varint(1) + HASH + varint(9))
FILE = HASH + varint(600) + counted(b"image/jpeg") + varint(5) + bytes(range(256)) * 2
COPY = HASH + varint(6) + counted(b"a/b") + varint(0) + varint(1) + OTHER + varint(2)
COPY += varint(1) + varint(3) + varint(2) + varint(0) + counted(b"abcd")
NOTICE = varint(1) + varint(60) + counted("请稍后".encode())
MESSAGES = [HELLO + counted(b"signature"), varint(1) + b"\x01" + HASH + varint(7), ACK, NOTICE, FILE,
            b"\x01", COPY, ID + b"\x01" + counted(b"key") + varint(3) + counted(b"sig"),
            ID + varint(300) + varint(5) + counted(b"sig")]
FEED = (b"\0" + varint(0) + varint(9) + varint(1) + ID + b"\x01" + varint(1) + varint(2) + b"\x02" +
        varint(0) + varint(4) + varint(0) + HASH + counted(b"sig"))
FEED_COLUMNS = (b"\x01" + varint(0) + varint(9) + varint(1) + ID + b"\x01" + varint(2) +
                b"\0\x02" b"\0\0" b"\0\0" b"\x01\x04\x02" + varint(0) + HASH + counted(b"sig"))

# A form that uses most of what a workbook can say; made up for this.
SURVEY = [["type", "name", "label::English (en)", "label::\u4e2d\u6587 (zh)", "relevant", "default",
           "choice_filter", "parameters", "trigger", "calculation", "appearance", "save_to"],
          ["text", "who", "Who?", "\u8c01", "", "", "", "", "", "", "", "title"],
          ["begin repeat", "member", "Member", "\u6210\u5458", "${who} != ''", "", "", "", "", "", "", ""],
          ["range", "age", "Age of ${who}", "\u5e74\u9f84", "", "${who}", "", "start=1 end=9 step=2", "", "",
           "", ""],
          ["select_one towns or_other", "town", "Town", "\u9547", "", "", "", "randomize=true", "", "", "", ""],
          ["end repeat"],
          ["calculate", "sum", "", "", "", "", "", "", "${who}", "count(${member})", "", ""],
          ["select_one ${age}", "oldest", "Oldest", "-", "", "", "${age} > 1", "", "", "", "", ""]]
CHOICES = [["list_name", "name", "label::English (en)", "label::\u4e2d\u6587 (zh)", "image", "county"],
           ["towns", "a", "A ${who}", "\u7532", "a.png", "x"], ["towns", "b", "B", "\u4e59", "", "y"]]
SETTINGS = [["form_title", "form_id", "version", "instance_name"], ["Try", "try", "1", "${who}"]]
ENTITIES = [["list_name", "label", "create_if"], ["people", "${who}", "${age} > 1"]]
SHEETS = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS, "entities": ENTITIES}


def sheet_xml(rows):
    cells = lambda row: "".join('<c t="inlineStr"><is><t>%s</t></is></c>' % text.replace(">", "&gt;")
                                if text else "<c/>" for text in row)
    return "<worksheet><sheetData>%s</sheetData></worksheet>" % "".join(
        "<row>%s</row>" % cells(row) for row in rows)


def workbook():
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    names = list(SHEETS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        def add(name, text):
            parts.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
        add("_rels/.rels", '<Relationships><Relationship Id="a" Type="%sofficeDocument" '
            'Target="xl/workbook.xml"/></Relationships>' % kind)
        add("xl/workbook.xml", '<workbook xmlns:r="r"><sheets>%s</sheets></workbook>' % "".join(
            '<sheet name="%s" r:id="r%d"/>' % (name, i) for i, name in enumerate(names)))
        add("xl/_rels/workbook.xml.rels", "<Relationships>%s</Relationships>" % "".join(
            '<Relationship Id="r%d" Type="%sworksheet" Target="worksheets/s%d.xml"/>' % (i, kind, i)
            for i in range(len(names))))
        for i, name in enumerate(names):
            add("xl/worksheets/s%d.xml" % i, sheet_xml(SHEETS[name]))
    return out.getvalue()


def markdown():
    return "".join("| %s |\n" % name + "".join("| | %s |\n" % " | ".join(row) for row in rows)
                   for name, rows in SHEETS.items()).encode()


def csv_text():
    return "".join("%s\n" % name + "".join(",%s\n" % ",".join('"%s"' % text for text in row)
                                           for row in rows) for name, rows in SHEETS.items()).encode()


# A case from the counter to the rating: type, who, body. Who: clerk, reviewer, decider, exit, nobody,
# the program; the station's log is 16 more than the county's.
CLERK, REVIEWER, DECIDER, EXIT, NOBODY, STATION = 0, 1, 2, 3, 4, 16
OPENED = {"key": "ab" * 32, "item": "QX-002", "item_version": 3, "division": "430190101201",
          "channel": "window", "applicant": {"name": "\u738b", "id_type": "111", "id_no": "1"}}
CASE = [(1, STATION + CLERK, OPENED),
        (2, STATION + CLERK, {"form": "QX-002", "form_version": 3, "answers": {"/data/x": "1"}}),
        (3, STATION + CLERK, {"slot": "M01", "files": [{"hash": "cd" * 32, "size": 9, "type": "image/jpeg",
                                                      "name": "1.jpg", "rotation": 90}]}),
        (4, STATION + CLERK, {"slot": "M01", "mode": "deferred", "due": "2026-04-01"}),
        (5, STATION + CLERK, {"rules_version": 1, "today": "2026-03-02", "findings": [
            {"rule": "P01", "severity": "warn", "place": "/data/x"}], "confirmed": ["P01"]}),
        (6, STATION + CLERK, {"number": "1", "receipt": "2", "query_code": "3", "date": "2026-03-02",
                            "delivery": {"mode": "courier", "address": "x"}}),
        (20, REVIEWER, {}),
        (21, REVIEWER, {"reason": "x", "items": [{"place": "M01", "text": "x"}], "due": "2026-04-01",
                        "document": "1"}),
        (9, STATION + CLERK, {"request": "01" + "00" * 15 + ":2"}),
        (2, STATION + 32 * 7 % 256 + CLERK, {"form": "QX-002", "form_version": 3,
                                             "answers": {"/data/x": "2"}}),
        (29, REVIEWER, {"path": "/data/x", "value": "\"2\""}),
        (22, REVIEWER, {"accepted": True, "deferral": True, "document": "1"}),
        (26, DECIDER, {"days": 3, "reason": "x", "approver": "y"}),
        (24, REVIEWER, {"name": "x", "kind": "1", "days": 5, "reason": "x"}), (25, REVIEWER, {}),
        (23, DECIDER, {"granted": True, "opinion": "x", "document": "1", "files": []}),
        (40, EXIT, {"direction": "out", "carrier": "EMS", "waybill": "EE473124829CN",
                    "contents": ["x"], "to": {"name": "x", "mobile": "1", "division": "430190101201",
                                              "address": "x"}}),
        (41, EXIT, {"waybill": "EE473124829CN", "signer": "x", "date": "2026-03-09"}),
        (50, STATION + 5, {"grade": "fair", "channel": "screen", "visits": 2})]
OTHERS = [(7, STATION + CLERK, {"reason": "x"}), (8, STATION + CLERK, {"reason": "x", "second_actor": "reviewer"}),
          (10, STATION + CLERK, {"to": "reviewer"}), (11, STATION + NOBODY, {"text": "x"}),
          (12, 5, {"id": "e1", "case": "2", "status": "x", "more": [1, {"a": None}]}),
          (13, REVIEWER, {"what": "numbers"}), (14, STATION + CLERK, {"what": "ledger", "lines": 3}),
          (15, REVIEWER, {"where": "console", "failed": 2}),
          (16, 5, {"station": "11" * 16, "suspended": True, "reason": "x"}),
          (27, 5, {"what": "promised", "date": "2026-03-09"}),
          (28, 5, {"op": "02" + "00" * 15 + ":1", "reason": "x", "rule": "P01"}),
          (42, EXIT, {"waybill": "x", "reason": "x"}), (43, EXIT, {"by": {"name": "x"}, "proxy": True}),
          (60, 5, {"id": "x", "name": "x", "roles": ["intake"], "unit": "", "division": "430190101201",
                   "active": True, "opening": {"suite": 1, "key": "ab", "wrapped": "cd"}}),
          (61, 5, {"station": "11" * 16, "name": "x", "division": "430190101201",
                   "scope": "430190101201", "level": 6}),
          (65, 5, {"year": 2026, "official": True, "off": ["2026-10-01"], "work": ["2026-10-10"]}),
          (68, 5, {"station": "11" * 16, "staff": "x", "opening": {"suite": 1, "key": "ab",
                                                                 "wrapped": "cd"},
                   "capsule": "ab", "sealed": "cd"}), (250, 5, {"newer": 1})]
REQUEST = {"code": "ABCDEF123456", "station_name": "\u9752\u77f3\u6751", "public_key": "MFkA/w==",
           "suite": 1, "incarnation": "07" * 16}
ANSWER = {"station": "01" * 16, "incarnation": "07" * 16, "number_block": 12, "station_name": "x",
          "division": "430190101201", "scope": "430190101000", "county_incarnation": "02" * 16,
          "county_public_key": "MFkA/w==", "county_suite": 1, "county_name": "x",
          "catalogue_version": 3, "catalogue": "09" * 32, "staff": [
              {"id": "limin", "name": "x", "roles": ["intake"], "opening": {
                  "suite": 1, "key": "ab", "wrapped": "010801" + "00" * 16 + "02" + "00" * 60}}],
          "county_opening_key": {"suite": 1, "key": "abcd"}}


def case_ops(ops):
    out = b""
    for kind, who, body in ops:
        text = json.dumps(body, ensure_ascii=False).encode()
        out += bytes([kind, who]) + len(text).to_bytes(2, "big") + text
    return out


if __name__ == "__main__":
    put("fuzz_workbook", "xlsx", b"\0" + workbook())
    put("fuzz_workbook", "markdown", b"\1" + markdown())
    put("fuzz_workbook", "csv", b"\2" + csv_text())
    put("fuzz_workbook", "sheet", b"\3" + sheet_xml(SURVEY).encode())
    put("fuzz_workbook", "cells", b"\3<worksheet><row r='1'><c r='A1' t='s'><v>0</v></c></row>"
        b"<row r='7'><c r='B7' s='3'><v>45000.5</v></c><c t='b'><v>1</v></c></row></worksheet>")
    put("fuzz_workbook", "texts", b"\4<sst><si><t>a</t></si><si><r><t>b</t></r><rPh><t>c</t></rPh>"
        b"</si></sst>")
    put("fuzz_workbook", "styles", b"\5<styleSheet><numFmts><numFmt numFmtId='164' "
        b"formatCode='yyyy\\-mm'/></numFmts><cellXfs><xf numFmtId='164'/><xf numFmtId='22'/>"
        b"</cellXfs></styleSheet>")
    put("fuzz_workbook", "relations", b"\6<Relationships><Relationship Id='a' Type='t' Target='x'/>"
        b"</Relationships>")
    put("fuzz_workbook", "loop", b"\1| survey |\n| | type | name | label |\n| | begin loop over c | l | "
        b"L |\n| | text | a | %(label)s |\n| | end loop |\n| choices |\n| | list_name | name | label |"
        b"\n| | c | x | X |\n| | c | y | Y |\n")
    put("fuzz_stream", "empty", golden("bundle_empty_v1.hex"))
    put("fuzz_stream", "down", DOWN + frame(4, ACK) + frame(3, FILE) + END)
    put("fuzz_stream", "deflated", DOWN + frame(3, deflated(FILE), 1) + frame(77, b"newer") + END)
    put("fuzz_stream", "cut", (DOWN + frame(3, deflated(FILE), 1))[:-90])
    put("fuzz_deflate", "dictionary", golden("bundle_deflated_v1.hex"))
    put("fuzz_deflate", "none", deflated(b"ab" * 300))
    for vector in json.load(open(os.path.join(GOLDEN, "ops_frame_v1.json"), encoding="utf-8")):
        name = vector["name"].replace(" ", "_")
        put("fuzz_ops_frame", name, bytes.fromhex(vector["payload"]))
    put("fuzz_feed_frame", "records", FEED)
    put("fuzz_feed_frame", "columns", FEED_COLUMNS)
    for i, message in enumerate(MESSAGES):
        put("fuzz_messages", "kind_%d" % i, bytes([i]) + message)
    put("fuzz_columns", "bits", b"\x04\x00\x02\x05\x02\xe4")
    put("fuzz_columns", "differences", b"\x03\x00\x03\x02\x04\x01")
    put("fuzz_columns", "digits", b"\x02\x01\x01" + counted(b"S\0-\0") + b"\x03\x01\x01\x02\0\0\x07")
    put("fuzz_columns", "letters", b"\x02\x01\x04" + counted("石桥".encode()) + counted(b"\1\2\0\2\0"))
    put("fuzz_columns", "list", b"\x04\x01\x02\x02\x03" + counted(b"a\0b\0") + b"\x02\0\x01\x06")
    put("fuzz_columns", "hex", b"\x02\x01\x05\x02\x00\xff\xa1\xb2")
    put("fuzz_columns", "lines", b"\0\x02" + "2026-11-22\n2026-01-02\n石桥\n".encode())
    put("fuzz_columns", "shape", b"\0\x03" + '{"a":"石","b":[1,true]}'.encode())
    put("fuzz_delta", "pages", bytes([13, 0xE0, 7, 1, 2, 0, 0, 0xE0, 7, 2, 2, 0, 1, 0xE0, 7, 1,
                                      0xE1, 2, 9, 0xA0, 3, 5, 0xE1, 7, 0]))
    put("fuzz_delta", "zeros", bytes([7, 0xE3, 7, 0, 0xE3, 7, 0, 0xE3, 7, 0, 0x40, 0, 1, 0xE3, 7, 0]))
    put("fuzz_answer", "ack", DOWN + frame(4, ACK) + frame(7, NOTICE) + END)
    put("fuzz_answer", "file", DOWN + frame(4, ACK) + frame(3, FILE) + frame(9, COPY) + END)
    put("fuzz_answer", "feed", DOWN + frame(4, ACK) + frame(5, FEED) + END)
    for name, frames in {"files": [(3, FILE), (9, COPY), (6, b"\0")],
                         "questions": [(8, varint(2) + b"\0" + HASH + varint(7) + b"\1" + OTHER +
                                        varint(0)), (6, b"\0")],
                         "reborn": [(10, MESSAGES[7]), (6, b"\0")],
                         "ops": [(2, b"\0" + varint(1) + varint(1) + bytes(40)), (6, b"\1")]}.items():
        put("fuzz_request", name, b"".join(bytes([kind]) + len(data).to_bytes(2, "big") + data
                                           for kind, data in frames))
    stick = json.load(open(os.path.join(GOLDEN, "stick_v1.json"), encoding="utf-8"))
    slot = (counted(b"limin") + counted("李敏".encode()) + b"\2" + counted(b"public") +
            counted(b"\1\x08\1" + bytes(16) + b"\2" + bytes(60)) + counted(bytes(32)) + bytes(48))
    slots = b"JJKS\1\2" + ID + counted("枫林村".encode()) + varint(1) + slot + b"\2" + bytes(48)
    put("fuzz_key_slots", "one_slot", b"\1" + slots)
    put("fuzz_key_slots", "no_slot", b"\1JJKS\1\1" + ID + counted(b"") + varint(0) + b"\1" + bytes(48))
    recovery = b"\1" + counted(b"der") + counted(b"capsule") + bytes(48)
    put("fuzz_key_slots", "recovery", b"\1JJKS\2" + slots[5:-49] + recovery + b"\2" + bytes(48))
    put("fuzz_key_slots", "wrong_check", b"\0" + slots + bytes(32))
    put("fuzz_key_slots", "altered", b"\2" + bytes([0, 60, 1, 0, 200, 9]))
    put("fuzz_key_slots", "ours", b"\2")
    put("fuzz_stick", "file", b"\0" + bytes.fromhex(stick["nist"]["file"]))
    put("fuzz_stick", "behind_the_mark", b"\0" + bytes.fromhex(stick["nist"]["file"])[14:])
    put("fuzz_stick", "altered", b"\1" + bytes([0, 0, 3, 1, 0, 200, 9, 8, 2, 0, 0, 0]))
    put("fuzz_stick", "cut", b"\1" + bytes([1, 64, 0, 0]))
    memo = counted(b"\x01" * 16 + varint(70000) + varint(9) + counted(b"12345678"))
    for name, rest in {"up": b"\0" + ID + varint(300) + memo + b"\1" + counted(b"key"),
                       "down": b"\1" + ID + varint(1) + memo}.items():
        put("fuzz_stick", name, b"\2JJST\1" + counted(rest + counted(b"signature")) + b"JJBS")
    carried = json.load(open(os.path.join(GOLDEN, "carried_v1.json"), encoding="utf-8"))
    put("fuzz_carried_file", "request", b"\0" + bytes.fromhex(carried["request"]["bytes"]))
    put("fuzz_carried_file", "unaltered", b"\1")
    put("fuzz_carried_file", "altered", b"\1" + bytes([0, 22, 1, 0, 60, 9]))
    put("fuzz_carried_file", "cut", b"\1" + bytes([0, 99, 0]))
    put("fuzz_carried_file", "sealed", b"\2" + bytes.fromhex(stick["nist"]["file"]))
    for name, rest in {"up": b"\0" + ID + varint(300) + memo + b"\2" + counted(b"key"),
                       "down": b"\1" + ID + varint(1) + memo}.items():
        put("fuzz_carried_file", "sealed_" + name,
            b"\3JJST\1" + counted(rest + counted(b"s" * 64)) + b"JJBS\1\0" + frame(6, b"\0"))
    for answer in carried["answers"]:
        put("fuzz_carried_file", "verdict_%d" % answer["verdict"],
            b"\4" + bytes.fromhex(answer["bytes"]))
    put("fuzz_case_ops", "to_the_rating", case_ops(CASE))
    put("fuzz_case_ops", "all_others", case_ops(CASE[:6] + OTHERS))
    put("fuzz_case_ops", "by_nobody", case_ops([(kind, STATION + NOBODY, body)
                                                for kind, _, body in CASE + OTHERS]))
    put("fuzz_case_ops", "in_the_wrong_log", case_ops([(kind, who ^ STATION, body)
                                                       for kind, who, body in CASE]))
    put("fuzz_enrolment", "request", b"\0" + json.dumps(REQUEST).encode())
    put("fuzz_enrolment", "answer", b"\1" + json.dumps(ANSWER).encode())
    proof = json.load(open(os.path.join(GOLDEN, "proof_v1.json"), encoding="utf-8"))["proof"]
    put("fuzz_enrolment", "proof", b"\2" + json.dumps(proof, ensure_ascii=False).encode())
    put("fuzz_answer", "html", b"<html><title>Wi-Fi login</title>")
    put("fuzz_answer", "cut", (DOWN + frame(4, ACK) + frame(3, FILE))[:-100])
