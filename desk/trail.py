"""The audit trail as officers read it: what each event is about, by its name and with a link."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Manager, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import EmailLink, User
from core.models import AuditEvent
from desk.wording import ACTIONS, sentence_for
from groups.models import Group
from initiatives.models import Initiative, Role, Venue
from matching.models import Conflict, Offer, Override, Placement, Waiting, WeightSet
from notifications.models import Message
from places.models import ImportRun, Upload
from planning.models import Plan, Review
from volunteers.models import Volunteer

MOST_PEOPLE = 20  # with the same name, before a filter asks for more
Subject = tuple[str, str]  # the type and the id of what an event is about


class TooManyPeople(Exception):
    """More people have this name than a filter takes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: what it is called with and without a name, and the page about it."""

    records: Manager[Any]
    this: Any
    any: Any
    named: Any = ""  # with a placeholder for each of `fields`; empty: a record of this kind has no name
    fields: tuple[str, ...] = ()
    page: str = ""
    page_of: str = ""  # the field with the id that the page's address takes; empty: it takes none

    @property
    def read(self) -> list[str]:
        """The fields of a record that its name and its page need."""
        return [*self.fields, *([self.page_of] if self.page_of else [])]


PERSON_AND_ROLE: Final = ("volunteer__name", "role__title")
KINDS: dict[str, Kind] = {
    "groups.group": Kind(
        Group.objects, _("this group"), _("a group"), _("the group {}"), ("name",), "desk:group", "pk"
    ),
    "initiatives.initiative": Kind(
        Initiative.objects,
        _("this initiative"),
        _("an initiative"),
        _("the initiative {}"),
        ("title",),
        "desk:initiative",
        "pk",
    ),
    "initiatives.role": Kind(
        Role.objects, _("this role"), _("a role"), _("the role {}"), ("title",), "matching:role", "pk"
    ),
    "initiatives.venue": Kind(Venue.objects, _("this venue"), _("a venue")),  # its name may give it away
    "volunteers.volunteer": Kind(
        Volunteer.objects,
        _("this volunteer"),
        _("a volunteer"),
        _("the volunteer {}"),
        ("name",),
        "desk:volunteer",
        "pk",
    ),
    "matching.offer": Kind(
        Offer.objects,
        _("this offer"),
        _("an offer"),
        _("the offer to {} of the role {}"),
        PERSON_AND_ROLE,
        "matching:role",
        "role_id",
    ),
    "matching.placement": Kind(
        Placement.objects,
        _("this placement"),
        _("a placement"),
        _("the placement of {} in the role {}"),
        PERSON_AND_ROLE,
        "matching:role",
        "role_id",
    ),
    "matching.waiting": Kind(
        Waiting.objects,
        _("this wait for a place"),
        _("a wait for a place"),
        _("the wait of {} for the role {}"),
        PERSON_AND_ROLE,
        "matching:role",
        "role_id",
    ),
    "matching.conflict": Kind(
        Conflict.objects,
        _("this conflict"),
        _("a conflict"),
        _("a conflict of the volunteer {}"),
        ("volunteer__name",),
        "matching:conflicts",
        "volunteer_id",
    ),
    "matching.override": Kind(
        Override.objects,
        _("this override"),
        _("an override"),
        _("the override for {} in the role {}"),
        PERSON_AND_ROLE,
        "matching:role",
        "role_id",
    ),
    "matching.weightset": Kind(
        WeightSet.objects, _("these weights"), _("the weights"), _("the weights"), (), "matching:weights"
    ),
    "planning.plan": Kind(
        Plan.objects, _("this plan"), _("a plan"), _("the plan {}"), ("title",), "planning:plan", "pk"
    ),
    "planning.review": Kind(
        Review.objects, _("this review"), _("a review"), _("the review"), (), "planning:review", "pk"
    ),
    "places.upload": Kind(
        Upload.objects, _("this file"), _("a file"), _("the file {}"), ("files__file",), "desk:import", "pk"
    ),
    "places.importrun": Kind(
        ImportRun.objects, _("this file"), _("a file"), _("the file {}"), ("file_name",)
    ),
    "notifications.message": Kind(
        Message.objects, _("this email"), _("an email"), _("the email {}"), ("subject",), "desk:queues"
    ),
    "accounts.user": Kind(
        User.objects, _("this account"), _("an account"), _("the account of {}"), ("name",)
    ),
    "accounts.emaillink": Kind(EmailLink.objects, _("this link"), _("a link by email")),
}
# The records of actions that are not named after them. “places.located” is about records of several kinds.
ABOUT = {"weights": "weightset", "email_link": "emaillink", "demo": "user", "places.imported": "importrun"}
OTHER: Final = Kind(AuditEvent.objects, _("this record"), _("a record"))


def words_for(event: AuditEvent) -> str:
    """Return what someone did, for a page that is about its subject: “approved this group”."""
    kind = KINDS.get(event.subject_type, OTHER)
    return sentence_for(event.action).format(it=kind.this)


def sentences(events: Iterable[AuditEvent]) -> list[tuple[AuditEvent, SafeString]]:
    """Return each event with what someone did, with the name of what it is about and a link to it.

    It makes one query for each kind of record among the events.
    """
    events = list(events)
    names = names_of((event.subject_type, event.subject_id) for event in events)
    return [(event, _sentence(event, names)) for event in events]


def names_of(subjects: Iterable[Subject]) -> dict[Subject, SafeString]:
    """Return the names of records with links to their pages, leaving out those that are gone or have none."""
    wanted = defaultdict(set)
    for name, key in subjects:
        if name in KINDS and KINDS[name].named:
            wanted[name].add(key)
    return {
        (name, str(row[0])): _linked(KINDS[name], row[1:])
        for name, keys in wanted.items()
        for row in KINDS[name].records.filter(pk__in=keys).order_by().values_list("pk", *KINDS[name].read)
        if all(row)
    }


def actions() -> list[tuple[str, str]]:
    """Return what can be done, in words, in the order of the words: “approved a group”."""
    words = {action: sentence_for(action).format(it=_any_of(action)) for action in ACTIONS}
    return sorted(words.items(), key=lambda each: each[1])


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of records that events are about, in words."""
    return sorted(((name, str(kind.any)) for name, kind in KINDS.items()), key=lambda each: each[1])


def subjects_about(words: str) -> Q:
    """Return the condition for events about the people of a name, an email address or a reference.

    They are about the person, their account, or their offers, placements, waits, conflicts and overrides.
    Raises TooManyPeople.
    """
    users = _few(User.objects.filter(_known_as(words)).values_list("pk", flat=True))
    known = Q(name__icontains=words) | Q(reference__iexact=words) | Q(user__in=users)
    people = _few(Volunteer.objects.filter(known).values_list("pk", flat=True))
    theirs: dict[str, Any] = {"accounts.user": users, "volunteers.volunteer": people}
    for name in ("matching.offer", "matching.placement", "matching.waiting", "matching.override"):
        theirs[name] = KINDS[name].records.filter(volunteer__in=people).values_list("pk", flat=True)
    with_them = Q(volunteer__in=people) | Q(other__in=people)
    theirs["matching.conflict"] = Conflict.objects.filter(with_them).values_list("pk", flat=True)
    condition = Q(pk__in=[])
    for name, keys in theirs.items():
        condition |= Q(subject_type=name, subject_id__in=[str(key) for key in keys])
    return condition


def done_by(words: str) -> Q:
    """Return the condition for what people of a name or an email address did. Raises TooManyPeople."""
    return Q(actor_id__in=_few(User.objects.filter(_known_as(words)).values_list("pk", flat=True)))


def _known_as(words: str) -> Q:
    return Q(name__icontains=words) | Q(email__iexact=words)


def _any_of(action: str) -> Any:
    """Return what the records are called that an action is named after: “a group” for “group.approved”."""
    area = action.partition(".")[0]
    name = ABOUT.get(action) or ABOUT.get(area, area)
    return next((kind.any for key, kind in KINDS.items() if key.endswith(f".{name}")), OTHER.any)


def _few(keys: Any) -> list[Any]:
    found = list(keys.order_by()[: MOST_PEOPLE + 1])
    if len(found) > MOST_PEOPLE:
        raise TooManyPeople
    return found


def _sentence(event: AuditEvent, names: Mapping[Subject, SafeString]) -> SafeString:
    kind = KINDS.get(event.subject_type, OTHER)
    it = names.get((event.subject_type, event.subject_id), kind.any)
    return format_html(sentence_for(event.action), it=it)


def _linked(kind: Kind, values: tuple[Any, ...]) -> SafeString:
    """Return a record's name, as a link if there is a page about it."""
    name = format_html(str(kind.named), *values) if kind.fields else format_html("{}", kind.named)
    if not kind.page:
        return name
    address = reverse(kind.page, args=[values[-1]] if kind.page_of else [])
    return format_html('<a class="govuk-link" href="{}">{}</a>', address, name)
