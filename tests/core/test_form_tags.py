"""The choices of a control are drawn in one go: nothing in them can break out of its place."""

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from core.renderer import GovukRenderer
from core.widgets import Radios

HOSTILE = """"'><script>alert(1)</script>&"""


def drawn(widget, value=None):
    return widget.render("place", value, {"id": "id_place"}, renderer=GovukRenderer())


def test_select_draws_its_options_as_django_does():
    choices = [("", "Any"), ("1", "One & <two>"), ("More", [(3, "Three"), (4, mark_safe("<b>4</b>"))])]
    widget = forms.Select(attrs={"required": True, "class": "x"}, choices=choices)
    plain = widget.render("place", 3, {"id": "id_place"}, renderer=forms.renderers.DjangoTemplates())

    assert parse_html(drawn(widget, 3)) == parse_html(plain)


@pytest.mark.parametrize("widget", [forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_choices_are_escaped(widget):
    html = drawn(widget(choices=[(HOSTILE, HOSTILE), (HOSTILE, [(HOSTILE, HOSTILE)])]), [HOSTILE])

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_hints_are_escaped_and_described():
    html = drawn(Radios(choices=[("a", "A"), ("b", "B")], hints={"b": HOSTILE}))

    assert "<script>" not in html
    assert html.count("aria-describedby") == 1
    assert 'aria-describedby="id_place_1_hint"' in html


def test_choices_can_be_checked_and_switched_off():
    html = drawn(
        forms.CheckboxSelectMultiple(attrs={"disabled": True}, choices=[("a", "A"), ("b", "B")]), ["b"]
    )

    assert html.count(" checked") == 1
    assert html.count(" disabled") == 2


@pytest.mark.parametrize("widget", [forms.TextInput, forms.NumberInput, forms.EmailInput, forms.HiddenInput])
@pytest.mark.parametrize("value", [None, "", HOSTILE, 5])
def test_inputs_are_drawn_as_django_does(widget, value):
    control = widget(attrs={"spellcheck": "false", "title": HOSTILE, "hidden": False, "autofocus": True})
    plain = control.render("place", value, {"id": "id_place"}, renderer=forms.renderers.DjangoTemplates())

    assert "<script>" not in plain
    assert parse_html(drawn(control, value)) == parse_html(plain)
