"""The documentation of the API as a page."""

import re

import pytest
from django.test import Client

from archive.api.problems import INVALID, WITHDRAWN
from archive.api.schema import schema


def test_it_has_every_address_and_parameter(client: Client, db: None) -> None:
    page = client.get("/api/docs/").content.decode()

    for path, methods in schema()["paths"].items():
        assert f"GET {path}" in re.sub("<[^>]+>", "", page)
        for parameter in methods["get"].get("parameters", ()):
            assert f"<code>{parameter['name']}</code>" in page
    assert "<script>" not in page
    assert "style=" not in page


@pytest.mark.parametrize("kind", [INVALID, WITHDRAWN])
def test_it_explains_every_type_of_problem(client: Client, db: None, kind: str) -> None:
    assert f'id="{kind}"' in client.get("/api/docs/").content.decode()


def test_it_is_only_read(client: Client, db: None) -> None:
    assert client.post("/api/docs/").status_code == 405
