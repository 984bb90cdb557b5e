"""A Python of its own that may not touch the network: for tests that run the command line.

`guarded` puts a sitecustomize.py before every other. Through Python's audit events it hears of each
name that is looked up and each socket that is connected, bound or sent from, by whatever library;
it writes it down and fails the call. A socket that is made and bound to this machine alone is let
pass (urllib3 tries on import whether there is IPv6), and with `loopback` so is all that stays here.
"""

from __future__ import annotations

import os
from pathlib import Path

_GUARD = """
import os
import sys

LOG, LOOPBACK = os.environ["GUARD_LOG"], os.environ["GUARD_LOOPBACK"] == "yes"
HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None)


def guard(event, arguments):
    if not event.startswith("socket.") or event == "socket.gethostname":
        return
    if event == "socket.__new__":
        return
    host = arguments[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else None
    if event in ("socket.connect", "socket.bind", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else address
    if isinstance(host, bytes):
        host = host.decode()
    if host in HERE and (LOOPBACK or event == "socket.bind"):
        return
    handle = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{event} {arguments!r}\\n".encode())
    os.close(handle)
    raise PermissionError(f"{event}: a test forbids the network")


sys.addaudithook(guard)
open(LOG, "a").write("guarded\\n")
"""


def guarded(folder: Path, *, loopback: bool = False) -> dict[str, str]:
    """The environment of a guarded process. Its log is `folder`/sockets.log: "guarded" once a
    process, and then a line for each offence."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(_GUARD)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATELINE_", "HF_", "PYTHON"))}
    return {
        **kept,
        "PYTHONPATH": str(folder),
        "GUARD_LOG": str(folder / "sockets.log"),
        "GUARD_LOOPBACK": "yes" if loopback else "no",
    }


def offences(folder: Path) -> list[str]:
    """What the guard noted; fails where it was never on."""
    lines = (folder / "sockets.log").read_text().splitlines()
    assert "guarded" in lines
    return [line for line in lines if line != "guarded"]
