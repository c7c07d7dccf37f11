"""Addresses of the site."""

import re

from django.contrib import admin
from django.urls import include, path, register_converter

from archive.exports.formats import FORMATS
from archive.sitemaps import sitemap_index, sitemap_section
from archive.views import (
    articles,
    captures,
    dates,
    errors,
    events,
    formats,
    health,
    home,
    language,
    memento,
    opensearch,
    people,
    sources,
    suggest,
    versions,
)

handler404 = errors.not_found
handler500 = errors.server_error


class YearConverter:
    """A year of four digits, 0001 to 9999."""

    regex = "(?!0000)[0-9]{4}"

    def to_python(self, value: str) -> int:
        """Return the year."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the year with four digits."""
        return f"{value:04d}"


class TwoDigitsConverter:
    """A month or a day with two digits; whether the calendar has it is the view's question."""

    regex = "[0-9]{2}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the number with two digits."""
        return f"{value:02d}"


class FormatConverter:
    """The ending of an address by which a format is asked for."""

    regex = "|".join(re.escape(suffix) for suffix in FORMATS)

    def to_python(self, value: str) -> str:
        """Return the ending."""
        return value

    def to_url(self, value: str) -> str:
        """Return the ending."""
        return value


register_converter(YearConverter, "year")
register_converter(TwoDigitsConverter, "two")
register_converter(FormatConverter, "format")

urlpatterns = [
    path("", home.home, name="home"),
    path("articles/", articles.article_list, name="articles"),
    path("articles.<format:suffix>", formats.articles, name="articles-format"),
    path("articles/<int:pk>-<slug:slug>/", articles.article_detail, name="article"),
    path("articles/<int:pk>-<slug:slug>/changes/", versions.article_changes, name="article-changes"),
    path("articles/<int:pk>/", articles.article_detail, name="article-short"),
    path("search/", articles.search, name="search"),
    path("suggest", suggest.suggest, name="suggest"),
    path("people/", people.person_list, name="people"),
    path("people/<slug:slug>/", people.person_detail, name="person"),
    path("people/<slug:slug>.<format:suffix>", formats.person, name="person-format"),
    path("events/", events.event_list, name="events"),
    path("events/<slug:slug>/", events.event_detail, name="event"),
    path("events/<slug:slug>.<format:suffix>", formats.event, name="event-format"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/<slug:slug>/", sources.source_detail, name="source"),
    path("sources/<slug:slug>.<format:suffix>", formats.source, name="source-format"),
    path("dates/", dates.date_index, name="dates"),
    path("dates/<year:year>/", dates.year, name="dates-year"),
    path("dates/<year:year>/<two:month>/", dates.month, name="dates-month"),
    path("dates/<year:year>/<two:month>/<two:day>/", dates.day, name="dates-day"),
    path("dates/<year:year>/<two:month>/<two:day>.<format:suffix>", formats.day, name="day-format"),
    path("dates/<year:year>/<int:month>/", dates.padded),
    path("dates/<year:year>/<int:month>/<int:day>/", dates.padded),
    path("captures/<int:pk>/", captures.capture_detail, name="capture"),
    path("captures/<int:pk>/bytes", captures.capture_bytes, name="capture-bytes"),
    path("captures/<int:pk>/record.warc.gz", captures.capture_record, name="capture-record"),
    # An address stands in these whole, its query too.
    path("timegate/", memento.timegate),
    path("timegate/<path:uri>", memento.timegate, name="timegate"),
    path("timemap/link/", memento.timemap_link),
    path("timemap/link/after/<int:after>/<path:uri>", memento.timemap_link),
    path("timemap/link/<path:uri>", memento.timemap_link, name="timemap-link"),
    path("timemap/json/", memento.timemap_json),
    path("timemap/json/after/<int:after>/<path:uri>", memento.timemap_json),
    path("timemap/json/<path:uri>", memento.timemap_json, name="timemap-json"),
    path("api/", include("archive.api.urls")),
    path("language/", language.set_language, name="set-language"),
    path("opensearch.xml", opensearch.opensearch, name="opensearch"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<section>.xml", sitemap_section, name="sitemap-section"),
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
