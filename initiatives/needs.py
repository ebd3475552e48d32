"""What a role may need of people as yes or no: declared once for its form, its pages, the API and privacy.

Times, age, checks, languages and skills have forms of their own. What is declared here is a yes-or-no field
of `Role`; the gate that asks for it is in `matching.eligibility.requirements`.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Need(NamedTuple):
    """A field of the role, the words beside its checkbox, and what pages list where a role needs it."""

    field: str
    label: Any
    statement: Any


NEEDS: tuple[Need, ...] = (
    Need(
        field="needs_car",
        label=_("They need the use of a car with room for passengers"),
        statement=_("The use of a car with room for passengers"),
    ),
)


def fields() -> list[str]:
    """Return the fields of a role that are declared here."""
    return [need.field for need in NEEDS]


def statements(role: Any) -> list[Any]:
    """Return what a role needs, in words."""
    return [need.statement for need in NEEDS if getattr(role, need.field)]
