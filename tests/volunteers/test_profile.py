from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.volunteers import VolunteerFactory
from volunteers import profile
from volunteers.catalogues import LANGUAGES, whole
from volunteers.models import Volunteer


@given(
    availability=st.none() | st.integers(0, 2**21 - 1),
    languages=st.integers(0, whole(LANGUAGES)),
    level=st.integers(0, 4),
    state=st.sampled_from(Volunteer.State.values),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_profile_tells_bit_by_bit_what_stands_in_the_columns(db, availability, languages, level, state):
    person = VolunteerFactory(
        availability=availability,
        languages=languages,
        dbs_level=level,
        dbs_valid_until="2029-01-01" if level else None,
        state=state,
    )

    person.refresh_from_db()

    bits = person.profile
    kept = {code: bits >> first & (1 << width) - 1 for code, (first, width, *_rest) in profile.BITS.items()}
    assert kept["availability"] == (availability or 0)
    assert kept["languages"] == languages
    assert kept["dbs"] == (1 << level) - 1
    assert bool(bits >> profile.ACTIVE & 1) == (state == "active")
    assert bool(bits >> profile.REGISTERED & 1) == (state in {"active", "paused"})


def test_every_bit_of_the_profile_has_one_meaning():
    taken = sorted((bits.first, bits.first + bits.width) for bits in profile.BITS.values())

    assert all(end <= start for (_first, end), (start, _last) in pairwise(taken))
    assert taken[0][0] == 0
    assert taken[-1][1] == 63  # the last but the sign


def test_whoever_has_a_dbs_level_stands_above_everybody_who_has_not(db):
    people = [
        VolunteerFactory(
            state=state,
            dbs_level=level,
            dbs_valid_until="2029-01-01" if level else None,
            availability=2**21 - 1,
            languages=whole(LANGUAGES),
        )
        for state in ("paused", "active")
        for level in range(5)
    ]

    assert list(Volunteer.objects.order_by("profile").values_list("pk", flat=True)) == [p.pk for p in people]
