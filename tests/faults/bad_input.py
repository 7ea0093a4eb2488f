#!/usr/bin/env python3
"""Bad input from the command line, with the real programs: every refusal names the place, changes
nothing, and the right thing works afterwards.   bad_input.py BIN_FOLDER
"""
import http.server
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading

import programs
from programs import CLERK, DEMO, program, run

ANSWERS = {"portal": (200, "text/html", b"<title>Hotel Wi-Fi</title>"),
           "noise": (200, "application/vnd.jiujin.bundle", bytes(range(256)) * 20),
           "nothing": (200, "application/vnd.jiujin.bundle", b""),
           "failure": (500, "text/plain", b"oops"), "json": (200, "application/json", b"{}")}


def refused(*arguments, says):
    done = run(*arguments)
    words = done.stdout + done.stderr
    assert done.returncode == 1, (arguments, done.returncode, words)
    for word in says:
        assert word in words, (arguments, word, words)


def forms_and_catalogue(folder):
    for name, text, place in (("empty.xml", "", "empty.xml: the file is empty"),
                              ("cut.xml", "<html>\n<head>", "cut.xml:2: ")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(text)
        refused("form", "check", os.path.join(folder, name), says=[place])
    copy = os.path.join(folder, "catalogue")
    for path, change, places in (
            ("items/QX-001.json", lambda d: d.pop("promised"), ["QX-001.json: promised"]),
            ("items/QX-001.json", lambda d: d["materials"][0].pop("name"), ["materials[0].name"]),
            ("rules/QX-001.json", lambda d: d["fields"]["parity"].update(constraint="nosuch(.)"),
             ["QX-001 fields.parity.constraint", "nosuch"])):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(os.path.join(DEMO, "catalogue"), copy)
        with open(os.path.join(copy, path), encoding="utf-8") as file:
            data = json.load(file)
        change(data)
        with open(os.path.join(copy, path), "w", encoding="utf-8") as out:
            json.dump(data, out)
        refused("catalogue", "check", copy, says=places)
        refused("catalogue", "publish", copy, "--county", f"{folder}/county", "--staff", "gly001",
                says=places)
    same = run("catalogue", "publish", os.path.join(DEMO, "catalogue"), "--county",
               f"{folder}/county", "--staff", "gly001")
    assert same.stdout.strip() == "published version 1", same  # none of the broken ones got in


def packages(folder, station):
    case = {"item": "QX-001", "applicant": {"name": "王桂英", "id_no": "430190196203041222"},
            "answers": {"parity": "2"}, "materials": {"M02": ["scan.jpg"]}}
    for name, start, size in (("cut", b"\xff\xd8\xff\xe0\x00\x10JFIF", 0), ("film", b"", 200 << 20),
                              ("program", b"MZ hello", 0)):
        package = os.path.join(folder, "packages", name)
        os.makedirs(package)
        with open(os.path.join(package, "case.json"), "w", encoding="utf-8") as out:
            json.dump(case, out)
        with open(os.path.join(package, "scan.jpg"), "wb") as out:
            out.write(start)
            if size:
                out.truncate(size)
    refused("case", "import", os.path.join(folder, "packages"), "--data", station,
            says=[f"{name}/scan.jpg: " for name in ("cut", "film", "program")] +
            ["nothing of this package was kept",
             "0 taken in, 0 changed, 0 known already, 3 failed"])
    assert run("case", "list", "--data", station).stdout == ""


def nonsense(port, station):
    def handler(status, media_type, body):
        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                if counted := self.headers["Content-Length"]:
                    self.rfile.read(int(counted))
                else:
                    while (size := int(self.rfile.readline().strip() or b"0", 16)) > 0:
                        self.rfile.read(size + 2)
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass
        return Answer
    for answer in ANSWERS.values():
        http.server.HTTPServer.allow_reuse_address = True
        with http.server.HTTPServer(("127.0.0.1", port), handler(*answer)) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            refused("station", "sync", "--once", "--data", station,
                    says=[f"http://127.0.0.1:{port}", "Everything"])
            server.shutdown()


def two_at_once(port, station):
    with socket.create_server(("127.0.0.1", port)) as silent:
        first = subprocess.Popen([program("jiujinctl"), "station", "sync", "--once", "--data",
                                  station], env=CLERK, stderr=subprocess.DEVNULL)
        line, _ = silent.accept()  # the first is under way
        refused("station", "sync", "--once", "--data", station,
                says=[f"in use by process {first.pid}", "Nothing was changed"])
        assert run("case", "list", "--data", station).returncode == 0
        line.close()
    assert first.wait(30) == 1


def main():
    with tempfile.TemporaryDirectory() as folder:
        station = os.path.join(folder, "station")
        county = f"{folder}/county"
        programs.setup("county", county)
        server, port = programs.serve(county)
        try:
            programs.setup("station", county, "--station", station, "--server",
                           f"http://127.0.0.1:{port}")
            server.terminate()
            server.wait(20)
            forms_and_catalogue(folder)
            packages(folder, station)
            nonsense(port, station)
            two_at_once(port, station)
            server, _ = programs.serve(county, port)
            healed = run("station", "sync", "--once", "--data", station)
            assert healed.returncode == 0, healed
        finally:
            programs.stop(server)


if __name__ == "__main__":
    main()
