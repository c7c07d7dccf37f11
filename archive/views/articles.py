"""Articles: the one list, and each one's page."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import Field, Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import reading
from archive.filters import ArticleFilter
from archive.models import Article
from archive.templatetags.dates import in_words
from archive.templatetags.pages import language_name
from archive.views import errors
from archive.views.pages import page_of, public_page

_RECORDS = ("person", "event", "source")
_DAYS = ("published_after", "published_before", "happened_after", "happened_before")


@dataclass(frozen=True)
class Asked:
    """One condition of the list in words, and the address of the list without it."""

    label: str
    value: str
    without: str


@public_page
def article_list(request: HttpRequest) -> HttpResponse:
    """Show the articles that meet what the form asks for; a mistake in it is explained beside its field."""
    asked_for = ArticleFilter(request.GET, queryset=Article.objects.published().select_related("source"))
    page = page_of(request, asked_for.articles)
    asked = asked_for.asked
    rows = reading.listed(list(page.object_list), asked.get("q"), asked.get("person"), asked.get("event"))
    context = {
        "page": page,
        "rows": [(row, asked_for.is_possible(row.article)) for row in rows],
        "form": _prepared(asked_for),
        "known": reading.known(),
        "asked": _conditions(request, asked_for),
        "ranked_newest": asked_for.capped,
    }
    return render(request, "archive/article_list.html", context)


def _prepared(asked_for: ArticleFilter) -> Form:
    """Return the form with what its fields offer: lists of known names, and how a date is written.

    A record that a link asked for by its slug is shown by its name, where the name leads back to it.
    """
    form = asked_for.form
    form.data = form.data.copy()
    for name in _RECORDS:
        form.fields[name].widget.attrs["list"] = f"known-{name}"
        record = asked_for.asked.get(name)
        if record is not None and _leads_to(form.fields[name], record):
            form.data[name] = str(record)
    for name in _DAYS:
        form.fields[name].widget.attrs.update({"placeholder": "2023-11-20", "aria-describedby": "dates-hint"})
    return form


def _leads_to(field: Field, record: Model) -> bool:
    """Return whether the name of `record`, entered into `field`, finds this record."""
    try:
        return bool(field.clean(str(record)) == record)
    except ValidationError:
        return False


def _conditions(request: HttpRequest, asked_for: ArticleFilter) -> list[Asked]:
    """Return what the list was narrowed by, each to be taken away by a link."""
    conditions = []
    for name, value in asked_for.asked.items():
        if name == "order":
            continue
        rest = request.GET.copy()
        for key in (name, "page"):
            rest.pop(key, None)
        query = rest.urlencode()
        label = str(asked_for.form.fields[name].label)
        conditions.append(Asked(label, _in_words(asked_for, name, value), f"?{query}" if query else request.path))
    return conditions


def _in_words(asked_for: ArticleFilter, name: str, value: Any) -> str:
    if name in _DAYS:
        return in_words(value.text)
    if name == "language":
        return language_name(value)
    return value.text if name == "q" else str(value)


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
