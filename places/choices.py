"""The wards that forms offer as choices."""

from datetime import date

from core.keeping import kept_briefly
from places.models import Ward


@kept_briefly
def ward_choices(day: date) -> list[tuple[str, str]]:
    """Return the GSS code and name of each ward on a day, by name."""
    return list(Ward.objects.on(day).values_list("pk", "name"))
