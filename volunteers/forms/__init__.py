"""What volunteers fill in."""

from core.registration.forms import by_slug
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
from volunteers.forms.yes_or_no import form_of
from volunteers.yes_or_no import QUESTIONS

FORMS = by_slug(
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
    *map(form_of, QUESTIONS),
    PhoneForm,
)

__all__ = ["FORMS"]
