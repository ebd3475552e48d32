"""The demo city's initiatives: what they are, where and when they meet."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from demo import names
from demo.archetypes import CLOSINGS, PRIVATE_CLOSINGS, Meeting
from demo.dice import Dice
from demo.groups import Home
from demo.reference_data import Ground, put
from groups.models import Group
from initiatives.models import Initiative, ProtectedAddress, Venue, WeeklyTime
from places.models import Ward
from strategy.models import Priority

State = Initiative.State
# Of those beside the first one in each ward, which is published.
STATES = (
    (State.PUBLISHED, 0.84),
    (State.SUBMITTED, 0.06),
    (State.DRAFT, 0.05),
    (State.PAUSED, 0.03),
    (State.CLOSED, 0.02),
)
ASHAS = 3  # initiatives of Asha's group


@dataclass(slots=True)
class Programme:
    """An initiative and what the rest of the city needs to know of it."""

    initiative: Initiative
    home: Home
    meeting: Meeting
    priorities: list[Priority]
    venue: Venue
    times: list[WeeklyTime] = field(default_factory=list)
    secret: ProtectedAddress | None = None


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes initiatives, one after the other."""

    dice: Dice
    ground: Ground
    now: datetime

    def build(self, home: Home, state: State) -> Programme:
        """Make an initiative of a group."""
        kind, dice = home.kind, self.dice
        meeting = dice.choice(kind.times)
        initiative = Initiative(id=dice.uuid(), group=home.group, state=state)
        secret = None
        if kind.is_protected:
            venue, secret = self._protected_venue(home)
            initiative.is_place_private = True
        else:
            venue = self._venue(home, home.wards[0])
            _meet_at(initiative, venue)
        initiative.venue = venue
        programme = Programme(initiative, home, meeting, self._priorities(home), venue, secret=secret)
        self._describe(programme)
        self._date(initiative)
        programme.times = [
            WeeklyTime(
                initiative=initiative, weekday=day, starts_at=meeting.starts_at, ends_at=meeting.ends_at
            )
            for day in meeting.weekdays
        ]
        initiative.days = sum(1 << day for day in meeting.weekdays)
        return programme

    def _venue(self, home: Home, ward: Ward) -> Venue:
        dice = self.dice
        name = dice.choice(home.kind.venues).format(area=home.area).replace("The The", "The")
        venue = Venue(id=dice.uuid(), group=home.group, name=name, address=names.street(dice))
        put(venue, dice.choice(self.ground.postcodes[ward.pk]))
        return venue

    def _protected_venue(self, home: Home) -> tuple[Venue, ProtectedAddress]:
        dice = self.dice
        venue = Venue(id=dice.uuid(), group=home.group, name=dice.choice(home.kind.venues), is_protected=True)
        secret = ProtectedAddress(venue=venue, address=names.street(dice, names.SECRET_STREETS))
        put(secret, dice.choice(self.ground.secret))
        return venue, secret

    def _priorities(self, home: Home) -> list[Priority]:
        return [home.priorities[0], *self.dice.some(home.priorities[1:], 0, 2)]

    def _describe(self, programme: Programme) -> None:
        initiative, home, dice = programme.initiative, programme.home, self.dice
        kind, group = home.kind, home.group

        def one_of(texts: tuple[str, ...]) -> str:
            return dice.choice(texts).format(area=home.area, group=group.name)

        initiative.title = one_of(kind.titles)
        initiative.summary = one_of(kind.summaries)
        closings = PRIVATE_CLOSINGS if kind.is_protected else CLOSINGS
        details = [one_of(kind.openings), one_of(kind.details), *dice.some(closings, 1, 2)]
        initiative.description = "\n\n".join(details)
        initiative.audience = one_of(kind.audiences)
        initiative.contact_name = names.person(dice)
        initiative.contact_email = group.public_email
        initiative.contact_phone = names.mobile(dice) if dice.chance(0.6) else ""

    def _date(self, initiative: Initiative) -> None:
        """Let it have been sent and published, as far as its state says."""
        if initiative.state == State.DRAFT:
            return
        age = timedelta(days=self.dice.randint(0, 12), hours=self.dice.randint(1, 8))
        initiative.version = 1
        if initiative.state != State.SUBMITTED:
            age += timedelta(days=self.dice.randint(10, 200))
            initiative.published_at = self.now - age + timedelta(days=self.dice.randint(1, 9))
            initiative.version = 2
        initiative.submitted_at = self.now - age


def build_initiatives(
    dice: Dice, ground: Ground, homes: list[Home], now: datetime, count: int
) -> list[Programme]:
    """Make the city's initiatives: one published in each ward, then in turn for every running group."""
    running = [home for home in homes if home.group.state in {Group.State.APPROVED, Group.State.SUSPENDED}]
    hosts = [*[homes[0]] * (ASHAS - 1), *running * (count // len(running) + 1)][:count]
    certain = ASHAS - 1 + len(ground.wards)
    states = [State.PUBLISHED] * certain + dice.exact(STATES, count - certain)
    builder = Builder(dice, ground, now)
    return [builder.build(home, _state(home, state)) for home, state in zip(hosts, states, strict=True)]


def _state(home: Home, state: State) -> State:
    return State.PAUSED if home.group.state == Group.State.SUSPENDED else state


def _meet_at(initiative: Initiative, venue: Venue) -> None:
    initiative.postcode = venue.postcode
    initiative.latitude, initiative.longitude = venue.latitude, venue.longitude
    initiative.ward_id = venue.ward_id
