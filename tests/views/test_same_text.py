"""The articles with the same text, on an article's page: linked, told by machine or by a curator, never drafts."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Article, SameText
from archive.reading.same_text import MOST_TWINS
from tests.makers import make_article, make_source

pytestmark = pytest.mark.django_db


def pair(one: Article, other: Article, likeness: float = 0.929, contained: float = 0.95, **fields) -> SameText:
    one, other = sorted((one, other), key=lambda article: article.pk)
    return SameText.objects.create(article=one, other=other, likeness=likeness, contained=contained, **fields)


def section_of(client: Client, article: Article) -> str:
    """Return the part of the article's page that tells of the same text, as words with their links; empty for none."""
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    match = re.search(r'<h2 id="same-text">.*?</ul>(?:\s*<p.*?</p>)?', response.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", match.group()) if match else ""


def test_it_links_the_other_article_with_its_source_and_date(client):
    article = make_article()
    twin = make_article(
        "La banque du port",
        source=make_source("Le Courrier"),
        published="2023-11-20",
        language="fr",
        access="reference",
    )
    pair(article, twin)
    section = section_of(client, article)
    assert f'<a href="{twin.get_absolute_url()}" lang="fr">La banque du port</a>' in section
    assert "Le Courrier" in section and "20 November 2023" in section
    assert "found by machine" in section and "92% of their runs of words are in both" in section
    assert article.get_absolute_url() in section_of(client, twin)


def test_it_says_what_a_curator_confirmed_and_puts_it_first(client):
    article, near, sure = make_article(), make_article("Likely"), make_article("Sure")
    pair(article, near, 0.99)
    pair(article, sure, 0.6, decision="confirmed")
    section = section_of(client, article)
    assert section.index("Sure") < section.index("confirmed by a curator") < section.index("Likely")
    assert section.index("Likely") < section.index("found by machine")


@pytest.mark.parametrize(
    ("likeness", "contained", "said"),
    [
        (1.0, 1.0, "all runs of words are in both"),
        (0.996, 1.0, "99% of their runs"),
        (0.45, 0.97, "one is a shorter copy: 97% of its runs of words are in the other"),
    ],
)
def test_it_tells_how_alike_they_are(client, likeness, contained, said):
    article = make_article()
    pair(article, make_article(), likeness, contained)
    assert said in section_of(client, article)


def test_it_shows_no_draft_nothing_withdrawn_and_nothing_rejected(client):
    article = make_article()
    pair(article, make_article("A draft", status="draft"))
    pair(article, make_article("Gone", status="withdrawn", withdrawn_on="2024-01-01", withdrawn_reason="Wrong."))
    pair(article, make_article("Another story"), decision="rejected")
    pair(article, make_article("A draft, confirmed", status="draft"), decision="confirmed")
    assert section_of(client, article) == ""


def test_it_says_nothing_where_there_is_nothing(client):
    assert section_of(client, make_article()) == ""


def test_a_hostile_title_is_text(client):
    article = make_article()
    pair(article, make_article("<script>alert(1)</script>" + "long" * 200))
    assert "&lt;script&gt;" in section_of(client, article) and "<script>" not in section_of(client, article)


def test_it_lists_a_bounded_number_in_a_constant_number_of_queries(client):
    article = make_article()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            section_of(client, article)
        return len(asked)

    pair(article, make_article())
    queries()
    before = queries()
    for _ in range(MOST_TWINS + 2):
        pair(article, make_article(source=make_source()))
    section = section_of(client, article)
    assert section.count("<li") == MOST_TWINS and "and 3 more articles" in section
    assert queries() == before
