"""Rules that every model keeps."""

import pytest
from django.apps import apps

LAYERS = [
    {"api", "desk", "insight"},
    {"matching"},
    {"initiatives"},
    {"volunteers"},
    {"groups"},
    {"strategy"},
    {"places"},
    {"notifications"},
    {"accounts"},
    {"core"},
]
HEIGHT = {app: len(LAYERS) - level for level, apps_there in enumerate(LAYERS) for app in apps_there}
MODELS = [model for model in apps.get_models() if model._meta.app_label in HEIGHT]


def points_upwards(model, field):
    """Say whether a link goes to an app that stands higher (written as text, no import would show it)."""
    target = field.related_model._meta.app_label
    return HEIGHT.get(target, 0) > HEIGHT[model._meta.app_label]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_model_points_to_no_app_above_it(model):
    upwards = [
        field.name
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and points_upwards(model, field)
    ]

    assert upwards == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_model_says_what_it_is(model):
    own_words = model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")

    assert own_words
    assert "__str__" in vars(model)
