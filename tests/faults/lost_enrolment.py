#!/usr/bin/env python3
"""The answer to an enrolment is lost on its way, or the program dies at any of its writes, with the
real programs: the same code works again for the same station, and for no other; nothing of the
station's keys stands readable on the disk.   lost_enrolment.py BIN_FOLDER
"""
import os
import re
import socket
import subprocess
import tempfile
import threading

import programs

ADMINISTRATOR = programs.CLERK | {"JIUJIN_STAFF": "limin", "JIUJIN_PASSWORD": "long enough"}


def ctl(*arguments, status=0):
    return programs.ctl(*arguments, status=status, environment=ADMINISTRATOR)


def whole(request):
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head.lower())
    if length:
        return len(body) >= int(length.group(1))
    return b"chunked" in head.lower() and body.endswith(b"0\r\n\r\n")


def swallow_one_answer(listener, port, answers):
    """Passes one request on to the county, waits for its whole answer, and lets it fall."""
    station, _ = listener.accept()
    with station, socket.create_connection(("127.0.0.1", port)) as county:
        request = b""
        while not whole(request):
            request += station.recv(65536)
        county.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        answer = b""
        while piece := county.recv(65536):
            answer += piece
        answers.append(answer)


def stands_readable(folder):
    """Whether a private key lies in any file there, as such or in hexadecimal; but the one that is
    meant to lie there, which opens nothing and signs no op."""
    key = bytes.fromhex("0201010420")  # how the secret part of an elliptic key begins
    for name in os.listdir(folder):
        if name == "transport.key" or not os.path.isfile(os.path.join(folder, name)):
            continue
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        if key in data or key.hex().encode() in data.lower():
            return name
    return None


def new_code(county):
    return ctl("county", "station", "--data", county, "--name", "枫林村便民服务站", "--division",
               "430190101201").split()[-1]


def dies_at_every_write(folder, county):
    shim = programs.program("libjiujin_die_at_call.so")
    works = subprocess.run([programs.program("jiujinctl"), "--help"], capture_output=True,
                           env=ADMINISTRATOR | {"LD_PRELOAD": shim}, timeout=60)
    if works.returncode != 0 or works.stderr:  # not built, or a sanitizer wants to be the first
        print("without the shim dying at every write is not played")
        return

    def enrol(station, code, **how):
        server, port = programs.serve(county)  # anew: it lets nobody try often
        try:
            return programs.run(
                "station", "enrol", "--server", f"http://127.0.0.1:{port}", "--code", code, "--data",
                station, *how.pop("more", ()),
                environment=ADMINISTRATOR | {"LD_PRELOAD": shim} | how)
        finally:
            programs.stop(server)

    count = os.path.join(folder, "count")
    assert enrol(f"{folder}/counted", new_code(county), JIUJIN_COUNT_TO=count).returncode == 0
    with open(count, encoding="ascii") as file:
        calls = int(file.read())
    readable = f"{folder}/readable"  # the search finds what it is after
    assert enrol(readable, new_code(county), more=("--unsealed",)).returncode == 0
    assert stands_readable(readable)
    for call in range(1, calls + 1, max(1, calls // 16)):
        station, code = f"{folder}/killed-{call}", new_code(county)
        killed = enrol(station, code, JIUJIN_DIE_AT=str(call))
        assert killed.returncode in (-9, 0), (call, killed)
        if os.path.isdir(station):
            assert not stands_readable(station), (call, stands_readable(station))
        again = enrol(station, code)
        assert again.returncode == 0 or "enrolled already" in again.stderr, (call, again)
        ctl("case", "list", "--data", station)  # who works there gets in
        assert not stands_readable(station), (call, stands_readable(station))
    print(f"dying at {calls} writes: every enrolment could be gone on with")


def main():
    with tempfile.TemporaryDirectory() as folder:
        county = os.path.join(folder, "county")
        ctl("county", "init", "--data", county, "--name", "青溪县", "--division", "430190000000",
            "--admin", "admin", "--admin-name", "管理员")
        ctl("county", "user", "--data", county, "--id", "limin", "--name", "李敏", "--division",
            "430190101201", "--role", "intake")
        made = ctl("county", "station", "--data", county, "--name", "枫林村便民服务站", "--division",
                   "430190101201")
        code = made.split()[-1]
        server, port = programs.serve(county)
        try:
            direct = f"http://127.0.0.1:{port}"
            with socket.create_server(("127.0.0.1", 0)) as listener:
                answers = []
                lost = threading.Thread(target=swallow_one_answer, args=(listener, port, answers))
                lost.start()
                ctl("station", "enrol", "--server",
                    f"http://127.0.0.1:{listener.getsockname()[1]}", "--code", code, "--data",
                    f"{folder}/station", status=1)
                lost.join(30)
            assert answers and answers[0].startswith(b"HTTP/1.1 200"), answers  # it is enrolled
            ctl("station", "enrol", "--server", direct, "--code", code, "--data",
                f"{folder}/thief", status=1)
            assert "枫林村便民服务站" in ctl("station", "enrol", "--server", direct, "--code", code,
                                             "--data", f"{folder}/station")
            stations = ctl("county", "stations", "--data", county).splitlines()
            assert len(stations) == 1 and "enrolled" in stations[0], stations
            ctl("station", "sync", "--once", "--data", f"{folder}/station")
            dies_at_every_write(folder, county)
        finally:
            programs.stop(server)


if __name__ == "__main__":
    main()
