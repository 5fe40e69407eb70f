"""The launcher behind `make run`."""

import socket

import pytest

from jps_portal import launch


def test_a_taken_port_is_refused_with_a_remedy():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SystemExit, match=f"PORT={port + 1}"):
            launch.refuse_taken_port(str(port))


def test_a_free_port_is_left_free():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

    launch.refuse_taken_port(str(port))

    with socket.create_server(("127.0.0.1", port)):
        pass
