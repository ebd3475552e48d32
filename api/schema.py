"""The description of the API for machines (OpenAPI 3)."""

from functools import cache
from typing import Any

from django import forms
from drf_spectacular.extensions import OpenApiFilterExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import A_DAY, PublicView
from api.problems import CONTENT_TYPE

PARAMETERS = {
    "id": "The id that lists give.",
    "gss": "The GSS code that lists give.",
    "slug": "The slug that lists give.",
    "q": "Words to look for.",
    "postcode": "A postcode in the city, such as WV1 1RG.",
    "within": "How many miles from the postcode.",
    "ward": "The GSS code of a ward, from the list of wards.",
    "priority": "The slug of a priority, from the list of priorities.",
    "day": "A day of the week.",
    "sort": "Which comes first.",
}
TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {**TEXT, "format": "uri", "description": "Names the kind of problem."},
        "title": {**TEXT, "description": "The name of the status."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {**TEXT, "description": "What went wrong, in plain words."},
        "errors": {
            "type": "array",
            "description": "Which parameters can’t be used, and why.",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": TEXT, "detail": TEXT},
            },
        },
    },
}
PROBLEMS = {
    "400": "A parameter or the address can’t be used.",
    "404": "There is no such thing, no such page, or it is not public.",
    "405": "The API can only be read.",
    "406": "Not in a format that the request accepts.",
    "429": "Too many requests. Wait as many seconds as Retry-After says.",
}


class PageFiltersExtension(OpenApiFilterExtension):
    """Describes the filters of a list by the fields of its page's form."""

    target_class = "api.filtering.PageFilters"
    priority = 1

    def get_schema_operation_parameters(
        self, auto_schema: Any, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Return a parameter for every filter; a list without filters has none."""
        filters = getattr(auto_schema.view, "filterset_class", None)
        fields = filters(queryset=auto_schema.view.get_queryset().none()).form.fields if filters else {}
        return [
            {"in": "query", "name": name, "description": words_of(name, field), "schema": kind_of(field)}
            for name, field in fields.items()
        ]


def words_of(name: str, field: forms.Field) -> str:
    """Say what a filter does: in general, and what is special where its form says so."""
    words = (PARAMETERS.get(name, str(field.label)), str(field.help_text))
    return " ".join(part for part in words if part)


def kind_of(field: forms.Field) -> dict[str, Any]:
    """Return the JSON schema of what a filter takes. Choices that come from the database are any text."""
    if isinstance(field, forms.IntegerField):
        return {"type": "integer" if type(field) is forms.IntegerField else "number"}
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        return {**TEXT, "enum": [value for value, _words in choices if value]}
    return TEXT


def describe(result: dict[str, Any], **_unused: Any) -> dict[str, Any]:
    """Say of every operation how it can fail and what its parameters mean. A hook of drf-spectacular."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path in result["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                parameter.setdefault("description", PARAMETERS.get(parameter["name"]))
            operation["responses"] |= {status: _failure(words) for status, words in PROBLEMS.items()}
    return _without_marks(result)


@cache
def schema() -> dict[str, Any]:
    """Return the whole description. It depends on the code alone, so it is made once."""
    described: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return described


@extend_schema(exclude=True)
class Schema(PublicView):
    """The OpenAPI description."""

    renderer_classes = (OpenApiJsonRenderer2, OpenApiJsonRenderer)
    max_age = A_DAY

    def get(self, request: Request) -> Response:
        """Return the description."""
        return Response(schema())


def _failure(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _without_marks(node: Any) -> Any:
    """Take out what drf-spectacular notes for its own use."""
    if isinstance(node, dict):
        return {key: _without_marks(value) for key, value in node.items() if key != "x-spec-enum-id"}
    return [_without_marks(one) for one in node] if isinstance(node, list) else node
