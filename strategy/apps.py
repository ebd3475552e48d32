from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """Names the app for Django."""

    name = "strategy"
