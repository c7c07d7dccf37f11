"""Articles, as programs search and read them."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Article
from archive.search import finding
from tests.api.test_records import answer, walk
from tests.makers import make_article, make_mention, make_person, make_span
from tests.views.small_archive import SmallArchive, add_article, count_articles

ORDERS = ["newest", "oldest", "relevance", "happened-newest", "happened-oldest"]


def add(small: SmallArchive, number: int) -> list[Article]:
    """Add so many articles of a day each, the last two without a date."""
    days = [f"2023-11-{count + 1:02}" if count < number - 2 else "" for count in range(number)]
    return [
        add_article(small.source, small.ada, small.grace, small.dismissal, title=f"Part {count}", published=day)
        for count, day in enumerate(days)
    ]


def test_it_finds_articles_and_says_why(client: Client, small: SmallArchive) -> None:
    make_article("A draft of the board", text="The board.", status="draft")
    page = answer(client, "/api/articles/?q=board&person=ada-byron&published_after=2023-11-19")

    assert (page["count"], page["more"], page["next"], page["order"]) == (1, False, None, "newest")
    assert page["mistakes"] == []
    [found] = page["results"]
    assert (found["id"], found["title"]) == (small.article.pk, "Ada Byron dismissed")
    assert found["url"] == f"http://testserver/api/articles/{small.article.pk}/"
    assert found["page"] == f"http://testserver{small.article.get_absolute_url()}"
    assert found["source"]["slug"] == "the-harbour-gazette"
    assert found["published"]["edtf"] == "2023-11-20"
    snippet = found["snippet"]
    assert [snippet["text"][mark["start"] : mark["end"]] for mark in snippet["marks"]] == ["board"]
    assert found["sentences"][0]["text"] == "Ada Byron dismissed"
    assert found["people"][0] == {
        "slug": "ada-byron",
        "name": "Ada Byron",
        "url": "http://testserver/api/people/ada-byron/",
        "page": "http://testserver/people/ada-byron/",
    }
    assert [(one["slug"], one["title"]) for one in found["events"]] == [("the-dismissal", "The dismissal")]
    assert "text" not in found


def test_a_query_says_the_same_as_the_fields(client: Client, small: SmallArchive) -> None:
    add(small, 3)
    by_fields = answer(client, "/api/articles/?q=board&person=ada-byron&published_after=2023-11-19")
    by_query = answer(client, "/api/articles/?q=" + by_fields["query"].replace(" ", "+"))

    assert by_query["query"] == by_fields["query"]
    assert by_query["results"] == by_fields["results"]


@pytest.mark.parametrize("asked", ["q=person:nobody+board", 'q="board', "q=published:2023-99+board", "q=%00+board"])
def test_a_mistake_in_a_query_is_told_and_is_no_error(client: Client, small: SmallArchive, asked: str) -> None:
    for kind in ("articles", "facets"):
        for mistake in answer(client, f"/api/{kind}/?{asked}")["mistakes"]:
            assert set(mistake) == {"code", "part", "instead", "message"}
            assert mistake["code"] and mistake["message"]
    if "person" in asked:
        assert answer(client, f"/api/articles/?{asked}")["mistakes"][0]["code"] == "unknown_person"


@pytest.mark.parametrize("text", ["🔥", "a" * 2000, "((((", "-", "OR OR", "\u202eabc", '"', "person:", "%", "\\"])
def test_any_text_is_a_query(client: Client, small: SmallArchive, text: str) -> None:
    for kind in ("articles", "facets"):
        assert client.get(f"/api/{kind}/", {"q": text}).status_code == 200


@pytest.mark.parametrize("order", ORDERS)
def test_it_walks_to_the_end_in_every_order(client: Client, small: SmallArchive, order: str) -> None:
    add(small, 7)
    walked = [found["id"] for found in walk(client, f"/api/articles/?page_size=3&order={order}")]

    assert walked == [found["id"] for found in answer(client, f"/api/articles/?order={order}")["results"]]
    assert len(walked) == len(set(walked)) == 8


@pytest.mark.parametrize("order", ORDERS)
def test_it_walks_on_behind_what_was_ranked(client: Client, small: SmallArchive, monkeypatch, order: str) -> None:
    monkeypatch.setattr(finding, "COMMON", 4)
    add(small, 7)
    page = answer(client, f"/api/articles/?q=board&page_size=3&order={order}")
    walked = [found["id"] for found in walk(client, f"/api/articles/?q=board&page_size=3&order={order}")]

    assert (page["count"], page["more"]) == (4, True)
    assert len(walked) == len(set(walked)) == 8


def test_a_page_goes_on_where_the_last_ended_whatever_comes_before_it(client: Client, small: SmallArchive) -> None:
    add(small, 5)
    first = answer(client, "/api/articles/?page_size=3")
    add_article(small.source, small.ada, small.grace, small.dismissal, title="Newer", published="2024")
    rest = walk(client, first["next"])

    assert len({found["id"] for found in (*first["results"], *rest)}) == 6
    assert "Newer" not in [found["title"] for found in rest]


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_a_deep_page_costs_what_the_first_costs(client: Client, small: SmallArchive, order: str) -> None:
    add(small, 9)
    following = f"/api/articles/?page_size=2&order={order}"
    asked = []
    while following:
        with CaptureQueriesContext(connection) as made:
            following = answer(client, following)["next"]
        asked.append(made)

    assert len(asked) == 5
    # Behind the first page a window of time is measured; behind the third, articles without a date begin.
    assert len(asked[1]) == len(asked[2]) <= len(asked[0]) + 1
    rows = [query["sql"] for made in asked for query in made if "archive_article" in query["sql"]]
    assert rows and not any("OFFSET" in sql for sql in rows)


@pytest.mark.parametrize("path", ["/api/articles/?q=board&person=ada-byron", "/api/facets/?q=board", "/api/people/"])
def test_it_makes_as_many_queries_for_many_as_for_few(client: Client, small: SmallArchive, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            answer(client, path)
        return len(made)

    def grow() -> None:
        for _ in range(5):
            person = make_person()
            article = add_article(small.source, small.ada, person, small.dismissal)
            make_span(make_mention(article, small.grace), "Grace Hopper")
            count_articles(article)

    grow()
    answer(client, path)
    before = queries()
    grow()
    assert queries() == before


def test_it_tells_an_article_with_its_evidence(client: Client, small: SmallArchive) -> None:
    told = answer(client, f"/api/articles/{small.article.pk}/")

    assert told["text"] == small.article.text
    assert (told["access"], told["is_cut"], told["authors"]) == ("full", False, [{"name": "Jane Roe", "person": None}])
    ada, grace = told["people"]
    assert (ada["person"]["slug"], ada["relation"], ada["standing"]) == ("ada-byron", "about", "confirmed")
    assert (grace["relation"], grace["standing"]) == ("mentions", "machine")
    for mention in (*told["people"], *told["events"]):
        for span in mention["evidence"]:
            assert told[span["field"]][span["start"] : span["end"]] == span["words"]
            assert told[span["field"]].startswith(span["after"], span["end"])
    assert [(span["field"], span["standing"], span["decided"]) for span in ada["evidence"]] == [
        ("title", "machine", False),
        ("text", "confirmed", True),
    ]
    assert [event["event"]["slug"] for event in told["events"]] == ["the-dismissal"]
    assert told["events"][0]["sentences"][0]["text"] == "The board dismissed Ada Byron on Friday."


def test_it_tells_the_captures_with_their_facts(client: Client, small: SmallArchive) -> None:
    [capture] = answer(client, f"/api/articles/{small.article.pk}/")["captures"]

    assert (capture["id"], capture["sha256"]) == (small.capture.pk, small.capture.sha256)
    assert datetime.fromisoformat(capture["captured_at"]) == datetime(2023, 11, 23, 9, 30, tzinfo=UTC)
    assert capture["bytes"] == f"http://testserver/captures/{small.capture.pk}/bytes"


def test_it_shows_no_suggestion_and_no_decision_against(client: Client, small: SmallArchive) -> None:
    for status in ("suggested", "rejected"):
        mention = make_mention(small.article, make_person(), status=status)
        make_span(mention, "Nobody")
    make_span(small.article.mentions.get(person=small.grace), "Nobody", strength="weak")
    told = answer(client, f"/api/articles/{small.article.pk}/")

    assert [person["person"]["slug"] for person in told["people"]] == ["ada-byron", "grace-hopper"]
    assert "Nobody" not in [span["words"] for person in told["people"] for span in person["evidence"]]


def test_it_gives_no_more_of_the_text_than_readers_see(client: Client, small: SmallArchive) -> None:
    secret = "Secret words follow."
    article = add_article(small.source, small.ada, small.grace, small.dismissal, access="excerpt")
    article.text += "\n\n" + "One more sentence. " * 60 + f"Later Grace Hopper resigned. {secret}"
    article.save()
    place = article.text.rindex("Grace Hopper")
    mention = article.mentions.get(person=small.grace)
    words = {"field": "text", "words": "Grace Hopper", "before": "Later ", "after": f" resigned. {secret}"}
    mention.spans.create(start=place, end=place + 12, **words)
    response = client.get(f"/api/articles/{article.pk}/")
    told = response.json()

    assert secret not in response.content.decode()
    assert told["is_cut"] and article.text.startswith(told["text"])
    assert told["captures"][0]["bytes"] is told["captures"][0]["record"] is None
    last = told["people"][1]["evidence"][-1]
    assert (last["start"], last["words"], last["before"], last["after"]) == (place, "Grace Hopper", "", "")
    listed = client.get("/api/articles/?q=secret").content.decode()
    assert secret not in listed


def test_it_gives_nothing_of_a_text_held_by_reference(client: Client, small: SmallArchive) -> None:
    small.article.access, small.article.lead = "reference", "Nobody said why."
    small.article.save()
    response = client.get(f"/api/articles/{small.article.pk}/")
    told = response.json()

    assert (told["text"], told["lead"], told["is_cut"]) == ("", "", True)
    assert "Nobody said why" not in response.content.decode()
    assert [span["field"] for person in told["people"] for span in person["evidence"]] == ["title"]
    assert "Nobody said why" not in client.get("/api/articles/?q=nobody").content.decode()


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_it_shows_published_articles_alone(client: Client, small: SmallArchive, status: str) -> None:
    article = add_article(
        small.source, small.ada, small.grace, small.dismissal, title="Unseen", status=status, withdrawn_on="2024-01-01"
    )
    assert client.get(f"/api/articles/{article.pk}/").status_code == (410 if status == "withdrawn" else 404)
    for path in ("/api/articles/", "/api/articles/?q=board", "/api/articles/?person=ada-byron"):
        assert "Unseen" not in client.get(path).content.decode()
    assert answer(client, "/api/facets/?q=board")["articles"] == 1


def test_it_counts_what_articles_have_in_common(client: Client, small: SmallArchive) -> None:
    make_mention(small.article, make_person("Hidden", "Person", hidden=True, article_count=1))
    count_articles(small.article)
    counts = answer(client, "/api/facets/?q=board")

    assert (counts["articles"], counts["more"], counts["query"]) == (1, False, "board")
    assert [(one["person"]["slug"], one["articles"], one["confirmed"]) for one in counts["people"]] == [
        ("ada-byron", 1, 1),
        ("grace-hopper", 1, 0),
    ]
    assert {one["event"]["slug"] for one in counts["events"]} == {"the-dismissal", "the-crisis"}
    assert [(one["source"]["slug"], one["articles"]) for one in counts["sources"]] == [("the-harbour-gazette", 1)]
    assert counts["languages"] == [{"language": "en", "name": "English", "articles": 1}]
    assert counts["published"] == [{"earliest": "2023-11-20", "latest": "2023-11-20", "articles": 1}]
    assert (counts["undated"], counts["linked"], counts["confirmed"]) == (0, 1, 1)


def test_it_counts_the_whole_archive_and_says_what_is_not_kept(client: Client, small: SmallArchive) -> None:
    counts = answer(client, "/api/facets/")

    assert (counts["articles"], counts["more"], counts["confirmed"], counts["linked"]) == (1, False, 1, 1)
    assert counts["people"][0]["confirmed"] is None and counts["counted_to"] == 10_000


def test_it_says_that_counts_are_those_of_the_newest(client: Client, small: SmallArchive, monkeypatch) -> None:
    monkeypatch.setattr(finding, "COMMON", 2)
    add(small, 4)
    counts = answer(client, "/api/facets/?q=board")

    assert (counts["articles"], counts["more"]) == (2, True)
