"""The base of every form of the site, and the fields that Django has not.

A page's form says its words in one place:

    class PostcodeForm(SiteForm):
        page_heading = True
        postcode = PostcodeField(label=_("What is your postcode?"))
        wording = {"postcode": _("Enter your postcode")}
"""

import datetime
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.cleaning import clean_line, clean_lines
from core.widgets import PARTS_OF_DAY, Checkboxes, DayInput, SlotGrid
from core.wording import Words, plain_words


def cleaned(field: forms.CharField, value: Any) -> Any:
    """Return what was typed, tidied as one line or as several, by the field's control."""
    if not isinstance(value, str):
        return value
    return clean_lines(value) if isinstance(field.widget, forms.Textarea) else clean_line(value)


class CleanCharField(forms.CharField):
    """Text that is tidied and refused where it holds control characters. A Textarea takes lines."""

    def to_python(self, value: Any) -> Any:
        """Tidy, then read."""
        return super().to_python(cleaned(self, value))


class PostcodeField(CleanCharField):
    """A postcode as typed; `places.locate` says where it is."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "postal-code", "spellcheck": "false"}
        kwargs.setdefault("max_length", 10)
        super().__init__(**{"widget": forms.TextInput(attrs), **kwargs})


class PhoneField(CleanCharField):
    """A telephone number, kept as it was typed, spaces included.

    Takes British numbers, short helplines (101, 116 123, 0800 1111) and full foreign ones with a plus.
    """

    NUMBER = re.compile(r"0\d{9,10}|08001111|116\d{3}|1\d{2}|(\+|00)[1-9]\d{7,14}")
    default_error_messages: ClassVar = {
        "invalid": gettext_lazy("Enter a telephone number, like 01902 555 000 or 07700 900 982")
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}
        kwargs.setdefault("max_length", 30)
        super().__init__(**{"widget": forms.TextInput(attrs), **kwargs})

    def validate(self, value: str) -> None:
        """Refuse what can't be dialled."""
        super().validate(value)
        digits = re.sub(r"[\s().-]", "", value.replace("(0)", ""))
        if value and not (digits.isascii() and self.NUMBER.fullmatch(digits)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    """One row of a table. What no database could hold is simply not in the list."""

    def to_python(self, value: Any) -> Any:
        """Find the row."""
        if isinstance(value, str) and "\x00" in value:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class DayField(forms.Field):
    """A day typed as day, month and year. Months may be written as words."""

    widget = DayInput
    default_error_messages: ClassVar = {
        "incomplete": gettext_lazy("The date must include a %(missing)s"),
        "year": gettext_lazy("The year must have 4 numbers"),
        "invalid": gettext_lazy("The date must be a real date"),
        "too_early": gettext_lazy("The date must be %(limit)s or later"),
        "too_late": gettext_lazy("The date must be %(limit)s or earlier"),
    }

    def __init__(
        self,
        *,
        birthday: bool = False,
        earliest: datetime.date = datetime.date(1900, 1, 1),
        latest: datetime.date = datetime.date(2100, 12, 31),
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**{"widget": DayInput(birthday=birthday), **kwargs})

    def to_python(self, value: Any) -> datetime.date | None:
        """Turn three typed parts into a date, or nothing where all are blank."""
        if value is None or isinstance(value, datetime.date):
            return value
        parts = [str(part or "").strip() for part in value]
        if not any(parts):
            return None
        self._require_all(parts)
        return self._in_range(self._date(*parts))

    def _require_all(self, parts: list[str]) -> None:
        names = (_("day"), _("month"), _("year"))
        missing = [name for name, part in zip(names, parts, strict=True) if not part]
        if missing:
            words = _(" and a ").join(missing)
            raise ValidationError(self.error_messages["incomplete"], "incomplete", {"missing": words})

    def _date(self, day: str, month: str, year: str) -> datetime.date:
        if _is_number(year) and len(year) != 4:
            raise ValidationError(self.error_messages["year"], code="year")
        number = _month_number(month)
        if not (_is_number(day) and _is_number(year) and number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return datetime.date(int(year), number, int(day))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def _in_range(self, day: datetime.date) -> datetime.date:
        if day < self.earliest:
            raise self._out_of_range("too_early", self.earliest)
        if day > self.latest:
            raise self._out_of_range("too_late", self.latest)
        return day

    def _out_of_range(self, code: str, limit: datetime.date) -> ValidationError:
        words = f"{limit.day} {MONTHS[limit.month]} {limit.year}"
        return ValidationError(self.error_messages[code], code, {"limit": words})


def _is_number(text: str) -> bool:
    """Whether a part of a date is a plain number, short enough to read."""
    return text.isascii() and text.isdigit() and len(text) <= 4


def _month_number(text: str) -> int | None:
    """Return 1 to 12 for a number or the name of a month, long or short; otherwise nothing."""
    if _is_number(text):
        return int(text) if 1 <= int(text) <= 12 else None
    word = text.lower().rstrip(".")
    names = [(number, str(name).lower()) for table in (MONTHS, MONTHS_3) for number, name in table.items()]
    return next((number for number, name in names if name == word), None)


class MaskField(forms.MultipleChoiceField):
    """Several of a fixed list, kept as one whole number: a choice's value is the position of its bit."""

    widget: type[forms.CheckboxSelectMultiple] = Checkboxes

    def prepare_value(self, value: Any) -> Any:
        """Return the positions of the bits that are set; what was posted stays as it is."""
        if isinstance(value, int):
            return [str(bit) for bit in range(value.bit_length()) if value >> bit & 1]
        return value or []

    def to_python(self, value: Any) -> list[str]:
        """Read a mask (of a field that is switched off) or what was posted."""
        return super().to_python(self.prepare_value(value))

    def clean(self, value: Any) -> int:
        """Return the mask of what was chosen; nothing is 0."""
        return sum(1 << int(bit) for bit in set(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the choices, whichever way they are held."""
        return super().has_changed(self.prepare_value(initial), data)


class SlotGridField(MaskField):
    """Parts of the week, as a grid. Bit `weekday * 3 + part`; Monday and the morning are 0."""

    widget = SlotGrid

    def __init__(self, **kwargs: Any) -> None:
        labels = [format_lazy("{} {}", day, part) for day in WEEKDAYS.values() for part in PARTS_OF_DAY]
        super().__init__(**{"choices": list(enumerate(labels)), **kwargs})


class PlainWords:
    """What all forms of the site share: clean text and plain words for every error.

    Mixed into the forms of other apps it makes theirs speak like ours.
    """

    page_heading: ClassVar[bool] = False
    mark_optional: ClassVar[bool] = True
    use_required_attribute = False
    wording: ClassVar[Mapping[str, Words | Mapping[str, Words]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]  # of the form it is mixed into
        for name, field in fields.items():
            _clean_text_of(field)
            field.error_messages.update(self._words_for(name, field))

    def _words_for(self, name: str, field: forms.Field) -> dict[str, Words]:
        own = self.wording.get(name, {})
        label = field.label or forms.utils.pretty_name(name)
        return {
            **plain_words(field, label),
            **(own if isinstance(own, Mapping) else {"required": own}),
        }


class SiteForm(PlainWords, forms.Form):
    """The base of every form that people fill in. `wording` holds the words of errors:

    `{"postcode": _("Enter your postcode")}` when nothing was given, or `{"age": {"min_value": ...}}`.
    `page_heading` makes the first label the page's h1, for pages that ask one question.
    """


class SiteModelForm(PlainWords, forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """The same for forms that are made from a model."""


class FilterForm(SiteForm):
    """A form that narrows a list down: nothing is asked for, so nothing is marked as optional."""

    mark_optional = False


def _clean_text_of(field: forms.Field) -> None:
    """Let a text field of another kind (e-mail, web address, one made from a model) be tidied as well.

    A password counts as it was typed, letter by letter.
    """
    if not isinstance(field, forms.CharField) or isinstance(field, CleanCharField):
        return
    if isinstance(field.widget, forms.PasswordInput):
        return
    read = field.to_python
    field.to_python = lambda value: read(cleaned(field, value))  # type: ignore[method-assign]  # this form's own copy
