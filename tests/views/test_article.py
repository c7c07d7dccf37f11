"""The page of an article."""

import re

import pytest
from django.test import Client

from archive.models import Article, Authorship, Mention, Span
from tests.makers import make_article, make_event, make_mention, make_person, make_source, make_span
from tests.views.small_archive import SmallArchive, count_articles


def page_of(client: Client, article: Article) -> str:
    """Return the article's page."""
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def text_of(page: str) -> str:
    """Return the part of the page that is the article's text."""
    match = re.search(r'<div class="text".*?</div>', page, re.DOTALL)
    assert match is not None
    return match.group()


def test_it_works(client: Client, small: SmallArchive) -> None:
    page = page_of(client, small.article)
    assert "<title>Ada Byron dismissed · Dossier</title>" in page
    assert "The Harbour Gazette" in page and "Jane Roe" in page
    assert '<time datetime="2023-11-20">20 November 2023</time>' in page
    assert small.capture.sha256 in page and "23 November 2023, 09:30 UTC" in page
    assert 'lang="en"' in text_of(page)


def test_it_marks_and_links_the_words(client: Client, small: SmallArchive) -> None:
    text = text_of(page_of(client, small.article))
    span = Span.objects.get(mention__person=small.ada, field="text")
    assert (
        f'class="name standing-confirmed" href="/people/ada-byron/" id="m{span.pk}"><span class="words">Ada Byron<'
        in text
    )
    assert 'class="name standing-machine" href="/people/grace-hopper/"' in text
    assert 'href="/events/the-dismissal/"' in text


def test_it_tells_machine_and_curator_apart_in_words(client: Client, small: SmallArchive) -> None:
    page = page_of(client, small.article)
    text = text_of(page)
    assert "(confirmed)" in text and "(machine)" in text
    assert "confirmed by a curator" in page and "found by machine" in page


def test_it_lists_the_sentence_each_link_rests_on(client: Client, small: SmallArchive) -> None:
    page = page_of(client, small.article)
    span = Span.objects.get(mention__person=small.grace)
    assert f'<a href="#m{span.pk}" lang="en"><b>Grace Hopper</b> leads the company for now.</a>' in page


def test_a_sentence_says_how_it_stands_only_where_its_person_stands_otherwise(
    client: Client, small: SmallArchive
) -> None:
    article = make_article("Two", text="Ada Byron came. Ada Byron left.")
    mention = make_mention(article, small.ada, status="confirmed")
    make_span(mention, "Ada Byron", decision="confirmed")
    said = page_of(client, article).count("</span> found by machine</span>")
    start = article.text.rindex("Ada Byron")
    Span.objects.create(mention=mention, field="text", start=start, end=start + 9, words="Ada Byron")
    page = page_of(client, article)
    assert said == 0 and page.count("</span> confirmed by a curator</span>") == 1
    assert page.count("</span> found by machine</span>") == 1


def test_every_sentence_leads_to_its_place(client: Client, small: SmallArchive) -> None:
    page = page_of(client, small.article)
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    assert len(re.findall(r' id="([^"]+)"', page)) == len(ids)


def test_it_links_authors_that_have_a_page(client: Client, small: SmallArchive) -> None:
    Authorship.objects.create(article=small.article, position=1, name="G. Hopper", person=small.grace)
    stranger = make_person("No", "Page")
    Authorship.objects.create(article=small.article, position=2, name="N. Page", person=stranger)
    page = page_of(client, small.article)
    assert '<a href="/people/grace-hopper/">G. Hopper</a>' in page
    assert "N. Page" in page and "/people/no-page/" not in page


def test_it_shows_neither_suggestions_nor_what_was_rejected(client: Client, small: SmallArchive) -> None:
    Mention.objects.filter(person=small.grace).update(status="suggested")
    Span.objects.filter(mention__event=small.dismissal).update(decision="rejected")
    page = page_of(client, small.article)
    assert "/people/grace-hopper/" not in page
    assert "/events/the-dismissal/" not in text_of(page)


def test_it_links_no_hidden_person(client: Client, small: SmallArchive) -> None:
    type(small.grace).objects.filter(pk=small.grace.pk).update(hidden=True)
    page = page_of(client, small.article)
    assert "/people/grace-hopper/" not in page and "Grace Hopper leads" in page


def test_it_marks_no_words_that_are_not_there(client: Client, small: SmallArchive) -> None:
    Article.objects.filter(pk=small.article.pk).update(text="Other words entirely, long enough for every span.")
    assert "<a " not in text_of(page_of(client, small.article))


def test_an_events_sentence_runs_across_people(client: Client, small: SmallArchive) -> None:
    text = text_of(page_of(client, small.article))
    mark = re.search(r'<mark class="tells tells-machine" id="m\d+">(.*?)</mark>(.*?)Nobody', text)
    assert mark is not None
    assert mark[1].startswith("The board dismissed <a ") and mark[1].endswith("</a> on Friday.")
    assert "/events/the-dismissal/" in mark[2]
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", text)


def test_it_escapes_markup(client: Client, db) -> None:
    person = make_person("<b>Eve", "X</b>")
    event = make_event('"><script>alert(2)</script>')
    article = make_article("<script>alert(1)</script>", text="<img src=x onerror=alert(3)> <b>Eve X</b> & co.")
    make_span(make_mention(article, person), "<b>Eve X</b>")
    make_span(make_mention(article, event), "& co.")
    count_articles(article)
    page = page_of(client, article)
    for hostile in ("<script>alert", "<img src=x", "<b>Eve"):
        assert hostile not in page
    assert "&lt;script&gt;alert(1)" in page


def test_it_says_that_there_is_no_date(client: Client, db) -> None:
    page = page_of(client, make_article("Undated"))
    assert "no date" in page and "none was guessed" in page


def test_it_says_how_an_interval_was_inferred(client: Client, db) -> None:
    article = make_article(
        "Undated", published="2023-11-20/2023-11-22", published_note="It knows of the letter.", corrected=["published"]
    )
    page = page_of(client, article)
    assert "between 20 and 22 November 2023" in page
    assert "uncertain: on some day of this time" in page
    assert "entered by a curator" in page and "It knows of the letter." in page


def test_it_says_where_a_date_was_found(client: Client, db) -> None:
    article = make_article(
        "Dated", published="2023-11-20T20:24:00", updated="2023-11-21", origins={"published": "JSON-LD datePublished"}
    )
    page = page_of(client, article)
    assert "20 November 2023, 20:24" in page and "as the page says: JSON-LD datePublished" in page
    assert "21 November 2023" in page


def test_it_shows_an_excerpt(client: Client, db) -> None:
    text = "First sentence. " + "And so on with many words. " * 100 + "Ada Byron at the end."
    article = make_article("Excerpt", text=text, source=make_source(access="excerpt"), url="https://gazette.example/1")
    make_span(make_mention(article, make_person("Ada", "Byron")), "Ada Byron")
    count_articles(article)
    page = page_of(client, article)
    assert "First sentence." in text_of(page) and "Ada Byron" not in text_of(page)
    assert "This is an excerpt" in page and "https://gazette.example/1" in page
    anchor = f"m{Span.objects.get().pk}"
    assert f'id="{anchor}"' in page and f'href="#{anchor}"' in page


def test_it_shows_nothing_of_a_text_held_by_reference(client: Client, small: SmallArchive) -> None:
    Article.objects.filter(pk=small.article.pk).update(access="reference", lead="Secretlead")
    for address in (
        small.article.get_absolute_url(),
        small.ada.get_absolute_url(),
        small.crisis.get_absolute_url(),
        "/articles/?q=board",
        "/articles/?person=grace-hopper",
    ):
        page = client.get(address).content.decode()
        for words in ("Nobody said why", "leads the company", "on Friday", "Secretlead"):
            assert words not in page, address
    assert "by reference alone" in page_of(client, small.article)


@pytest.mark.parametrize("length", [200, 1000])
def test_it_takes_long_titles_and_words(client: Client, db, length: int) -> None:
    page_of(client, make_article("w" * length, text="x" * 5000, byline="z" * 500))


def test_it_redirects_to_the_address_it_has_now(client: Client, small: SmallArchive) -> None:
    address = small.article.get_absolute_url()
    for other in (f"/articles/{small.article.pk}-other/", f"/articles/{small.article.pk}/"):
        response = client.get(other)
        assert (response.status_code, response["Location"]) == (301, address)


def test_it_takes_a_title_without_letters(client: Client, db) -> None:
    article = make_article("« … »")
    assert article.get_absolute_url().endswith("--/")
    page_of(client, article)


def test_it_answers_410_with_the_reason(client: Client, db) -> None:
    article = make_article(
        "Secret title",
        text="Secret text",
        status="withdrawn",
        withdrawn_on="2024-01-05",
        withdrawn_reason="At the publisher’s <request>.",
    )
    for address in (article.get_absolute_url(), f"/articles/{article.pk}-x/"):
        response = client.get(address)
        page = response.content.decode()
        assert response.status_code == 410
        assert "At the publisher’s &lt;request&gt;." in page and "5 January 2024" in page
        assert "Secret" not in page


@pytest.mark.parametrize("address", ["/articles/1-x/", f"/articles/{10**30}-x/", "/articles/0/"])
def test_it_answers_404(client: Client, db, address: str) -> None:
    assert client.get(address).status_code == 404
