"""No override lets somebody reach people at risk without the check or the age that the law asks for.

In each generated situation officers have overridden gates, also ones that nobody may override, as if before
the role needed what it needs now. Who must not have the place is worked out here by none of the site's rules.
"""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.eligibility import GATES
from matching.models import Override
from matching.ranking import rank
from matching.services import (
    NoLongerSafe,
    NotEligible,
    NotOverridable,
    RoleFull,
    Safeguards,
    accept_offer,
    agree_override,
    ask_override,
    in_line,
    make_offer,
)
from planning.what_if import Change, ChangeKind
from tests.factories.accounts import OfficerFactory, SeniorOfficerFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory, OverrideFactory, WaitingFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.test_inputs import pairs, problem_of

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
PAST, FUTURE = TODAY - timedelta(days=1), TODAY + timedelta(days=900)
SAFE = {"risk_assessment": "They are never alone.", "supervisor": "Ada, the leader"}
BARRED_LISTS, PEOPLE_AT_RISK = 4, 2

situations = st.fixed_dictionaries(
    {
        "level": st.integers(0, 4),
        "level_at_answer": st.integers(0, 4),
        "check": st.sampled_from([(0, None), (3, FUTURE), (4, PAST), (4, FUTURE)]),
        "age": st.integers(18, 24),
        "minimum_age": st.sampled_from([18, 21, 24]),
        "overridden": st.sets(st.sampled_from([gate.code for gate in GATES]), max_size=4),
        "all_is_overridden": st.booleans(),
    }
)


@pytest.fixture
def officers(db):
    return OfficerFactory(), SeniorOfficerFactory()


def is_fit(level: int, situation: dict) -> bool:
    """Whether the law lets them: seen against the barred lists where needed, and old enough for the role."""
    held, until = situation["check"]
    is_checked = held == 4 and until == FUTURE
    is_old_enough = situation["age"] >= situation["minimum_age"]
    return (is_checked or level < BARRED_LISTS) and (is_old_enough or level < PEOPLE_AT_RISK)


def override_all(situation, role, person, officers):
    """Store overrides that two officers agreed to, past all services; return their gates."""
    everything = {gate.code for gate in GATES}
    codes = everything if situation["all_is_overridden"] else situation["overridden"]
    asked_by, agreed_by = officers
    facts = {"role": role, "volunteer": person, "asked_by": asked_by, "agreed_by": agreed_by}
    for code in codes:
        OverrideFactory(gate=code, agreed_at=NOW, asked_at=NOW - timedelta(days=1), **facts)
    return codes


def play(situation, officers):
    """Try every way in."""
    level, later = situation["level"], situation["level_at_answer"]
    role = RoleFactory(
        dbs_level=level, minimum_age=situation["minimum_age"], slots=0, starts_on=TODAY, places_maximum=1
    )
    held, until = situation["check"]
    person = VolunteerFactory(
        born_on=date(TODAY.year - situation["age"], 1, 1), dbs_level=held, dbs_valid_until=until
    )
    codes = override_all(situation, role, person, officers)
    WaitingFactory(role=role, volunteer=person)
    fit = is_fit(level, situation)
    let_in = [Change(ChangeKind.GATE, volunteer=person.pk, role=role.pk, gate=code) for code in codes]

    ready = {place.entry.volunteer_id for place in in_line(role, NOW) if place.is_ready}
    ranked = {each.candidate.id for each in rank(role, on=TODAY).eligible}
    planned = {pair[0] for pair in pairs(problem_of(role, changes=let_in))}
    assert fit or not ({person.pk} & (ready | ranked | planned))
    try:
        offer = make_offer(role=role, volunteer=person, by=officers[0], now=NOW)
    except (NotEligible, RoleFull):
        return "refused"
    assert fit
    role.dbs_level = later
    role.save()
    try:
        accept_offer(offer=offer, by=person.user, now=NOW)
    except NoLongerSafe:
        return "no longer"
    assert is_fit(later, situation)
    return "placed"


def test_no_override_lets_in_whom_the_law_keeps_out(officers):
    ends = set()

    @settings(max_examples=60)
    @given(situations)
    def hold(situation):
        with transaction.atomic():
            ends.add(play(situation, officers))
            transaction.set_rollback(True)

    hold()

    assert ends == {"refused", "no longer", "placed"}  # each end was met


@pytest.mark.parametrize("level", range(5))
@pytest.mark.parametrize("code", [gate.code for gate in GATES])
def test_services_ask_for_no_override_that_the_law_forbids(officers, level, code):
    role = RoleFactory(dbs_level=level)
    asked_by, senior = officers
    forbidden = (code == "dbs" and level == BARRED_LISTS) or (code == "age" and level >= PEOPLE_AT_RISK)
    safeguards = Safeguards(**SAFE, ends_on=TODAY)

    try:
        override = ask_override(
            role=role,
            volunteer=VolunteerFactory(),
            gate=code,
            reason="-",
            by=asked_by,
            now=NOW,
            safeguards=safeguards,
        )
    except NotOverridable:
        return
    assert not forbidden
    if override.needs_second:
        agree_override(override=override, by=senior, now=NOW)
    assert code in Override.objects.usable(NOW).gates_of(role, override.volunteer)


class TestMigration:
    """Overrides from before there were safeguards."""

    migration = import_module("matching.migrations.0003_override_safeguards")

    @pytest.fixture
    def before(self, db):
        """The database as it was. The end of the test's transaction restores PostgreSQL's constraints."""
        is_sqlite = connection.vendor == "sqlite"
        names = [
            "what_keeps_people_safe_is_overridden_for_a_time",
            "an_open_override_says_how_people_are_kept_safe",
        ]
        with connection.cursor() as cursor:
            if is_sqlite:
                cursor.execute("PRAGMA ignore_check_constraints = ON")
            for name in () if is_sqlite else names:
                cursor.execute(f"ALTER TABLE matching_override DROP CONSTRAINT {name}")
        yield
        if is_sqlite:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")

    def test_ends_them(self, before, officers):
        bare = {
            "risk_assessment": "",
            "supervisor": "",
            "ends_on": None,
            "expires_at": NOW + timedelta(days=3),
        }
        agreed = {"agreed_by": officers[1], "agreed_at": NOW}
        unused, plain = OverrideFactory(**bare), OverrideFactory(**bare, needs_second=False)
        used = OverrideFactory(**bare, **agreed, closed_at=NOW, offer=OfferFactory())

        self.migration.end_old_ones(apps, None)

        for each in (unused, used):
            each.refresh_from_db()
            assert each.ends_on == TODAY + timedelta(days=3)
        plain.refresh_from_db()
        assert (plain.ends_on, plain.closed_at) == (None, None)
        assert unused.closed_at is not None
        assert used.closed_at == NOW
        assert list(Override.objects.ending(by=FUTURE)) == [used]
