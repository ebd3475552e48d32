"""Email that has not arrived, and background work that waits."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import SeniorOfficerRequired
from core.lists import CursorList
from desk.views.officer import officer_of
from notifications import outbox
from notifications.models import Message
from notifications.monitoring import state_of_queues


class Queues(SeniorOfficerRequired, CursorList):
    """What waits and what is wrong, and the emails that were given up or refused."""

    template_name = "desk/queues.html"
    context_object_name = "mails"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the emails that nobody tries again by themselves."""
        return Message.objects.undelivered()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the state of the queues."""
        return super().get_context_data(**kwargs, state=state_of_queues(timezone.now()))


class SendAgain(SeniorOfficerRequired, View):
    """A senior officer has an email tried again."""

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Queue it, once however often the button is pressed."""
        try:
            is_queued = outbox.queue_again(message_id=pk, by=officer_of(request), now=timezone.now())
        except Message.DoesNotExist as error:
            raise Http404 from error
        if is_queued:
            messages.success(request, _("We will try to send the email again."))
        else:
            messages.warning(request, _("This email is already sent or waiting to be sent."))
        return redirect("desk:queues")
