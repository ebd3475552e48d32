import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import get_template, render_to_string

from core.forms import CleanCharField, SiteForm

FOLDER = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
# What the Content-Security-Policy stops: scripts and styles that stand in the page itself.
INLINE = re.compile(
    r"<script(?![^>]*(\bsrc=|application/json))|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)
INCLUDED = re.compile(r'include "(?P<name>[^"]+)"(?P<given>[^%]*) only %}')
ADDRESS = re.compile(r"(?:src|<link[^>]*href)=\"(?:https?:)?//", re.IGNORECASE)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name):
    assert get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_is_short_and_has_nothing_inline_and_nothing_from_elsewhere(name):
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert text.count("\n") < 120
    assert not INLINE.search(text)
    assert not ADDRESS.search(text)


@pytest.mark.parametrize("path", sorted(path for path in FOLDER.rglob("*.*") if path.is_file()), ids=str)
def test_template_has_no_line_over_160_characters(path):
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 160] == []


def is_sent(name):
    """Whether a template, or one that it includes, has a form that needs the token of the page."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return "{% csrf_token %}" in text or "csrf_token=csrf_token" in text


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_hands_the_token_on_to_the_forms_that_it_includes(name):
    included = INCLUDED.finditer((FOLDER / name).read_text(encoding="utf-8"))

    forms = [found["given"] for found in included if is_sent(found["name"])]

    assert all("csrf_token=csrf_token" in given for given in forms)


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_error_page_stands_without_a_request(name):
    html = render_to_string(name)

    assert "<h1" in html
    assert "999" in html


@pytest.mark.parametrize("name", ["403.html", "404.html", "429.html", "csrf_failure.html"])
def test_error_page_is_one_of_the_site(name, rf):
    request = rf.get("/somewhere/")
    request.user = AnonymousUser()

    html = render_to_string(name, request=request)

    assert html.count("<h1") == 1
    assert settings.SITE["name"] in html


class Ask(SiteForm):
    name = CleanCharField(label="Name")


def page(rf, user=None, **context):
    """Return the HTML of a page with one form."""
    request = rf.get("/groups/")
    request.user = user or AnonymousUser()
    return render_to_string("form_page.html", context, request=request)


def test_title_says_error_only_when_a_form_has_one(rf):
    assert "<title>Error: " in page(rf, form=Ask({}))
    assert "Error:" not in page(rf, form=Ask())


def test_error_summary_stands_before_the_form(rf):
    html = page(rf, form=Ask({}))

    assert html.index('href="#id_name"') < html.index('<form method="post" novalidate>')


def test_navigation_for_everybody_offers_the_three_doors(rf):
    html = page(rf, form=Ask())

    for address in ("/initiatives/", "/wards/", "/groups/", "/register/group/", "/register/volunteer/"):
        assert f'class="govuk-service-navigation__link" href="{address}"' in html
    assert "/account/login/" in html
    assert "/desk/" not in html


def test_navigation_marks_the_present_page(rf):
    assert re.search(r'href="/groups/" aria-current="page"', page(rf, form=Ask()))


def test_navigation_for_a_volunteer_leads_to_what_is_theirs(rf, dev):
    html = page(rf, dev, form=Ask())

    assert 'href="/my/"' in html
    assert 'href="/my-groups/"' in html
    assert "/desk/" not in html
    assert '<form method="post" action="/account/logout/">' in html


def test_navigation_for_an_officer_leads_to_the_desk(rf, carol):
    html = page(rf, carol, form=Ask())

    assert 'href="/desk/"' in html
    assert 'href="/my/"' not in html


def test_footer_credits_the_data_and_links_the_policies(rf):
    html = page(rf, form=Ask())

    for words in ("Contains OS data ©", "Royal Mail", "Open Government Licence"):
        assert words in html
    for address in ("/help/", "/privacy/", "/accessibility/", "/complaints/"):
        assert f'href="{address}"' in html


@pytest.mark.parametrize(
    ("level", "role", "title"),
    [
        (constants.SUCCESS, "alert", "Done"),
        (constants.ERROR, "alert", "There is a problem"),
        (constants.WARNING, "alert", "Please note"),
        (constants.INFO, "status", "Please note"),
    ],
)
def test_messages_are_banners(level, role, title):
    html = render_to_string("components/messages.html", {"messages": [Message(level, "<b>Saved</b>")]})

    assert f'role="{role}"' in html
    assert title in html
    assert "&lt;b&gt;Saved" in html


def draw(component, **context):
    """Draw a component with what it is given and nothing else."""
    return Template("{% include name %}").render(Context({"name": f"components/{component}.html", **context}))


def test_task_list_links_only_to_tasks_that_can_be_opened():
    tasks = [
        {"title": "Name", "status": "Completed", "state": "done", "url": "/name/"},
        {"title": "Check", "status": "Cannot start yet", "state": "not_started"},
    ]

    html = draw("task_list", tasks=tasks)

    assert html.count("<a ") == 1
    assert "govuk-tag--grey" in html


def test_score_bar_says_its_share_in_words_and_as_a_meter():
    html = draw("score_bar", label="Skills", share=0.8)

    assert 'value="80" aria-label="Skills"' in html
    assert "80%" in html


def test_exit_page_is_a_link_that_tells_nobody_where_it_came_from():
    html = draw("exit_page", url="https://weather.example")

    assert 'href="https://weather.example"' in html
    assert 'rel="nofollow noreferrer"' in html
