import pytest
from django import forms
from django.test.html import parse_html

from core.forms import CleanCharField, DayField, SiteForm, SlotGridField


class EveryKind(SiteForm):
    name = CleanCharField(label="Group name", help_text="As on your letters", max_length=120)
    code = CleanCharField(max_length=4)
    about = CleanCharField(max_length=500, widget=forms.Textarea(attrs={"placeholder": "Say more"}))
    places = forms.IntegerField()
    ward = forms.ChoiceField(choices=[("a", "A")])
    legal_form = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    wards = forms.MultipleChoiceField(
        choices=[("N", [("a", "A")])], widget=forms.CheckboxSelectMultiple, help_text="All that you work in"
    )
    starts = DayField()
    free = SlotGridField()
    agree = forms.BooleanField(label="I agree", help_text="Read it first")
    paper = forms.FileField()
    password = CleanCharField(widget=forms.PasswordInput)
    secret = forms.CharField(widget=forms.HiddenInput)


def control(name, data=None):
    """Return the HTML of one field's group."""
    return EveryKind(data)[name].as_field_group()


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("name", 'class="govuk-input"'),
        ("code", 'class="govuk-input govuk-input--width-4"'),
        ("about", 'class="govuk-textarea govuk-js-character-count"'),
        ("places", 'class="govuk-input govuk-input--width-5"'),
        ("ward", 'class="govuk-select"'),
        ("agree", 'class="govuk-checkboxes__input"'),
        ("paper", 'class="govuk-file-upload"'),
        ("password", 'class="govuk-input govuk-password-input__input govuk-js-password-input-input"'),
    ],
)
def test_form_dresses_every_control(name, css):
    assert css in control(name)


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("name", "govuk-input--error"),
        ("about", "govuk-textarea--error"),
        ("ward", "govuk-select--error"),
        ("password", "govuk-input--error"),
    ],
)
def test_form_marks_a_control_with_an_error(name, css):
    assert css in control(name, {})
    assert css not in control(name)


def test_form_ties_hint_and_error_to_their_control():
    html = control("name", {})

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_form_ties_hint_and_error_to_the_group_of_choices():
    html = " ".join(control("wards", {}).split())

    assert '<fieldset class="govuk-fieldset" aria-describedby="id_wards_helptext id_wards_error">' in html
    assert "aria-invalid" not in html


def test_form_describes_nothing_where_there_is_nothing_to_say():
    assert "aria-describedby" not in control("legal_form")


def test_form_counts_characters_in_long_text_only():
    assert 'data-module="govuk-character-count" data-maxlength="500"' in control("about")
    assert 'aria-describedby="id_about-info"' in control("about")
    assert "character-count" not in control("name")


def test_form_never_cuts_text_off_or_hides_a_label_in_a_placeholder():
    html = str(EveryKind())

    assert "maxlength=" not in html.replace("data-maxlength", "")
    assert "placeholder" not in html


def test_form_draws_the_label_of_one_check_box_after_it():
    html = control("agree")

    assert html.index("<input") < html.index("<label")
    assert 'id="id_agree_helptext"' in html


def test_form_offers_to_show_a_password():
    assert 'aria-controls="id_password"' in control("password")


def test_form_draws_each_hidden_field_once():
    html = str(EveryKind())

    assert html.count('name="secret"') == 1
    assert "id_secret_error" not in html
    assert 'class="' not in parse_and_find(html, 'name="secret"')


def parse_and_find(html, part):
    """Return the tag that holds a part."""
    start = html.rindex("<", 0, html.index(part))
    return html[start : html.index(">", start)]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("name", "id_name"),
        ("ward", "id_ward"),
        ("legal_form", "id_legal_form_0"),
        ("wards", "id_wards_0_0"),
        ("starts", "id_starts_0"),
        ("free", "id_free_0"),
        ("agree", "id_agree"),
    ],
)
def test_errors_link_to_the_first_control_of_a_field(name, target):
    form = EveryKind({})

    assert form[name].first_input_id == target
    assert f'id="{target}"' in form[name].as_field_group()


def test_errors_link_to_a_list_that_is_empty():
    form = type("Empty", (SiteForm,), {"ward": forms.ChoiceField(widget=forms.RadioSelect)})({})

    assert form["ward"].first_input_id == "id_ward"
    assert 'id="id_ward"' in str(form)


class OneQuestion(SiteForm):
    page_heading = True
    postcode = CleanCharField(label="What is your postcode?")
    again = CleanCharField(label="And the other?")


def test_the_label_of_the_first_question_is_the_heading_of_its_page():
    html = str(OneQuestion())

    assert parse_html(html).count(
        parse_html(
            '<h1 class="govuk-label-wrapper"><label class="govuk-label govuk-label--l" for="id_postcode">'
            "What is your postcode?</label></h1>"
        )
    )
    assert html.count("<h1") == 1


def test_the_legend_of_the_first_question_is_the_heading_of_its_page():
    html = str(type("Choice", (OneQuestion,), {"postcode": SlotGridField(label="When?"), "again": None})())

    assert parse_html(html).count(parse_html('<h1 class="govuk-fieldset__heading">When?</h1>'))


def test_a_form_without_ids_is_drawn_too():
    html = str(EveryKind({}, auto_id=False))

    assert "govuk-input" in html
