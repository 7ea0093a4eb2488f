"""The ground a journey is played on: a county with its server, a station, and the line between.

The line is a proxy of the project's own: `line("swallow")` leaves connections standing and loses
every byte, as a dead radio link does, so that the client meets time-outs and no flag.
"""
import base64
import hashlib
import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.request

from browser import free_port

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from one_time_code import App

HERE = os.path.dirname(os.path.abspath(__file__))
SETUP = os.path.join(HERE, "../../installer/demo/setup.sh")
DEMO = os.path.join(HERE, "../../installer/demo")


def people():
    """The demo's staff by number: {"cz101": {"name": "李敏", "password": ...}}"""
    out = {}
    with open(os.path.join(DEMO, "people.tsv"), encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            number, name, password, roles, _, _, secret = line.rstrip("\n").split("\t")
            out[number] = {"id": number, "name": name, "password": password, "roles": roles,
                           "app": None if secret == "-" else App(secret)}
    return out


class Ground:
    def __init__(self, programs, folder):
        self.programs = programs
        self.folder = folder
        self.county = os.path.join(folder, "county")
        self.station = os.path.join(folder, "station")
        self.control = os.path.join(folder, "line")
        self.processes = []
        self.clerk = dict(os.environ, JIUJIN_STAFF="cz101",
                          JIUJIN_PASSWORD=people()["cz101"]["password"])

    def program(self, name):
        return os.path.join(self.programs, name)

    def __enter__(self):
        try:
            self.open()
        except Exception:
            self.__exit__()
            raise
        return self

    def open(self):
        os.makedirs(self.folder, exist_ok=True)
        self.setup("county")
        self.port = free_port()
        self.console = f"https://127.0.0.1:{self.port}"
        self.start("county", [self.program("jiujin-county"), "--data", self.county,
                              "--port", str(self.port)])
        self.wait_healthy()
        self.line_port = free_port()
        self.line("pass")
        self.start("line-proxy", [self.program("jiujin_fault_proxy"), "--listen", str(self.line_port),
                                  "--to", str(self.port), "--control", self.control])
        self.setup("station")

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()

    def start(self, name, command):
        log = open(os.path.join(self.folder, name + ".log"), "ab")
        self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                               stderr=log))

    def setup(self, what):
        command = ["bash", SETUP, what, "--bin", self.programs, "--county", self.county]
        if what == "station":
            command += ["--station", self.station, "--server",
                        f"https://127.0.0.1:{self.line_port}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180)
        if done.returncode != 0:
            sys.stderr.write(done.stdout + done.stderr)
            raise AssertionError(f"the demo's {what} could not be set up")

    def wait_healthy(self):
        end = time.monotonic() + 20
        while True:
            try:
                with urllib.request.urlopen(self.console + "/healthz", timeout=2,
                                            context=self.trust()):
                    return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def trust(self):
        """The county's own authority and no other."""
        return ssl.create_default_context(cafile=os.path.join(self.county, "tls", "authority.pem"))

    def key_of_server(self):
        """SHA-256 of the public key that the county's server shows, in base64."""
        public = subprocess.run(["openssl", "x509", "-noout", "-pubkey", "-in",
                                 os.path.join(self.county, "tls", "server.pem")],
                                capture_output=True, check=True).stdout
        der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=public,
                             capture_output=True, check=True).stdout
        return base64.b64encode(hashlib.sha256(der).digest()).decode("ascii")

    def line(self, command):
        """pass, swallow, cut, delay MS: see tests/support/fault_proxy.h."""
        part = self.control + ".new"
        with open(part, "w", encoding="ascii") as out:
            out.write(command + "\n")
        os.replace(part, self.control)
        time.sleep(0.15)  # the proxy looks at its control file ten times a second

    def ctl(self, *arguments):
        """What jiujinctl --json says, an object a line."""
        done = subprocess.run([self.program("jiujinctl"), "--json", *arguments],
                              capture_output=True, text=True, timeout=60, env=self.clerk)
        if done.returncode != 0:
            raise AssertionError(f"jiujinctl {' '.join(arguments)}: {done.stderr.strip()}")
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def county_case(self, number):
        return self.ctl("case", "show", number, "--data", self.county)[0]
