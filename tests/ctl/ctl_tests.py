"""jiujinctl as scripts use it: output, exit status, and the way of a case from package to county.

Run as: ctl_tests.py BIN_DIR DEMO_DIR. Real programs, real folders, loopback only.
"""
import base64
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from xml.etree import ElementTree

BIN, DEMO = sys.argv[1], sys.argv[2]
CLERK = {"JIUJIN_STAFF": "cz101", "JIUJIN_PASSWORD": "fenglin-2026"}


def ctl(*arguments, env=None):
    return subprocess.run([os.path.join(BIN, "jiujinctl"), *arguments], capture_output=True, text=True,
                          env={**os.environ, "JIUJIN_LANGUAGE": "en", **(env or {})}, timeout=120)


def lines_of(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def package(folder, code="QX-001"):
    """A package folder as other systems export it, from the demo's sample of that item."""
    with open(os.path.join(DEMO, "samples", code + ".json"), encoding="utf-8") as sample:
        data = json.load(sample)
    answers = data["answers"]
    materials = {m["slot"]: {k: v for k, v in m.items() if k in ("mode", "due")} | {"mode": "paper"}
                 for m in data["facts"]["materials"]}
    os.makedirs(folder)
    with open(os.path.join(folder, "case.json"), "w", encoding="utf-8") as out:
        json.dump({"item": code, "answers": answers, "materials": materials,
                   "applicant": {"name": answers["applicant_name"],
                                 "id_type": answers["applicant_id_type"],
                                 "id_no": answers["applicant_id_no"],
                                 "mobile": answers["applicant_mobile"]},
                   "delivery": {"mode": "station"}}, out, ensure_ascii=False)


class Usage(unittest.TestCase):
    def test_wrong_usage_is_status_2_and_changes_nothing(self):
        self.assertEqual(ctl("no-such-command").returncode, 2)
        self.assertEqual(ctl("case", "show").returncode, 2)

    def test_help_stands_on_every_level(self):
        for words in ([], ["form"], ["form", "fill"], ["county", "user"]):
            done = ctl(*words, "--help")
            self.assertEqual(done.returncode, 0)
            self.assertIn("--help", done.stdout)


class Forms(unittest.TestCase):
    FORM = ("<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
            "<h:head><h:title>t</h:title><model><instance><data id='t'><age/><name/></data></instance>"
            "<bind nodeset='/data/age' type='int' constraint='. &lt; 150'/>"
            "<bind nodeset='/data/name' type='string' required='true()'/></model></h:head>"
            "<h:body><input ref='/data/age'><label>age</label></input>"
            "<input ref='/data/name'><label>name</label></input></h:body></h:html>")

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="jiujin-ctl-")
        self.form = os.path.join(self.folder, "t.xml")
        with open(self.form, "w", encoding="utf-8") as out:
            out.write(self.FORM)

    def tearDown(self):
        shutil.rmtree(self.folder)

    def test_check_says_ok_or_file_line_and_reason(self):
        broken = os.path.join(self.folder, "broken.xml")
        with open(broken, "w", encoding="utf-8") as out:
            out.write(self.FORM.replace(". &lt; 150", ". &lt;"))
        done = ctl("form", "check", self.form, broken)
        self.assertEqual(done.returncode, 1)
        good, bad = done.stdout.splitlines()
        self.assertEqual(good, "ok " + self.form)
        self.assertTrue(bad.startswith("error " + broken + ":1"), bad)

    def test_fill_names_what_is_missing_and_wrong(self):
        answers = os.path.join(self.folder, "a.json")
        with open(answers, "w", encoding="utf-8") as out:
            json.dump({"age": "151"}, out)
        written = os.path.join(self.folder, "instance.xml")
        done = ctl("--json", "form", "fill", self.form, "--answers", answers, "--out", written)
        self.assertEqual(done.returncode, 1)
        said = lines_of(done)[0]
        self.assertEqual(said["required"], ["/data/name"])
        self.assertEqual(sorted(v["path"] for v in said["invalid"]), ["/data/age", "/data/name"])
        with open(written, encoding="utf-8") as instance:
            self.assertIn("<age>151</age>", instance.read())

    def test_fill_says_how_older_answers_met_the_form(self):
        newer = os.path.join(self.folder, "newer.xml")
        with open(newer, "w", encoding="utf-8") as out:
            out.write(self.FORM.replace("<data id='t'>", "<data id='t' version='2'>")
                      .replace("<name/>", "<town/>").replace("/data/name", "/data/town"))
        answers = os.path.join(self.folder, "a.json")
        with open(answers, "w", encoding="utf-8") as out:
            json.dump({"age": "30", "name": "Wang"}, out)
        fill = ("form", "fill", newer, "--answers", answers)
        said = lines_of(ctl("--json", *fill, "--begun-under", self.form))[0]
        self.assertEqual((said["added"], said["unknown"]), (["/data/town"], ["/data/name"]))
        self.assertEqual(said["answers"]["name"], "Wang")
        self.assertEqual(lines_of(ctl("--json", *fill))[0]["added"], [])  # nothing says what was asked
        words = ctl(*fill, "--begun-under", self.form).stdout
        self.assertIn("new /data/town\n", words)
        self.assertIn("unknown /data/name (kept)\n", words)

    def test_fill_opens_a_record_of_another_version(self):
        record = os.path.join(self.folder, "record.xml")
        with open(record, "w", encoding="utf-8") as out:
            out.write("<data id='t' version='0'><age>30</age></data>")
        words = ctl("form", "fill", self.form, "--answers", record).stdout
        self.assertIn("begun under version 0\nnew /data/name\n", words)

    def openssl(self, *words, data=b""):
        done = subprocess.run(["openssl", *words], input=data, capture_output=True, check=True)
        return done.stdout

    def test_a_submission_is_encrypted_as_another_program_can_open_it(self):
        key, der = (os.path.join(self.folder, name) for name in ("key.pem", "key.der"))
        self.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key)
        self.openssl("pkey", "-in", key, "-pubout", "-outform", "DER", "-out", der)
        with open(der, "rb") as public:
            text = base64.b64encode(public.read()).decode()
        form = os.path.join(self.folder, "sealed.xml")
        with open(form, "w", encoding="utf-8") as out:
            out.write(self.FORM.replace("<bind nodeset='/data/age'",
                                        f"<submission base64RsaPublicKey='{text}'/><bind nodeset='/data/age'", 1)
                      .replace("<name/>", "<name/><photo/>")
                      .replace("</h:body>", "<upload ref='/data/photo' mediatype='image/*'><label>p</label>"
                               "</upload></h:body>"))
        photo = os.urandom(1000)
        with open(os.path.join(self.folder, "p.jpg"), "wb") as out:
            out.write(photo)
        answers = os.path.join(self.folder, "a.json")
        with open(answers, "w", encoding="utf-8") as out:
            json.dump({"age": "30", "name": "王", "photo": "p.jpg"}, out)
        folder = os.path.join(self.folder, "sent")
        done = ctl("form", "fill", form, "--answers", answers, "--submission", folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(os.listdir(folder)), ["p.jpg.enc", "submission.xml", "submission.xml.enc"])

        odk = "{http://opendatakit.org/submissions}"
        manifest = ElementTree.parse(os.path.join(folder, "submission.xml")).getroot()
        self.assertEqual((manifest.tag, manifest.get("id"), manifest.get("encrypted")), (odk + "data", "t", "yes"))
        uuid = manifest.find("{http://openrosa.org/xforms}meta/{http://openrosa.org/xforms}instanceID").text
        wrapped = manifest.find(odk + "base64EncryptedKey").text

        def unwrap(base64_text):
            return self.openssl("pkeyutl", "-decrypt", "-inkey", key, "-pkeyopt", "rsa_padding_mode:oaep",
                                "-pkeyopt", "rsa_oaep_md:sha256", "-pkeyopt", "rsa_mgf1_md:sha1",
                                data=base64.b64decode(base64_text))

        secret = unwrap(wrapped)
        seed = bytearray(hashlib.md5(uuid.encode() + secret).digest())
        opened = {}
        names = [file.text for file in manifest.iter(odk + "file")] + [manifest.find(odk + "encryptedXmlFile").text]
        for index, name in enumerate(names):
            seed[index % 16] = (seed[index % 16] + 1) % 256
            with open(os.path.join(folder, name), "rb") as sealed:
                padded = self.openssl("enc", "-d", "-aes-256-cfb", "-K", secret.hex(), "-iv", seed.hex(),
                                      data=sealed.read())
            self.assertEqual(padded[-padded[-1]:], bytes([padded[-1]]) * padded[-1])
            opened[name] = padded[:-padded[-1]]
        self.assertEqual(names, ["p.jpg.enc", "submission.xml.enc"])
        self.assertEqual(opened["p.jpg.enc"], photo)
        self.assertIn("<name>王</name>".encode(), opened["submission.xml.enc"])
        told = "\n".join(["t", wrapped, uuid,
                          "p.jpg::" + hashlib.md5(photo).hexdigest(),
                          "submission.xml::" + hashlib.md5(opened["submission.xml.enc"]).hexdigest(), ""])
        self.assertEqual(unwrap(manifest.find(odk + "base64EncryptedElementSignature").text),
                         hashlib.md5(told.encode()).digest())


class Workbooks(unittest.TestCase):
    GOOD = ("| survey |\n| | type | name | label | constraint |\n| | integer | age | Age | . < 150 |\n"
            "| | select_one yn | well | Well? | |\n"
            "| choices |\n| | list_name | name | label |\n| | yn | y | Yes |\n| | yn | n | No |\n")

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="jiujin-ctl-")
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def test_what_was_imported_is_checked_and_filled(self):
        form = os.path.join(self.folder, "health.xml")
        done = ctl("form", "import", self.write("health.md", self.GOOD), "--out", form)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(ctl("form", "check", form).stdout, "ok " + form + "\n")
        with open(form, encoding="utf-8") as xml:
            self.assertIn('<data id="health">', xml.read())
        answers = self.write("a.json", json.dumps({"age": "151", "well": "y"}))
        said = lines_of(ctl("--json", "form", "fill", form, "--answers", answers))[0]
        self.assertEqual([v["path"] for v in said["invalid"]], ["/data/age"])

    def test_check_names_sheet_row_and_what_was_meant(self):
        good = self.write("good.md", self.GOOD)
        bad = self.write("bad.md", self.GOOD.replace("select_one yn", "select_one ny"))
        done = ctl("form", "check", good, bad)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.splitlines(), ["ok " + good,
                         f'error {bad}:survey:3: A3 (type): There is no list "ny" on the sheet "choices". '
                         'Did you mean "yn"?'])
        form = os.path.join(self.folder, "bad.xml")
        self.assertEqual(ctl("form", "import", bad, "--out", form).returncode, 1)
        self.assertFalse(os.path.exists(form))

    def test_an_expression_that_the_engine_refuses_names_its_row(self):
        bad = self.write("bad.md", self.GOOD.replace(". < 150", "nonsense(.)"))
        done = lines_of(ctl("--json", "form", "check", bad))[0]
        self.assertFalse(done["ok"])
        self.assertEqual(done["place"], bad + ":survey:2")
        self.assertIn("nonsense", done["reason"])

    def test_bytes_that_are_no_workbook_are_refused(self):
        done = ctl("form", "check", self.write("photo.xlsx", "not a zip"))
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stdout.startswith("error " + self.folder), done.stdout)


class Catalogue(unittest.TestCase):
    def test_the_demo_may_be_published(self):
        done = ctl("catalogue", "check", os.path.join(DEMO, "catalogue"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("41 items, 4 joint items", done.stdout)

    def test_a_changed_limit_is_named_element_by_element(self):
        folder = tempfile.mkdtemp(prefix="jiujin-ctl-")
        self.addCleanup(shutil.rmtree, folder)
        other = os.path.join(folder, "catalogue")
        shutil.copytree(os.path.join(DEMO, "catalogue"), other)
        path = os.path.join(other, "items", "QX-003.json")
        with open(path, encoding="utf-8") as item:
            text = item.read()
        with open(path, "w", encoding="utf-8") as item:
            item.write(text.replace("0999-12345", "0999-54321"))
        self.assertNotEqual(text.count("0999-12345"), 0)
        rows = lines_of(ctl("--json", "catalogue", "diff", os.path.join(DEMO, "catalogue"), other))
        self.assertTrue(rows)
        self.assertTrue(all(row["place"].startswith("QX-003") for row in rows), rows)


class SingleFiles(unittest.TestCase):
    """One item's file, one form, a published file: each with every form in it loaded."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="jiujin-ctl-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.catalogue = os.path.join(self.folder, "catalogue")
        self.county = os.path.join(self.folder, "county")
        shutil.copytree(os.path.join(DEMO, "catalogue"), self.catalogue)
        self.item = os.path.join(self.catalogue, "items", "QX-001.json")

    def change(self, path, change):
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        change(data)
        with open(path, "w", encoding="utf-8") as out:
            json.dump(data, out, ensure_ascii=False)

    def begin_county(self):
        done = ctl("county", "init", "--data", self.county, "--name", "青溪县", "--division",
                   "430190000000", "--admin", "admin", "--admin-name", "管理员",
                   env={"JIUJIN_PASSWORD": "long enough"})
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_an_items_file_is_checked_alone_and_a_form_loads(self):
        done = ctl("catalogue", "check", self.item)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("QX-001.json: QX-001, ", done.stdout)
        form = os.path.join(self.folder, "form.xml")
        with open(form, "w", encoding="utf-8") as out:
            out.write(Forms.FORM)
        self.assertIn("a form", ctl("catalogue", "check", form).stdout)
        with open(form, "w", encoding="utf-8") as out:
            out.write(Forms.FORM.replace(". &lt; 150", "nosuch("))
        broken = ctl("catalogue", "check", form)
        self.assertEqual(broken.returncode, 1)
        self.assertIn("form.xml", broken.stderr)
        alone = os.path.join(self.folder, "QX-001.json")
        shutil.copy(self.item, alone)
        self.assertIn("FOLDER/items/QX-001.json", ctl("catalogue", "check", alone).stderr)

    def test_publishing_one_item_changes_that_item_only(self):
        self.begin_county()
        publish = ["--county", self.county]
        first = ctl("catalogue", "publish", self.item, *publish)
        self.assertEqual(first.returncode, 1)
        self.assertIn("publish the whole folder first", first.stderr)
        self.assertIn("version 1", ctl("catalogue", "publish", self.catalogue, *publish).stdout)
        self.assertIn("version 1", ctl("catalogue", "publish", self.item, *publish).stdout)
        self.change(self.item, lambda data: data.update(consult_phone="0999-54321"))
        self.assertIn("version 2", ctl("catalogue", "publish", self.item, *publish).stdout)
        self.change(os.path.join(self.catalogue, "rules", "QX-001.json"),
                    lambda data: data["fields"]["parity"].update(constraint="nosuch(.)"))
        broken = ctl("catalogue", "publish", self.item, *publish)
        self.assertEqual(broken.returncode, 1)
        self.assertIn("QX-001 fields.parity.constraint", broken.stderr)

    def test_a_picture_of_a_label_is_published_with_its_item(self):
        self.begin_county()
        publish = ["--county", self.county]
        self.assertIn("version 1", ctl("catalogue", "publish", self.catalogue, *publish).stdout)
        self.change(self.item, lambda data: data["fields"][0].update(media={"image": "card.png"}))
        gone = ctl("catalogue", "publish", self.item, *publish)
        self.assertEqual(gone.returncode, 1)
        self.assertIn("media/card.png", gone.stderr)
        os.makedirs(os.path.join(self.catalogue, "media"), exist_ok=True)
        for version, pixels in ((2, b"one"), (2, b"one"), (3, b"two")):
            with open(os.path.join(self.catalogue, "media", "card.png"), "wb") as out:
                out.write(pixels)
            self.assertIn(f"version {version}", ctl("catalogue", "publish", self.item, *publish).stdout)

    def test_a_calendar_is_published_once_and_a_wrong_one_names_its_place(self):
        self.begin_county()
        path = os.path.join(self.folder, "2027.json")
        with open(path, "w", encoding="utf-8") as out:
            json.dump({"2027": {"off": ["2027-01-01"], "work": ["2027-01-02"]}}, out)
        calendar = ["county", "calendar", "--data", self.county]
        self.assertNotIn("2027", ctl(*calendar).stdout)
        self.assertEqual(ctl(*calendar, path).stdout, "published 2027\n")
        self.assertEqual(ctl(*calendar, path).stdout, "nothing new\n")
        self.assertIn("2027: 1 rest days, 1 worked", ctl(*calendar).stdout)
        with open(path, "w", encoding="utf-8") as out:
            json.dump({"2027": {"off": ["2026-01-01"]}}, out)
        wrong = ctl(*calendar, path)
        self.assertEqual(wrong.returncode, 1)
        self.assertIn("2027.json", wrong.stderr)


class WayOfACase(unittest.TestCase):
    """Package in at the station, over HTTP to the county, and proof at both ends."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="jiujin-ctl-")
        cls.county = os.path.join(cls.folder, "county")
        cls.station = os.path.join(cls.folder, "station")
        port = free_port()
        cls.setup = setup = ["bash", os.path.join(DEMO, "setup.sh")]
        subprocess.run([*setup, "county", "--bin", BIN, "--county", cls.county], check=True,
                       capture_output=True, timeout=120)
        cls.server = subprocess.Popen([os.path.join(BIN, "jiujin-county"), "--data", cls.county,
                                       "--port", str(port)], stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)
        cls.url = url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(url + "/readyz", timeout=2).close()
                break
            except OSError:
                if time.monotonic() > end or cls.server.poll() is not None:
                    raise
        subprocess.run([*setup, "station", "--bin", BIN, "--county", cls.county, "--station",
                        cls.station, "--server", url], check=True, capture_output=True, timeout=120)
        os.makedirs(os.path.join(cls.folder, "in"))
        package(os.path.join(cls.folder, "in", "one"))

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait(15)
        shutil.rmtree(cls.folder)

    def take_in(self):
        return lines_of(ctl("--json", "case", "import", os.path.join(self.folder, "in"), "--data",
                            self.station, env=CLERK))

    def test_a_package_is_taken_in_once_and_reaches_the_county_once(self):
        first = self.take_in()[0]["case"]
        again = self.take_in()[0]
        self.assertEqual((again["case"], again["new"]), (first, False))
        for _ in range(2):
            synced = ctl("--json", "station", "sync", "--once", "--data", self.station, env=CLERK)
            self.assertEqual(synced.returncode, 0, synced.stderr)
        at_county = lines_of(ctl("--json", "case", "list", "--data", self.county))
        self.assertEqual([row["id"] for row in at_county], [first])
        here = lines_of(ctl("--json", "case", "show", first, "--data", self.station, env=CLERK))[0]
        there = lines_of(ctl("--json", "case", "show", first, "--data", self.county))[0]
        for key in ("number", "receipt", "state", "answers", "materials", "applicant"):
            self.assertEqual(here[key], there[key], key)
        self.assertRegex(here["number"], r"^[0-9A-Z]{46}$")

    def test_papers_and_export_are_files(self):
        case = self.take_in()[0]["case"]
        papers = os.path.join(self.folder, "papers")
        rows = lines_of(ctl("--json", "case", "documents", case, "--data", self.station, "--out", papers,
                            env=CLERK))
        self.assertTrue(rows)
        for row in rows:
            with open(row["file"], "rb") as paper:
                self.assertEqual(paper.read(5), b"%PDF-")
        out = os.path.join(self.folder, "exported")
        self.assertEqual(ctl("case", "export", case, "--data", self.station, "--out", out,
                             env=CLERK).returncode, 0)
        with open(os.path.join(out, "case.json"), encoding="utf-8") as exported:
            self.assertEqual(json.load(exported)["item"], "QX-001")

    def test_wrong_password_and_unknown_case_are_refused_in_one_line(self):
        wrong = ctl("case", "import", os.path.join(self.folder, "in"), "--data", self.station,
                    env={**CLERK, "JIUJIN_PASSWORD": "guess"})
        self.assertEqual((wrong.returncode, wrong.stdout), (1, ""))
        self.assertTrue(wrong.stderr.startswith("error: "))
        self.assertEqual(ctl("case", "show", "0" * 32, "--data", self.county).returncode, 1)

    def test_who_has_the_county_s_key_can_judge_a_proof(self):
        self.take_in()
        self.assertEqual(ctl("station", "sync", "--once", "--data", self.station, env=CLERK).returncode, 0)
        verified = lines_of(ctl("--json", "audit", "verify", "--data", self.station, env=CLERK))[0]
        self.assertTrue(verified["ok"])
        self.assertGreaterEqual(verified["countersigned"][0]["seq"], 1)
        case = lines_of(ctl("--json", "case", "list", "--data", self.station, env=CLERK))[0]
        proof, key = (os.path.join(self.folder, name) for name in ("proof.json", "county.json"))
        made = ctl("audit", "prove", case["receipt"], "--out", proof, "--data", self.station, env=CLERK)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(ctl("audit", "county-key", "--out", key, "--data", self.county).returncode, 0)
        done = ctl("--json", "audit", "check-proof", proof, "--county", key)
        self.assertEqual(done.returncode, 0, done.stderr)
        told = lines_of(done)[0]
        self.assertEqual((told["receipt"], told["case"]), (case["receipt"], case["id"]))
        self.assertLess(abs(told["county_ms"] / 1000 - time.time()), 600)
        with open(proof, encoding="utf-8") as file:
            changed = json.load(file)
        changed["op"]["body"] = changed["op"]["body"].replace(case["receipt"], "0" * 10)
        with open(proof, "w", encoding="utf-8") as out:
            json.dump(changed, out)
        refused = ctl("audit", "check-proof", proof, "--county", key)
        self.assertEqual((refused.returncode, refused.stdout), (1, ""))
        self.assertIn(proof, refused.stderr)

    def test_a_changed_op_is_named_by_the_audit(self):
        copy = os.path.join(self.folder, "readable")
        subprocess.run([*self.setup, "station", "--bin", BIN, "--county", self.county, "--station", copy,
                        "--server", self.url, "--unsealed"], check=True, capture_output=True,
                       timeout=120)
        ctl("case", "import", os.path.join(self.folder, "in"), "--data", copy, env=CLERK)
        self.assertEqual(ctl("audit", "verify", "--data", copy).returncode, 0)
        with sqlite3.connect(os.path.join(copy, "station.db")) as database:
            seq, body = database.execute("SELECT seq, body FROM ops WHERE type = 2 LIMIT 1").fetchone()
            changed = bytes(body).replace(b"1", b"2", 1)
            self.assertNotEqual(changed, bytes(body))
            database.execute("UPDATE ops SET body = ? WHERE type = 2 AND seq = ?", (changed, seq))
        done = ctl("--json", "audit", "verify", "--data", copy)
        self.assertEqual(done.returncode, 1)
        self.assertTrue(lines_of(done)[0]["first_bad_op"].endswith(f":{seq}"))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
