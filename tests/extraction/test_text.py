"""Articles read from plain-text dumps: a folder per case under data/, page.txt beside expected.json."""

import json
from pathlib import Path

import pytest

from archive.capture.files import read_file
from archive.extraction.article import ExtractedArticle, Found, KnownSource, KnownSources, NoArticle
from archive.extraction.text import extract

CASES = sorted(path for path in (Path(__file__).parent / "data").glob("dump_*"))
SOURCES = KnownSources(
    [
        KnownSource(1, ("La Gazette du Port",), ("gazette.example",)),
        KnownSource(2, ("BBX",), ("bbx.example",)),
        KnownSource(3, ("PhareMag",), ()),
        KnownSource(4, ("Radio Jetée",), ()),
    ]
)


def read(case: Path) -> ExtractedArticle:
    return extract(read_file(case / "page.txt", limit=1_000_000), SOURCES)


def expected_of(case: Path) -> dict:
    return json.loads((case / "expected.json").read_text())


def value(found: Found | None) -> str | None:
    return found.value if found else None


ARTICLES = [case for case in CASES if "no_article" not in expected_of(case)]
OTHERS = [case for case in CASES if "no_article" in expected_of(case)]


@pytest.mark.parametrize("case", ARTICLES, ids=lambda case: case.name)
def test_it_reads_the_fields(case):
    article, expected = read(case), expected_of(case)
    found = {
        "title": article.title.value,
        "byline": value(article.byline),
        "authors": list(article.authors),
        "source": value(article.source_name),
        "published": value(article.published),
        "updated": value(article.updated),
        "language": value(article.language),
    }
    assert found == {name: expected[name] for name in found}
    if "section" in expected:
        assert value(article.section) == expected["section"]


@pytest.mark.parametrize("case", ARTICLES, ids=lambda case: case.name)
def test_it_reads_the_text(case):
    text, expected = read(case).text.value, expected_of(case)
    assert text.startswith(tuple(expected.get("first_any", ())) or expected["first"])
    assert text.endswith(tuple(expected.get("last_any", ())) or expected["last"])
    assert [passage for passage in expected["present"] if passage not in text] == []
    assert [passage for passage in expected["absent"] if passage in text] == []


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.name)
def test_it_finds_no_article(case):
    with pytest.raises(NoArticle) as caught:
        read(case)
    assert str(caught.value)
