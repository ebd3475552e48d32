"""Draws the choices of a control in one go: a template for each of them would cost more than all the rest."""

from collections.abc import Iterable
from html import escape
from typing import Any
from uuid import uuid4

from django import template
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

CHOICE = """<div class="{css}__item">
  <input class="{css}__input" type="{type}" id="{id}" name="{name}" value="{value}"{flags}>
  <label class="govuk-label {css}__label" for="{id}">{label}</label>
  {hint}
</div>
"""
HINT = '<div class="govuk-hint {}__hint" id="{}_hint">{}</div>'


@register.simple_tag
def form_key() -> str:
    """Return a new key for a form that makes a record (`core.once`)."""
    return uuid4().hex


@register.simple_tag
def attributes(attrs: dict[str, Any]) -> SafeString:
    """Return the attributes of a control: one that is True is a name alone, one that is False is left out."""
    return flatatt(attrs)


@register.simple_tag
def select_options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """Return the options of a select box, those of a named group together."""
    return mark_safe("".join(_group(name, "".join(map(_option, options))) for name, options, _ in groups))  # noqa: S308  # escaped below


def _option(option: dict[str, Any]) -> str:
    attrs = flatatt(option["attrs"]) if option["attrs"] else ""
    value, label = escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{attrs}>{label}</option>'


def _group(name: str | None, options: str) -> str:
    return f'<optgroup label="{conditional_escape(name)}">{options}</optgroup>' if name else options


@register.simple_tag
def choice_items(options: Iterable[dict[str, Any]], css: str) -> SafeString:
    """Return radio buttons or check boxes, each with its label and hint."""
    return format_html_join("", "{}", ((_choice(option, css),) for option in options))


def _choice(option: dict[str, Any], css: str) -> SafeString:
    key, hint = option["attrs"].get("id", ""), option.get("hint")
    flags = {
        "checked": option["selected"],
        "disabled": bool(option["attrs"].get("disabled")),
        "aria-describedby": f"{key}_hint" if hint else None,
    }
    return format_html(
        CHOICE,
        css=css,
        type=option["type"],
        id=key,
        name=option["name"],
        value=str(option["value"]),
        flags=flatatt(flags),
        label=option["label"],
        hint=format_html(HINT, css, key, hint) if hint else "",
    )
