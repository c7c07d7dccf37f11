"""Conditional requests, what caches may keep, and what scripts of other sites may read."""

import pytest
from django.test import Client

from tests.views.small_archive import SmallArchive, add_article

PATHS = ["/api/", "/api/articles/", "/api/facets/", "/api/people/", "/api/people/ada-byron/", "/api/schema/"]


@pytest.mark.parametrize("path", PATHS)
def test_it_answers_304_while_nothing_changed(client: Client, small: SmallArchive, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})

    assert first["ETag"].startswith('W/"')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    for response in (first, again):
        assert response["Cache-Control"] == "no-cache"
        assert set(response["Vary"].split(", ")) == {"Accept", "Accept-Language", "Cookie"}
        assert response["Access-Control-Allow-Origin"] == "*"


def test_it_answers_anew_when_something_changed(client: Client, small: SmallArchive) -> None:
    paths = ["/api/articles/", "/api/facets/", "/api/people/", f"/api/articles/{small.article.pk}/"]
    etags = {path: client.get(path)["ETag"] for path in paths}
    add_article(small.source, small.ada, small.grace, small.dismissal, title="Another")
    small.article.title = "Corrected"
    small.article.save()

    for path, etag in etags.items():
        response = client.get(path, headers={"if-none-match": etag})
        assert response.status_code == 200
        assert response["ETag"] != etag


def test_an_etag_holds_for_one_language(client: Client, small: SmallArchive) -> None:
    path = "/api/facets/?language=en"
    english = client.get(path, headers={"accept-language": "en"})
    french = client.get(path, headers={"accept-language": "fr", "if-none-match": english["ETag"]})

    assert french.status_code == 200
    assert [one.json()["languages"][0]["name"].lower() for one in (english, french)] == ["english", "anglais"]


def test_it_refuses_a_condition_that_is_not_met(client: Client, small: SmallArchive) -> None:
    response = client.get("/api/people/", headers={"if-match": '"else"'})
    assert (response.status_code, response["Content-Type"]) == (412, "application/problem+json")


@pytest.mark.parametrize("path", PATHS)
def test_it_answers_head_without_a_body(client: Client, small: SmallArchive, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Content-Length"]) == (get["ETag"], get["Content-Length"])


@pytest.mark.parametrize("path", [*PATHS, "/api/people/nobody/"])
def test_it_tells_scripts_of_other_sites_what_they_may_do(client: Client, small: SmallArchive, path: str) -> None:
    response = client.options(path, headers={"origin": "https://else.example"})
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_it_sets_no_cookie_and_asks_for_none(client: Client, small: SmallArchive) -> None:
    assert not client.get("/api/articles/").cookies


def test_only_the_api_is_open_to_other_sites(client: Client, small: SmallArchive) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/people/")
