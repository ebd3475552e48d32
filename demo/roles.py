"""The demo city's roles: what volunteers are asked to do, and when."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from demo.archetypes import Work
from demo.dice import Dice
from demo.initiatives import ASHAS, Programme
from initiatives.models import Initiative, Role
from volunteers.catalogues import LANGUAGES, SKILLS, mask_of, mask_of_slugs, members, slot_bit

FLEXIBLE_SHARE = 0.1  # roles whose times are agreed later
CLOSED_SHARE = 0.06
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


def build_roles(
    dice: Dice, programmes: list[Programme], today: date, count: int
) -> list[tuple[Role, Programme]]:
    """Make the roles: one for each initiative in turn, until there are enough. Asha's all look for people."""
    found = []
    for number in range(count):
        turn, place = divmod(number, len(programmes))
        programme = programmes[place]
        works = programme.home.kind.works
        role = _role(dice, programme, works[turn % len(works)], today)
        role.state = Role.State.OPEN if place < ASHAS else _state(dice, programme.initiative)
        found.append((role, programme))
    _let_one_wait(found, today)
    return found


def _let_one_wait(found: list[tuple[Role, Programme]], today: date) -> None:
    """Let the last role that the public would see have been added yesterday: an officer has to read it."""
    shown = (
        role
        for role, programme in reversed(found)
        if role.state == Role.State.OPEN and programme.initiative.state == Initiative.State.PUBLISHED
    )
    role = next(shown)
    role.state = Role.State.SUBMITTED
    role.submitted_at = timezone.make_aware(datetime.combine(today - timedelta(days=1), time(10)))


def _role(dice: Dice, programme: Programme, work: Work, today: date) -> Role:
    least, most = work.places
    places = dice.randint(least, most)
    starts_on = today + timedelta(days=dice.randint(-60, 45))
    skills = mask_of_slugs(SKILLS, work.skills)
    return Role(
        id=dice.uuid(),
        initiative=programme.initiative,
        title=work.title,
        tasks=dice.choice(work.tasks),
        places_minimum=min(least, places),
        places_maximum=places,
        slots=_slots(dice, programme),
        skills=skills,
        skills_strong=mask_of(bit for bit in members(skills) if dice.chance(EXPERIENCE_SHARE)),
        languages=mask_of_slugs(LANGUAGES, dice.weighted(LANGUAGES_WANTED)),
        minimum_age=work.minimum_age,
        dbs_level=work.dbs,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=dice.randint(16, 40)) if dice.chance(ENDING_SHARE) else None,
        is_minimum_hard=least > 1 and dice.chance(HARD_SHARE),
    )


def _slots(dice: Dice, programme: Programme) -> int:
    """Return some of the initiative's own times, or none where they are agreed later."""
    if dice.chance(FLEXIBLE_SHARE):
        return 0
    meeting = programme.meeting
    return mask_of(
        slot_bit(day, meeting.part) for day in dice.some(meeting.weekdays, 1, len(meeting.weekdays))
    )


def _state(dice: Dice, initiative: Initiative) -> Role.State:
    if initiative.state in UNFINISHED:
        return Role.State.OPEN  # as its group makes it: it looks for people once an officer publishes
    is_closed = initiative.state in ENDED or dice.chance(CLOSED_SHARE)
    return Role.State.CLOSED if is_closed else Role.State.OPEN
