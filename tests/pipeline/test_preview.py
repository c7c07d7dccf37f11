"""The preview of a page, which writes nothing, and corrections that are saved with the page or not at all."""

from datetime import UTC, datetime

import pytest

from archive import pipeline
from archive.capture.html import html_page
from archive.capture.page import CapturedPage
from archive.capture.text import text_page
from archive.models import Article, Authorship, Capture, Mention, Source, SourceName, Span
from tests.makers import make_article, make_capture, make_event, make_person, make_source
from tests.pipeline.test_ingest import BODY, DUMP, HTML

pytestmark = pytest.mark.django_db

URL = "https://lematin.example/2023/banque"
NO_ARTICLE = html_page(b"<html><body><nav><a href='/'>Accueil</a></nav></body></html>")


def html(**changes: str) -> CapturedPage:
    """Return the page with words replaced (`lundi="mardi"`)."""
    text = HTML
    for old, new in changes.items():
        text = text.replace(old, new)
    return html_page(text.encode())


def dump() -> CapturedPage:
    return text_page(DUMP.encode())


def page(captured: CapturedPage, **options: object) -> pipeline.Outcome:
    ingest = pipeline.Ingest()
    try:
        return ingest.page(captured, "", **options)
    finally:
        ingest.close()


def values(preview: pipeline.Preview) -> dict[str, str]:
    return {name: field.value for name, field in preview.fields.items() if field.value}


def test_it_shows_what_ingest_would_save():
    preview = pipeline.preview_page(html(), pipeline.Told())
    assert not Article.objects.exists()
    page(html())
    article = Article.objects.get()
    saved = {name: str(getattr(article, name) or "") for name in preview.fields}
    assert values(preview) == {name: value for name, value in saved.items() if value}
    assert {name: field.origin for name, field in preview.fields.items() if field.origin} == article.origins
    assert (preview.refused, preview.source_is_new) == ("", True)


def test_it_writes_nothing(data_folder):
    make_person("Ada", "Noir")
    preview = pipeline.preview_page(html(), pipeline.Told())
    article = Article(title=preview.fields["title"].value, text=preview.fields["text"].value)
    assert pipeline.found_in(article)
    pipeline.like_it(html(), article.title, article.text, URL)
    assert not any(model.objects.exists() for model in (Article, Capture, Source, Mention, Span))
    assert not list(data_folder.iterdir())


def test_it_offers_what_lost():
    other = html(**{"<h1>La banque du port": "<h1>Le port sans sa banque, et sans elle"})
    field = pipeline.preview_page(other, pipeline.Told()).fields["title"]
    assert field.candidates[0].value == field.value
    assert field.value not in [found.value for found in field.others]
    assert all(found.origin for found in field.others)
    assert field.others


def test_it_shows_a_known_source_by_its_host_and_one_that_it_cannot_place():
    source = make_source("Matinale", hosts=("lematin.example",))
    preview = pipeline.preview_page(html(), pipeline.Told())
    assert (preview.fields["source"].value, preview.source_is_new) == (source.name, False)
    assert [found.value for found in preview.fields["source"].others] == ["Le Matin"]

    homeless = html(**{URL: ""})
    preview = pipeline.preview_page(homeless, pipeline.Told())
    assert (preview.fields["source"].value, preview.source_is_new) == ("", False)
    assert [found.value for found in preview.fields["source"].candidates] == ["Le Matin"]


def test_it_puts_what_was_told_first():
    make_source("Le Soir", names=("Le Soir",))
    preview = pipeline.preview_page(html(), pipeline.Told(source="le soir", origin="told"))
    assert (preview.fields["source"].value, preview.fields["source"].origin) == ("Le Soir", "told")


def test_it_says_why_a_page_holds_no_article():
    known = make_source("Le Soir", names=("Le Soir",))
    captured = CapturedPage(body=NO_ARTICLE.body, media_type="text/html", url=URL)
    preview = pipeline.preview_page(captured, pipeline.Told(source=known.name))
    assert preview.refused
    assert values(preview) == {"url": URL, "source": "Le Soir"}


def test_it_finds_people_and_events_with_their_places():
    ada = make_person("Ada", "Noir")
    letter = make_event("La lettre", cues={"lettre ouverte salariés": "weak"})
    make_person("Nobody", "Here")
    article = Article(title="La banque", text="\n\n".join(BODY), published="2023-11-20")
    found = pipeline.found_in(article)
    assert [(mention.target, mention.status, mention.relation) for mention in found] == [
        (ada, "automatic", "about"),
        (letter, "suggested", "mentions"),
    ]
    (span,) = found[0].spans
    assert (span.words, article.text[span.start : span.end], span.field, span.pk) == (
        "Ada Noir",
        "Ada Noir",
        "text",
        None,
    )


def test_it_finds_what_the_archive_has_like_a_page():
    page(html(lundi="mardi"))
    known = Article.objects.get()
    elsewhere = make_capture(make_article(), sha256=html().sha256, target_uri="https://ailleurs.example/")
    unlike = make_article("Autre", url=URL, text="Rien de commun.")

    found = pipeline.like_it(html(), "La banque du port perd sa directrice", "\n\n".join(BODY), URL)
    assert (found.capture, found.article, found.same_address) == (None, known, (unlike,))
    assert found.same_bytes == (elsewhere,)
    assert found.alike == ()  # but for the article itself
    apart = pipeline.like_it(html(), "Autre titre", "\n\n".join(BODY), "")
    assert (apart.article, [row.article for row in apart.alike]) == (None, [known])

    nothing = pipeline.like_it(dump(), "Autre", "Peu de mots.", "")
    assert nothing == pipeline.LikeIt(None, (), None, (), ())


def test_it_knows_the_very_page():
    taken = CapturedPage(body=HTML.encode(), media_type="text/html", captured_at=datetime(2023, 11, 20, tzinfo=UTC))
    page(taken)
    capture = Capture.objects.get()
    assert pipeline.like_it(taken, "", "", "").capture == capture
    untimed = pipeline.like_it(html(), "", "", "")
    assert (untimed.capture, untimed.same_bytes) == (None, (capture,))


def test_it_saves_corrections_in_place_of_what_the_page_says():
    ada = make_person("Ada", "Noir")
    corrected = pipeline.Corrected({"title": "Ada Noir part", "published": "", "source": "Le Soir"}, ("Zoé Blanc",))
    outcome = page(html(), corrected=corrected)
    article = Article.objects.get()
    assert (outcome.outcome, outcome.article.title, article.title) == ("created", "Ada Noir part", "Ada Noir part")
    assert (article.published, article.undated, article.source.name) == ("", True, "Le Soir")
    assert article.corrected == ["title", "published", "source", "byline"]
    assert [row.name for row in article.authorships.all()] == ["Zoé Blanc"]
    assert article.mentions.get().spans.filter(field="title").exists()
    assert article.mentions.get().person == ada


def test_it_knows_a_new_source_by_its_name_from_then_on():
    page(dump(), corrected=pipeline.Corrected({"source": "Le Soir"}))
    page(html(**{URL: ""}), corrected=pipeline.Corrected({"source": "le soir"}))
    assert SourceName.objects.get().source == Source.objects.get()
    assert set(Article.objects.values_list("source__name", flat=True)) == {"Le Soir"}


def test_it_leaves_corrections_alone_when_a_page_comes_again():
    page(html(lundi="mardi"), corrected=pipeline.Corrected({"published": ""}))
    outcome = page(html())
    assert (outcome.outcome, Article.objects.get().published) == ("updated", "")


def test_it_corrects_a_known_article_where_told():
    page(html(lundi="mardi"), corrected=pipeline.Corrected({}, ("Zoé Blanc",)))
    page(html(), corrected=pipeline.Corrected({"section": "Ville"}))
    article = Article.objects.get()
    assert (article.section, article.corrected, article.captures.count()) == ("Ville", ["byline", "section"], 2)
    assert "mardi" in article.text
    assert Authorship.objects.get().name == "Zoé Blanc"


@pytest.mark.parametrize("fields", [{}, {"title": "Un titre"}, {"text": "Un texte."}, {"title": "", "text": "x"}])
def test_it_keeps_the_capture_alone_without_words(fields):
    outcome = page(NO_ARTICLE, corrected=pipeline.Corrected(fields))
    assert (outcome.outcome, Article.objects.exists()) == ("failed", False)
    assert Capture.objects.get().article is None

    outcome = page(NO_ARTICLE, corrected=pipeline.Corrected({"title": "Un titre", "text": "Un texte."}))
    article = Article.objects.get()
    assert (outcome.outcome, article.text_capture) == ("created", Capture.objects.get())


def test_it_makes_no_article_without_a_title():
    outcome = page(html(), corrected=pipeline.Corrected({"title": ""}))
    assert (outcome.outcome, "no title" in outcome.error) == ("failed", True)
    assert not Article.objects.exists()


def test_it_saves_all_or_nothing(monkeypatch):
    def fail(*_arguments: object, **_options: object) -> None:
        raise ValueError("no room today")

    corrected = pipeline.Corrected({"source": "Le Soir", "title": "Un titre"}, ("Zoé Blanc",))
    with monkeypatch.context() as patched:
        patched.setattr("archive.pipeline.ingest.Ingest._outcome", fail)
        outcome = page(html(), corrected=corrected)
    assert (outcome.outcome, "no room today" in outcome.error) == ("failed", True)
    assert not any(model.objects.exists() for model in (Article, Source, Authorship, Mention))

    assert page(html(), corrected=corrected).outcome == "created"
    assert Source.objects.get().name == "Le Soir"
