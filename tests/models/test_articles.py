"""Articles: visibility, what they show, and what the database refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from archive.models import Article, Authorship, Capture
from tests.makers import make_article, make_capture, make_person, make_source

pytestmark = pytest.mark.django_db


def test_only_published_articles_are_public() -> None:
    published = make_article()
    make_article(status="draft")
    make_article(status="withdrawn", withdrawn_on=date(2024, 1, 1))
    assert list(Article.objects.published()) == [published]


def test_a_new_article_is_a_draft() -> None:
    assert Article(title="A", text="B").status == "draft"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"title": ""}, "article_has_title"),
        ({"status": "hidden"}, "article_status_values"),
        ({"access": "none"}, "article_access_values"),
        ({"status": "withdrawn"}, "article_withdrawn_has_day"),
    ],
)
def test_the_database_refuses(fields: dict, constraint: str) -> None:
    article = make_article()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**fields)


def test_its_address_follows_its_title_and_keeps_its_number() -> None:
    article = make_article("Un départ : « l’été »")
    assert article.get_absolute_url() == f"/articles/{article.pk}-un-depart-lete/"
    article.title = "Another"
    article.save(update_fields=["title"])
    article.refresh_from_db()
    assert article.slug == "another"


def test_it_has_an_address_without_latin_letters() -> None:
    article = make_article("李飞飞")
    assert article.get_absolute_url() == f"/articles/{article.pk}--/"


def test_a_long_title_makes_a_short_address() -> None:
    assert len(make_article("mot " * 250).slug) <= 80


def test_its_own_access_goes_before_that_of_its_source() -> None:
    source = make_source(access="excerpt")
    assert make_article().shown_access() == "full"
    assert make_article(source=source).shown_access() == "excerpt"
    assert make_article(source=source, access="reference").shown_access() == "reference"


def test_its_digest_changes_with_title_and_text_alone() -> None:
    article = make_article("Title", text="Text")
    before = article.digest()
    article.byline = "Somebody"
    assert article.digest() == before
    article.text = "Other"
    assert article.digest() != before
    assert make_article("ab", text="c").digest() != make_article("a", text="bc").digest()


def test_its_source_cannot_be_deleted_under_it() -> None:
    source = make_source()
    make_article(source=source)
    with pytest.raises(ProtectedError):
        source.delete()


def test_the_capture_of_its_text_cannot_be_deleted_under_it() -> None:
    capture = make_capture()
    make_article(text_capture=capture)
    with pytest.raises(ProtectedError):
        capture.delete()


def test_a_deleted_article_leaves_its_captures() -> None:
    capture = make_capture(make_article())
    Article.objects.all().delete()
    assert Capture.objects.get(pk=capture.pk).article is None


def test_authorships_stand_in_order_and_outlive_the_person() -> None:
    article, person = make_article(), make_person("Ada", "Lovelace")
    Authorship.objects.create(article=article, position=1, name="A. Lovelace", person=person)
    Authorship.objects.create(article=article, position=0, name="C. Babbage")
    person.delete()
    assert [str(author) for author in article.authorships.all()] == ["C. Babbage", "A. Lovelace"]
    assert article.authorships.get(position=1).person is None


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"position": 0, "name": "B"}, "authorship_position_unique|authorship.article_id"),
        ({"position": 1, "name": ""}, "authorship_has_name"),
    ],
)
def test_the_database_refuses_an_authorship(fields: dict, constraint: str) -> None:
    article = make_article()
    Authorship.objects.create(article=article, position=0, name="A")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Authorship.objects.create(article=article, **fields)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)//http://", "data:text/html,x", "//news.example/a", "news.example"]
)
def test_it_refuses_an_address_that_is_none_of_the_web(url: str) -> None:
    with pytest.raises(ValidationError, match="begins with http"):
        Article(title="Title", text="Text", url=url).full_clean()


@pytest.mark.parametrize("url", ["", "https://news.example/é a?x=[1]", "HTTP://news.example"])
def test_it_takes_addresses_as_pages_write_them(url: str) -> None:
    Article(title="Title", text="Text", url=url).full_clean()
