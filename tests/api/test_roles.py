import pytest

from api.serializers import DAYS, SLOTS
from initiatives import needs
from initiatives.models import Initiative, Role, Weekday
from tests.api.conftest import ids
from tests.factories.initiatives import InitiativeFactory, ProtectedInitiativeFactory, RoleFactory
from tests.factories.places import PostcodeFactory
from tests.factories.strategy import PriorityFactory
from volunteers.catalogues import (
    LANGUAGES,
    SKILLS,
    SLOT_COUNT,
    mask_of,
    mask_of_slugs,
    slot_bit,
    slot_name,
    whole,
)


def test_a_role_says_what_it_takes(ask, group):
    initiative = InitiativeFactory(group=group, title="Junior boxing")
    role = RoleFactory(
        initiative=initiative,
        title="Coach",
        places_minimum=2,
        places_maximum=5,
        slots=mask_of([slot_bit(1, 2), slot_bit(6, 0)]),
        skills=mask_of_slugs(SKILLS, ["boxing-coaching", "mentoring"]),
        skills_strong=mask_of_slugs(SKILLS, ["mentoring"]),
        languages=mask_of_slugs(LANGUAGES, ["panjabi"]),
        minimum_age=18,
        dbs_level=3,
    )

    answer = ask(f"roles/{role.pk}/")

    place = answer.pop("place")
    assert (place["is_private"], place["postcode"]) == (False, "WV1 1RG")
    assert answer == {
        "id": str(role.pk),
        "title": "Coach",
        "url": f"http://testserver/initiatives/{initiative.pk}/#volunteer",
        "tasks": "Welcome people and make tea.",
        "initiative": {
            "id": str(initiative.pk),
            "title": "Junior boxing",
            "url": f"http://testserver/initiatives/{initiative.pk}/",
        },
        "group": {
            "id": str(group.pk),
            "name": "Low Hill Boxing Club",
            "url": f"http://testserver/groups/{group.pk}/",
        },
        "places_minimum": 2,
        "places_maximum": 5,
        "slots": ["tuesday-evening", "sunday-morning"],
        "skills": ["mentoring", "boxing-coaching"],
        "skills_experienced": ["mentoring"],
        "languages": ["panjabi"],
        "minimum_age": 18,
        "dbs_level": "enhanced",
        "starts_on": "2026-12-01",
        "ends_on": None,
        **dict.fromkeys(needs.fields(), False),
    }


def test_a_role_with_every_mask_whole_and_one_with_none(ask, db):
    full = RoleFactory(slots=2**SLOT_COUNT - 1, skills=whole(SKILLS), languages=whole(LANGUAGES), dbs_level=4)
    bare = RoleFactory()

    answer = ask(f"roles/{full.pk}/")

    assert [len(answer[name]) for name in ("slots", "skills", "languages")] == [
        21,
        len(SKILLS),
        len(LANGUAGES),
    ]
    assert answer["dbs_level"] == "enhanced-barred"
    assert [ask(f"roles/{bare.pk}/")[name] for name in ("slots", "skills", "languages")] == [[], [], []]


def test_slots_and_days_are_named_as_the_site_names_them():
    assert [day.slug for day in DAYS] == [day.name.lower() for day in Weekday]
    assert [slot.replace("-", " ") for slot in SLOTS] == [slot_name(bit).lower() for bit in range(SLOT_COUNT)]


@pytest.mark.parametrize(
    ("role", "initiative"),
    [
        (Role.State.DRAFT, Initiative.State.PUBLISHED),
        (Role.State.CLOSED, Initiative.State.PUBLISHED),
        (Role.State.OPEN, Initiative.State.PAUSED),
        (Role.State.OPEN, Initiative.State.CLOSED),
    ],
)
def test_roles_that_nobody_can_take_are_nowhere(ask, db, role, initiative):
    hidden = RoleFactory(state=role, initiative__state=initiative)
    assert ask("roles/")["count"] == 0
    ask(f"roles/{hidden.pk}/", status=404)


def test_roles_are_found_by_their_initiative(ask, db):
    PostcodeFactory(code="WV1 1RG")
    priority = PriorityFactory()
    wanted = RoleFactory()
    wanted.initiative.priorities.add(priority)
    RoleFactory(initiative__days=1, initiative__latitude=52.7)

    for question in ({"day": "tuesday"}, {"postcode": "WV1 1RG"}, {"priority": priority.slug}):
        assert ids(ask("roles/", question)) == [str(wanted.pk)]


def test_a_role_at_a_private_place_says_nowhere(ask, db):
    role = RoleFactory(initiative=ProtectedInitiativeFactory())
    place = ask(f"roles/{role.pk}/")["place"]
    assert place.pop("is_private") is True
    assert set(place.values()) == {None}
