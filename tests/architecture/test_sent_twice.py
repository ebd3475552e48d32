"""What happens when a form is sent twice, or by two people: every address that takes a form says which.

A creating form makes one record (tests/concurrency/test_one_record.py sends each from ten processes). An
editing form does not save over what someone else has saved since. Any other changes how something stands:
the second time there is nothing left to change.
"""

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from accounts.models import EmailLink, User
from core.once import MakesOne
from core.seen import Edits
from groups.models import Check, Group, Invitation, Membership
from initiatives.models import Initiative, Role
from matching.models import Conflict, Offer, Override, Waiting, WeightSet
from matching.scoring import WEIGHTS
from places.models import Upload
from planning.models import Plan, Review
from tests.architecture.test_access import ACCESS, address
from volunteers.models import ScreeningCheck, TimeAway, Volunteer


def day(name, date):
    return {f"{name}_{part}": str(getattr(date, part)) for part in ("day", "month", "year")}


TOMORROW = timezone.localdate() + timedelta(days=1)
LAST_YEAR = timezone.localdate() - timedelta(days=200)
ROLE = {
    "title": "Coach",
    "tasks": "Teach boxing",
    "places_minimum": "2",
    "places_maximum": "4",
    **day("starts_on", TOMORROW),
    "slots": ["5"],
    "minimum_age": "18",
    "dbs_level": "0",
}
CERTIFICATE = {"level": "2", **day("issued_on", LAST_YEAR), "is_accepted": "yes"}
SAFELY = {
    "reason": "Seen",
    "risk_assessment": "Never alone",
    "supervisor": "Ada",
    **day("ends_on", TOMORROW),
}
SHIFTED = dict.fromkeys(WEIGHTS, 0) | {next(iter(WEIGHTS)): 100}
# Who sends what, and what it makes.
CREATING = {
    "groups:register": (None, {"email": "new@example.com"}, EmailLink),
    "volunteers:register": (None, {"email": "new@example.com"}, EmailLink),
    "groups:start": ("asha", {}, Group),
    "groups:add_member": ("asha", {"email": "new@example.com"}, Invitation),
    "groups:invitation": ("eve", {"answer": "accept"}, Membership),
    "initiatives:create": ("asha", {"title": "Boxing"}, Initiative),
    "initiatives:role_create": ("asha", ROLE, Role),
    "volunteers:start": ("eve", {}, Volunteer),
    "volunteers:away": ("dev", day("starts_on", TOMORROW) | day("ends_on", TOMORROW), TimeAway),
    "matching:conflicts": ("carol", {"kind": "person", "reference": "SWP-V-2", "reason": "Row"}, Conflict),
    "matching:ask_override": ("carol", SAFELY, Override),
    "matching:renew_override": ("carol", SAFELY, Override),
    "matching:invite": ("carol", {"message": "Come along"}, Offer),
    "matching:wait": ("carol", {}, Waiting),
    "matching:weights": ("sam", {**SHIFTED, "reason": "Near", "save": "1"}, WeightSet),
    "planning:new_plan": ("carol", {"title": "Autumn"}, Plan),
    "planning:reviews": ("carol", {}, Review),
    "planning:what_if": ("carol", {"kind": "places", "number": "1"}, Plan),
    "desk:import_new": ("sam", day("on", TOMORROW - timedelta(days=9)), Upload),
    "desk:invite_officer": ("sam", {"email": "new@example.com", "name": "Nia", "role": "officer"}, User),
    "desk:record_check": ("carol", {"kind": "contact", "outcome": "passed", "note": ""}, Check),
    "desk:volunteer": (
        "carol",
        {"level": "2", **day("issued_on", LAST_YEAR), "is_accepted": "yes"},
        ScreeningCheck,
    ),
    "desk:correct_check": ("carol", {**CERTIFICATE, "reason": "The year was wrong"}, ScreeningCheck),
}
EDITING = {
    "accounts:change_name",
    "groups:step",
    "volunteers:step",
    "volunteers:change",
    "initiatives:about",
    "initiatives:place",
    "initiatives:times",
    "initiatives:contact",
    "initiatives:role_edit",
    "matching:places",
    "desk:officer_role",
}


def view_of(name):
    """Return the class of the view at an address."""
    namespace, _, short = name.partition(":")
    found = [
        pattern.callback
        for resolver in get_resolver().url_patterns
        if getattr(resolver, "namespace", None) == namespace
        for pattern in patterns_below(resolver)
        if pattern.name == short
    ]
    return getattr(found[0], "view_class", None)


def patterns_below(resolver):
    for pattern in resolver.url_patterns:
        yield from patterns_below(pattern) if hasattr(pattern, "url_patterns") else [pattern]


def views():
    return {name: view for name in ACCESS if (view := view_of(name))}


def test_every_creating_form_is_in_the_table():
    makers = {name for name, view in views().items() if issubclass(view, MakesOne)}

    assert makers - EDITING == set(CREATING)


def test_every_editing_form_is_in_the_table():
    assert {name for name, view in views().items() if issubclass(view, Edits)} == EDITING


def test_every_form_of_answers_is_one_or_the_other():
    """A form that is filled in makes something, or edits it; a decision knows what it was made on."""
    # The second finds nothing left to decide.
    decisions = {"matching:offer", "matching:end_placement", "desk:close_officer"}
    filled_in = {
        name for name, view in views().items() if hasattr(view, "form_class") and hasattr(view, "post")
    }

    assert filled_in - decisions - EDITING - set(CREATING) == set()


@pytest.mark.parametrize("name", CREATING)
def test_its_page_has_a_key(browser_of, town, name):
    who, *_rest = CREATING[name]
    name = {"desk:record_check": "desk:group"}.get(name, name)

    page = browser_of(who or "anonymous").get(address(name, town), follow=True).content.decode()

    assert page.count('name="form_key" value="') == 1


@pytest.mark.parametrize("name", sorted(EDITING))
def test_its_page_says_what_was_seen(browser_of, town, name):
    who = {"accounts": "eve", "groups": "asha", "initiatives": "asha", "volunteers": "dev", "desk": "sam"}
    if name == "volunteers:step":
        type(town_volunteer(town)).objects.filter(pk=town_volunteer(town).pk).update(state="draft")

    page = browser_of(who.get(name.split(":")[0], "carol")).get(address(name, town)).content.decode()

    assert page.count('name="seen" value="') == 1


def town_volunteer(town):
    return Volunteer.objects.get(pk=town["matching"]["volunteer"])
