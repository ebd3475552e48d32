import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.forms import (
    CleanCharField,
    DayField,
    FilterForm,
    MaskField,
    PhoneField,
    PostcodeField,
    RowField,
    SiteForm,
    SiteModelForm,
    SlotGridField,
)
from strategy.models import Priority
from tests.factories.strategy import PriorityFactory

HOSTILE = ["a\x00b", "a\x1bb", "a\ud800b", "a\r\nBcc: b@example.com"]


def errors_of(field, value):
    """Return the messages of a field that stands in a form of the site under the name “answer”."""
    form = type("OneField", (SiteForm,), {"answer": field})({"answer": value})
    return list(form.errors.get("answer", []))


# Text


class GroupForm(SiteForm):
    name = CleanCharField(label="Group name", max_length=12, min_length=2)
    email = forms.EmailField(label="Email address", required=False)
    about = CleanCharField(widget=forms.Textarea, required=False)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["name", "email"])
def test_site_form_refuses_hostile_text_in_every_line(name, text):
    form = GroupForm({"name": "Boxing", name: text})

    assert list(form.errors) == [name]


def test_site_form_keeps_what_was_typed_when_it_refuses_it():
    form = GroupForm({"name": "<script>\x00"})

    assert not form.is_valid()
    assert form["name"].value() == "<script>\x00"


def test_site_form_tidies_every_text_field():
    form = GroupForm({"name": " Cafe\u0301 \u202eX", "email": "a@example.com\u200b", "about": "one\r\ntwo "})

    assert form.is_valid()
    assert form.cleaned_data == {"name": "Café X", "email": "a@example.com", "about": "one\ntwo"}


def test_site_form_leaves_formulas_and_emoji_alone():
    assert GroupForm({"name": "=1+1 🥊"}).is_valid()


def test_clean_char_field_reads_nothing_as_empty():
    assert CleanCharField(required=False).clean(None) == ""


def test_two_forms_of_a_class_do_not_share_their_fields():
    GroupForm({"name": "One"}).is_valid()

    assert GroupForm.base_fields["email"].to_python("a\tb") == "a\tb"


class NameForm(SiteModelForm):
    class Meta:
        model = User
        fields = ["name"]


def test_site_model_form_tidies_and_words_the_fields_of_a_model():
    form = NameForm({"name": "A\u202esha"})

    assert form.is_valid()
    assert form.cleaned_data == {"name": "Asha"}


def test_site_model_form_says_how_long_a_text_may_be():
    assert NameForm({"name": "x" * 121}).errors == {"name": ["Full name must be 120 characters or fewer"]}


# Words of errors


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (CleanCharField(label="Group name"), "", "Enter group name"),
        (CleanCharField(label="DBS level"), "", "Enter DBS level"),
        (CleanCharField(), "", "Enter answer"),
        (CleanCharField(label="What is your name?"), "", "Answer this question"),
        (CleanCharField(label="Name", max_length=3), "Asha", "Name must be 3 characters or fewer"),
        (CleanCharField(label="Name", min_length=3), "A", "Name must be 3 characters or more"),
        (CleanCharField(label="100% name", max_length=3), "Asha", "100% name must be 3 characters or fewer"),
        (forms.EmailField(), "no", "Enter an email address in the correct format, like name@example.com"),
        (forms.URLField(assume_scheme="https"), "no no", "Enter a web address, like https://www.example.org"),
        (forms.IntegerField(label="Places"), "x", "Places must be a whole number, like 15"),
        (forms.IntegerField(label="Places"), "9" * 5000, "Places must be a whole number, like 15"),
        (forms.IntegerField(label="Places", min_value=1), "0", "Places must be 1 or more"),
        (forms.IntegerField(label="Places", max_value=5), "6", "Places must be 5 or less"),
        (forms.ChoiceField(label="Ward", choices=[("a", "A")]), "", "Select ward"),
        (forms.ChoiceField(label="Ward", choices=[("a", "A")]), "b", "Select from the list"),
        (forms.BooleanField(label="I agree"), "", "Select the box to continue"),
        (PostcodeField(), "", "Enter answer"),
        (PostcodeField(label="Postcode"), "WV1 1RG and more", "Postcode must be 10 characters or fewer"),
        (CleanCharField(error_messages={"required": "Say who you are"}), "", "Say who you are"),
    ],
)
def test_site_form_says_what_to_do(field, value, words):
    assert errors_of(field, value) == [words]


class WordedForm(SiteForm):
    postcode = PostcodeField()
    age = forms.IntegerField(min_value=18)
    wording = {"postcode": "Enter your postcode", "age": {"min_value": "You must be 18 or over"}}


def test_wording_sets_the_words_of_a_form():
    form = WordedForm({"age": "17"})

    assert form.errors == {"postcode": ["Enter your postcode"], "age": ["You must be 18 or over"]}


def test_site_form_marks_what_is_optional_and_a_filter_does_not():
    assert "(optional)" in str(GroupForm())
    assert "(optional)" not in str(type("Filters", (FilterForm,), {"q": CleanCharField(required=False)})())


# Telephone numbers


@pytest.mark.parametrize(
    "number",
    [
        "01902 555 000",
        "07700 900 982",
        "+44 (0)1902 555000",
        "(01902) 555-000",
        "0800 1111",
        "116 123",
        "101",
        "+353 1 234 5678",
        "0044 7700 900982",
    ],
)
def test_phone_field_keeps_a_number_as_typed(number):
    assert PhoneField().clean(number) == number


@pytest.mark.parametrize(
    "number", ["call me", "12", "0190", "+44", "٠١٩٠٢٥٥٥٠٠٠", "=01902555000", "01902 555000 x"]
)
def test_phone_field_refuses_what_can_not_be_dialled(number):
    assert errors_of(PhoneField(), number) == [
        "Enter a telephone number, like 01902 555 000 or 07700 900 982"
    ]


def test_phone_field_may_be_left_empty():
    assert PhoneField(required=False).clean("") == ""


# Days


class BirthdayForm(SiteForm):
    born = DayField(
        label="Date of birth",
        earliest=datetime.date(1910, 1, 1),
        latest=datetime.date(2008, 12, 31),
        required=False,
    )


def day(*parts):
    """Return the form with a day typed as these three parts."""
    return BirthdayForm(dict(zip(["born_day", "born_month", "born_year"], parts, strict=False)))


@pytest.mark.parametrize("month", ["3", "03", "March", "march", "Mar", "mar."])
def test_day_field_reads_months_as_numbers_and_as_words(month):
    form = day("27", month, "1990")

    assert form.is_valid()
    assert form.cleaned_data["born"] == datetime.date(1990, 3, 27)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("", "3", "1990"), "The date must include a day"),
        (("27", "", ""), "The date must include a month and a year"),
        (("27", "3", "90"), "The year must have 4 numbers"),
        (("30", "2", "1990"), "The date must be a real date"),
        (("1", "13", "1990"), "The date must be a real date"),
        (("1", "0", "1990"), "The date must be a real date"),
        (("1", "Mars", "1990"), "The date must be a real date"),
        (("x", "3", "1990"), "The date must be a real date"),
        (("1", "3", "abcd"), "The date must be a real date"),
        (("1", "3", "0000"), "The date must be a real date"),
        (("9" * 5000, "3", "1990"), "The date must be a real date"),
        (("1\x00", "3", "1990"), "The date must be a real date"),
        (("٣", "3", "1990"), "The date must be a real date"),
        (("31", "12", "1909"), "The date must be 1 January 1910 or later"),
        (("1", "1", "2009"), "The date must be 31 December 2008 or earlier"),
    ],
)
def test_day_field_says_what_is_wrong(parts, words):
    assert day(*parts).errors == {"born": [words]}


def test_day_field_may_be_left_empty():
    form = day("", " ", "")

    assert form.is_valid()
    assert form.cleaned_data["born"] is None


def test_day_field_asks_for_a_day_that_is_required():
    assert errors_of(DayField(label="Start date"), "") == ["Enter start date"]


def test_day_field_keeps_what_was_typed():
    assert day("31", "Feb", "1990")["born"].value() == ["31", "Feb", "1990"]


def test_day_field_that_is_switched_off_keeps_its_day():
    form = type("Fixed", (SiteForm,), {"start": DayField(disabled=True)})(
        {}, initial={"start": datetime.date(2026, 1, 2)}
    )

    assert form.is_valid()
    assert form.cleaned_data["start"] == datetime.date(2026, 1, 2)


@given(st.dates(datetime.date(1910, 1, 1), datetime.date(2008, 12, 31)))
def test_day_field_reads_every_day_that_is_shown(date):
    form = day(str(date.day), str(date.month), str(date.year))

    assert form.is_valid()
    assert form.cleaned_data["born"] == date


# Masks


class MaskForm(SiteForm):
    skills = MaskField(choices=[(0, "Mentoring"), (3, "First aid"), (5, "Driving")], required=False)


def test_mask_field_turns_choices_into_a_mask():
    form = MaskForm(QueryDict("skills=0&skills=5&skills=5"))

    assert form.is_valid()
    assert form.cleaned_data["skills"] == 0b100001


def test_mask_field_reads_nothing_as_nought():
    form = MaskForm(QueryDict(""))

    assert form.is_valid()
    assert form.cleaned_data["skills"] == 0


@pytest.mark.parametrize("value", ["1", "-1", "٣", "x", "9" * 5000, "0\x00"])
def test_mask_field_refuses_what_is_not_on_the_list(value):
    assert MaskForm({"skills": [value]}).errors == {"skills": ["Select from the list"]}


def test_mask_field_says_when_nothing_is_chosen():
    assert errors_of(MaskField(label="Skills", choices=[(0, "A")]), []) == ["Select skills"]


def test_mask_field_ticks_what_a_mask_holds():
    html = str(MaskForm(initial={"skills": 0b1001}))

    assert html.count("checked") == 2


@pytest.mark.parametrize(("initial", "changed"), [(0b1001, False), (0b1, True), (None, True)])
def test_mask_field_knows_whether_it_changed(initial, changed):
    form = MaskForm(QueryDict("skills=3&skills=0"), initial={"skills": initial})

    assert form.has_changed() is changed


def test_mask_field_that_is_switched_off_keeps_its_mask():
    field = MaskField(choices=[(0, "A"), (1, "B")], disabled=True)
    form = type("Fixed", (SiteForm,), {"skills": field})({}, initial={"skills": 2})

    assert form.is_valid()
    assert form.cleaned_data["skills"] == 2


@given(st.integers(0, 2**21 - 1))
def test_slot_grid_field_keeps_every_week(mask):
    field = SlotGridField(required=False)

    assert field.clean(field.prepare_value(mask)) == mask


def test_slot_grid_field_numbers_slots_by_day_and_part():
    labels = dict(SlotGridField().choices)

    assert (len(labels), str(labels[2 * 3 + 1]), str(labels[20])) == (
        21,
        "Wednesday afternoon",
        "Sunday evening",
    )


@pytest.mark.django_db
def test_row_field_finds_a_row_and_takes_nonsense_for_none():
    priority = PriorityFactory()
    field = RowField(queryset=Priority.objects.all())

    assert field.clean(str(priority.pk)) == priority
    for nonsense in ("0", "x", f"{priority.pk}\x00"):
        with pytest.raises(ValidationError) as caught:
            field.clean(nonsense)
        assert caught.value.code == "invalid_choice"
