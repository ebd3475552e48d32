"""Words of the officers' pages."""

from django import template
from django.urls import reverse

from core.models import AuditEvent
from desk.wording import words_for

register = template.Library()
PAGES = {
    "groups.group": "desk:group",
    "initiatives.initiative": "desk:initiative",
    "volunteers.volunteer": "desk:volunteer",
    "places.upload": "desk:import",
}

register.filter("action_words", words_for)


@register.filter
def desk_address(event: AuditEvent) -> str:
    """Return the address of the officers' page about an event's subject, if there is one."""
    page = PAGES.get(event.subject_type)
    return reverse(page, args=[event.subject_id]) if page else ""
