"""Sources: the list, and each one's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import reading
from archive.filters import SourceFilter
from archive.models import Source
from archive.views.pages import FoundPage, page_of, public_page, slugged_page


@public_page
def source_list(request: HttpRequest) -> HttpResponse:
    """Show the sources by name, or those with a part of a name."""
    asked_for = SourceFilter(request.GET, queryset=Source.objects.public())
    page = page_of(request, asked_for.qs, per_page=50)
    return render(request, "archive/source_list.html", {"page": page, "q": request.GET.get("q", "").strip()})


@slugged_page(Source.objects.public)
def source_detail(request: HttpRequest, source: Source) -> HttpResponse:
    """Show a source with its articles."""
    page = FoundPage(reading.source_articles(source), request)
    context = {"source": source, "page": page, "hosts": source.hosts.all()[:20]}
    return render(request, "archive/source_detail.html", context)
