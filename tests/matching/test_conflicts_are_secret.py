"""Nothing that volunteers see, get or download depends on a conflict that an officer recorded.

Each generated situation is played twice: as it is, and with conflicts recorded. The volunteer looks at every
page, answers an offer, looks again; every page, mail and download must be the same in both.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.models import Role
from matching.models import Conflict, Offer
from matching.own_data import own_data
from matching.tasks import expire_offers, fill_free_places, remind_people
from notifications.models import Message
from tests.factories.accounts import OfficerFactory
from tests.factories.initiatives import InitiativeFactory, ProtectedInitiativeFactory, RoleFactory
from tests.factories.matching import ConflictFactory, OfferFactory, PlacementFactory, WaitingFactory
from tests.factories.volunteers import VolunteerFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
START = date(2026, 7, 1)
# What differs from one drawing of a page to the next.
CHANGING = re.compile(r'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"')
ROLES = 3
NOTHING, OFFER, PLACE = "nothing", "offer", "place"
holdings = st.lists(st.sampled_from([NOTHING, OFFER, PLACE]), min_size=ROLES, max_size=ROLES)
situations = st.fixed_dictionaries(
    {
        "own": holdings,
        "others": holdings,
        "is_private": st.lists(st.booleans(), min_size=ROLES, max_size=ROLES),
        "dbs_level": st.sampled_from([0, 3]),
        "answer": st.sampled_from(["accept", "decline"]),
        "with_other": st.sampled_from(["", "mine", "theirs"]),
        "with_groups": st.sets(st.integers(0, ROLES - 1)),
        "with_venues": st.sets(st.integers(0, ROLES - 1)),
    }
).filter(lambda facts: facts["with_other"] or facts["with_groups"] or facts["with_venues"])


def hold(person: Any, roles: list[Role], held: list[str], number: int) -> None:
    """Give someone what they hold in each role: nothing, an open offer or a place."""
    for role, what in zip(roles, held, strict=True):
        if what == NOTHING:
            continue
        facts = {"role": role, "volunteer": person, "place_number": number, "made_at": NOW}
        facts["expires_at"] = NOW + timedelta(days=6)
        if what == OFFER:
            OfferFactory(**facts)
        else:
            offer = OfferFactory(**facts, state="accepted", answered_at=NOW)
            PlacementFactory(offer=offer, starts_on=role.starts_on)


def set_scene(facts: dict[str, Any]) -> tuple[Any, Any, list[Role]]:
    """Build some roles, of which each starts on a day of its own, with two people and what they hold."""
    roles = []
    for number, is_private in enumerate(facts["is_private"]):
        initiative = (ProtectedInitiativeFactory if is_private else InitiativeFactory)(title=f"Club {number}")
        day = START + timedelta(number)
        roles.append(RoleFactory(initiative=initiative, starts_on=day, places_maximum=3))
    Role.objects.update(dbs_level=facts["dbs_level"])
    checked = {"dbs_level": 3, "dbs_valid_until": date(2029, 1, 1), "placement_limit": 9}
    me, other = VolunteerFactory(**checked), VolunteerFactory(**checked)
    hold(me, roles, facts["own"], 1)
    hold(other, roles, facts["others"], 2)
    return me, other, roles


def record_conflicts(facts: dict[str, Any], me: Any, other: Any, roles: list[Role]) -> None:
    """Record the conflicts of a situation."""
    if facts["with_other"] == "mine":
        ConflictFactory(volunteer=me, other=other)
    elif facts["with_other"] == "theirs":
        ConflictFactory(volunteer=other, other=me)
    for number in facts["with_groups"]:
        ConflictFactory(volunteer=me, other=None, group=roles[number].initiative.group)
    for number in facts["with_venues"]:
        if venue := roles[number].initiative.venue:
            ConflictFactory(volunteer=me, other=None, venue=venue)


def pages_of(client: Any, me: Any, roles: list[Role]) -> list[str]:
    """Return all that a volunteer can look at, in its order."""
    offers = Offer.objects.filter(volunteer=me).order_by("role__starts_on")
    addresses = [
        reverse("matching:my"),
        reverse("matching:data"),
        *(reverse("matching:offer", args=[offer.pk]) for offer in offers),
        *(reverse("initiatives:detail", args=[role.initiative_id]) for role in roles),
    ]
    return [CHANGING.sub("", client.get(address).content.decode()) for address in addresses]


def answer(client: Any, facts: dict[str, Any], me: Any) -> list[str]:
    """Answer a volunteer's first open offer, if there is one; return the page that they get."""
    offer = Offer.objects.open().filter(volunteer=me).order_by("role__starts_on").first()
    if offer is None:
        return []
    sent = {"answer": facts["answer"], "code": "busy"}
    response = client.post(reverse("matching:offer", args=[offer.pk]), sent, follow=True)
    return [CHANGING.sub("", response.content.decode())]


def play(client: Any, facts: dict[str, Any], me: Any, roles: list[Role]) -> list[Any]:
    """Let a volunteer look, answer the first offer, look again, and time pass; return what reached them."""
    client.force_login(me.user)
    seen = pages = pages_of(client, me, roles)
    for days in (0, 4, 8):
        with writing() as written:
            said = answer(client, facts, me) if days == 0 else []
            for work in (expire_offers, fill_free_places, remind_people):
                work(NOW + timedelta(days))
        pages = pages_of(client, me, roles) if written else pages
        seen = [*seen, *said, *pages]
    mails = Message.objects.filter(to=me.email).order_by("template", "subject", "body")
    return [*seen, list(mails.values_list("template", "subject", "body")), str(own_data(me))]


@contextmanager
def writing() -> Iterator[list[str]]:
    """Collect what is written to the database: without any, every page is as it was."""
    written = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield written


def undone(act: Callable[[], Any]) -> Any:
    """Do something, return its result, and leave the database as it was."""
    with transaction.atomic():
        result = act()
        transaction.set_rollback(True)
    return result


@pytest.mark.django_db
@settings(max_examples=15)
@given(facts=situations)
def test_a_volunteer_sees_gets_and_downloads_the_same_whatever_conflicts_are_on_record(facts):
    def both() -> tuple[list[Any], list[Any]]:
        me, other, roles = set_scene(facts)
        without = undone(lambda: play(Client(), facts, me, roles))

        def with_conflicts() -> list[Any]:
            record_conflicts(facts, me, other, roles)
            return play(Client(), facts, me, roles)

        return without, undone(with_conflicts)

    with time_machine.travel(NOW, tick=False):
        without, with_conflicts = undone(both)

    assert with_conflicts == without


@pytest.mark.django_db
@pytest.mark.parametrize("of_first_role", [True, False])
def test_who_waits_gets_no_place_by_itself_wherever_the_other_person_is(of_first_role):
    """Where the place goes depends on there being a conflict, but not on which role it is about."""
    roles = [RoleFactory(places_maximum=1), RoleFactory(places_maximum=1)]
    me, second = VolunteerFactory(), VolunteerFactory(placement_limit=2)
    for role in roles:
        WaitingFactory(role=role, volunteer=me, added_at=NOW)
        WaitingFactory(role=role, volunteer=second, added_at=NOW + timedelta(hours=1))
    about = roles[0] if of_first_role else roles[1]
    ConflictFactory(volunteer=me, other=None, group=about.initiative.group)

    made = fill_free_places(NOW)

    assert made == 2
    assert set(Offer.objects.values_list("volunteer", flat=True)) == {second.pk}
    assert not Message.objects.filter(to=me.email).exists()


@pytest.mark.django_db
def test_officers_who_recorded_it_are_told_of_an_acceptance_that_a_conflict_forbids(client):
    ines, omar = OfficerFactory(), OfficerFactory()
    offer = OfferFactory(made_at=NOW, expires_at=NOW + timedelta(days=6))
    group = offer.role.initiative.group
    ConflictFactory(volunteer=offer.volunteer, other=None, group=group, recorded_by=ines)
    ConflictFactory(volunteer=offer.volunteer, recorded_by=omar)  # with someone who is not in this role
    client.force_login(offer.volunteer.user)

    with time_machine.travel(NOW):
        client.post(reverse("matching:offer", args=[offer.pk]), {"answer": "accept"})

    mail = Message.objects.get(template="conflict_accepted")
    assert mail.to == ines.email
    assert offer.volunteer.name not in mail.subject + mail.body
    assert reverse("matching:conflicts_to_settle") in mail.body
    assert Conflict.objects.in_force().count() == 2
