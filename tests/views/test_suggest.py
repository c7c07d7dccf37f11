"""Suggestions for the search box."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.makers import make_event, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db) -> None:
    """Make people, an event and a source that the public sees."""
    make_person(
        "Ada", "Byron", forms={"Augusta A. Byron": "strong"}, description="Founder.\nAnd more.", article_count=7
    )
    make_person("Emmanuelle", "Béart", article_count=3)
    make_person("Adam", "D’Angelo", article_count=12)
    make_event("The open letter of Ada’s employees", happened="2023-11-20", article_count=3)
    make_source("Le Monde", names=("lemonde.example",), article_count=50)


def asked(client: Client, text: str, **headers: str) -> list[dict]:
    """Return the suggestions for `text`."""
    response = client.get("/suggest", {"q": text}, headers=headers)
    assert response.status_code == 200 and response["Content-Type"] == "application/json"
    return response.json()["suggestions"]


def named(client: Client, text: str) -> list[tuple[str, int]]:
    """Return the conditions that are suggested for `text`, each with the number of words it stands for."""
    return [(one["query"], one["words"]) for one in asked(client, text)]


def test_it_suggests_people_by_the_beginning_of_a_name(client: Client, people: None) -> None:
    assert asked(client, "byr") == [
        {
            "kind": "person",
            "name": "Ada Byron",
            "detail": "Founder. · 7 articles",
            "query": "person:ada-byron",
            "url": "/people/ada-byron/",
            "words": 1,
        }
    ]


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("ADA BY", "person:ada-byron"),
        ("byron ada", "person:ada-byron"),
        ("augusta a", "person:ada-byron"),
        ("Augusta A. B", "person:ada-byron"),
        ("bea", "person:emmanuelle-beart"),
        ("Béa", "person:emmanuelle-beart"),
        ("BE\u0301ART", "person:emmanuelle-beart"),
        ("d'ang", "person:adam-dangelo"),
        ("D’Angelo", "person:adam-dangelo"),
        ("angelo", "person:adam-dangelo"),
        ("letter", "event:the-open-letter-of-adas-employees"),
        ("employees open", "event:the-open-letter-of-adas-employees"),
        ("le mon", "source:le-monde"),
        ("monde", "source:le-monde"),
    ],
)
def test_it_finds_any_word_of_a_name_whatever_its_case_and_accents(
    client: Client, people: None, typed: str, query: str
) -> None:
    assert [found for found, _words in named(client, typed)] == [query]


def test_it_tells_how_many_of_the_last_words_each_stands_for(client: Client, people: None) -> None:
    assert named(client, "strike open letter") == [("event:the-open-letter-of-adas-employees", 2)]
    assert named(client, "letter ada by") == [("person:ada-byron", 2)]
    assert named(client, "open ada") == [
        ("person:adam-dangelo", 1),
        ("person:ada-byron", 1),
        ("event:the-open-letter-of-adas-employees", 2),
    ]


def test_it_suggests_the_kind_that_is_asked_for_alone(client: Client, people: None) -> None:
    event = ("event:the-open-letter-of-adas-employees", 1)
    assert named(client, "person:ada") == [("person:adam-dangelo", 1), ("person:ada-byron", 1)]
    assert named(client, "-PERSON:byr") == named(client, "personne:byr") == [("person:ada-byron", 1)]
    assert named(client, 'person:"ada by') == [("person:ada-byron", 2)]
    assert named(client, "event:ada") == named(client, "événement:ada") == [event]
    assert named(client, "source:mon") == [("source:le-monde", 1)]
    assert named(client, "person:") == []


def test_it_suggests_the_most_covered_first_and_no_more_than_eight(client: Client) -> None:
    for number in range(12):
        make_person(f"Ada{number}", "Byron", article_count=number + 1)
        make_event(f"Adage {number}", article_count=number + 1)
        make_source(f"Adagio {number}", article_count=number + 1)
    found = [query for query, _words in named(client, "ada")]
    assert found == [
        *(f"person:ada{number}-byron" for number in (11, 10, 9, 8, 7)),
        *(f"event:adage-{number}" for number in (11, 10)),
        "source:adagio-11",
    ]
    assert len(named(client, "person:ada")) == 8


def test_what_one_kind_leaves_empty_another_fills(client: Client) -> None:
    for number in range(12):
        make_event(f"Adage {number}", article_count=number + 1)
    make_source("Adagio", article_count=1)
    assert [query.partition(":")[0] for query, _words in named(client, "ada")] == ["event"] * 7 + ["source"]


def test_it_suggests_nothing_that_the_public_does_not_see(client: Client) -> None:
    make_person("Ada", "Byron", hidden=True, article_count=2)
    make_person("Adam", "Byron")
    make_event("Adage", hidden=True, article_count=2)
    make_source("Adagio")
    assert asked(client, "ada") == []


def test_it_tells_of_events_when_and_cuts_long_descriptions(client: Client, people: None) -> None:
    make_person("Grace", "Hopper", description="word " * 60, article_count=1)
    assert asked(client, "letter")[0]["detail"] == "20 November 2023 · 3 articles"
    assert asked(client, "le monde")[0]["detail"] == "50 articles"
    detail = asked(client, "hopper")[0]["detail"]
    assert len(detail) < 80 and detail.endswith("… · 1 article")


def test_it_answers_in_the_language_of_the_page(client: Client, people: None) -> None:
    with translation.override(None):
        response = client.get("/suggest", {"q": "letter"}, headers={"accept-language": "fr"})
    assert response.json()["suggestions"][0]["detail"].startswith("20 novembre 2023")
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))


def test_caches_keep_it_for_a_short_while(client: Client, people: None) -> None:
    assert client.get("/suggest?q=ada")["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "1",
        "2023",
        "%",
        "_",
        "…",
        "zebra",
        "\0",
        "a" * 101,
        "ada " * 2500,
        "\ud800",
        "🎉",
        "'",
        "' OR 1=1 --",
        "person:",
        'person:"',
        "\tada\n" * 40,
    ],
)
def test_it_suggests_nothing_for_anything_else(client: Client, people: None, typed: str) -> None:
    response = client.get("/suggest", {"q": typed.encode("utf-8", "surrogatepass")})
    assert (response.status_code, response.json()) == (200, {"suggestions": []})


@pytest.mark.parametrize(
    "address", ["/suggest", "/suggest?q=%ff%fe", "/suggest?q=%ED%A0%80&q=%00", "/suggest?person=x"]
)
def test_it_answers_any_address(client: Client, people: None, address: str) -> None:
    assert client.get(address).json() == {"suggestions": []}


def test_marks_around_the_words_do_not_hinder_it(client: Client, people: None) -> None:
    for typed in ("\0ada by", "-byron", "(byron", "byron,", "byron\u202e", "%byron"):
        assert [query for query, _words in named(client, typed)] == ["person:ada-byron"]


def test_it_answers_get_and_head_alone(client: Client, people: None) -> None:
    assert client.head("/suggest?q=ada").status_code == 200
    assert client.post("/suggest?q=ada").status_code == 405


def test_it_asks_as_many_queries_however_many_names_there_are(client: Client, people: None) -> None:
    def queries() -> int:
        named(client, "strike ada")
        with CaptureQueriesContext(connection) as made:
            named(client, "strike ada")
        return len(made)

    before = queries()
    for number in range(30):
        make_person(f"Ada{number}", "Byron", article_count=number + 1)
        make_event(f"Adage {number}", article_count=number + 1)
    assert queries() == before
