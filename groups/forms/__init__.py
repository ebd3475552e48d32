"""Forms for groups' people."""

from groups.forms.members import MemberForm
from groups.forms.steps import FORMS

__all__ = ["FORMS", "MemberForm"]
