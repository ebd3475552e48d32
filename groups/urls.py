from django.urls import path

from core.views import PublicPage

app_name = "groups"
urlpatterns = [
    path("groups/", PublicPage.as_view(template_name="core/soon.html"), name="list"),
    path("groups/<uuid:pk>/", PublicPage.as_view(template_name="core/soon.html"), name="detail"),
    path("register/group/", PublicPage.as_view(template_name="core/soon.html"), name="register"),
    path("register/group/start/", PublicPage.as_view(template_name="core/soon.html"), name="start"),
    path("my-groups/", PublicPage.as_view(template_name="core/soon.html"), name="mine"),
    path("my-groups/<uuid:pk>/", PublicPage.as_view(template_name="core/soon.html"), name="manage"),
]
