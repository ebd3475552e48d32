from django.urls import path

from core.views import PublicPage

app_name = "insight"
urlpatterns = [
    path("wards/", PublicPage.as_view(template_name="core/soon.html"), name="wards"),
    path("wards/<str:pk>/", PublicPage.as_view(template_name="core/soon.html"), name="ward"),
    path("wards/outlines.json", PublicPage.as_view(template_name="core/soon.html"), name="outlines"),
]
