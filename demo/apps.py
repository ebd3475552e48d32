from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Names the app for Django."""

    name = "demo"
