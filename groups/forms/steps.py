"""The form for each registration question, by the slug of its step."""

from core.registration.forms import by_slug
from groups.forms.identity import AboutForm, KindForm, NameForm, PrioritiesForm
from groups.forms.reach import (
    BaseForm,
    ContactForm,
    DeclarationForm,
    PublicForm,
    SafeguardingForm,
    WardsForm,
)

FORMS = by_slug(
    NameForm,
    KindForm,
    AboutForm,
    PrioritiesForm,
    WardsForm,
    BaseForm,
    PublicForm,
    ContactForm,
    SafeguardingForm,
    DeclarationForm,
)
