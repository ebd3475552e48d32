"""The description of the API for people, made from the one for machines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

EXAMPLES = {"postcode": "WV1 1RG", "within": "2"}
JSON_TYPES = ("application/json", "application/geo+json")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may be asked: its name, what it means and, where it is one of a few, which."""

    name: str
    words: str
    choices: list[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A field of an answer: `contact.email` lies inside `contact`; `[]` marks a list."""

    name: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the API."""

    id: str
    path: str
    summary: str
    words: str
    example: str
    parameters: list[Parameter]
    answers: list[Answer]


@dataclass(slots=True)
class Chapter:
    """The addresses that belong together."""

    name: str
    endpoints: list[Endpoint] = field(default_factory=list)


def chapters(schema: dict[str, Any]) -> list[Chapter]:
    """Return all that may be asked, in the order of the schema's tags."""
    named: dict[str, Chapter] = {}
    for path, operations in schema["paths"].items():
        operation = operations["get"]
        name = operation["tags"][0]
        named.setdefault(name, Chapter(name)).endpoints.append(_endpoint(schema, path, operation))
    return list(named.values())


def _endpoint(schema: dict[str, Any], path: str, operation: dict[str, Any]) -> Endpoint:
    content = operation["responses"]["200"]["content"]
    answer = next(content[kind]["schema"] for kind in JSON_TYPES if kind in content)
    parameters = [_parameter(one) for one in operation.get("parameters", [])]
    return Endpoint(
        id=operation["operationId"],
        path=path,
        summary=operation["summary"],
        words=operation.get("description", ""),
        example=path + _question({one.name for one in parameters}),
        parameters=parameters,
        answers=list(_answers(schema, answer, "")),
    )


def _question(names: set[str]) -> str:
    """Return the query of an example, made of what the address takes."""
    asked = urlencode({name: value for name, value in EXAMPLES.items() if name in names})
    return f"?{asked}" if asked else ""


def _parameter(described: dict[str, Any]) -> Parameter:
    choices = described["schema"].get("enum", [])
    return Parameter(described["name"], described.get("description", ""), choices)


def _answers(schema: dict[str, Any], node: dict[str, Any], prefix: str) -> Iterator[Answer]:
    """Go through the fields of an object, and through what lies inside them."""
    for name, described in _resolved(schema, node).get("properties", {}).items():
        inner, mark = _resolved(schema, described), ""
        words = described.get("description", "")
        if inner.get("type") == "array":
            inner, mark = _resolved(schema, inner["items"]), "[]"
        path = f"{prefix}{name}{mark}"
        yield Answer(path, _kind(inner), words or inner.get("description", ""))
        yield from _answers(schema, inner, f"{path}.")


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference to the component that it names, also where the reference stands in `allOf`."""
    if "allOf" in node:
        return _resolved(schema, node["allOf"][0])
    if "$ref" not in node:
        return node
    component: dict[str, Any] = schema["components"]["schemas"][node["$ref"].rpartition("/")[2]]
    return component


def _kind(described: dict[str, Any]) -> str:
    return str(described.get("format") or described.get("type") or "")
