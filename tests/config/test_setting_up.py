"""The set-up of docs/operations.md, word for word, from an empty machine; and what must stop it."""

import re
import shlex
from pathlib import Path

import pytest

from tests.production import PROJECT, SECONDS, cookies, empty_database, environment, get, log_of, run, served

pytestmark = pytest.mark.slow


def documented():
    """The commands of the documentation, in their order."""
    text = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sh\n(python3 run\.py build\n.*?)```", text, flags=re.DOTALL)
    return [shlex.split(line) for line in block.splitlines()]


@pytest.fixture
def machine(tmp_path):
    """An empty machine: the environment of a production site, an empty database, nothing collected."""
    with empty_database(tmp_path) as url:
        yield environment(url, tmp_path)


def test_the_documented_order_works_from_an_empty_machine(machine):
    build, *commands, gunicorn = documented()

    outcomes = [run(machine, *command[1:]) for command in commands]

    assert build == ["python3", "run.py", "build"]
    assert [command[0] for command in commands] == [".venv/bin/python"] * len(commands)
    assert [(done.returncode, done.stderr) for done in outcomes if done.returncode] == []
    with served(machine, gunicorn) as (_server, port):
        status, page = get(port, "/")
        names = cookies(port, "/account/login/")
        assert (status, get(port, "/wards/")[0], get(port, "/healthz")[0]) == (200, 200, 200)
    assert names == ["__Host-csrftoken"]
    style = re.search(r'href="(/static/[^"]+\.css)"', page).group(1)
    assert (Path(machine["COLLECTED_DIR"]) / style.removeprefix("/static/")).is_file()


def test_demo_people_can_not_get_into_production_and_stop_it_if_they_do(machine):
    with_debug = {**machine, "DJANGO_DEBUG": "1"}
    assert run(machine, "manage.py", "migrate").returncode == 0

    refused = [
        run(machine, "run.py", "serve"),
        run(machine, "run.py", "code"),
        *(run(with_debug, "manage.py", name) for name in ("seed_demo", "demo_accounts", "demo_code")),
    ]

    assert [done.returncode for done in refused] == [1] * 5
    assert all("This is a production site (" in done.stderr for done in refused)

    make = (
        "import django; django.setup(); from accounts.models import User; "
        "User.objects.create(email='sam@demo.example', name='Sam', password='x')"
    )
    made = run({**machine, "DJANGO_SETTINGS_MODULE": "config.settings"}, "-c", make)
    assert (made.returncode, made.stderr) == (0, "")

    for command in (
        ["check", "--deploy"],
        ["run_due"],
        ["db_worker"],
        ["add_officer", "a@b.example", "--name", "A"],
    ):
        done = run(machine, "manage.py", *command)
        assert (done.returncode, "demo.E001" in done.stderr) == (1, True)
    with served(machine, documented()[-1]) as (server, _port):
        server.wait(timeout=SECONDS)
    assert server.returncode != 0
    assert "holds the demo city" in log_of(machine).read_text()
