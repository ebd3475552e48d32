"""What a gate is: one record of all that is to be said about it, and of its forms."""

from collections.abc import Callable
from dataclasses import dataclass

from matching.eligibility.answers import Finding, Outcome
from matching.eligibility.columns import Answers
from matching.facts import Candidate, Opening
from matching.facts.columns import CandidateColumns, RoleHistories

Rule = Callable[[Candidate, Opening], Finding]
ColumnForm = Callable[[CandidateColumns, Opening, RoleHistories], Answers]


def for_no_role(_opening: Opening) -> bool:
    """No role bars officers from overriding the gate."""
    return False


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must be so before someone may do a role.

    The column form decides, wherever one person or many are judged; the plain rule explains, with reasons and
    what would change them. The SQL form, which finds the few among everybody, is in
    `matching.eligibility.sql` under the same code. Property tests hold the three together.
    """

    code: str
    name: str  # marked for translation; so short that it heads a row
    rule: Rule
    column: ColumnForm
    question: str = ""  # of the registration, where volunteers can change their answer
    keeps_people_safe: bool = False  # overriding it takes a second officer
    may_be_overridden: bool = True
    # Roles for which nobody may override it, however many officers agree.
    is_barred_for: Callable[[Opening], bool] = for_no_role
    is_about_role: bool = False  # the same for everybody: SQL need not ask
    # Whether volunteers are shown a role that it alone bars, with the reason.
    is_told_to_volunteers: bool = True
    # What only an officer can settle: volunteers read that someone has to talk with them about the role.
    for_officers: frozenset[Outcome] = frozenset()
    # Whether nothing that a volunteer sees or is sent may depend on this gate.
    is_confidential: bool = False

    def is_for_officers(self, outcome: Outcome) -> bool:
        """Whether only an officer can settle this answer."""
        return outcome in self.for_officers
