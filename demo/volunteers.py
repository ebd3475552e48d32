"""The demo city's volunteers: who they are, when they are free and what has been checked."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from demo import names
from demo.accounts import Cast
from demo.dice import Dice
from demo.reference_data import Ground, put
from places.models import Ward
from strategy.models import Priority
from volunteers.catalogues import LANGUAGES, SKILLS, mask_of, mask_of_slugs, members, slot_bit
from volunteers.models import DbsLevel, ScreeningCheck, TimeAway, TravelBy, Volunteer

State = Volunteer.State
STATES = ((State.ACTIVE, 0.94), (State.PAUSED, 0.04), (State.DRAFT, 0.02))
MORNINGS, AFTERNOONS, EVENINGS = 0, 1, 2
WEEK, WEEKEND = range(5), range(5, 7)
# Habits: the days and parts of the day that a person may be free, and how likely for each.
HABITS = (
    ((WEEK, (EVENINGS,), 0.7), 34),
    ((WEEK, (MORNINGS, AFTERNOONS), 0.6), 22),
    ((WEEKEND, (MORNINGS, AFTERNOONS, EVENINGS), 0.75), 18),
    ((range(7), (EVENINGS,), 0.6), 12),
    ((range(7), (MORNINGS, AFTERNOONS, EVENINGS), 0.35), 14),
)
NEVER_TOLD_SHARE = 0.04
MILES = ((1, 6), (2, 20), (3, 30), (4, 12), (5, 20), (8, 8), (10, 4))
MEANS = (
    (TravelBy.CAR, 44),
    (TravelBy.BUS, 27),
    (TravelBy.FOOT, 16),
    (TravelBy.BICYCLE, 6),
    (TravelBy.UNTOLD, 7),
)
OTHER_WARDS_SHARE = 0.12
EXPERIENCE_SHARE = 0.35  # of the skills held
AWAY_SHARE = 0.06
ASKS = ((None, 88), (2, 7), (1, 5))
# From an age to just before another.
AGES = (((16, 18), 3), ((18, 25), 20), ((25, 40), 30), ((40, 55), 22), ((55, 67), 16), ((67, 83), 9))
LIMITS = ((1, 70), (2, 22), (3, 8))
# What an officer has seen, and what the person declares where nobody has.
SEEN = (
    (DbsLevel.NONE, 66),
    (DbsLevel.BASIC, 6),
    (DbsLevel.STANDARD, 2),
    (DbsLevel.ENHANCED, 21),
    (DbsLevel.ENHANCED_BARRED, 5),
)
DECLARED = ((DbsLevel.NONE, 70), (DbsLevel.BASIC, 12), (DbsLevel.ENHANCED, 16), (DbsLevel.ENHANCED_BARRED, 2))
SKILL_BITS = [entry.bit for entry in SKILLS]
OTHER_LANGUAGES = [entry.slug for entry in LANGUAGES if entry.slug != "english"]


@dataclass(slots=True)
class Person:
    """A volunteer with their interests and the DBS checks that officers saw."""

    volunteer: Volunteer
    user: User
    interests: list[Priority]
    checks: list[ScreeningCheck] = field(default_factory=list)
    wards: list[Ward] = field(default_factory=list)
    times_away: list[TimeAway] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes volunteers, one after the other."""

    dice: Dice
    ground: Ground
    cast: Cast
    now: datetime

    def build(self, number: int, state: State) -> Person:
        """Make a volunteer; the number makes their address the only one."""
        dice = self.dice
        roots = names.community(dice)
        name = names.person(dice, roots)
        user = User(
            id=dice.uuid(), email=names.mailbox(name, number), name=name, password=make_password(None)
        )
        volunteer = Volunteer(
            id=dice.uuid(), user=user, reference=dice.reference("V"), state=state, name=name
        )
        volunteer.phone = names.mobile(dice)
        self._home(volunteer)
        self._age(volunteer)
        volunteer.travel_miles = dice.weighted(MILES)
        volunteer.availability = None if dice.chance(NEVER_TOLD_SHARE) else self._week()
        volunteer.skills = mask_of(dice.some(SKILL_BITS, 0, 5))
        volunteer.languages = self._languages(roots)
        volunteer.placement_limit = dice.weighted(LIMITS)
        person = Person(volunteer, user, dice.some(list(self.ground.priorities.values()), 0, 4))
        self._more(person)
        if state != State.DRAFT:
            volunteer.registered_at = self.now - timedelta(
                days=dice.randint(1, 700), hours=dice.randint(0, 9)
            )
            self._screen(person)
        return person

    def _more(self, person: Person) -> None:
        """Say how somebody gets about, where else they help, what they know well and when they are away."""
        dice, volunteer = self.dice, person.volunteer
        volunteer.travel_by = dice.weighted(MEANS)
        held = members(volunteer.skills)
        volunteer.skills_strong = mask_of(bit for bit in held if dice.chance(EXPERIENCE_SHARE))
        volunteer.asks_limit = dice.weighted(ASKS)
        if dice.chance(OTHER_WARDS_SHARE):
            person.wards = dice.some(self.ground.wards, 1, 3)
        if dice.chance(AWAY_SHARE):
            first = self.now.date() + timedelta(days=dice.randint(-10, 60))
            last = first + timedelta(days=dice.randint(4, 27))
            person.times_away.append(TimeAway(volunteer=volunteer, starts_on=first, ends_on=last))

    def _home(self, volunteer: Volunteer) -> None:
        ward = self.dice.weighted([(ward, ward.residents or 1) for ward in self.ground.wards])
        put(volunteer, self.dice.choice(self.ground.postcodes[ward.pk]))

    def _age(self, volunteer: Volunteer) -> None:
        youngest, oldest = self.dice.weighted(AGES)
        days = self.dice.randint(youngest * 366, oldest * 365)
        if youngest >= 18 and self.dice.chance(0.3):
            volunteer.is_over_18 = True
        else:
            volunteer.born_on = self.now.date() - timedelta(days=days)

    def _week(self) -> int:
        days, parts, likely = self.dice.weighted(HABITS)
        return mask_of(slot_bit(day, part) for day in days for part in parts if self.dice.chance(likely))

    def _languages(self, roots: names.Community) -> int:
        spoken = ["english"] if self.dice.chance(0.98) else []
        if roots.languages:
            spoken += self.dice.some(roots.languages, 0, 2)
        if self.dice.chance(0.04):
            spoken.append(self.dice.choice(OTHER_LANGUAGES))
        return mask_of_slugs(LANGUAGES, spoken)

    def _screen(self, person: Person) -> None:
        """Let an officer have seen a certificate, or the person only say that there is one."""
        volunteer, dice = person.volunteer, self.dice
        level = dice.weighted(SEEN)
        if level == DbsLevel.NONE:
            volunteer.dbs_declared = dice.weighted(DECLARED)
            return
        issued_on = self.now.date() - timedelta(days=dice.randint(20, 1150))
        self.see(person, level, issued_on)

    def see(self, person: Person, level: DbsLevel, issued_on: date) -> None:
        """Let an officer have seen a certificate of this day."""
        volunteer, dice = person.volunteer, self.dice
        until = issued_on + timedelta(days=settings.DBS_VALID_YEARS * 365)
        volunteer.dbs_declared = volunteer.dbs_level = level
        volunteer.dbs_valid_until = until
        person.checks.append(
            ScreeningCheck(
                volunteer=volunteer,
                level=level,
                issued_on=issued_on,
                valid_until=until,
                is_accepted=True,
                checked_by=dice.choice([self.cast.carol, self.cast.sam]),
                checked_at=min(self.now, _at(issued_on, self.now) + timedelta(days=dice.randint(3, 60))),
            )
        )


def build_volunteers(dice: Dice, ground: Ground, cast: Cast, now: datetime, count: int) -> list[Person]:
    """Make the city's volunteers; the first of them is Dev."""
    builder = Builder(dice, ground, cast, now)
    people = [_dev(builder)]
    return people + [
        builder.build(number, state) for number, state in enumerate(dice.exact(STATES, count - 1), 1)
    ]


def _dev(builder: Builder) -> Person:
    """Make Dev, who lives by the centre and suits the roles of Asha's group."""
    person = builder.build(0, State.DRAFT)
    dev, ground = person.volunteer, builder.ground
    dev.user = person.user = builder.cast.dev
    dev.name, dev.state = builder.cast.dev.name, State.ACTIVE
    put(dev, ground.centre)
    dev.born_on, dev.is_over_18 = date(builder.now.year - 34, 3, 14), False
    dev.travel_by, dev.travel_miles, dev.placement_limit, dev.asks_limit = TravelBy.BUS, 5, 4, None
    dev.availability = mask_of(slot_bit(day, part) for day in WEEK for part in (AFTERNOONS, EVENINGS))
    dev.skills = mask_of_slugs(SKILLS, ("mentoring", "listening", "teaching", "youth-work", "first-aid"))
    dev.skills_strong = mask_of_slugs(SKILLS, ("mentoring", "first-aid"))
    dev.languages = mask_of_slugs(LANGUAGES, ("english", "panjabi", "polish", "urdu", "romanian", "bsl"))
    dev.registered_at = builder.now - timedelta(days=40)
    slugs = ("prevent-violence", "public-place-violence", "build-capacity")
    person.interests = [ground.priorities[slug] for slug in slugs]
    person.wards, person.times_away = [], []
    builder.see(person, DbsLevel.ENHANCED, builder.now.date() - timedelta(days=300))
    return person


def _at(day: date, like: datetime) -> datetime:
    return like.replace(year=day.year, month=day.month, day=day.day)
