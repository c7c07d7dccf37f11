"""Events: the list, and each one's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import reading
from archive.filters import EventFilter
from archive.models import Event
from archive.views.pages import FoundPage, page_of, public_page, slugged_page


@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    """Show the events in the order in which they happened, each with those inside it, or those found by title."""
    q = request.GET.get("q", "").strip()
    events = EventFilter(request.GET, queryset=Event.objects.public()).qs if q else reading.roots()
    page = page_of(request, events, per_page=30)
    trees = [reading.EventTree(event) for event in page] if q else reading.event_trees(page.object_list)
    return render(request, "archive/event_list.html", {"page": page, "trees": trees, "q": q})


@slugged_page(Event.objects.public)
def event_detail(request: HttpRequest, event: Event) -> HttpResponse:
    """Show an event with its coverage."""
    shown = reading.event_page(event)
    page = FoundPage(reading.coverage(shown), request)
    context = {
        "event": event,
        "page": page,
        "entries": reading.coverage_sentences(shown, page.object_list),
        "shown": shown,
    }
    return render(request, "archive/event_detail.html", context)
