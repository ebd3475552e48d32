"""The priorities that forms offer as choices."""

from datetime import date

from core.keeping import kept_briefly
from strategy.models import Priority


@kept_briefly
def priority_choices(day: date) -> list[tuple[str, str]]:
    """Return the slug and name of each priority in force on a day, in the order of the strategies."""
    return list(Priority.objects.on(day).values_list("slug", "name"))
