"""Draws every form of the site as GOV.UK Design System markup."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input

# Widths that the design system has classes for, in characters.
WIDTHS = (2, 3, 4, 5, 10, 20, 30)
# Django's own templates that have a GOV.UK counterpart here. The admin's widgets have other names.
COUNTERPARTS = {
    **{
        f"django/forms/widgets/{kind}.html": "django/forms/govuk/input.html"
        for kind in ("text", "number", "email", "url", "password", "hidden")
    },
    "django/forms/widgets/select.html": "django/forms/govuk/select.html",
    "django/forms/widgets/radio.html": "django/forms/govuk/choices.html",
    "django/forms/widgets/checkbox_select.html": "django/forms/govuk/choices.html",
}


class GovukBoundField(forms.BoundField):
    """A field of a form on a page: knows its classes, its descriptions and where errors link to."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Dress the control: classes, descriptions, and nothing that gets in the way."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if isinstance(widget, forms.RadioSelect):
            attrs.pop("aria-invalid", None)  # ARIA doesn't know it on a single radio button
        if css := self._css(widget):
            attrs["class"] = css
        # A limit would cut text off without a word; a placeholder goes when it is needed.
        attrs.update({name: False for name in ("maxlength", "placeholder") if name in widget.attrs})
        return attrs

    def _css(self, widget: forms.Widget) -> str:
        control = _control_class(widget)
        if not control:
            return ""
        names = [control, self._width_class(widget), widget.attrs.get("class", "")]
        if self.errors and control != "govuk-checkboxes__input":
            names.append(f"{control.partition(' ')[0]}--error")
        if self.character_limit:
            names.append("govuk-js-character-count")
        return " ".join(filter(None, names))

    def _width_class(self, widget: forms.Widget) -> str:
        limit = 5 if isinstance(widget, forms.NumberInput) else getattr(self.field, "max_length", None)
        if not isinstance(widget, Input) or not limit:
            return ""
        return next((f"govuk-input--width-{width}" for width in WIDTHS if limit <= width), "")

    @property
    def character_limit(self) -> int | None:
        """How long the text may be, where a count is worth showing: in boxes of several lines."""
        is_long = isinstance(self.field.widget, forms.Textarea)
        return getattr(self.field, "max_length", None) if is_long else None

    @property
    def aria_describedby(self) -> str | None:
        """The ids of hint, error and character count, in the order of the page."""
        ids = [super().aria_describedby or ""]
        if self.character_limit and self.auto_id:
            ids.append(f"{self.auto_id}-info")
        return " ".join(filter(None, ids)) or None

    @property
    def first_input_id(self) -> str:
        """The id of the first control, where a link of the error summary lands."""
        if self.id_for_label or not self.subwidgets:
            return self.id_for_label or self.auto_id
        first = self.subwidgets[0].data
        parts = first.get("subwidgets") or [first]
        return str(parts[0]["attrs"].get("id", ""))

    @property
    def is_page_heading(self) -> bool:
        """Whether the label is the page's h1: on pages that ask one question (`page_heading = True`)."""
        asks_one_question = bool(getattr(self.form, "page_heading", False))
        return asks_one_question and self.form.visible_fields()[0].name == self.name

    @property
    def is_optional(self) -> bool:
        """Whether to say “(optional)” beside the label."""
        return bool(getattr(self.form, "mark_optional", False)) and not self.field.required

    @property
    def is_checkbox(self) -> bool:
        """Whether the field is one check box, which stands before its label."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_password(self) -> bool:
        """Whether the field is a password, which can be shown and hidden."""
        return isinstance(self.field.widget, forms.PasswordInput)

    @property
    def is_day(self) -> bool:
        """Whether the field is made of several boxes."""
        return isinstance(self.field.widget, forms.MultiWidget)


def _control_class(widget: forms.Widget) -> str:
    """Return the design system's class for a control, or nothing for one that is not a single element."""
    if widget.is_hidden:
        return ""
    classes = (
        (forms.CheckboxInput, "govuk-checkboxes__input"),
        (forms.FileInput, "govuk-file-upload"),
        (forms.Select, "govuk-select"),
        (forms.Textarea, "govuk-textarea"),
        (forms.PasswordInput, "govuk-input govuk-password-input__input govuk-js-password-input-input"),
        (Input, "govuk-input"),
    )
    return next((name for kind, name in classes if isinstance(widget, kind)), "")


class GovukRenderer(TemplatesSetting):
    """Makes `{{ form }}` and `{{ field.as_field_group }}` draw GOV.UK markup from our own templates."""

    form_template_name = "django/forms/govuk/form.html"
    field_template_name = "django/forms/govuk/field.html"
    bound_field_class = GovukBoundField

    def get_template(self, template_name: str) -> Any:
        """Return the GOV.UK counterpart of one of Django's templates, or the template itself."""
        return super().get_template(COUNTERPARTS.get(template_name, template_name))
