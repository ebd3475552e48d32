from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format

from insight.measures import Measure
from insight.query_params import QueryParams

register = template.Library()


@register.simple_tag
def params_url(params: QueryParams, **changes: Any) -> str:
    """Return the address of the same question with something else in it."""
    return params.address(**{name: str(value) for name, value in changes.items()})


@register.filter
def period(text: str) -> str:
    """Say a period: a year as it is, a month by its name."""
    return date_format(date.fromisoformat(f"{text}-01"), "F Y") if "-" in text else text


@register.simple_tag
def number_of(measure: Measure, ward: Any) -> str:
    """Return a ward's number in words."""
    return measure.words(ward.pk)


@register.simple_tag
def source_of(sources: dict[tuple[str, str], Any], figure: Any) -> Any:
    """Return the entry of a figure in the list of sources."""
    return sources[figure.source, figure.licence]
