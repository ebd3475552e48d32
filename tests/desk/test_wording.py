"""Every action that the code records has its sentence, and no sentence is about an action that is none."""

import ast
import re
from pathlib import Path

import pytest

from core.models import AuditEvent
from desk.trail import KINDS, OTHER, actions, words_for
from desk.wording import ACTIONS
from initiatives.models import Role

ROOT = Path(__file__).resolve().parents[2]
APPS = sorted(path.parent for path in ROOT.glob("*/apps.py"))
# Calls that get the action from elsewhere, with what they may get.
COMPUTED = {
    'f"role.{Role.State.CLOSED}"': [f"role.{Role.State.CLOSED}"],
    'f"role.{outcome}"': ["role.accepted", "role.sent_back"],
    "NAMES[role.state]": ["role.taken_back", "role.submitted", "role.open", "role.closed"],
    "action": [
        *("volunteer.paused", "volunteer.resumed"),
        *("upload.confirmed", "upload.restarted", "upload.dropped"),
        *("group.change_sent", "group.change_withdrawn"),
    ],
    "_action(change, action)": [
        *("initiative.change_sent", "initiative.change_withdrawn"),
        *("role.change_sent", "role.change_withdrawn"),
    ],
    **{
        f'_action(change, "{name}")': [f"initiative.{name}", f"role.{name}"]
        for name in ("change_withdrawn", "change_published", "change_sent_back")
    },
    "SEEDED": ["demo.seeded"],
}


def recorded():
    """What the first argument of each call of `record` and `record_many` is, as it is written."""
    for app in APPS:
        for path in app.rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            if path.name == "audit.py" or "audit.record" not in source:
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and re.fullmatch(
                    r"audit\.record(_many)?", ast.unparse(node.func)
                ):
                    yield node.args[0], source


def test_every_recorded_action_has_a_sentence_and_every_sentence_an_action():
    found = set()
    for argument, source in recorded():
        if isinstance(argument, ast.Constant):
            found.add(argument.value)
        else:
            found.update(COMPUTED[ast.get_source_segment(source, argument)])

    assert found == set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_sentence_says_what_it_is_about(action):
    assert str(ACTIONS[action]).count("{it}") == 1


@pytest.mark.parametrize(
    ("action", "kind", "words"),
    [
        ("group.approved", "groups.group", "approved this group"),
        ("volunteer.screened", "volunteers.volunteer", "recorded a DBS check of this volunteer"),
        ("moon.landed", "core.moon", "did something else to this record"),
    ],
)
def test_words_on_a_page_about_the_record(action, kind, words):
    assert words_for(AuditEvent(action=action, subject_type=kind)) == words


def test_actions_to_choose_from_are_in_words():
    words = dict(actions())

    assert words["group.approved"] == "approved a group"
    assert words["email_link.used"] == "opened a link by email"
    assert [action for action, text in words.items() if str(OTHER.any) in text] == [
        "places.located",
        "places.ward_renewed",
    ]
    assert set(words) == set(ACTIONS)


def test_every_kind_has_as_many_blanks_in_its_name_as_it_has_fields():
    assert [name for name, kind in KINDS.items() if str(kind.named).count("{}") != len(kind.fields)] == []
