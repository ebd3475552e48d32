"""Every page of the site in a real browser: narrow and wide, with JavaScript and without."""

import re

import pytest

from tests.browser import WIDTHS
from tests.pages.looking import look_at
from tests.pages.stage import ALLAUTH, PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Where a page of allauth may lead to instead: some stand only in the middle of something.
ASIDE = re.compile(r"/account/|/$")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_sound(theatre, stage, settings, name):
    settings.DEBUG = name == "notifications:outbox"
    for number, visit in enumerate(stage.visits[name]):
        axe = WIDTHS if number == 0 else WIDTHS[:1]  # the other scenes of a page have the same frame
        ends, faults = theatre.play(look_at, visit.person, visit.path, axe=axe)

        assert not faults
        assert ends == {visit.path}, "not shown: give it a scene in stage.py"


@pytest.mark.parametrize("name", ALLAUTH)
def test_every_page_of_allauth_is_sound(theatre, stage, name):
    for visit in stage.visits[name]:
        ends, faults = theatre.play(look_at, visit.person, visit.path, axe=WIDTHS[:1])

        assert not faults
        assert all(ASIDE.search(path) for path in ends)
