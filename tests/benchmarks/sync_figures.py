#!/usr/bin/env python3
"""Figures of an exchange between the real programs over loopback: sync_figures.py WORK

Makes packages of forms and scans, lets tests/benchmarks/contender take them in and send them
through a proxy that counts (and cuts), and prints a JSON line for each figure. Floors: every
different scan once and the forms deflated with an earlier form as dictionary.
"""
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO = os.path.join(HERE, "../../installer/demo")
CONTENDER = os.path.join(HERE, "contender")
PACKAGES, SCANS, PAGE_BYTES, EVENTS = 10, 6, 16_000, 10_000
KINDS = ["申请表", "身份证", "户口簿", "证明", "照片", "公示"]


def report(name, value, unit, n, floor):
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "n": n,
                      "floor": round(floor, 3), "ratio": round(value / floor, 4)}), flush=True)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Proxy:
    """Carries one port to another; counts bytes each way; cuts all lines after `cut` bytes up."""

    def __init__(self, port, to):
        self.to, self.up, self.down, self.cut, self.connections = to, 0, 0, None, 0
        self.socket = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.accept, daemon=True).start()

    def begin(self, cut=None):
        self.up = self.down = self.connections = 0
        self.cut = cut

    def accept(self):
        while True:
            try:
                near, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            far = socket.create_connection(("127.0.0.1", self.to))
            for source, target, up in ((near, far, True), (far, near, False)):
                threading.Thread(target=self.carry, args=(source, target, up), daemon=True).start()

    def carry(self, source, target, up):
        try:
            while data := source.recv(16384):
                if up and self.cut is not None and self.up + len(data) > self.cut:
                    target.sendall(data[:max(0, self.cut - self.up)])
                    self.up = max(self.up, self.cut)
                    for end in (source, target):
                        end.shutdown(socket.SHUT_RDWR)
                    return
                if up:
                    self.up += len(data)
                else:
                    self.down += len(data)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def jpeg(dice, size):
    body = dice.randbytes(size - 60).replace(b"\xff", b"\xfe")
    head = bytes.fromhex("ffd8ffe000104a46494600010101004800480000" "ffda00040000")
    return head + body + b"\xff\xd9"


def workload(folder, changed):
    """Packages of a form and scans, an eighth of them shared; `changed`: a page and two answers."""
    dice, fresh, shared = random.Random(41), random.Random(42), None
    with open(os.path.join(HERE, "rig_item.json"), encoding="utf-8") as file:
        fields = json.load(file)["fields"]
    words = "经村民代表会议民主评议并张榜公示七日无异议家庭人均月收入低于当地标准请予核实办理"
    scans, forms = {}, []
    for number in range(1, PACKAGES + 1):
        package = os.path.join(folder, "pkg-%05d" % number)
        os.makedirs(package)
        form = {name: "".join(dice.choice(words) for _ in range(dice.randrange(2, 60)))
                for name in fields}
        form["流水号"] = "ST01-2024-%06d" % number
        for slot in range(SCANS):
            scan = jpeg(dice, dice.randrange(60_000, 220_000))
            if slot == 1 and number % 2 == 0:
                scan = shared
            shared = scan
            name = "%02d-%s.jpg" % (slot + 1, KINDS[slot])
            if changed and number <= 2 and slot == 0:
                middle = len(scan) // 2  # as when one page of a booklet is scanned anew
                page = fresh.randbytes(PAGE_BYTES).replace(b"\xff", b"\xfe")
                scan = scan[:middle] + page + scan[middle + PAGE_BYTES:]
            scans[scan] = number
            with open(os.path.join(package, name), "wb") as file:
                file.write(scan)
        if changed and number <= 2:
            form["联系电话"], form["申请理由"] = "13800000000", "更正后的理由" * 20
        form["附件"] = [{"文件": name} for name in sorted(os.listdir(package))]
        forms.append(json.dumps(form, ensure_ascii=False).encode())
        with open(os.path.join(package, "form.json"), "wb") as file:
            file.write(forms[-1])
    return scans, forms


def deflated(text, dictionary):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=dictionary)
    return len(packer.compress(text) + packer.flush())


class World:
    """A county behind a proxy, and the folder of a station."""
    peak_rss = 0

    def __init__(self, work, name, port):
        self.port, self.server_port = port, free_port()
        self.srv = os.path.join(work, name, "srv")
        self.cli = os.path.join(work, name, "cli")
        os.makedirs(self.cli)
        self.proxy = self.server = None

    def run(self, *words):
        done = subprocess.run([CONTENDER, *words], check=False, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit("contender %s: %s%s" % (words[0], done.stdout[-2000:], done.stderr[-2000:]))

    def begin(self):
        self.server = subprocess.Popen([CONTENDER, "server", self.srv, str(self.server_port)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.server_port), 1).close()
                break
            except OSError:
                if self.server.poll() is not None:
                    sys.exit("the county's program ended")
                time.sleep(0.05)
        self.proxy = Proxy(self.port, self.server_port)

    def sync(self, cut=None):
        """True when the county holds everything."""
        self.proxy.begin(cut)
        running = subprocess.Popen([CONTENDER, "sync", "-", str(self.port), self.cli],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = status
        World.peak_rss = max(World.peak_rss, usage.ru_maxrss / 1024)
        if status != 0 and cut is None:
            sys.exit("the exchange did not end with everything at the county")
        return status == 0

    def end(self):
        self.server.terminate()
        self.server.wait()
        self.proxy.socket.shutdown(socket.SHUT_RDWR)  # wakes its accept()
        self.proxy.socket.close()


def first_and_correction(world, work):
    """Bytes that the first exchange sent."""
    scans, forms = workload(os.path.join(work, "v1"), False)
    later, forms_later = workload(os.path.join(work, "v2"), True)
    world.run("ingest", os.path.join(work, "v1"), world.cli)
    world.begin()
    world.sync()
    first = world.proxy.up
    report("sync.initial_over_floor", first, "B", PACKAGES,
           sum(map(len, scans)) + sum(deflated(form, forms[0]) for form in forms))
    world.sync()
    # The floor of "nothing new" is the smallest request and answer of HTTP, with a version each.
    report("sync.noop_bytes_up", world.proxy.up, "B", 1, 56)
    report("sync.noop_bytes_down", world.proxy.down, "B", 1, 103)
    world.run("ingest", os.path.join(work, "v2"), world.cli)
    changed = [(old, new) for old, new in zip(forms, forms_later) if old != new]
    world.sync()
    report("sync.correction_over_floor", world.proxy.up, "B", len(changed),
           PAGE_BYTES * len(changed) + sum(deflated(new, old) for old, new in changed))
    report("sync.correction_bytes_down", world.proxy.down, "B", len(changed), 103)
    world.end()
    return first


def cuts(world, work, uncut):
    world.run("ingest", os.path.join(work, "v1"), world.cli)
    world.begin()
    sent, times = 0, 0
    for cut in (300_000, 700_000, 900_000, 1_100_000):
        times += not world.sync(cut)
        sent += world.proxy.up
    world.sync()
    sent += world.proxy.up
    world.end()
    # On an unshaped line a cut takes along what stands in the sockets' buffers: that is the floor.
    report("sync.cut_waste_bytes", (sent - uncut) / times, "B", times, 64 * 1024)


def events(world, work):
    path, dice = os.path.join(work, "events.jsonl"), random.Random(5)
    with open(path, "w", encoding="utf-8") as file:
        for n in range(EVENTS):
            file.write(json.dumps(
                {"id": "ST01-%08d" % n, "流水号": "ST01-2024-%06d" % dice.randrange(5000),
                 "状态": dice.choice(["已受理", "已上报", "审核中", "已办结"]),
                 "时间": "2024-06-%02dT%02d:%02d:00+08:00" % (
                     dice.randrange(1, 31), dice.randrange(24), dice.randrange(60))},
                ensure_ascii=False) + "\n")
    with open(path, "rb") as file:
        packed = len(zlib.compress(file.read(), 9))
    world.run("ingest-events", path, world.cli)
    world.begin()
    world.sync()
    report("sync.event_bytes", world.proxy.up / EVENTS, "B", EVENTS, packed / EVENTS)
    world.end()


def form_only_cases(work):
    """Whole applications to the demo county, all papers on paper, one exchange each."""
    folder, bin_folder = os.path.join(work, "form-only"), os.environ["JIUJIN_BIN"]
    county, station = os.path.join(folder, "county"), os.path.join(folder, "station")
    clerk = dict(os.environ, JIUJIN_STAFF="cz101", JIUJIN_PASSWORD="fenglin-2026")

    def run(*words):
        subprocess.run(words, check=True, env=clerk, stdout=subprocess.DEVNULL)

    def setup(what, *more):
        run("bash", os.path.join(DEMO, "setup.sh"), what, "--bin", bin_folder, "--county", county,
            *more)

    with open(os.path.join(DEMO, "samples/QX-001.json"), encoding="utf-8") as file:
        sample = json.load(file)
    setup("county")
    with subprocess.Popen([f"{bin_folder}/jiujin-county", "--data", county, "--port", "0"],
                          text=True, stdout=subprocess.PIPE) as server:
        proxy = Proxy(free_port(), int(server.stdout.readline().rsplit(":", 1)[1]))
        setup("station", "--station", station, "--server",
              "http://127.0.0.1:%d" % proxy.socket.getsockname()[1])
        up, forms, dice = 0, [], random.Random(7)
        for number in range(5):
            answers = dict(sample["answers"], applicant_mobile="13%09d" % dice.randrange(10**9),
                           live_address="石桥镇枫林村%d组 %d 号" % (number + 1, dice.randrange(99)))
            forms.append(json.dumps(answers, ensure_ascii=False).encode())
            package = os.path.join(folder, str(number), "one")
            os.makedirs(package)
            with open(os.path.join(package, "case.json"), "w", encoding="utf-8") as out:
                json.dump({"item": "QX-001", "answers": answers, "delivery": {"mode": "station"},
                           "materials": {one["slot"]: {"mode": "paper"}
                                         for one in sample["facts"]["materials"]},
                           "applicant": {"name": answers["applicant_name"],
                                         "id_type": answers["applicant_id_type"],
                                         "id_no": answers["applicant_id_no"],
                                         "mobile": answers["applicant_mobile"]}}, out)
            run(f"{bin_folder}/jiujinctl", "case", "import", os.path.dirname(package), "--data",
                station)
            proxy.begin()
            run(f"{bin_folder}/jiujinctl", "station", "sync", "--once", "--data", station)
            up += proxy.up
        server.terminate()
    # The floor is the answers alone, deflated: without clocks, authors, receipts and signatures.
    report("sync.form_only_case_bytes", up / len(forms), "B", len(forms),
           sum(deflated(form, b"") for form in forms) / len(forms))


def main():
    work = sys.argv[1]
    port = int(os.environ.get("JIUJIN_RIG_PORT", "17000"))
    first = first_and_correction(World(work, "whole", port), work)
    cuts(World(work, "cuts", port), work, first)
    events(World(work, "events", port), work)
    form_only_cases(work)
    report("sync.client_peak_rss", World.peak_rss, "MB", 1, 64)


if __name__ == "__main__":
    main()
