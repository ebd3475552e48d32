"""Draws groups and what they offer as lists of results."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from core.cards import Card, draw_cards
from groups.models import Group

register = template.Library()

MOST_NAMED = 3


@register.simple_tag
def group_cards(groups: Iterable[Group]) -> SafeString:
    """Draw groups as the items of a list of results."""
    cards = (Card(group.get_absolute_url(), group.name, group.summary, _facts(group)) for group in groups)
    return draw_cards(cards, "h2")


def _facts(group: Any) -> list[str]:
    """Say what kind of group it is, and where it works."""
    kind, wards = group.get_legal_form_display(), [ward.name for ward in group.named_wards]
    if len(wards) <= MOST_NAMED:
        return [kind, ", ".join(wards)] if wards else [kind]
    words = ngettext("%(number)s ward", "%(number)s wards", len(wards))
    return [kind, words % {"number": len(wards)}]


@register.simple_tag
def offer_cards(initiatives: Iterable[Any]) -> SafeString:
    """Draw what a group offers as the items of a list of results."""
    return draw_cards((Card(one.get_absolute_url(), one.title, one.summary) for one in initiatives), "h3")
