"""Runs `jide` and refuses, and records, every connection to anything but loopback.

`python -m tests.service.guarded serve …`; what was refused stands in the file that GUARD_FILE names, a line each.
"""

import ipaddress
import os
import socket
import sys
from typing import Any

WATCHED = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}


def is_loopback(host: str) -> bool:
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_the_outside(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in WATCHED:
        return
    if event.startswith("socket.get"):
        host = arguments[0]
    else:
        around, address = arguments[0], arguments[1]
        if around.family == socket.AF_UNIX or not address:
            return
        host = address[0]
    name = host.decode() if isinstance(host, bytes) else host
    # None and the unspecified address are what a server binds to.
    if name in {None, "0.0.0.0", "::"} or is_loopback(str(name)):
        return
    with open(os.environ["GUARD_FILE"], "a", encoding="utf-8") as file:  # noqa: PTH123 - below pathlib's own events
        file.write(f"{event} {name}\n")
    raise ConnectionRefusedError(f"nothing may go to {name}")


if __name__ == "__main__":
    sys.addaudithook(refuse_the_outside)
    from service.cli import main

    main()
