"""What the tests of faults do alike: the real programs of a build, a county, a station, and
applications as another system hands them over. The first argument of a test is the folder of the
programs.
"""
import hashlib
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../installer/demo")
BIN = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""
# A clerk of the demo, who reads English wherever the tests run.
CLERK = dict(os.environ, LANG="en_GB.UTF-8", LC_ALL="en_GB.UTF-8", LANGUAGE="en",
             JIUJIN_STAFF="cz101", JIUJIN_PASSWORD="fenglin-2026")
SKIPPED = 77  # the status of a test that cannot be played here


# --- the programs ---

def program(name):
    return os.path.join(BIN, name)


def run(*arguments, environment=CLERK):
    """jiujinctl to its end, whatever that is."""
    return subprocess.run([program("jiujinctl"), *arguments], capture_output=True, text=True,
                          env=environment, timeout=120)


def ctl(*arguments, status=0, environment=CLERK):
    """Ends with this status; all that was said."""
    done = run(*arguments, environment=environment)
    assert done.returncode == status, (arguments, done.returncode, done.stdout + done.stderr)
    return done.stdout + done.stderr


def start(*arguments, environment=CLERK):
    """jiujinctl beside the test; `stop` ends it."""
    return subprocess.Popen([program("jiujinctl"), *arguments], text=True, env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def ctl_json(*arguments, status=0):
    """Ends with this status; the lines it printed as values, and what it complained of."""
    done = run("--json", *arguments)
    assert done.returncode == status, (arguments, done.returncode, done.stdout + done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def setup(what, county, *more):
    """The demo's county or station."""
    subprocess.run(["bash", os.path.join(DEMO, "setup.sh"), what, "--bin", BIN, "--county", county,
                    *more], check=True, stdout=subprocess.DEVNULL, timeout=300)


def serve(county, port=0):
    """The county's server, once it answers, and its port."""
    server = subprocess.Popen([program("jiujin-county"), "--data", county, "--port", str(port)],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return server, int(server.stdout.readline().rsplit(":", 1)[1])


def stop(server):
    server.kill()
    server.wait(20)


def case_numbers(data):
    return sorted(line["number"] for line in ctl_json("case", "list", "--data", data)[0])


# --- applications ---

def jpeg(seed, size):
    """A JPEG as far as anyone looks who does not decode it; always the same one for a seed."""
    body = b"".join(hashlib.sha512(f"{seed}/{i}".encode()).digest() for i in range(size // 64))
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + body + b"\xff\xd9"


def write_package(package, number, scans=None):
    """A folder that `case import` takes: the demo's application for a birth to be recorded, told
    apart from others by its `number`, every paper shown but those with `scans` ({slot: (name,
    bytes)})."""
    with open(os.path.join(DEMO, "samples/QX-001.json"), encoding="utf-8") as file:
        data = json.load(file)
    mobile = f"1380000{number:04}"
    answers = data["answers"] | {"applicant_mobile": mobile}
    materials = {m["slot"]: {k: v for k, v in m.items() if k == "due"} | {"mode": "paper"}
                 for m in data["facts"]["materials"]}
    os.makedirs(package)
    for slot, (name, content) in (scans or {}).items():
        materials[slot] = {"mode": "files", "files": [name]}
        with open(os.path.join(package, name), "wb") as out:
            out.write(content)
    with open(os.path.join(package, "case.json"), "w", encoding="utf-8") as out:
        json.dump({"item": "QX-001", "answers": answers, "materials": materials,
                   "delivery": {"mode": "station"},
                   "applicant": {"name": answers["applicant_name"],
                                 "id_type": answers["applicant_id_type"],
                                 "id_no": answers["applicant_id_no"], "mobile": mobile}},
                  out, ensure_ascii=False)


# --- small disks ---

def own_mounts():
    """Begins this test anew in a name space of its own, in which it may mount; False where that is
    not allowed."""
    if os.environ.get("JIUJIN_OWN_MOUNTS"):
        return True
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
    if subprocess.run([*unshare, "mount", "-t", "tmpfs", "none", "/mnt"], check=False,
                      stderr=subprocess.DEVNULL).returncode:
        return False
    os.environ["JIUJIN_OWN_MOUNTS"] = "1"
    os.execvp(unshare[0], [*unshare, sys.executable, os.path.abspath(sys.argv[0]), *sys.argv[1:]])


def mount_small(folder, size):
    """An empty file system of `size` ("40m") at `folder`; False where none can be had."""
    os.makedirs(folder, exist_ok=True)
    return not subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder],
                              check=False, stderr=subprocess.DEVNULL).returncode


def unmount(folder):
    subprocess.run(["umount", "-l", folder], check=False)


def fill(folder):
    """Takes every free byte of a file system."""
    with open(os.path.join(folder, "filler"), "wb", buffering=0) as out:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                pass
