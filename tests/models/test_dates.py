"""The days of articles and events: computed from EDTF text on every save, and kept in order by the database."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from archive.lib.edtf import EDTFError
from archive.models import Article, Event
from archive.models.fields import meets, validate_edtf, validate_zone
from tests.makers import make_article, make_event, make_source

pytestmark = pytest.mark.django_db


def test_it_computes_days_and_instant_in_the_zone_of_the_source() -> None:
    article = make_article(published="2023-11-20T00:30", source=make_source(zone="Europe/Paris"))
    article.refresh_from_db()
    assert article.published == "2023-11-20T00:30:00"
    assert article.published_earliest == article.published_latest == date(2023, 11, 20)
    assert article.published_at == datetime(2023, 11, 19, 23, 30, tzinfo=UTC)
    assert article.published_order == article.published_at
    assert not article.undated


def test_it_reads_times_of_an_event_in_its_own_zone() -> None:
    event = make_event(happened="2023-11-17T12:30", zone="America/Los_Angeles")
    assert event.happened_at == datetime(2023, 11, 17, 20, 30, tzinfo=UTC)
    assert event.happened_earliest == date(2023, 11, 17)


def test_an_interval_has_two_days_and_no_instant() -> None:
    article = make_article(published="2023-11-20/2023-11-22")
    assert (article.published_earliest, article.published_latest) == (date(2023, 11, 20), date(2023, 11, 22))
    assert article.published_at is None
    assert article.published_order == datetime(2023, 11, 20, tzinfo=UTC)


def test_an_open_end_is_unbounded_and_can_be_stored() -> None:
    article = make_article(published="../2023-11", updated="2023-11-20/..")
    article.refresh_from_db()
    assert (article.published_earliest, article.updated_latest) == (date.min, date.max)
    assert not article.undated


def test_a_page_without_a_date_has_none() -> None:
    article = make_article()
    assert article.undated
    assert (article.published, article.published_earliest, article.published_order) == ("", None, None)


def test_a_date_can_be_taken_away() -> None:
    article = make_article(published="2023-11-20")
    article.published = ""
    article.save(update_fields=["published"])
    article.refresh_from_db()
    assert (article.undated, article.published_earliest, article.published_order) == (True, None, None)


def test_the_days_go_along_with_their_text() -> None:
    article = make_article(published="2023-11-20")
    article.published = "2023-12"
    article.save(update_fields=["published"])
    article.refresh_from_db()
    assert (article.published_earliest, article.published_latest) == (date(2023, 12, 1), date(2023, 12, 31))


def test_it_refuses_what_is_no_date() -> None:
    with pytest.raises(EDTFError, match="Write 2023"):
        make_article(published="last Monday")
    with pytest.raises(ValidationError, match="EDTF"):
        validate_edtf("last Monday")
    with pytest.raises(ValidationError, match="Europe/Paris"):
        validate_zone("Paris")


@pytest.mark.parametrize(
    "days",
    [
        {"published_earliest": date(2023, 11, 21), "published_latest": date(2023, 11, 20)},
        {"published_latest": None},
        {"published_earliest": None},
        {"published": ""},
    ],
)
def test_the_database_refuses_days_that_do_not_fit(days: dict) -> None:
    article = make_article(published="2023-11-20")
    with pytest.raises(IntegrityError, match="article_published_days"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**days)


def test_the_database_refuses_days_without_a_text() -> None:
    event = make_event()
    with pytest.raises(IntegrityError, match="event_happened_days"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(
            happened_earliest=date(2023, 11, 17), happened_latest=date(2023, 11, 17)
        )


@pytest.mark.parametrize(
    ("after", "before", "found"),
    [
        (date(2023, 11, 19), date(2023, 11, 21), {"day", "interval", "month", "open"}),
        (date(2023, 11, 21), date(2023, 11, 21), {"interval", "month", "open"}),
        (date(2023, 11, 23), None, {"month", "open"}),
        (None, date(2023, 11, 1), {"month"}),
        (date(2023, 12, 1), date(2024, 1, 1), {"open"}),
        (None, None, {"day", "interval", "month", "open"}),
    ],
)
def test_it_meets_what_may_fall_on_the_days_asked_for(after: date | None, before: date | None, found: set) -> None:
    for title, published in {
        "day": "2023-11-20",
        "interval": "2023-11-20/2023-11-22",
        "month": "2023-11?",
        "open": "2023-11-19/..",
        "undated": "",
    }.items():
        make_article(title, published=published)
    assert set(Article.objects.filter(meets("published", after, before)).values_list("title", flat=True)) == found


def test_lists_put_undated_articles_last_both_ways() -> None:
    for title, published in {
        "late": "2023-11-20T20:00",
        "early": "2023-11-20T08:00",
        "none": "",
        "day": "2023-11-20",
    }.items():
        make_article(title, published=published)
    assert [article.title for article in Article.objects.newest()] == ["late", "early", "day", "none"]
    assert [article.title for article in Article.objects.oldest()] == ["day", "early", "late", "none"]


def test_events_stand_in_the_order_in_which_they_happened() -> None:
    for title, happened in {
        "day": "2023-11-20",
        "hour": "2023-11-20T08:00",
        "before": "2023-11-17",
        "none": "",
    }.items():
        make_event(title, happened=happened)
    assert [event.title for event in Event.objects.in_order()] == ["before", "hour", "day", "none"]
