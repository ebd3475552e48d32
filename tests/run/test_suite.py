import pytest

from tools import suite


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "tests" / "groups").mkdir(parents=True)
    (tmp_path / "tests" / "groups" / "test_a.py").touch()
    (tmp_path / "tests" / "groups" / "test_b.py").touch()
    return tmp_path


def without_cores(run):
    """Return the arguments after those that say how to use the cores."""
    start = len(suite.ON_EVERY_CORE)
    assert tuple(run[:start]) == suite.ON_EVERY_CORE
    return list(run[start:])


def test_runs_the_whole_suite_with_its_coverage(checkout):
    (run,) = suite.runs(checkout, [], "sqlite")

    assert without_cores(run) == ["--cov", suite.MISSING_LINES]


def test_runs_on_postgresql_what_may_differ_there(checkout):
    (checkout / "tests" / "core").mkdir()
    for name in suite.OWN_TESTS:
        (checkout / name).touch()

    whole, own = suite.runs(checkout, [], "postgresql")

    assert without_cores(whole) == ["-m", "not once", *suite.ELSEWHERE]
    assert without_cores(own) == [*suite.OWN_TESTS, *suite.OWN_LINES, suite.MISSING_LINES]


@pytest.mark.parametrize(
    ("database", "marks"), [("sqlite", "not slow"), ("postgresql", "not slow and not once")]
)
def test_runs_quickly_without_what_is_slow_and_says_so(checkout, capsys, database, marks):
    (run,) = suite.runs(checkout, ["--quick"], database)

    assert without_cores(run) == ["-m", marks]
    assert "without the tests marked slow" in capsys.readouterr().out


def test_runs_quickly_what_is_named(checkout):
    (run,) = suite.runs(checkout, ["tests/groups", "--quick", "-x"], "postgresql")

    assert without_cores(run) == ["-m", "not slow", "tests/groups", "-x"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["tests/groups/test_a.py"],
        ["tests/groups/test_a.py::test_x", "-k", "y"],
        ["-x", "tests/groups/test_a.py"],
    ],
)
def test_runs_one_file_in_one_process(checkout, arguments):
    assert suite.runs(checkout, arguments, "sqlite") == [arguments]


@pytest.mark.parametrize(
    "arguments",
    [
        ["tests/groups"],
        ["tests/groups/test_a.py", "tests/groups/test_b.py"],
        ["tests/groups/test_a.py", "tests"],
        ["-k", "port"],
        ["tests/absent.py"],
        [""],
    ],
)
def test_runs_more_than_one_file_on_every_core(checkout, arguments):
    (run,) = suite.runs(checkout, arguments, "sqlite")

    assert without_cores(run) == arguments
