"""The schema of the API (OpenAPI 3.1), made once a process from the code itself."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from archive.api.endpoint import Endpoint
from archive.api.problems import BadParameters, Mistaken
from archive.api.responses import of_list
from archive.api.shapes.parts import ProblemShape

FORMATS = ("yaml", "json")
_TYPES = (OpenApiYamlRenderer, OpenApiYamlRenderer2, OpenApiJsonRenderer, OpenApiJsonRenderer2)


@cache
def schema() -> Mapping[str, Any]:
    """Return the schema; in English, whoever asks first."""
    with override("en"):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


@cache
def written(media_type: str) -> bytes:
    """Return the schema as a format has it, kept: to write YAML takes its time."""
    renderer = next(one for one in _TYPES if one.media_type == media_type)
    text: bytes = renderer().render(schema())
    return text


def finish(result: dict[str, Any], generator: SchemaGenerator, **kwargs: Any) -> dict[str, Any]:
    """Say what holds for every operation; called by drf-spectacular.

    A parameter of a query may be left empty, as forms send it; and what is answered has an ETag.
    """
    for path in result["paths"].values():
        for parameter in path["get"].get("parameters", ()):
            if parameter["in"] == "query":
                parameter["allowEmptyValue"] = True
        path["get"]["responses"]["200"]["headers"] = {"ETag": {"schema": {"type": "string"}, "required": True}}
    return result


class ByParameter(DefaultContentNegotiation):
    """Negotiation by `Accept`, unless the parameter `format` names a format."""

    def select_renderer(
        self, request: Request, renderers: list[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the renderer and the media type; raises `BadParameters` for a format that there is not."""
        asked = request.GET.get("format", "")
        if not asked:
            return super().select_renderer(request, renderers, format_suffix)
        for renderer in renderers:
            if renderer.format == asked:
                return renderer, renderer.media_type
        raise BadParameters([Mistaken("format", "invalid_choice", f"“{asked[:40]}”: {', '.join(FORMATS)}.")])


class Schema(Endpoint):
    """The schema itself."""

    parameters = ("format",)
    renderer_classes = _TYPES
    content_negotiation_class = ByParameter

    @extend_schema(
        operation_id="schema",
        summary="This schema",
        parameters=[
            OpenApiParameter("format", {"type": "string", "enum": list(FORMATS)}, description="Goes before `Accept`.")
        ],
        responses={
            (200, renderer.media_type): OpenApiResponse(OpenApiTypes.OBJECT, "The schema.") for renderer in _TYPES
        }
        | {key: value for key, value in of_list(ProblemShape).items() if key != (200, "application/json")},
    )
    def get(self, request: Request) -> HttpResponse:
        """What this API has, for programs: an OpenAPI 3.1 document."""
        media_type = request.accepted_renderer.media_type
        return HttpResponse(written(media_type), content_type=media_type)
