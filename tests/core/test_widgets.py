import datetime

import pytest
from django import forms
from django.http import QueryDict
from django.test.html import parse_html

from core.forms import DayField, MaskField, SiteForm, SlotGridField
from core.widgets import Checkboxes, Radios


def drawn(field, data=None, **kwargs):
    """Return the HTML of a field that stands in a form of the site under the name “answer”."""
    form = type("OneField", (SiteForm,), {"answer": field})(data, **kwargs)
    return str(form["answer"])


def contains(html, needle):
    """Whether an element stands in some HTML, however it is written."""
    return bool(parse_html(html).count(parse_html(needle)))


def radios(**kwargs):
    choices = [("cic", "CIC"), ("", "None of these")]
    return forms.ChoiceField(choices=choices, widget=Radios(**kwargs))


def test_radios_draw_a_button_and_a_label_for_each_choice():
    html = drawn(radios(), {"answer": "cic"})

    assert contains(
        html,
        '<div class="govuk-radios__item">'
        '<input class="govuk-radios__input" type="radio" id="id_answer_0" name="answer" value="cic" checked>'
        '<label class="govuk-label govuk-radios__label" for="id_answer_0">CIC</label></div>',
    )


def test_radios_describe_a_choice_by_its_hint():
    html = drawn(radios(hints={"cic": "It has eight figures"}))

    assert contains(
        html, '<div class="govuk-hint govuk-radios__hint" id="id_answer_0_hint">It has eight figures</div>'
    )
    assert html.count("aria-describedby") == 1


def test_radios_take_classes_for_the_whole_list():
    html = drawn(radios(attrs={"class": "govuk-radios--inline"}))

    assert 'class="govuk-radios govuk-radios--inline"' in html


def test_radios_escape_what_is_in_a_choice():
    html = drawn(forms.ChoiceField(choices=[('"><script>', "<script>")], widget=Radios))

    assert "<script>" not in html


def test_checkboxes_draw_groups_with_their_names():
    choices = [("North", [("oxley", "Oxley")]), ("South", [("penn", "Penn")])]
    html = drawn(forms.MultipleChoiceField(choices=choices, widget=Checkboxes), {"answer": ["penn"]})

    assert html.count('role="group"') == 2
    assert contains(html, '<p class="govuk-heading-s choice-group__name" id="id_answer_group_1">South</p>')
    assert 'value="penn" checked' in html
    assert 'value="oxley" checked' not in html


def test_checkboxes_read_all_that_is_ticked():
    assert Checkboxes().value_from_datadict(QueryDict("a=1&a=2"), {}, "a") == ["1", "2"]


def test_day_input_draws_three_boxes_with_labels():
    html = drawn(DayField())

    assert contains(html, '<label class="govuk-label govuk-date-input__label" for="id_answer_2">Year</label>')
    assert html.count("<input") == 3
    assert 'name="answer_month"' in html
    assert "autocomplete" not in html


def test_day_input_lets_the_browser_fill_in_a_birthday():
    assert 'autocomplete="bday-year"' in drawn(DayField(birthday=True))


def test_day_input_shows_a_date_that_is_known():
    html = drawn(DayField(), initial={"answer": datetime.date(2026, 3, 27)})

    assert ['value="27"' in html, 'value="3"' in html, 'value="2026"' in html] == [True, True, True]


def test_day_input_shows_again_what_was_typed():
    html = drawn(DayField(), {"answer_day": '1"><script>', "answer_month": "Mars", "answer_year": ""})

    assert 'value="Mars"' in html
    assert "<script>" not in html


def test_slot_grid_draws_a_row_for_each_day_and_a_name_for_each_box():
    html = drawn(SlotGridField(), {"answer": ["7"]})

    assert contains(html, '<th scope="row" class="govuk-table__header slot-grid__day">Wednesday</th>')
    assert contains(
        html,
        '<label class="govuk-label govuk-checkboxes__label" for="id_answer_7">'
        '<span class="govuk-visually-hidden">Wednesday afternoon</span></label>',
    )
    assert html.count('type="checkbox"') == 21
    assert 'value="7" checked' in html


@pytest.mark.parametrize(
    "field", [SlotGridField(disabled=True), MaskField(choices=[(0, "A")], disabled=True)]
)
def test_choices_that_are_switched_off_say_so(field):
    html = drawn(field)

    assert html.count(" disabled") == html.count("<input")
