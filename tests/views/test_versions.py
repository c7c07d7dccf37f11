"""An article's captures with how their words stand, and the page of what changed between two of them."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Article, Capture, CapturedText
from tests.makers import make_article, make_capture, make_source

pytestmark = pytest.mark.django_db

OLD = "La banque ouvre lundi.\n\nPersonne n'a répondu."
NEW = "La banque ouvre mardi.\n\nPersonne n'a répondu.\n\nElle s'en explique."


def capture_of(article: Article, day: int | None, text: str = "", title: str = "", **fields: object) -> Capture:
    """Return a capture of that day of November 2023, with the text kept of it, if any."""
    captured_at = datetime(2023, 11, day, 9, 30, tzinfo=UTC) if day else None
    capture = make_capture(article, captured_at=captured_at, **fields)
    if text:
        CapturedText.objects.create(capture=capture, title=title or article.title, text=text)
    return capture


@pytest.fixture
def article() -> Article:
    """Return a published article with two captures, of which the second has other words."""
    article = make_article("La banque", text=OLD, language="fr")
    article.text_capture = capture_of(article, 20, OLD)
    article.save()
    capture_of(article, 21, NEW)
    return article


def changes(client: Client, article: Article, **asked: object) -> str:
    """Return the page of what changed."""
    response = client.get(f"{article.get_absolute_url()}changes/", asked)
    assert response.status_code == 200
    return response.content.decode()


def words(page: str) -> str:
    """Return the page's diffs as text, with what a screen reader is told of them."""
    found = re.findall(r'<div class="diff">(.*?)</div>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", " ".join(found)).replace("&#x27;", "'").split())


def captures_of(client: Client, article: Article) -> str:
    """Return the list of captures on the article's page."""
    page = client.get(article.get_absolute_url()).content.decode()
    found = re.search(r'<ul class="captures">.*?</ul>(?:\s*<p>.*?</p>)?', page, re.DOTALL)
    return found.group() if found else ""


def test_the_article_lists_its_captures_with_how_their_words_stand(client, article):
    second, first = article.captures.order_by("-captured_at")
    shown = captures_of(client, article)
    assert shown.index("21 November 2023, 09:30 UTC") < shown.index("20 November 2023, 09:30 UTC")
    assert shown.index("other words") < shown.index("the text was taken from this one")
    assert f'href="/captures/{second.pk}/"' in shown
    assert f'changes/?from={first.pk}&amp;to={second.pk}">what changed</a>' in shown


def test_it_lists_those_of_which_nobody_told_the_time_last(client, article):
    capture_of(article, None, OLD)
    shown = captures_of(client, article)
    assert shown.index("20 November") < shown.index("time unknown") < shown.index("the same words")


def test_it_says_nothing_of_changes_where_all_captures_have_the_same_words(client):
    article = make_article("Une")
    article.text_capture = capture_of(article, 20)
    article.save()
    capture_of(article, 21)
    shown = captures_of(client, article)
    assert "the same words" in shown and "changes/" not in shown
    assert "All its captures have the same words." in changes(client, article)


def test_a_capture_with_the_same_bytes_has_the_same_words(client, article):
    second = article.captures.latest("captured_at")
    capture_of(article, 22, sha256=second.sha256, target_uri=second.target_uri)
    capture_of(article, 23, OLD)
    capture_of(article, 24)
    shown = captures_of(client, article).split("<li>")[1:]
    stands = ["other words" in line for line in shown]
    assert stands == [False, False, True, True, False]


def test_the_captures_stand_otherwise_once_a_curator_took_another_text(client, article):
    first, second = article.captures.order_by("captured_at")
    Article.objects.filter(pk=article.pk).update(text=NEW, text_capture=second)
    newest, oldest = captures_of(client, article).split("<li>")[1:]
    assert "the text was taken" in newest and "other words" in oldest
    assert f"?from={first.pk}&amp;to={second.pk}" in oldest


# What changed


def test_it_shows_what_changed_word_by_word(client, article):
    page = changes(client, article)
    assert words(page) == (
        "La banque ouvre [removed: lundi] [added: mardi]. Personne n'a répondu. [added: Elle s'en explique.]"
    )
    assert "<del>" in page and "<ins>" in page
    assert "1 word removed" in page and "5 words added" in page
    assert '<p lang="fr">La banque ouvre <del><span class="visually-hidden" lang="en">[removed: ' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "20 November 2023, 09:30 UTC" in page and "21 November 2023, 09:30 UTC" in page


def test_it_compares_any_two_captures_either_way(client, article):
    first, second = article.captures.order_by("captured_at")
    third = capture_of(article, 22, "Tout autre chose se trouve ici.", "Un autre titre")
    assert "[removed: mardi]" in words(changes(client, article, **{"from": second.pk, "to": first.pk}))
    page = changes(client, article, **{"from": first.pk, "to": third.pk})
    assert "Title</h2>" in page and "[added: Un autre titre]" in words(page)
    assert f'<option value="{third.pk}" selected>' in page
    assert "These two captures have the same words." in changes(client, article, **{"from": first.pk, "to": first.pk})
    assert words(changes(client, article, to=second.pk)) == words(
        changes(client, article, **{"from": first.pk, "to": second.pk})
    )


def test_it_compares_the_two_newest_with_other_words(client, article):
    capture_of(article, 22, "La banque ouvre jeudi.")
    capture_of(article, 23, "La banque ouvre jeudi.")
    page = changes(client, article)
    assert words(page) == (
        "La banque ouvre [removed: mardi.] [added: jeudi.] "
        "[removed: Personne n'a répondu.] [removed: Elle s'en explique.]"
    )


def test_a_title_alone_may_have_changed(client, article):
    capture_of(article, 22, NEW, "La banque du port")
    page = changes(client, article)
    assert words(page) == "La banque [added: du port]"
    assert "The text has the same words." in page


def test_long_unchanged_stretches_are_folded(client, article):
    many = "\n\n".join(f"Paragraphe {number}." for number in range(20))
    capture_of(article, 22, f"{many}\n\nUne fin.")
    capture_of(article, 23, f"{many}\n\nUne tout autre fin.")
    assert "<summary>19 paragraphs unchanged</summary>" in changes(client, article)


def test_an_article_with_one_capture_or_none_has_nothing_to_compare(client):
    article = make_article("Une")
    assert "it was entered by hand" in changes(client, article)
    capture_of(article, 20)
    assert "there is nothing to compare" in changes(client, article)


def test_it_escapes_markup(client, article):
    capture_of(article, 22, "<script>alert(1)</script> La banque ouvre mardi.", "<b>gras</b>")
    page = changes(client, article)
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "<b>gras" not in page


def test_an_older_slug_redirects_and_keeps_what_was_asked(client, article):
    response = client.get(f"/articles/{article.pk}-old/changes/?from=1&to=2")
    assert (response.status_code, response["Location"]) == (301, f"{article.get_absolute_url()}changes/?from=1&to=2")


@pytest.mark.parametrize("value", ["0", "x", "-1", "9" * 18, "9" * 500, "1 ", "١", "1\0"])
def test_it_answers_404_for_what_is_no_capture_of_the_article(client, article, value):
    for name in ("from", "to"):
        assert client.get(f"{article.get_absolute_url()}changes/", {name: value}).status_code == 404


def test_it_answers_404_for_a_capture_of_another_article(client, article):
    other = capture_of(make_article(), 20, "Autre.")
    assert client.get(f"{article.get_absolute_url()}changes/", {"to": other.pk}).status_code == 404


@pytest.mark.parametrize("access", ["excerpt", "reference"])
def test_readers_see_no_more_of_a_text_than_its_article_shows(client, article, access):
    Article.objects.filter(pk=article.pk).update(source=make_source(access=access))
    assert client.get(f"{article.get_absolute_url()}changes/").status_code == 404
    shown = captures_of(client, article)
    assert "other words" in shown and "changes/" not in shown


def test_a_draft_answers_404_and_a_withdrawn_article_410(client, article):
    address = f"{article.get_absolute_url()}changes/"
    Article.objects.filter(pk=article.pk).update(status="draft")
    assert client.get(address).status_code == 404
    Article.objects.filter(pk=article.pk).update(
        status="withdrawn", withdrawn_on="2024-01-02", withdrawn_reason="Asked for by its author."
    )
    response = client.get(address)
    assert response.status_code == 410
    assert "Asked for by its author." in response.content.decode()
    assert client.get("/articles/999999-x/changes/").status_code == 404


def test_it_makes_as_many_queries_for_many_captures_as_for_few(client, article):
    def count() -> list[int]:
        numbers = []
        for address in (article.get_absolute_url(), f"{article.get_absolute_url()}changes/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    count()
    before = count()
    for day in range(1, 20):
        capture_of(article, day, f"{OLD} {day}")
    capture_of(article, None)
    assert count() == before
