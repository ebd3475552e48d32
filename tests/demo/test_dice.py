"""Dice that fall the same way every time, each for itself."""

from collections import Counter
from itertools import islice

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from demo.dice import Dice, Die, deck_of

counts = st.integers(1, 70)
names = st.text(max_size=5)


def throws(die):
    return [die.bits() for _ in range(5)]


def test_dice_fall_the_same_way_for_the_same_seed_thing_and_attribute():
    dice = Dice(1).of_thing("volunteer", 17)

    assert throws(dice("languages")) == throws(Dice(1).of("volunteer", 17, "languages"))


@pytest.mark.parametrize(
    "other",
    [
        Dice(2).of("volunteer", 17, "languages"),
        Dice(1).of("group", 17, "languages"),
        Dice(1).of("volunteer", 18, "languages"),
        Dice(1).of("volunteer", 17, "skills"),
    ],
)
def test_dice_fall_another_way_for_another(other):
    assert set(throws(Dice(1).of("volunteer", 17, "languages"))).isdisjoint(throws(other))


def test_dice_do_not_notice_other_dice():
    alone = throws(Dice(1).of("volunteer", 17, "languages"))
    die, new = Dice(1).of("volunteer", 17, "languages"), Dice(1).of("volunteer", 17, "a new attribute")

    assert [(new.bits(), die.bits())[1] for _ in range(5)] == alone


@given(names, counts)
def test_below_stays_below(name, count):
    assert 0 <= Die(name).below(count) < count


@pytest.mark.parametrize("count", [0, -1])
def test_below_refuses_where_there_is_nothing(count):
    with pytest.raises(ValueError, match="nothing to choose from"):
        Die("any").below(count)


def test_choice_refuses_where_there_is_nothing():
    with pytest.raises(ValueError, match="nothing to choose from"):
        Die("any").choice([])


def test_between_reaches_both_ends():
    assert {Die(f"die {number}").between(2, 4) for number in range(100)} == {2, 3, 4}


def test_chance_says_yes_in_about_its_share():
    die = Die("any")

    assert 0.25 <= sum(die.chance(0.3) for _ in range(2000)) / 2000 <= 0.35


def test_weighted_follows_the_weights():
    die = Die("any")
    drawn = Counter(die.weighted((("a", 60), ("b", 30), ("c", 10), ("d", 0))) for _ in range(2000))

    assert 1100 <= drawn["a"] <= 1300
    assert 500 <= drawn["b"] <= 700
    assert 130 <= drawn["c"] <= 270
    assert "d" not in drawn


def test_weighted_stays_in_its_table_where_the_sum_is_rounded_up(monkeypatch):
    monkeypatch.setattr(Die, "random", lambda self: 1.0)

    assert Die("any").weighted((("a", 0.1), ("b", 0.2))) == "b"


@given(names, counts)
def test_in_any_order_yields_each_thing_once(name, count):
    assert sorted(Die(name).in_any_order(range(count))) == list(range(count))


@given(names, counts)
def test_in_any_order_lets_one_more_thing_slip_in(name, count):
    assume(count & (count - 1))  # a power of two takes one more bit of each throw

    longer = list(Die(name).in_any_order(range(count + 1)))

    assert [thing for thing in longer if thing != count] == list(Die(name).in_any_order(range(count)))


def test_in_any_order_yields_nothing_of_nothing():
    assert list(Die("any").in_any_order([])) == []


def test_some_returns_between_the_least_and_the_most_or_all():
    assert {len(Die(f"die {number}").some("abcdef", 1, 3)) for number in range(50)} == {1, 2, 3}
    assert sorted(Die("any").some("ab", 3, 4)) == ["a", "b"]


def test_deal_gives_the_cards_of_the_deck_in_every_round():
    cards = Dice(1).deal("letters", deck_of(("a", 5), ("b", 3), ("c", 2)))
    rounds = [list(islice(cards, 10)) for _ in range(3)]

    assert all(Counter(each) == {"a": 5, "b": 3, "c": 2} for each in rounds)
    assert rounds[0] != rounds[1]
