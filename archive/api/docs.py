"""The schema as a page for people, without a script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from archive.api.problems import INVALID, WITHDRAWN
from archive.api.schema import schema


@require_safe
@vary_on_cookie
def docs(request: HttpRequest) -> HttpResponse:
    """Show every address with what it may be asked and what it answers."""
    made: Any = schema()
    operations = [
        {"path": path, "id": operation["operationId"], **operation}
        for path, methods in made["paths"].items()
        for operation in methods.values()
    ]
    context = {"operations": operations, "info": made["info"], "invalid": INVALID, "withdrawn": WITHDRAWN}
    return render(request, "archive/api.html", context)
