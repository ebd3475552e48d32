import io
import json

import pytest
import schemathesis
from django import forms
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.schema import PARAMETERS, kind_of, schema, words_of
from config.wsgi import application
from tests.factories.initiatives import ProtectedInitiativeFactory, RoleFactory, WeeklyTimeFactory
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory

pytest_plugins = ["schemathesis.pytest.plugin"]  # which is loaded here alone, because it takes long
described = schemathesis.openapi.from_dict(json.loads(json.dumps(schema(), default=str)))
described.app = application
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def city(db):
    """A little of everything, so that answers have something to be checked."""
    ward = WardFactory(outline={"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]})
    PostcodeFactory(code="WV1 1RG", ward=ward)
    role = RoleFactory(slots=5, skills=3, languages=1, initiative__ward=ward)
    role.initiative.priorities.add(PriorityFactory())
    role.initiative.group.wards.add(ward)
    WeeklyTimeFactory(initiative=role.initiative)
    ProtectedInitiativeFactory()


@pytest.fixture
def one_transaction(city):
    """Keep the connection of the test, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@described.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_the_schema_says_whatever_is_asked(case, one_transaction):
    case.call_and_validate(checks=CHECKS)


def test_the_schema_is_valid_and_made_without_a_warning():
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert "/api/v1/initiatives/" in out.getvalue()


def test_the_schema_is_served(client, db):
    response = client.get("/api/schema/")
    assert response["Content-Type"] == "application/json"
    validate_schema(response.json())


def test_only_public_addresses_that_can_be_read_are_described():
    assert {method for path in schema()["paths"].values() for method in path} == {"get"}
    assert all(path.startswith("/api/v1/") for path in schema()["paths"])


def test_every_operation_says_how_it_fails():
    for path in schema()["paths"].values():
        assert {"400", "404", "405", "406", "429"} <= set(path["get"]["responses"])


def test_the_parameters_are_those_of_the_pages():
    names = {
        path: [one["name"] for one in operations["get"].get("parameters", [])]
        for path, operations in schema()["paths"].items()
    }
    shared = {"page", "page_size", "q", "postcode", "ward", "priority"}
    assert set(names["/api/v1/groups/"]) == shared
    assert set(names["/api/v1/initiatives/"]) == shared | {"near", "within", "day", "sort"}
    assert set(names["/api/v1/roles/"]) == shared | {"near", "within", "day"}
    assert set(names["/api/v1/wards/"]) == {"page", "page_size", "on"}
    assert set(names["/api/v1/indicators/{slug}/"]) == {"slug", "on", "period"}


def test_nothing_of_the_generators_own_is_left():
    assert "x-spec-enum-id" not in json.dumps(schema(), default=str)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (forms.IntegerField(), {"type": "integer"}),
        (forms.FloatField(), {"type": "number"}),
        (forms.CharField(), {"type": "string"}),
        (forms.ModelChoiceField(None), {"type": "string"}),
        (forms.ChoiceField(choices=[("", "Any"), ("a", "A")]), {"type": "string", "enum": ["a"]}),
    ],
)
def test_kind_of_a_field(field, kind):
    assert kind_of(field) == kind


def test_words_of_a_known_filter_and_of_another():
    assert words_of("q", forms.CharField(help_text="Only titles.")) == f"{PARAMETERS['q']} Only titles."
    assert words_of("colour", forms.CharField(label="Colour")) == "Colour"
