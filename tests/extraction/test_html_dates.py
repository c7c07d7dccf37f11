"""Dates of HTML pages: each witness alone, and what happens where they disagree."""

from datetime import UTC, datetime

import pytest

from archive.capture.page import CapturedPage
from archive.extraction import html
from archive.extraction.article import ExtractedArticle
from archive.extraction.sources import KnownSources
from archive.extraction.witnesses import read as read_value
from archive.extraction.witnesses import written

SENTENCE = "Le conseil municipal a voté hier soir un nouveau budget pour les écoles, après trois heures de débat. "
TEXT = f"<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>"
TITLE = "<h1>Le budget des écoles est voté</h1>"


def read(
    head: str = "", above: str = "", below: str = "", end: str = "", lang: str = "fr", **known
) -> ExtractedArticle:
    markup = f"<html lang='{lang}'><head>{head}</head><body>{above}{TITLE}{below}{TEXT}{end}</body></html>"
    return html.extract(CapturedPage(body=markup.encode(), media_type="text/html", **known), KnownSources())


def ld(properties: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {properties}}}</script>'


@pytest.mark.parametrize(
    ("page", "value", "origin"),
    [
        (
            {"head": ld('"datePublished": "2023-11-20T20:24:00+01:00"')},
            "2023-11-20T20:24:00+01:00",
            "JSON-LD datePublished",
        ),
        ({"head": ld('"datePublished": "2023-11-20"')}, "2023-11-20", "JSON-LD datePublished"),
        (
            {"head": '<meta property="article:published_time" content="2023-11-20T00:00:00Z">'},
            "2023-11-20",
            "meta article:published_time",
        ),
        ({"head": '<meta name="date" content="20231120">'}, "2023-11-20", "meta date"),
        ({"below": '<time datetime="2023-11-20T08:05+0100">hier</time>'}, "2023-11-20T08:05:00+01:00", "time element"),
        ({"below": "<p>Publié le lundi 20 novembre 2023 à 8h05</p>"}, "2023-11-20T08:05:00", "visible date line"),
        ({"above": "<p>20/11/2023</p>"}, "2023-11-20", "visible date line"),
        ({"below": "<p>20. November 2023</p>", "lang": "de"}, "2023-11-20", "visible date line"),
        ({"below": "<p>20 de noviembre de 2023</p>", "lang": "es"}, "2023-11-20", "visible date line"),
        ({"url": "https://site.example/2023/11/20/budget-des-ecoles"}, "2023-11-20", "address"),
        ({"end": "<p>Erschienen am: 20.11.2023</p>", "lang": "de"}, "2023-11-20", "labelled date line"),
    ],
)
def test_it_takes_a_date_with_evidence(page, value, origin):
    published = read(**page).published
    assert (published.value, published.origin) == (value, origin)


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"end": "<footer>© 20 novembre 2023</footer>"},
        {"end": "<p>Copyright 20.11.2023</p>"},
        {"end": '<div class="comments"><p>Posté le 20 novembre 2023</p></div>'},
        {"end": '<aside><a href="/x">Autre article</a> <time datetime="2023-11-20">hier</time></aside>'},
        {"end": '<div class="related"><span class="date">20 novembre 2023</span></div>'},
        {"end": "<p>Le 20 novembre 2023, la mairie avait pourtant promis le contraire aux parents d'élèves.</p>"},
        {"head": '<meta property="article:published_time" content="0000-00-00">'},
        {"head": '<meta name="date" content="32/13/2023">'},
        {"head": '<meta property="article:published_time" content="1970-01-01T00:00:00Z">'},
        {"url": "https://site.example/20231345/budget"},
    ],
)
def test_it_takes_no_date_without_evidence(page):
    assert read(**page).published is None


def test_it_prefers_the_day_shown_to_the_same_moment_in_utc():
    page = read(head=ld('"datePublished": "2024-03-05T01:30:00Z"'), below="<p>March 4, 2024</p>", lang="en")
    assert page.published.value == "2024-03-04"


def test_it_keeps_the_first_day_where_the_update_is_shown():
    page = read(
        head='<meta property="article:published_time" content="2021-05-03T06:00:00Z">'
        '<meta property="article:modified_time" content="2022-09-14T11:00:00Z">'
        '<meta name="pubdate" content="2022-09-14">',
        below="<p>14.09.2022</p>",
    )
    assert page.published.value == "2021-05-03T06:00:00Z"
    assert page.updated.value == "2022-09-14T11:00:00Z"


def test_it_takes_an_update_from_its_label():
    page = read(below="<p>Publié le 3 mai 2021 à 8h00, mis à jour le 4 mai 2021 à 9h30</p>")
    assert page.published.value == "2021-05-03T08:00:00"
    assert page.updated.value == "2021-05-04T09:30:00"


def test_it_drops_an_update_before_publication():
    page = read(head=ld('"datePublished": "2023-11-20", "dateModified": "2019-01-01"'))
    assert page.updated is None


def test_it_drops_an_update_earlier_on_the_same_day():
    page = read(head=ld('"datePublished": "2023-11-20T20:00:00Z", "dateModified": "2023-11-20T15:00:00Z"'))
    assert page.updated is None


def test_it_reads_the_article_that_the_page_is_about():
    other = '{"@type": "NewsArticle", "headline": "Le stade ferme", "datePublished": "2020-01-01"}'
    own = '{"@type": "NewsArticle", "headline": "Le budget des écoles est voté", "datePublished": "2023-11-20"}'
    head = f'<script type="application/ld+json">[{other}, {own}]</script>'
    assert read(head=head).published.value == "2023-11-20"


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("<p>04/03/2024</p>", "fr", "2024-03-04"),
        ("<p>04/03/2024</p>", "en-US", "2024-04-03"),
        ("<p>04.03.2024</p>", "en-US", "2024-03-04"),
    ],
)
def test_it_reads_numbers_in_the_order_of_the_page(text, lang, value):
    assert read(below=text, lang=lang).published.value == value


@pytest.mark.parametrize("value", ["", "soon", "2023-13-01", "2023-11-31", "T10:00", "9" * 100])
def test_it_reads_nothing_from_a_broken_value(value):
    assert read_value(value, "meta date", 1.0, "meta") == []


def test_it_reads_months_of_the_neighbours():
    assert [day.edtf() for day in written("3. März 2021, 4 mayo 2021 und 5 dicembre 2021")] == [
        "2021-03-03",
        "2021-05-04",
        "2021-12-05",
    ]


@pytest.mark.parametrize("captured_at", [None, datetime(9999, 12, 31, tzinfo=UTC)])
def test_it_survives_the_last_day_of_the_calendar(captured_at):
    head = ld('"datePublished": "9999-12-31", "dateModified": "9999-12-31"')
    assert read(head=head, captured_at=captured_at).published.value == "9999-12-31"


@pytest.mark.parametrize(
    "value", ["9999-12-31T23:59:59-14:00", "9999-12-31T25:00", "9999-12-31T12:61", "9999-12-31T12:00:00+99:99"]
)
def test_it_leaves_out_a_time_that_no_clock_shows(value):
    assert read(head=ld(f'"datePublished": "{value}"')).published.value == "9999-12-31"
