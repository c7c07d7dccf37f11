"""The calendar: years, a year, a month, a day."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import reading
from archive.views.pages import page_of, public_page


@public_page
def date_index(request: HttpRequest) -> HttpResponse:
    """Show the years."""
    years, undated, articles = reading.years()
    return render(request, "archive/dates.html", {"years": years, "undated": undated, "articles": articles})


@public_page
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year by its months."""
    context = {"shown": reading.year_page(year), "before": year - 1, "after": year + 1 if year < date.max.year else 0}
    return render(request, "archive/dates_year.html", context)


@public_page
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Show a month by its days."""
    first = _calendar_day(year, month, 1)
    shown = reading.month_page(year, month)
    before = first - timedelta(days=1) if first > date.min else None
    after = shown.last + timedelta(days=1) if shown.last < date.max else None
    return render(request, "archive/dates_month.html", {"shown": shown, "before": before, "after": after})


@public_page
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """Show what happened and what was published on a day."""
    asked = _calendar_day(year, month, day)
    shown = reading.day_page(asked)
    context = {
        "shown": shown,
        "page": page_of(request, reading.published_on(asked), known=shown.articles.certain),
        "before": asked - timedelta(days=1) if asked > date.min else None,
        "after": asked + timedelta(days=1) if asked < date.max else None,
    }
    return render(request, "archive/dates_day.html", context)


@public_page
def padded(request: HttpRequest, year: int, month: int, day: int | None = None) -> HttpResponse:
    """Redirect to the one address of a month or a day whose numbers were written otherwise: 2023/1, 2023/11/2."""
    asked = _calendar_day(year, month, 1 if day is None else day)
    if day is None:
        return HttpResponsePermanentRedirect(reverse("dates-month", args=[asked.year, asked.month]))
    return HttpResponsePermanentRedirect(reverse("dates-day", args=[asked.year, asked.month, asked.day]))


def _calendar_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Http404(_("The calendar has no such day.")) from error
