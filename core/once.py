"""A form that makes a record makes one, however often it is sent.

The page is a `MakesOne`, and its form holds a key (`components/form_key.html`). The key is used in the same
transaction that makes the record, and the database takes each key once. The same form sent again, at the same
moment or later, leads to the page that it led to the first time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.models import FormKey

FORM_KEY = "form_key"
NOT_ANSWERS = {FORM_KEY, "csrfmiddlewaretoken"}
# A form that was sent without a key (by a script, or from a page of an older version of the site) is the same
# form again for this long if it says the same.
SAME_FOR = timedelta(minutes=10)
SENT_BEFORE = _(
    "You have sent this form before, with other answers, and we saved them. "
    "Check what we saved. To add this as well, send it again."
)


class Taken(Exception):
    """The key was used before."""

    def __init__(self, used: FormKey) -> None:
        super().__init__(str(used))
        self.used = used


class NothingMade(HttpResponseRedirect):
    """A redirect after which the form may be sent again: it has made nothing."""


class Sent(NamedTuple):
    """One sending of a form: hashes of its key, and of its address and everything in it."""

    key: str
    answers: str
    has_own_key: bool


def nothing_made(to: Any, *args: Any) -> HttpResponse:
    """Lead to a page, and let the form be sent again."""
    return NothingMade(resolve_url(to, *args))


class MakesOne:
    """A page whose form makes a record. What `post` would do on another page, `make` does here."""

    makes_one = True
    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the record, or lead to where it led the first time."""
        try:
            return make_once(request, lambda: self.make(request, *args, **kwargs))
        except Taken as taken:
            return self.sent_before(taken.used.landed_on)

    def make(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the record. After any response but a redirect the form may be sent again."""
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]  # the form's view
        return response

    def sent_before(self, landed_on: str) -> HttpResponse:
        """Say that the same form was sent with other answers, and keep what was typed."""
        if not hasattr(self, "get_form"):
            messages.warning(self.request, SENT_BEFORE)
            return redirect(landed_on)
        form: Form = self.get_form()
        form.add_error(None, SENT_BEFORE)
        shown: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]  # of the form's view
        return shown


def make_once(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Make something, unless the same form has made it before; then lead to the same page.

    Raises Taken if the form's key was used for other answers.
    """
    sent = _sent_in(request)
    if sent is None:
        return make()
    try:
        return _make(sent, make, timezone.now())
    except Taken as taken:
        if taken.used.sent != sent.answers:
            raise
        return redirect(taken.used.landed_on)


@transaction.atomic
def _make(sent: Sent, make: Callable[[], HttpResponse], now: datetime) -> HttpResponse:
    """Use the key and make something, both or neither. If nothing is made, the key may be used again."""
    used = _use(sent, now)
    response = make()
    if isinstance(response, HttpResponseRedirect) and not isinstance(response, NothingMade):
        used.landed_on = response.url
        used.save(update_fields=["landed_on"])
    else:
        used.delete()
    return response


def _use(sent: Sent, now: datetime) -> FormKey:
    """Use the key. While another process makes something with it, wait for the outcome."""
    if not sent.has_own_key:
        FormKey.objects.filter(pk=sent.key).used_before(now - SAME_FOR).delete()
    try:
        with transaction.atomic():
            return FormKey.objects.create(key=sent.key, sent=sent.answers, used_at=now)
    except IntegrityError as error:
        raise Taken(FormKey.objects.get(pk=sent.key)) from error


def _sent_in(request: HttpRequest) -> Sent | None:
    """Return what was sent. A stranger's form without a key is like no other: limits hold those."""
    given = request.POST.get(FORM_KEY, "")
    if not given and not request.user.is_authenticated:
        return None
    answers = _hash(request.get_full_path(), *_answers(request))
    return Sent(_hash(request.user.pk, given or answers), answers, has_own_key=bool(given))


def _answers(request: HttpRequest) -> list[Any]:
    typed = [item for item in request.POST.lists() if item[0] not in NOT_ANSWERS]
    files = [(name, [(file.name, file.size) for file in files]) for name, files in request.FILES.lists()]
    return sorted(typed) + sorted(files)


def _hash(*parts: Any) -> str:
    return salted_hmac("core.once", repr(parts)).hexdigest()
