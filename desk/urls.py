from django.urls import path

from core.views import PublicPage

app_name = "desk"
urlpatterns = [
    path("desk/", PublicPage.as_view(template_name="core/soon.html"), name="home"),
    path("desk/groups/<uuid:pk>/", PublicPage.as_view(template_name="core/soon.html"), name="group"),
    path("desk/initiatives/<uuid:pk>/", PublicPage.as_view(template_name="core/soon.html"), name="initiative"),
    path("desk/volunteers/<uuid:pk>/", PublicPage.as_view(template_name="core/soon.html"), name="volunteer"),
]
