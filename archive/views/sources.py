"""Sources: the list, and each one's page."""

from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import reading
from archive.models import Source
from archive.views.pages import page_of, public_page, slugged_page


@public_page
def source_list(request: HttpRequest) -> HttpResponse:
    """Show the sources by name."""
    sources = Source.objects.public().order_by(Lower("name"), "pk")
    return render(request, "archive/source_list.html", {"page": page_of(request, sources, per_page=50)})


@slugged_page(Source.objects.public)
def source_detail(request: HttpRequest, source: Source) -> HttpResponse:
    """Show a source with its articles."""
    page = page_of(request, reading.source_articles(source), known=source.article_count)
    context = {"source": source, "page": page, "hosts": source.hosts.all()[:20]}
    return render(request, "archive/source_detail.html", context)
