"""A question that came after groups had registered: here it is the one about their priorities."""

from dataclasses import replace

import pytest
from django.urls import reverse

from groups.models import Group
from groups.rules import new_questions
from groups.steps import STEPS
from tests.factories.groups import GroupFactory, MembershipFactory
from tests.factories.strategy import PriorityFactory

BANNER = "We have a new question for you"


@pytest.fixture(autouse=True)
def newcomer(monkeypatch):
    """The question, as if it had been added today."""
    steps = tuple(replace(step, is_new=step.slug == "priorities") for step in STEPS)
    monkeypatch.setattr("groups.rules.STEPS", steps)
    return next(step for step in steps if step.is_new)


@pytest.fixture
def group(asha):
    """Asha's group, which registered before."""
    return MembershipFactory(group=GroupFactory(), user=asha).group


def home(group):
    return reverse("groups:manage", args=[group.pk])


def page(client, group):
    return client.get(home(group)).content.decode()


def test_an_approved_group_is_asked_on_its_own_page(client, group, asha):
    client.force_login(asha)

    shown = page(client, group)

    assert BANNER in shown
    assert f'href="{reverse("groups:step", args=[group.pk, "priorities"])}">Priorities</a>' in shown


def test_an_answer_ends_the_question(client, group, asha):
    client.force_login(asha)
    address = reverse("groups:step", args=[group.pk, "priorities"])
    assert client.get(address).status_code == 200

    response = client.post(address, {"priorities": [PriorityFactory().slug]}, follow=True)

    assert response.redirect_chain[-1][0] == home(group)
    assert BANNER not in response.content.decode()


def test_an_open_question_changes_nothing_else(client, group, asha):
    client.force_login(asha)
    page(client, group)

    group.refresh_from_db()
    assert group.state == "approved"
    assert client.get(group.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("state", sorted(set(Group.State.values) - {"approved"}))
def test_only_approved_groups_are_asked_in_this_way(state):
    assert new_questions(Group(state=state)) == []


def test_nobody_is_asked_what_they_may_not_change(group, monkeypatch, newcomer):
    monkeypatch.setattr("groups.rules.STEPS", (replace(newcomer, stays_open=False),))

    assert new_questions(group) == []


def test_several_questions_are_asked_together(client, group, asha, monkeypatch):
    new = [replace(step, is_new=True) for step in STEPS if step.slug in {"priorities", "wards"}]
    monkeypatch.setattr("groups.rules.STEPS", tuple(new))
    client.force_login(asha)

    shown = page(client, group)

    assert "We have new questions for you" in shown
    assert reverse("groups:step", args=[group.pk, "wards"]) in shown


def test_an_old_question_is_not_asked_again(group, monkeypatch):
    monkeypatch.setattr("groups.rules.STEPS", tuple(replace(step, is_new=False) for step in STEPS))

    assert new_questions(group) == []
