from django.urls import path

from core.views import PublicPage

app_name = "volunteers"
urlpatterns = [
    path("register/volunteer/", PublicPage.as_view(template_name="core/soon.html"), name="register"),
    path("register/volunteer/start/", PublicPage.as_view(template_name="core/soon.html"), name="start"),
    path("my/details/", PublicPage.as_view(template_name="core/soon.html"), name="details"),
]
