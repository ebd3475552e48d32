import pytest
from django.http import QueryDict

from groups.filters import GroupFilter
from groups.models import Group
from groups.services import rebuild_index
from tests.factories.groups import GroupFactory
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory
from tests.groups.hostile import TEXTS


def ask(query):
    return GroupFilter(QueryDict(query), queryset=Group.objects.listed())


@pytest.fixture
def two(db):
    boxing, choir = GroupFactory(name="Boxing club"), GroupFactory(name="Gospel choir")
    rebuild_index()
    return boxing, choir


def test_filter_keeps_every_group_when_nothing_is_asked(two):
    assert set(ask("").qs) == set(two)


def test_filter_finds_words(two):
    assert list(ask("q=boxers").qs) == []
    assert list(ask("q=boxing").qs) == [two[0]]


def test_filter_keeps_every_group_for_words_that_say_nothing(two):
    assert set(ask("q=%21%21").qs) == set(two)


def test_filter_finds_a_ward(two):
    ward = WardFactory()
    two[1].wards.add(ward)

    assert list(ask(f"ward={ward.gss}").qs) == [two[1]]


def test_filter_finds_a_priority(two):
    priority = PriorityFactory()
    two[0].priorities.add(priority)

    assert list(ask(f"priority={priority.slug}").qs) == [two[0]]


def test_filter_finds_a_postcode_by_its_ward(two):
    postcode = PostcodeFactory(code="WV1 1RG")
    two[0].wards.add(postcode.ward)

    assert list(ask("postcode=wv11rg").qs) == [two[0]]


def test_filter_puts_its_questions_together(two):
    ward = WardFactory()
    for group in two:
        group.wards.add(ward)

    assert list(ask(f"q=choir&ward={ward.gss}").qs) == [two[1]]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("postcode=nonsense", "postcode"),
        ("postcode=WV9+9ZZ", "postcode"),
        ("ward=E05999999", "ward"),
        ("ward=%27%3B--", "ward"),
        ("priority=world-peace", "priority"),
        ("q=" + "x" * 500, "q"),
    ],
)
def test_filter_says_what_it_does_not_understand(two, query, name):
    asked = ask(query)

    assert not asked.is_valid()
    assert list(asked.form.errors) == [name]


@pytest.mark.parametrize("name", ["q", "postcode", "ward", "priority"])
@pytest.mark.parametrize("text", TEXTS)
def test_filter_survives_hostile_text(two, name, text):
    query = QueryDict(mutable=True)
    query[name] = text
    asked = GroupFilter(query, queryset=Group.objects.listed())

    assert not asked.is_valid() or list(asked.qs) is not None
