"""The schema as a page for people, without a script."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from archive.api.parameters import DAY
from archive.api.problems import INVALID, WITHDRAWN
from archive.api.schema import schema

# A paragraph: its pieces, and which of them are code.
Paragraph = list[tuple[str, bool]]


@dataclass(frozen=True)
class Parameter:
    """A parameter of an address, and in words what it may be."""

    name: str
    kind: str
    description: list[Paragraph]


@dataclass(frozen=True)
class Operation:
    """What can be asked at one address; `href` leads to it where nothing has to be filled in."""

    path: str
    name: str
    summary: str
    description: list[Paragraph]
    parameters: list[Parameter]
    answers: list[tuple[str, Paragraph]]
    example: str
    href: str


@require_safe
@vary_on_cookie
def docs(request: HttpRequest) -> HttpResponse:
    """Show every address with what it may be asked and what it answers."""
    description = _paragraphs(schema()["info"]["description"])
    context = {"operations": _operations(), "description": description, "invalid": INVALID, "withdrawn": WITHDRAWN}
    return render(request, "archive/api.html", context)


@cache
def _operations() -> list[Operation]:
    return [_operation(path, methods["get"]) for path, methods in schema()["paths"].items()]


def _operation(path: str, told: Mapping[str, Any]) -> Operation:
    good = told["responses"]["200"]["content"].get("application/json", {})
    examples = [json.dumps(one["value"], indent=2, ensure_ascii=False) for one in good.get("examples", {}).values()]
    return Operation(
        path=path,
        name=told["operationId"],
        summary=told["summary"],
        description=_paragraphs(told["description"]),
        parameters=[
            Parameter(one["name"], _kind(one), _paragraphs(one.get("description", "")))
            for one in told.get("parameters", ())
        ],
        answers=[(code, line) for code, one in told["responses"].items() for line in _paragraphs(one["description"])],
        example="\n".join(examples),
        href="" if "{" in path else path,
    )


def _kind(parameter: Mapping[str, Any]) -> str:
    shape = parameter["schema"]
    if "enum" in shape:
        return " | ".join(shape["enum"])
    if shape.get("pattern") == DAY:
        return "2023, 2023-11, 2023-11-20"
    if "maximum" in shape:
        return f"{shape['minimum']}–{shape['maximum']}"
    return str(shape["type"])


def _paragraphs(text: str) -> list[Paragraph]:
    return [list(_pieces(" ".join(part.split()))) for part in text.split("\n\n") if part.strip()]


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    for number, piece in enumerate(text.split("`")):
        yield piece, number % 2 == 1
