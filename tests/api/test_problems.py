"""What goes wrong, as problems (RFC 9457)."""

import json
from typing import Any

import pytest
from django.test import Client

from archive import reading
from tests.views.small_archive import SmallArchive


def problem(client: Client, path: str, status: int, **headers: str) -> dict[str, Any]:
    """Return the problem that the API answers with `status`."""
    response = client.get(path, headers=headers)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    told: dict[str, Any] = response.json()
    assert told["status"] == status
    return told


def mistaken(client: Client, path: str) -> list[tuple[str, str]]:
    """Return which parameters are refused with 400, and under which codes."""
    told = problem(client, path, 400)
    assert told["type"] == "http://testserver/api/docs/#invalid-parameters"
    assert told["detail"] == " ".join(error["detail"] for error in told["errors"])
    return [(error["parameter"], error["code"]) for error in told["errors"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("page_size=0", [("page_size", "invalid")]),
        ("page_size=101", [("page_size", "invalid")]),
        ("page_size=9999999999999999999999", [("page_size", "invalid")]),
        ("page_size=٣", [("page_size", "invalid")]),
        ("page_size=-1", [("page_size", "invalid")]),
        ("order=random", [("order", "invalid_choice")]),
        ("page=2", [("page", "unknown")]),
        ("q=a&q=b", [("q", "repeated")]),
        ("after=abc", [("after", "invalid")]),
        ("after=%00", [("after", "invalid")]),
        ("after=%ED%A0%80:x", [("after", "invalid")]),
        ("q=a%00b", [("q", "null_characters_not_allowed")]),
        ("q=" + "x" * 10_000, [("q", "too_long")]),
        ("%00=1&%ED%A0%80=2", [("\0", "unknown"), ("\ufffd\ufffd\ufffd", "unknown")]),
        ("&".join(f"a{number}=1" for number in range(50)), [(f"a{number}", "unknown") for number in range(5)]),
    ],
)
def test_it_names_the_parameters_that_it_cannot_read(
    client: Client, db: None, query: str, expected: list[tuple[str, str]]
) -> None:
    for kind in ("people", "events", "sources"):
        assert mistaken(client, f"/api/{kind}/?{query}") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("person=nobody", [("person", "unknown")]),
        ("published_after=2023-13", [("published_after", "invalid")]),
        ("published_after=2023-11-20&published_before=2023-11-19", [("published_before", "reversed")]),
        ("language=xx&order=random", [("language", "invalid_choice"), ("order", "invalid_choice")]),
        ("event=x%00", [("event", "null_characters_not_allowed")]),
        ("source=" + "x" * 3000, [("source", "too_long")]),
    ],
)
def test_it_names_the_fields_of_articles_that_it_cannot_read(
    client: Client, db: None, query: str, expected: list[tuple[str, str]]
) -> None:
    assert mistaken(client, f"/api/articles/?{query}") == mistaken(client, f"/api/facets/?{query}") == expected


def test_it_names_the_parameters_that_there_are(client: Client, db: None) -> None:
    told = problem(client, "/api/people/?name=x", 400)
    assert told["errors"][0]["detail"] == "“name” is unknown; the parameters are q, order, after, page_size."
    assert "there are no parameters here" in problem(client, "/api/?name=x", 400)["detail"]


def test_it_refuses_a_place_of_another_list(client: Client, small: SmallArchive) -> None:
    following = client.get("/api/people/?page_size=1").json()["next"]
    assert client.get(following).status_code == 200
    assert client.get(following.replace("page_size=1", "page_size=7")).status_code == 200
    assert mistaken(client, f"{following}&order=name") == [("after", "of_another_list")]
    assert mistaken(client, f"{following}x") == [("after", "invalid")]


@pytest.mark.parametrize(
    "path",
    [
        "/api/nothing/",
        "/api/people/nobody/",
        "/api/people/nobody/more/",
        "/api/articles/0/",
        "/api/articles/99999999999999999999999999/",
        "/api/articles/" + "9" * 5000 + "/",
        "/api/articles/x/",
        "/api/people/%0A/",
        "/api/people/%00/",
    ],
)
def test_it_says_that_there_is_nothing(client: Client, db: None, path: str) -> None:
    told = problem(client, path, 404)
    assert (told["type"], told["title"]) == ("about:blank", "Not Found")


def test_it_sends_on_to_the_address_with_its_slash(client: Client, small: SmallArchive) -> None:
    response = client.get("/api/people?q=ada")
    assert (response.status_code, response["Location"]) == (301, "/api/people/?q=ada")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["/api/", "/api/articles/", "/api/people/ada-byron/", "/api/schema/"])
def test_it_is_only_read(client: Client, small: SmallArchive, method: str, path: str) -> None:
    response = getattr(client, method)(path)
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_it_says_which_formats_there_are(client: Client, db: None) -> None:
    assert problem(client, "/api/people/", 406, accept="text/html")["available"] == ["application/json"]
    assert "application/yaml" in problem(client, "/api/schema/", 406, accept="text/html")["available"]
    assert client.get("/api/people/", headers={"accept": "text/html, */*;q=0.8"}).status_code == 200


def test_it_speaks_the_language_of_the_request(client: Client, db: None) -> None:
    english = client.get("/api/people/?order=random", headers={"accept-language": "en"})
    french = client.get("/api/people/?order=random", headers={"accept-language": "fr"})

    assert english.json()["errors"][0]["detail"] != french.json()["errors"][0]["detail"]
    assert {"Accept-Language", "Cookie", "Accept"} <= set(french["Vary"].split(", "))


def test_it_tells_a_withdrawn_article_with_its_reason(client: Client, small: SmallArchive) -> None:
    article = small.article
    article.status, article.withdrawn_on, article.withdrawn_reason = "withdrawn", "2024-02-01", "At their request."
    article.save()
    told = problem(client, f"/api/articles/{article.pk}/", 410)

    assert told["type"] == "http://testserver/api/docs/#withdrawn"
    assert (told["detail"], told["withdrawn_on"]) == ("At their request.", "2024-02-01")


def test_it_answers_and_logs_what_nobody_foresaw(client: Client, small: SmallArchive, monkeypatch, caplog) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(reading, "person_page", fail)
    told = problem(client, "/api/people/ada-byron/", 500)

    assert "secret" not in json.dumps(told)
    assert [record.exc_info[1].args for record in caplog.records if record.exc_info] == [("a secret",)]


def test_it_takes_no_more_parameters_than_django_does(client: Client, db: None) -> None:
    problem(client, "/api/people/?" + "&".join("q=1" for _ in range(1001)), 400)
