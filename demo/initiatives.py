"""The demo city's initiatives: what they are, where and when they meet."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice

from demo import names
from demo.archetypes import CLOSINGS, PRIVATE_CLOSINGS, Meeting
from demo.dice import Dice, DiceOf, deck_of
from demo.groups import BuiltGroup
from demo.reference_data import ReferenceData, put
from groups.models import Group
from initiatives.models import Initiative, ProtectedAddress, Venue, WeeklyTime
from strategy.models import Priority

State = Initiative.State
# The initiatives beside the first one in each ward, which is published.
DECK = deck_of(
    (State.PUBLISHED, 21),
    (State.SUBMITTED, 1),
    (State.DRAFT, 1),
    (State.PAUSED, 1),
    (State.CLOSED, 1),
)
RUNNING = (Group.State.APPROVED, Group.State.SUSPENDED)
ASHAS = 3  # initiatives of Asha's group


@dataclass(slots=True)
class BuiltInitiative:
    """An initiative, what belongs to it, and what the rest of the city needs to know of it.

    Its number is that of its group and how many the group had before.
    """

    number: str
    dice: DiceOf
    initiative: Initiative
    host: BuiltGroup
    meeting: Meeting
    priorities: list[Priority]
    venue: Venue
    times: list[WeeklyTime] = field(default_factory=list)
    secret: ProtectedAddress | None = None


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes initiatives, one after the other."""

    dice: Dice
    reference: ReferenceData
    now: datetime
    hosted: Counter[int] = field(default_factory=Counter)

    def build(self, host: BuiltGroup, state: State) -> BuiltInitiative:
        """Make the next initiative of a group."""
        number = f"{host.number}.{self.hosted[host.number]}"
        self.hosted[host.number] += 1
        dice = self.dice.of_thing("initiative", number)
        meeting = dice("meeting").choice(host.archetype.times)
        initiative = Initiative(id=dice("id").uuid(), group=host.group, state=state)
        secret = None
        if host.archetype.is_protected:
            venue, secret = self._protected_venue(dice, host)
            initiative.is_place_private = True
        else:
            venue = self._venue(dice, host)
            _meet_at(initiative, venue)
        initiative.venue = venue
        priorities = [host.priorities[0], *dice("priorities").some(host.priorities[1:], 0, 2)]
        built = BuiltInitiative(number, dice, initiative, host, meeting, priorities, venue, secret=secret)
        _describe(built)
        self._date(built)
        _meet_weekly(built)
        return built

    def _venue(self, dice: DiceOf, host: BuiltGroup) -> Venue:
        name = dice("venue").choice(host.archetype.venues).format(area=host.area).replace("The The", "The")
        address = names.street(dice("address"))
        venue = Venue(id=dice("id of the venue").uuid(), group=host.group, name=name, address=address)
        put(venue, dice("postcode").choice(self.reference.postcodes[host.wards[0].pk]))
        return venue

    def _protected_venue(self, dice: DiceOf, host: BuiltGroup) -> tuple[Venue, ProtectedAddress]:
        name = dice("venue").choice(host.archetype.venues)
        venue = Venue(id=dice("id of the venue").uuid(), group=host.group, name=name, is_protected=True)
        address = names.street(dice("address"), names.SECRET_STREETS)
        secret = ProtectedAddress(venue=venue, address=address)
        put(secret, dice("postcode").choice(self.reference.secret))
        return venue, secret

    def _date(self, built: BuiltInitiative) -> None:
        """Let it have been sent and published, as far as its state says."""
        initiative, sent, published = built.initiative, built.dice("sent"), built.dice("published")
        if initiative.state == State.DRAFT:
            return
        age = timedelta(days=sent.between(0, 12), hours=sent.between(1, 8))
        initiative.version = 1
        if initiative.state != State.SUBMITTED:
            age += timedelta(days=published.between(10, 200))
            initiative.published_at = self.now - age + timedelta(days=published.between(1, 9))
            initiative.version = 2
        initiative.submitted_at = self.now - age


def build_initiatives(
    dice: Dice, reference: ReferenceData, groups: list[BuiltGroup], now: datetime, count: int
) -> list[BuiltInitiative]:
    """Make the city's initiatives: one published in each ward, then in turn for every running group."""
    running = [built for built in groups if built.group.state in RUNNING]
    hosts = chain(
        [(groups[0], State.PUBLISHED)] * (ASHAS - 1), _hosts(dice, running, published=len(reference.wards))
    )
    builder = Builder(dice, reference, now)
    return [builder.build(host, state) for host, state in islice(hosts, count)]


def _hosts(dice: Dice, running: list[BuiltGroup], published: int) -> Iterator[tuple[BuiltGroup, State]]:
    """Yield the groups, again and again, with the state of what they run next."""
    turn = 0
    while True:
        certain = [State.PUBLISHED] * (0 if turn else published)
        states = chain(certain, dice.deal(f"initiatives of turn {turn}", DECK))
        for host, state in zip(running, states, strict=False):
            yield host, State.PAUSED if host.group.state == Group.State.SUSPENDED else state
        turn += 1


def _describe(built: BuiltInitiative) -> None:
    """Say what it is, whom it is for and who answers questions."""
    initiative, host, dice = built.initiative, built.host, built.dice
    archetype, group = host.archetype, host.group

    def one_of(texts: str) -> str:
        choice: str = dice(texts).choice(getattr(archetype, texts))
        return choice.format(area=host.area, group=group.name)

    initiative.title = one_of("titles")
    initiative.summary = one_of("summaries")
    closings = PRIVATE_CLOSINGS if archetype.is_protected else CLOSINGS
    details = [one_of("openings"), one_of("details"), *dice("closings").some(closings, 1, 2)]
    initiative.description = "\n\n".join(details)
    initiative.audience = one_of("audiences")
    initiative.contact_name = names.person(dice("contact name"))
    initiative.contact_email = group.public_email
    initiative.contact_phone = names.mobile(dice("contact phone")) if dice("has a phone").chance(0.6) else ""


def _meet_at(initiative: Initiative, venue: Venue) -> None:
    initiative.postcode = venue.postcode
    initiative.latitude, initiative.longitude = venue.latitude, venue.longitude
    initiative.ward_id = venue.ward_id


def _meet_weekly(built: BuiltInitiative) -> None:
    initiative, meeting = built.initiative, built.meeting
    built.times = [
        WeeklyTime(initiative=initiative, weekday=day, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
        for day in meeting.weekdays
    ]
    initiative.days = sum(1 << day for day in meeting.weekdays)
