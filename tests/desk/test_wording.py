import pytest

from core.models import AuditEvent
from desk.templatetags.desk import desk_address
from desk.wording import words_for
from tests.factories.groups import GroupFactory


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("group.approved", "approved this"),
        ("group.checked", "recorded a check"),
        ("moon.landed", "moon.landed"),
    ],
)
def test_words_for_actions(action, words):
    assert words_for(action) == words


def test_desk_address_of_what_has_a_page(db):
    group = GroupFactory()

    event = AuditEvent(subject_type="groups.group", subject_id=str(group.pk))

    assert desk_address(event) == f"/desk/groups/{group.pk}/"


def test_desk_address_of_what_has_none():
    assert desk_address(AuditEvent(subject_type="core.thing", subject_id="1")) == ""
