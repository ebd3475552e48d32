"""Every page of the site, as someone who may open it sees it, in every state that it has.

Which pages there are comes from the table of addresses in `tests/architecture/test_access.py`, so none can
be forgotten. A page that needs more than the town of that table (a draft, an old offer) has its scenes here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin

from core.task_queues import QUEUES
from groups.models import Check, Group
from groups.steps import STEPS as GROUP_STEPS
from initiatives.models import Initiative, Role
from matching.models import Offer
from notifications.models import Message
from places.models import Upload, Ward
from planning.models import Plan, PlanRule, Question
from planning.plans import plan_worker, question_worker
from planning.plans.question_services import ask_question
from planning.plans.scope import Scope
from planning.plans.services.making import create_plan, queue_plan
from planning.what_if import Change, ChangeKind
from strategy.models import Priority
from tests.accounts.test_allauth_pages import CLOSED, PUBLIC
from tests.accounts.test_allauth_pages import address as allauth_address
from tests.architecture.test_access import ACCESS, address, build_town
from tests.factories.accounts import EmailLinkFactory, SignInFactory
from tests.factories.cast import make_cast
from tests.factories.groups import (
    CheckFactory,
    DecisionFactory,
    DraftGroupFactory,
    GroupFactory,
    InvitationFactory,
    MembershipFactory,
    SubmittedGroupFactory,
)
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    RoleFactory,
    WeeklyTimeFactory,
)
from tests.factories.matching import ConflictFactory, OfferFactory, PlacementFactory, WaitingFactory
from tests.factories.notifications import MessageFactory
from tests.factories.places import UploadFactory
from tests.factories.planning import PlanFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.tasks import TaskFactory
from tests.factories.volunteers import NO_QUESTION_LEFT, ScreeningCheckFactory, VolunteerFactory
from volunteers.models import Volunteer
from volunteers.steps import STEPS as VOLUNTEER_STEPS

# Who opens a page that several may open: the person whom it is for.
FIRST = ("anonymous", "dev", "asha", "carol", "sam", "eve")
SECRET = "the-secret-of-a-link-that-works"
Scenes = Iterator[tuple[str, str, dict[str, Any]]]


@dataclass(frozen=True)
class Visit:
    """One address, as one person opens it."""

    name: str
    person: str
    path: str


@dataclass(frozen=True)
class Stage:
    """The people, and what they open, by the names of the addresses."""

    people: dict[str, Any]
    visits: dict[str, list[Visit]]


def is_page(name: str) -> bool:
    """Say whether an address draws a page; others are buttons, or answer machines."""
    namespace, _, short = name.partition(":")
    patterns = get_resolver().namespace_dict[namespace][1].url_patterns
    views = [getattr(pattern.callback, "view_class", object) for pattern in patterns if pattern.name == short]
    return any(issubclass(view, TemplateResponseMixin) for view in views)


PAGES = sorted(name for name in ACCESS if is_page(name))
ALLAUTH = sorted((PUBLIC | CLOSED) - {"mfa_download_recovery_codes"})  # that one is a file


def set_stage() -> Stage:
    """Fill a town, and say who opens what there."""
    group, cast = make_cast()
    RecoveryCodes.activate(cast["carol"])
    SignInFactory(user=cast["dev"], network="2001:db8:85a3:8d3::/64", browser="Samsung Internet")
    town = build_town(group, cast)
    people = {**cast, **_volunteers_of_every_kind()}
    visits: dict[str, list[Visit]] = {}
    for name, person, arguments in _scenes(people, town):
        query = arguments.pop("query", None)  # what follows the question mark is no argument of the address
        visits.setdefault(name, []).append(Visit(name, person, reverse(name, kwargs=arguments, query=query)))
    for name in ACCESS:
        person = next(each for each in FIRST if each in (ACCESS[name] or {"anonymous"}))
        visits.setdefault(name, [Visit(name, person, address(name, town))])
    for name in ALLAUTH:
        visits[name] = [Visit(name, "anonymous" if name in PUBLIC else "carol", allauth_address(name))]
    return Stage(people, visits)


def _volunteers_of_every_kind() -> dict[str, Any]:
    draft = {"state": Volunteer.State.DRAFT, "registered_at": None}
    return {
        "newcomer": VolunteerFactory(
            **draft, name="", skills=3, postcode="", latitude=None, longitude=None
        ).user,
        "ready": VolunteerFactory(**draft, **NO_QUESTION_LEFT).user,
        "resting": VolunteerFactory(state=Volunteer.State.PAUSED).user,
        "young": VolunteerFactory(born_on=timezone.localdate() - timedelta(days=17 * 365)).user,
    }


def _scenes(people: dict[str, Any], town: dict[str, Any]) -> Scenes:
    """Yield the name of each address that has scenes of its own, with who opens it and its arguments."""
    yield from _links()
    yield from _groups(people)
    yield from _volunteers(people)
    yield from _initiatives(people, town)
    yield from _offers(people)
    yield from _wards()
    yield from _plans(people)
    yield from _imports()
    yield from _queues()


def _imports() -> Scenes:
    """Yield a file of each kind, and a file as it is checked, looked at, stored and thrown away."""
    for kind in Upload.Kind:
        yield "desk:import_new", "sam", {"kind": kind}
    report = {
        "added": 2,
        "changed": 1,
        "ended": 30,
        "unchanged": 1200,
        "refused": 2,
        "left_out": {"in other districts": 90_000},
        "losses": ["It would end 30 of 100 postcodes. Check it is the whole file."],
        "examples": [{"record": "WV1 1AA", "before": "", "after": "E05014838; 52.587, -2.1296"}],
        "notes": ["5,735 of 5,735 postcodes (100.00%) are in the ward in our data"],
    }
    refusals = [["Data/CSV/wv.csv", 3, "“WV1 1A” is not a postcode"], ["Data/CSV/wv.csv", 9, "Far outside"]]
    facts = {"report": report, "refusals": refusals, "fingerprint": "seen", "message": "It is empty."}
    for state in Upload.State:
        upload = UploadFactory(state=state, step="reading", is_overtaken=True, **facts)
        yield "desk:import", "sam", {"pk": upload.pk}
    working = UploadFactory(state=Upload.State.WRITING, step="writing", heard_at=timezone.now())
    yield "desk:import", "sam", {"pk": working.pk}


def _queues() -> Scenes:
    """Yield the page about email with all that can be wrong: late, given up, refused, and work that waits."""
    long_ago = timezone.now() - timedelta(days=2)
    Message.objects.filter(pk=MessageFactory(not_before=long_ago).pk).update(created_at=long_ago)
    error = "SMTPRecipientsRefused: {'someone@example.com': (550, b'5.1.1 no such user')}"
    for state in (Message.State.FAILED, Message.State.REFUSED):
        MessageFactory(state=state, subject="Your offer to help with the boxing club", last_error=error)
    for queue in QUEUES:
        TaskFactory(queue_name=queue.name, enqueued=long_ago)
        TaskFactory(queue_name=queue.name, status="RUNNING", started_at=long_ago)
    yield "desk:queues", "sam", {}


def _wards() -> Scenes:
    """Yield a real ward, with neighbours and figures, and one that is no more."""
    for code in ("E05014838", "E05001321"):
        yield "insight:ward", "anonymous", {"pk": code}


def _links() -> Scenes:
    EmailLinkFactory(
        secret_hash=hashlib.sha256(SECRET.encode()).hexdigest(),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    yield "accounts:link", "anonymous", {"secret": SECRET}


def _groups(people: dict[str, Any]) -> Scenes:
    for state, group in _groups_in_every_state(people).items():
        yield "groups:manage", "asha", {"pk": group.pk}
        ended = InvitationFactory(group=group, email=people["eve"].email, state="declined")
        yield "groups:invitation", "eve", {"invitation": ended.pk}
        if state != Group.State.DRAFT:
            yield "desk:group", "carol", {"pk": group.pk}
        if state == Group.State.SUBMITTED:
            yield "groups:sent", "asha", {"pk": group.pk}
        if group.is_editable:
            yield "groups:tasks", "asha", {"pk": group.pk}
            yield "groups:check", "asha", {"pk": group.pk}
        if state == Group.State.DRAFT:
            for step in GROUP_STEPS:
                yield "groups:step", "asha", {"pk": group.pk, "step": step.slug}


def _groups_in_every_state(people: dict[str, Any]) -> dict[str, Group]:
    """Build a registration that has just begun, and one in each later state."""
    ward, priority = Ward.objects.order_by("gss").first(), Priority.objects.first() or PriorityFactory()
    found = {Group.State.DRAFT: DraftGroupFactory()}
    for state in (Group.State.SUBMITTED, Group.State.CHANGES_REQUESTED):
        found[state] = SubmittedGroupFactory(state=state, ward=ward, latitude=52.587, longitude=-2.1296)
    for state in (Group.State.APPROVED, Group.State.REFUSED, Group.State.SUSPENDED):
        found[state] = GroupFactory(state=state)
    for state, group in found.items():
        MembershipFactory(group=group, user=people["asha"])
        if state != Group.State.DRAFT:
            group.wards.add(ward)
            group.priorities.add(priority)
            CheckFactory(group=group, kind=Check.Kind.REGISTER, checked_by=people["carol"])
        if state not in {Group.State.DRAFT, Group.State.SUBMITTED}:
            DecisionFactory(
                group=group, state=state, message="Say more of what you do.", decided_by=people["sam"]
            )
    return found


def _volunteers(people: dict[str, Any]) -> Scenes:
    for person in ("newcomer", "ready"):
        yield "volunteers:tasks", person, {}
        yield "volunteers:check", person, {}
    for step in VOLUNTEER_STEPS:
        yield "volunteers:step", "newcomer", {"step": step.slug}
    yield "volunteers:start", "eve", {}
    yield "volunteers:resume", "resting", {}
    for person in ("dev", "young"):
        yield "volunteers:sent", person, {}
        yield "desk:volunteer", "carol", {"pk": people[person].volunteer.pk}
    for step in VOLUNTEER_STEPS:
        yield "volunteers:change", "dev", {"step": step.slug}


def _initiatives(people: dict[str, Any], town: dict[str, Any]) -> Scenes:
    group = Group.objects.get(pk=town["groups"]["pk"])
    for initiative in _initiatives_in_every_state(group):
        own = {"group": group.pk, "pk": initiative.pk}
        yield "initiatives:manage", "asha", own
        if initiative.state != Initiative.State.CLOSED:
            yield "initiatives:close", "asha", own
        if initiative.state in {Initiative.State.DRAFT, Initiative.State.PUBLISHED}:
            for part in ("about", "place", "times", "contact", "send"):
                yield f"initiatives:{part}", "asha", own
        if initiative.state == Initiative.State.PUBLISHED:
            role = RoleFactory(initiative=initiative, state="submitted", submitted_at=timezone.now())
            yield "desk:role_read", "carol", {"pk": role.pk}
        if initiative.is_listed:
            yield "initiatives:detail", "anonymous", {"pk": initiative.pk}
        if initiative.state != Initiative.State.DRAFT:
            yield "desk:initiative", "carol", {"pk": initiative.pk}


def _initiatives_in_every_state(group: Group) -> list[Initiative]:
    """Build one in each state with a weekly time and a role, and one at a protected place."""
    found = []
    for state in Initiative.State:
        times = {"submitted_at": None, "published_at": None} if state == Initiative.State.DRAFT else {}
        initiative = InitiativeFactory(group=group, state=state, **times)
        initiative.priorities.add(Priority.objects.first())
        WeeklyTimeFactory(initiative=initiative)
        RoleFactory(initiative=initiative)
        found.append(initiative)
    place = ProtectedAddressFactory(venue__group=group).venue
    nowhere = {"is_place_private": True, "postcode": "", "latitude": None, "longitude": None}
    return [*found, InitiativeFactory(group=group, venue=place, **nowhere)]


def _offers(people: dict[str, Any]) -> Scenes:
    """Yield an offer in each of its states to Dev, and the pages of who is asked and who is not."""
    now, dev = timezone.now(), people["dev"].volunteer
    ScreeningCheckFactory(volunteer=dev, checked_by=people["carol"])
    slip = ScreeningCheckFactory(volunteer=dev, issued_on="2003-05-01", valid_until="2006-05-01")
    ScreeningCheckFactory(volunteer=dev, replaces=slip, is_accepted=False, note="Could not be read")
    for until in (None, now.date() - timedelta(days=1), now.date()):
        person = VolunteerFactory(dbs_level=3 if until else 0, dbs_valid_until=until)
        PlacementFactory(offer__role=RoleFactory(dbs_level=3), offer__volunteer=person)
    for state in Offer.State:
        holds = state in {Offer.State.OPEN, Offer.State.ACCEPTED}
        offer = OfferFactory(
            volunteer=dev,
            state=state,
            place_number=1 if holds else None,
            made_at=now,
            answered_at=None if state == Offer.State.OPEN else now,
            expires_at=now + timedelta(days=1),
        )
        if state == Offer.State.ACCEPTED:
            PlacementFactory(offer=offer)
        yield "matching:offer", "dev", {"pk": offer.pk}
        for thing in ({"group": offer.role.initiative.group}, {"venue": offer.role.initiative.venue}):
            ConflictFactory(volunteer=dev, other=None, **thing)
    for person in ("dev", "eve", "newcomer", "resting", "young"):
        yield "matching:my", person, {}
    WaitingFactory(volunteer=dev)
    yield "matching:conflicts_to_settle", "carol", {}
    yield "matching:conflicts", "carol", {"pk": dev.pk}


def _questions(plan: Plan, officer: Any, pair: Any) -> Scenes:
    """Yield why people are not in a role, in each state of the answer, and that someone is in it."""
    role = {"pk": plan.pk, "role": pair.role_id}
    yield "planning:why_not", "carol", role | {"query": {"volunteer": pair.volunteer_id}}
    for state in Question.State:
        person = VolunteerFactory(name="Somebody Else")
        yield "planning:why_not", "carol", role | {"query": {"volunteer": person.pk}}
        question = ask_question(plan=plan, role=pair.role, volunteer=person, by=officer)
        if state == Question.State.READY:
            question_worker.run(question.pk, question.attempt_id)
        else:
            Question.objects.filter(pk=question.pk).update(state=state)


def _plans(people: dict[str, Any]) -> Scenes:
    """Yield a plan in each of its states, and the pages about the result of one and what it might be."""
    officer, now = people["carol"], timezone.now()
    plans = []
    for changes in ([], [Change(ChangeKind.MINIMUM, role=Role.objects.open().first().pk, value=1)]):
        plan = create_plan(title="All of June", scope=Scope(), by=officer, now=now)
        if changes:
            plan.base, plan.changes = plans[0], [change.to_json() for change in changes]
            plan.save()
        plan = queue_plan(plan=plan, by=officer, now=now)
        plan_worker.run(plan.pk, plan.attempt_id)
        plan.refresh_from_db()
        plans.append(plan)
    ready, what_if = plans
    pair = ready.pairs.first()
    PlanRule.objects.create(
        plan=ready, kind=PlanRule.Kind.PIN, volunteer=pair.volunteer, role=pair.role, made_by=officer
    )
    role = {"pk": ready.pk, "role": pair.role_id}
    for state in (Plan.State.DRAFT, Plan.State.QUEUED, Plan.State.RUNNING, Plan.State.FAILED):
        yield "planning:plan", "carol", {"pk": PlanFactory(state=state, made_by=officer).pk}
    seen = {"previewed_at": now, "problem": ready.problem}
    yield "planning:plan", "carol", {"pk": PlanFactory(made_by=officer, **seen).pk}
    for plan in plans:
        yield "planning:plan", "carol", {"pk": plan.pk}
        yield "planning:approve_plan", "carol", {"pk": plan.pk}
    yield "planning:plan_roles", "carol", {"pk": ready.pk}
    yield "planning:compare_plans", "carol", {"pk": what_if.pk}
    yield "planning:why_not", "carol", role
    yield from _questions(ready, officer, pair)
    yield "planning:what_if", "carol", role
