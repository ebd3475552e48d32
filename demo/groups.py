"""The demo city's groups: their registrations, people, checks and decisions."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from accounts.models import User
from demo import names
from demo.accounts import Cast
from demo.archetypes import Kind
from demo.dice import Dice
from demo.reference_data import Ground, put
from demo.texts import MENTORING, OPEN_KINDS, PROTECTED_KINDS
from groups.models import Check, Decision, Group, Membership
from places.models import Ward
from strategy.models import Priority

State = Group.State
# The rest of the groups, beside one approved group in each ward.
STATES = (
    (State.APPROVED, 0.66),
    (State.SUBMITTED, 0.16),
    (State.CHANGES_REQUESTED, 0.06),
    (State.DRAFT, 0.05),
    (State.REFUSED, 0.05),
    (State.SUSPENDED, 0.02),
)
NOT_IN_A_DOMAIN = re.compile(r"[^a-z0-9]")
PROTECTED_SHARE = 0.12
ASHAS_GROUP = "Low Hill Lanterns Mentoring"
DECIDED = (State.APPROVED, State.REFUSED, State.SUSPENDED)
MESSAGES = {
    State.APPROVED: ("Welcome. You can offer initiatives now.", "All in order. Thank you for waiting."),
    State.CHANGES_REQUESTED: (
        "Please add a safeguarding lead whom we can ring in the daytime.",
        "The number you gave belongs to another body. Please look at it again.",
        "Please say a little more about what you do and whom it is for.",
    ),
    State.REFUSED: (
        "We could not reach anybody at the address or the number that you gave.",
        "This work is outside the city and outside our strategy. We are sorry.",
    ),
    State.SUSPENDED: ("We are looking into a concern and have paused the group until then.",),
}
NOTES = ("Rang back the same day.", "Seen on the register.", "Met them at their hall.", "")
NUMBERS = {  # beyond those that the registers have given out
    "charity": (1290000, 1299999),
    "cio": (1290000, 1299999),
    "cic": (99000000, 99999999),
    "company": (99000000, 99999999),
    "school": (990000, 999999),
}


@dataclass(slots=True)
class Home:
    """A group and what the rest of the city needs to know of it."""

    group: Group
    kind: Kind
    area: str
    wards: list[Ward]
    priorities: list[Priority]
    people: list[tuple[User, str]]
    checks: list[Check] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes groups, one after the other."""

    dice: Dice
    ground: Ground
    cast: Cast
    now: datetime
    taken: set[str] = field(default_factory=lambda: {ASHAS_GROUP})

    def build(self, number: int, state: State, kind: Kind) -> Home:
        """Make a group whose ward follows from its number."""
        ward = self.ground.wards[number % len(self.ground.wards)]
        area = self.dice.choice(names.AREAS.get(ward.name, (ward.name,)))
        group = Group(id=self.dice.uuid(), reference=self.dice.reference("G"), state=state)
        group.name = self._name(kind, area)
        put(group, self.dice.choice(self.ground.postcodes[ward.pk]))
        owner = self._person(number)
        home = Home(group, kind, area, self._wards(ward, kind), self._priorities(kind), [(owner, "owner")])
        self._describe(home, owner)
        if state != State.DRAFT:
            self._send(home)
        return home

    def _name(self, kind: Kind, area: str) -> str:
        while True:
            # Where a refuge is must not be read off its group's name.
            place = "" if kind.is_protected else f"{area} "
            ending = self.dice.choice(kind.endings).format(area=area)
            name = f"{place}{self.dice.choice(names.EMBLEMS)} {ending}"
            if name not in self.taken:
                self.taken.add(name)
                return name

    def _person(self, number: int) -> User:
        name = names.person(self.dice)
        email = names.mailbox(name, number, "groups.example")
        return User(id=self.dice.uuid(), email=email, name=name, password=make_password(None))

    def _wards(self, ward: Ward, kind: Kind) -> list[Ward]:
        if kind.is_protected:
            return list(self.ground.wards)
        return [ward, *self.ground.nearest_wards(ward, self.dice.choice((0, 1, 1, 2, 3)))]

    def _priorities(self, kind: Kind) -> list[Priority]:
        slugs = [kind.priorities[0], *self.dice.some(kind.priorities[1:], 0, 2)]
        return [self.ground.priorities[slug] for slug in slugs]

    def _describe(self, home: Home, owner: User) -> None:
        group, kind, dice = home.group, home.kind, self.dice
        domain = f"{NOT_IN_A_DOMAIN.sub('', group.name.lower())}.example"
        group.legal_form = dice.choice(kind.legal_forms)
        if group.legal_form in NUMBERS:
            group.register_number = str(dice.randint(*NUMBERS[group.legal_form]))
        group.summary = dice.choice(kind.purposes).format(area=home.area)
        group.audience = dice.choice(kind.audiences).format(area=home.area)
        group.public_email = f"{dice.choice(names.GREETINGS)}@{domain}"
        group.public_phone = names.landline(dice) if dice.chance(0.7) else ""
        group.website = f"https://{domain}/" if dice.chance(0.5) else ""
        group.contact_name, group.contact_email = owner.name, owner.email
        group.contact_phone = names.mobile(dice)
        group.safeguarding_name = names.person(dice)
        group.safeguarding_email = f"safe@{domain}"
        group.safeguarding_phone = names.mobile(dice)

    def _send(self, home: Home) -> None:
        """Let the registration have been sent, and decided on if its state says so."""
        group, dice = home.group, self.dice
        waiting = group.state == State.SUBMITTED
        age = timedelta(
            days=dice.randint(0, 24) if waiting else dice.randint(30, 400), hours=dice.randint(1, 8)
        )
        group.submitted_at = group.declared_at = self.now - age
        group.version = 1 if waiting else 2
        if not waiting:
            self._decide(
                home, group.submitted_at + timedelta(days=dice.randint(2, 20), hours=dice.randint(0, 5))
            )

    def _decide(self, home: Home, at: datetime) -> None:
        group, dice = home.group, self.dice
        officer = dice.choice([self.cast.carol, self.cast.sam])
        if group.state in DECIDED:
            group.decided_at = at
        fails = group.state == State.REFUSED
        for kind in Check.Kind:
            outcome = Check.Outcome.FAILED if fails and kind == Check.Kind.CONTACT else Check.Outcome.PASSED
            if kind == Check.Kind.REGISTER and not group.register_number:
                outcome = Check.Outcome.NOT_NEEDED
            checked = at - timedelta(minutes=dice.randint(5, 600))
            note = dice.choice(NOTES)
            home.checks.append(
                Check(
                    group=group, kind=kind, outcome=outcome, note=note, checked_by=officer, checked_at=checked
                )
            )
        message = dice.choice(MESSAGES[State(group.state)])
        home.decisions.append(
            Decision(group=group, state=group.state, message=message, decided_by=officer, decided_at=at)
        )


def build_groups(dice: Dice, ground: Ground, cast: Cast, now: datetime, count: int) -> list[Home]:
    """Make the city's groups. The first of each ward is approved; the very first is Asha's and Ben's."""
    wards = len(ground.wards)
    states = [State.APPROVED] * wards + dice.exact(STATES, count - wards)
    builder = Builder(dice, ground, cast, now)
    homes = [
        builder.build(number, state, kind)
        for number, (state, kind) in enumerate(zip(states, _kinds(dice, states, wards), strict=True))
    ]
    _give_to_asha_and_ben(homes[0], cast)
    return homes


def _kinds(dice: Dice, states: list[State], wards: int) -> list[Kind]:
    """Return a kind for each group, evenly; an eighth of those that run something are protected services."""
    kinds: list[Kind] = [MENTORING]
    while len(kinds) < len(states):
        kinds += dice.sample(OPEN_KINDS, len(OPEN_KINDS))
    running = [number for number, state in enumerate(states) if state == State.APPROVED]
    protected = dice.sample(
        [number for number in running if number >= wards], round(PROTECTED_SHARE * len(running))
    )
    for turn, number in enumerate(sorted(protected)):
        kinds[number] = PROTECTED_KINDS[turn % len(PROTECTED_KINDS)]
    return kinds[: len(states)]


def _give_to_asha_and_ben(home: Home, cast: Cast) -> None:
    group = home.group
    group.name, home.area = ASHAS_GROUP, "Low Hill"
    group.summary = home.kind.purposes[0]
    group.public_email, group.website = "hello@lowhilllanterns.example", "https://lowhilllanterns.example/"
    group.contact_name, group.contact_email = cast.asha.name, cast.asha.email
    home.people = [(cast.asha, Membership.Role.OWNER), (cast.ben, Membership.Role.EDITOR)]
