from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string

CALLS = []


def work_well(now):
    CALLS.append(now)
    return 3


def work_badly(now):
    raise RuntimeError("out of paper")


@pytest.fixture(autouse=True)
def fresh():
    CALLS.clear()


def test_run_due_does_each_piece_with_the_time(settings, capsys):
    settings.DUE_WORK = [f"{__name__}.work_well", f"{__name__}.work_well"]

    call_command("run_due")

    assert [isinstance(call, datetime) for call in CALLS] == [True, True]
    assert capsys.readouterr().out == f"{__name__}.work_well: 3\n" * 2


def test_run_due_does_the_others_when_one_fails(settings, caplog):
    settings.DUE_WORK = [f"{__name__}.work_badly", "no.such_work", f"{__name__}.work_well"]

    with pytest.raises(CommandError, match=r"work_badly, no\.such_work\. The others are done"):
        call_command("run_due")

    assert len(CALLS) == 1
    failures = [(record.getMessage(), record.exc_info[0]) for record in caplog.records]
    assert failures == [
        (f"{__name__}.work_badly failed", RuntimeError),
        ("no.such_work failed", ModuleNotFoundError),
    ]


@pytest.mark.django_db
def test_run_due_can_do_all_that_the_settings_name(settings, capsys):
    call_command("run_due")

    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == settings.DUE_WORK
    assert all(callable(import_string(name)) for name in settings.DUE_WORK)
