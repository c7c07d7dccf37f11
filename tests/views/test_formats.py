"""Results in other formats: by their addresses and by what is accepted; whole, in order, and nothing that is hidden."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import bibtexparser
import feedparser
import pytest
import rispy
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from archive.exports.formats import FORMATS
from archive.filters import ArticleFilter
from archive.models import Article, Person
from archive.search.index import index_articles
from archive.views import formats
from tests.makers import make_article, make_event, make_mention, make_person, make_span
from tests.views.small_archive import TEXT, SmallArchive, add_article, count_articles

STEMS = ("/articles", "/people/ada-byron", "/events/the-crisis", "/sources/the-harbour-gazette", "/dates/2023/11/20")


def content(response: Any) -> bytes:
    """Return the whole body, streamed or not."""
    assert response.status_code == 200, response.content
    return response.getvalue()


def titles(suffix: str, body: bytes) -> list[str]:
    """Return the titles of the articles in a body, read by another's reader where there is one."""
    text = body.decode("utf-8-sig")
    readers: dict[str, Callable[[], list[str]]] = {
        "json": lambda: [one["headline"] for one in json.loads(text)["articles"]],
        "csv": lambda: [row["title"] for row in csv.DictReader(io.StringIO(text, newline=""))],
        "atom": lambda: [entry.title for entry in feedparser.parse(body).entries],
        "ris": lambda: [reference["title"] for reference in rispy.loads(text)],
        "bib": lambda: [entry["title"].strip("{}") for entry in bibtexparser.loads(text).entries],
        "csl.json": lambda: [item["title"] for item in json.loads(text)],
    }
    return readers[suffix]()


def add_titled(number: int) -> list[str]:
    """Add so many articles, a day after the other; return their titles, the newest first."""
    names = [f"Part {count}" for count in range(number)]
    some = [make_article(name, published=f"2024-01-{count + 1:02}") for count, name in enumerate(names)]
    index_articles([article.pk for article in some])
    return names[::-1]


@pytest.mark.parametrize("stem", STEMS)
def test_it_gives_every_page_in_every_format(client: Client, small: SmallArchive, stem: str) -> None:
    for suffix in FORMATS:
        response = client.get(f"{stem}.{suffix}")
        assert titles(suffix, content(response)) == ["Ada Byron dismissed"]
        assert response["Content-Type"] == FORMATS[suffix].content_type
        assert response["X-Content-Type-Options"] == "nosniff" and not response.cookies
        named = f'attachment; filename="{stem.split("/", 2)[-1].replace("/", "-")}.{suffix}"'
        assert response.get("Content-Disposition") == (named if suffix in {"csv", "ris", "bib", "csl.json"} else None)


def test_it_answers_in_an_empty_archive(client: Client, db) -> None:
    for suffix in FORMATS:
        assert titles(suffix, content(client.get(f"/articles.{suffix}"))) == []
        assert titles(suffix, content(client.get(f"/dates/2023/11/20.{suffix}"))) == []


def test_it_asks_as_the_list_does(client: Client, small: SmallArchive) -> None:
    expected = [*add_titled(3), "Ada Byron dismissed"]
    for suffix in FORMATS:
        for asked, found in (
            ({}, expected),
            ({"order": "oldest"}, expected[::-1]),
            ({"q": "part -ada", "order": "relevance"}, expected[:3]),
            ({"person": "ada-byron"}, expected[3:]),
            ({"q": "person:ada-byron event:the-crisis company"}, expected[3:]),
            ({"published_after": "2024-01-02", "page": "7"}, expected[:2]),
            ({"q": "zebra"}, []),
        ):
            assert titles(suffix, content(client.get(f"/articles.{suffix}", asked))) == found, asked


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("application/atom+xml", "atom"),
        ("application/x-research-info-systems", "ris"),
        ("application/x-bibtex", "bib"),
        ("application/vnd.citationstyles.csl+json", "csl.json"),
        ("application/json, text/html;q=0.9", "json"),
        ("text/html;q=0.3, text/csv;q=0.5, application/json;q=0.4", "csv"),
        ("*/*;q=0.1, application/x-bibtex", "bib"),
        ("text/html, application/json", None),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", None),
        ("application/json;q=0.5, */*", None),
        ("application/json;q=0, text/csv;q=0", None),
        ("*/*", None),
        ("text/*", None),
        ("image/png", None),
        ("nonsense", None),
        ("", None),
        (None, None),
    ],
)
def test_it_knows_what_a_client_prefers(accept: str | None, suffix: str | None) -> None:
    headers = {} if accept is None else {"accept": accept}
    assert formats.negotiated(RequestFactory().get("/articles/", headers=headers)) is FORMATS.get(suffix or "")


def test_the_list_answers_with_what_is_accepted(client: Client, small: SmallArchive) -> None:
    for suffix in FORMATS:
        response = client.get("/articles/", {"q": "company"}, headers={"accept": FORMATS[suffix].media_type})
        assert titles(suffix, content(response)) == ["Ada Byron dismissed"]
        page = client.get("/articles/", {"q": "company"}, headers={"accept": "text/html"})
        for answer in (response, page):
            assert "Accept" in [name.strip() for name in answer["Vary"].split(",")]
        assert page["Content-Type"].startswith("text/html")


def test_it_explains_a_mistake_in_the_form(client: Client, small: SmallArchive) -> None:
    for suffix in FORMATS:
        response = client.get(f"/articles.{suffix}", {"published_after": "yesterday", "order": "upwards"})
        assert response.status_code == 400 and "Cookie" in response["Vary"]
        if not suffix.endswith("json"):
            assert response["Content-Type"] == "text/plain; charset=utf-8"
            assert "published_after: “yesterday” is no date." in response.content.decode()
            continue
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert (problem["status"], problem["title"], problem["type"]) == (400, "Bad Request", "about:blank")
        assert [one["parameter"] for one in problem["errors"]] == ["published_after", "order"]
        assert problem["errors"][0]["detail"].startswith("“yesterday” is no date.")


def test_a_mistake_in_the_query_is_told_beside_what_was_found(client: Client, small: SmallArchive) -> None:
    found = client.get("/articles.json", {"q": "company published:soon"}).json()
    assert found["count"] == 1 and found["mistakes"][0]["code"] == "bad_date" and found["query"] == "company"


def test_it_takes_any_words(client: Client, small: SmallArchive) -> None:
    for hostile in ('"', "<script>", "AND OR (", "a* (b", "\x00", "%", "\ud800", "person:nobody"):
        asked = {"q": hostile.encode("utf-8", "surrogatepass")}
        for suffix in FORMATS:
            content(client.get(f"/articles.{suffix}", asked))
            content(client.get(f"/people/ada-byron.{suffix}", asked))


def test_it_answers_head_and_nothing_that_writes(client: Client, small: SmallArchive) -> None:
    for suffix in FORMATS:
        get, head = client.get(f"/people/ada-byron.{suffix}"), client.head(f"/people/ada-byron.{suffix}")
        assert (head.status_code, head.content, head["Content-Type"]) == (200, b"", get["Content-Type"])
        assert head.get("Content-Disposition") == get.get("Content-Disposition")
        assert client.post(f"/articles.{suffix}").status_code == 405


def test_it_shows_nothing_that_is_not_public(client: Client, small: SmallArchive) -> None:
    for status in ("draft", "withdrawn"):
        day = "2024-01-01" if status == "withdrawn" else None
        article = make_article(f"Hiddenword {status}", status=status, published="2023-11-20", withdrawn_on=day)
        make_span(make_mention(article, small.ada), "A paragraph.")
        count_articles(article)
    hidden = make_person("Hiddenword", "Person", hidden=True)
    make_span(make_mention(small.article, hidden), "Nobody said why.")
    make_span(make_mention(small.article, make_event("Hiddenword event"), status="suggested"), "Nobody said why.")
    count_articles(small.article)
    for suffix in FORMATS:
        for stem in STEMS:
            assert b"Hiddenword" not in content(client.get(f"{stem}.{suffix}"))
        assert client.get(f"/people/{hidden.slug}.{suffix}").status_code == 404


@pytest.mark.parametrize(("access", "text"), [("full", TEXT), ("reference", None)])
def test_it_gives_as_much_of_the_text_as_readers_see(
    client: Client, small: SmallArchive, access: str, text: str | None
) -> None:
    Article.objects.update(access=access, lead="Leadword.")
    [told] = client.get("/articles.json").json()["articles"]
    assert told["articleBody"] == text
    for suffix in FORMATS:
        body = content(client.get(f"/articles.{suffix}")).decode()
        assert ("Nobody said why" in body) == (access == "full" and suffix in {"json", "csv"})
        assert ("Leadword" in body) == (access == "full")
        assert access == "full" or "Grace Hopper leads" not in body


def test_it_gives_an_excerpt_of_whole_sentences(client: Client, small: SmallArchive) -> None:
    sentence = "This sentence stands here for its length alone, again and again. "
    Article.objects.update(access="excerpt", text=TEXT + "\n\n" + sentence * 20)
    [told] = client.get("/articles.json").json()["articles"]
    assert 300 < len(told["articleBody"]) <= 700 and told["articleBody"].endswith(".")


def test_it_tells_what_an_article_rests_on(client: Client, small: SmallArchive) -> None:
    [told] = client.get("/articles.json").json()["articles"]
    ada, grace = told["people"]
    assert (ada["name"], ada["standing"], ada["relation"]) == ("Ada Byron", "confirmed", "about")
    assert ada["sentence"] == "The board dismissed Ada Byron on Friday."
    assert (grace["standing"], grace["url"]) == ("machine", "http://testserver/people/grace-hopper/")
    assert told["events"][0]["happened"]["earliest"] == "2023-11-17"
    assert told["publisher"] == {"name": "The Harbour Gazette", "url": f"http://testserver{STEMS[3]}/"}
    assert told["captures"]["number"] == 1 and told["author"][0]["name"] == "Jane Roe"
    assert told["archivedAt"] == f"http://testserver{small.article.get_absolute_url()}"


@pytest.mark.parametrize("order", ["newest", "oldest", "relevance", "happened-newest"])
def test_it_is_whole_and_in_order_over_many_batches(
    client: Client, db, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    expected = add_titled(11)
    monkeypatch.setattr(ArticleFilter, "stream", lambda self, size=2: self.articles.stream(2))
    for suffix in set(FORMATS) - {"atom"}:
        found = titles(suffix, content(client.get(f"/articles.{suffix}", {"order": order, "q": "part"})))
        assert len(found) == 11 and set(found) == set(expected)
        if order in {"newest", "oldest"}:
            assert found == (expected if order == "newest" else expected[::-1])


def test_it_sends_what_is_large_as_it_writes_it(client: Client, db, monkeypatch: pytest.MonkeyPatch) -> None:
    add_titled(11)
    read: list[int] = []

    def stream(self: ArticleFilter, size: int = 2) -> Iterator[list[Article]]:
        for batch in self.articles.stream(2):
            read.append(len(batch))
            yield batch

    monkeypatch.setattr(ArticleFilter, "stream", stream)
    monkeypatch.setattr(formats, "_PIECE", 1)
    response = client.get("/articles.json")
    assert isinstance(response, StreamingHttpResponse) and sum(read) == 2
    pieces = iter(response.streaming_content)
    next(pieces), next(pieces), next(pieces), next(pieces)
    assert sum(read) == 4
    assert len(list(pieces)) == 9 and sum(read) == 11


def test_what_fails_fails_before_the_first_byte(
    client: Client, small: SmallArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(formats, "exported", fail)
    client.raise_request_exception = False
    for suffix in FORMATS:
        assert client.get(f"/articles.{suffix}").status_code == 500


@pytest.mark.parametrize("suffix", FORMATS)
def test_it_makes_as_many_queries_when_the_rows_double(client: Client, small: SmallArchive, suffix: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            content(client.get(f"/people/ada-byron.{suffix}"))
        return len(caught)

    for number in range(6):
        add_article(small.source, small.ada, make_person(), small.dismissal, title=f"Ada Byron {number}")
        if number == 1:
            queries()
            before = queries()
    assert Person.objects.get(pk=small.ada.pk).article_count == 7
    assert queries() == before


@pytest.mark.parametrize("order", ["newest", "oldest", "relevance"])
def test_a_feed_is_complete_by_following_its_pages(
    client: Client, db, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    expected = add_titled(11)
    make_article("Part without a date")
    index_articles([Article.objects.latest("pk").pk])
    monkeypatch.setattr(formats, "PER_PAGE", 4)
    address, found, ids = f"/articles.atom?q=part&order={order}", [], set()
    for _page in range(3):
        read = feedparser.parse(content(client.get(address)))
        found += [entry.title for entry in read.entries]
        ids.add(read.feed.id)
        [address] = [link.href for link in read.feed.links if link.rel == "next"] or [""]
    assert address == "" and len(found) == len(set(found)) == 12 and len(ids) == 1
    if order != "relevance":
        assert found == [*(expected if order == "newest" else expected[::-1]), "Part without a date"]


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "1.5", "١"])
def test_a_place_in_a_feed_that_is_none_is_refused(client: Client, small: SmallArchive, after: str) -> None:
    response = client.get("/articles.atom", {"after": after})
    assert response.status_code == 400 and "after: “after” is no place in a feed." in response.content.decode()


def test_any_number_is_a_place_in_a_feed(client: Client, small: SmallArchive) -> None:
    for after, number in (("0", 0), ("1", 0), (str((1 << 63) - 1), 1)):
        for order in ("newest", "relevance"):
            body = content(client.get("/articles.atom", {"after": after, "order": order}))
            assert len(feedparser.parse(body).entries) == (number if order == "newest" else 0)


def test_a_feed_is_sent_once(client: Client, small: SmallArchive) -> None:
    first = client.get("/people/ada-byron.atom")
    assert first["Cache-Control"] == "no-cache"
    for headers in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = client.get("/people/ada-byron.atom", headers=headers)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    add_article(small.source, small.ada, small.grace, small.dismissal)
    changed = client.get("/people/ada-byron.atom", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


def test_other_formats_have_an_etag_where_they_are_sent_whole(client: Client, small: SmallArchive) -> None:
    first = client.get("/articles.csv")
    assert isinstance(first, HttpResponse)
    assert client.get("/articles.csv", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_feed_says_what_it_is_of(client: Client, small: SmallArchive) -> None:
    read = feedparser.parse(content(client.get("/people/ada-byron.atom")))
    links = {link.rel: link.href for link in read.feed.links}
    assert read.feed.title == "Dossier: Ada Byron" and links["alternate"] == "http://testserver/people/ada-byron/"
    assert links["self"] == read.feed.id == "http://testserver/people/ada-byron.atom"
    assert read.entries[0].id == f"http://testserver/articles/{small.article.pk}/"
    assert read.entries[0].summary == "The board dismissed Ada Byron on Friday."


def test_a_search_has_one_address_however_it_was_asked(client: Client, small: SmallArchive) -> None:
    expected = "http://testserver/articles.atom?q=person%3Aada-byron"
    for address in ("/articles.atom?person=ada-byron", "/articles.atom?q=person%3Aada-byron&order=newest&source="):
        read = feedparser.parse(content(client.get(address)))
        assert read.feed.id == expected and read.feed.title == "Dossier: person:ada-byron"


def test_more_may_be_asked_of_the_articles_of_a_record(client: Client, small: SmallArchive) -> None:
    assert client.get("/people/ada-byron.json?q=company").json()["query"] == "company person:ada-byron"
    assert client.get("/people/ada-byron.json?q=zebra").json()["articles"] == []
    page = client.get("/people/ada-byron.json?order=oldest").json()["url"]
    assert page == "http://testserver/articles/?q=person%3Aada-byron&order=oldest"


def test_the_articles_of_an_event_include_those_of_events_inside_it(client: Client, small: SmallArchive) -> None:
    assert client.get("/events/the-crisis.json").json()["count"] == 1
    assert client.get("/events/the-dismissal.json").json()["count"] == 1


def test_a_day_has_what_was_perhaps_published_on_it(client: Client, small: SmallArchive) -> None:
    add_article(
        small.source, small.ada, small.grace, small.dismissal, title="Perhaps", published="2023-11-20/2023-11-22"
    )
    assert client.get("/dates/2023/11/20.json").json()["count"] == 2
    assert client.get("/dates/2023/11/21.json").json()["count"] == 1
    assert client.get("/dates/2023/11/23.json").json()["count"] == 0


@pytest.mark.parametrize("address", ["/dates/2023/02/30", "/dates/2023/13/01", "/people/nobody", "/events/x"])
def test_it_says_what_is_not_there(client: Client, small: SmallArchive, address: str) -> None:
    response = client.get(f"{address}.json")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["detail"] and client.get(f"{address}.ris").status_code == 404


@pytest.mark.parametrize("day", ["0001/01/01", "9999/12/31", "1000/02/28"])
def test_any_day_of_the_calendar_has_its_own_articles_alone(client: Client, small: SmallArchive, day: str) -> None:
    assert client.get(f"/dates/{day}.json").json()["articles"] == []


def test_an_old_slug_redirects_to_the_same_format(client: Client, small: SmallArchive) -> None:
    small.ada.slug = "ada-lovelace"
    small.ada.save()
    response = client.get("/people/ada-byron.csl.json?q=company")
    assert (response.status_code, response["Location"]) == (301, "/people/ada-lovelace.csl.json?q=company")
    small.dismissal.participations.all().delete()
    small.ada.mentions.all().delete()
    small.ada.delete()
    gone = client.get("/people/ada-lovelace.json")
    assert (gone.status_code, gone.json()["status"]) == (410, 410)


@pytest.mark.parametrize("stem", STEMS)
def test_its_page_leads_to_every_format(client: Client, small: SmallArchive, stem: str) -> None:
    page = client.get(f"{stem}/").content.decode()
    for suffix, form in FORMATS.items():
        assert f'<a href="{stem}.{suffix}" type="{form.media_type}"' in page
    assert '<link rel="alternate" type="application/atom+xml" title="Dossier' in page
    assert f'href="{stem}.atom">' in page


def test_no_other_ending_is_a_format(client: Client, small: SmallArchive) -> None:
    for ending in ("xml", "html", "JSON", "json/", "cslxjson", "exe"):
        assert client.get(f"/articles.{ending}").status_code == 404


def test_the_feed_is_xml_as_its_namespace_says(client: Client, small: SmallArchive) -> None:
    root = ElementTree.fromstring(content(client.get("/articles.atom")))
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
