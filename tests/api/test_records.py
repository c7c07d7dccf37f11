"""People, events and sources, as programs read them."""

from typing import Any

import pytest
from django.test import Client

from archive.models import Article, Event, Person, Source
from tests.makers import make_event, make_person, make_source
from tests.views.small_archive import SmallArchive

RECORDS = [("people", "ada-byron"), ("events", "the-crisis"), ("sources", "the-harbour-gazette")]


def answer(client: Client, path: str) -> Any:
    """Return what the API answers with 200."""
    response = client.get(path)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    return response.json()


def covered(*records: Any, times: int = 1) -> None:
    """Make records public, as if so many articles spoke of each."""
    for record in records:
        type(record).objects.filter(pk=record.pk).update(article_count=times)


def walk(client: Client, path: str) -> list[dict[str, Any]]:
    """Return the results of all pages of a list."""
    found = []
    following: str | None = path
    while following:
        page = answer(client, following)
        found += page["results"]
        following = page["next"]
    return found


def test_it_lists_people_with_their_addresses(client: Client, small: SmallArchive) -> None:
    page = answer(client, "/api/people/")

    assert (page["count"], page["more"], page["next"]) == (2, False, None)
    assert page["results"][0] == {
        "slug": "ada-byron",
        "name": "Ada Byron",
        "url": "http://testserver/api/people/ada-byron/",
        "page": "http://testserver/people/ada-byron/",
        "sort_name": "Byron, Ada",
        "description": "Founder.",
        "articles": 1,
    }


def test_it_tells_of_a_person(client: Client, small: SmallArchive) -> None:
    ada = answer(client, "/api/people/ada-byron/")

    assert ada["name_forms"] == ["Ada Byron"]
    assert ada["identifiers"] == [
        {"scheme": "wikidata", "value": "Q7259", "url": "https://www.wikidata.org/wiki/Q7259"}
    ]
    assert [(part["event"]["slug"], part["role"]) for part in ada["parts"]] == [("the-dismissal", "dismissed")]
    assert [(other["person"]["slug"], other["articles"]) for other in ada["company"]] == [("grace-hopper", 1)]


def test_it_tells_of_an_event_with_its_steps(client: Client, small: SmallArchive) -> None:
    covered(make_event("A letter", parent=small.dismissal, happened="2023-11-20"))
    crisis = answer(client, "/api/events/the-crisis/")
    dismissal = answer(client, "/api/events/the-dismissal/")

    assert crisis["happened"] == {
        "edtf": "2023-11-17/2023-11-22",
        "earliest": "2023-11-17",
        "latest": "2023-11-22",
        "at": None,
    }
    assert [(step["slug"], step["part_of"]) for step in crisis["steps"]] == [
        ("the-dismissal", "the-crisis"),
        ("a-letter", "the-dismissal"),
    ]
    assert [event["slug"] for event in dismissal["above"]] == ["the-crisis"]
    assert dismissal["part_of"]["slug"] == "the-crisis"
    assert dismissal["participants"][0]["person"]["slug"] == "ada-byron"


def test_it_names_participants_who_have_no_page(client: Client, small: SmallArchive) -> None:
    unseen, hidden = make_person("Un", "Seen"), make_person("Hidden", "One", hidden=True)
    for person in (unseen, hidden):
        small.dismissal.participations.create(person=person)
    participants = answer(client, "/api/events/the-dismissal/")["participants"]

    assert [(one["name"], one["person"] is None) for one in participants] == [("Ada Byron", False), ("Un Seen", True)]


def test_it_tells_of_a_source(client: Client, small: SmallArchive) -> None:
    source = answer(client, "/api/sources/the-harbour-gazette/")

    assert (source["hosts"], source["zone"], source["articles"]) == (["gazette.example"], "Europe/Paris", 1)


def test_it_knows_nothing_that_readers_do_not_see(client: Client, small: SmallArchive) -> None:
    covered(make_person("Hidden", "Person", hidden=True), make_event("Hidden", hidden=True))
    covered(make_source("Hidden", hidden=True))
    make_person("Unseen", "Person")
    for path in ("people/hidden-person", "people/unseen-person", "events/hidden", "sources/hidden"):
        assert client.get(f"/api/{path}/").status_code == 404
    names = [str(record) for kind in ("people", "events", "sources") for record in walk(client, f"/api/{kind}/")]

    assert len(names) == 5
    assert not any("idden" in name or "nseen" in name for name in names)


@pytest.mark.parametrize(("kind", "slug"), RECORDS)
def test_it_sends_on_from_a_former_slug(client: Client, small: SmallArchive, kind: str, slug: str) -> None:
    record = {"people": small.ada, "events": small.crisis, "sources": small.source}[kind]
    record.slug = "another"
    record.save()
    response = client.get(f"/api/{kind}/{slug}/")

    assert (response.status_code, response["Location"]) == (301, f"/api/{kind}/another/")


@pytest.mark.parametrize(("kind", "slug"), RECORDS)
def test_it_says_what_was_deleted(client: Client, small: SmallArchive, kind: str, slug: str) -> None:
    Article.objects.all().delete()
    record = {"people": small.ada, "events": small.crisis, "sources": small.source}[kind]
    Event.objects.exclude(parent=None).delete()
    record.delete()
    response = client.get(f"/api/{kind}/{slug}/")

    assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")


@pytest.mark.parametrize("order", ["coverage", "name"])
def test_it_walks_through_people_to_the_end(client: Client, db: None, order: str) -> None:
    for number in range(11):
        covered(make_person("Ada", f"{'bB'[number % 2]}yron{number // 4}"), times=1 + number % 3)
    expected = list(Person.objects.public().most_covered().values_list("slug", flat=True))
    if order == "name":
        expected = [person["slug"] for person in answer(client, "/api/people/?order=name")["results"]]
    walked = [person["slug"] for person in walk(client, f"/api/people/?page_size=2&order={order}")]

    assert walked == expected
    assert len(set(walked)) == 11


@pytest.mark.parametrize("order", ["date", "coverage"])
def test_it_walks_through_events_with_and_without_dates(client: Client, db: None, order: str) -> None:
    for number, day in enumerate(
        ("2023-11-20", "2023-11-20T08:00:00", "2023-11-20T09:00:00", "2023-11", "2023", "", "", "2023-11-20")
    ):
        covered(make_event(f"Event {number}", happened=day), times=1 + number % 2)
    expected = [event["slug"] for event in answer(client, f"/api/events/?order={order}")["results"]]

    assert [event["slug"] for event in walk(client, f"/api/events/?page_size=1&order={order}")] == expected
    assert len(expected) == 8
    if order == "date":
        assert expected == list(Event.objects.public().in_order().values_list("slug", flat=True))


@pytest.mark.parametrize("order", ["name", "coverage"])
def test_it_walks_through_sources(client: Client, db: None, order: str) -> None:
    for number in range(7):
        covered(make_source(f"{'aA'[number % 2]} Gazette"), times=number // 3)
    walked = [source["slug"] for source in walk(client, f"/api/sources/?page_size=3&order={order}")]

    assert sorted(walked) == sorted(Source.objects.public().values_list("slug", flat=True))
    assert walked == [source["slug"] for source in answer(client, f"/api/sources/?order={order}")["results"]]


def test_it_finds_by_a_part_of_a_name(client: Client, small: SmallArchive) -> None:
    assert [person["slug"] for person in walk(client, "/api/people/?q=hopp")] == ["grace-hopper"]
    assert [event["slug"] for event in walk(client, "/api/events/?q=dismissal")] == ["the-dismissal"]
    assert walk(client, "/api/sources/?q=zzz") == []


def test_it_counts_up_to_a_bound_and_says_so(client: Client, small: SmallArchive, monkeypatch) -> None:
    monkeypatch.setattr("archive.api.cursors.MOST_COUNTED", 1)
    page = answer(client, "/api/people/?page_size=1")

    assert (page["count"], page["more"]) == (1, True)
    assert len(walk(client, "/api/people/?page_size=1")) == 2
