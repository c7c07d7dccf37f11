"""HTML pages written for these tests, each beside what a reader finds in it."""

import json
from pathlib import Path

import pytest

from archive.capture.html import html_page
from archive.extraction import html
from archive.extraction.article import ExtractedArticle
from archive.extraction.sources import KnownSource, KnownSources

DATA = Path(__file__).parent / "data"
CASES = sorted(path.parent.name for path in DATA.glob("html_*/expected.json"))


def read(case: str, sources: KnownSources | None = None) -> ExtractedArticle:
    return html.extract(html_page((DATA / case / "page.html").read_bytes()), sources or KnownSources())


@pytest.mark.parametrize("case", CASES)
def test_it_reads_what_a_reader_finds(case):
    article = read(case)
    expected = json.loads((DATA / case / "expected.json").read_text())
    for name in ("title", "byline", "published", "updated", "language", "source_name", "section", "lead", "url"):
        if name in expected:
            found = getattr(article, name)
            assert (found.value if found else None) == expected[name], name
    assert list(article.authors) == expected["authors"]
    for name in ("title", "published"):
        if f"{name}_origin" in expected:
            assert getattr(article, name).origin == expected[f"{name}_origin"]


@pytest.mark.parametrize("case", CASES)
def test_it_keeps_the_text_and_leaves_out_the_rest(case):
    text = read(case).text.value
    expected = json.loads((DATA / case / "expected.json").read_text())
    paragraphs = [" ".join(part.split(" ")) for part in text.split("\n\n")]
    assert [part for part in expected["paragraphs"] if part not in paragraphs] == []
    assert [part for part in expected["without"] if part in text] == []
    assert "\n\n\n" not in text
    assert text == text.strip()


def test_it_gives_the_origin_of_every_field_it_found():
    article = read("html_agency")
    origins = article.origins()
    assert origins["title"] == "h1"
    assert origins["byline"] == "line beside the title"
    assert origins["updated"] == "JSON-LD dateModified"
    assert origins["section"] == "meta article:section"
    assert origins["url"] == "link canonical"
    assert origins["source"] == "meta og:site_name"


def test_it_keeps_what_was_weighed_and_lost():
    article = read("html_mixed")
    assert [found.value for found in article.alternatives["published"]] == ["2022-09-14"]


def test_it_takes_the_whole_text_from_json_ld_where_the_page_shows_a_part():
    sentence = "Le conseil municipal a voté hier soir un nouveau budget pour les écoles. "
    whole = json.dumps({"@type": "NewsArticle", "headline": "Le budget", "articleBody": f"{sentence * 3}\n" * 9})
    shown = f"<h1>Le budget</h1><p>{sentence * 3}</p><p>{sentence * 2}</p>"
    article = html.extract(
        html_page(f'<script type="application/ld+json">{whole}</script>{shown}'.encode()), KnownSources()
    )
    assert article.text.origin == "JSON-LD articleBody"
    assert len(article.text.value.split("\n\n")) == 9


def test_it_knows_the_source_by_host_and_by_name():
    by_host = KnownSources([KnownSource(7, ("Autre nom",), ("gazette-du-val.example",))])
    by_name = KnownSources([KnownSource(8, ("la gazette du val",), ())])
    other = KnownSources([KnownSource(9, ("Le Phare",), ("phare.example",))])
    assert read("html_agency", by_host).source_id == 7
    assert read("html_agency", by_name).source_id == 8
    assert read("html_agency", other).source_id is None
