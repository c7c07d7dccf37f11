"""How well extraction reads real news pages, beside trafilatura, htmldate and newspaper4k alone on the same pages.

`python -m tests.benchmarks.extraction FOLDER` takes a folder with `expected.jsonl` (one object a line: `file`, and
where known `title`, `authors`, `date`, `lang`, passages `with` and `without`) and the pages it names. Nothing is asked
of the network: newspaper4k is told to fetch no pictures, and no process of this benchmark can connect to anything.
"""

import argparse
import json
import logging
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import htmldate
import trafilatura

from archive.capture.files import read_file
from archive.capture.page import CapturedPage
from archive.extraction import html
from archive.extraction.article import NoArticle
from archive.extraction.sources import KnownSources
from archive.lib.words import fold

# Not a requirement: what it asks for (`lxml[html-clean]`) stops pip 23, which Debian 12 has.
newspaper = import_module("newspaper") if find_spec("newspaper") else None

_NO_NEWSPAPER = (
    "newspaper4k is left out: it is not installed (pip install newspaper4k==0.9.4.1 in an environment of its own)"
)
_BETWEEN_AUTHORS = re.compile(r"\s*[;,]\s*|\s+(?:und|and|et|mit)\s+")


@dataclass(frozen=True)
class Reading:
    """What one extractor read from one page."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    text: str = ""
    language: str = ""


@dataclass
class Score:
    """Counts of one extractor over all pages; `reads` are the fields it gives at all."""

    reads: tuple[str, ...] = ("title", "authors", "date", "language", "text")
    titles: int = 0
    titles_given: int = 0
    titles_right: int = 0
    languages: int = 0
    languages_given: int = 0
    languages_right: int = 0
    authors_pages: int = 0
    authors_given: int = 0
    authors: list[int] = field(default_factory=lambda: [0, 0, 0])
    unmarked_authors: int = 0
    dates: int = 0
    dates_given: int = 0
    dates_right: int = 0
    passages: list[int] = field(default_factory=lambda: [0, 0, 0])
    failures: int = 0
    seconds: float = 0.0


def bare(text: str) -> str:
    """Return `text` folded to its words alone: case, accents, punctuation and spaces make no difference."""
    return re.sub(r"\W+", " ", fold(text).text).strip()


def spaced(text: str) -> str:
    """Return `text` with every run of spaces as one, and without soft hyphens, for finding passages in it."""
    return " ".join(text.replace("\u00ad", "").split())


def read_ours(page: CapturedPage) -> Reading:
    """Return what this project's extraction reads."""
    article = html.extract(page, KnownSources())
    published = article.published.value if article.published else ""
    language = article.language.value if article.language else ""
    return Reading(article.title.value, article.authors, published[:10], article.text.value, language)


def read_trafilatura(page: CapturedPage) -> Reading:
    """Return what trafilatura alone reads, with its defaults."""
    document = trafilatura.extract_with_metadata(page.body)
    if document is None:
        raise NoArticle("trafilatura found nothing")
    authors = tuple(name.strip() for name in (document.author or "").split(";") if name.strip())
    text = document.text or ""
    return Reading(document.title or "", authors, document.date or "", text, document.language or "")


def read_htmldate(page: CapturedPage) -> Reading:
    """Return what htmldate alone reads: the day of first publication, by all its ways."""
    return Reading(date=htmldate.find_date(page.body, original_date=True) or "")


def read_newspaper(page: CapturedPage) -> Reading:
    """Return what newspaper4k reads, its fetching of pictures turned off."""
    address = "http://page.invalid/"  # it takes no page without one
    article = newspaper.Article(address, fetch_images=False, language="en")
    article.download(input_html=page.text())
    article.parse()
    date = article.publish_date
    day = date.strftime("%Y-%m-%d") if hasattr(date, "strftime") else str(date or "")[:10]
    return Reading(article.title or "", tuple(article.authors), day, article.text or "", article.meta_lang or "")


Reader = Callable[[CapturedPage], Reading]


def readers() -> dict[str, tuple[Reader, tuple[str, ...]]]:
    """Return the extractors by name: how each reads, and which fields it gives."""
    everything = ("title", "authors", "date", "language", "text")
    found: dict[str, tuple[Reader, tuple[str, ...]]] = {
        "ours": (read_ours, everything),
        "trafilatura": (read_trafilatura, ("title", "authors", "date", "text")),
        "htmldate": (read_htmldate, ("date",)),
    }
    if newspaper:
        found["newspaper4k"] = (read_newspaper, everything)
    return found


def stay_offline() -> None:
    """Let this process connect to nothing and ask for no name, for good."""
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, _arguments: tuple) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        raise ConnectionError("an extractor wanted to use the network")


def count(score: Score, reading: Reading, marks: dict) -> None:
    """Add one page's reading to the score."""
    if marks.get("title"):
        score.titles += 1
        score.titles_given += bool(reading.title)
        score.titles_right += bare(marks["title"]) == bare(reading.title)
    expected = {bare(name) for name in _BETWEEN_AUTHORS.split(marks.get("authors") or "") if bare(name)}
    found = {bare(part) for name in reading.authors for part in _BETWEEN_AUTHORS.split(name) if bare(part)}
    if expected:
        for place, number in enumerate((len(found & expected), len(found - expected), len(expected - found))):
            score.authors[place] += number
        score.authors_pages += 1
        score.authors_given += bool(found)
    elif marks.get("title"):
        score.unmarked_authors += bool(found)
    if marks.get("date"):
        score.dates += 1
        score.dates_given += bool(reading.date)
        score.dates_right += reading.date == marks["date"]
    if marks.get("lang", "??") != "??":
        score.languages += 1
        score.languages_given += bool(reading.language)
        score.languages_right += reading.language[:2].lower() == marks["lang"]
    text = spaced(reading.text)
    for passage in marks.get("with", ()):
        score.passages[0 if spaced(passage) in text else 2] += 1
    for passage in marks.get("without", ()):
        score.passages[1] += spaced(passage) in text


def measured(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    precision = right / max(1, right + wrong)
    recall = right / max(1, right + missed)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def marked_pages(folder: Path, languages: str = "") -> list[dict]:
    """Return the marks of the folder's pages, those in `languages` ("fr,en") alone where any are named."""
    lines = (folder / "expected.jsonl").read_text().splitlines()
    wanted = set(languages.split(",")) if languages else set()
    return [marks for marks in map(json.loads, lines) if not wanted or marks.get("lang") in wanted]


def run(folder: Path, pages: list[dict]) -> tuple[dict[str, Score], list[str]]:
    """Read the marked pages with every extractor; return their scores, and a line for each difference of ours."""
    known = readers()
    scores = {name: Score(reads=fields) for name, (_reader, fields) in known.items()}
    lines: list[str] = []
    for marks in pages:
        page = read_file(folder / marks["file"], limit=64 * 1024 * 1024)
        for name, (reader, _fields) in known.items():
            begun = time.process_time()
            try:
                reading = reader(page)
            except Exception as error:  # what is compared is the answer; a crash is none
                reading = Reading()
                scores[name].failures += 1
                lines.append(f"{marks['file']} {name}: {type(error).__name__}: {error}")
            scores[name].seconds += time.process_time() - begun
            count(scores[name], reading, marks)
            if name == "ours":
                lines += differences(reading, marks)
    return scores, lines


def differences(reading: Reading, marks: dict) -> list[str]:
    """Return a line for each field of a page that differs from its marks."""
    file, found = marks["file"].partition(".")[0], []
    if marks.get("title") and bare(marks["title"]) != bare(reading.title):
        found.append(f"{file} title: {marks['title']!r} | {reading.title!r}")
    expected = {bare(name) for name in _BETWEEN_AUTHORS.split(marks.get("authors") or "") if bare(name)}
    names = {bare(name) for name in reading.authors}
    if names != expected and marks.get("title"):
        found.append(f"{file} authors: {marks.get('authors')!r} | {'; '.join(reading.authors)!r}")
    if marks.get("date") and marks["date"] != reading.date:
        found.append(f"{file} date: {marks['date']} | {reading.date}")
    if marks.get("lang", "??") not in ("??", reading.language):
        found.append(f"{file} language: {marks['lang']} | {reading.language}")
    text = spaced(reading.text)
    found += [f"{file} missing: {passage!r}" for passage in marks.get("with", ()) if spaced(passage) not in text]
    found += [f"{file} unwanted: {passage!r}" for passage in marks.get("without", ()) if spaced(passage) in text]
    return found


def table(scores: dict[str, Score], pages: int, base: str = "") -> str:
    """Return the scores as a Markdown table; processor time is compared with that of `base` (the last, if not told)."""
    several = list(scores.values())
    rows = [f"| {pages} pages | " + " | ".join(scores) + " |", "| --- |" + " ---: |" * len(scores)]

    def row(name: str, field: str, value: Callable[[Score], str]) -> None:
        told = [value(score) if not field or field in score.reads else "" for score in several]
        rows.append(f"| {name} | " + " | ".join(told) + " |")

    row("titles exact, folded", "title", lambda score: share(score.titles_right, score.titles))
    row("titles left out", "title", lambda score: str(score.titles - score.titles_given))
    for place, name in enumerate(("precision", "recall", "F1")):
        row(f"authors {name}", "authors", lambda score, place=place: f"{measured(*score.authors)[place]:.3f}")
    row("authors left out (pages)", "authors", lambda score: str(score.authors_pages - score.authors_given))
    row("authors given where none is marked (pages)", "authors", lambda score: str(score.unmarked_authors))
    row("dates precision", "date", lambda score: share(score.dates_right, score.dates_given))
    row("dates recall", "date", lambda score: share(score.dates_right, score.dates))
    row("dates left out", "date", lambda score: str(score.dates - score.dates_given))
    row("languages right", "language", lambda score: share(score.languages_right, score.languages))
    row("languages left out", "language", lambda score: str(score.languages - score.languages_given))
    for place, name in enumerate(("precision", "recall", "F1")):
        row(f"passages {name}", "text", lambda score, place=place: f"{measured(*score.passages)[place]:.4f}")
    row("pages without an article", "text", lambda score: str(score.failures))
    row("CPU ms per page", "", lambda score: f"{1000 * score.seconds / max(1, pages):.1f}")
    unit = (scores[base] if base else several[-1]).seconds or 1.0
    row("CPU, ratio", "", lambda score: f"{score.seconds / unit:.2f}")
    return "\n".join(rows)


def share(part: int, whole: int) -> str:
    """Return the part of the whole to three digits."""
    return f"{part / max(1, whole):.3f}"


def main() -> None:
    """Print the table, and with --differences every difference from the marks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--differences", action="store_true", help="list what differs from the marks, field by field")
    parser.add_argument("--languages", default="", help="pages of these languages alone, as fr,en")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    stay_offline()
    pages = marked_pages(arguments.folder, arguments.languages)
    scores, lines = run(arguments.folder, pages)
    if arguments.differences:
        sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.write(table(scores, len(pages), "trafilatura") + "\n")
    if not newspaper:
        sys.stdout.write(f"\n{_NO_NEWSPAPER}\n")


if __name__ == "__main__":
    main()
