"""Atom: pages of a feed that feedparser and an XML parser read."""

from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree

from archive.exports.atom import ATOM, write_atom
from archive.reading.exported import Author
from tests.exports.records import HOSTILE, ROOT, article, named, result, when


def feed(*articles: Any, **told: Any) -> Any:
    """Return the feed as feedparser reads it, without a complaint."""
    [text] = write_atom(result(**told), articles)
    etree.fromstring(text.encode())
    read = feedparser.parse(text.encode())
    assert not read.bozo, read.get("bozo_exception")
    return read


def links(record: Any) -> dict[str, str]:
    """Return the links by what they are."""
    return {link["rel"]: link["href"] for link in record.links}


def test_it_works() -> None:
    one = article()
    read = feed(one)
    assert (read.version, read.feed.title, read.feed.id) == ("atom10", "Dossier: ada", f"{ROOT}articles.atom?q=ada")
    assert read.feed.updated == "2024-02-03T04:05:06Z" and read.feed.os_totalresults == "1"
    assert links(read.feed)["self"] == f"{ROOT}articles.atom?q=ada"
    assert links(read.feed)["alternate"] == f"{ROOT}articles/?q=ada" and "next" not in links(read.feed)
    [entry] = read.entries
    assert (entry.id, entry.title, entry.author) == (one.permalink, one.title, "Jane Roe")
    assert links(entry) == {"alternate": one.url, "via": one.original}
    assert (entry.published, entry.updated) == ("2023-11-20T00:00:00Z", "2024-02-03T04:05:06Z")
    assert entry.summary == "The board has spoken." and entry.summary_detail.type == "text/plain"
    assert [(tag.term, tag.scheme, tag.label) for tag in entry.tags] == [
        ("ada-byron", f"{ROOT}people/", "Ada Byron"),
        ("dismissal", f"{ROOT}events/", "The dismissal"),
    ]


def test_its_pages_lead_to_one_another() -> None:
    following, here = f"{ROOT}articles.atom?q=ada&after=7", f"{ROOT}articles.atom?q=ada&after=9"
    read = feed(article(), address=here, next=following)
    assert links(read.feed)["next"] == following and links(read.feed)["self"] == here
    assert links(read.feed)["first"] == read.feed.id == f"{ROOT}articles.atom?q=ada"


def test_an_empty_feed_is_valid() -> None:
    read = feed(count=0)
    assert read.entries == [] and read.feed.updated == "1970-01-01T00:00:00Z"


def test_it_counts_only_what_is_counted() -> None:
    assert "os_totalresults" not in feed(article(), count=10_000, more=True).feed


def test_the_summary_is_the_sentence_of_whom_was_asked_for() -> None:
    person = named(sentence="Nobody but Ada Byron knew.")
    assert feed(article(people=(person,)), people=frozenset({person.id})).entries[0].summary == person.sentence


@pytest.mark.parametrize(
    ("fields", "summary"),
    [
        ({"lead": ""}, "The board dismissed Ada Byron on Friday."),
        ({"lead": "", "people": (), "events": ()}, "The board dismissed Ada Byron on Friday."),
        ({"lead": "", "people": (), "events": (), "text": ""}, ""),
    ],
)
def test_without_a_lead_it_tells_the_first_sentence(fields: dict[str, Any], summary: str) -> None:
    assert feed(article(**fields)).entries[0].get("summary", "") == summary


@pytest.mark.parametrize("edtf", ["2023-11-20?", "2023-11", "2023-11-20/2023-11-22", "2023-11-20/.."])
def test_it_gives_no_moment_to_an_uncertain_date(edtf: str) -> None:
    assert "published" not in feed(article(published=when(edtf))).entries[0]


def test_it_gives_the_moment_of_a_date_with_a_time() -> None:
    moment = datetime(2023, 11, 20, 19, 24, tzinfo=UTC)
    read = feed(article(published=when("2023-11-20T20:24:00+01:00", moment)))
    assert read.entries[0].published == "2023-11-20T19:24:00Z"


def test_it_takes_any_text() -> None:
    one = article(HOSTILE, people=(named(HOSTILE),), lead=HOSTILE, original=f"https://x.example/{HOSTILE}")
    [text] = write_atom(result(title=HOSTILE), [one])
    assert "<b>" not in text
    [entry] = feed(one).entries
    assert entry.tags[0].label == 'L’été & {co}: 100 % "$_x" ~^\\ #1 <b>=1+1</b> \U0001f600 fin'
    assert links(entry)["via"].startswith("https://x.example/L%E2%80%99")


def test_every_entry_has_an_author() -> None:
    read = feed(article(authors=()), article(authors=(), publisher=None), article(authors=(Author("A"), Author("B"))))
    names = [[author["name"] for author in entry.get("authors", [])] for entry in read.entries]
    assert names[0] == ["The Harbour Gazette"] and names[2] == ["A", "B"]
    assert read.feed.author == "Dossier"


def test_it_has_all_that_atom_asks_for() -> None:
    [text] = write_atom(result(), [article()])
    root = etree.fromstring(text.encode())
    for parent in (root, root.find(f"{{{ATOM}}}entry")):
        for name in ("id", "title", "updated", "author"):
            assert len(parent.findall(f"{{{ATOM}}}{name}")) == 1
