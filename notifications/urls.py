from django.urls import path

from core.views import PublicPage

app_name = "notifications"
urlpatterns = [
    path("dev/outbox/", PublicPage.as_view(template_name="core/soon.html"), name="outbox"),
]
