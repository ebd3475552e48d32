"""The address by which a person signs in, in its one form (`accounts.addresses`)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.addresses import normalised
from core.wording import NO_EMAIL


class AddressField(forms.EmailField):
    """An email address that names an account."""

    def to_python(self, value: Any) -> str:
        """Return the address in its one form."""
        return _read(super().to_python(value))


def name_account_by(field: forms.EmailField) -> None:
    """Let a field of somebody else's form do as `AddressField` does."""
    read = field.to_python
    field.to_python = lambda value: _read(read(value))  # type: ignore[method-assign]  # this form's own copy


def _read(address: str | None) -> str:
    try:
        return normalised(address or "")
    except ValueError as error:
        raise ValidationError(NO_EMAIL, code="invalid") from error
