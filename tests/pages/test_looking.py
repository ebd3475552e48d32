"""The looking over itself: a sound page passes, and each kind of fault is found."""

import pytest

from tests.browser import WIDTHS
from tests.pages.looking import look_at

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SOUND = """<!doctype html><html lang="en">
<head><meta charset="utf-8"><title>Help – Safer Wolverhampton</title></head>
<body><main><h1>Help</h1><p>Words.</p></main></body></html>"""
FAULTS = {
    "0 main headings": ("<h1>Help</h1>", "<h2>Help</h2>"),
    "title “Help”": ("Help – Safer Wolverhampton", "Help"),
    "80 px too wide at 320 px": ("<p>", "<p style='width: 392px'>"),
    "console: oh no": ("<p>", "<script>console.error('oh no')</script><p>"),
    "script error: oh no": ("<p>", "<script>throw 'oh no'</script><p>"),
    "404 for /static/gone.css": ("<title>", "<link rel='stylesheet' href='/static/gone.css'><title>"),
    "third-party request: https://127.0.0.1:1/spy.png": (
        "<p>",
        "<p><img alt='' src='https://127.0.0.1:1/spy.png'>",
    ),
    'at 320 px image-alt: <img src="data:,">': ("<p>", "<p><img src='data:,'>"),
    "at 1280 px html-has-lang: <html>": (' lang="en"', ""),
}


def faults_of(theatre, body):
    return theatre.play(look_at, "anonymous", "/help/", axe=WIDTHS, body=body)[1]


def test_a_sound_page_has_no_fault(theatre):
    assert faults_of(theatre, SOUND) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_kind_of_fault_is_found(theatre, fault):
    assert any(fault in found for found in faults_of(theatre, SOUND.replace(*FAULTS[fault])))


def test_a_page_that_is_not_there_is_found(theatre):
    assert any("status 404" in found for found in theatre.play(look_at, "anonymous", "/nothing-here/")[1])
