"""Captures: their identity, and who may see them."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from archive.models import Capture
from tests.makers import make_article, make_capture

pytestmark = pytest.mark.django_db

AT = datetime(2023, 11, 20, 20, 24, tzinfo=UTC)
SHA256 = "a" * 64
PAGE = {"target_uri": "https://news.example/a", "sha256": SHA256}


def test_a_page_captured_at_two_times_is_two_captures() -> None:
    make_capture(captured_at=AT, **PAGE)
    make_capture(captured_at=AT.replace(hour=21), **PAGE)
    make_capture(captured_at=None, **PAGE)
    assert Capture.objects.same("https://news.example/a", AT, SHA256).count() == 1
    assert Capture.objects.count() == 3


@pytest.mark.parametrize("captured_at", [AT, None])
def test_the_database_refuses_one_capture_twice(captured_at: datetime | None) -> None:
    make_capture(captured_at=captured_at, **PAGE)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_capture(captured_at=captured_at, **PAGE)


@pytest.mark.parametrize("digest", ["", "a" * 63, "A" * 64, "g" * 64, "é" * 64])
def test_the_database_refuses_what_is_no_digest(digest: str) -> None:
    capture = make_capture()
    with pytest.raises(IntegrityError, match="capture_sha256_is_hex"), transaction.atomic():
        Capture.objects.filter(pk=capture.pk).update(sha256=digest)


@pytest.mark.parametrize("uri", ["urn:sha256:" + SHA256, "javascript:alert(1)", "data:text/html,x", "dns:news.example"])
def test_no_link_is_made_of_what_is_no_web_address(uri: str) -> None:
    assert make_capture(target_uri=uri).url == ""
    assert make_capture(target_uri="HTTP://news.example/").url == "HTTP://news.example/"


def test_only_captures_of_published_articles_are_public() -> None:
    shown = make_capture(make_article())
    make_capture(make_article(status="draft"))
    make_capture(make_article(status="withdrawn", withdrawn_on=date(2024, 1, 1)))
    make_capture()
    assert list(Capture.objects.public()) == [shown]


def test_a_file_without_an_address_has_none() -> None:
    assert make_capture().url == ""
    assert make_capture(**PAGE).url == "https://news.example/a"


def test_a_capture_without_a_time_is_found_again() -> None:
    capture = make_capture(captured_at=None, **PAGE)
    assert Capture.objects.same("https://news.example/a", None, SHA256).get() == capture
