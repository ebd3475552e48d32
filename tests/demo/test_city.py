"""The small demo city, seeded once for all tests of this file."""

import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import models
from django.db.models import F
from django.test import override_settings
from django.urls import reverse

from accounts.models import User
from core import audit, search
from core.models import AuditEvent
from demo import names
from demo.accounts import PASSWORD, TOTP_SECRET, Cast, present_code
from demo.city import SIZES, build_city
from demo.recent_activity import PAIRS_SENT, WAITING
from groups.models import Check, Decision, Group, Membership
from groups.registers import REGISTERS
from groups.rules import missing_checks, missing_steps
from initiatives.models import Initiative, ProtectedAddress, Role, Venue, WeeklyTime
from initiatives.rules import missing_parts
from matching.candidates import people_by_key
from matching.eligibility import judge
from matching.models import Conflict, Offer, Override, Placement, Waiting
from matching.openings import officers_opening
from matching.services import in_line
from notifications.models import Message
from places.models import Ward
from planning.models import FairnessReport, Plan, Question, Review
from planning.plans.freshness import is_fresh
from tests.demo.conftest import TODAY, load_reference_data
from volunteers.catalogues import members
from volunteers.models import ScreeningCheck, Volunteer

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
MODELS = (
    *(User, Group, Membership, Check, Decision, Venue, ProtectedAddress, Initiative, WeeklyTime, Role),
    *(Volunteer, ScreeningCheck, Offer, Placement),
)
INVENTED_MAIL = re.compile(r"[^@\s]+@(example\.org|([a-z]+\.)+example|[a-z]+\.example)")
INVENTED_SITE = re.compile(r"https://[a-z]+\.example/")
DRAMA_PHONE = re.compile(r"01632 960\d{3}|07700 900\d{3}")

pytestmark = pytest.mark.django_db


def run(*command):
    """Run a management command on a demo machine and return what it prints."""
    said = StringIO()
    with override_settings(DEBUG=True):
        call_command(*command, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def said(django_db_setup, django_db_blocker):
    """The seeded city, kept for the whole file and cleared away after it; the value is what was printed."""
    with django_db_blocker.unblock():
        load_reference_data()
        with time_machine.travel(NOON):  # else the offers would have run out by now
            printed = run("seed_demo", "--today", TODAY.isoformat())
        yield printed
        search.remove_all("initiative")
        search.remove_all("group")
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def city(said):
    """Let every test of this file stand in the city."""


def test_small_city_has_exactly_its_numbers():
    assert Group.objects.count() == 60
    assert Initiative.objects.count() == 90
    assert Role.objects.count() == 120
    assert Volunteer.objects.count() == 800


def test_city_is_the_one_that_its_seed_makes():
    built = build_city(SIZES["small"], 1, TODAY)

    assert set(Group.objects.values_list("pk", "name")) == {
        (each.group.pk, each.group.name) for each in built.groups
    }
    assert set(Offer.objects.values_list("pk", "state")) >= {
        (offer.pk, offer.state) for offer in built.given.offers
    }


def test_every_ward_has_groups_and_initiatives():
    wards = set(Ward.objects.on(TODAY).values_list("pk", flat=True))

    assert len(wards) == 20
    assert set(Group.objects.listed().values_list("ward", flat=True)) == wards
    assert wards <= set(Initiative.objects.listed().values_list("ward", flat=True))
    assert set(Volunteer.objects.values_list("ward", flat=True)) == wards


def test_states_are_mixed():
    assert set(Group.objects.values_list("state", flat=True)) == set(Group.State.values)
    assert set(Initiative.objects.values_list("state", flat=True)) == set(Initiative.State.values)
    assert set(Role.objects.values_list("state", flat=True)) == {"open", "closed", "submitted"}
    assert set(Volunteer.objects.values_list("state", flat=True)) == {"active", "paused", "draft"}
    assert set(Offer.objects.values_list("state", flat=True)) == set(Offer.State.values)
    assert Offer.objects.refused().exclude(decline_reason="").exists()
    assert Initiative.objects.listed().count() > 70
    waiting = Group.objects.awaiting_officer().values_list("submitted_at__date", flat=True)
    assert len(set(waiting)) > 3


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_one_that_a_form_would_take(model):
    for record in model.objects.all():
        record.clean_fields(exclude=["password", "details"])


def shape_of_invented(field):
    """Return the only shape that what a field holds may have, where it is an address or a number."""
    if isinstance(field, models.EmailField):
        return INVENTED_MAIL
    if isinstance(field, models.URLField):
        return INVENTED_SITE
    return DRAMA_PHONE if field.name.endswith("phone") else None


def test_no_address_or_number_can_be_real():
    fields = [(model, field) for model in MODELS for field in model._meta.concrete_fields]
    shaped = [(model, field, shape_of_invented(field)) for model, field in fields if shape_of_invented(field)]

    assert len(shaped) > 8
    for model, field, shape in shaped:
        given = set(model.objects.values_list(field.name, flat=True)) - {"", None}
        assert given, field
        assert all(shape.fullmatch(each) for each in given), field


def test_nobody_is_written_to():
    assert not Message.objects.exists()


def test_groups_are_as_complete_as_their_state_says():
    for group in Group.objects.exclude(state="draft"):
        assert missing_steps(group) == []
        if group.legal_form in REGISTERS:
            assert REGISTERS[group.legal_form].normalise(group.register_number) == group.register_number
        if group.is_listed:
            assert missing_checks(group) == []


def test_initiatives_are_complete_and_meet_on_their_days():
    for initiative in Initiative.objects.prefetch_related("weekly_times"):
        assert missing_parts(initiative) == []
        assert members(initiative.days) == sorted({time.weekday for time in initiative.weekly_times.all()})
        assert "{" not in initiative.title + initiative.summary + initiative.description + initiative.audience


def test_roles_are_at_times_of_their_initiatives():
    for role in Role.objects.select_related("initiative"):
        assert {slot // 3 for slot in members(role.slots)} <= set(members(role.initiative.days))


def test_titles_are_varied():
    assert Initiative.objects.values("title").distinct().count() > 45
    assert Group.objects.values("name").distinct().count() == 60


def test_about_an_eighth_of_the_venues_is_protected():
    assert 7 <= Initiative.objects.filter(is_place_private=True).count() <= 14


def test_protected_venues_leak_nothing():
    secret = ProtectedAddress.objects.values_list("postcode", "address")
    hidden = {words for row in secret for words in row}
    points = set(ProtectedAddress.objects.values_list("latitude", "longitude"))

    assert len(hidden) > 10
    for model in (Group, Venue, Initiative, Role, Offer, AuditEvent):
        for row in model.objects.values_list():
            text = " ".join(map(str, row))
            assert not any(words in text for words in hidden)
    for located in (Group, Venue, Initiative):
        assert points.isdisjoint(located.objects.values_list("latitude", "longitude"))
    for word in (*names.SECRET_STREETS, *hidden):
        assert not search.matching("initiative", word).exists()
        assert not search.matching("group", word).exists()


def test_name_of_a_protected_service_says_no_neighbourhood():
    areas = [area for each in names.AREAS.values() for area in each]

    for initiative in Initiative.objects.filter(is_place_private=True).select_related("group", "venue"):
        public = f"{initiative.group.name} {initiative.title} {initiative.group.summary} {initiative.venue}"
        assert not any(area in public for area in areas)
        assert initiative.group.wards.count() == 20


def test_the_search_finds_what_is_listed():
    assert set(search.matching("group", "Lanterns mentoring").values_list("record", flat=True)) == {
        Group.objects.get(name="Low Hill Lanterns Mentoring").pk
    }
    found = Initiative.objects.filter(pk__in=search.matching("initiative", "mentor"))
    assert found.count() >= 3
    assert {initiative.state for initiative in found} == {"published"}


def test_places_are_held_once_and_within_the_roles():
    assert not Offer.objects.filter(place_number__gt=F("role__places_maximum")).exists()
    assert Placement.objects.count() == Offer.objects.filter(state__in=["accepted", "ended"]).count()
    assert Placement.objects.filter(ended_on__isnull=False).exists()
    assert not Offer.objects.filter(placement__ended_on__isnull=False, place_number__isnull=False).exists()
    assert not Placement.objects.filter(ended_on__lt=F("starts_on")).exists()
    for volunteer in Volunteer.objects.filter(offers__place_number__isnull=False):
        assert volunteer.offers.holding().count() <= volunteer.placement_limit


def test_people_suit_the_roles_that_they_hold():
    for offer in Offer.objects.holding().select_related("role__initiative"):
        person = people_by_key([offer.volunteer_id], on=TODAY)[offer.volunteer_id].candidate
        opening = officers_opening(offer.role, on=TODAY)
        outcomes = {finding.code: finding.outcome for finding in judge(person, opening).findings}
        for gate in ("age", "dbs", "availability", "travel", "languages", "car"):
            assert outcomes[gate].value == "pass"


def test_full_roles_have_people_who_wait():
    waited_for = Role.objects.filter(pk__in=Waiting.objects.waiting().values("role"))

    assert waited_for.count() == SIZES["small"].full_roles
    for role in waited_for:
        assert role.offers.holding().count() == role.places_maximum
        assert len(in_line(role, NOON)) == WAITING


def test_people_are_kept_from_a_person_a_group_and_a_place():
    conflicts = Conflict.objects.in_force()

    assert conflicts.count() == 3
    for thing in ("other", "group", "venue"):
        assert conflicts.filter(**{f"{thing}__isnull": False}).exists()


def test_checks_are_overridden_with_and_without_a_second_officer():
    found = Override.objects.usable(NOON).values_list("gate", "agreed_by__email")

    assert set(found) == {("dbs", "sam@demo.example"), ("travel", None)}
    assert Override.objects.waiting(NOON).get().gate == "dbs"


def test_one_plan_is_sent_in_part_and_one_fits_the_city():
    first, whole = Plan.objects.order_by("created_at")

    offered = first.pairs.filter(state="offered")
    assert offered.count() == Offer.objects.filter(source="plan").count() == PAIRS_SENT
    assert whole.measures["pairs"] > 100
    assert is_fresh(whole)
    assert not whole.pairs.sent().exists()
    assert Question.objects.get(plan=whole).answer["forcing"]


def test_what_holds_the_city_back_and_how_fair_last_month_was_is_known():
    review = Review.objects.get()

    assert review.state == "ready"
    assert review.fixes.count() > 20
    assert FairnessReport.objects.get().month == date(2026, 5, 1)


def test_screening_is_mixed_as_in_life():
    seen = Volunteer.objects.filter(dbs_level__gte=3).count()
    checks = ScreeningCheck.objects.accepted()

    assert 0.2 <= seen / 800 <= 0.3
    assert Volunteer.objects.filter(dbs_level=0, dbs_declared__gt=0).exists()
    assert Volunteer.objects.filter(dbs_valid_until__lt=TODAY).exists()
    assert checks.count() == Volunteer.objects.filter(dbs_level__gt=0).count()
    assert not checks.exclude(volunteer__dbs_level=F("level")).exists()
    assert not checks.filter(checked_at__date__lt=F("issued_on")).exists()


def test_asha_owns_a_group_with_open_roles_and_ben_edits_it():
    group = Group.objects.listed().get(
        memberships__user__email="asha@demo.example", memberships__role="owner"
    )

    assert group.name == "Low Hill Lanterns Mentoring"
    assert group.memberships.get(user__email="ben@demo.example").role == Membership.Role.EDITOR
    assert Role.objects.open().filter(initiative__group=group).count() >= 4


def test_dev_has_one_offer_and_suits_more_roles():
    dev = Volunteer.objects.get(user__email="dev@demo.example")
    offer = dev.offers.get()
    person = people_by_key([dev.pk], on=TODAY)[dev.pk].candidate
    roles = Role.objects.open().filter(initiative__group__name="Low Hill Lanterns Mentoring")
    suited = [role for role in roles if judge(person, officers_opening(role, on=TODAY)).is_eligible]

    assert dev.postcode == "WV1 1RG"
    assert (offer.state, offer.place_number) == (Offer.State.OPEN, 1)
    assert len(suited) >= 3


def test_eve_holds_nothing():
    eve = User.objects.get(email="eve@demo.example")

    assert not eve.is_officer
    assert not Membership.objects.filter(user=eve).exists()
    assert not Volunteer.objects.filter(user=eve).exists()


@pytest.mark.parametrize("person", Cast.PEOPLE, ids=lambda person: person.first)
def test_demo_people_sign_in(client, person):
    with time_machine.travel(NOON, tick=False):
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        assert ("_auth_user_id" in client.session) is not person.has_second_factor
        if person.has_second_factor:
            client.post(reverse("mfa_authenticate"), {"code": present_code()})
        assert client.session["_auth_user_id"] == str(User.objects.get(email=person.email).pk)


def test_seeding_is_told_and_leaves_one_audit_event(said):
    event = AuditEvent.objects.get(action="demo.seeded")

    assert event.details == {"city": "small", "seed": 1, "today": "2026-06-01"}
    assert audit.is_intact(User.objects.get(email="carol@demo.example"))
    assert "60 groups" in said
    assert "800 volunteers" in said
    assert said.splitlines()[-1].startswith("The small demo city is in place.")


def test_seeding_again_is_refused_and_says_how_to_start_afresh():
    with pytest.raises(CommandError, match=r"\(seed 1\) is there already. To start afresh, delete"):
        run("seed_demo")


def test_seeding_if_absent_leaves_the_same_city_alone():
    assert run("seed_demo", "--if-absent") == "The small demo city is there already.\n"


def test_seeding_if_absent_refuses_another_city():
    with pytest.raises(CommandError, match="The small demo city"):
        run("seed_demo", "--if-absent", "--city", "full")


def test_demo_accounts_prints_everybody_and_the_secret():
    said = run("demo_accounts")

    assert all(person.email in said for person in Cast.PEOPLE)
    assert PASSWORD in said
    assert TOTP_SECRET in said
    assert "run.py code" in said


def test_demo_code_prints_the_code_of_the_moment():
    with time_machine.travel(NOON, tick=False):
        assert run("demo_code") == f"{present_code()}\n"
        assert re.fullmatch(r"\d{6}", present_code())
