"""People: the list, and each one's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import reading
from archive.filters import PersonFilter
from archive.models import Person
from archive.views.pages import FoundPage, page_of, public_page, slugged_page


@public_page
def person_list(request: HttpRequest) -> HttpResponse:
    """Show the people of the archive, the most covered first or by name, or those with a part of a name."""
    asked_for = PersonFilter(request.GET, queryset=Person.objects.public())
    page = page_of(request, asked_for.qs, per_page=50)
    context = {"page": page, "by_name": request.GET.get("order") == "name", "q": request.GET.get("q", "").strip()}
    return render(request, "archive/person_list.html", context)


@slugged_page(Person.objects.public)
def person_detail(request: HttpRequest, person: Person) -> HttpResponse:
    """Show a person with the sentences that mention them."""
    page = FoundPage(reading.person_articles(person), request)
    context = {
        "person": person,
        "page": page,
        "entries": reading.person_sentences(person, page.object_list),
        "shown": reading.person_page(person),
    }
    return render(request, "archive/person_detail.html", context)
