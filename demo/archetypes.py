"""What community groups in this field do: the shape of the texts in `demo.texts`.

`{area}` in a text stands for a neighbourhood, `{group}` for the group's name.
"""

from dataclasses import dataclass
from datetime import time

from initiatives.models import Weekday
from volunteers.models import DbsLevel

MORNING_ENDS, AFTERNOON_ENDS = time(12), time(17)
MON, TUE, WED, THU, FRI, SAT, SUN = Weekday


@dataclass(frozen=True, slots=True)
class Meeting:
    """The weekdays on which something meets, and from when to when."""

    weekdays: tuple[Weekday, ...]
    starts_at: time
    ends_at: time

    @property
    def part(self) -> int:
        """The part of the day in which it begins: 0 morning, 1 afternoon, 2 evening."""
        if self.starts_at < MORNING_ENDS:
            return 0
        return 1 if self.starts_at < AFTERNOON_ENDS else 2


def meets(weekdays: tuple[Weekday, ...], starts_at: str, ends_at: str) -> Meeting:
    """Write a meeting down the short way: `meets((TUE, THU), "18:00", "20:00")`."""
    return Meeting(weekdays, time.fromisoformat(starts_at), time.fromisoformat(ends_at))


@dataclass(frozen=True, slots=True)
class Work:
    """What a volunteer does in it. `places` are the fewest and the most people, `skills` their slugs."""

    title: str
    tasks: tuple[str, ...]
    skills: tuple[str, ...] = ()
    dbs: DbsLevel = DbsLevel.NONE
    minimum_age: int = 18
    places: tuple[int, int] = (1, 3)


@dataclass(frozen=True, slots=True)
class Archetype:
    """One kind of work in the community. Each tuple of texts is there to choose from."""

    slug: str
    endings: tuple[str, ...]
    purposes: tuple[str, ...]
    audiences: tuple[str, ...]
    priorities: tuple[str, ...]
    legal_forms: tuple[str, ...]
    titles: tuple[str, ...]
    summaries: tuple[str, ...]
    openings: tuple[str, ...]
    details: tuple[str, ...]
    times: tuple[Meeting, ...]
    works: tuple[Work, ...]
    venues: tuple[str, ...] = ("{area} Community Room", "The {area} Hall", "{area} Meeting Place")
    is_protected: bool = False


CLOSINGS = (
    "You don’t need to book: come in and ask for whoever has the lanyard.",
    "The first visit is only for a look. Bring a friend if that makes it easier.",
    "It is free. If the bus fare is a problem, tell us and we will sort it out.",
    "There is a ramp at the side door and a quiet corner for anyone who needs one.",
    "Tea, squash and biscuits are on us. Please tell us about any allergies.",
    "Ring or write before you come the first time, so that somebody looks out for you.",
    "We keep what you tell us to ourselves, unless somebody is in danger.",
    "Everything is at your own pace, and nobody minds if you miss a week.",
)
PRIVATE_CLOSINGS = (
    "We keep the place private for everyone’s safety. Ring us first, and we agree how and where to meet.",
    "The address is not published. Call or write when it is safe for you, and we will take it from there.",
    "We only share where we are with the people we support. If you are in danger now, ring 999.",
)
