"""Which answers the schema promises: the good one, and each problem that may stand in its place."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework.serializers import Serializer

from archive.api.problems import PROBLEM
from archive.api.shapes.parts import ProblemShape

JSON = "application/json"
_UNCHANGED = OpenApiResponse(description="Nothing has changed since the answer with the ETag in `If-None-Match`.")
_MOVED = OpenApiResponse(description="The record has another slug by now: `Location` has its address.")


def _problem(status: int, description: str, example: dict[str, Any]) -> dict[tuple[int, str], OpenApiResponse]:
    example = {**example, "status": status}
    shown = OpenApiExample(f"Problem {status}", example, status_codes=[str(status)], media_type=PROBLEM)
    return {(status, PROBLEM): OpenApiResponse(ProblemShape, description, examples=[shown])}


_BAD = _problem(
    400,
    "Parameters that cannot be read: each is named, with the reason.",
    {
        "type": "https://archive.example.org/api/docs/#invalid-parameters",
        "title": "Parameters that cannot be read",
        "detail": "“page_size” is “many”; write a whole number from 1 to 100.",
        "instance": "/api/people/",
        "errors": [
            {
                "parameter": "page_size",
                "code": "invalid",
                "detail": "“page_size” is “many”; write a whole number from 1 to 100.",
            }
        ],
    },
)
_NOT_FOUND = _problem(
    404,
    "There is nothing at this address that readers may see.",
    {
        "type": "about:blank",
        "title": "Not Found",
        "detail": "There is nothing at this address that readers may see.",
        "instance": "/api/people/nobody/",
    },
)
_NOT_ACCEPTABLE = _problem(
    406,
    "None of the media types in `Accept` can be had here; the problem names those that can.",
    {
        "type": "about:blank",
        "title": "Not Acceptable",
        "detail": "This is given out as application/json alone.",
        "instance": "/api/people/",
        "available": ["application/json"],
    },
)
_GONE = _problem(
    410,
    "What was here was withdrawn, or deleted.",
    {
        "type": "https://archive.example.org/api/docs/#withdrawn",
        "title": "Withdrawn article",
        "detail": "At the author’s request.",
        "instance": "/api/articles/34/",
        "withdrawn_on": "2024-02-01",
    },
)


def of_list(shape: type[Serializer]) -> dict[Any, Any]:
    """Return the answers of a list, or of anything else that needs no record."""
    return {(200, JSON): OpenApiResponse(shape, "What was asked for."), 304: _UNCHANGED, **_BAD, **_NOT_ACCEPTABLE}


def of_record(shape: type[Serializer]) -> dict[Any, Any]:
    """Return the answers of a record by its slug."""
    return {**of_list(shape), 301: _MOVED, **_NOT_FOUND, **_GONE}


def of_article(shape: type[Serializer]) -> dict[Any, Any]:
    """Return the answers of an article, whose number never changes."""
    return {**of_list(shape), **_NOT_FOUND, **_GONE}
