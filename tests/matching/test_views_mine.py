from datetime import date
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, ProtectedAddress, Role
from matching.models import Conflict, Offer, Placement, Waiting
from matching.services import weights_in_force
from tests.factories.initiatives import RoleFactory, WeeklyTimeFactory
from tests.factories.matching import OfferFactory, PlacementFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import VolunteerFactory
from tests.groups.hostile import NASTIEST, TEXTS
from tests.matching.conftest import close, make_offer
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer

MY = reverse("matching:my")
EXIT = "govuk-exit-this-page"


def text(response):
    return response.content.decode()


def offer_url(offer):
    return reverse("matching:offer", args=[offer.pk])


@pytest.fixture
def me(client, dev):
    client.force_login(dev)
    return client


# My volunteering


def test_my_asks_to_sign_in_first(client, db):
    assert client.get(MY).url.startswith("/account/login/")


def test_my_tells_others_how_to_register(client, eve):
    client.force_login(eve)

    page = text(client.get(MY))

    assert "You are not registered as a volunteer" in page
    assert reverse("volunteers:start") in page


def test_my_tells_who_left_how_to_come_back(me, dev):
    Volunteer.objects.update(state="left")

    assert reverse("volunteers:start") in text(me.get(MY))


def test_my_leads_an_unfinished_registration_on(me, dev):
    Volunteer.objects.update(state="draft")

    page = text(me.get(MY))

    assert "You have not finished registering" in page
    assert reverse("volunteers:tasks") in page


def test_my_shows_offers_with_their_deadline(me, offer):
    page = text(me.get(MY))

    assert "Offers to answer" in page
    assert offer_url(offer) in page
    assert "Answer by" in page
    assert "You have 6\xa0days left" in page


def test_my_shows_no_offer_that_has_run_out(me, offer):
    Offer.objects.update(expires_at=timezone.now())

    assert "Offers to answer" not in text(me.get(MY))


def test_my_shows_placements(me, placement):
    page = text(me.get(MY))

    assert "Your roles" in page
    assert "From 1 December 2026, with Low Hill Boxing Club" in page


def test_my_shows_what_was_before(me, placement):
    Placement.objects.update(ended_on=date(2027, 1, 9), end_reason="finished")

    page = text(me.get(MY))

    assert "Your roles" not in page
    assert "From 1 December 2026 to 9 January 2027" in page


def test_my_shows_roles_that_suit_with_the_reasons(me, role):
    page = text(me.get(MY))

    assert "Boxing coach" in page
    assert "Tuesday evening" in page
    assert "Has none of the skills the role needs: Boxing coaching." in page
    assert "0.0 miles away" in page


def test_my_says_which_one_thing_is_missing(me, role):
    Volunteer.objects.update(availability=1)

    page = text(me.get(MY))

    assert "No roles suit you at the moment" in page
    assert "Not free on Tuesday evening." in page
    assert reverse("volunteers:change", args=["times"]) in page


def test_my_says_how_a_dbs_check_is_seen(me, role):
    Role.objects.update(dbs_level=3)

    page = text(me.get(MY))

    assert "The role needs: Enhanced DBS check" in page
    assert "An officer needs to see your certificate" in page


def test_my_says_what_has_to_be_talked_about_first(me, role):
    Volunteer.objects.update(availability=None)

    page = text(me.get(MY))

    assert "Roles to talk to us about first" in page
    assert "Free times not known." in page


def test_my_leaves_out_roles_that_are_offered_held_or_full(me, dev, role, offer):
    make_offer(role=RoleFactory(title="Full house", initiative=role.initiative))
    Volunteer.objects.update(placement_limit=3)

    context = me.get(MY).context

    assert [each.role.title for each in context["page"]] == []
    assert context["nearly"] == []


def test_my_shows_nothing_new_during_a_break(me, role, offer):
    Volunteer.objects.update(state="paused")

    page = text(me.get(MY))

    assert "You are taking a break" in page
    assert reverse("volunteers:resume") in page
    assert offer_url(offer) in page
    assert "Roles that suit you" not in page


def test_my_shows_a_private_role_without_its_place(me, dev, refuge_role):
    page = text(me.get(MY))

    assert "Night helper" in page
    assert "An officer needs to talk to you about this role." in page
    assert "Contact us if you would like to do it." in page
    assert "Same ward" not in page


def test_my_says_nothing_of_what_an_officer_recorded(me, dev, role, refuge_role):
    before = without_token(me.get(MY))
    Conflict.objects.create(
        volunteer=dev.volunteer,
        group=role.initiative.group,
        reason="They fell out",
        recorded_by=dev,
        recorded_at=timezone.now(),
    )

    assert without_token(me.get(MY)) == before


def without_token(response):
    lines = text(response).splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


def test_pages_are_the_same_wherever_a_private_place_is(me, dev, refuge_role):
    RoleFactory.create_batch(3)
    offer = make_offer(role=RoleFactory(initiative=refuge_role.initiative), volunteer=dev.volunteer)
    Volunteer.objects.update(placement_limit=5)
    pages = []
    for latitude, longitude in [(52.5870, -2.1296), (52.6300, -2.0500), (None, None)]:
        ProtectedAddress.objects.update(latitude=latitude, longitude=longitude, address=f"{latitude} Lane")
        pages.append([without_token(me.get(url)) for url in (MY, offer_url(offer))])

    assert pages[0] == pages[1] == pages[2]


def test_my_offers_a_quick_way_out_of_what_is_sensitive(me, role):
    quiet = text(me.get(MY))
    role.initiative.priorities.add(PriorityFactory(is_sensitive=True))

    assert EXIT not in quiet
    assert EXIT in text(me.get(MY))


def test_my_is_read_by_the_page(me, initiative):
    RoleFactory.create_batch(12, initiative=initiative)

    pages = [me.get(MY, {"page": page}) for page in ("1", "2", "99")]

    assert [len(page.context["page"]) for page in pages] == [10, 2, 2]
    assert 'start="11"' in text(pages[1])


@pytest.mark.parametrize("page", ["0", "-1", "x", *NASTIEST])
def test_my_survives_any_page(me, role, page):
    response = me.get(MY, {"page": page})

    assert response.status_code in {200, 400}
    assert "<script>alert" not in text(response)


def test_my_asks_the_same_queries_for_few_and_many(me, dev, carol, initiative):
    initiative.priorities.add(PriorityFactory())
    Volunteer.objects.update(availability=2, placement_limit=3)
    make_offer(volunteer=dev.volunteer)
    PlacementFactory(offer=make_offer(volunteer=dev.volunteer, state="accepted", answered_at=timezone.now()))
    weights_in_force(timezone.now())

    def add(number):
        for facts in ({"slots": 0}, {"slots": 1}, {"minimum_age": 21}):
            add_roles(initiative, number // 2, **facts)
        roles = add_roles(initiative, number, state="closed")
        wait_for(dev.volunteer, roles, carol)
        end_places_in(dev.volunteer, roles, carol)

    assert_same_for_few_and_many({"my": partial(me.get, MY)}, add, at_most=25)
    context = me.get(MY).context
    for name in ["offers", "placements", "waiting", "earlier", "page", "to_talk_about", "nearly"]:
        assert context[name], f"{name} is empty"


def add_roles(initiative, number, **facts):
    return Role.objects.bulk_create(RoleFactory.build(initiative=initiative, **facts) for _ in range(number))


def wait_for(volunteer, roles, officer):
    Waiting.objects.bulk_create(
        Waiting(role=role, volunteer=volunteer, added_by=officer, added_at=timezone.now()) for role in roles
    )


def end_places_in(volunteer, roles, officer):
    now, day = timezone.now(), timezone.localdate()
    offers = Offer.objects.bulk_create(
        OfferFactory.build(
            role=role,
            volunteer=volunteer,
            made_by=officer,
            state="accepted",
            place_number=None,
            answered_at=now,
        )
        for role in roles
    )
    Placement.objects.bulk_create(
        PlacementFactory.build(offer=offer, starts_on=day, ended_on=day, end_reason="finished")
        for offer in offers
    )


# An offer


def test_offer_says_what_when_and_where(me, offer):
    WeeklyTimeFactory(initiative=offer.role.initiative)

    page = text(me.get(offer_url(offer)))

    for words in [
        "Boxing coach",
        "They asked for you.",
        "Welcome people and make tea.",
        "Tuesday: evening",
        "1 December 2026",
        "The Old Gym",
        "7 Heath Street",
        "Tuesday, 6pm to 8pm",
        "We are holding this place for you until",
        "Why it suits you",
    ]:
        assert words in page


def test_offer_at_a_private_place_is_told_in_person(me, dev, refuge_role):
    offer = make_offer(role=refuge_role, volunteer=dev.volunteer)

    page = text(me.get(offer_url(offer)))

    assert "We will tell you in person" in page
    for secret in ["99 Secret Lane", "WV3", "A safe place", "Nearness"]:
        assert secret not in page


def test_offer_offers_a_quick_way_out_of_what_is_sensitive(me, offer):
    assert EXIT not in text(me.get(offer_url(offer)))
    offer.role.initiative.priorities.add(PriorityFactory(is_sensitive=True))

    assert EXIT in text(me.get(offer_url(offer)))


def test_accepted_offer_says_what_happens_next(me, dev, offer):
    response = me.post(offer_url(offer), {"answer": "accept"}, follow=True)

    page = text(response)
    assert Placement.objects.get().volunteer == dev.volunteer
    assert '<h1 class="govuk-panel__title">Your place is confirmed' in page
    assert dev.volunteer.reference in page
    assert "What happens next" in page
    assert "Go to the address below at the time you agree with them" in page


def test_accepted_offer_at_a_private_place_says_to_keep_it_to_oneself(me, dev, refuge_role):
    offer = make_offer(role=refuge_role, volunteer=dev.volunteer)

    page = text(me.post(offer_url(offer), {"answer": "accept"}, follow=True))

    assert "tell you in person where to come" in page


def test_declined_offer_thanks_and_keeps_the_reason(me, offer):
    answer = {"answer": "decline", "code": "distance", "reason": "Too far"}
    page = text(me.post(offer_url(offer), answer, follow=True))

    offer.refresh_from_db()
    assert (offer.decline_code, offer.decline_reason) == ("distance", "Too far")
    assert "You declined this place" in page
    assert MY in page


def test_offer_asks_for_an_answer_and_keeps_the_reason(me, offer):
    page = text(me.post(offer_url(offer), {"reason": "Too <far>"}))

    assert "<title>Error: A place for you" in page
    assert "Select yes or no" in page
    assert "Too &lt;far&gt;" in page
    assert Offer.objects.get().state == "open"


def test_offer_asks_why_not(me, offer):
    page = text(me.post(offer_url(offer), {"answer": "decline"}))

    assert "Select why it does not suit you" in page
    assert Offer.objects.get().state == "open"


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_same_answer_twice_is_no_mistake(me, offer, answer):
    for _time in range(2):
        page = text(me.post(offer_url(offer), {"answer": answer, "code": "busy"}, follow=True))

    assert "came too late" not in page
    assert Placement.objects.count() == (answer == "accept")


def test_a_check_that_has_ended_since_asks_to_talk_first(me, offer):
    Role.objects.update(dbs_level=3)

    page = text(me.post(offer_url(offer), {"answer": "accept"}, follow=True))

    assert "An officer needs to talk to you about this role first" in page
    assert Offer.objects.get().state == "open"


def test_other_answer_afterwards_changes_nothing(me, offer):
    me.post(offer_url(offer), {"answer": "accept"})
    page = text(me.post(offer_url(offer), {"answer": "decline", "code": "busy"}, follow=True))

    assert "Your answer was too late, so nothing has changed" in page
    assert "Your place is confirmed" in page
    assert Offer.objects.get().state == "accepted"


def test_a_no_without_its_reason_that_came_too_late_says_so(me, offer):
    me.post(offer_url(offer), {"answer": "accept"})

    page = text(me.post(offer_url(offer), {"answer": "decline"}, follow=True))

    assert "Your answer was too late, so nothing has changed" in page
    assert "Your place is confirmed" in page


def test_offer_calls_only_further_words_optional(me, offer):
    page = text(me.get(offer_url(offer)))

    assert page.count("(optional)") == 1
    assert "Anything you would like to add (optional)" in page


GONE = {
    "withdrawn": "Sorry, we had to withdraw this offer",
    "expired": "Sorry, we could only hold the place until",
}


@pytest.mark.parametrize(("state", "words"), GONE.items())
def test_offer_that_has_gone_says_so_kindly(me, offer, state, words):
    close(offer, state)

    shown = text(me.get(offer_url(offer)))
    answered = text(me.post(offer_url(offer), {"answer": "accept"}, follow=True))

    for page in (shown, answered):
        assert "This place is no longer available" in page
        assert words in page
        assert "See other roles that suit you" in page
        assert "Send my answer" not in page
    assert "Your answer was too late, so nothing has changed" in answered
    assert not Placement.objects.exists()


def test_offer_whose_time_has_run_out_has_gone(me, offer):
    Offer.objects.update(expires_at=timezone.now())

    page = text(me.post(offer_url(offer), {"answer": "accept"}, follow=True))

    assert GONE["expired"] in page
    assert not Placement.objects.exists()


@pytest.mark.parametrize("model", [Role, Initiative])
def test_offer_of_a_role_that_takes_nobody_has_gone(me, offer, model):
    model.objects.update(state="closed")

    page = text(me.post(offer_url(offer), {"answer": "accept"}, follow=True))

    assert "not taking people at the moment" in page
    assert not Placement.objects.exists()


def test_offer_that_has_gone_shows_no_error_of_a_form(me, offer):
    close(offer, Offer.State.WITHDRAWN)

    page = text(me.post(offer_url(offer), follow=True))

    assert "<title>This place is no longer available" in page
    assert "There is a problem" not in page


def test_offer_of_a_placement_that_has_ended_says_when(me, placement):
    Placement.objects.update(ended_on=date(2027, 1, 9), end_reason="finished")

    page = text(me.get(offer_url(placement.offer)))

    assert "You had this place from 1 December 2026 to 9 January 2027" in page


def test_offers_of_others_are_unknown(client, offer, eve, asha, carol):
    assert client.get(offer_url(offer)).url.startswith("/account/login/")
    for person in [eve, asha, carol, VolunteerFactory().user]:
        client.force_login(person)
        assert client.get(offer_url(offer)).status_code == 404
        assert client.post(offer_url(offer), {"answer": "accept"}).status_code == 404
    assert Offer.objects.get().state == "open"


@pytest.mark.parametrize("reason", TEXTS)
def test_offer_survives_any_reason(me, offer, reason):
    response = me.post(
        offer_url(offer), {"answer": "decline", "code": "other", "reason": reason}, follow=True
    )

    assert response.status_code == 200
    assert "<script>alert" not in text(response)
    refused = "\x00" in reason or len(reason) > 300
    assert Offer.objects.get().state == ("open" if refused else "declined")


@pytest.mark.parametrize("answer", NASTIEST)
def test_offer_survives_any_answer(me, offer, answer):
    page = text(me.post(offer_url(offer), {"answer": answer}))

    assert "<script>alert" not in page
    assert Offer.objects.get().state == "open"
