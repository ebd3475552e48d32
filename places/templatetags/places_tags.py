from typing import Any

from django import template
from django.utils.translation import gettext as _

from places.embedded import city_drawing
from places.models import Located

register = template.Library()


@register.inclusion_tag("places/_ward_drawing.html")
def ward_drawing() -> dict[str, Any]:
    """Draw the city's wards as decoration."""
    return {"drawing": city_drawing()}


@register.filter
def where(record: Located | None) -> str:
    """Return a record's postcode and, on a second line, a note if its location is still being looked up."""
    if record is None:
        return ""
    pending = _("We are still finding where this is.") if record.is_position_pending else ""
    return "\n".join(filter(None, (record.postcode, pending)))
