"""The demo city's groups: their registrations, people, checks and decisions."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from accounts.models import User
from demo import names
from demo.accounts import Cast, without_password
from demo.archetypes import Archetype
from demo.dice import Dice, DiceOf, Die, deck_of
from demo.reference_data import ReferenceData, put
from demo.texts import MENTORING, OPEN_ARCHETYPES, PROTECTED_ARCHETYPES
from groups.models import Check, Decision, Group, Membership
from places.models import Ward
from strategy.models import Priority

State = Group.State
# The groups beside the first of each ward: their states, and whether they are protected services.
DECK = deck_of(
    ((State.APPROVED, False), 22),
    ((State.APPROVED, True), 5),
    ((State.SUBMITTED, False), 6),
    ((State.CHANGES_REQUESTED, False), 2),
    ((State.DRAFT, False), 2),
    ((State.REFUSED, False), 2),
    ((State.SUSPENDED, False), 1),
)
NOT_IN_A_DOMAIN = re.compile(r"[^a-z0-9]")
LONGEST_LABEL = 63  # letters of a part of a domain
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
class BuiltGroup:
    """A group, what belongs to it, and what the rest of the city needs to know of it."""

    number: int
    dice: DiceOf
    group: Group
    archetype: Archetype
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
    reference: ReferenceData
    cast: Cast
    now: datetime
    password: str
    taken: set[str] = field(default_factory=lambda: {ASHAS_GROUP})

    def build(self, number: int, state: State, archetype: Archetype) -> BuiltGroup:
        """Make a group whose ward follows from its number."""
        dice = self.dice.of_thing("group", number)
        ward = self.reference.wards[number % len(self.reference.wards)]
        area = dice("area").choice(names.AREAS.get(ward.name, (ward.name,)))
        group = Group(id=dice("id").uuid(), reference=names.reference(self.dice, "G", number), state=state)
        group.name = self._name(dice("name"), archetype, area)
        put(group, dice("postcode").choice(self.reference.postcodes[ward.pk]))
        built = BuiltGroup(
            number=number,
            dice=dice,
            group=group,
            archetype=archetype,
            area=area,
            wards=self._wards(dice("wards"), ward, archetype),
            priorities=self._priorities(dice("priorities"), archetype),
            people=[(_owner(dice, number, self.password), Membership.Role.OWNER)],
        )
        _describe(built)
        if state != State.DRAFT:
            self._send(built)
        return built

    def _name(self, die: Die, archetype: Archetype, area: str) -> str:
        # Where a refuge is must not be read off its group's name.
        place = "" if archetype.is_protected else area
        endings = [ending.format(area=area) for ending in archetype.endings]
        name = names.group(die, place, endings, self.taken)
        self.taken.add(name)
        return name

    def _wards(self, die: Die, ward: Ward, archetype: Archetype) -> list[Ward]:
        if archetype.is_protected:
            return list(self.reference.wards)
        return [ward, *self.reference.nearest_wards(ward, die.choice((0, 1, 1, 2, 3)))]

    def _priorities(self, die: Die, archetype: Archetype) -> list[Priority]:
        slugs = [archetype.priorities[0], *die.some(archetype.priorities[1:], 0, 2)]
        return [self.reference.priorities[slug] for slug in slugs]

    def _send(self, built: BuiltGroup) -> None:
        """Let the registration have been sent, and decided on if its state says so."""
        group, sent, decided = built.group, built.dice("sent"), built.dice("decided")
        waiting = group.state == State.SUBMITTED
        days = sent.between(0, 24) if waiting else sent.between(30, 400)
        group.submitted_at = group.declared_at = self.now - timedelta(days=days, hours=sent.between(1, 8))
        group.version = 1 if waiting else 2
        if not waiting:
            took = timedelta(days=decided.between(2, 20), hours=decided.between(0, 5))
            self._decide(built, group.submitted_at + took)

    def _decide(self, built: BuiltGroup, at: datetime) -> None:
        group, dice = built.group, built.dice
        officer = dice("officer").choice([self.cast.carol, self.cast.sam])
        if group.state in DECIDED:
            group.decided_at = at
        built.checks += [_check(built, kind, officer, at) for kind in Check.Kind]
        message = dice("message").choice(MESSAGES[State(group.state)])
        built.decisions.append(
            Decision(group=group, state=group.state, message=message, decided_by=officer, decided_at=at)
        )


def _owner(dice: DiceOf, number: int, password: str) -> User:
    name = names.person(dice("owner"))
    email = names.mailbox(name, number, "groups.example")
    return User(id=dice("id of the owner").uuid(), email=email, name=name, password=password)


def _describe(built: BuiltGroup) -> None:
    """Say who the group is, what it does and how it is reached."""
    group, archetype, dice = built.group, built.archetype, built.dice
    domain = f"{NOT_IN_A_DOMAIN.sub('', group.name.lower())[:LONGEST_LABEL]}.example"
    owner, _role = built.people[0]
    group.legal_form = dice("legal form").choice(archetype.legal_forms)
    if group.legal_form in NUMBERS:
        group.register_number = str(dice("register number").between(*NUMBERS[group.legal_form]))
    group.summary = dice("summary").choice(archetype.purposes).format(area=built.area)
    group.audience = dice("audience").choice(archetype.audiences).format(area=built.area)
    group.public_email = f"{dice('public email').choice(names.GREETINGS)}@{domain}"
    group.public_phone = names.landline(dice("public phone")) if dice("has a phone").chance(0.7) else ""
    group.website = f"https://{domain}/" if dice("has a website").chance(0.5) else ""
    group.contact_name, group.contact_email = owner.name, owner.email
    group.contact_phone = names.mobile(dice("contact phone"))
    group.safeguarding_name = names.person(dice("safeguarding name"))
    group.safeguarding_email = f"safe@{domain}"
    group.safeguarding_phone = names.mobile(dice("safeguarding phone"))


def _check(built: BuiltGroup, kind: Check.Kind, officer: User, decided_at: datetime) -> Check:
    """Make the check of one kind, done before the decision."""
    group = built.group
    fails = group.state == State.REFUSED and kind == Check.Kind.CONTACT
    outcome = Check.Outcome.FAILED if fails else Check.Outcome.PASSED
    if kind == Check.Kind.REGISTER and not group.register_number:
        outcome = Check.Outcome.NOT_NEEDED
    before = timedelta(minutes=built.dice(f"minutes from the {kind} check").between(5, 600))
    return Check(
        group=group,
        kind=kind,
        outcome=outcome,
        note=built.dice(f"note of the {kind} check").choice(NOTES),
        checked_by=officer,
        checked_at=decided_at - before,
    )


def build_groups(
    dice: Dice, reference: ReferenceData, cast: Cast, now: datetime, count: int
) -> list[BuiltGroup]:
    """Make the city's groups. The first of each ward is approved; the very first is Asha's and Ben's."""
    builder = Builder(dice, reference, cast, now, without_password())
    states = chain([(State.APPROVED, False)] * len(reference.wards), dice.deal("groups", DECK))
    archetypes = chain([MENTORING], dice.deal("archetypes", OPEN_ARCHETYPES))
    protected = dice.deal("protected archetypes", PROTECTED_ARCHETYPES)
    built = [
        builder.build(number, state, next(protected) if is_protected else archetype)
        for number, (state, is_protected), archetype in zip(range(count), states, archetypes, strict=False)
    ]
    _give_to_asha_and_ben(built[0], cast)
    return built


def _give_to_asha_and_ben(built: BuiltGroup, cast: Cast) -> None:
    group = built.group
    group.name, built.area = ASHAS_GROUP, "Low Hill"
    group.summary = built.archetype.purposes[0]
    group.public_email, group.website = "hello@lowhilllanterns.example", "https://lowhilllanterns.example/"
    group.contact_name, group.contact_email = cast.asha.name, cast.asha.email
    built.people = [(cast.asha, Membership.Role.OWNER), (cast.ben, Membership.Role.EDITOR)]
