"""The parts about what a role is: the skills it wants, and what it works for."""

from matching.facts import Candidate, Opening
from matching.scoring.words import Words
from volunteers.catalogues import gettext_noop


def skills(candidate: Candidate, opening: Opening) -> float:
    """Return the share of the role's wanted skills that the person has; 1 where it wants none.

    A skill that wants experience counts half for someone who has it without.
    """
    wanted = opening.skills
    if not wanted:
        return 1.0
    halves = 2 * (wanted & candidate.skills).bit_count() - _weak(candidate, opening).bit_count()
    return halves / (2 * wanted.bit_count())


def _weak(candidate: Candidate, opening: Opening) -> int:
    """Return the skills held in which the role wants more experience."""
    return opening.skills & opening.skills_strong & candidate.skills & ~candidate.skills_strong


def skills_words(candidate: Candidate, opening: Opening) -> Words:
    """Name the skills held, those that want more experience, and those still missing."""
    held, missing = opening.skills & candidate.skills, opening.skills & ~candidate.skills
    weak = _weak(candidate, opening)
    if not opening.skills:
        return gettext_noop("The role does not need any particular skills"), {}
    if not held:
        message = gettext_noop("Has none of the skills the role needs: %(missing_skills)s")
        return message, {"missing_skills": missing}
    values = {"skills": held, "missing_skills": missing, "weak_skills": weak}
    if not missing:
        if not weak:
            return gettext_noop("Has every skill the role needs: %(skills)s"), values
        message = gettext_noop(
            "Has every skill the role needs: %(skills)s. Needs more experience in: %(weak_skills)s"
        )
        return message, values
    values |= {"count": held.bit_count(), "limit": opening.skills.bit_count()}
    if not weak:
        message = gettext_noop(
            "Has %(count)s of the %(limit)s skills: %(skills)s. Does not have: %(missing_skills)s"
        )
        return message, values
    message = gettext_noop(
        "Has %(count)s of the %(limit)s skills: %(skills)s. Needs more experience in: "
        "%(weak_skills)s. Does not have: %(missing_skills)s"
    )
    return message, values


def interests(candidate: Candidate, opening: Opening) -> float:
    """Return the share of the role's priorities that the person cares about; 1 where it has none."""
    served = opening.priorities
    return len(served & candidate.interests) / len(served) if served else 1.0


def interests_words(candidate: Candidate, opening: Opening) -> Words:
    """Say how many of the role's priorities the person chose."""
    shared, served = len(opening.priorities & candidate.interests), len(opening.priorities)
    if not served:
        return gettext_noop("The role does not help with a particular priority"), {}
    if shared == served:
        return gettext_noop("Every priority the role helps with matches an interest"), {}
    if not shared:
        return gettext_noop("The role does not match any interests"), {}
    message = gettext_noop("Interests matched: %(count)s of the role's %(limit)s priorities")
    return message, {"count": shared, "limit": served}
