"""URLs of the whole site. Each app lists its own, and views that are public say so themselves."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from health_check.views import HealthCheckView

urlpatterns = [
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("groups.urls")),
    path("", include("volunteers.urls")),
    path("", include("initiatives.urls")),
    path("", include("planning.urls")),
    path("", include("matching.urls")),
    path("", include("insight.urls")),
    path("", include("desk.urls")),
    path("", include("api.urls")),
    path("account/", include("allauth.urls")),
    path("healthz", login_not_required(HealthCheckView.as_view(checks=["health_check.checks.Database"]))),
]
urlpatterns += [path("", include("notifications.urls"))] if settings.LOCAL else []

# Errors under the API's address are problem details; elsewhere they are pages.
handler400 = "api.problems.bad_request"
handler500 = "api.problems.server_error"
