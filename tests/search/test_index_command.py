"""`manage.py index`."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from archive.search import index
from tests.makers import make_article

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """Return what the command prints."""
    out = StringIO()
    call_command("index", *arguments, stdout=out)
    return out.getvalue()


def test_it_indexes_every_article_and_counts() -> None:
    for status in ("draft", "published"):
        make_article(status, text="Mot.", status=status)

    assert run().strip() == "2 indexed"
    assert index.health() == index.Health(indexed=2, missing=0, stale=0, orphaned=0)


def test_it_counts_in_json() -> None:
    make_article()

    assert json.loads(run("--json")) == {"counts": {"indexed": 1}}


def test_it_has_nothing_to_do_in_an_empty_archive() -> None:
    assert run().strip() == "0 indexed"
