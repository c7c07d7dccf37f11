"""What went wrong, as a problem (RFC 9457): a type and codes for programs, and sentences for people."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.log import log_response
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable

from archive import reading
from archive.models import Article

PROBLEM = "application/problem+json"
INVALID, WITHDRAWN = "invalid-parameters", "withdrawn"


@dataclass(frozen=True)
class Mistaken:
    """A parameter that cannot be read: which, why (`code`), and in a sentence what to do about it (`detail`)."""

    parameter: str
    code: str
    detail: str


class BadParameters(Exception):
    """Some parameters cannot be read; carries a `Mistaken` for each."""

    def __init__(self, mistaken: Iterable[Mistaken]) -> None:
        """Take what is wrong."""
        self.mistaken = tuple(mistaken)
        super().__init__(self.mistaken)


class WithdrawnArticle(Exception):
    """The article was withdrawn; carries it with its day and reason."""

    def __init__(self, article: Article) -> None:
        """Take the article."""
        self.article = article
        super().__init__(article.pk)


def of_form(form: BaseForm) -> BadParameters:
    """Return the errors of a form as those of parameters, under the codes that the form gives them."""
    return BadParameters(
        Mistaken(name, str(error.code or "invalid"), sentence)
        for name, errors in form.errors.as_data().items()
        for error in errors
        for sentence in error.messages
    )


def answer(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Answer a request of the API that failed with `error`; what nobody foresaw is logged and answered with 500."""
    request: HttpRequest = context["request"]._request
    if isinstance(error, BadParameters):
        return _bad_parameters(request, error)
    if isinstance(error, WithdrawnArticle):
        return _withdrawn(request, error.article)
    if isinstance(error, reading.Gone):
        return problem(request, 410, _("There was a record at this address; it was deleted."))
    if isinstance(error, Http404):
        return problem(request, 404, _("There is nothing at this address that readers may see."))
    if isinstance(error, MethodNotAllowed):
        return problem(request, 405, _("The archive is only read here: by GET and HEAD."))
    if isinstance(error, NotAcceptable):
        available = [renderer.media_type for renderer in context["view"].get_renderers()]
        detail = _("This is given out as %(types)s alone.") % {"types": ", ".join(available)}
        return problem(request, 406, detail, available=available)
    if isinstance(error, SuspiciousOperation):
        return problem(request, 400, _("The request cannot be read."))
    if isinstance(error, APIException):
        return problem(request, error.status_code, str(error.detail))
    response = problem(request, 500, _("Something failed here, and was logged. Please try again later."))
    log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request, exception=error)
    return response


def problem(
    request: HttpRequest, status: int, detail: str, *, kind: str = "", title: str = "", **more: object
) -> HttpResponse:
    """Return the problem with this `status`; `kind` names its section in the documentation, `more` are its members.

    Without a kind it says no more than its status does (`about:blank`), and has the status's title.
    """
    body = {
        "type": request.build_absolute_uri(f"{reverse('api-docs')}#{kind}") if kind else "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": escape_uri_path(request.path),
        **more,
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=PROBLEM)


def _bad_parameters(request: HttpRequest, error: BadParameters) -> HttpResponse:
    return problem(
        request,
        400,
        " ".join(mistaken.detail for mistaken in error.mistaken),
        kind=INVALID,
        title=_("Parameters that cannot be read"),
        errors=[asdict(mistaken) for mistaken in error.mistaken],
    )


def _withdrawn(request: HttpRequest, article: Article) -> HttpResponse:
    day = article.withdrawn_on
    return problem(
        request,
        410,
        article.withdrawn_reason or _("This article was withdrawn."),
        kind=WITHDRAWN,
        title=_("Withdrawn article"),
        withdrawn_on=day.isoformat() if day else None,
    )
