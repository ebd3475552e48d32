"""What an initiative and a role say, as JSON values by name, and how such values are put into them."""

from collections.abc import Mapping
from datetime import time
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field

from initiatives.models import Initiative, ProtectedAddress, Role, Venue, WeeklyTime

TEXTS = ("title", "summary", "description", "audience", "contact_name", "contact_email", "contact_phone")
NOWHERE: dict[str, Any] = {"postcode": "", "latitude": None, "longitude": None, "ward_id": None}
LOCATION = tuple(NOWHERE)


def contents_of(initiative: Initiative) -> dict[str, Any]:
    """Return what an initiative says. Of a private place it is only said that it is private."""
    return {
        **{name: getattr(initiative, name) for name in TEXTS},
        "priorities": keys_of(initiative.priorities.all()),
        "weekly_times": [
            [each.weekday, f"{each.starts_at:%H:%M}", f"{each.ends_at:%H:%M}"]
            for each in initiative.weekly_times.all()
        ],
        "place": place_of(initiative.venue),
    }


def keys_of(priorities: Any) -> list[int]:
    """Return priorities by key."""
    return sorted(priority.pk for priority in priorities)


def place_of(venue: Venue | None) -> dict[str, Any] | None:
    """Return an open place; of a private one, only that it is private."""
    if venue is None or venue.is_protected:
        return {"is_protected": True} if venue else None
    return {
        "is_protected": False,
        "name": venue.name,
        "address": venue.address,
        **{name: getattr(venue, name) for name in LOCATION},
    }


def role_contents(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a role says, with its days as JSON writes them."""
    encode = DjangoJSONEncoder().default
    return {name: encode(value) if hasattr(value, "isoformat") else value for name, value in answers.items()}


def put_contents(initiative: Initiative, answers: Mapping[str, Any]) -> None:
    """Put new values into an initiative and save it. The caller has locked it."""
    for name in TEXTS:
        if name in answers:
            setattr(initiative, name, answers[name])
    if "priorities" in answers:
        initiative.priorities.set(answers["priorities"])
    if "weekly_times" in answers:
        _put_times(initiative, answers["weekly_times"])
    if "place" in answers:
        put_place(initiative, **answers["place"])
    initiative.save()


def _put_times(initiative: Initiative, times: list[list[Any]]) -> None:
    initiative.weekly_times.all().delete()
    kept = [
        WeeklyTime(
            initiative=initiative,
            weekday=weekday,
            starts_at=time.fromisoformat(starts),
            ends_at=time.fromisoformat(ends),
        )
        for weekday, starts, ends in times
    ]
    WeeklyTime.objects.bulk_create(kept)
    initiative.days = sum(1 << weekday for weekday in {meeting.weekday for meeting in kept})


def put_place(
    initiative: Initiative, *, is_protected: bool, name: str, address: str, **location: Any
) -> None:
    """Set where an initiative meets. The caller saves it.

    An open venue's location is copied to the initiative. A protected venue's address is stored in its own
    table and nowhere else, and the initiative has no location; the public sees `name` instead. Nothing
    remains of an address that becomes protected. The venue stays the same record, so that what officers
    recorded about it, such as a conflict, goes on.
    """
    public = NOWHERE if is_protected else location
    venue = _venue_of(initiative)
    open_address = "" if is_protected else address
    _set(venue, name=name, address=open_address, is_protected=is_protected, **public)
    venue.save()
    if is_protected:
        ProtectedAddress.objects.update_or_create(venue=venue, defaults={"address": address, **location})
    else:
        ProtectedAddress.objects.filter(venue=venue).delete()
    _set(initiative, venue=venue, is_place_private=is_protected, **public)


def _venue_of(initiative: Initiative) -> Venue:
    """Return the venue to change: a new one where there is none yet, or other initiatives meet there too."""
    before = initiative.venue
    is_shared = before is not None and before.initiatives.exclude(pk=initiative.pk).exists()
    return Venue(group=initiative.group) if before is None or is_shared else before


def _set(record: Any, **facts: Any) -> None:
    for field, value in facts.items():
        setattr(record, field, value)


def put_role(role: Role, answers: Mapping[str, Any]) -> None:
    """Put new values into a role and save it. The caller has locked it."""
    for name, value in answers.items():
        field = cast("Field[Any, Any]", Role._meta.get_field(name))
        setattr(role, name, field.to_python(value))
    role.version += 1
    role.save()
