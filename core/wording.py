"""Plain error messages for form fields, in place of Django's."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = Any  # a string or a lazy translation

# `{label}` is the field's label and `{subject}` the same within a sentence. The first matching kind is used.
WORDS_OF_LIMITS = {
    "max_length": gettext_lazy("{label} must be %(limit_value)d characters or fewer"),
    "min_length": gettext_lazy("{label} must be %(limit_value)d characters or more"),
    "max_value": gettext_lazy("{label} must be %(limit_value)s or less"),
    "min_value": gettext_lazy("{label} must be %(limit_value)s or more"),
}
ENTER, SELECT = gettext_lazy("Enter {subject}"), gettext_lazy("Select {subject}")
NO_EMAIL = gettext_lazy("Enter an email address in the correct format, like name@example.com")
NO_CHOICE = dict.fromkeys(
    ("invalid_choice", "invalid_list", "invalid_pk_value"), gettext_lazy("Select from the list")
)
WORDS_BY_KIND: list[tuple[Any, dict[str, Words]]] = [
    (forms.BooleanField, {"required": gettext_lazy("Select the box to continue")}),
    ((forms.ChoiceField, forms.ModelChoiceField), {"required": SELECT, **NO_CHOICE}),
    (forms.EmailField, {"required": ENTER, "invalid": NO_EMAIL}),
    (
        forms.URLField,
        {"required": ENTER, "invalid": gettext_lazy("Enter a web address, like https://www.example.org")},
    ),
    (
        forms.IntegerField,
        {"required": ENTER, "invalid": gettext_lazy("{label} must be a whole number, like 15")},
    ),
    (forms.Field, {"required": ENTER}),
]


def plain_words(field: forms.Field, label: Words) -> dict[str, Words]:
    """Return plain messages for the errors that still have Django's, based on the field's label."""
    return {
        code: _filled_in(text, label)
        for code, text in {**WORDS_OF_LIMITS, **_words_by_kind(field)}.items()
        if _is_djangos(field, code)
    }


def _words_by_kind(field: forms.Field) -> dict[str, Words]:
    return next(words for kinds, words in WORDS_BY_KIND if isinstance(field, kinds))


@keep_lazy_text
def _filled_in(text: str, label: str) -> str:
    """Return a message about a field. If its label is already a question, ask people to answer it."""
    if "{subject}" in text and label.endswith("?"):
        return _("Answer this question")
    label = label.replace("%", "%%")
    return text.replace("{label}", label).replace("{subject}", _lower_first(label))


def _lower_first(label: str) -> str:
    """Return a label for use within a sentence: “DBS level” keeps its capitals, “Ward name” doesn't."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _is_djangos(field: forms.Field, code: str) -> bool:
    """Return whether the message for a code was never set: it is missing, or is Django's own."""
    shipped: Iterable[Words] = (
        kind.__dict__["default_error_messages"][code]
        for kind in type(field).__mro__
        if kind.__module__.startswith("django.") and code in kind.__dict__.get("default_error_messages", {})
    )
    return code not in field.error_messages or field.error_messages[code] in list(shipped)
