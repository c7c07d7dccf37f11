"""Pages for what is not there, is no longer there, or failed."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import TemplateDoesNotExist, TemplateSyntaxError, loader
from django.utils.cache import patch_vary_headers

from archive.models import Article, Capture

# Shown where even the page for a failure fails: no template, no static file, no database.
_LAST_RESORT = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Something failed</title></head>"
    "<body><h1>Something failed</h1><p>The archive could not show this page. Please try again.</p></body></html>"
)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 with a way to what one may have looked for."""
    response = render(request, "404.html", status=404)
    patch_vary_headers(response, ["Cookie"])
    return response


def gone(request: HttpRequest, article: Article | None = None) -> HttpResponse:
    """Answer 410: for a withdrawn article with the reason, for a deleted record without."""
    response = render(request, "410.html", {"article": article}, status=410)
    patch_vary_headers(response, ["Cookie"])
    return response


def refused(request: HttpRequest, status: int, title: str, why: str, capture: Capture | None = None) -> HttpResponse:
    """Answer `status` with a heading, the reason in a sentence, and a way on: to the facts of `capture` where given."""
    context = {"status": status, "heading": title, "why": why, "capture": capture}
    response = render(request, "archive/refused.html", context, status=status)
    patch_vary_headers(response, ["Cookie"])
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a template that needs neither request nor database, or from nothing at all."""
    try:
        return HttpResponseServerError(loader.get_template("500.html").render())
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError):
        return HttpResponseServerError(_LAST_RESORT)
