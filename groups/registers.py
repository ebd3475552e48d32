"""Public register numbers of organisations, and their formats.

Sources: the Charity Commission (six or seven digits; a linked charity adds a hyphen and its own number; CIOs
began after seven digits were reached), Companies House (eight characters: eight digits, or two letters and
six digits; CICs are companies), Get Information about Schools (a URN has six digits).
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.cleaning import INVISIBLE


class NumberError(ValueError):
    """A number that its register would not issue. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Register:
    """A public register: the name of its number, the format, and whether the number is required."""

    number_name: Any
    rule: Any
    shape: re.Pattern[str]
    hint: Any
    is_required: bool = True

    def normalise(self, typed: str) -> str:
        """Return the number as the register writes it. Raises NumberError with a message for the person."""
        number = re.sub(r"\s", "", INVISIBLE.sub("", typed)).upper().replace("–", "-")
        if not number and not self.is_required:
            return ""
        if not number:
            raise NumberError(_("Enter the {name}").format(name=self.number_name))
        if not self.shape.fullmatch(number):
            raise NumberError(self._what_is_wrong(number))
        return number

    def _what_is_wrong(self, number: str) -> str:
        rule = str(self.rule)
        if not (number.isascii() and number.replace("-", "").isalnum()):
            return _("{rule}. Use letters and numbers only").format(rule=rule)
        return _("{rule}. You entered {count} characters").format(rule=rule, count=len(number))


COMPANY_SHAPE = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}")
COMPANY_RULE = gettext_lazy("A company number has 8 numbers, or 2 letters and 6 numbers, like 01234567")

REGISTERS = {
    "charity": Register(
        gettext_lazy("charity number"),
        gettext_lazy("A charity number has 6 or 7 numbers, like 1234567 or 1234567-1"),
        re.compile(r"[0-9]{6,7}(-[0-9]{1,3})?"),
        gettext_lazy(
            "It has 6 or 7 numbers, like 1234567. A linked charity has an extra number, like 1234567-1."
        ),
    ),
    "cio": Register(
        gettext_lazy("charity number"),
        gettext_lazy("The charity number of a CIO has 7 numbers, like 1234567"),
        re.compile(r"[0-9]{7}"),
        gettext_lazy("It has 7 numbers, like 1234567."),
    ),
    "cic": Register(
        gettext_lazy("company number"),
        COMPANY_RULE,
        COMPANY_SHAPE,
        gettext_lazy("It has 8 characters, like 01234567. Include any zeros at the start."),
    ),
    "company": Register(
        gettext_lazy("company number"),
        COMPANY_RULE,
        COMPANY_SHAPE,
        gettext_lazy("It has 8 characters, like 01234567. Include any zeros at the start."),
    ),
    "school": Register(
        gettext_lazy("unique reference number (URN)"),
        gettext_lazy("A school’s URN has 6 numbers, like 104300"),
        re.compile(r"[0-9]{6}"),
        gettext_lazy("It has 6 numbers. Leave this blank if you do not know it."),
        is_required=False,
    ),
}
