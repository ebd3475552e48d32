from django.urls import path

from core.views import PublicPage

app_name = "matching"
urlpatterns = [
    path("my/", PublicPage.as_view(template_name="core/soon.html"), name="my"),
    path("desk/roles/<uuid:pk>/", PublicPage.as_view(template_name="core/soon.html"), name="role"),
    path("my/offers/<uuid:pk>/", PublicPage.as_view(template_name="core/soon.html"), name="offer"),
]
