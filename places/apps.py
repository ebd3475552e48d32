from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Django app configuration."""

    name = "places"
