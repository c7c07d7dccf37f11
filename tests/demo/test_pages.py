"""The pages of the demonstration come through the real pipeline, with a curator's decisions; and only once."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.test import TestCase, override_settings

from archive import pipeline
from archive.capture.store import CaptureStore
from archive.filters import ArticleFilter
from archive.management import demonstration
from archive.models import Article, Capture, Event, Mention, Person
from archive.models.fields import meets

CASES = sorted((Path(__file__).parent / "data").glob("*/expected.json"))
FIRM = {"automatic", "confirmed"}


def the_article(page: str) -> Article:
    return Article.objects.get(captures__original_name=page)


def statuses(article: Article, kind: str) -> dict[str, str]:
    mentions = article.mentions.exclude(**{kind: None}).select_related(kind)
    return {getattr(mention, kind).slug: mention.status for mention in mentions}


def found(query: str) -> list[Article]:
    """Return the articles that readers find by the query."""
    return list(ArticleFilter({"q": query}, queryset=Article.objects.published()).articles)


def rows() -> list[list]:
    return [list(model.objects.order_by("pk").values()) for model in (Article, Capture, Mention)]


class TestPages(TestCase):
    """An archive into which the demonstration was brought once."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.folder = Path(cls.enterClassContext(TemporaryDirectory()))
        demonstration.load_records()
        with override_settings(ARCHIVE_DATA=cls.folder):
            cls.published = demonstration.publish_pages()

    def test_it_has_a_case_for_every_page(self):
        pages = {path.name for path in (demonstration.FIXTURES / "pages").iterdir()}
        assert {json.loads(case.read_text(encoding="utf-8"))["page"] for case in CASES} == pages
        assert self.published.pages == len(pages) == Article.objects.published().count() == 5

    def test_it_takes_the_articles_fields(self):
        for case in CASES:
            wanted = json.loads(case.read_text(encoding="utf-8"))
            article = the_article(wanted["page"])
            with self.subTest(page=wanted["page"]):
                assert article.title.strip(" ‘’") == wanted["title"]
                assert article.byline == wanted["byline"]
                assert (article.source.name if article.source else None) == wanted["source"]
                assert article.language == wanted["language"]
                if wanted["published"]:
                    assert (article.published, article.published_note) == (wanted["published"], "")
                else:
                    assert "published" in article.corrected  # an interval that a curator inferred
                    assert article.published_note

    def test_it_takes_the_articles_text_alone(self):
        for case in CASES:
            wanted = json.loads(case.read_text(encoding="utf-8"))
            article = the_article(wanted["page"])
            with self.subTest(page=wanted["page"]):
                assert article.text.startswith(wanted["begins"])
                assert article.text.endswith(wanted["ends"])
                assert [passage for passage in wanted["present"] if passage not in article.text] == []
                assert [passage for passage in wanted["absent"] if passage in article.text] == []

    def test_it_links_everyone_who_is_named(self):
        for case in CASES:
            wanted = json.loads(case.read_text(encoding="utf-8"))
            people = statuses(the_article(wanted["page"]), "person")
            firm = {slug for slug, status in people.items() if status in FIRM}
            with self.subTest(page=wanted["page"]):
                assert firm == {*wanted["people"], *wanted["variants"]}

    def test_it_links_the_events_that_are_told(self):
        for case in CASES:
            wanted = json.loads(case.read_text(encoding="utf-8"))
            events = statuses(the_article(wanted["page"]), "event")
            firm = {slug for slug, status in events.items() if status in FIRM}
            with self.subTest(page=wanted["page"]):
                assert set(wanted["events"]) - firm == set()
                assert firm - {*wanted["events"], *wanted["possible"]} == set()

    def test_it_lets_every_status_be_seen(self):
        assert set(Mention.objects.values_list("status", flat=True)) == {
            "automatic",
            "suggested",
            "confirmed",
            "rejected",
        }

    def test_it_decides_as_the_curator(self):
        decisions = json.loads((demonstration.FIXTURES / "decisions.json").read_text(encoding="utf-8"))["pages"]
        curator = get_user_model().objects.get(username="curator")
        number = 0
        for decided in decisions:
            article = the_article(decided["page"])
            for name, decision in (("confirm", "confirmed"), ("reject", "rejected")):
                for kind, key in (("people", "person"), ("events", "event")):
                    for slug in decided.get(name, {}).get(kind, []):
                        mention = article.mentions.get(**{f"{key}__slug": slug})
                        assert (mention.status, mention.decided_by) == (decision, curator), (decided["page"], slug)
                        number += 1
        assert (self.published.mentions, self.published.dates) == (number, 4)

    def test_it_shows_the_variant_of_a_name_once_confirmed(self):
        span = Mention.objects.public().get(person__slug="emmett-shear", article__published="2023-11-21/2023-11-23")
        assert "Emmet Shear" in [shown.words for shown in span.spans.shown()]

    def test_it_finds_the_undated_page_by_its_interval(self):
        shear = Person.objects.get(slug="emmett-shear")
        days = meets("published", after=date(2023, 11, 19), before=date(2023, 11, 21))
        found = Article.objects.published().filter(days, mentions__in=shear.mentions.public())
        assert {article.captures.get().original_name for article in found} == {
            "licenciement-tres-mal-gere.html",
            "retour-sur-les-cinq-jours.txt",
        }

    def test_it_finds_every_page_by_whom_it_names(self):
        pairs = 0
        for case in CASES:
            wanted = json.loads(case.read_text(encoding="utf-8"))
            article = the_article(wanted["page"])
            for slug in {*wanted["people"], *wanted["variants"]}:
                person = Person.objects.get(slug=slug)
                for form in [slug, *person.name_forms.filter(strength="strong").values_list("text", flat=True)]:
                    with self.subTest(page=wanted["page"], person=form):
                        assert article in found(f'person:"{form}"')
                pairs += 1
        assert pairs == 20

    def test_it_finds_every_event_and_its_coverage_by_its_day(self):
        for event in Event.objects.public():
            day = f"{event.happened_earliest}"
            page = self.client.get("/articles/", {"q": f"happened:{day}"})
            covering = set(Article.objects.published().filter(mentions__in=event.mentions.public()))
            with self.subTest(event=event.slug):
                assert covering <= set(found(f"happened:{day}"))
                assert event in [happening.event for happening in page.context["above"].events]

    def test_it_covers_every_event_and_person(self):
        assert not Person.objects.filter(article_count=0).exists()
        assert not Event.objects.filter(article_count=0).exists()

    def test_it_keeps_a_capture_behind_every_article(self):
        store = CaptureStore(self.folder / "captures")
        for article in Article.objects.published():
            capture = article.captures.get()
            body = (demonstration.FIXTURES / "pages" / capture.original_name).read_bytes()
            assert article.text_capture == capture
            assert store.read(capture.warc_file, capture.warc_offset) == body

    def test_it_brings_nothing_in_a_second_time(self):
        before = rows()
        again = demonstration.publish_pages()
        assert (again.pages, again.dates, again.mentions) == (0, 0, 0)
        assert rows() == before

    def test_it_does_not_redo_what_a_curator_undid(self):
        pipeline.decide(Mention.objects.filter(status="rejected"), "", None)
        pipeline.withdraw(Article.objects.filter(captures__original_name="altman-reintegre.html"), "Une erreur")
        pipeline.delete_articles(Article.objects.filter(captures__original_name="menace-de-demission.html"))
        before = rows()
        demonstration.publish_pages()
        assert rows() == before


@pytest.mark.django_db
def test_it_finishes_what_was_broken_off():
    demonstration.load_records()
    pages = iter([True, True, False])

    def decide(*args) -> int:
        if not next(pages):
            raise KeyboardInterrupt
        return real(*args)

    real = demonstration._decide
    with patch.object(demonstration, "_decide", decide), pytest.raises(KeyboardInterrupt):
        demonstration.publish_pages()
    assert Article.objects.count() == Capture.objects.count() == 2
    assert demonstration.publish_pages().pages == 3
    assert Article.objects.published().count() == 5


@pytest.mark.django_db
def test_it_names_a_page_that_is_refused(tmp_path, monkeypatch):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "empty.html").write_text("")
    (tmp_path / "decisions.json").write_text('{"pages": []}')
    monkeypatch.setattr(demonstration, "FIXTURES", tmp_path)
    with pytest.raises(CommandError, match=r"empty\.html: "):
        demonstration.publish_pages()


@pytest.mark.django_db
def test_it_refuses_decisions_that_cannot_be_read(tmp_path, monkeypatch):
    (tmp_path / "decisions.json").write_text("{")
    monkeypatch.setattr(demonstration, "FIXTURES", tmp_path)
    with pytest.raises(CommandError, match=r"decisions\.json cannot be read"):
        demonstration.publish_pages()
