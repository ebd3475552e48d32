"""Lists whose pages go on after a row."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.audit import record
from core.lists import CursorPage, page_beside
from core.models import AuditEvent
from groups.models import Group
from tests.factories.groups import DraftGroupFactory, GroupFactory, SubmittedGroupFactory

ORDERS = [("name", "pk"), ("-name", "-pk")]


def page(rows, **query):
    asked = QueryDict(mutable=True)
    asked.update({name: str(value) for name, value in query.items()})
    return page_beside(rows, asked, 2)


class Walking(TestCase):
    """From page to page, forth and back, with names that are often the same."""

    @given(names=st.lists(st.sampled_from("abc"), max_size=7), order=st.sampled_from(ORDERS))
    def test_pages_show_every_row_once_in_order_both_ways(self, names, order):
        for name in names:
            GroupFactory(name=name)
        rows = Group.objects.order_by(*order)

        pages = [page(rows)]
        while pages[-1].next:
            pages.append(page(rows, after=pages[-1].next))
        back = pages[-1:]
        while back[0].previous:
            back.insert(0, page(rows, before=back[0].previous))

        assert [row for one in pages for row in one.rows] == list(rows)
        assert back == pages
        assert pages[0].previous is None


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["after", "before"])
@pytest.mark.parametrize("key", ["", "nonsense", "0195f0a2-7c1e-7b5a-9d5e-2f4f6a7b8c9d"])
def test_page_beside_a_row_that_is_not_there_is_the_first(way, key):
    rows = Group.objects.order_by("name", "pk")
    first = [GroupFactory(name=name) for name in "ab"]

    assert page(rows, **{way: key}) == CursorPage(first)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["after", "before"])
@pytest.mark.parametrize("key", ["nonsense", "1.5", "-1", "9" * 400])
def test_page_beside_a_number_that_is_no_row_is_the_first(way, key):
    for number in range(2):
        record("seen", subject=GroupFactory(name=str(number)), by=None)
    events = list(AuditEvent.objects.order_by("pk"))
    rows = AuditEvent.objects.order_by("pk")

    assert page(rows, **{way: key}) == CursorPage(events)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["after", "before"])
def test_page_beside_a_row_without_a_value_to_order_by_is_the_first(way):
    draft, sent = DraftGroupFactory(), SubmittedGroupFactory()
    rows = Group.objects.filter(state="submitted").order_by("submitted_at", "pk")

    assert page(rows, **{way: draft.pk}) == CursorPage([sent])


@pytest.mark.django_db
def test_page_before_the_first_or_after_the_last_row_is_the_first():
    rows = Group.objects.order_by("name", "pk")
    first, *_others = groups = [GroupFactory(name=name) for name in "abc"]

    assert page(rows, before=first.pk) == page(rows, after=groups[-1].pk) == page(rows)
    assert page(rows).rows == groups[:2]


@pytest.mark.django_db
def test_page_uses_the_order_of_the_model_where_the_list_has_none():
    groups = [GroupFactory(name=name) for name in "abc"]

    assert page(Group.objects.all(), after=groups[1].pk).rows == [groups[2]]


@pytest.mark.django_db
def test_page_of_nothing_is_empty():
    assert page(Group.objects.none()) == CursorPage([])
    assert not page(Group.objects.none()).has_other_pages
