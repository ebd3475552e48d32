from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Names the app for Django."""

    name = "insight"
