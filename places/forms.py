"""Forms for an official file that an officer uploads, and for confirming its changes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, SiteForm
from places.models import Upload

MEGABYTE = 1024**2
DIVIDING_DAY, YEAR, PARTS = ("valid_from",), ("year",), ("best_fit", "residents")
# In addition to the file itself
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    Upload.Kind.WARD_BOUNDARIES: DIVIDING_DAY,
    Upload.Kind.DEPRIVATION: YEAR + PARTS,
}
USUAL_FIELDS = ("on",)


class UploadForm(SiteForm):
    """A file of one kind, and the details that its import needs."""

    file = forms.FileField(label=_("File"))
    best_fit = forms.FileField(
        label=_("LSOA to ward best-fit file"),
        required=False,
        help_text=_("A CSV file. You need this the first time, unless the main file includes it."),
    )
    residents = forms.FileField(
        label=_("LSOA population file"),
        required=False,
        help_text=_("A CSV file. You need this the first time, unless the main file includes it."),
    )
    year = forms.IntegerField(
        label=_("Year of the index"),
        min_value=2000,
        max_value=2100,
        initial=2025,
        help_text=_("For example, 2025"),
    )
    on = DayField(
        label=_("What date is the file for?"),
        help_text=_("The publisher gives this date. We will use the wards on that date."),
    )
    valid_from = DayField(
        label=_("First day of any new wards"),
        required=False,
        help_text=_("Only needed if the file has wards we do not know. Enter the day they start."),
    )
    wording = {
        "file": {"required": _("Select the file"), "empty": _("The file is empty")},
        "best_fit": {"empty": _("The best-fit file is empty")},
        "residents": {"empty": _("The population file is empty")},
        "year": _("Enter the year of the index"),
        "on": _("Enter the date the file is for"),
    }

    def __init__(self, *args: Any, kind: str, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"on": day}})
        self.kind = kind
        self.day = day
        kept = ("file", *FIELDS_OF.get(kind, USUAL_FIELDS))
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]

    def clean(self) -> None:
        """Refuse files larger than the limit for uploads."""
        for name, file in self.files_given().items():
            if file.size is not None and file.size > settings.UPLOAD_MEGABYTES * MEGABYTE:
                words = _("The file must be {most} MB or smaller. It is {size} MB").format(
                    most=settings.UPLOAD_MEGABYTES, size=round(file.size / MEGABYTE)
                )
                self.add_error(name, ValidationError(words, code="too_large"))

    def files_given(self) -> dict[str, UploadedFile]:
        """Return the files by part."""
        return {name: value for name, value in self.cleaned_data.items() if isinstance(value, UploadedFile)}

    def options(self) -> dict[str, Any]:
        """Return the options for the importer, as JSON values."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in ("file", *PARTS)}
        plain = {"on": self.day, **{name: value for name, value in told.items() if value is not None}}
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in plain.items()
        }


class ConfirmForm(SiteForm):
    """An officer's confirmation of a file's changes, including refused rows and losses."""

    seen = forms.CharField(widget=forms.HiddenInput)
    skips_refused = forms.BooleanField(
        label=_("Leave out the rejected rows and save the others"),
        error_messages={"required": _("Select the box to leave out the rejected rows, or correct the file")},
    )
    allows_loss = forms.BooleanField(
        label=_("I have checked that this loss is correct"),
        error_messages={"required": _("Select the box if you have checked that the loss is correct")},
    )
    wording = {"seen": _("Check what the file would change first")}

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"seen": upload.fingerprint}})
        if not upload.report.get("refused"):
            del self.fields["skips_refused"]
        if not upload.report.get("losses"):
            del self.fields["allows_loss"]

    def answers(self) -> dict[str, Any]:
        """Return the arguments for `confirm_upload`."""
        agreed = self.cleaned_data
        return {
            "seen": agreed["seen"],
            "skips_refused": agreed.get("skips_refused", False),
            "allows_loss": agreed.get("allows_loss", False),
        }
