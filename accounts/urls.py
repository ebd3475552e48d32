from django.urls import path

from core.views import PublicPage

app_name = "accounts"
urlpatterns = [
    path("account/", PublicPage.as_view(template_name="core/soon.html"), name="account"),
    path("account/link/<str:secret>/", PublicPage.as_view(template_name="core/soon.html"), name="link"),
]
