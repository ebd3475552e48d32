"""Forms for groups' people."""

from groups.forms.members import MemberForm
from groups.forms.steps import FORMS

LABELS = {name: field.label for form in FORMS.values() for name, field in form.base_fields.items()}

__all__ = ["FORMS", "LABELS", "MemberForm"]
