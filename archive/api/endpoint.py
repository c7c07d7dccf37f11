"""What all endpoints share: strict parameters, headers for caches and for scripts of other sites, and an ETag."""

import hashlib
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django_filters import FilterSet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive.api import problems
from archive.api.parameters import refuse_unknown

_VARY = ("Accept", "Accept-Language", "Cookie")
# The answers hold nothing that is not public, so that a page of any site may read them; none is given credentials.
_FOR_SCRIPTS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Allow",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class Endpoint(APIView):
    """One address of the API. `filterset`: what a list is asked by; `parameters`: which others it knows."""

    http_method_names = ["get", "head", "options"]
    filterset: type[FilterSet] | None = None
    parameters: Collection[str] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Settle the format, then refuse parameters that are not known, given twice, or too long."""
        super().initial(request, *args, **kwargs)
        filters = self.filterset.base_filters if self.filterset else ()
        refuse_unknown(request.GET, (*filters, *self.parameters))

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer which methods there are, and what a script of another site may send."""
        return HttpResponse(status=204, headers=_PREFLIGHT)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with an ETag, or with 304 where the client has the same already."""
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, Response):
            response.render()
        if response.status_code == 200 and request.method in ("GET", "HEAD") and isinstance(response, HttpResponse):
            response = _conditional(request, response)
        # A copy may be kept and must be asked about each time: what is withdrawn here is to be gone at once.
        response["Cache-Control"] = "no-cache" if response.status_code < 400 else "no-store"
        patch_vary_headers(response, _VARY)
        for name, value in _FOR_SCRIPTS.items():
            response[name] = value
        return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Return the response with the hash of its body as its weak ETag, or 304 or 412 where the client asked so."""
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response) or response
    if answer.status_code == 412:
        return problems.problem(request, 412, _("What you have is not what is here now."))
    return answer
