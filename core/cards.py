"""Draws lists of results in one go: a template for each card would cost more than all the rest."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CARD = """<li class="result">
  {number}
  <div class="result__body">
    <{heading} class="govuk-heading-s result__title">
      <a class="govuk-link" href="{url}">{title}</a>
    </{heading}>
    {facts}
    <p class="govuk-body result__text">{text}</p>
  </div>
</li>
"""
NUMBER = '<span class="result__number" aria-hidden="true">{}</span>'
FACTS = '<ul class="result__meta">{}</ul>'


class Card(NamedTuple):
    """One result: where it leads, what it is, short facts, and its number on the map if it has one."""

    url: str
    title: str
    text: str
    facts: Sequence[str] = ()
    number: int | None = None


def draw_cards(cards: Iterable[Card], heading: str) -> SafeString:
    """Return the items of a list of results, their titles as headings of a level such as “h3”."""
    return format_html_join("", "{}", ((_drawn(card, heading),) for card in cards))


def _drawn(card: Card, heading: str) -> SafeString:
    facts = format_html_join("\n", "<li>{}</li>", ((fact,) for fact in card.facts))
    return format_html(
        CARD,
        heading=heading,
        number="" if card.number is None else format_html(NUMBER, card.number),
        url=card.url,
        title=card.title,
        facts=format_html(FACTS, facts) if facts else "",
        text=card.text,
    )
