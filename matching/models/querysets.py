from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from volunteers.catalogues import REMINDER_DAYS

# What is kept of the words of an offer once they are forgotten.
NO_WORDS: dict[str, Any] = {"message": "", "decline_reason": "", "score": 0, "score_parts": {}}
# What is kept of the words of an override once they are forgotten.
NO_REASONS: dict[str, Any] = {"reason": "", "risk_assessment": "", "supervisor": ""}
CHECK_ENDS = "volunteer__dbs_valid_until"


class OfferQuerySet(models.QuerySet[Any]):
    """Places held for people."""

    def open(self) -> "OfferQuerySet":
        """Return the offers that wait for an answer."""
        return self.filter(state="open")

    def made_between(self, first: datetime, end: datetime) -> "OfferQuerySet":
        """Return the offers made from a moment on and before another."""
        return self.filter(made_at__gte=first, made_at__lt=end)

    def overdue(self, now: datetime) -> "OfferQuerySet":
        """Return the open offers whose time has run out, oldest first."""
        return self.open().filter(expires_at__lte=now).order_by("expires_at", "pk")

    def to_remind(self, now: datetime) -> "OfferQuerySet":
        """Return the offers that half the time has gone of, and whose people were not reminded yet."""
        left = models.ExpressionWrapper(models.F("expires_at") - now, models.DurationField())
        gone = models.ExpressionWrapper(now - models.F("made_at"), models.DurationField())
        return (
            self.waiting(now)
            .filter(reminded_at=None)
            .alias(left=left, gone=gone)
            .filter(left__lte=models.F("gone"))
        )

    def refused(self) -> "OfferQuerySet":
        """Return the offers that people said no to themselves (not those of who left), the newest first."""
        return self.filter(state="declined").exclude(decline_code="").order_by("-answered_at", "pk")

    def answered_before(self, moment: datetime) -> "OfferQuerySet":
        """Return the offers that were closed before a moment, by an answer or otherwise."""
        return self.filter(answered_at__lt=moment)

    def with_words(self) -> "OfferQuerySet":
        """Return the offers of which it is kept what was said with them."""
        return self.exclude(**NO_WORDS)

    def waiting(self, now: datetime) -> "OfferQuerySet":
        """Return the offers that can still be answered, the first to run out first."""
        return self.open().filter(expires_at__gt=now).order_by("expires_at", "pk")

    def holding(self) -> "OfferQuerySet":
        """Return the offers that hold or have taken a place."""
        return self.filter(place_number__isnull=False)

    def forbidden(self) -> "OfferQuerySet":
        """Return the offers and places that a conflict in force forbids, the newest first.

        A conflict forbids what is its volunteer's and with its group or at its venue, and both sides of a
        conflict between two people who hold something in one role.
        """
        held = self.holding().order_by()
        own = {"volunteer__conflicts__lifted_at": None}
        with_group = held.filter(volunteer__conflicts__group=models.F("role__initiative__group"), **own)
        at_venue = held.filter(volunteer__conflicts__venue=models.F("role__initiative__venue"), **own)
        with_other = held.filter(
            volunteer__conflicts__other__offers__role=models.F("role"),
            volunteer__conflicts__other__offers__place_number__isnull=False,
            **own,
        )
        named_by_other = held.filter(
            volunteer__conflicts_of_others__lifted_at=None,
            volunteer__conflicts_of_others__volunteer__offers__role=models.F("role"),
            volunteer__conflicts_of_others__volunteer__offers__place_number__isnull=False,
        )
        forbidden = models.Q()
        for offers in (with_group, at_venue, with_other, named_by_other):
            forbidden |= models.Q(pk__in=offers.values("pk"))
        return self.filter(forbidden).order_by("-made_at", "-pk")

    def with_counts_until(self) -> "OfferQuerySet":
        """Return the offers, each with `counts_until`: the last day of the DBS check that the role needs.

        It is empty if the volunteer has no check of the level.
        """
        is_held = models.When(volunteer__dbs_level__gte=models.F("role__dbs_level"), then=CHECK_ENDS)
        return self.annotate(counts_until=models.Case(is_held))

    def with_check_ending(self, *, by: date) -> "OfferQuerySet":
        """Return the offers and placements whose role needs a DBS check that counts no longer than a day.

        Those without a check of the level come first, then what ended or ends first.
        """
        return (
            self.holding()
            .filter(role__dbs_level__gt=0)
            .with_counts_until()
            .filter(models.Q(counts_until=None) | models.Q(counts_until__lte=by))
            .order_by(models.F("counts_until").asc(nulls_first=True), "pk")
        )

    def to_see_to(self, day: date) -> "OfferQuerySet":
        """Return the offers and placements whose DBS check ends on a day, has ended, or is not there."""
        return self.with_check_ending(by=day)

    def with_check_to_remind_of(self, day: date) -> "OfferQuerySet":
        """Return the offers and placements of people to remind that the DBS check they need ends."""
        due = models.Q(pk__in=[])
        for days in REMINDER_DAYS:
            is_not_done = models.Q(volunteer__dbs_reminded_days=None) | models.Q(
                volunteer__dbs_reminded_days__gt=days
            )
            due |= is_not_done & models.Q(counts_until__lte=day + timedelta(days=days))
        return self.with_check_ending(by=day + timedelta(days=max(REMINDER_DAYS))).filter(
            due, counts_until__gte=day
        )

    def to(self, user: Any) -> "OfferQuerySet":
        """Return a person's own offers."""
        return self.filter(volunteer__user=user)

    def with_facts(self) -> "OfferQuerySet":
        """Return the offers, each with what its page or line shows."""
        return self.select_related("role__initiative__group", "volunteer", "made_by")

    def with_place(self) -> "OfferQuerySet":
        """Return the offers with all that their own page shows: where and when it is, and what it is for."""
        initiative = "role__initiative"
        return (
            self.with_facts()
            .select_related(f"{initiative}__venue", f"{initiative}__ward")
            .prefetch_related(f"{initiative}__weekly_times", f"{initiative}__priorities")
        )

    def with_placement(self) -> "OfferQuerySet":
        """Return the offers with what officers see of each, the placement that came of it included."""
        return self.with_facts().select_related("placement").with_counts_until()

    def closed(self) -> "OfferQuerySet":
        """Return the offers that hold no place any more, the newest first."""
        return self.filter(place_number=None).order_by("-made_at", "pk")


class PlacementQuerySet(models.QuerySet[Any]):
    """Volunteers' places in roles."""

    def current(self) -> "PlacementQuerySet":
        """Return the placements that have not ended."""
        return self.filter(ended_on=None)

    def ended(self) -> "PlacementQuerySet":
        """Return the placements that have ended, the latest first."""
        return self.filter(ended_on__isnull=False).order_by("-ended_on", "pk")

    def of(self, user: Any) -> "PlacementQuerySet":
        """Return a person's own placements."""
        return self.filter(volunteer__user=user)

    def with_facts(self) -> "PlacementQuerySet":
        """Return the placements, each with what its line shows."""
        return self.select_related("role__initiative__group", "volunteer").order_by("-starts_on", "pk")


class WeightSetQuerySet(models.QuerySet[Any]):
    """Versions of the weights."""

    def at(self, moment: datetime) -> Any:
        """Return the version in force at a moment; the first one before there was any. None without any."""
        in_force = self.filter(valid_from__lte=moment).order_by("-valid_from", "-version").first()
        return in_force or self.order_by("version").first()

    def lock_latest(self) -> Any:
        """Return the latest version, and let nobody else add one until the transaction ends."""
        self.select_for_update().get(version=1)
        return self.order_by("-version").first()


class DecisionQuerySet(models.QuerySet[Any]):
    """What officers decided about volunteers."""

    def of_people_gone(self, moment: datetime) -> Self:
        """Return the decisions about people who left before a moment, and about nobody any more."""
        left = models.Q(volunteer__state="left", volunteer__updated_at__lt=moment)
        return self.filter(left | models.Q(volunteer__user=None))


class ConflictQuerySet(DecisionQuerySet):
    """Whom volunteers must not be matched with."""

    def in_force(self) -> "ConflictQuerySet":
        """Return the conflicts that nobody has lifted."""
        return self.filter(lifted_at=None)

    def about(self, volunteer: Any) -> "ConflictQuerySet":
        """Return a person's conflicts, also those that were recorded from the other's side."""
        return self.filter(models.Q(volunteer=volunteer) | models.Q(other=volunteer))

    def forbidding(self, offer: Any) -> "ConflictQuerySet":
        """Return the conflicts in force that forbid an offer or a place."""
        role = offer.role
        holders = role.offers.holding().exclude(volunteer=offer.volunteer_id).values("volunteer")
        things = (
            models.Q(group=role.initiative.group_id)
            | models.Q(venue=role.initiative.venue_id, venue__isnull=False)
            | models.Q(other__in=holders)
        )
        own = models.Q(volunteer=offer.volunteer_id) & things
        return self.in_force().filter(own | models.Q(other=offer.volunteer_id, volunteer__in=holders))

    def with_facts(self) -> "ConflictQuerySet":
        """Return the conflicts, each with whom or what it is about."""
        return self.select_related("volunteer", "other", "group", "venue", "recorded_by")


class OverrideQuerySet(DecisionQuerySet):
    """Officers' decisions to override a gate."""

    def open(self) -> "OverrideQuerySet":
        """Return the overrides that were not used up, refused or taken back."""
        return self.filter(closed_at=None)

    def waiting(self, now: datetime) -> "OverrideQuerySet":
        """Return the overrides that wait for a second officer."""
        return self.filter(needs_second=True, agreed_by=None, closed_at=None, expires_at__gt=now)

    def usable(self, now: datetime) -> "OverrideQuerySet":
        """Return the overrides that an offer can be made with."""
        agreed = models.Q(needs_second=False) | models.Q(agreed_by__isnull=False)
        return self.filter(agreed, closed_at=None, expires_at__gt=now)

    def counting(self, day: date) -> "OverrideQuerySet":
        """Return the overrides whose last day has not passed."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day))

    def ending(self, *, by: date) -> "OverrideQuerySet":
        """Return the overrides by which someone has a place, with a last day up to `by`, unsettled."""
        return self.filter(
            needs_second=True, settled_at=None, ends_on__lte=by, offer__place_number__isnull=False
        ).order_by("ends_on", "pk")

    def to_see_to(self, day: date) -> "OverrideQuerySet":
        """Return the overrides that count no more, and still let someone have a place."""
        return self.ending(by=day - timedelta(days=1))

    def to_decide(self, now: datetime) -> "OverrideQuerySet":
        """Return the overrides to decide about: those that wait, and those that count no more."""
        return self.waiting(now) | self.to_see_to(timezone.localdate(now))

    def gates_of(self, role: Any, volunteer: Any) -> frozenset[str]:
        """Return the gates that these override for one person and role."""
        return frozenset(self.filter(role=role, volunteer=volunteer).values_list("gate", flat=True))

    def with_facts(self) -> "OverrideQuerySet":
        """Return the overrides, each with what its line shows."""
        return self.select_related("role__initiative__group", "volunteer", "asked_by", "agreed_by", "renews")

    def oldest_first(self) -> "OverrideQuerySet":
        """Return the overrides as officers asked for them."""
        return self.order_by("asked_at", "pk")


class WaitingQuerySet(models.QuerySet[Any]):
    """Waiting lists of roles."""

    def waiting(self) -> "WaitingQuerySet":
        """Return those who still wait."""
        return self.filter(state="waiting")

    def of(self, user: Any) -> "WaitingQuerySet":
        """Return a person's own waits."""
        return self.filter(volunteer__user=user)

    def with_facts(self) -> "WaitingQuerySet":
        """Return the waits, each with what its line shows."""
        return self.select_related("role__initiative__group", "volunteer__user", "added_by")

    def of_people_with_conflicts(self) -> "WaitingQuerySet":
        """Return the waits of people about whom a conflict is in force, from either side."""
        own = self.filter(volunteer__conflicts__lifted_at=None, volunteer__conflicts__isnull=False)
        others = self.filter(
            volunteer__conflicts_of_others__lifted_at=None, volunteer__conflicts_of_others__isnull=False
        )
        mine, theirs = (rows.order_by().values("pk") for rows in (own, others))
        return self.filter(models.Q(pk__in=mine) | models.Q(pk__in=theirs))

    def with_free_places(self) -> "WaitingQuerySet":
        """Return those who wait for a role that takes people and has a place that nobody holds."""
        offers = self.model._meta.get_field("offer").related_model.objects.holding().order_by()
        of_role = offers.filter(role=models.OuterRef("role")).values("role").annotate(held=models.Count("pk"))
        held = Coalesce(models.Subquery(of_role.values("held")), 0)
        is_open = {"role__state": "open", "role__initiative__state": "published"}
        return (
            self.waiting()
            .filter(**is_open)
            .alias(held=held)
            .filter(held__lt=models.F("role__places_maximum"))
        )


class ViewingQuerySet(models.QuerySet[Any]):
    """Officers' looks at volunteers' details, the newest first."""

    def told_to(self, user: Any, *, today: date) -> "ViewingQuerySet":
        """Return the looks at a person that they may know of: a safeguarding concern is kept from them.

        So is all else that the officer looked at that day: it may have led to the concern. Looks are told
        once their day is over, so that none disappears which the person has seen.
        """
        of_one_officer = {name: models.OuterRef(name) for name in ("volunteer", "seen_by", "seen_on")}
        concerns = self.model.objects.filter(**of_one_officer, purpose="safeguarding")
        told = self.filter(~models.Exists(concerns), volunteer__user=user, seen_on__lt=today)
        return told.select_related("role")

    def with_facts(self) -> "ViewingQuerySet":
        """Return the looks, each with what its line shows."""
        return self.select_related("volunteer", "seen_by", "role")

    def seen_before(self, moment: datetime) -> "ViewingQuerySet":
        """Return the looks before a moment."""
        return self.filter(seen_at__lt=moment)
