"""A hash of the stored facts that a plan depends on, to see cheaply whether any of them has changed.

It covers every row that `read_facts` reads, without judging anybody. It may change when the plan would not,
such as for a person who suits no role, but it never stays the same when the plan would change.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connections, models
from django.db.models import QuerySet

from initiatives.models import Initiative, ProtectedAddress, Role
from matching.candidates import first_day_of_asks
from matching.models import Conflict, Offer, Placement
from matching.openings import NEED
from places.models import WardFigure
from volunteers.models import ServedWard, TimeAway, Volunteer

# What no gate and no part of a score looks at. Any other field counts, so a new fact is never forgotten.
UNREAD: dict[type[models.Model], set[str]] = {
    Volunteer: {"created_at", "updated_at", "user", "reference", "name", "phone", "postcode"},
    Role: {"created_at", "updated_at", "submitted_at", "version", "officer_message", "title", "tasks"},
    Initiative: {
        *("created_at", "updated_at", "submitted_at", "published_at", "version", "officer_message"),
        *("title", "summary", "description", "audience", "postcode"),
        *("contact_name", "contact_email", "contact_phone"),
    },
}
ROWS = "<rows>"
# In any order of the rows, and without sending them here.
HASHED = {"postgresql": "SELECT count(*), sum(hash_record_extended(facts, 0)) FROM (<rows>) AS facts"}
TIMES = ("role__slots", "role__starts_on", "role__ends_on")


def facts_fingerprint(roles: QuerySet[Role], *, on: date) -> str:
    """Return a hash of these roles, everybody who is registered, and all that is read about them on a day."""
    digest = hashlib.sha256(repr((on, settings.ASKS_PER_30_DAYS)).encode())
    for rows in _facts(roles, on):
        digest.update(repr(_fetch(rows)).encode())
    return digest.hexdigest()


def _facts(roles: QuerySet[Role], on: date) -> Iterator[QuerySet[Any, Any]]:
    """Yield the rows of each table that a plan depends on."""
    yield roles.select_related(None).values_list(
        *_columns(Role), *_columns(Initiative, "initiative__"), "initiative__group__state"
    )
    yield Initiative.priorities.through.objects.values_list("initiative_id", "priority_id")
    yield ProtectedAddress.objects.values_list("venue_id", "latitude", "longitude", "ward_id")
    yield WardFigure.objects.of(NEED).on(on).values_list("period", "ward_id", "value")
    yield Volunteer.objects.registered().values_list(*_columns(Volunteer))
    yield Volunteer.interests.through.objects.values_list("volunteer_id", "priority_id")
    yield ServedWard.objects.values_list("volunteer_id", "ward_id")
    yield TimeAway.objects.not_over(on).values_list("volunteer_id", "starts_on", "ends_on")
    yield Conflict.objects.in_force().values_list("volunteer_id", "other_id", "group_id", "venue_id")
    yield _offers(on).values_list(
        "volunteer_id", "role_id", "state", "place_number", "decline_code", "made_at", *TIMES
    )
    yield Placement.objects.current().values_list("volunteer_id", "role_id", *TIMES)


def _offers(on: date) -> QuerySet[Offer]:
    """Return the offers that are open, hold a place, were declined, or count towards the limit of asks."""
    offers = Offer.objects
    recent = offers.filter(made_at__gte=first_day_of_asks(on))
    found: QuerySet[Offer] = offers.open() | offers.holding() | offers.refused() | recent
    return found


def _columns(model: type[models.Model], prefix: str = "") -> list[str]:
    """Return the stored fields of a model that count, with a prefix for a joined one."""
    fields = model._meta.concrete_fields
    return [
        prefix + field.name for field in fields if not field.generated and field.name not in UNREAD[model]
    ]


def _fetch(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return a hash of rows where the database can make one, otherwise the rows in order of their keys."""
    connection = connections[rows.db]
    hashed = HASHED.get(connection.vendor)
    sql, params = rows.order_by(*([] if hashed else ["pk"])).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(hashed.replace(ROWS, sql) if hashed else sql, params)
        return cursor.fetchall()
