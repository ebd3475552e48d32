from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent
from matching.models import Override
from matching.services import (
    NeverOverridable,
    NoLongerSafe,
    NotEligible,
    NotOverridable,
    OverrideClosed,
    OverrideOpen,
    Safeguards,
    StillUnmet,
    accept_offer,
    agree_override,
    ask_override,
    close_override,
    end_placement,
    in_line,
    leave,
    make_offer,
    renew_override,
    settle_override,
)
from tests.factories.accounts import OfficerFactory, SeniorOfficerFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import WaitingFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.models import Volunteer
from volunteers.services import record_screening

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=15)
SAFE = Safeguards("They are never alone.", "Ada, the leader", date(2026, 8, 31))


@pytest.fixture
def role(db):
    """A role that wants a DBS check and a free Monday morning."""
    return RoleFactory(places_maximum=2, dbs_level=3, slots=1)


@pytest.fixture
def volunteer(dev):
    Volunteer.objects.update(availability=2, placement_limit=3)
    dev.volunteer.refresh_from_db()
    return dev.volunteer


@pytest.fixture
def ask(role, volunteer, carol):
    def ask(gate="availability", **facts):
        given = {"role": role, "volunteer": volunteer, "reason": "They can come", "by": carol, "now": NOW}
        given["safeguards"] = SAFE
        return ask_override(gate=gate, **{**given, **facts})

    return ask


def actions(subject):
    return list(AuditEvent.objects.about(subject).values_list("action", flat=True))


def test_ask_override_lasts_a_fortnight_and_needs_nobody_else(ask, carol):
    override = ask()

    assert (override.needs_second, override.asked_by) == (False, carol)
    assert override.expires_at == NOW + timedelta(days=14)
    assert actions(override) == ["override.asked"]
    assert Override.objects.usable(NOW).get() == override


def test_ask_override_of_a_safeguarding_gate_needs_a_second_officer(ask, carol, sam):
    override = ask("dbs")
    assert override.needs_second
    assert not Override.objects.usable(NOW).exists()

    with pytest.raises(NotOverridable):
        agree_override(override=override, by=carol, now=NOW)
    agreed = agree_override(override=override, by=sam, now=NOW)

    assert (agreed.agreed_by, agreed.agreed_at) == (sam, NOW)
    assert actions(override) == ["override.asked", "override.agreed"]
    assert Override.objects.usable(NOW).get() == override


@pytest.mark.parametrize("gate", ["standing", "group", "places", "history", "nonsense"])
def test_ask_override_refuses_what_is_not_about_suitability(ask, gate):
    with pytest.raises(NotOverridable):
        ask(gate)


@pytest.mark.parametrize(("gate", "level"), [("dbs", 4), ("age", 2), ("age", 4)])
def test_ask_override_refuses_what_no_officer_may_override(ask, role, gate, level):
    role.dbs_level = level
    role.save()

    with pytest.raises(NeverOverridable):
        ask(gate)
    assert not Override.objects.exists()


def test_agree_override_refuses_once_the_role_needs_barred_lists(ask, role, sam):
    override = ask("dbs")
    role.dbs_level = 4
    role.save()

    with pytest.raises(NeverOverridable):
        agree_override(override=override, by=sam, now=NOW)
    override.refresh_from_db()
    assert override.agreed_by is None


def test_make_offer_and_waiting_list_ignore_overrides_from_before_the_role_needed_barred_lists(
    ask, role, volunteer, carol, sam
):
    ask()
    agree_override(override=ask("dbs"), by=sam, now=NOW)
    WaitingFactory(role=role, volunteer=volunteer)
    assert in_line(role, NOW)[0].is_ready
    role.dbs_level = 4
    role.save()

    with pytest.raises(NotEligible) as caught:
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)
    assert [gate.code for gate in caught.value.findings] == ["dbs"]
    assert [gate.code for gate in in_line(role, NOW)[0].unmet] == ["dbs"]


def test_accept_refuses_once_the_role_needs_barred_lists(ask, role, volunteer, carol, sam):
    ask()
    agree_override(override=ask("dbs"), by=sam, now=NOW)
    offer = make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)
    role.dbs_level = 4
    role.save()

    with pytest.raises(NoLongerSafe):
        accept_offer(offer=offer, by=volunteer.user, now=NOW)


def test_ask_override_refuses_who_may_not(ask, asha, volunteer):
    for person in (asha, volunteer.user):
        with pytest.raises(NotOverridable):
            ask(by=person)


def test_nobody_passes_over_a_gate_for_themselves(ask, role, carol, sam):
    own = VolunteerFactory(user=carol)
    with pytest.raises(NotOverridable):
        ask(volunteer=own)

    override = ask("dbs", volunteer=own, by=sam)
    with pytest.raises(NotOverridable):
        agree_override(override=override, by=carol, now=NOW)


def test_ask_override_wants_a_reason(ask):
    with pytest.raises(ValueError, match="reason"):
        ask(reason=" ")


def test_ask_override_refuses_a_second_while_there_is_one(ask):
    ask()

    with pytest.raises(OverrideOpen):
        ask()


def test_ask_override_makes_room_where_the_old_one_has_run_out(ask):
    old = ask()

    ask(now=LATER)

    old.refresh_from_db()
    assert (old.closed_at, old.offer) == (LATER, None)
    assert actions(old) == ["override.asked", "override.expired"]


def test_agree_override_refuses_what_needs_no_second_word(ask, sam):
    for override in (ask(), ask("dbs")):
        if override.needs_second:
            agree_override(override=override, by=sam, now=NOW)
        with pytest.raises(OverrideClosed):
            agree_override(override=override, by=SeniorOfficerFactory(), now=NOW)


def test_agree_override_refuses_what_has_run_out(ask, sam):
    override = ask("dbs")

    with pytest.raises(OverrideClosed):
        agree_override(override=override, by=sam, now=LATER)


def test_close_override_refuses_it_for_good(ask, sam):
    override = ask("dbs")

    closed = close_override(override=override, by=sam, now=NOW)

    assert closed.closed_at == NOW
    assert actions(override) == ["override.asked", "override.closed"]
    for act in (close_override, agree_override):
        with pytest.raises(OverrideClosed):
            act(override=override, by=sam, now=NOW)


def test_make_offer_needs_every_gate_passed_over_that_is_in_the_way(ask, role, volunteer, carol, sam):
    ask()
    pending = ask("dbs")
    with pytest.raises(NotEligible) as caught:
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)
    assert [gate.code for gate in caught.value.findings] == ["dbs"]

    agree_override(override=pending, by=sam, now=NOW)
    make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)

    volunteer.refresh_from_db()
    assert (volunteer.dbs_level, volunteer.availability) == (0, 2)  # nobody is qualified by it


def test_make_offer_uses_overrides_up(ask, role, volunteer, carol, sam):
    used, needless = [agree_override(override=ask("dbs"), by=sam, now=NOW), ask()], ask("languages")

    offer = make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)

    for override in (*used, needless):
        override.refresh_from_db()
        assert override.closed_at == NOW
        assert actions(override)[-1] == "override.used"
    assert [override.offer for override in used] == [offer, offer]
    assert needless.offer is None


def test_make_offer_ignores_what_has_run_out_or_is_for_another(ask, role, volunteer, carol, sam):
    agree_override(override=ask("dbs"), by=sam, now=NOW)
    ask()
    other = VolunteerFactory(availability=2)

    with pytest.raises(NotEligible):
        make_offer(role=role, volunteer=other, by=carol, now=NOW)
    with pytest.raises(NotEligible):
        make_offer(role=role, volunteer=volunteer, by=carol, now=LATER)


def test_leave_closes_what_is_open(ask, volunteer):
    override = ask()

    leave(volunteer=volunteer, by=volunteer.user, now=NOW)

    override.refresh_from_db()
    assert override.closed_at == NOW


def test_the_words_of_an_override(ask):
    assert str(ask()).startswith("availability: Dev Volunteer in ")


@pytest.fixture
def used(ask, role, volunteer, carol, sam):
    """An override of the DBS check by which the volunteer has a place, and its placement."""
    ask()
    override = agree_override(override=ask("dbs"), by=sam, now=NOW)
    placement = accept_offer(
        offer=make_offer(role=role, volunteer=volunteer, by=carol, now=NOW), by=volunteer.user, now=NOW
    )
    override.refresh_from_db()
    return override, placement


@pytest.mark.parametrize(
    "safeguards",
    [
        None,
        replace(SAFE, risk_assessment=" "),
        replace(SAFE, supervisor=""),
        replace(SAFE, ends_on=NOW.date() - timedelta(days=1)),
        replace(SAFE, ends_on=NOW.date() + timedelta(days=184)),
    ],
)
def test_ask_override_of_a_safeguarding_gate_wants_safeguards(ask, safeguards):
    with pytest.raises(ValueError, match="keeps people safe"):
        ask("dbs", safeguards=safeguards)
    assert not Override.objects.exists()


def test_ask_override_keeps_safeguards_where_they_are_of_use(ask):
    kept, plain = ask("dbs"), ask()

    assert (kept.risk_assessment, kept.supervisor, kept.ends_on) == astuple(SAFE)
    assert (plain.risk_assessment, plain.supervisor, plain.ends_on) == ("", "", None)


def test_an_override_expires_with_its_last_day(ask):
    override = ask("dbs", safeguards=replace(SAFE, ends_on=NOW.date() + timedelta(days=2)))

    assert timezone.localtime(override.expires_at).isoformat() == "2026-06-04T00:00:00+01:00"


def test_agree_override_takes_a_senior_officer(ask):
    override = ask("dbs")

    with pytest.raises(NotOverridable):
        agree_override(override=override, by=OfficerFactory(), now=NOW)


def test_accept_refuses_after_the_last_day(ask, role, volunteer, carol, sam, settings):
    settings.OFFER_DAYS = 30
    ask()
    short = replace(SAFE, ends_on=NOW.date() + timedelta(days=2))
    agree_override(override=ask("dbs", safeguards=short), by=sam, now=NOW)
    offer = make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)

    with pytest.raises(NoLongerSafe):
        accept_offer(offer=offer, by=volunteer.user, now=NOW + timedelta(days=3))
    accept_offer(offer=offer, by=volunteer.user, now=NOW + timedelta(days=2))


def test_who_has_a_place_by_an_ended_override_is_to_be_seen_to(used):
    override, placement = used

    assert list(Override.objects.to_see_to(SAFE.ends_on)) == []
    assert list(Override.objects.to_see_to(SAFE.ends_on + timedelta(days=1))) == [override]
    end_placement(placement=placement, reason="left", by=None, now=NOW)
    assert list(Override.objects.to_see_to(SAFE.ends_on + timedelta(days=1))) == []


def test_renew_override_counts_once_a_senior_officer_agrees(used, carol, sam):
    old, _placement = used
    later = replace(SAFE, ends_on=date(2026, 11, 30))

    new = renew_override(override=old, reason="Still no post", by=carol, now=NOW, safeguards=later)
    old.refresh_from_db()
    assert (new.renews, new.offer, old.settled_at) == (old, None, None)

    new = agree_override(override=new, by=sam, now=NOW)
    old.refresh_from_db()
    assert (new.offer, new.closed_at, old.settled_at) == (old.offer, NOW, NOW)
    assert list(Override.objects.ending(by=date.max)) == [new]
    with pytest.raises(OverrideClosed):
        renew_override(override=old, reason="Again", by=carol, now=NOW, safeguards=later)


def test_renew_override_is_for_places_only(ask, carol):
    with pytest.raises(OverrideClosed):
        renew_override(override=ask("dbs"), reason="Early", by=carol, now=NOW, safeguards=SAFE)


def test_agree_override_refuses_to_renew_what_is_over(used, carol, sam):
    old, placement = used
    new = renew_override(override=old, reason="Still no post", by=carol, now=NOW, safeguards=SAFE)
    end_placement(placement=placement, reason="left", by=None, now=NOW)

    with pytest.raises(OverrideClosed):
        agree_override(override=new, by=sam, now=NOW)


def test_settle_override_takes_a_gate_that_is_passed(used, volunteer, carol):
    override, _placement = used
    with pytest.raises(StillUnmet):
        settle_override(override=override, by=carol, now=NOW)
    record_screening(
        volunteer=volunteer, level=3, issued_on=date(2026, 5, 1), is_accepted=True, note="", by=carol, now=NOW
    )

    settled = settle_override(override=override, by=carol, now=NOW)

    assert settled.settled_at == NOW
    assert actions(override)[-1] == "override.settled"
    assert list(Override.objects.ending(by=date.max)) == []
    with pytest.raises(OverrideClosed):
        settle_override(override=override, by=carol, now=NOW)


@pytest.mark.parametrize(
    "facts",
    [
        {"ends_on": None},
        {"risk_assessment": ""},
        {"supervisor": ""},
        {"needs_second": False},
        {"settled_at": NOW},
    ],
)
def test_database_wants_safeguards(ask, facts):
    override = ask("dbs")

    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(pk=override.pk).update(**facts)
