"""What is offered above the articles for words that were recognised, and what stands there of people and days."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from archive.reading.above import above
from archive.reading.recognised import Recognised, recognise
from archive.search.query import parse
from tests.makers import make_event, make_person, make_source

pytestmark = pytest.mark.django_db


def offers(text: str, order: str = "newest") -> str:
    """Return the part of the page that offers what was recognised."""
    return render_to_string("archive/_offers.html", {"recognised": recognise(parse(text), order)})


def standing_above(text: str) -> str:
    """Return the part of the page that shows people and events."""
    query = parse(text)
    return render_to_string("archive/_above.html", {"above": above(recognise(query), (), query.days)})


def test_it_links_to_the_narrowed_list_and_to_pages(db) -> None:
    make_person("Ada", "Byron", article_count=7)
    page = offers("byron 20 novembre 2023 strike", "oldest")
    assert 'href="/articles/?q=strike+person%3Aada-byron+published%3A2023-11-20&amp;order=oldest"' in page
    assert 'href="/people/ada-byron/"' in page
    assert '<time datetime="2023-11-20">20 November 2023</time>' in page
    with translation.override("fr"):
        assert "20 novembre 2023" in offers("byron 20 nov 2023")


def test_it_shows_times_that_are_open_or_last(db) -> None:
    assert "November 2023 or later" in offers("since nov 2023")
    assert "2023 or earlier" in offers("until 2023")
    assert "17 to 22 November 2023" in offers("17 au 22 novembre 2023")


def test_it_escapes_names(db) -> None:
    make_person("<b>Ada</b>", "Byron", description="<i>Founder</i>", article_count=7)
    make_source("<b>Gazette</b>", slug="gazette", article_count=1)
    make_event("<b>Strike</b>", happened="2023-11-20", article_count=1)
    for page in (offers("byron gazette nov 2023"), standing_above("byron nov 2023")):
        assert "<b>" not in page and "<i>" not in page and "&lt;b&gt;" in page


def test_it_shows_who_and_what_happened(db) -> None:
    make_person("Ada", "Byron", description="Founder.", article_count=7)
    make_event("The strike", happened="2023-11-20", article_count=3)
    make_event("The crisis", happened="2023-11-17/2023-11-22", article_count=9)
    page = standing_above("byron 20 novembre 2023")
    for part in ("Founder.", "7 articles", "The strike", "its date reaches beyond this time", "/dates/2023/11/20/"):
        assert part in page
    assert page.index("The crisis") < page.index("The strike")
    assert "All that happened" not in page


def test_more_events_than_it_shows_are_a_link_away(db) -> None:
    for number in range(8):
        make_event(f"Strike {number}", happened="2023-11-20", article_count=1)
    page = standing_above("happened:2023-11")
    assert page.count("/events/strike-") == 6
    assert '<a href="/dates/2023/11/">All that happened in this time</a>' in page


def test_it_shows_nothing_where_nothing_was_recognised(db) -> None:
    assert offers("zebra").strip() == standing_above("zebra").strip() == ""
    assert render_to_string("archive/_offers.html", {"recognised": Recognised()}).strip() == ""
