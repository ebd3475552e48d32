"""Plain words for what can be wrong with a field, in place of those that Django ships."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = Any  # a string, or one that is translated when it is shown

# `{label}` is that of the field, `{subject}` the same within a sentence. The first kind that fits counts.
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
    (forms.BooleanField, {"required": gettext_lazy("Tick the box to go on")}),
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
    """Return plain words for the errors that still have Django's, from the label of the field."""
    return {
        code: _filled_in(text, label)
        for code, text in {**WORDS_OF_LIMITS, **_words_by_kind(field)}.items()
        if _is_djangos(field, code)
    }


def _words_by_kind(field: forms.Field) -> dict[str, Words]:
    return next(words for kinds, words in WORDS_BY_KIND if isinstance(field, kinds))


@keep_lazy_text
def _filled_in(text: str, label: str) -> str:
    """Return words about a field; a label that is a question already can't be asked for."""
    if "{subject}" in text and label.endswith("?"):
        return _("Answer this question")
    label = label.replace("%", "%%")
    return text.replace("{label}", label).replace("{subject}", _lower_first(label))


def _lower_first(label: str) -> str:
    """Return a label to stand in a sentence: “DBS level” keeps its capitals, “Ward name” doesn't."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _is_djangos(field: forms.Field, code: str) -> bool:
    """Whether nobody has set the message for a code: it is missing, or the one that Django ships."""
    shipped: Iterable[Words] = (
        kind.__dict__["default_error_messages"][code]
        for kind in type(field).__mro__
        if kind.__module__.startswith("django.") and code in kind.__dict__.get("default_error_messages", {})
    )
    return code not in field.error_messages or field.error_messages[code] in list(shipped)
