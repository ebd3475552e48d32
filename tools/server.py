"""Serves the site on this machine, and says where it is and who can sign in."""

from __future__ import annotations

import errno
import socket
import subprocess
import time
from pathlib import Path

from tools import child
from tools.failure import Failure
from tools.packages import python

HOST = "127.0.0.1"
SLOWEST_START_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.1
# Long work has a worker of its own, so that no email waits behind it (`core.task_queues`).
WORKERS = tuple(
    ("db_worker", "--interval", "0.5", "--queue-name", names) for names in ("people,mail", "default")
)


def require_free_port(port: int) -> None:
    """Raise Failure where the site could not listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else f"can't be used ({error.strerror})"
            raise Failure(
                f"Port {port} {reason}: choose another: `python3 run.py serve --port {another(port)}`."
            ) from error


def refuse_production(root: Path) -> None:
    """Raise Failure on a machine that serves the public: the demo's passwords are known to everybody."""
    from config.env import load, signs_of_production  # not at the top: an old Python must get to its sentence

    signs = signs_of_production(load(root))
    if signs:
        raise Failure(
            f"This is a production site ({', '.join(signs)} says so), and this command is for the demo, "
            "whose passwords everybody knows. Nothing was changed. See docs/operations.md."
        )


def another(port: int) -> int:
    """Return a port that an ordinary user may well have."""
    return port + 1 if 1024 <= port < 65535 else 8000


def serve(root: Path, *, port: int, accounts: bool) -> int:
    """Serve until stopped, with workers for what runs in the background; returns the server's exit code.

    With `accounts`, prints who can sign in. Links in mails lead to this very port.
    """
    address = f"http://{HOST}:{port}"
    env = child.environment(DJANGO_DEBUG="1", DJANGO_TASK_WORKER="1", SITE_BASE_URL=address)
    manage = [str(python(root)), "manage.py"]
    server = subprocess.Popen([*manage, "runserver", f"{HOST}:{port}"], cwd=root, env=env)
    workers: list[subprocess.Popen] = []
    try:
        wait_until_it_answers(server, port)
        workers.extend(subprocess.Popen([*manage, *worker], cwd=root, env=env) for worker in WORKERS)
        if accounts:
            _, text = child.run_captured([*manage, "demo_accounts"], cwd=root, env=env)
            print(f"\n{text.strip()}", flush=True)
        print(f"\nMail can be read at {address}/dev/outbox/", flush=True)
        print(f"The site is at {address}/ — stop it with Ctrl+C.\n", flush=True)
        return child.wait(server, lambda seconds: None)
    finally:
        for process in (server, *workers):
            child.stop(process)


def wait_until_it_answers(server: subprocess.Popen, port: int) -> None:
    """Return once the port accepts a connection. Raises Failure where the server ends or is too slow."""
    deadline = time.monotonic() + SLOWEST_START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Failure(
                "The site did not start for the reason above: mend it and run the same command again."
            )
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(LOOK_AGAIN_SECONDS)
    raise Failure(
        f"The site did not answer within {SLOWEST_START_SECONDS:.0f} seconds: run the same command again."
    )
