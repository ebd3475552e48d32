"""What volunteers fill in."""

from volunteers.forms.base import StepForm
from volunteers.forms.offer import (
    DbsForm,
    ExperienceForm,
    InterestsForm,
    LanguagesForm,
    LimitForm,
    SkillsForm,
    TimesForm,
)
from volunteers.forms.person import AgeForm, HomeForm, NameForm, PhoneForm, TravelForm, WardsForm

FORMS: dict[str, type[StepForm]] = {
    form.slug: form
    for form in (
        NameForm,
        AgeForm,
        HomeForm,
        TravelForm,
        WardsForm,
        TimesForm,
        SkillsForm,
        ExperienceForm,
        InterestsForm,
        LanguagesForm,
        LimitForm,
        DbsForm,
        PhoneForm,
    )
}

__all__ = ["FORMS", "StepForm"]
