"""Tags that our pages share: navigation, page links, links to errors, words for states."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from django import forms, template
from django.core.paginator import Page
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override

from core.context_processors import details
from core.keeping import kept_briefly
from core.renderer import GovukBoundField

register = template.Library()

# A state is always said in words; the colour only helps to find it.
STATE_COLOURS = {
    "draft": "grey",
    "not_started": "grey",
    "withdrawn": "grey",
    "expired": "grey",
    "ended": "grey",
    "closed": "grey",
    "archived": "grey",
    "submitted": "teal",
    "in_progress": "teal",
    "open": "teal",
    "offered": "teal",
    "queued": "yellow",
    "running": "teal",
    "ready": "green",
    "cancelled": "grey",
    "changes_requested": "yellow",
    "returned": "yellow",
    "waiting": "yellow",
    "pending": "yellow",
    "unknown": "yellow",
    "unverified": "yellow",
    "approved": "green",
    "published": "green",
    "accepted": "green",
    "verified": "green",
    "active": "green",
    "pass": "green",
    "passed": "green",
    "done": "green",
    "refused": "red",
    "declined": "red",
    "suspended": "red",
    "fail": "red",
    "failed": "red",
    "overdue": "red",
}

# Drawn without a template, as every page has several.
NAV_ITEM = """<li class="govuk-service-navigation__item">
  <a class="govuk-service-navigation__link" href="{address}">{label}</a>
</li>
"""
CURRENT_NAV_ITEM = """<li class="govuk-service-navigation__item govuk-service-navigation__item--active">
  <a class="govuk-service-navigation__link" href="{address}" aria-current="{place}">
    <strong class="govuk-service-navigation__active-fallback">{label}</strong>
  </a>
</li>
"""


class ErrorLink(NamedTuple):
    """One line of an error summary: what is wrong, and the id of the control where it is put right."""

    text: str
    target: str


@register.simple_tag
def site_details() -> dict[str, Any]:
    """Return the site's name, contacts and exit address, as the settings say."""
    return details()


@register.simple_tag
@kept_briefly
def site_footer(language: str) -> SafeString:
    """Draw the foot of every page, which is the same for everybody who reads the same language."""
    with override(language):
        return render_to_string("components/footer.html", {"site": details()})


@register.simple_tag
def error_links(*some_forms: forms.BaseForm | str | None) -> list[ErrorLink]:
    """Return the errors of the forms of a page, in the order of the page."""
    bound = [form for form in some_forms if isinstance(form, forms.BaseForm)]
    return [link for form in bound for link in _links_of(form)]


def _links_of(form: forms.BaseForm) -> Iterator[ErrorLink]:
    visible = cast(list[GovukBoundField], form.visible_fields())
    start = visible[0].first_input_id if visible else ""
    hidden = [error for field in form.hidden_fields() for error in field.errors]
    for error in [*form.non_field_errors(), *hidden]:
        yield ErrorLink(str(error), start)
    for field in visible:
        for error in field.errors:
            yield ErrorLink(str(error), field.first_input_id)


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int) -> str:
    """Return the address of another page of the present list, with the search kept as it is."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def cursor_url(context: Context, way: str, key: Any) -> str:
    """Return the address of the page of the present list that follows a row (`after`) or ends `before` it."""
    query = context["request"].GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query[way] = str(key)
    return f"?{query.urlencode()}"


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | None]:
    """Return the numbers to link to: the first, the last, those about the present one; None is a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.simple_tag(takes_context=True)
def nav_item(context: Context, name: str, label: str) -> str:
    """Draw a link of the main navigation and mark it on its own page and the pages below it.

    Draws nothing where the site has no such page.
    """
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    place = _place(getattr(context.get("request"), "path", ""), address)
    if place is None:
        return format_html(NAV_ITEM, address=address, label=label)
    return format_html(CURRENT_NAV_ITEM, address=address, label=label, place=place)


def _place(path: str, address: str) -> str | None:
    if path == address:
        return "page"
    return "true" if path.startswith(address) else None


@register.filter
def state_colour(state: str) -> str:
    """Return the colour of a state's tag; grey for one without a colour of its own."""
    return STATE_COLOURS.get(str(state), "grey")


@register.filter
def percent(share: float) -> int:
    """Return a share of 0 to 1 as a whole number of hundredths."""
    return round(share * 100)
