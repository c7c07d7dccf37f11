"""Pages captured again with other words: they wait, and are taken or left; an article's text stays until then."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from archive import pipeline
from archive.capture.page import CapturedPage
from archive.lib.diff import words_digest
from archive.models import Article, Capture, CapturedText, Mention, Person, Span
from archive.search.backends.entry import Asked
from archive.search.finding import matching
from archive.search.query import parse
from tests.makers import make_article, make_capture, make_event, make_person
from tests.pipeline.test_ingest import BODY, HTML

pytestmark = pytest.mark.django_db

TITLE = "La banque du port perd sa directrice"
CORRECTED = HTML.replace("lundi", "mardi").replace("deux cents", "trois cents")
AGAIN = HTML.replace("lundi", "jeudi")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


@pytest.fixture
def curator() -> User:
    return User.objects.create(username="curator")


def ingest(folder: Path, *contents: str, **options: object) -> list[pipeline.Outcome]:
    """Bring in each content as a file of its own, one after the other."""
    outcomes = []
    for content in contents:
        path = folder / f"page{len(list(folder.iterdir()))}.html"
        path.write_text(content)
        outcomes += pipeline.ingest_paths([str(path)], pipeline.Ingest(**options))
    return outcomes


def waiting() -> list[str]:
    """Return the texts that wait, in the order of their captures."""
    return list(CapturedText.objects.filter(waits=True).values_list("text", flat=True))


def found(words: str) -> list[Article]:
    return list(matching(Article.objects.all(), Asked(parse(words).terms, public=False)))


def test_other_words_wait_and_the_article_keeps_its_own(pages):
    assert [outcome.outcome for outcome in ingest(pages, HTML, CORRECTED)] == ["created", "updated"]
    article = Article.objects.get()
    first, second = article.captures.order_by("pk")
    assert (article.text, article.text_capture) == ("\n\n".join(BODY), first)
    assert waiting() == ["\n\n".join(BODY).replace("lundi", "mardi").replace("deux cents", "trois cents")]
    kept = {text.capture: (text.text, text.waits, text.decision) for text in CapturedText.objects.all()}
    assert kept == {first: (article.text, False, ""), second: (waiting()[0], True, "")}


def test_the_first_capture_keeps_no_text_beside_the_articles(pages):
    ingest(pages, HTML)
    assert not CapturedText.objects.exists()


@pytest.mark.parametrize(
    "same",
    [
        HTML.replace("<nav>", "<nav><a href='/x'>Autres nouvelles</a>"),
        HTML.replace("d'explication", "d’explication"),
        HTML.replace(" lundi", "  \n lundi").replace("réuni toute", "réuni&nbsp;toute"),
    ],
    ids=["other furniture", "another apostrophe", "other spaces"],
)
def test_the_same_words_are_no_version(pages, same):
    ingest(pages, HTML, same)
    assert Capture.objects.count() == 2
    assert not CapturedText.objects.exists()


def test_another_title_is_a_version(pages):
    ingest(pages, HTML, HTML.replace(TITLE, "La banque du port a perdu sa directrice"))
    assert [text.title for text in CapturedText.objects.filter(waits=True)] == [
        "La banque du port a perdu sa directrice"
    ]
    assert Article.objects.get().title == TITLE


def test_words_that_were_captured_before_do_not_wait_again(pages, curator):
    ingest(pages, HTML, CORRECTED)
    pipeline.leave_version(CapturedText.objects.get(waits=True), curator)
    ingest(pages, CORRECTED.replace("<nav>", "<nav> "), HTML.replace("<nav>", "<nav>  "))
    assert not waiting()
    texts = [text.text for text in CapturedText.objects.order_by("capture")]
    assert texts[0] == texts[3] != texts[1] == texts[2]


def test_a_third_text_waits_beside_the_second(pages):
    ingest(pages, HTML, CORRECTED, AGAIN)
    assert len(waiting()) == 2


def test_what_a_curator_corrected_is_no_version(pages):
    ingest(pages, HTML)
    article = Article.objects.get()
    article.text = article.text.replace("lundi", "lundi soir")
    pipeline.save_article(article, ["text"])
    ingest(pages, HTML.replace("<nav>", "<nav> "))
    assert not CapturedText.objects.exists()


def test_the_first_text_is_what_its_page_said_and_not_a_curators(pages):
    ingest(pages, HTML)
    article = Article.objects.get()
    article.text = "Un texte corrigé."
    pipeline.save_article(article, ["text"])
    ingest(pages, CORRECTED)
    texts = [text.text for text in CapturedText.objects.order_by("capture")]
    assert texts[0] == "\n\n".join(BODY)
    assert Article.objects.get().text == "Un texte corrigé."


def test_the_articles_words_stand_for_a_capture_that_is_lost(pages, data_folder):
    ingest(pages, HTML)
    for path in (data_folder / "captures").iterdir():
        path.unlink()
    ingest(pages, CORRECTED)
    assert CapturedText.objects.order_by("capture")[0].text == "\n\n".join(BODY)
    assert len(waiting()) == 1


def test_a_page_captured_of_an_article_entered_by_hand_waits(pages):
    url = "https://lematin.example/2023/banque"
    article = make_article(TITLE, text="Écrit à la main.", url=url)
    ingest(pages, HTML)
    article.refresh_from_db()
    assert (article.text, article.captures.count(), waiting()) == ("Écrit à la main.", 1, ["\n\n".join(BODY)])


def test_an_empty_field_is_filled_from_a_later_capture_and_others_stay(pages):
    ingest(pages, HTML, CORRECTED.replace("</h1>", '</h1><p class="byline">Par Léa Martin</p>'))
    article = Article.objects.get()
    assert article.authorships.get().name == "Léa Martin"
    assert "lundi" in article.text


def test_a_title_that_was_told_is_no_version(pages):
    told = pipeline.Told(title="Titre de la liste", origin="list of addresses")
    ingest(pages, HTML)
    for content in (HTML.replace("<nav>", "<nav> "), CORRECTED):
        pipeline.Ingest().page(CapturedPage(content.encode(), "text/html"), "list", told)
    assert [text.title for text in CapturedText.objects.all()] == [TITLE, TITLE]
    assert len(waiting()) == 1


def test_a_page_that_a_curator_corrects_as_it_comes_waits_not(pages):
    ingest(pages, HTML)
    corrected = pipeline.Corrected(fields={"text": "\n\n".join(BODY).replace("lundi", "mercredi")})
    pipeline.Ingest().page(CapturedPage(CORRECTED.encode(), "text/html"), "form", None, corrected)
    article = Article.objects.get()
    second = article.captures.latest("pk")
    assert "mercredi" in article.text and article.text_capture == second
    kept = {text.capture_id == second.pk: text.text for text in CapturedText.objects.all()}
    assert "lundi" in kept[False] and "mardi" in kept[True]
    assert not waiting()


def test_a_dry_run_keeps_nothing(pages):
    ingest(pages, HTML)
    ingest(pages, CORRECTED, dry_run=True)
    assert not CapturedText.objects.exists()


# Taking a version


def test_taking_a_version_takes_text_and_title(pages, curator):
    ingest(pages, HTML, CORRECTED.replace(TITLE, "La directrice s'en va"))
    version = CapturedText.objects.get(waits=True)
    assert pipeline.take_version(version, curator)
    article = Article.objects.get()
    assert (article.title, article.text) == ("La directrice s'en va", version.text)
    assert (article.text_capture, article.slug) == (version.capture, "la-directrice-sen-va")
    version.refresh_from_db()
    assert (version.waits, version.decision, version.decided_by) == (False, "confirmed", curator)
    assert version.decided_at is not None
    assert not pipeline.take_version(version, curator)


def test_the_index_and_the_mentions_follow_the_words_taken(pages, curator):
    ada, eve = make_person("Ada", "Noir"), make_person("Eve", "Blanc")
    make_event("La lettre", cues={"lettre ouverte salariés": "strong"})
    ingest(pages, HTML, HTML.replace("Ada Noir", "Eve Blanc").replace("lettre ouverte", "pétition"), publish=True)
    ada.refresh_from_db()
    assert ada.article_count == 1
    assert pipeline.take_version(CapturedText.objects.get(waits=True), curator)
    assert [mention.target for mention in Mention.objects.all()] == [eve]
    counts = dict(Person.objects.values_list("family_name", "article_count"))
    assert counts == {"Noir": 0, "Blanc": 1}
    assert (found("pétition"), found("lettre")) == ([Article.objects.get()], [])


def test_a_confirmed_span_moves_with_its_words(pages, curator):
    make_person("Ada", "Noir")
    longer = HTML.replace("La banque du port a perdu", "Selon nos informations, la banque du port a perdu")
    ingest(pages, HTML, longer)
    pipeline.decide(Mention.objects.all(), "confirmed", curator)
    pipeline.take_version(CapturedText.objects.get(waits=True), curator)
    span = Span.objects.get()
    text = Article.objects.get().text
    assert (span.anchored, text[span.start : span.end], span.decision) == (True, "Ada Noir", "confirmed")
    assert Mention.objects.get().status == "confirmed"


def test_a_confirmed_span_whose_words_are_gone_waits_for_review(pages, curator):
    make_person("Ada", "Noir")
    ingest(pages, HTML, HTML.replace("Ada Noir a quitté", "Elle a quitté"))
    pipeline.decide(Mention.objects.all(), "confirmed", curator)
    pipeline.take_version(CapturedText.objects.get(waits=True), curator)
    span = Span.objects.select_related("mention").get()
    assert (span.anchored, span.decision, span.mention.status) == (False, "confirmed", "suggested")


def test_a_corrected_title_stays_and_a_corrected_text_goes(pages, curator):
    ingest(pages, HTML)
    article = Article.objects.get()
    article.title, article.text, article.byline = "Titre corrigé", f"{article.text}\n\nUn ajout.", "L. M."
    pipeline.save_article(article, ["title", "text", "byline"])
    ingest(pages, CORRECTED.replace("</h1>", '</h1><p class="byline">Par Léa Martin</p>'))
    pipeline.take_version(CapturedText.objects.get(waits=True), curator)
    article = Article.objects.get()
    assert (article.title, article.byline) == ("Titre corrigé", "L. M.")
    assert "mardi" in article.text and "Un ajout." not in article.text
    assert sorted(article.corrected) == ["byline", "title"]


def test_what_else_the_capture_tells_is_taken_along(pages, curator):
    updated = '<meta property="article:modified_time" content="2023-11-21T08:00:00+01:00"></head>'
    ingest(pages, HTML.replace("</head>", updated), CORRECTED.replace("</head>", updated.replace("-21T", "-22T")))
    pipeline.take_version(CapturedText.objects.get(waits=True), curator)
    assert Article.objects.get().updated == "2023-11-22T08:00:00+01:00"
    (again,) = pipeline.extract_again(Article.objects.all())
    assert again.outcome == "unchanged"


def test_taking_the_newest_leaves_those_before_it(pages, curator):
    ingest(pages, HTML, CORRECTED, AGAIN)
    second, third = CapturedText.objects.filter(waits=True).order_by("capture")
    pipeline.take_version(third, curator)
    second.refresh_from_db()
    assert (second.waits, second.decision) == (False, "rejected")
    assert not waiting()


def test_taking_an_earlier_one_lets_a_later_one_wait(pages, curator):
    ingest(pages, HTML, CORRECTED, AGAIN)
    second, third = CapturedText.objects.filter(waits=True).order_by("capture")
    pipeline.take_version(second, curator)
    assert waiting() == [third.text]


def test_the_first_text_can_be_taken_back(pages, curator):
    ingest(pages, HTML, CORRECTED)
    first, second = CapturedText.objects.order_by("capture")
    pipeline.take_version(second, curator)
    assert pipeline.take_version(first, curator)
    assert (Article.objects.get().text, Article.objects.get().text_capture) == (first.text, first.capture)


def test_a_text_is_taken_where_the_capture_is_lost(pages, curator, data_folder):
    ingest(pages, HTML, CORRECTED)
    for path in (data_folder / "captures").iterdir():
        path.unlink()
    assert pipeline.take_version(CapturedText.objects.get(waits=True), curator)
    article = Article.objects.get()
    assert "mardi" in article.text
    assert article.origins["text"] == "the page as captured again"
    assert article.published.startswith("2023-11-20")


def test_leaving_a_version_keeps_the_articles_text(pages, curator):
    ingest(pages, HTML, CORRECTED)
    version = CapturedText.objects.get(waits=True)
    assert pipeline.leave_version(version, curator)
    version.refresh_from_db()
    assert (version.waits, version.decision, version.decided_by) == (False, "rejected", curator)
    assert Article.objects.get().text == "\n\n".join(BODY)
    assert not pipeline.leave_version(version, curator)


def test_a_version_of_no_article_is_not_taken(curator):
    version = CapturedText.objects.create(capture=make_capture(), title="T", text="x", waits=True)
    assert not pipeline.take_version(version, curator)


def test_a_version_that_was_read_again_meanwhile_is_not_taken(pages, curator):
    ingest(pages, HTML, CORRECTED)
    version = CapturedText.objects.get(waits=True)
    CapturedText.objects.filter(pk=version.pk).update(text="Relu.")
    assert not pipeline.take_version(version, curator)
    assert Article.objects.get().text == "\n\n".join(BODY)


def test_an_article_that_is_deleted_takes_the_kept_texts_along(pages, curator):
    ingest(pages, HTML, CORRECTED)
    pipeline.delete_articles(Article.objects.all())
    assert not CapturedText.objects.exists()
    assert Capture.objects.count() == 2
    (outcome, _second) = ingest(pages, CORRECTED, HTML)
    assert outcome.outcome == "created"
    assert waiting() == ["\n\n".join(BODY)]


def test_every_text_of_one_wording_is_kept_alike(pages):
    ingest(pages, HTML, CORRECTED, CORRECTED.replace("d'explication", "d’explication"))
    texts = [text.text for text in CapturedText.objects.order_by("capture")]
    assert texts[1] == texts[2]
    assert words_digest(texts[1]) != words_digest(texts[0])
