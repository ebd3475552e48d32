from django.urls import path

from notifications.views import Outbox

app_name = "notifications"
urlpatterns = [
    path("dev/outbox/", Outbox.as_view(), name="outbox"),
]
