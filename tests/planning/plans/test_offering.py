from datetime import UTC, datetime

import pytest

from matching.models import Offer
from matching.services import decline_offer, make_offer
from notifications.models import Message
from planning.models import PlanPair
from planning.plans.offering import send_offers
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory
from tests.factories.planning import PlanPairFactory, ReadyPlanFactory
from tests.factories.volunteers import VolunteerFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def plan(carol):
    return ReadyPlanFactory(made_by=carol)


@pytest.fixture
def approve(plan, carol):
    def approve(volunteer, role=None, **facts):
        given = {"state": "approved", "approved_by": carol, "approved_at": NOW, "score": 0.5, "points": 5000}
        role = role or RoleFactory()
        return PlanPairFactory(plan=plan, volunteer=volunteer, role=role, **{**given, **facts})

    return approve


def test_send_offers_writes_to_each_person_once_for_all_of_theirs(plan, approve, carol):
    two, one = VolunteerFactory(placement_limit=3), VolunteerFactory()
    pairs = [approve(two), approve(two), approve(one)]

    assert send_offers(pairs=plan.pairs.all(), now=NOW) == 3
    assert send_offers(pairs=plan.pairs.all(), now=NOW) == 0

    assert Message.objects.count() == 2
    assert Message.objects.get(to=two.email).subject == "2 volunteer roles for you"
    for pair in pairs:
        pair.refresh_from_db()
        assert (pair.state, pair.offer.source, pair.offer.made_by) == ("offered", "plan", carol)
        assert (pair.offer.role, pair.offer.volunteer) == (pair.role, pair.volunteer)


def test_send_offers_leaves_what_is_not_approved_or_not_asked_for(plan, approve):
    wanted, other = approve(VolunteerFactory()), approve(VolunteerFactory())
    approve(VolunteerFactory(dbs_level=3, dbs_valid_until="2030-01-01"), RoleFactory(dbs_level=3))
    PlanPairFactory(plan=plan)

    assert send_offers(pairs=plan.pairs.filter(pk=wanted.pk), now=NOW) == 1

    other.refresh_from_db()
    assert other.state == "approved"
    assert send_offers(pairs=plan.pairs.all(), now=NOW) == 1
    assert PlanPair.objects.to_be_sent().count() == 0


def test_send_offers_says_why_a_pair_can_not_be_offered(plan, approve, carol):
    full, refused = RoleFactory(), RoleFactory()
    OfferFactory(role=full, expires_at=datetime(2026, 7, 1, tzinfo=UTC))
    nay = VolunteerFactory()
    decline_offer(
        offer=make_offer(role=refused, volunteer=nay, by=carol, now=NOW), by=nay.user, now=NOW, code="role"
    )
    pairs = {
        "There are no places left.": approve(VolunteerFactory(), full),
        "They declined this role.": approve(nay, refused),
        "Not volunteering at the moment": approve(VolunteerFactory(state="paused")),
    }

    assert send_offers(pairs=plan.pairs.all(), now=NOW) == 0

    for note, pair in pairs.items():
        pair.refresh_from_db()
        assert (pair.state, pair.note, pair.offer) == ("refused", note, None)
    assert Offer.objects.count() == 2
    assert not Message.objects.filter(template="offers_made").exists()
