"""What a group says of an initiative, a part at a time."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.forms import CleanCharField, PhoneField, PostcodeField, SiteForm
from core.widgets import Checkboxes, Radios
from initiatives.contents import contents_of
from initiatives.models import Initiative
from initiatives.services import MeetingTime
from places.locating import Position, PostcodeError, position_of
from strategy.models import Priority

CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
TITLE_LENGTH = 120
MOST_TIMES_A_DAY = 24
NOTHING: Mapping[str, Any] = {}


class TitleForm(SiteForm):
    """The one question that begins an initiative."""

    page_heading = True
    title = CleanCharField(
        label=_("What is the initiative called?"),
        max_length=TITLE_LENGTH,
        help_text=_("Use the name people will know it by, such as “Tuesday boxing for teenagers”."),
    )
    wording = {
        "title": {"required": _("Enter a name"), "max_length": _("The name must be 120 characters or fewer")}
    }


class AboutForm(SiteForm):
    """What it is, for whom, and which priorities it serves."""

    title = CleanCharField(label=_("Name"), max_length=TITLE_LENGTH)
    summary = CleanCharField(
        label=_("In one sentence"),
        max_length=200,
        help_text=_("This appears in lists. Say what people do there."),
    )
    description = CleanCharField(
        label=_("More information"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("For example, what happens, what it costs and what to bring"),
    )
    audience = CleanCharField(
        label=_("Who it is for"), max_length=200, help_text=_("For example, young people aged 11 to 18")
    )
    priorities = forms.MultipleChoiceField(
        label=_("Which of these does it help with?"),
        widget=Checkboxes,
        help_text=_("Select all that apply."),
    )
    wording = {
        "summary": _("Enter one sentence about what it is"),
        "audience": _("Enter who it is for"),
        "priorities": _("Select at least one priority"),
    }

    def __init__(
        self,
        *args: Any,
        initiative: Initiative,
        day: date,
        waiting: Mapping[str, Any] = NOTHING,
        **kwargs: Any,
    ) -> None:
        names = ("title", "summary", "description", "audience")
        initial = {name: getattr(initiative, name) for name in names}
        keys = waiting.get("priorities")
        chosen = initiative.priorities.all() if keys is None else Priority.objects.filter(pk__in=keys)
        initial["priorities"] = [priority.slug for priority in chosen]
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.rows = {priority.slug: priority for priority in Priority.objects.on(day)}
        field = cast("forms.MultipleChoiceField", self.fields["priorities"])
        field.choices = [(slug, priority.name) for slug, priority in self.rows.items()]

    def clean_priorities(self) -> list[Priority]:
        """Return the priorities themselves."""
        return [self.rows[slug] for slug in self.cleaned_data["priorities"]]


class PlaceForm(SiteForm):
    """Where it meets: at an open place, or at one whose address only officers may know.

    An address that is private is never shown again, so its boxes start empty.
    """

    kind = forms.ChoiceField(
        label=_("Can everyone see where it is?"),
        choices=[("open", _("Yes, show the address")), ("protected", _("No, keep the address private"))],
        widget=Radios(
            hints={
                "protected": _("For refuges and services that keep people safe. Only officers will see it.")
            }
        ),
    )
    name = CleanCharField(
        label=_("Name of the place"),
        max_length=120,
        required=False,
        help_text=_("For example, Low Hill Community Centre. Leave this blank if the address is private."),
    )
    address = CleanCharField(
        label=_("Street address"), max_length=300, help_text=_("Do not include the postcode.")
    )
    postcode = PostcodeField(label=_("Postcode"))
    wording = {
        "kind": _("Select if everyone can see where it is"),
        "address": _("Enter the street address"),
        "postcode": _("Enter the postcode"),
    }
    position: Position | None = None

    def __init__(
        self, *args: Any, initiative: Initiative, waiting: Mapping[str, Any] = NOTHING, **kwargs: Any
    ) -> None:
        place = waiting.get("place")
        initial = {"kind": "open", **place} if place else self._present(initiative)
        super().__init__(*args, **{**kwargs, "initial": initial})

    @staticmethod
    def _present(initiative: Initiative) -> dict[str, Any]:
        venue = initiative.venue
        if venue is None:
            return {}
        if venue.is_protected:
            return {"kind": "protected"}
        return {"kind": "open", "name": venue.name, "address": venue.address, "postcode": venue.postcode}

    def clean(self) -> dict[str, Any]:
        """Find the postcode; a geocoder may only be asked about a place that is open."""
        answers = self.cleaned_data
        is_open = answers.get("kind") == "open"
        if is_open and "name" not in self.errors and not answers.get("name"):
            self.add_error("name", ValidationError(_("Enter the name of the place"), code="required"))
        if answers.get("postcode"):
            try:
                self.position = position_of(answers["postcode"], may_ask_outside=is_open)
            except PostcodeError as error:
                self.add_error("postcode", ValidationError(str(error), code="postcode"))
        return answers

    def place(self) -> dict[str, Any]:
        """Return what `set_venue` takes. Nothing of a private place is in its public name."""
        is_protected = self.cleaned_data["kind"] == "protected"
        return {
            "name": str(_("Private address")) if is_protected else self.cleaned_data["name"],
            "address": self.cleaned_data["address"],
            "position": self.position,
            "is_protected": is_protected,
        }


class ClockField(CleanCharField):
    """A time of the day as people write it: 18:00, 6.30pm, 6 pm, 9."""

    default_error_messages: ClassVar = {"invalid": _("Enter a time, like 6:30pm or 18:30")}

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "govuk-input--width-5"}
        super().__init__(**{"max_length": 10, "required": False, "widget": forms.TextInput(attrs), **kwargs})

    def clean(self, value: Any) -> time | None:
        """Return the time, or nothing for an empty box."""
        typed = super().clean(value)
        return self._read(typed) if typed else None

    def prepare_value(self, value: Any) -> Any:
        """Write a stored time as people read it."""
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def _read(self, typed: str) -> time:
        found = CLOCK.fullmatch(typed) if typed.isascii() else None
        hour, minute, half = (
            (int(found[1]), int(found[2] or 0), (found[3] or "").lower()) if found else (99, 0, "")
        )
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half:
            hour = 99
        if hour > 23 or minute > 59:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time(hour, minute)


class TimesForm(SiteForm):
    """When it meets: a row for each day, and one more for a day that has a time already."""

    mark_optional = False

    def __init__(
        self, *args: Any, initiative: Initiative, waiting: Mapping[str, Any] = NOTHING, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kept: dict[int, list[Any]] = {day: [] for day in WEEKDAYS}
        for weekday, *clocks in waiting.get("weekly_times", contents_of(initiative)["weekly_times"]):
            kept[weekday].append([time.fromisoformat(clock) for clock in clocks])
        self.places = [
            (day, f"{day}_{number}", starts_at, ends_at)
            for day, times in kept.items()
            for number, (starts_at, ends_at) in enumerate([*times, *self._empty_rows(day, len(times))])
        ]
        for day, key, *kept_times in self.places:
            words = format_lazy(_("{day}: enter times like 6:30pm or 18:30"), day=WEEKDAYS[day])
            wrong = {"invalid": words, "max_length": words}
            for end, label, initial in zip(
                ("starts", "ends"), (_("From"), _("Until")), kept_times, strict=True
            ):
                self.fields[f"{end}_{key}"] = ClockField(label=label, initial=initial, error_messages=wrong)

    def _empty_rows(self, day: int, filled: int) -> list[tuple[None, None]]:
        """Return one row, or as many as were sent: of other times than are kept now, none is dropped."""
        sent = sum(f"starts_{day}_{number}" in self.data for number in range(MOST_TIMES_A_DAY))
        return [(None, None)] * max(1, sent - filled)

    def rows(self) -> Iterable[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Return each row's day and its two boxes."""
        return [
            (WEEKDAYS[day], self[f"starts_{key}"], self[f"ends_{key}"]) for day, key, *_initial in self.places
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse half a time, an end before its start, and the same start twice."""
        seen = set()
        for day, key, *_initial in self.places:
            starts_at, ends_at = (self.cleaned_data.get(f"{end}_{key}") for end in ("starts", "ends"))
            if f"starts_{key}" in self.errors or f"ends_{key}" in self.errors:
                continue
            if bool(starts_at) != bool(ends_at):
                missing = "ends" if starts_at else "starts"
                self.add_error(f"{missing}_{key}", self._words(_("Enter when {day} starts and ends"), day))
            elif starts_at and starts_at >= ends_at:
                self.add_error(f"ends_{key}", self._words(_("{day} must end after it starts"), day))
            elif starts_at and (day, starts_at) in seen:
                self.add_error(f"starts_{key}", self._words(_("{day} has the same time twice"), day))
            seen.add((day, starts_at))
        return self.cleaned_data

    @staticmethod
    def _words(words: Any, day: int) -> str:
        return str(words).format(day=WEEKDAYS[day])

    def times(self) -> list[MeetingTime]:
        """Return what `set_weekly_times` takes."""
        filled = [
            (day, self.cleaned_data[f"starts_{key}"], self.cleaned_data[f"ends_{key}"])
            for day, key, *_initial in self.places
        ]
        return [MeetingTime(day, starts_at, ends_at) for day, starts_at, ends_at in filled if starts_at]


class ContactForm(SiteForm):
    """Whom people ask. It stands on the public page."""

    contact_name = CleanCharField(label=_("Name"), max_length=120, required=False)
    contact_email = forms.EmailField(label=_("Email address"), required=False, max_length=254)
    contact_phone = PhoneField(label=_("Telephone number"), required=False)

    def __init__(
        self, *args: Any, initiative: Initiative, waiting: Mapping[str, Any] = NOTHING, **kwargs: Any
    ) -> None:
        initial = {name: getattr(initiative, name) for name in self.base_fields}
        super().__init__(*args, **{**kwargs, "initial": initial})

    def clean(self) -> dict[str, Any]:
        """Ask for at least one way to get in touch."""
        ways = ("contact_email", "contact_phone")
        if not any(way in self.errors or self.cleaned_data.get(way) for way in ways):
            self.add_error(
                "contact_email",
                ValidationError(_("Enter an email address or a telephone number"), code="none"),
            )
        return self.cleaned_data
