"""The demo city's roles: what volunteers are asked to do, and when."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from demo.archetypes import Meeting
from demo.dice import Dice, DiceOf, Die
from demo.initiatives import ASHAS, BuiltInitiative
from initiatives.models import Initiative, Role
from volunteers.catalogues import LANGUAGES, SKILLS, mask_of, mask_of_slugs, members, slot_bit

FLEXIBLE_SHARE = 0.1  # roles whose times are agreed later
CLOSED_SHARE = 0.06
CAR_SHARE = 0.08
EXPERIENCE_SHARE = 0.2  # of the skills wanted
ENDING_SHARE = 0.15  # roles that end on a day: the others go on
HARD_SHARE = 0.5  # of the roles for two or more
LANGUAGES_WANTED = (
    ((), 80),
    (("panjabi",), 8),
    (("polish",), 4),
    (("urdu",), 3),
    (("romanian",), 3),
    (("bsl",), 2),
)
ENDED = (Initiative.State.PAUSED, Initiative.State.CLOSED)
UNFINISHED = (Initiative.State.DRAFT, Initiative.State.SUBMITTED)


class BuiltRole(NamedTuple):
    """A role and its initiative. Its number is that of the initiative and how many that had before."""

    number: str
    role: Role
    built: BuiltInitiative


def build_roles(dice: Dice, initiatives: list[BuiltInitiative], today: date, count: int) -> list[BuiltRole]:
    """Make the roles: one for each initiative in turn, until there are enough. Asha's all look for people."""
    found = []
    for turn, place in (divmod(number, len(initiatives)) for number in range(count)):
        built = initiatives[place]
        number = f"{built.number}.{turn}"
        role = _role(dice.of_thing("role", number), built, turn, today)
        if place < ASHAS:
            role.state = Role.State.OPEN
        found.append(BuiltRole(number, role, built))
    _let_one_wait(found, today)
    return found


def _let_one_wait(found: list[BuiltRole], today: date) -> None:
    """Let the last role that the public would see have been added yesterday: an officer has to read it."""
    shown = (
        each.role
        for each in reversed(found)
        if each.role.state == Role.State.OPEN and each.built.initiative.state == Initiative.State.PUBLISHED
    )
    role = next(shown)
    role.state = Role.State.SUBMITTED
    role.submitted_at = timezone.make_aware(datetime.combine(today - timedelta(days=1), time(10)))


def _role(dice: DiceOf, built: BuiltInitiative, turn: int, today: date) -> Role:
    works = built.host.archetype.works
    work = works[turn % len(works)]
    least, most = work.places
    places = dice("places").between(least, most)
    starts_on = today + timedelta(days=dice("start").between(-60, 45))
    skills = mask_of_slugs(SKILLS, work.skills)
    return Role(
        id=dice("id").uuid(),
        initiative=built.initiative,
        state=_state(dice("state"), built.initiative),
        title=work.title,
        tasks=dice("tasks").choice(work.tasks),
        places_minimum=min(least, places),
        places_maximum=places,
        slots=_slots(dice("times"), built.meeting),
        skills=skills,
        skills_strong=_wanted_strong(dice("experience"), skills),
        languages=mask_of_slugs(LANGUAGES, dice("languages").weighted(LANGUAGES_WANTED)),
        needs_car=dice("car").chance(CAR_SHARE),
        minimum_age=work.minimum_age,
        dbs_level=work.dbs,
        starts_on=starts_on,
        ends_on=_end(dice("end"), starts_on),
        is_minimum_hard=least > 1 and dice("hard minimum").chance(HARD_SHARE),
    )


def _slots(die: Die, meeting: Meeting) -> int:
    """Return some of the initiative's own times, or none where they are agreed later."""
    if die.chance(FLEXIBLE_SHARE):
        return 0
    days = die.some(meeting.weekdays, 1, len(meeting.weekdays))
    return mask_of(slot_bit(day, meeting.part) for day in days)


def _wanted_strong(die: Die, skills: int) -> int:
    """Return those of the wanted skills that someone has to be experienced in."""
    return mask_of(bit for bit in members(skills) if die.chance(EXPERIENCE_SHARE))


def _end(die: Die, starts_on: date) -> date | None:
    return starts_on + timedelta(weeks=die.between(16, 40)) if die.chance(ENDING_SHARE) else None


def _state(die: Die, initiative: Initiative) -> Role.State:
    if initiative.state in UNFINISHED:
        return Role.State.OPEN  # as its group makes it: it looks for people once an officer publishes
    is_closed = initiative.state in ENDED or die.chance(CLOSED_SHARE)
    return Role.State.CLOSED if is_closed else Role.State.OPEN
