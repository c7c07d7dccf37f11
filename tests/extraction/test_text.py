"""Articles read from plain-text dumps: a folder per case under data/, page.txt beside expected.json."""

import json
from pathlib import Path
from time import perf_counter

import pytest

from archive.capture.files import read_file
from archive.capture.page import CapturedPage
from archive.extraction.article import ExtractedArticle, Found, KnownSource, KnownSources, NoArticle
from archive.extraction.text import extract

CASES = sorted(path for path in (Path(__file__).parent / "data").glob("dump_*"))
SOURCES = KnownSources(
    [
        KnownSource(1, ("La Gazette du Port",), ("gazette.example",)),
        KnownSource(2, ("BBX",), ("bbx.example",)),
        KnownSource(3, ("PhareMag",), ()),
        KnownSource(4, ("Radio Jetée",), ()),
        KnownSource(5, ("Le Quai",), ()),
        KnownSource(6, ("The Pier",), ()),
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


def page(text: str) -> CapturedPage:
    return CapturedPage(body=text.encode("utf-8", "surrogatepass"), media_type="text/plain")


TITLE = "Sailors demand return of fired chief"
PROSE = """The board of the ferry company fired its chief executive on Friday night, without giving a reason to anybody.

Sailors at once threatened to leave. In a letter, more than six hundred of them ask for his return to the bridge.
"""


def test_it_tells_where_each_field_was_found():
    article = read(Path(__file__).parent / "data" / "dump_magazine")
    assert article.origins() == {
        "title": "end of the breadcrumb line, repeated below",
        "text": "9 lines of the page, from 26",
        "language": "words of the text",
        "published": "date line below the title",
        "section": "line of the title, between source and title",
        "lead": "first paragraph, set apart from the text",
        "source": "known name in the line of the title",
    }
    assert article.source_id == 3


def test_it_finds_only_sources_it_knows():
    case = Path(__file__).parent / "data" / "dump_magazine"
    article = extract(read_file(case / "page.txt", limit=1_000_000), KnownSources())
    assert (article.source_name, article.source_id) == (None, None)
    assert article.title.value == expected_of(case)["title"]


def test_it_takes_the_first_line_where_nothing_stands_above():
    article = extract(page(PROSE), KnownSources())
    assert article.title.value == PROSE.split("\n")[0]
    assert article.text.value == PROSE.split("\n")[2]


@pytest.mark.parametrize(
    "line",
    [
        "Ferry News, 12 November 2023: old quays to stay closed",
        "— Mark Oliver (@olivermark) November 20, 2023",
        "Updated 2 hours ago",
        "November 20",
    ],
)
def test_it_takes_no_date_without_evidence(line):
    article = extract(page(f"{TITLE}\n\n{PROSE}\n{line}\n\n{PROSE}"), KnownSources())
    assert (article.published, article.updated) == (None, None)


def test_it_takes_no_dates_of_teasers():
    teasers = "\nRelated stories\nLighthouse lit again\nPublished 12 November 2023\nQuays closed\n2 November 2023\n"
    article = extract(page(f"{teasers}\n{TITLE}\n\n{PROSE}{teasers}"), KnownSources())
    assert article.title.value == TITLE
    assert article.published is None


def test_it_takes_no_speaker_for_the_author():
    article = extract(page(f"{TITLE}\n\n{PROSE}\nBy Friday, Ann Lee had left."), KnownSources())
    assert (article.byline, article.authors) == (None, ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n",
        "Title only",
        "a" * 100_000,
        "• Home\n• News\n" * 500,
        "12 345\n" * 500,
        "!?…\n" * 100,
        "\udcff\u202e" * 50,
    ],
)
def test_it_refuses_what_has_no_prose(text):
    with pytest.raises(NoArticle) as caught:
        extract(page(text), KnownSources())
    assert str(caught.value)


def test_it_refuses_what_is_longer_than_any_article():
    body = b"Un titre de la page\n\n" + "Le conseil a voté hier soir un budget. ".encode() * 60_000
    start = perf_counter()
    with pytest.raises(NoArticle, match="characters"):
        extract(CapturedPage(body=body, media_type="text/plain"), SOURCES)
    assert perf_counter() - start < 2


@pytest.mark.parametrize("noise", ["\0", "\x01", "\u200b", "\u202e", "\ufeff"])
def test_it_keeps_no_characters_that_show_nothing(noise):
    article = extract(
        page(f"{noise}Sailors demand return{noise} of fired chief\n\n{PROSE.replace('Friday', f'Fri{noise}day')}"),
        KnownSources(),
    )
    assert article.title.value == TITLE
    assert "on Friday night" in article.text.value


def test_it_takes_linear_time():
    def seconds(times: int) -> float:
        text = f"{TITLE}\n\n" + (PROSE + "Reply\nMark Oliver\n• Home\n") * times
        start = perf_counter()
        extract(page(text), KnownSources())
        return perf_counter() - start

    seconds(10)
    assert seconds(1000) < 25 * seconds(200) + 1


def test_it_refuses_more_lines_than_any_article_has():
    page = CapturedPage(body=b"A line.\n\n" * 20_001, media_type="text/plain")
    with pytest.raises(NoArticle, match="20,001 lines"):
        extract(page, KnownSources())
