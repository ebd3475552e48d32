import pytest

from core.registration.services import Incomplete, no_answer, put_answer, require_complete
from core.registration.steps import Step
from groups.models import Group
from tests.factories.groups import GroupFactory
from tests.factories.places import WardFactory

ABOUT = Step("about", "About", ("summary", "audience"), needed=("summary", "audience"))
WARDS = Step("wards", "Wards", ("wards",), needed=("wards",))


@pytest.fixture
def group(db):
    return GroupFactory(summary="We box.", audience="All")


def test_put_answer_says_which_fields_changed(group):
    assert put_answer(group, ABOUT, {"summary": "We sing.", "audience": "All", "name": "ignored"}) == [
        "summary"
    ]
    assert (group.summary, group.name == "ignored") == ("We sing.", False)


def test_put_answer_leaves_the_record_to_be_saved_by_the_caller(group):
    put_answer(group, ABOUT, {"summary": "We sing.", "audience": "All"})

    group.refresh_from_db()
    assert group.summary == "We box."


def test_put_answer_stores_links_at_once(group):
    wards = WardFactory.create_batch(2)

    assert put_answer(group, WARDS, {"wards": wards}) == ["wards"]
    assert put_answer(group, WARDS, {"wards": wards[::-1]}) == []
    assert put_answer(group, WARDS, {"wards": wards[:1]}) == ["wards"]
    assert list(group.wards.all()) == wards[:1]


def test_no_answer_is_what_a_fresh_record_holds():
    assert no_answer(Group, ABOUT) == {"summary": "", "audience": ""}
    assert no_answer(Group, WARDS) == {"wards": []}


def test_require_complete_names_the_open_questions(group):
    group.audience = ""

    with pytest.raises(Incomplete, match="about, wards") as caught:
        require_complete((ABOUT, WARDS), group)

    assert caught.value.steps == [ABOUT, WARDS]


def test_require_complete_takes_what_is_complete(group):
    require_complete((ABOUT,), group)
