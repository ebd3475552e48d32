"""Who may open which address. Every address of the site is in the table below: one that is not fails.

Each address is asked for by every member of the cast, by GET and by an empty POST. Whoever may not open it
gets the sign-in page, 403 or 404, and nothing else; whoever may gets anything but those.
"""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone

from planning.models import FairnessReport
from tests.factories.groups import GroupChangeFactory, InvitationFactory
from tests.factories.initiatives import InitiativeChangeFactory, InitiativeFactory, RoleFactory, VenueFactory
from tests.factories.matching import (
    ConflictFactory,
    OfferFactory,
    OverrideFactory,
    PlacementFactory,
    WaitingFactory,
)
from tests.factories.notifications import MessageFactory
from tests.factories.places import PostcodeFactory, UploadFactory, WardFigureFactory
from tests.factories.planning import ReadyPlanFactory, ReviewFactory
from tests.factories.volunteers import ScreeningCheckFactory, TimeAwayFactory

ANYBODY = {"anonymous", "eve", "dev", "asha", "ben", "carol", "sam"}
SIGNED_IN = ANYBODY - {"anonymous"}
MEMBERS = {"asha", "ben"}
OWNER = {"asha"}
VOLUNTEER = {"dev"}
OFFICERS = {"carol", "sam"}
SENIOR = {"sam"}
NOBODY: set[str] = set()
EVEN = {"groups": {}, "gini_of_asks": 0, "lowest_fill": None, "tenth_fill": None}

ACCESS = {
    "core:home": ANYBODY,
    "core:privacy": ANYBODY,
    "core:accessibility": ANYBODY,
    "core:complaints": ANYBODY,
    "core:help": ANYBODY,
    "core:security_txt": ANYBODY,
    "accounts:account": SIGNED_IN,
    "accounts:change_name": SIGNED_IN,
    "accounts:sign_ins": SIGNED_IN,
    "accounts:not_saved": SIGNED_IN,
    "accounts:check_your_email": ANYBODY,
    "accounts:link": ANYBODY,
    "groups:list": ANYBODY,
    "groups:detail": ANYBODY,
    "groups:register": ANYBODY,
    "groups:start": SIGNED_IN,
    "groups:mine": SIGNED_IN,
    "groups:manage": MEMBERS,
    "groups:withdraw_change": MEMBERS,
    "groups:add_member": OWNER,
    "groups:remove_member": OWNER,
    "groups:withdraw_invitation": OWNER,
    "groups:invitation": {"eve"},
    "groups:tasks": MEMBERS,
    "groups:check": MEMBERS,
    "groups:sent": MEMBERS,
    "groups:step": MEMBERS,
    "volunteers:register": ANYBODY,
    "volunteers:start": SIGNED_IN,
    "volunteers:details": VOLUNTEER,
    "initiatives:search": ANYBODY,
    "initiatives:detail": ANYBODY,
    "initiatives:of_group": MEMBERS,
    "initiatives:create": MEMBERS,
    "initiatives:manage": MEMBERS,
    "initiatives:about": MEMBERS,
    "initiatives:place": MEMBERS,
    "initiatives:times": MEMBERS,
    "initiatives:contact": MEMBERS,
    "initiatives:send": MEMBERS,
    "initiatives:take_back": MEMBERS,
    "initiatives:pause": MEMBERS,
    "initiatives:resume": MEMBERS,
    "initiatives:close": MEMBERS,
    "initiatives:initiative_withdraw_change": MEMBERS,
    "initiatives:role_withdraw_change": MEMBERS,
    "initiatives:role_create": MEMBERS,
    "initiatives:role_edit": MEMBERS,
    "initiatives:role_open": MEMBERS,
    "initiatives:role_close": MEMBERS,
    "matching:my": SIGNED_IN,
    "matching:role": OFFICERS,
    "matching:offer": VOLUNTEER,
    "matching:data": VOLUNTEER,
    "matching:my_looks": VOLUNTEER,
    "matching:leave": VOLUNTEER,
    "matching:stop_waiting": VOLUNTEER,
    "matching:wait": OFFICERS,
    "matching:unwait": OFFICERS,
    "matching:compare": OFFICERS,
    "matching:ask_override": OFFICERS,
    "matching:overrides": OFFICERS,
    "matching:agree_override": OFFICERS,
    "matching:renew_override": OFFICERS,
    "matching:settle_override": OFFICERS,
    "matching:close_override": OFFICERS,
    "matching:conflicts": OFFICERS,
    "matching:conflicts_to_settle": OFFICERS,
    "matching:lift_conflict": OFFICERS,
    "matching:weights": SENIOR,
    "planning:reviews": OFFICERS,
    "planning:review": OFFICERS,
    "planning:cancel_review": OFFICERS,
    "planning:review_table": OFFICERS,
    "planning:fairness_list": OFFICERS,
    "planning:fairness": OFFICERS,
    "matching:places": OFFICERS,
    "matching:invite": OFFICERS,
    "matching:withdraw": OFFICERS,
    "matching:end_placement": OFFICERS,
    "planning:plans": OFFICERS,
    "planning:new_plan": OFFICERS,
    "planning:plan": OFFICERS,
    "planning:preview_plan": OFFICERS,
    "planning:run_plan": OFFICERS,
    "planning:cancel_plan": OFFICERS,
    "planning:plan_roles": OFFICERS,
    "planning:why_not": OFFICERS,
    "planning:cancel_question": OFFICERS,
    "planning:add_plan_rule": OFFICERS,
    "planning:remove_plan_rule": OFFICERS,
    "planning:what_if": OFFICERS,
    "planning:compare_plans": OFFICERS,
    "planning:approve_plan": OFFICERS,
    "planning:second_plan": OFFICERS,
    "planning:send_plan": OFFICERS,
    "insight:wards": ANYBODY,
    "insight:ward": ANYBODY,
    "insight:outlines": ANYBODY,
    "insight:outlines_file": ANYBODY,
    "insight:numbers": ANYBODY,
    "insight:picture": ANYBODY,
    "desk:home": OFFICERS,
    "desk:groups": OFFICERS,
    "desk:group": OFFICERS,
    "desk:record_check": OFFICERS,
    "desk:initiatives": OFFICERS,
    "desk:initiative": OFFICERS,
    "desk:changes": OFFICERS,
    "desk:group_change": OFFICERS,
    "desk:initiative_change": OFFICERS,
    "desk:roles": OFFICERS,
    "desk:roles_to_read": OFFICERS,
    "desk:role_read": OFFICERS,
    "desk:volunteers": OFFICERS,
    "desk:volunteer": OFFICERS,
    "desk:correct_check": OFFICERS,
    "desk:checks": OFFICERS,
    "desk:audit": SENIOR,
    "desk:looks": SENIOR,
    "desk:officers": SENIOR,
    "desk:invite_officer": SENIOR,
    "desk:officer_role": SENIOR,
    "desk:close_officer": SENIOR,
    "desk:queues": SENIOR,
    "desk:send_again": SENIOR,
    "desk:imports": SENIOR,
    "desk:import_new": SENIOR,
    "desk:import": SENIOR,
    "desk:import_again": SENIOR,
    "desk:import_drop": SENIOR,
    "desk:import_refused": SENIOR,
    "volunteers:tasks": VOLUNTEER,
    "volunteers:step": VOLUNTEER,
    "volunteers:check": VOLUNTEER,
    "volunteers:sent": VOLUNTEER,
    "volunteers:change": VOLUNTEER,
    "volunteers:away": VOLUNTEER,
    "volunteers:remove_away": VOLUNTEER,
    "volunteers:pause": VOLUNTEER,
    "volunteers:resume": VOLUNTEER,
    "api:root": ANYBODY,
    "api:wards": ANYBODY,
    "api:ward": ANYBODY,
    "api:wards-geojson": ANYBODY,
    "api:indicators": ANYBODY,
    "api:indicator": ANYBODY,
    "api:feeds": ANYBODY,
    "api:feed": ANYBODY,
    "api:calendar": ANYBODY,
    "api:ward-feed": ANYBODY,
    "api:ward-calendar": ANYBODY,
    "api:groups": ANYBODY,
    "api:group": ANYBODY,
    "api:initiatives": ANYBODY,
    "api:initiative": ANYBODY,
    "api:initiatives-geojson": ANYBODY,
    "api:roles": ANYBODY,
    "api:role": ANYBODY,
    "api:priorities": ANYBODY,
    "api:schema": ANYBODY,
    "api:docs": ANYBODY,
    "notifications:outbox": NOBODY,  # it answers in development only
}
# Held elsewhere: allauth's own addresses in tests/accounts, what is missing under /api/ in tests/api.
ELSEWHERE = {"account", "mfa"}


def names(resolver, namespace=""):
    """Yield the name of every address below a resolver, with its namespace."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif pattern.name and (namespace or pattern.name.split("_")[0] not in ELSEWHERE):
            yield f"{namespace}{pattern.name}"


def build_town(group, cast):
    """Build Asha's group with what it runs, an offer to Dev, and what each address needs to be named."""
    ben, carol, dev = cast["ben"], cast["carol"], cast["dev"]
    PostcodeFactory(code="WV1 1RG")
    ward = PostcodeFactory(code="WV1 9ZZ").ward  # no real one, which may be in no ward of the city
    initiative = InitiativeFactory(group=group, venue=VenueFactory(group=group))
    role = RoleFactory(initiative=initiative, places_maximum=3)
    offer = OfferFactory(role=role, volunteer=dev.volunteer, expires_at=timezone.now() + timedelta(days=1))
    placement = PlacementFactory(offer__role=role, offer__place_number=2)
    entry = WaitingFactory(role=role, volunteer=dev.volunteer)
    checked = RoleFactory(initiative=initiative, dbs_level=3)
    added = RoleFactory(initiative=initiative, state="submitted", submitted_at=timezone.now())
    override = OverrideFactory(role=checked)
    used = OverrideFactory(
        role=checked,
        agreed_by=cast["sam"],
        agreed_at=timezone.now(),
        closed_at=timezone.now(),
        offer=OfferFactory(role=checked),
    )
    plan = ReadyPlanFactory(made_by=carol)
    rule = plan.rules.create(kind="pin", volunteer=dev.volunteer, role=role, made_by=carol)
    invitation = InvitationFactory(group=group, email=cast["eve"].email, invited_by=cast["asha"])
    member, review = group.memberships.get(user=ben), ReviewFactory()
    return {
        "accounts": {"secret": "unknown"},
        "groups": {"pk": group.pk, "member": member.pk, "step": "contact", "invitation": invitation.pk},
        "volunteers": {"step": "name"},
        "volunteers:remove_away": {"pk": TimeAwayFactory(volunteer=dev.volunteer).pk},
        "initiatives": {"group": group.pk, "pk": initiative.pk, "role": role.pk},
        "matching": {"pk": role.pk, "volunteer": dev.volunteer.pk, "entry": entry.pk},
        "matching:offer": {"pk": offer.pk},
        "matching:ask_override": {"pk": checked.pk, "volunteer": dev.volunteer.pk, "gate": "dbs"},
        "matching:agree_override": {"pk": override.pk},
        "matching:close_override": {"pk": override.pk},
        "matching:renew_override": {"pk": used.pk},
        "matching:settle_override": {"pk": used.pk},
        "matching:conflicts": {"pk": dev.volunteer.pk},
        "matching:lift_conflict": {"pk": ConflictFactory(volunteer=dev.volunteer).pk},
        "planning:review": {"pk": review.pk},
        "planning:cancel_review": {"pk": review.pk},
        "planning:review_table": {"pk": review.pk},
        "planning:fairness": {"pk": FairnessReport.objects.create(month="2026-05-01", measures=EVEN).pk},
        "matching:withdraw": {"pk": offer.pk},
        "matching:end_placement": {"pk": placement.pk},
        "planning": {"pk": plan.pk, "role": role.pk, "rule": rule.pk},
        "insight": {"pk": ward.gss, "since": "2023-05-04", "version": "former"},
        "desk:group": {"pk": group.pk},
        "desk:group_change": {"pk": GroupChangeFactory(group=group).pk},
        "desk:initiative_change": {"pk": InitiativeChangeFactory(initiative=initiative).pk},
        "desk:record_check": {"pk": group.pk},
        "desk:initiative": {"pk": initiative.pk},
        "desk:role_read": {"pk": added.pk},
        "desk:volunteer": {"pk": dev.volunteer.pk},
        "desk:correct_check": {
            "pk": dev.volunteer.pk,
            "check": ScreeningCheckFactory(volunteer=dev.volunteer).pk,
        },
        "desk:officer_role": {"pk": carol.pk},
        "desk:close_officer": {"pk": carol.pk},
        "desk:send_again": {"pk": MessageFactory(state="failed").pk},
        "desk": {"kind": "population", "pk": UploadFactory(state="ready").pk},
        "api": {"gss": ward.gss, "slug": WardFigureFactory(ward=ward).indicator_id},
        "api:group": {"pk": group.pk},
        "api:initiative": {"pk": initiative.pk},
        "api:role": {"pk": role.pk},
    }


def address(name, town):
    """Return the address of that name, with whatever its pattern asks for."""
    known = town.get(name, town.get(name.split(":")[0], {}))
    asked = get_resolver_arguments(name)
    return reverse(name, kwargs={key: known[key] for key in asked})


def get_resolver_arguments(name):
    """Return the arguments that an address's pattern names."""
    resolver = get_resolver()
    namespace, _, short = name.partition(":")
    below = resolver.namespace_dict[namespace][1]
    ((_path, arguments),) = below.reverse_dict.getlist(short)[0][0]
    return arguments


def is_refused(response):
    """Say whether the answer keeps the page to itself: sign in first, not for you, or no such thing."""
    to_sign_in = response.status_code == 302 and response["Location"].startswith("/account/login/")
    return to_sign_in or response.status_code in {403, 404}


def test_every_address_is_in_the_table():
    assert sorted(set(names(get_resolver()))) == sorted(ACCESS)


@pytest.mark.parametrize("name", ACCESS)
def test_only_those_who_may_open_it_do(browser_of, town, name):
    url = address(name, town)

    let_in = {"get": set(), "post": set()}
    for person in ANYBODY:
        client = browser_of(person)
        for method, people in let_in.items():
            if not is_refused(getattr(client, method)(url)):
                people.add(person)

    assert let_in == {"get": ACCESS[name], "post": ACCESS[name]}
