"""What gates answer: pass, fail or unknown, each with its reason and what would change it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from matching.wording import ENGLISH, Values, Wording


class Outcome(Enum):
    """What a gate says."""

    PASS = "pass"  # noqa: S105 - an answer, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


# Members of an Enum are slow to reach; these names are read for every pair.
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
NO_VALUES: Values = {}


class Finding(NamedTuple):
    """One gate's answer about one person and one role.

    `message` and `remedy_message` are English templates marked for translation; `values` are the raw
    facts they speak of (masks, levels, dates: see `matching.wording`).
    """

    code: str
    outcome: Outcome
    message: str
    values: Values = NO_VALUES
    remedy_message: str = ""

    def say(self, wording: Wording) -> str:
        """Return the reason in the reader's language."""
        return wording.sentence(self.message, self.values)

    def say_remedy(self, wording: Wording) -> str:
        """Return what would change the answer, in the reader's language; empty on a pass."""
        return wording.sentence(self.remedy_message, self.values) if self.remedy_message else ""

    @property
    def reason(self) -> str:
        """The reason as an English sentence."""
        return self.say(ENGLISH)

    @property
    def remedy(self) -> str:
        """What would change the answer, in English; empty on a pass."""
        return self.say_remedy(ENGLISH)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All gates' answers about one person and one role, in the order of GATES.

    A gate that officers have overridden goes on saying no, and is shown, but is in nobody's way.
    """

    findings: tuple[Finding, ...]
    overridden: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()  # what nobody may override for this role

    def with_overridden(self, codes: Iterable[str]) -> "Verdict":
        """Return the verdict with some gates overridden; those that are barred stay as they are."""
        return replace(self, overridden=frozenset(codes) - self.barred)

    @property
    def is_eligible(self) -> bool:
        """Whether no gate is in the way."""
        return not self.unmet

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The gates that say no."""
        return tuple(finding for finding in self.findings if finding.outcome is FAIL)

    @property
    def unknown(self) -> tuple[Finding, ...]:
        """The gates that cannot say: these need to be asked."""
        return tuple(finding for finding in self.findings if finding.outcome is UNKNOWN)

    @property
    def unmet(self) -> tuple[Finding, ...]:
        """The gates in the way: they do not pass, for either reason, and no officer has overridden them."""
        return tuple(
            finding
            for finding in self.findings
            if finding.outcome is not PASS and finding.code not in self.overridden
        )

    @property
    def one_thing(self) -> Finding | None:
        """The only gate in the way; None if there is no such gate or more than one."""
        unmet = self.unmet
        return unmet[0] if len(unmet) == 1 else None
