"""Ports for the servers of tests.

A port that the kernel hands out (bind to 0) may go, the moment it is let go
again, to any connection that goes out; and many tests run at once. So ports
come from below the range of outgoing connections, and the name of an abstract
Unix socket, held for the life of this program, keeps each for one test.
"""

import random
import socket

_held = []


def _first_outgoing():
    with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
        return int(file.read().split()[0])


def free_port():
    """A port of 127.0.0.1 that nobody listens on, ours until we end."""
    first = _first_outgoing()
    # Where outgoing connections may have nearly every port, so may we.
    lowest, highest = (10000, first - 1) if first > 11000 else (first, 65535)
    while True:
        port = random.randint(lowest, highest)
        name = socket.socket(socket.AF_UNIX)
        try:
            name.bind(f"\0sala-test-port-{port}")
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError:
            name.close()
            continue
        _held.append(name)
        return port
