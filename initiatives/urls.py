from django.urls import path

from core.views import PublicPage

app_name = "initiatives"
urlpatterns = [
    path("initiatives/", PublicPage.as_view(template_name="core/soon.html"), name="search"),
    path("initiatives/<uuid:pk>/", PublicPage.as_view(template_name="core/soon.html"), name="detail"),
    path(
        "my-groups/<uuid:group>/initiatives/<uuid:pk>/",
        PublicPage.as_view(template_name="core/soon.html"),
        name="manage",
    ),
]
