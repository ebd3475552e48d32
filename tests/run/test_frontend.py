import pytest

from tools import frontend
from tools.failure import Failure
from tools.steps import run_all


@pytest.fixture
def checkout(tmp_path):
    """A checkout with sources, but with nothing installed or built."""
    for name in ("package.json", "package-lock.json", "requirements.txt", "tools/frontend.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    for name in ("assets/js/map/wards.js", "assets/scss/site.scss", "assets/images/favicon.svg"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    """The programs that steps asked for; npm and the style compiler leave their files behind."""
    found = []

    def run_logged(command, *, cwd, env, log, tick):
        found.append(command)
        if "ci" in command:
            install(cwd / "node_modules")
        else:
            (cwd / command[-1]).write_text("body{}")

    monkeypatch.setattr("tools.child.run_logged", run_logged)
    return found


def install(packages):
    for source, _ in frontend.VENDOR:
        (packages / source).parent.mkdir(parents=True, exist_ok=True)
        (packages / source).write_text(source) if "." in source[-8:] else (packages / source).mkdir()
    (packages / "leaflet/dist/images/marker.png").touch()


def built(checkout):
    static = checkout / "build" / "static"
    return {file.relative_to(static).as_posix() for file in static.rglob("*") if file.is_file()}


def test_steps_build_styles_scripts_and_vendored_files(checkout, commands):
    run_all(checkout, frontend.steps(checkout))

    assert built(checkout) == {
        "site.css",
        "images/favicon.svg",
        "js/map/wards.js",
        "vendor/govuk-frontend.min.js",
        "vendor/govuk-frontend.min.js.map",
        "vendor/leaflet/leaflet.js",
        "vendor/leaflet/leaflet.js.map",
        "vendor/leaflet/leaflet.css",
        "vendor/leaflet/images/marker.png",
    }


def test_steps_install_without_scripts_or_optional_packages(checkout, commands):
    run_all(checkout, frontend.steps(checkout))

    assert {"ci", "--ignore-scripts", "--omit=optional"} < set(commands[0])


def test_steps_are_unchanged_the_second_time(checkout, commands):
    run_all(checkout, frontend.steps(checkout))
    run_all(checkout, frontend.steps(checkout))

    assert len(commands) == 2


def test_steps_a_changed_style_rebuilds_without_leftovers(checkout, commands):
    run_all(checkout, frontend.steps(checkout))
    (checkout / "build" / "static" / "old.css").touch()
    (checkout / "assets" / "scss" / "site.scss").write_text("changed")

    run_all(checkout, frontend.steps(checkout))

    assert len(commands) == 3
    assert "old.css" not in built(checkout)


def test_steps_a_failed_build_leaves_the_last_good_one_and_is_repeated(checkout, commands, monkeypatch):
    run_all(checkout, frontend.steps(checkout))
    (checkout / "assets" / "scss" / "site.scss").write_text("broken {")

    def fail(*args, **kwargs):
        raise Failure("Mend the style sheet.")

    monkeypatch.setattr("tools.child.run_logged", fail)
    with pytest.raises(Failure):
        run_all(checkout, frontend.steps(checkout))

    assert "site.css" in built(checkout)
    assert [step.is_done() for step in frontend.steps(checkout)] == [True, False]
