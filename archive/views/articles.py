"""Articles: the one list, and each one's page."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from archive import reading
from archive.filters import ArticleFilter
from archive.filters.articles import RECORDS
from archive.filters.joining import Shown, joined_text, shown
from archive.filters.resolving import language_code
from archive.models import Article
from archive.reading.above import above
from archive.reading.calendar import calendar
from archive.reading.facets import facets_page
from archive.reading.histogram import histogram
from archive.reading.narrowing import address_without, list_address
from archive.reading.periods import timeline
from archive.reading.recognised import recognise
from archive.search.query import parse, write
from archive.search.tree import Days, Named, Query, Term
from archive.templatetags.dates import in_words
from archive.templatetags.pages import language_name
from archive.views import errors, formats
from archive.views.pages import FoundPage, public_page

_DAYS = tuple(f"{kind}_{end}" for kind in ("published", "happened", "captured") for end in ("after", "before"))


@dataclass(frozen=True)
class Condition:
    """One condition of the list in words, and the address of the list without it."""

    label: str
    value: str
    without: str


@public_page
def article_list(request: HttpRequest) -> HttpResponseBase:
    """Show the articles that are asked for; what is wrong in the query is explained under it, in a field beside it."""
    asked_for = ArticleFilter(request.GET, queryset=Article.objects.published().select_related("source"))
    form = formats.negotiated(request)
    if form is not None:
        return formats.respond(request, form, asked_for)
    if "was" in request.GET and asked_for.is_valid():
        return HttpResponseRedirect(list_address(joined_text(request.GET.dict()), asked_for.order))
    context = {**_found(request, asked_for), **_narrowing(asked_for), **_form(request, asked_for)}
    response = render(request, "archive/article_list.html", context)
    patch_vary_headers(response, ("Accept",))
    return response


def _found(request: HttpRequest, asked_for: ArticleFilter) -> dict[str, Any]:
    """Return the page of articles that was asked for, and what stands above it."""
    page = FoundPage(asked_for.articles, request)
    days = asked_for.resolved.days("happened")
    wanted = reading.Wanted(asked_for.query, asked_for.people, asked_for.events, days)
    recognised = recognise(asked_for.query, asked_for.order)
    return {
        "recognised": recognised,
        "above": above(recognised, asked_for.people, asked_for.query.days),
        "page": page,
        "rows": [(row, asked_for.is_possible(row.article)) for row in reading.listed(list(page.object_list), wanted)],
        "query": asked_for.query,
        "conditions": _conditions(asked_for),
        "ranked_newest": asked_for.capped,
        "order": asked_for.order,
    }


def _narrowing(asked_for: ArticleFilter) -> dict[str, Any]:
    """Return what narrows the list further: facets, histogram and calendar."""
    counted, query, order = asked_for.counted, asked_for.query, asked_for.order
    times = timeline(counted, query)
    return {
        "facets": facets_page(counted, times, query, asked_for.people, asked_for.events, asked_for.sources, order),
        "histogram": histogram(counted, times, query, order),
        "calendar": calendar(counted, times, query, order),
    }


def _form(request: HttpRequest, asked_for: ArticleFilter) -> dict[str, Any]:
    """Return the form, which shows the query as a text and in the fields that have a place for it."""
    form = asked_for.form
    was = request.GET.get("was", "")
    if not form.errors:
        records = {kind: getattr(asked_for, where) for kind, where in _PLACES.items()}
        # What is sent back unchanged is not looked up again, so a name that several bear may stand for one of them.
        names = {kind: str(some[0]) if some else "" for kind, some in records.items()}
        codes = asked_for.resolved.languages
        now = shown(asked_for, {**names, "language": codes[0] if codes else ""})
        form.data, was = _data(request, asked_for, now), now.written
    for name in RECORDS:
        form.fields[name].widget.attrs["list"] = f"known-{name}"
    for name in _DAYS:
        form.fields[name].widget.attrs.update({"placeholder": "2023-11-20", "aria-describedby": "dates-hint"})
    return {"form": form, "was": was, "known": reading.known()}


_PLACES = {"person": "people", "event": "events", "source": "sources"}


def _data(request: HttpRequest, asked_for: ArticleFilter, now: Shown) -> Any:
    """Return what the fields show; a text with mistakes is shown as it was typed, so that it can be mended."""
    data = request.GET.copy()
    data.clear()
    data.update(now.values)
    data["order"] = asked_for.order
    typed = request.GET.get("q", "").replace("\0", " ").strip()
    is_mended = bool(asked_for.query.mistakes) and not set(asked_for.asked) - {"q", "order"}
    data["q"] = typed if is_mended else asked_for.query.text
    return data


def _conditions(asked_for: ArticleFilter) -> list[Condition]:
    """Return what the list was narrowed by, each to be taken away by a link."""
    text, order = asked_for.query.text, asked_for.order
    query = parse(text)
    names = {
        (kind, record.slug): str(record) for kind, where in _PLACES.items() for record in getattr(asked_for, where)
    }
    found = []
    for term in query.terms:
        label, value = _told(asked_for, term, names)
        found.append(Condition(label, value, address_without(text, write(Query("", (term,))), order)))
    for days in query.days:
        without = address_without(text, write(Query("", days=(days,))), order)
        found.append(Condition(_days_label(days), _days_in_words(days), without))
    return found


def _told(asked_for: ArticleFilter, term: Term, names: dict[tuple[str, str], str]) -> tuple[str, str]:
    """Return what kind of condition a term is, and its value, for readers."""
    if not isinstance(term, Named):
        return _("Words"), write(Query("", (term,)))
    label = str(asked_for.form.fields[term.kind].label)
    if term.kind == "language":
        code = language_code(term.text)
        return label, language_name(code) if code else term.text
    if term.kind == "evidence":
        return label, dict(asked_for.form.fields["evidence"].choices).get(term.text, term.text)
    return label, names.get((term.kind, term.text), term.text)


def _days_in_words(days: Days) -> str:
    after, dots, before = days.text.partition("..")
    return in_words(f"{after or '..'}/{before or '..'}" if dots else after, lasting=True)


def _days_label(days: Days) -> str:
    return {"published": _("Published"), "happened": _("Happened"), "captured": _("Captured")}[days.kind]


@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Redirect to the one list with the same query."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(reverse("articles") + (f"?{query}" if query else ""))


@public_page
def article_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show an article with its evidence; 410 with the reason where it was withdrawn."""
    article = Article.objects.published().select_related("source").filter(pk=pk).first()
    if article is None:
        withdrawn = reading.withdrawn_article(pk)
        if withdrawn is not None:
            return errors.gone(request, withdrawn)
        raise Http404(_("There is no article at this address."))
    if request.path != article.get_absolute_url():
        return HttpResponsePermanentRedirect(article.get_absolute_url())
    context = {
        "article": article,
        "shown": reading.article_page(article),
        "same": reading.same_texts(article),
    }
    return render(request, "archive/article_detail.html", context)
