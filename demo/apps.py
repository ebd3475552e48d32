from django.apps import AppConfig
from django.core.checks import register


class DemoConfig(AppConfig):
    """Names the app for Django."""

    name = "demo"

    def ready(self) -> None:
        """Let Django check a production site for people of the demo."""
        from demo.checks import no_demo_people_in_production  # models are there only now

        register(no_demo_people_in_production)
