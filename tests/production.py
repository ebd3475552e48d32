"""A production site on this machine, made of real processes: its environment, its commands, its server."""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import dj_database_url
import psycopg

PROJECT = Path(__file__).resolve().parents[1]
HOST = "safer.example.org"
SECONDS = 60


def environment(url, folder, **more):
    """The environment of a production site whose database is at this address."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SECRET_KEY": "k3-" * 20 + "abcdefgh12345678",
        "AUDIT_KEYS": "a5-" * 20,
        "DJANGO_ALLOWED_HOSTS": HOST,
        "SITE_BASE_URL": f"https://{HOST}",
        "DJANGO_BEHIND_PROXY": "1",
        "DATABASE_URL": url,
        "COLLECTED_DIR": str(folder / "collected"),
        "ERASURE_LOG": str(folder / "erasures.jsonl"),
        **more,
    }


@contextmanager
def empty_database(folder, name="set_up"):
    """A database that nobody has used, of the kind that this run tests; yields its address."""
    here = os.environ.get("DATABASE_URL", "")
    if not here.startswith("postgres"):
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    name = f"{name}_{os.getpid()}"
    parts = dj_database_url.parse(here)
    with psycopg.connect(
        host=parts["HOST"],
        port=parts["PORT"] or 5432,
        user=parts["USER"],
        password=parts["PASSWORD"],
        dbname=parts["NAME"],
        autocommit=True,
    ) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield re.sub(r"/[^/]*$", f"/{name}", here)
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run(env, *command):
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def served(env, command):
    """A server of the documented command, on a port of its own; yields it and the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log_of(env).open("w") as log:  # a pipe that nobody reads would stop it once it is full
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *command[1:], "--bind", f"127.0.0.1:{port}"],
            cwd=PROJECT,
            env=env,
            stdout=log,
            stderr=log,
        )
    try:
        yield server, port
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait(timeout=SECONDS)


def log_of(env):
    """The file that a server with this environment logs to."""
    return Path(env["COLLECTED_DIR"]).with_name("server.log")


def ask(port, path):
    """What the site answers to its proxy, once it listens: status, headers and text."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as connection:
                connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
                answer = connection.getresponse()
                return answer.status, answer.headers, answer.read().decode()
        except ConnectionError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


def get(port, path):
    """The status and the text of an answer."""
    status, _headers, text = ask(port, path)
    return status, text


def cookies(port, path):
    """The names of the cookies that an answer sets, each of which says that it is for this host alone."""
    _status, headers, _text = ask(port, path)
    set_here = headers.get_all("Set-Cookie")
    assert all("Secure" in line and "Path=/" in line and "Domain" not in line for line in set_here)
    return [line.partition("=")[0] for line in set_here]


def post(port, path, cookie, fields, **more):
    """Send a form as a browser behind the proxy; return the status and the page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    headers = {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "Referer": f"https://{HOST}{path}",
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        **more,
    }
    connection.request("POST", path, body=urlencode(fields), headers=headers)
    answer = connection.getresponse()
    status, page = answer.status, answer.read().decode()
    connection.close()
    return status, page


@contextmanager
def closed_server(url):
    """A time in which PostgreSQL ends all connections to a database and refuses new ones, as in a restart."""
    address, _, name = url.rpartition("/")
    with psycopg.connect(
        f"{address}/postgres".replace("postgres://", "postgresql://"), autocommit=True
    ) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
