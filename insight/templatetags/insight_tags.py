from typing import Any

from django import template

from insight.asked import Asked
from insight.measures import Measure

register = template.Library()


@register.simple_tag
def asked_url(asked: Asked, **changes: Any) -> str:
    """Return the address of the same question with something else in it."""
    return asked.address(**{name: str(value) for name, value in changes.items()})


@register.simple_tag
def number_of(measure: Measure, ward: Any) -> str:
    """Return a ward's number in words."""
    return measure.words(ward.pk)


@register.simple_tag
def source_of(sources: dict[tuple[str, str], Any], figure: Any) -> Any:
    """Return the entry of a figure in the list of sources."""
    return sources[figure.source, figure.licence]
