"""The demo city's volunteers: who they are, when they are free and what has been checked."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings

from accounts.models import User
from demo import names
from demo.accounts import Cast, without_password
from demo.dice import Dice, DiceOf, Die
from demo.reference_data import ReferenceData, put
from places.models import Ward
from strategy.models import Priority
from volunteers.catalogues import LANGUAGES, SKILLS, mask_of, mask_of_slugs, members, slot_bit
from volunteers.models import DbsLevel, ScreeningCheck, TimeAway, TravelBy, Volunteer

State = Volunteer.State
STATES = ((State.ACTIVE, 94), (State.PAUSED, 4), (State.DRAFT, 2))
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
# Whether they have the use of a car with room for passengers; some have not said. More often those who drive.
CARS_OF_DRIVERS = ((True, 76), (False, 14), (None, 10))
CARS_OF_OTHERS = ((True, 16), (False, 74), (None, 10))
OTHER_WARDS_SHARE = 0.12
EXPERIENCE_SHARE = 0.35  # of the skills held
AWAY_SHARE = 0.06
OVER_18_SHARE = 0.3  # of the adults: they say so instead of giving their date of birth
ENGLISH_SHARE = 0.98
OTHER_LANGUAGE_SHARE = 0.04  # beside those of the community
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
    """A volunteer, what belongs to them, and their dice."""

    number: int
    dice: DiceOf
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
    reference: ReferenceData
    cast: Cast
    now: datetime
    residents: list[tuple[Ward, int]]
    password: str

    def build(self, number: int) -> Person:
        """Make a volunteer; the number makes their address the only one."""
        dice = self.dice.of_thing("volunteer", number)
        roots = names.community(dice("community"))
        name = names.person(dice("name"), roots)
        email = names.mailbox(name, number)
        user = User(id=dice("id of the user").uuid(), email=email, name=name, password=self.password)
        volunteer = Volunteer(
            id=dice("id").uuid(),
            user=user,
            reference=names.reference(self.dice, "V", number),
            state=dice("state").weighted(STATES),
            name=name,
            phone=names.mobile(dice("phone")),
            travel_miles=dice("miles").weighted(MILES),
            travel_by=dice("means of travel").weighted(MEANS),
            availability=_week(dice("week")),
            skills=mask_of(dice("skills").some(SKILL_BITS, 0, 5)),
            languages=_languages(dice("languages"), roots),
            placement_limit=dice("limit").weighted(LIMITS),
            asks_limit=dice("asks").weighted(ASKS),
        )
        interests = dice("interests").some(list(self.reference.priorities.values()), 0, 4)
        person = Person(number, dice, volunteer, user, interests)
        self._more(person)
        if volunteer.state != State.DRAFT:
            self._register(person)
        return person

    def _more(self, person: Person) -> None:
        """Say where someone lives and helps, how old they are, what they do well and when they are away."""
        dice, volunteer = person.dice, person.volunteer
        self._home(person)
        self._age(person)
        drives = volunteer.travel_by == TravelBy.CAR
        volunteer.has_car = dice("car").weighted(CARS_OF_DRIVERS if drives else CARS_OF_OTHERS)
        experience = dice("experience")
        held = members(volunteer.skills)
        volunteer.skills_strong = mask_of(bit for bit in held if experience.chance(EXPERIENCE_SHARE))
        others, away = dice("other wards"), dice("time away")
        if others.chance(OTHER_WARDS_SHARE):
            person.wards = others.some(self.reference.wards, 1, 3)
        if away.chance(AWAY_SHARE):
            first = self.now.date() + timedelta(days=away.between(-10, 60))
            last = first + timedelta(days=away.between(4, 27))
            person.times_away.append(TimeAway(volunteer=volunteer, starts_on=first, ends_on=last))

    def _home(self, person: Person) -> None:
        ward = person.dice("ward").weighted(self.residents)
        put(person.volunteer, person.dice("postcode").choice(self.reference.postcodes[ward.pk]))

    def _age(self, person: Person) -> None:
        die, volunteer = person.dice("age"), person.volunteer
        youngest, oldest = die.weighted(AGES)
        if youngest >= 18 and die.chance(OVER_18_SHARE):
            volunteer.is_over_18 = True
        else:
            days = die.between(youngest * 366, oldest * 365)
            volunteer.born_on = self.now.date() - timedelta(days=days)

    def _register(self, person: Person) -> None:
        """Let them have sent their registration, and an officer have seen a certificate of some."""
        dice, volunteer = person.dice, person.volunteer
        registered, certificate = dice("registered"), dice("certificate")
        volunteer.registered_at = self.now - timedelta(
            days=registered.between(1, 700), hours=registered.between(0, 9)
        )
        level = certificate.weighted(SEEN)
        if level == DbsLevel.NONE:
            volunteer.dbs_declared = dice("declared certificate").weighted(DECLARED)
        else:
            self.see(person, level, self.now.date() - timedelta(days=certificate.between(20, 1150)))

    def see(self, person: Person, level: DbsLevel, issued_on: date) -> None:
        """Let an officer have seen a certificate of this day."""
        volunteer, die = person.volunteer, person.dice("check of the certificate")
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
                checked_by=die.choice([self.cast.carol, self.cast.sam]),
                checked_at=min(self.now, _at(issued_on, self.now) + timedelta(days=die.between(3, 60))),
            )
        )


def build_volunteers(
    dice: Dice, reference: ReferenceData, cast: Cast, now: datetime, count: int
) -> list[Person]:
    """Make the city's volunteers; the first of them is Dev."""
    residents = [(ward, ward.residents or 1) for ward in reference.wards]
    builder = Builder(dice, reference, cast, now, residents, without_password())
    return [_dev(builder), *(builder.build(number) for number in range(1, count))]


def _dev(builder: Builder) -> Person:
    """Make Dev, who lives by the centre and suits the roles of Asha's group."""
    person = builder.build(0)
    dev, reference = person.volunteer, builder.reference
    dev.user = person.user = builder.cast.dev
    dev.name, dev.state = builder.cast.dev.name, State.ACTIVE
    put(dev, reference.centre)
    dev.born_on, dev.is_over_18 = date(builder.now.year - 34, 3, 14), False
    dev.travel_by, dev.travel_miles, dev.placement_limit, dev.asks_limit = TravelBy.BUS, 5, 4, None
    dev.has_car = True
    dev.availability = mask_of(slot_bit(day, part) for day in WEEK for part in (AFTERNOONS, EVENINGS))
    dev.skills = mask_of_slugs(SKILLS, ("mentoring", "listening", "teaching", "youth-work", "first-aid"))
    dev.skills_strong = mask_of_slugs(SKILLS, ("mentoring", "first-aid"))
    dev.languages = mask_of_slugs(LANGUAGES, ("english", "panjabi", "polish", "urdu", "romanian", "bsl"))
    dev.registered_at = builder.now - timedelta(days=40)
    slugs = ("prevent-violence", "public-place-violence", "build-capacity")
    person.interests = [reference.priorities[slug] for slug in slugs]
    person.wards, person.times_away, person.checks = [], [], []
    builder.see(person, DbsLevel.ENHANCED, builder.now.date() - timedelta(days=300))
    return person


def _week(die: Die) -> int | None:
    """Return when someone is free, as their habit makes likely; some have not said."""
    if die.chance(NEVER_TOLD_SHARE):
        return None
    days, parts, likely = die.weighted(HABITS)
    return mask_of(slot_bit(day, part) for day in days for part in parts if die.chance(likely))


def _languages(die: Die, roots: names.Community) -> int:
    spoken = ["english"] if die.chance(ENGLISH_SHARE) else []
    if roots.languages:
        spoken += die.some(roots.languages, 0, 2)
    if die.chance(OTHER_LANGUAGE_SHARE):
        spoken.append(die.choice(OTHER_LANGUAGES))
    return mask_of_slugs(LANGUAGES, spoken)


def _at(day: date, like: datetime) -> datetime:
    return like.replace(year=day.year, month=day.month, day=day.day)
