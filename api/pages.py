"""Pages about the API, for people."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from rest_framework.throttling import AnonRateThrottle

from api.docs import chapters
from api.pagination import A_PAGE, MOST
from api.schema import PROBLEMS, schema


@method_decorator(login_not_required, name="dispatch")
class Docs(TemplateView):
    """What can be asked and what comes back."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Describe the API as its schema does."""
        throttle = AnonRateThrottle()
        return super().get_context_data(
            **kwargs,
            chapters=chapters(schema()),
            problems=PROBLEMS,
            page_size=A_PAGE,
            most=MOST,
            rate=throttle.parse_rate(throttle.get_rate())[0],
        )
