"""A volunteer's own data to download: what they told us and what we recorded about them."""

from typing import Any

from volunteers.catalogues import LANGUAGES, SKILLS, members, names, slot_name
from volunteers.models import Volunteer
from volunteers.yes_or_no import answers_of


def own_data(volunteer: Volunteer) -> dict[str, Any]:
    """Return a person's data in words, ready for JSON."""
    free = volunteer.availability
    return {
        "reference": volunteer.reference,
        "state": volunteer.get_state_display(),
        "email": volunteer.email,
        "name": volunteer.name,
        "telephone": volunteer.phone,
        "date_of_birth": volunteer.born_on,
        "says_over_18": volunteer.is_over_18,
        "postcode": volunteer.postcode,
        "position": [volunteer.latitude, volunteer.longitude],
        "ward": volunteer.ward.name if volunteer.ward else None,
        "travels_miles": volunteer.travel_miles,
        "free": None if free is None else [slot_name(bit) for bit in members(free)],
        "travels_by": volunteer.get_travel_by_display() if volunteer.travel_by else None,
        "other_wards": [ward.name for ward in volunteer.serves_wards.all()],
        "away": [[away.starts_on, away.ends_on] for away in volunteer.times_away.all()],
        "skills": names(SKILLS, volunteer.skills),
        "experienced_in": names(SKILLS, volunteer.skills_strong),
        "languages": names(LANGUAGES, volunteer.languages),
        "interests": [priority.name for priority in volunteer.interests.all()],
        **{told.question.field: told.answer for told in answers_of(volunteer)},
        "most_roles_at_once": volunteer.placement_limit,
        "most_offers_in_30_days": volunteer.asks_limit,
        "last_asked_on": volunteer.last_asked_on,
        "last_took_a_role_on": volunteer.last_placed_on,
        "dbs_declared": volunteer.get_dbs_declared_display(),
        "dbs_checks_seen": [
            {
                "level": check.get_level_display(),
                "issued_on": check.issued_on,
                "counts_until": check.valid_until,
                "accepted": check.is_accepted,
                "corrected_since": check.is_replaced,
                "note": check.note,
                "seen_at": check.checked_at,
            }
            for check in volunteer.screening_checks.with_officer()
        ],
        "registered_at": volunteer.registered_at,
    }
