"""What officers did recently in the demo city: full roles with people who wait, conflicts, overridden checks,
plans, last month's fairness and a review of what holds the city back.

All of it is done by the site's own services, so it obeys every rule that holds for real. The same city comes
to the same people and roles.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from demo.accounts import Cast
from initiatives.models import Role
from matching.models import Conflict, Offer, Override, Waiting
from matching.ranking import beside, rank
from matching.services import (
    Safeguards,
    accept_offer,
    agree_override,
    ask_override,
    join_waiting_list,
    make_offer,
    record_conflict,
    withdraw_offer,
)
from notifications.models import Message
from planning.bottlenecks import review_worker as reviewing
from planning.bottlenecks.review_services import ask_for_review
from planning.fairness_reports import report_last_month
from planning.models import Plan, Question
from planning.plans import plan_worker as planning
from planning.plans import question_worker, sending_worker
from planning.plans.pair_status import other_candidates
from planning.plans.question_services import ask_question
from planning.plans.scope import Scope
from planning.plans.services.approving import approve_pairs, second_pairs
from planning.plans.services.making import create_plan, queue_plan
from planning.plans.services.sending import send_plan
from volunteers.models import DbsLevel, Volunteer

Say = Callable[[str, int], None]
LOOKED_AT = 40  # the best for a role, among whom its places are given
MOST_FREE = 4  # free places of the roles that are filled up
WAITING = 3  # people who wait for each of these
PAIRS_SENT = 8
CHECK_COMES = "The certificate has been issued and comes with the post this week."
CHECK_TAKES = timedelta(days=28)
RISKS = (
    "They have not been checked yet. They are never alone with anybody, and the leader is always in the room."
)
SUPERVISOR = "The leader of the group"
LIFT = "Someone of the group lives next door and gives them a lift."


@dataclass(frozen=True, slots=True)
class RecentActivity:
    """What officers did: they asked people three days ago, who answered two days later.

    Neither Dev, who has one offer and no more, nor the group that the demo's people look after has a part.
    """

    cast: Cast
    now: datetime
    dev: Volunteer
    group: Any

    @property
    def asked(self) -> datetime:
        """When people were asked."""
        return self.now - timedelta(days=3)

    @property
    def answered(self) -> datetime:
        """When they answered."""
        return self.now - timedelta(days=1)

    def clock(self) -> datetime:
        """Say what time it is."""
        return self.now

    def roles(self) -> Any:
        """Return the open roles of public places, in an order that does not change."""
        roles = Role.objects.open().exclude(initiative__group=self.group).exclude(initiative__ward=None)
        return roles.select_related("initiative__group", "initiative__venue").order_by("pk")

    def suited(self) -> Iterator[tuple[Role, int, list[Volunteer]]]:
        """Yield each role with how many places it has left and who suits it, the best first, without Dev."""
        for role in self.roles():
            ranking = rank(role, on=self.asked.date(), size=LOOKED_AT)
            keys = [each.candidate.id for each in ranking.eligible]
            people = Volunteer.objects.select_related("user").in_bulk(keys)
            yield role, ranking.opening.places_left, [people[key] for key in keys if key != self.dev.pk]

    def fill_up(self, number: int) -> None:
        """Give all places of some roles away, once an offer was taken back, and let the next best wait."""
        wanted = (each for each in self.suited() if each[1] <= MOST_FREE and len(each[2]) > each[1] + WAITING)
        for role, free, people in islice(wanted, number):
            mistaken = self._ask(role, people[free + WAITING])
            withdraw_offer(offer=mistaken, by=self.cast.sam, now=self.answered)
            _open, *answered = [self._ask(role, person) for person in people[:free]]
            for offer in answered:
                user: Any = offer.volunteer.user  # whoever is registered signs in
                accept_offer(offer=offer, by=user, now=self.answered)
            for person in people[free : free + WAITING]:
                join_waiting_list(role=role, volunteer=person, by=self.cast.carol, now=self.answered)

    def _ask(self, role: Role, person: Volunteer) -> Offer:
        return make_offer(role=role, volunteer=person, by=self.cast.carol, now=self.asked)

    def keep_apart(self) -> None:
        """Record whom and what three people must not be matched with."""
        role, people = next((role, people) for role, _free, people in self.suited() if len(people) > 3)
        facts: dict[str, Any] = {"by": self.cast.sam, "now": self.answered}
        record_conflict(
            volunteer=people[0], other=people[1], reason="They were neighbours in a long dispute.", **facts
        )
        record_conflict(
            volunteer=people[2],
            group=role.initiative.group,
            reason="They left the group after an argument, and asked not to be sent back.",
            **facts,
        )
        record_conflict(
            volunteer=people[3],
            venue=role.initiative.venue,
            reason="Someone who works there is a relation of theirs.",
            **facts,
        )

    def override_checks(self) -> None:
        """Override two DBS checks, of which one still waits for a second officer, and one distance."""
        needing = (pair for pair in self.nearly("dbs") if pair[0].dbs_level < DbsLevel.ENHANCED_BARRED)
        checks, ways = needing, self.nearly("travel")
        granted = self._override(*next(checks), "dbs", CHECK_COMES)
        agree_override(override=granted, by=self.cast.sam, now=self.now)
        self._override(*next(checks), "dbs", CHECK_COMES)
        self._override(*next(ways), "travel", LIFT)

    def nearly(self, gate: str) -> Iterator[tuple[Role, Volunteer]]:
        """Yield roles, each with the nearest of the people whom only this gate keeps out."""
        for role in self.roles():
            ranking = rank(role, on=self.now.date(), size=1)
            for group in beside(ranking, on=self.now.date(), nearest=1).nearly:
                for person in group.people:
                    key: Any = person.candidate.id
                    if group.kind.code == gate and key != self.dev.pk:
                        yield role, Volunteer.objects.get(pk=key)

    def _override(self, role: Role, person: Volunteer, gate: str, reason: str) -> Override:
        safeguards = Safeguards(RISKS, SUPERVISOR, self.now.date() + CHECK_TAKES)
        return ask_override(
            role=role,
            volunteer=person,
            gate=gate,
            reason=reason,
            by=self.cast.carol,
            now=self.answered,
            safeguards=safeguards,
        )

    def send_a_plan(self) -> None:
        """Work out a plan for the ward with most places, approve some of its pairs, and send their offers."""
        plan = self._worked_out("A first ward", Scope(wards=(self._ward_with_most_places(),)))
        some = plan.pairs.exclude(volunteer=self.dev).exclude(role__initiative__group=self.group)
        keys = list(some.order_by("-score", "pk").values_list("pk", flat=True)[:PAIRS_SENT])
        approve_pairs(plan=plan, pairs=plan.pairs.filter(pk__in=keys), by=self.cast.carol, now=self.now)
        second_pairs(plan=plan, by=self.cast.sam, now=self.now)
        send_plan(plan=plan, by=self.cast.carol, now=self.now)
        self._have(sending_worker.send, plan)

    def _ward_with_most_places(self) -> str:
        places: Counter[str] = Counter()
        for role in self.roles():
            places[role.initiative.ward_id] += role.places_maximum
        return max(places, key=lambda ward: (places[ward], ward))

    def plan_for_all(self) -> None:
        """Work out a plan for every open role, and why someone is not in one of them."""
        plan = self._worked_out("The whole city", Scope())
        left_out = (
            (role, person)
            for role in self.roles()
            for _card, person, _points in other_candidates(plan, role.pk, 2)
            if person != self.dev.pk
        )
        role, person = next(left_out)
        volunteer = Volunteer.objects.get(pk=person)
        question = ask_question(plan=plan, role=role, volunteer=volunteer, by=self.cast.carol)
        self._have(question_worker.run, question)

    def _worked_out(self, title: str, scope: Scope) -> Plan:
        plan = create_plan(title=title, scope=scope, by=self.cast.carol, now=self.now)
        queue_plan(plan=plan, by=self.cast.carol, now=self.now)
        self._have(planning.run, plan)
        return plan

    def _have(self, done: Callable[..., Any], work: Any) -> None:
        """Do at once what waits for the background, which then finds nothing to do."""
        work.refresh_from_db()
        done(work.pk, work.attempt_id, self.clock)
        work.refresh_from_db()

    def review(self, *, at_once: bool) -> None:
        """Ask what holds the city back: for a large one the background finds out."""
        review = ask_for_review(by=self.cast.sam, now=self.now)
        if at_once:
            self._have(reviewing.run, review)


def add_recent_activity(activity: RecentActivity, *, full_roles: int, is_reviewed: bool, say: Say) -> None:
    """Do it all, plans last: they are of the city as it is then. Nobody is written to."""
    activity.fill_up(full_roles)
    activity.keep_apart()
    activity.override_checks()
    activity.send_a_plan()
    activity.plan_for_all()
    report_last_month(activity.now)
    activity.review(at_once=is_reviewed)
    Message.objects.all().delete()  # this is the past: what it says was said long ago
    for model in (Waiting, Conflict, Override, Plan, Question):
        say(str(model._meta.verbose_name_plural), model.objects.count())
