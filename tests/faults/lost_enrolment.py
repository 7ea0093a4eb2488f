#!/usr/bin/env python3
"""The answer to an enrolment is lost on its way, with the real programs: the same code works again
for the same station, and for no other.   lost_enrolment.py BIN_FOLDER
"""
import os
import re
import socket
import tempfile
import threading

import programs

ADMINISTRATOR = programs.CLERK | {"JIUJIN_PASSWORD": "long enough"}


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


def main():
    with tempfile.TemporaryDirectory() as folder:
        county = os.path.join(folder, "county")
        ctl("county", "init", "--data", county, "--name", "青溪县", "--division", "430190000000",
            "--admin", "admin", "--admin-name", "管理员")
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
        finally:
            programs.stop(server)


if __name__ == "__main__":
    main()
