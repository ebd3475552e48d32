from django.urls import path

from core.views import PublicPage

app_name = "api"
urlpatterns = [
    path("api/v1/", PublicPage.as_view(template_name="core/soon.html"), name="root"),
]
