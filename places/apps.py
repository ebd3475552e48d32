from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Names the app for Django."""

    name = "places"
