import os
import socket
import sys

import pytest

from core import task_queues
from tools import packages, server
from tools.failure import Failure

LISTENER = """\
import os, socket, sys, time
if sys.argv[2] == "demo_accounts":
    print("Carol is an officer")
elif sys.argv[2] == "db_worker":
    queues = sys.argv[-1]
    with open("starting " + queues, "w") as file:
        file.write(str(os.getpid()))
    os.rename("starting " + queues, "worker " + queues)
    time.sleep(60)
else:
    with open("base_url", "w") as file:
        file.write(os.environ["SITE_BASE_URL"])
    host, port = sys.argv[3].split(":")
    with socket.create_server((host, int(port))) as listener:
        while not all(os.path.exists("worker " + name) for name in ("people,mail", "default")):
            time.sleep(0.05)
"""


@pytest.fixture
def port():
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        return probe.getsockname()[1]


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose interpreter pretends to be manage.py: it listens a moment, or names the accounts."""
    interpreter = packages.python(tmp_path)
    interpreter.parent.mkdir(parents=True)
    (tmp_path / "fake.py").write_text(LISTENER)
    interpreter.write_text(f'#!/bin/sh\nexec {sys.executable} {tmp_path}/fake.py "$@"\n')
    interpreter.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("accounts", [True, False])
def test_serve_says_where_it_is_and_who_can_sign_in(checkout, port, capfd, accounts):
    assert server.serve(checkout, port=port, accounts=accounts) == 0

    out = capfd.readouterr().out
    assert f"Mail can be read at http://127.0.0.1:{port}/dev/outbox/" in out
    assert f"The site is at http://127.0.0.1:{port}/" in out
    assert ("Carol is an officer" in out) is accounts


def test_serve_lets_links_in_mails_lead_to_its_port(checkout, port):
    server.serve(checkout, port=port, accounts=False)

    assert (checkout / "base_url").read_text() == f"http://127.0.0.1:{port}"


def test_serve_runs_two_workers_beside_the_site_and_stops_them(checkout, port):
    """One for email and what somebody waits for, so that it never stands behind long work."""
    server.serve(checkout, port=port, accounts=False)

    for queues in ("people,mail", "default"):
        with pytest.raises(ProcessLookupError):
            os.kill(int((checkout / f"worker {queues}").read_text()), 0)


def test_serve_has_a_worker_for_every_queue():
    served = [name for worker in server.WORKERS for name in worker[-1].split(",")]

    assert sorted(served) == sorted(task_queues.NAMES)


def test_serve_fails_where_the_server_ends_at_once(checkout, port):
    (checkout / "fake.py").write_text("raise SystemExit(1)")

    with pytest.raises(Failure, match="did not start"):
        server.serve(checkout, port=port, accounts=False)


def test_serve_fails_and_stops_a_server_that_never_answers(checkout, port, monkeypatch):
    (checkout / "fake.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(server, "SLOWEST_START_SECONDS", 0.3)

    with pytest.raises(Failure, match="did not answer"):
        server.serve(checkout, port=port, accounts=False)


def test_require_free_port_passes_a_free_one(port):
    server.require_free_port(port)


def test_require_free_port_refuses_a_taken_one(port):
    with (
        socket.create_server((server.HOST, port)),
        pytest.raises(Failure, match=f"Port {port} is taken: .* --port {port + 1}`"),
    ):
        server.require_free_port(port)


def test_require_free_port_says_what_else_is_wrong(monkeypatch):
    def refuse(self, address):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)

    with pytest.raises(Failure, match=r"Port 80 can't be used \(Permission denied\): .* --port 8000`"):
        server.require_free_port(80)


@pytest.mark.parametrize(("port", "other"), [(8000, 8001), (80, 8000), (65535, 8000)])
def test_another_port(port, other):
    assert server.another(port) == other
