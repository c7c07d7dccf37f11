"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import reading
from archive.views.pages import public_page


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Show what the archive is and holds."""
    return render(request, "archive/home.html", {"home": reading.home_page()})
