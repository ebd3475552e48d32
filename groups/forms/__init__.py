"""What groups' people fill in."""

from groups.forms.members import MemberForm
from groups.forms.steps import FORMS

__all__ = ["FORMS", "MemberForm"]
