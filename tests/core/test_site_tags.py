import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.urls import reverse

from core.forms import CleanCharField, SiteForm
from core.templatetags.site import error_links, page_numbers, percent, state_colour


class Contact(SiteForm):
    name = CleanCharField(label="Name")
    ward = forms.ChoiceField(label="Ward", choices=[("a", "A")], widget=forms.RadioSelect)
    token = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("The link is too old")


class Nothing(SiteForm):
    def clean(self):
        raise forms.ValidationError("Nothing to send")


def test_error_links_lead_to_every_field_in_the_order_of_the_page():
    links = error_links(Contact({"token": "x"}))

    assert [tuple(link) for link in links] == [
        ("The link is too old", "id_name"),
        ("Token must be a whole number, like 15", "id_name"),
        ("Enter name", "id_name"),
        ("Select ward", "id_ward_0"),
    ]


def test_error_links_of_a_form_without_fields_lead_nowhere():
    assert [tuple(link) for link in error_links(Nothing({}), None, "")] == [("Nothing to send", "")]


def test_error_links_are_none_before_a_form_is_sent():
    assert error_links(Contact()) == []


def test_error_summary_escapes_and_links():
    html = draw(
        "{% include 'components/error_summary.html' with form=form other=other only %}", form=Contact({})
    )

    assert '<a href="#id_ward_0">Select ward</a>' in html


def draw(template, **context):
    """Draw a template."""
    return Template("{% load site %}" + template).render(Context(context))


def test_page_url_keeps_the_search(rf):
    request = rf.get("/", {"q": "café & boxing", "page": "2", "day": ["mon", "tue"]})

    address = draw("{% page_url 3 %}", request=request)

    assert address == "?q=caf%C3%A9+%26+boxing&amp;page=3&amp;day=mon&amp;day=tue"


@pytest.mark.parametrize("query", ["q=%00", "q=%ED%A0%80", "page=<script>", "q=%E2%80%AE"])
def test_page_url_takes_any_address(rf, query):
    html = draw("{% page_url 3 %}", request=rf.get("/?" + query))

    assert "page=3" in html
    assert "<" not in html


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, [1, 2, None, 20]), (10, [1, None, 9, 10, 11, None, 20]), (20, [1, None, 19, 20])],
)
def test_page_numbers_leave_gaps(number, expected):
    assert page_numbers(Paginator(range(400), 20).page(number)) == expected


def test_pagination_links_to_the_pages_about_the_present_one(rf):
    page = Paginator(range(400), 20).page(2)
    html = draw("{% include 'components/pagination.html' %}", page=page, request=rf.get("/?q=a"))

    assert 'href="?q=a&amp;page=1" rel="prev"' in html
    assert 'href="?q=a&amp;page=3" rel="next"' in html
    assert html.count('aria-current="page"') == 1


def test_pagination_of_one_page_draws_nothing(rf):
    page = Paginator(range(3), 20).page(1)

    assert draw("{% include 'components/pagination.html' %}", page=page, request=rf.get("/")).strip() == ""


@pytest.mark.parametrize(
    ("path", "current"),
    [("/help/", 'aria-current="page"'), ("/help/more/", 'aria-current="true"'), ("/", "")],
)
def test_nav_item_marks_where_you_are(rf, path, current):
    html = draw("{% nav_item 'core:help' 'Help' %}", request=rf.get(path))

    assert f'href="{reverse("core:help")}"' in html
    assert ("aria-current" in html) is bool(current)
    assert current in html


def test_nav_item_draws_nothing_for_a_page_that_is_not_there():
    assert draw("{% nav_item 'core:nowhere' 'Nowhere' %}").strip() == ""


def test_nav_item_is_drawn_without_a_request():
    assert "Help" in draw("{% nav_item 'core:help' 'Help' %}")


def test_site_footer_names_who_runs_the_site(settings):
    settings.SITE = {**settings.SITE, "organisation": "People <Elsewhere>"}

    assert "Run by the People &lt;Elsewhere&gt;." in draw("{% site_footer 'en-gb' %}")


def test_site_details_are_those_of_the_settings(settings):
    settings.SITE = {"name": "Safer Elsewhere"}

    assert draw("{% site_details as site %}{{ site.name }}", site="another") == "Safer Elsewhere"


def test_state_colour_knows_states_and_falls_back_to_grey():
    assert (state_colour("approved"), state_colour("refused"), state_colour("odd")) == (
        "green",
        "red",
        "grey",
    )


def test_percent_rounds_to_whole_numbers():
    assert (percent(0), percent(0.346), percent(1)) == (0, 35, 100)
