from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.embedded import read_overlaps
from places.rebasing import NoSuccessor, Overlap, backwards, rebase, rebase_means

SPLIT = [Overlap("old", "left", 30), Overlap("old", "right", 10)]
REAL = read_overlaps()
FORMER = sorted({link.old for link in REAL})
CITY = st.lists(
    st.builds(Overlap, st.sampled_from("ABCDE"), st.sampled_from("VWXYZ"), st.integers(1, 500)),
    min_size=1,
    unique_by=lambda link: (link.old, link.new),
)
FIGURE = st.floats(0, 1e9, allow_subnormal=False)


def test_rebase_shares_a_figure_out_as_its_postcodes_are():
    assert rebase({"old": 100}, SPLIT) == {"left": 75, "right": 25}


def test_rebase_adds_up_what_comes_together():
    assert rebase({"a": 3, "b": 4}, [Overlap("a", "one", 1), Overlap("b", "one", 9)]) == {"one": 7}


def test_rebase_refuses_to_lose_a_figure():
    with pytest.raises(NoSuccessor, match="E05001321"):
        rebase({"E05001321": 1}, [])


@given(CITY, st.data())
def test_rebase_keeps_the_city_total_on_any_overlaps(links, data):
    figures = {link.old: data.draw(FIGURE) for link in links}

    assert fsum(rebase(figures, links).values()) == pytest.approx(fsum(figures.values()), rel=1e-9)


@given(st.lists(FIGURE, min_size=len(FORMER), max_size=len(FORMER)))
def test_rebase_keeps_the_city_total_on_the_real_wards_both_ways(values):
    figures = dict(zip(FORMER, values, strict=True))

    forward = rebase(figures, REAL)
    back = rebase(forward, backwards(REAL))

    assert len(forward) == 20
    assert fsum(forward.values()) == pytest.approx(fsum(values), rel=1e-9)
    assert fsum(back.values()) == pytest.approx(fsum(values), rel=1e-9)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 1e6)), min_size=len(FORMER), max_size=len(FORMER)))
def test_rebase_means_keeps_the_city_mean(rows):
    means = {ward: mean for ward, (mean, _) in zip(FORMER, rows, strict=True)}
    weights = {ward: weight for ward, (_, weight) in zip(FORMER, rows, strict=True)}

    rebased, covered = rebase_means(means, weights, REAL), rebase(weights, REAL)

    city = fsum(mean * weight for mean, weight in rows) / fsum(weights.values())
    city_after = fsum(rebased[ward] * covered[ward] for ward in rebased) / fsum(covered.values())
    assert city_after == pytest.approx(city, rel=1e-9, abs=1e-12)


def test_rebase_means_leaves_out_a_ward_without_weight():
    assert rebase_means({"old": 5}, {"old": 0}, SPLIT) == {}
    assert rebase_means({"old": 5}, {"old": 8}, SPLIT) == {"left": 5, "right": 5}


def test_the_overlaps_cover_all_postcodes_but_the_one_that_was_nowhere():
    assert len(FORMER) == len({link.new for link in REAL}) == 20
    assert sum(link.postcodes for link in REAL) == 5_735 - 1
