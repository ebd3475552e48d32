"""The form of each question of the registration, by the slug of its step."""

from groups.forms.base import StepForm
from groups.forms.identity import AboutForm, KindForm, NameForm, PrioritiesForm
from groups.forms.reach import (
    BaseForm,
    ContactForm,
    DeclarationForm,
    PublicForm,
    SafeguardingForm,
    WardsForm,
)

FORMS: dict[str, type[StepForm]] = {
    form.slug: form
    for form in (
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
}
