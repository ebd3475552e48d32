from django.urls import path, re_path

from api import pages
from api.missing import Missing
from api.schema import Schema
from api.views import feeds, things, wards

app_name = "api"
urlpatterns = [
    path("api/v1/", things.Index.as_view(), name="root"),
    path("api/v1/wards/", wards.Wards.as_view({"get": "list"}), name="wards"),
    path("api/v1/wards/<str:gss>/", wards.Wards.as_view({"get": "retrieve"}), name="ward"),
    path("api/v1/wards.geojson", wards.WardMap.as_view(), name="wards-geojson"),
    path("api/v1/indicators/", wards.Indicators.as_view({"get": "list"}), name="indicators"),
    path("api/v1/indicators/<slug:slug>/", wards.Indicators.as_view({"get": "retrieve"}), name="indicator"),
    path("api/v1/groups/", things.Groups.as_view({"get": "list"}), name="groups"),
    path("api/v1/groups/<uuid:pk>/", things.Groups.as_view({"get": "retrieve"}), name="group"),
    path("api/v1/initiatives/", things.Initiatives.as_view({"get": "list"}), name="initiatives"),
    path("api/v1/initiatives/<uuid:pk>/", things.Initiatives.as_view({"get": "retrieve"}), name="initiative"),
    path(
        "api/v1/initiatives.geojson",
        things.InitiativeMap.as_view({"get": "list"}),
        name="initiatives-geojson",
    ),
    path("api/v1/roles/", things.Roles.as_view({"get": "list"}), name="roles"),
    path("api/v1/roles/<uuid:pk>/", things.Roles.as_view({"get": "retrieve"}), name="role"),
    path("api/v1/priorities/", things.Priorities.as_view({"get": "list"}), name="priorities"),
    path("api/schema/", Schema.as_view(), name="schema"),
    path("api/docs/", pages.Docs.as_view(), name="docs"),
    path("feeds/", feeds.Feeds.as_view(), name="feeds"),
    path("feeds/initiatives.atom", feeds.Feed.as_view(), name="feed"),
    path("feeds/sessions.ics", feeds.CalendarFeed.as_view(), name="calendar"),
    path("feeds/wards/<str:gss>/initiatives.atom", feeds.Feed.as_view(), name="ward-feed"),
    path("feeds/wards/<str:gss>/sessions.ics", feeds.CalendarFeed.as_view(), name="ward-calendar"),
    re_path(r"^api/", Missing.as_view()),
]
