from datetime import date, timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from initiatives.models import Role
from matching.models import Offer, Placement, Waiting, WeightSet
from matching.scoring import WEIGHTS
from matching.services import weights_in_force
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.initiatives import DraftInitiativeFactory, RoleFactory
from tests.factories.matching import PlacementFactory
from tests.factories.volunteers import VolunteerFactory
from tests.groups.hostile import NASTIEST
from tests.matching.conftest import close, make_offer
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer


def text(response):
    return " ".join(response.content.decode().split())


def url(role):
    return reverse("matching:role", args=[role.pk])


def test_role_says_what_it_needs(officer, role):
    page = text(officer.get(url(role)))

    for words in ["Boxing coach", "Tuesday boxing", "Low Hill Boxing Club", "Tuesday: evening"]:
        assert words in page
    assert "Boxing coaching" in page
    assert "needs at least 1 and can take up to 2" in page
    assert reverse("desk:roles") in page


@pytest.mark.parametrize(("days", "label"), [(-30, "Started"), (0, "Starts"), (30, "Starts")])
def test_role_says_when_it_starts_or_started(officer, role, days, label):
    day = timezone.localdate() + timedelta(days=days)
    Role.objects.update(starts_on=day)

    page = " ".join(text(officer.get(url(role))).split())

    assert f">{label}</dt>" in page.replace(" ", "")
    assert date_format(day, "j F Y") in page


def test_role_ranks_who_suits_with_the_parts_of_the_score(officer, role, volunteer):
    VolunteerFactory(name="Best", skills=role.skills, registered_at=timezone.now())

    page = text(officer.get(url(role)))

    assert "2 people are suitable for this role" in page
    assert page.index(">Best<") < page.index(">Dev Volunteer<")
    assert "Has every skill the role needs: Boxing coaching." in page
    # Skills 0.30, interests and nearness 0.15 each, spare 20 of 21 parts of 0.10, new and never asked 0.10.
    assert "0.80" in page
    assert '<meter class="score__bar"' in page
    assert reverse("matching:invite", args=[role.pk, volunteer.pk]) in page


def test_role_ranks_by_the_weights_in_force(officer, role):
    VolunteerFactory(name="Able", skills=role.skills, latitude=52.6)
    VolunteerFactory(name="Close")
    before = text(officer.get(url(role)))
    only_near = dict.fromkeys(WEIGHTS, 0) | {"nearness": 100}
    WeightSet.objects.create(version=9, weights=only_near, valid_from=timezone.now(), reason="-")

    after = text(officer.get(url(role)))

    assert before.index(">Able<") < before.index(">Close<")
    assert after.index(">Close<") < after.index(">Able<")


def test_role_shows_outward_codes_only(officer, role, offer):
    VolunteerFactory(postcode="WV3 9XX")
    VolunteerFactory(postcode="WV4 9YY", availability=None)
    Volunteer.objects.filter(pk=offer.volunteer_id).update(postcode="WV6 9ZZ")

    page = text(officer.get(url(role)))

    assert "WV3" in page
    assert "WV4" in page
    for inward in ["9XX", "9YY", "9ZZ"]:
        assert inward not in page


def test_role_says_which_one_thing_is_missing_and_what_would_change_it(officer, role):
    away = VolunteerFactory(name="Away", availability=1)

    page = text(officer.get(url(role)))

    assert "No one passes every check" in page
    assert "Not free on Tuesday evening." in page
    assert "Ask if they can be free then" in page
    assert "Only this one: Times" in page
    assert reverse("matching:invite", args=[role.pk, away.pk]) in page


def test_role_leads_to_no_invitation_where_no_gate_may_be_overridden(officer, role):
    paused = VolunteerFactory(name="Paused", state="paused")

    page = text(officer.get(url(role)))

    assert "Only this one: Taking part" in page
    assert reverse("matching:invite", args=[role.pk, paused.pk]) not in page


def test_role_says_whom_to_ask(officer, role):
    VolunteerFactory(name="Quiet", availability=None)

    page = text(officer.get(url(role)))

    assert "People to ask" in page
    assert "Free times not known." in page
    assert "we need to ask: Times" in page


def test_role_counts_the_rest(officer, role):
    VolunteerFactory(availability=1, languages=0, latitude=52.9, state="paused")

    response = officer.get(url(role))

    page, rest = text(response), response.context["beside"]
    assert (response.context["ranking"].eligible_count, rest.nearly, rest.others) == (0, [], 1)
    assert "Of those, people who do not pass: Languages" not in page  # the role needs none
    assert "Of those, people who do not pass: Travel" in page


def test_role_shows_the_nearest_of_many(officer, role):
    VolunteerFactory.create_batch(26, availability=1)

    page = text(officer.get(url(role)))

    assert "Times: 26 people" in page
    assert "The nearest 25 people:" in page


def test_role_tells_who_holds_its_places(officer, role, offer):
    response = officer.get(url(role))

    page = text(response)
    assert (response.context["taken"], response.context["held"]) == (0, 1)
    assert "Waiting for an answer" in page
    assert "by Carol Officer" in page
    assert "Expires on" in page
    assert reverse("matching:withdraw", args=[offer.pk]) in page


def test_role_tells_who_has_a_place(officer, role, placement):
    response = officer.get(url(role))

    assert (response.context["taken"], response.context["held"]) == (1, 0)
    assert "In the role from 1 Dec 2026" in text(response)
    assert reverse("matching:end_placement", args=[placement.pk]) in text(response)


def test_role_tells_who_was_asked_before(officer, role, offer):
    close(offer, Offer.State.DECLINED, decline_reason="Too <far>")

    page = text(officer.get(url(role)))

    assert "Declined" in page
    assert "closed on" in page
    assert "“Too &lt;far&gt;”" in page


def test_role_tells_of_a_placement_that_has_ended(officer, role, placement):
    Placement.objects.update(ended_on=date(2027, 1, 9), end_reason="left")
    Offer.objects.update(place_number=None)

    page = text(officer.get(url(role)))

    assert "In the role from 1 Dec 2026 to 9 Jan 2027: The volunteer left." in page


def test_role_says_that_it_is_full(officer, role, offer):
    Role.objects.update(places_maximum=1)

    assert "Every place is held or taken" in text(officer.get(url(role)))


def test_role_says_that_it_takes_nobody(officer, role):
    Role.objects.update(state="closed")

    assert "This role is not taking people at the moment" in text(officer.get(url(role)))


def test_role_at_a_private_place_is_measured_but_not_told(officer, refuge_role, volunteer):
    page = text(officer.get(url(refuge_role)))

    assert "1 person is suitable for this role" in page
    assert "miles away" in page
    for secret in ["99 Secret Lane", "WV3 9DU"]:
        assert secret not in page


def test_role_of_what_was_never_sent_is_unknown(officer):
    assert officer.get(url(RoleFactory(initiative=DraftInitiativeFactory()))).status_code == 404


def crowd(number, **facts):
    """Store many people: every other one is free on Tuesday evenings."""
    users = UserFactory._meta.model.objects.bulk_create(UserFactory.build_batch(number))
    return Volunteer.objects.bulk_create(
        VolunteerFactory.build(user=user, availability=2**21 - 1 if index % 2 else 1, **facts)
        for index, user in enumerate(users)
    )


def test_role_is_read_by_the_page(officer, role):
    crowd(60)

    pages = [officer.get(url(role), {"page": page}) for page in ("1", "2", "9")]

    assert [len(page.context["ranking"].eligible) for page in pages] == [25, 5, 5]
    assert 'start="26"' in text(pages[1])
    assert pages[2].context["page"].number == 2


@pytest.mark.parametrize("page", ["0", "-1", "x", "٣", "99999999", "1e3", *NASTIEST])
def test_role_survives_any_page(officer, role, volunteer, page):
    response = officer.get(url(role), {"page": page})

    assert response.status_code == (400 if "\x00" in page else 200)
    assert "<script>alert" not in text(response)
    assert "\x00" in page or "1 person is suitable for this role" in text(response)


def refusals(role, people):
    """Store offers that were declined."""
    asker, now = OfficerFactory(), timezone.now()
    Offer.objects.bulk_create(
        Offer(
            role=role,
            volunteer=volunteer,
            made_by=asker,
            made_at=now - timedelta(days=9),
            expires_at=now - timedelta(days=2),
            answered_at=now,
            state="declined",
            score=0.5,
        )
        for volunteer in people
    )


def test_role_asks_the_same_queries_for_few_and_many(officer, role, carol):
    weights_in_force(timezone.now())
    Role.objects.update(places_maximum=3)
    make_offer(role=role)
    PlacementFactory(
        offer=make_offer(role=role, place_number=2, state="accepted", answered_at=timezone.now())
    )

    def add(number):
        people = crowd(number)
        crowd(number // 5, latitude=None, longitude=None)
        refusals(role, people[::2])
        Waiting.objects.bulk_create(
            Waiting(role=role, volunteer=person, added_by=carol, added_at=timezone.now())
            for person in people[1::2]
        )

    assert_same_for_few_and_many({"role": partial(officer.get, url(role))}, add, at_most=48)
    context = officer.get(url(role)).context
    beside = context["beside"]
    assert all([context["ranking"].eligible, beside.nearly, beside.needs_asking])
    assert all([context["holding"], context["line"], context["asked"]])


def test_role_is_closed_to_outsiders(client, role, dev, asha, eve):
    assert client.get(url(role)).url.startswith("/account/login/")
    for person in [dev, asha, eve]:
        client.force_login(person)
        assert client.get(url(role)).status_code == 403


def test_role_asks_for_a_second_factor_first(client, role):
    client.force_login(OfficerFactory(second_factor=False))

    assert client.get(url(role)).url == reverse("mfa_activate_totp")
