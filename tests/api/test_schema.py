"""The schema: valid, whole, with examples that are true to it."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from jsonschema.validators import Draft202012Validator

from archive.api.schema import schema
from archive.filters import ArticleFilter, EventFilter, PersonFilter, SourceFilter
from tests.views.small_archive import SmallArchive

FILTERS = {
    "/api/articles/": ArticleFilter,
    "/api/facets/": ArticleFilter,
    "/api/people/": PersonFilter,
    "/api/events/": EventFilter,
    "/api/sources/": SourceFilter,
}


def plain() -> dict[str, Any]:
    """Return the schema as JSON has it."""
    made: dict[str, Any] = json.loads(json.dumps(schema(), default=str))
    return made


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the operations with their paths."""
    for path, methods in plain()["paths"].items():
        for operation in methods.values():
            yield path, operation


def test_it_is_valid_openapi_and_was_made_without_a_doubt() -> None:
    schema.cache_clear()
    GENERATOR_STATS.reset()
    made = schema()

    assert made["openapi"] == "3.1.0"
    validate_schema(made)
    assert not GENERATOR_STATS


@pytest.mark.parametrize("path", sorted(FILTERS))
def test_it_has_the_filters_whole(path: str) -> None:
    parameters = {one["name"]: one for one in plain()["paths"][path]["get"]["parameters"]}
    extra = set() if path == "/api/facets/" else {"after", "page_size"}

    assert set(parameters) == {*FILTERS[path].base_filters, *extra}
    assert all(one["description"] and one["allowEmptyValue"] for one in parameters.values())


def test_it_has_every_order_and_language() -> None:
    parameters = {one["name"]: one["schema"] for one in plain()["paths"]["/api/articles/"]["get"]["parameters"]}
    assert "happened-oldest" in parameters["order"]["enum"]
    assert "fr" in parameters["language"]["enum"]


def test_every_answer_has_an_example_that_is_true_to_its_shape() -> None:
    whole = plain()
    checked = 0
    for path, operation in operations():
        for status, response in operation["responses"].items():
            for content in response.get("content", {}).values():
                if path == "/api/schema/" and status == "200":
                    continue
                examples = content.get("examples", {})
                assert examples, f"{path} has no example for {status}"
                for example in examples.values():
                    shape = {**content["schema"], "components": whole["components"]}
                    jsonschema.validate(example["value"], shape, Draft202012Validator)
                    checked += 1
    assert checked > 30


def test_examples_have_every_member_of_their_shape(client: Client, small: SmallArchive) -> None:
    """The example of each answer has the members that the answer itself has."""
    addresses = {"/api/people/{slug}/": "/api/people/ada-byron/", "/api/events/{slug}/": "/api/events/the-crisis/"}
    addresses |= {"/api/sources/{slug}/": "/api/sources/the-harbour-gazette/"}
    addresses |= {"/api/articles/{id}/": f"/api/articles/{small.article.pk}/"}
    for path, operation in operations():
        content = operation["responses"]["200"]["content"]
        if path != "/api/schema/":
            [example] = content["application/json"]["examples"].values()
            assert set(example["value"]) == set(client.get(addresses.get(path, path)).json())


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/vnd.oai.openapi"),
        ("application/json", "application/json"),
        ("application/yaml", "application/yaml"),
        ("application/vnd.oai.openapi+json", "application/vnd.oai.openapi+json"),
    ],
)
def test_it_is_served_as_yaml_and_as_json(client: Client, db: None, accept: str, media_type: str) -> None:
    response = client.get("/api/schema/", headers={"accept": accept})
    read = json.loads if "json" in media_type else yaml.safe_load

    assert response["Content-Type"].partition(";")[0] == media_type
    assert read(response.content)["openapi"] == "3.1.0"


def test_a_format_can_be_named(client: Client, db: None) -> None:
    assert json.loads(client.get("/api/schema/?format=json").content)["openapi"] == "3.1.0"
    assert client.get("/api/schema/?format=yaml").content.startswith(b"openapi: 3.1.0")
    refused = client.get("/api/schema/?format=xml")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "format")


def test_the_way_in_leads_everywhere(client: Client, small: SmallArchive) -> None:
    response = client.get("/api/")
    addresses = response.json()
    assert 'rel="service-desc"' in response["Link"]
    assert set(addresses) == {"articles", "facets", "people", "events", "sources", "schema", "docs"}
    for address in addresses.values():
        assert client.get(address).status_code == 200
