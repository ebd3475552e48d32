from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Names the app for Django."""

    name = "api"
