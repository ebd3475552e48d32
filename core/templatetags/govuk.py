"""Tags that draw tables and summary lists of the GOV.UK Design System."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.defaultfilters import linebreaksbr
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

NUMERIC_HEADER = '<th scope="col" class="govuk-table__header govuk-table__header--numeric">{}</th>'
HEADER = '<th scope="col" class="govuk-table__header">{}</th>'
ROW = """<div class="govuk-summary-list__row{css}">
  <dt class="govuk-summary-list__key">{label}</dt>
  <dd class="govuk-summary-list__value">
    {value}
  </dd>
  {actions}
</div>
"""
ACTIONS = '<dd class="govuk-summary-list__actions">{}</dd>'
CHANGE = (
    '<a class="govuk-link" href="{address}">{change}<span class="govuk-visually-hidden"> {label}</span></a>'
)
NOT_GIVEN = '<span class="quiet">{}</span>'
NUMERIC_CELL = '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td>'


class Component(Node):
    """A template drawn with arguments and with the parts written between its tags."""

    def __init__(
        self, name: str, arguments: Mapping[str, FilterExpression], parts: Mapping[str, NodeList]
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.parts = parts

    def render(self, context: Context) -> SafeString:
        """Draw the parts, then the template around them."""
        given = {name: value.resolve(context) for name, value in self.arguments.items()}
        parts = {name: SafeString(nodes.render(context).strip()) for name, nodes in self.parts.items()}
        engine = context.template.engine  # type: ignore[union-attr]  # a node is drawn inside a template
        return engine.get_template(self.name).render(context.new({**given, **parts}))


def _arguments(parser: Parser, token: Token, first: str) -> dict[str, FilterExpression]:
    """Return a tag's arguments: the first one by its place, the others by name."""
    tag, *bits = token.split_contents()
    arguments = token_kwargs([f"{first}={bits[0]}", *bits[1:]], parser) if bits else {}
    if len(arguments) != len(bits) or not bits:
        raise template.TemplateSyntaxError(f"{tag} takes one value, then name=value: {token.contents}")
    return arguments


def _parts(parser: Parser, first: str, others: Sequence[str], end: str) -> dict[str, NodeList]:
    """Return what is written up to the end tag, divided by the tags of the other parts."""
    parts, name = {}, first
    while name != end:
        parts[name] = parser.parse([*others, end])
        name = parser.next_token().contents
    return parts


@register.tag
def table(parser: Parser, token: Token) -> Component:
    """Draw a table: a caption, its columns, its rows and, if wanted, a foot.

    {% table _("Groups") [size="m" id="groups" css="figures" is_narrow=True] %}
      {% columns _("Name") %}{% numeric_columns _("Places") _("Free") %}
    {% rows %}
      <tr class="govuk-table__row">…</tr>
    {% foot %}
      <tr class="govuk-table__row">…</tr>
    {% endtable %}

    The caption is shown where it has a size. A narrow table has no scroll bar of its own.
    """
    arguments = _arguments(parser, token, "caption")
    return Component("components/table.html", arguments, _parts(parser, "head", ["rows", "foot"], "endtable"))


@register.simple_tag
def columns(*labels: Any) -> SafeString:
    """Draw the heads of columns of words."""
    return format_html_join("", HEADER, ((label,) for label in labels))


@register.simple_tag
def numeric_columns(*labels: Any) -> SafeString:
    """Draw the heads of columns of numbers."""
    return format_html_join("", NUMERIC_HEADER, ((label,) for label in labels))


@register.simple_tag
def numeric_cells(*values: Any) -> SafeString:
    """Draw cells with numbers."""
    return format_html_join("", NUMERIC_CELL, ((value,) for value in values))


@register.simple_tag
def summary_row(label: Any, value: Any = "", change: Any = "", none: Any = "") -> SafeString:
    """Draw a row of a summary list: its key, its value and, if wanted, where to change it.

    Each member of a list has a line of its own. "none" stands for a value that is empty.
    """
    return _row(label, _in_lines(value) or format_html(NOT_GIVEN, none or _("Not given")), change)


def _in_lines(value: Any) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str | Promise):
        lines = format_html_join("", "<li>{}</li>\n", ((localize(line),) for line in value))
        return format_html('<ul class="govuk-list">\n{}</ul>', lines) if lines else ""
    return linebreaksbr(value) if value else ""


def _row(label: Any, value: str, change: Any = "", actions: str = "") -> SafeString:
    link = format_html(CHANGE, address=change, change=_("Change"), label=label) if change else ""
    cells = format_html_join("", ACTIONS, ((cell,) for cell in (link, actions) if cell))
    css = "" if cells else " govuk-summary-list__row--no-actions"
    return format_html(ROW, css=css, label=label, value=value, actions=cells)


class SummaryBlock(Node):
    """A row of a summary list with HTML written between its tags."""

    def __init__(
        self, arguments: Mapping[str, FilterExpression], html: NodeList, actions: NodeList | None
    ) -> None:
        self.arguments = arguments
        self.html = html
        self.actions = actions

    def render(self, context: Context) -> SafeString:
        """Draw what is between the tags, then the row around it."""
        given = {name: value.resolve(context) for name, value in self.arguments.items()}
        html = SafeString(self.html.render(context).strip())
        actions = SafeString(self.actions.render(context).strip()) if self.actions else ""
        empty = format_html(NOT_GIVEN, _("Not given"))
        label = format_html("<code>{}</code>", given["label"]) if given.get("is_code") else given["label"]
        return _row(label, html or empty, given.get("change", ""), actions)


@register.tag
def summary_block(parser: Parser, token: Token) -> SummaryBlock:
    """Draw a row of a summary list whose value or actions are HTML.

    {% summary_block _("Website") [change=address is_code=True] %}
      <a href="…">…</a>
    {% actions %}
      <form>…</form>
    {% endsummary_block %}
    """
    arguments = _arguments(parser, token, "label")
    parts = _parts(parser, "html", ["actions"], "endsummary_block")
    return SummaryBlock(arguments, parts["html"], parts.get("actions"))
