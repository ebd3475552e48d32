"""The texts of the demo city."""

from string import Formatter

import pytest

from demo.archetypes import CLOSINGS, PRIVATE_CLOSINGS
from demo.texts import OPEN_ARCHETYPES, PROTECTED_ARCHETYPES
from groups.models import Group
from initiatives.models import Weekday
from strategy.data import STRATEGIES
from volunteers.catalogues import SKILLS

ARCHETYPES = (*OPEN_ARCHETYPES, *PROTECTED_ARCHETYPES)
PRIORITIES = {priority.slug for strategy in STRATEGIES for priority in strategy.priorities}
TEXTS = ("endings", "purposes", "audiences", "titles", "summaries", "openings", "details", "venues")
MOST = {"endings": 60, "purposes": 270, "audiences": 170, "titles": 90, "summaries": 170, "venues": 90}


@pytest.mark.parametrize("archetype", ARCHETYPES, ids=lambda archetype: archetype.slug)
def test_texts_of_an_archetype_fit_and_know_no_days(archetype):
    for name in TEXTS:
        for text in getattr(archetype, name):
            assert {part[1] for part in Formatter().parse(text)} <= {None, "area"}
            assert len(text) <= MOST.get(name, 1000)
            assert not any(str(day.label) in text for day in Weekday)


@pytest.mark.parametrize("archetype", ARCHETYPES, ids=lambda archetype: archetype.slug)
def test_facts_of_an_archetype_are_known(archetype):
    assert set(archetype.priorities) <= PRIORITIES
    assert set(archetype.legal_forms) <= set(Group.LegalForm.values)
    assert {skill for work in archetype.works for skill in work.skills} <= {skill.slug for skill in SKILLS}
    assert all(1 <= least <= most for least, most in (work.places for work in archetype.works))


@pytest.mark.parametrize("archetype", PROTECTED_ARCHETYPES, ids=lambda archetype: archetype.slug)
def test_texts_of_a_protected_archetype_say_no_neighbourhood(archetype):
    assert archetype.is_protected
    assert not any("{area}" in text for name in TEXTS for text in getattr(archetype, name))


def test_closings_promise_privacy_only_where_it_is_kept():
    assert set(CLOSINGS).isdisjoint(PRIVATE_CLOSINGS)
