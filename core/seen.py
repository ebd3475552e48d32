"""Nobody saves over what someone else has saved since they opened the page.

The page of a form that changes a record is an `Edits`. Its form says which answers it was filled with. If
other ones are saved by the time it is sent, nothing is saved: the page keeps what was typed and says so.
"""

from abc import abstractmethod
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

SEEN = "seen"
OVERTAKEN = _(
    "Someone has changed this since you opened the page. Your changes are not saved yet. "
    "Check what is saved now, then save again."
)


class Edits:
    """A page of a form that changes a record, mixed into its view."""

    request: HttpRequest
    is_overtaken = False

    @abstractmethod
    def take(self) -> None:
        """Lock the record until the transaction ends, and read it again."""

    def version(self) -> Any:
        """Return what else tells one state of the record from another, if the form does not show it all."""
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, unless someone else has saved other answers since."""
        with transaction.atomic():
            self.take()
            form: Form = self.get_form()  # type: ignore[attr-defined]  # of the form's view
            if self.was_saved_since(form):
                return self.show_overtaken(form)
            response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]  # the same
            return response

    def was_saved_since(self, form: Form) -> bool:
        """Whether other answers are saved than those that the person saw and those that they give."""
        seen = self.request.POST.get(SEEN)
        if not seen or constant_time_compare(seen, self.seen_in(form)):
            return False
        return form.has_changed()

    def show_overtaken(self, form: Form) -> HttpResponse:
        """Show what was typed, and say that it is not saved."""
        self.is_overtaken = True
        form.add_error(None, OVERTAKEN)
        shown: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]  # of the form's view
        return shown

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the person sees: of a form with mistakes, what they saw when they opened it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # the same
        now = self.seen_in(context["form"])
        before = "" if self.is_overtaken else self.request.POST.get(SEEN, "")
        return {**context, "seen": before or now, "is_overtaken": self.is_overtaken}

    def seen_in(self, form: Form) -> str:
        """Return a hash of the answers that a form is filled with."""
        filled = [
            (name, _plain(form.get_initial_for_field(field, name))) for name, field in form.fields.items()
        ]
        return salted_hmac("core.seen", repr((filled, self.version()))).hexdigest()


def _plain(value: Any) -> Any:
    """Return an answer in a form that is the same whenever the answer is."""
    return sorted(map(str, value)) if isinstance(value, list) else str(value)
