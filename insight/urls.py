from django.urls import path

from insight.views import maps, pages

app_name = "insight"
urlpatterns = [
    path("wards/", pages.Wards.as_view(), name="wards"),
    path("wards/outlines.json", maps.Outlines.as_view(), name="outlines"),
    path("wards/outlines/<str:since>/<str:version>.json", maps.OutlinesFile.as_view(), name="outlines_file"),
    path("wards/numbers.json", maps.Numbers.as_view(), name="numbers"),
    path("wards/map.svg", maps.Picture.as_view(), name="picture"),
    path("wards/<str:pk>/", pages.WardPage.as_view(), name="ward"),
]
