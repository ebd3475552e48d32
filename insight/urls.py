from django.urls import path

from insight import views

app_name = "insight"
urlpatterns = [
    path("wards/", views.Wards.as_view(), name="wards"),
    path("wards/outlines.json", views.Outlines.as_view(), name="outlines"),
    path("wards/<str:pk>/", views.WardPage.as_view(), name="ward"),
]
