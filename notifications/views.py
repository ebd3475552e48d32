from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from notifications.models import Message


@method_decorator(login_not_required, name="dispatch")
class Outbox(ListView):
    """In development: every mail that the site has written, in place of a mailbox."""

    template_name = "notifications/outbox.html"
    context_object_name = "mails"
    queryset = Message.objects.latest_first()
    paginate_by = 20

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raise Http404 unless DEBUG is on: the bodies hold links that sign people in."""
        if not settings.DEBUG:
            raise Http404
        return super().dispatch(request, *args, **kwargs)
