"""The way in: what there is, and what to say where there is nothing."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from archive.api.endpoint import Endpoint
from archive.api.examples import ROOT
from archive.api.responses import of_list


class RootShape(serializers.Serializer):
    """The addresses to begin at."""

    articles = serializers.URLField()
    facets = serializers.URLField()
    people = serializers.URLField()
    events = serializers.URLField()
    sources = serializers.URLField()
    schema = serializers.URLField()
    docs = serializers.URLField()


class Root(Endpoint):
    """The addresses to begin at."""

    @extend_schema(operation_id="root", summary="What there is", responses=of_list(RootShape), examples=[ROOT])
    def get(self, request: Request) -> Response:
        """The addresses to begin at."""
        addresses = {name: reverse(f"api-{name}", request=request) for name in RootShape().fields}
        # RFC 8631
        link = f'<{addresses["schema"]}>; rel="service-desc", <{addresses["docs"]}>; rel="service-doc"'
        return Response(addresses, headers={"Link": link})


class Nothing(Endpoint):
    """Any address below /api/ that nothing else has."""

    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Say that there is nothing, whatever was asked."""
        raise Http404

    def get(self, request: Request) -> Response:
        """Raise `Http404`, as `initial` does."""
        raise Http404
