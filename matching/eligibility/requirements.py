"""What a role may need of people that they have, have not, or have not told: declared once.

A requirement is a gate whose three forms follow from its declaration. In plain Python and over columns it
compares a fact of the role with one of the person (`matching.facts`); in SQL it asks for the bits that
`volunteers.profile.BITS` keeps under its code. Unknown never counts as a pass.

A new requirement goes into `FURTHER`.
"""

from dataclasses import dataclass

from matching.eligibility.answers import FAIL, PASS, UNKNOWN, Finding
from matching.eligibility.columns import ALL_PASS, Answers, answers
from matching.eligibility.gate import Gate
from matching.facts import Candidate, Opening
from matching.facts.columns import NEVER_TOLD, CandidateColumns, RoleHistories
from volunteers.catalogues import gettext_noop

ALWAYS_TOLD = -1  # no mask is negative


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One declaration. Masks and yes or no are bits alike: yes is the lowest bit.

    `needed` names a fact of the role, or nothing where every role needs it; `held` names one of the person,
    which stands at `untold` while they have not told. Sentences are marked for translation; `missing` is what
    they call the bits that are needed and not held (`matching.wording.WORDS`), if they name them.
    """

    code: str
    name: str
    needed: str = ""
    held: str
    untold: int | None = ALWAYS_TOLD
    not_needed: str = ""  # else it reads like what is met
    met: str
    unmet: str
    unmet_remedy: str
    unknown: str = ""
    unknown_remedy: str = ""
    missing: str = ""
    question: str = ""
    keeps_people_safe: bool = False
    may_be_overridden: bool = True

    @property
    def gate(self) -> Gate:
        """The gate of this requirement."""
        return Gate(
            code=self.code,
            name=self.name,
            rule=self.rule,
            column=self.column,
            question=self.question,
            keeps_people_safe=self.keeps_people_safe,
            may_be_overridden=self.may_be_overridden,
        )

    def needs_of(self, opening: Opening) -> int:
        """Return the bits that a role needs."""
        return int(getattr(opening, self.needed)) if self.needed else 1

    def rule(self, candidate: Candidate, opening: Opening) -> Finding:
        """Say whether one person has what the role needs, and what would change that."""
        needed = self.needs_of(opening)
        if not needed:
            return Finding(self.code, PASS, self.not_needed or self.met)
        held = getattr(candidate, self.held)
        if held == self.untold:
            values = self._values(needed)
            return Finding(self.code, UNKNOWN, self.unknown, values, self.unknown_remedy)
        missing = needed & ~int(held)
        if not missing:
            return Finding(self.code, PASS, self.met)
        return Finding(self.code, FAIL, self.unmet, self._values(missing), self.unmet_remedy)

    def _values(self, missing: int) -> dict[str, int]:
        return {self.missing: missing} if self.missing else {}

    def column(self, candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
        """Answer for everybody at once."""
        needed = self.needs_of(opening)
        if not needed:
            return ALL_PASS
        held = candidates[self.held]
        untold = held == (NEVER_TOLD if self.untold is None else self.untold)
        return answers(held & needed == needed, untold)  # what was never told has none of the bits


STANDING = Requirement(
    code="standing",
    name=gettext_noop("Taking part in volunteering"),
    held="is_active",
    met=gettext_noop("Volunteering at the moment"),
    unmet=gettext_noop("Not volunteering at the moment"),
    unmet_remedy=gettext_noop("They can end their break from their own page."),
    may_be_overridden=False,
)
AVAILABILITY = Requirement(
    code="availability",
    name=gettext_noop("Times"),
    question="times",
    needed="slots",
    held="availability",
    untold=None,
    not_needed=gettext_noop("The role's times are flexible"),
    met=gettext_noop("Free at all the role's times"),
    unmet=gettext_noop("Not free on %(slots)s"),
    unmet_remedy=gettext_noop("Ask if they can be free then, or change the role's times."),
    unknown=gettext_noop("Free times not known"),
    unknown_remedy=gettext_noop("Ask when they are free."),
    missing="slots",
)
LANGUAGES = Requirement(
    code="languages",
    name=gettext_noop("Languages"),
    question="languages",
    needed="languages",
    held="languages",
    untold=0,
    met=gettext_noop("Speaks every language the role needs"),
    unmet=gettext_noop("Does not speak %(languages)s"),
    unmet_remedy=gettext_noop("Ask if they speak it, or if the role can go ahead without it."),
    unknown=gettext_noop("Languages not known, and the role needs %(languages)s"),
    unknown_remedy=gettext_noop("Ask which languages they speak."),
    missing="languages",
)
CAR = Requirement(
    code="car",
    name=gettext_noop("Use of a car"),
    question="car",
    needed="needs_car",
    held="has_car",
    untold=None,
    not_needed=gettext_noop("The role does not need a car"),
    met=gettext_noop("Has the use of a car with room for passengers"),
    unmet=gettext_noop("Does not have the use of a car with room for passengers"),
    unmet_remedy=gettext_noop("Ask if they could use one, or if the role can go ahead without it."),
    unknown=gettext_noop("Use of a car not known, and the role needs one with room for passengers"),
    unknown_remedy=gettext_noop("Ask if they have the use of a car with room for passengers."),
)
# In the order in which pages list them, after taking part, times and travel.
FURTHER = (LANGUAGES, CAR)
REQUIREMENTS = (STANDING, AVAILABILITY, *FURTHER)
