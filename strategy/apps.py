from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """Django app configuration."""

    name = "strategy"
