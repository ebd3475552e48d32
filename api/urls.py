from django.urls import path, re_path

from api import pages, views
from api.missing import Missing
from api.schema import Schema

app_name = "api"
urlpatterns = [
    path("api/v1/", views.Index.as_view(), name="root"),
    path("api/v1/wards/", views.Wards.as_view({"get": "list"}), name="wards"),
    path("api/v1/wards/<str:gss>/", views.Wards.as_view({"get": "retrieve"}), name="ward"),
    path("api/v1/wards.geojson", views.WardMap.as_view(), name="wards-geojson"),
    path("api/v1/groups/", views.Groups.as_view({"get": "list"}), name="groups"),
    path("api/v1/groups/<uuid:pk>/", views.Groups.as_view({"get": "retrieve"}), name="group"),
    path("api/v1/initiatives/", views.Initiatives.as_view({"get": "list"}), name="initiatives"),
    path("api/v1/initiatives/<uuid:pk>/", views.Initiatives.as_view({"get": "retrieve"}), name="initiative"),
    path(
        "api/v1/initiatives.geojson", views.InitiativeMap.as_view({"get": "list"}), name="initiatives-geojson"
    ),
    path("api/v1/roles/", views.Roles.as_view({"get": "list"}), name="roles"),
    path("api/v1/roles/<uuid:pk>/", views.Roles.as_view({"get": "retrieve"}), name="role"),
    path("api/v1/priorities/", views.Priorities.as_view({"get": "list"}), name="priorities"),
    path("api/schema/", Schema.as_view(), name="schema"),
    path("api/docs/", pages.Docs.as_view(), name="docs"),
    re_path(r"^api/", Missing.as_view()),
]
