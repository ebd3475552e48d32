from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from core import search
from initiatives.sessions import CITY, Session, upcoming
from places.distances import square_miles, within
from places.geo import Plane

SEARCH_KIND = "initiative"
PUBLIC_FACTS = (
    "title", "summary", "description", "audience", "is_place_private", "latitude", "longitude",
    "contact_name", "contact_email", "contact_phone", "group__name", "ward__name",
    "venue__name", "venue__address", "venue__postcode", "venue__latitude",
)  # fmt: skip
LIST_FACTS = ("title", "summary", "days", "is_place_private", "state", "latitude", "longitude")


class VenueQuerySet(models.QuerySet[Any]):
    """Where initiatives meet."""

    def at_rest_since(self, moment: datetime) -> "VenueQuerySet":
        """Return the venues where nothing public happens and nothing was changed since a moment."""
        initiatives = self.model._meta.get_field("initiatives").related_model.objects.order_by()
        alive = initiatives.exclude(pk__in=initiatives.at_rest_since(moment)).filter(venue=OuterRef("pk"))
        return self.filter(~Exists(alive), updated_at__lt=moment)

    def with_protected_address(self) -> "VenueQuerySet":
        """Return the protected venues of which an address is kept."""
        addresses = self.model._meta.get_field("protected_address").related_model.objects
        return self.filter(Exists(addresses.filter(venue=OuterRef("pk"))))


class InitiativeChangeQuerySet(models.QuerySet[Any]):
    """Changes that wait for an officer."""

    def waiting(self) -> "InitiativeChangeQuerySet":
        """Return the changes that an officer has to read, the oldest first."""
        return self.filter(officer_message="").order_by("sent_at", "pk")

    def with_subject(self) -> "InitiativeChangeQuerySet":
        """Return the changes, each with what it is of, and who sent it."""
        return self.select_related(
            "initiative__group", "initiative__venue", "role__initiative__group", "sent_by"
        )

    def of(self, initiative: Any) -> "InitiativeChangeQuerySet":
        """Return the changes of an initiative and of its roles."""
        return self.filter(models.Q(initiative=initiative) | models.Q(role__initiative=initiative))


class InitiativeQuerySet(models.QuerySet[Any]):
    """What groups run for people in the city."""

    def lock(self, pk: Any) -> Any:
        """Return one initiative and keep others from changing it until the transaction ends."""
        return self.select_for_update().get(pk=pk)

    def at_open_address(self) -> "InitiativeQuerySet":
        """Return those whose place is no secret, each with its venue."""
        return self.filter(venue__is_protected=False).select_related("venue")

    def listed(self) -> "InitiativeQuerySet":
        """Return what the public may see. A group's suspension pauses its initiatives."""
        return self.filter(state="published")

    def newest_first(self) -> "InitiativeQuerySet":
        """Return them in the order in which they were published, the last one first."""
        return self.order_by("-published_at", "pk")

    def awaiting_officer(self) -> "InitiativeQuerySet":
        """Return what waits for an officer, oldest first."""
        return self.filter(state="submitted").order_by("submitted_at", "pk")

    def at_rest_since(self, moment: datetime) -> "InitiativeQuerySet":
        """Return what the public can't see and nobody changed since a moment."""
        return self.exclude(state="published").filter(updated_at__lt=moment)

    def with_contact(self) -> "InitiativeQuerySet":
        """Return the initiatives that name someone to ask."""
        return self.exclude(contact_name="", contact_email="", contact_phone="")

    def of(self, user: Any) -> "InitiativeQuerySet":
        """Return the initiatives of the groups that a person may act for."""
        return self.filter(group__memberships__user=user)

    def of_group(self, group: Any) -> "InitiativeQuerySet":
        """Return the initiatives of a group, whatever their state."""
        return self.filter(group=group)

    def on_weekday(self, weekday: int) -> "InitiativeQuerySet":
        """Return what meets on a day of the week (Monday is 0)."""
        return self.annotate(on_day=F("days").bitand(1 << weekday)).filter(on_day__gt=0)

    def located(self) -> "InitiativeQuerySet":
        """Return what meets at a place that is public."""
        return self.filter(is_place_private=False, latitude__isnull=False)

    def in_ward(self, ward: Any) -> "InitiativeQuerySet":
        """Return what meets in a ward; what has a private place is in none."""
        return self.filter(ward=ward)

    def serving(self, priority: Any) -> "InitiativeQuerySet":
        """Return what serves a priority of the strategy."""
        return self.filter(priorities=priority)

    def about(self, words: str) -> "InitiativeQuerySet":
        """Return those whose public texts have all the words; the index holds what is listed."""
        return self.filter(pk__in=search.matching(SEARCH_KIND, words))

    def best_first(self, words: str) -> Any:
        """Return those whose public texts have all the words, the best match first."""
        return search.best_first(self, SEARCH_KIND, words)

    def titled(self, words: str) -> Any:
        """Return those that have all the words in their titles, the newest first."""
        return search.titled(self, SEARCH_KIND, words)

    def mentioning(self, words: str) -> Any:
        """Return those that have all the words, but not all of them in their titles, the newest first."""
        return search.mentioning(self, SEARCH_KIND, words)

    def titled_first(self, words: str) -> Any:
        """Return those that have all the words: what is `titled` so, and then what is `mentioning` them."""
        return search.titled_first(self, SEARCH_KIND, words)

    def near(self, plane: Plane, miles: float) -> "InitiativeQuerySet":
        """Return what meets within a distance, each with its `square_miles` from the point."""
        return self._inside(plane, miles).annotate(square_miles=square_miles(plane))

    def nearest_first(self, plane: Plane, miles: float) -> "InitiativeQuerySet":
        """Return what meets within a distance, the nearest first."""
        return self.near(plane, miles).order_by("square_miles", "pk")

    def _inside(self, plane: Plane, miles: float) -> "InitiativeQuerySet":
        return self.filter(
            within(plane, miles), LessThanOrEqual(square_miles(plane), Value(miles * miles, FloatField()))
        )

    def with_role_counts(self) -> "InitiativeQuerySet":
        """Return the initiatives, each with how many of its roles look for people (`roles_open`)."""
        return self.annotate(roles_open=Count("roles", filter=Q(roles__state="open")))

    def for_list(self) -> list[Any]:
        """Return the rows with what lists say of each, and no more, in two queries.

        The first finds them and no more than their keys, so that an index can do; the second reads
        these few.
        """
        return self.of_hits(self.hits())

    def hits(self) -> list[dict[str, Any]]:
        """Return the keys of the rows, and their `square_miles` where a distance was asked for."""
        distance = ["square_miles"] if "square_miles" in self.query.annotations else []
        return list(self.values("pk", *distance))

    def of_hits(self, hits: list[dict[str, Any]]) -> list[Any]:
        """Return the rows of these hits, in their order, with what lists say of each.

        Besides its fields each has what its hit says, `roles_open`, how many roles look for people, and
        `is_sensitive`, whether its page offers a quick way out.
        """
        rows = self.model.objects.with_list_facts([hit["pk"] for hit in hits])
        for hit in hits:
            vars(rows[hit["pk"]]).update({name: hit[name] for name in hit if name != "pk"})
        return [rows[hit["pk"]] for hit in hits]

    def with_list_facts(self, keys: list[Any]) -> dict[Any, Any]:
        """Return the initiatives with these keys, by key, with what lists say of each."""
        roles = self.model._meta.get_field("roles").related_model.objects.open().order_by()
        here = roles.filter(initiative=OuterRef("pk")).values("initiative").annotate(number=Count("pk"))
        sensitive = self.model.priorities.through.objects.filter(
            initiative=OuterRef("pk"), priority__is_sensitive=True
        )
        rows = (
            self.filter(pk__in=keys)
            .order_by()
            .select_related("group", "ward", "venue")
            .only(*LIST_FACTS, "group__name", "ward__name", "venue__name")
            .annotate(roles_open=Coalesce(Subquery(here.values("number")), 0), is_sensitive=Exists(sensitive))
        )
        return {row.pk: row for row in rows}

    def summarised(self) -> "InitiativeQuerySet":
        """Return the initiatives with no more than their groups, titles and summaries."""
        return self.only("group", "title", "summary")

    def with_public_facts(self) -> "InitiativeQuerySet":
        """Return the initiatives with all that their public pages say, in a fixed number of queries."""
        roles = self.model._meta.get_field("roles").related_model
        priorities = self.model._meta.get_field("priorities").related_model
        return (
            self.select_related("group", "ward", "venue")
            .only(*PUBLIC_FACTS)
            .prefetch_related(
                Prefetch("priorities", priorities.objects.only("slug", "name", "is_sensitive")),
                "weekly_times",
                Prefetch("roles", roles.objects.open(), to_attr="open_roles"),
            )
        )


class WeeklyTimeQuerySet(models.QuerySet[Any]):
    """When initiatives meet every week."""

    def public(self) -> "WeeklyTimeQuerySet":
        """Return the times of what the public may see."""
        return self.filter(initiative__state="published")

    def in_ward(self, ward: Any) -> "WeeklyTimeQuerySet":
        """Return the times of what meets in a ward; what has a private place is in none."""
        return self.filter(initiative__ward=ward)

    def stamp(self) -> dict[str, Any]:
        """Return what changes whenever the times, what meets or where it meets change, in one query."""
        return self.order_by().aggregate(
            Count("pk"),
            Max("updated_at"),
            Max("initiative__updated_at"),
            Max("initiative__venue__updated_at"),
        )

    def upcoming(self, now: datetime) -> list[Session]:
        """Return the dated sessions of the coming two weeks, the soonest first, in one query."""
        return upcoming(self.select_related("initiative__venue", "initiative__group"), now)

    def soonest(self, now: datetime, most: int) -> list[Session]:
        """Return the next sessions, no more than so many, each with its title and the venue's name.

        The database picks the times that come round first: the next sessions are all among theirs.
        """
        here = now.astimezone(CITY)
        is_over = Q(weekday=here.weekday(), ends_at__lte=here.time())
        days_away = Case(When(is_over, then=7), default=(F("weekday") + 7 - here.weekday()) % 7)
        first = self.order_by(days_away, "starts_at", "initiative__title", "initiative")[:most]
        names = ("weekday", "starts_at", "ends_at", "initiative__title", "initiative__venue__name")
        return upcoming(first.select_related("initiative__venue").only(*names), now)[:most]


class RoleQuerySet(models.QuerySet[Any]):
    """What volunteers do."""

    def lock(self, pk: Any) -> Any:
        """Return one role and keep others from changing it until the transaction ends."""
        return self.select_for_update().get(pk=pk)

    def open(self) -> "RoleQuerySet":
        """Return the roles that look for people in what the public can see."""
        return self.filter(state="open", initiative__state="published")

    def awaiting_officer(self) -> "RoleQuerySet":
        """Return the roles that were added to what is published and wait for an officer, oldest first."""
        shown = {"initiative__state__in": ["published", "paused"]}
        return self.filter(state="submitted", **shown).order_by("submitted_at", "pk")

    def over(self, day: date) -> "RoleQuerySet":
        """Return the roles whose last day has passed."""
        return self.filter(ends_on__lt=day)

    def not_over(self, day: date) -> "RoleQuerySet":
        """Return the roles whose last day has not passed."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def ended(self, day: date) -> "RoleQuerySet":
        """Return the roles that nobody will ever do again: their last day has passed, or all has closed."""
        return self.filter(Q(ends_on__lt=day) | Q(initiative__state="closed"))

    def one_step_short(self) -> "RoleQuerySet":
        """Return the roles that would look for people if an officer let them, or what it is in, be seen."""
        waits = Q(state="open", initiative__state="submitted") | Q(
            state="submitted", initiative__state="published"
        )
        return self.filter(waits, initiative__group__state="approved")

    def listed(self) -> "RoleQuerySet":
        """Return the roles that the public may see: the open ones."""
        return self.open()

    def in_ward(self, ward: Any) -> "RoleQuerySet":
        """Return the roles of what meets in a ward; what has a private place is in none."""
        return self.filter(initiative__ward=ward)

    def named(self) -> "RoleQuerySet":
        """Return the roles with no more than their titles and those of their initiatives."""
        return self.select_related("initiative").only("title", "initiative__title")

    def of(self, user: Any) -> "RoleQuerySet":
        """Return the roles of the groups that a person may act for."""
        return self.filter(initiative__group__memberships__user=user)
