"""Why a change to offers, placements and all around them can't be made."""

from collections.abc import Iterable

from matching.eligibility import Finding


class NotEligible(Exception):
    """The role can't be offered to this person: `findings` say why not, or what has to be asked first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        super().__init__(", ".join(finding.reason for finding in self.findings))


class NoLongerSafe(NotEligible):
    """A gate that keeps people at risk safe no longer passes: an officer has to talk with the person."""


class RoleFull(Exception):
    """Every place of the role is held or taken."""


class DeclinedBefore(Exception):
    """The person has said no to this role: it is offered again only by someone who knows that."""


class OfferClosed(Exception):
    """The offer can't be answered any more: `reason` is its state, or `role_closed`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PlacesHeld(Exception):
    """More places are held or taken (`held`) than the role would have."""

    def __init__(self, held: int) -> None:
        super().__init__(str(held))
        self.held = held


class PlacementEnded(Exception):
    """The placement has ended already."""


class NotWaiting(Exception):
    """The person can't be put on the waiting list, or is not on it any more: `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotOverridable(Exception):
    """No officer may override this gate, or not this officer."""


class NeverOverridable(NotOverridable):
    """No officer may override this gate for this role, as the role is now."""


class StillUnmet(Exception):
    """The person still does not pass the gate that was overridden."""


class OverrideOpen(Exception):
    """There is an override of this gate for this person and role already."""


class OverrideClosed(Exception):
    """The override was used up, refused or taken back, has run out, or needs nobody's word any more."""


class ConflictKnown(Exception):
    """This conflict is on record already."""
