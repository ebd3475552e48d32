from typing import Any

from django import template

from places.embedded import city_drawing

register = template.Library()


@register.inclusion_tag("places/_ward_drawing.html")
def ward_drawing() -> dict[str, Any]:
    """Draw the city's wards as a quiet picture, for the eye only."""
    return {"drawing": city_drawing()}
