"""What the parts of an initiative and of a role are called, as the forms ask for them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from initiatives import needs
from initiatives.forms.editing import AboutForm, ContactForm
from initiatives.forms.roles import RoleForm

LABELS: dict[str, Any] = {
    **{name: field.label for name, field in {**AboutForm.base_fields, **ContactForm.base_fields}.items()},
    "place": _("Where it is"),
    "private_place": _("Where it is: the address is now private"),
    "weekly_times": _("When it meets"),
    "contact_name": _("Contact name"),
}
ROLE_LABELS: dict[str, Any] = {
    **{name: field.label for name, field in RoleForm.base_fields.items()},
    **{need.field: need.label for need in needs.NEEDS},
}
