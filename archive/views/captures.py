"""A capture's record: facts, never its bytes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Capture
from archive.views.pages import public_page


@public_page
def capture_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the bytes of a published article's page lie, and the digest that proves them."""
    capture = get_object_or_404(Capture.objects.public().select_related("article__source"), pk=pk)
    return render(request, "archive/capture_detail.html", {"capture": capture})
