"""Changes to the contents of an initiative.

Once it was published, the words, priorities and place that its group changes wait for an officer, and so
does everything if its address is private; meanwhile the public sees what was there before. Other facts are
public at once, and so is that an address is private from now on.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.erasures import record_erasure
from groups.models import Group
from initiatives.contents import contents_of, keys_of, place_of, put_contents, put_place
from initiatives.models import Initiative
from initiatives.rules import may_change, must_wait, was_approved
from initiatives.services import indexing
from initiatives.services.changes import PRIVATE_PLACE, hold_change
from initiatives.services.errors import NotAllowed
from places.locating import Position

MOST_UNFINISHED = 20
MAKE_PRIVATE = "initiatives.make_private"


class MeetingTime(NamedTuple):
    """A weekly meeting time. Monday is 0."""

    weekday: int
    starts_at: time
    ends_at: time


@transaction.atomic
def create_initiative(*, group: Group, title: str, by: User) -> Initiative:
    """Start a draft. Raises NotAllowed unless the group is approved, or if it has too many drafts."""
    group = Group.objects.lock(group.pk)
    drafts = Initiative.objects.of_group(group).filter(state=Initiative.State.DRAFT)
    if not group.is_listed or drafts.count() >= MOST_UNFINISHED:
        raise NotAllowed
    initiative = Initiative.objects.create(
        group=group, title=title, contact_email=group.public_email, contact_phone=group.public_phone
    )
    audit.record("initiative.created", subject=initiative, by=by)
    return initiative


@transaction.atomic
def save_initiative(
    *, initiative: Initiative, answers: Mapping[str, Any], by: User, now: datetime
) -> Initiative:
    """Save the texts, contact and priorities, or send them to an officer first.

    Raises NotAllowed while the initiative can't be changed.
    """
    wanted = dict(answers)
    if "priorities" in wanted:
        wanted["priorities"] = keys_of(wanted["priorities"])
    return _keep(initiative, wanted, by=by, now=now)


@transaction.atomic
def set_venue(
    *,
    initiative: Initiative,
    name: str,
    address: str,
    position: Position,
    is_protected: bool,
    by: User,
    now: datetime,
) -> Initiative:
    """Set where the initiative meets, or send an open place to an officer first.

    Raises NotAllowed while the initiative can't be changed. A private address is never shown for a moment
    longer: it takes effect at once, and an officer then reads whether the words give it away.
    """
    location = position.facts()
    ward = location.pop("ward")
    place = {
        "is_protected": is_protected,
        "name": name,
        "address": address,
        **location,
        "ward_id": ward.pk if ward else None,
    }
    if not is_protected:
        return _keep(initiative, {"place": place}, by=by, now=now)
    initiative = _take(initiative)
    if initiative.venue is not None and not initiative.venue.is_protected:
        record_erasure(MAKE_PRIVATE, subject=initiative)
    put_place(initiative, **place)
    _save(initiative, by=by, details={"fields": ["place"], "is_protected": True})
    if was_approved(initiative):
        hold_change(initiative, {"place": {"is_protected": True}, PRIVATE_PLACE: True}, by=by, now=now)
    return initiative


@transaction.atomic
def make_private_again(key: str, _at: datetime) -> bool:
    """Hide an address again that a backup has made public; return whether it has.

    The public sees a neutral name, which its group can change.
    """
    initiative = Initiative.objects.at_open_address().select_for_update(of=("self",)).filter(pk=key).first()
    if initiative is None:
        return False
    place = {**(place_of(initiative.venue) or {}), "is_protected": True, "name": _("Private address")}
    put_place(initiative, **place)
    _save(initiative, by=None, details={"fields": ["venue"], "is_protected": True})
    return True


@transaction.atomic
def set_weekly_times(
    *, initiative: Initiative, times: Iterable[MeetingTime], by: User, now: datetime
) -> Initiative:
    """Set when the initiative meets, and its `days` to match. No times means by arrangement."""
    wanted = sorted([day, f"{starts:%H:%M}", f"{ends:%H:%M}"] for day, starts, ends in times)
    return _keep(initiative, {"weekly_times": wanted}, by=by, now=now)


def _keep(initiative: Initiative, wanted: dict[str, Any], *, by: User, now: datetime) -> Initiative:
    """Save what the public may see at once, and send the rest to an officer."""
    initiative = _take(initiative)
    waiting = {name: value for name, value in wanted.items() if must_wait(initiative, name)}
    present = contents_of(initiative)
    changed = {
        name: value for name, value in wanted.items() if name not in waiting and present[name] != value
    }
    if changed:
        put_contents(initiative, changed)
        _save(initiative, by=by, details={"fields": list(changed)})
    hold_change(initiative, waiting, given=wanted, by=by, now=now)
    return initiative


def _take(initiative: Initiative) -> Initiative:
    initiative = Initiative.objects.lock(initiative.pk)
    if not may_change(initiative):
        raise NotAllowed
    return initiative


def _save(initiative: Initiative, *, by: User | None, details: dict[str, Any]) -> None:
    initiative.save()
    indexing.refresh(initiative)
    details["is_public"] = was_approved(initiative)
    audit.record("initiative.changed", subject=initiative, by=by, details=details)
