"""How well extraction reads real news pages, beside trafilatura alone on the same pages.

`python -m tests.benchmarks.extraction FOLDER` takes a folder with `expected.jsonl` (one object a line: `file`, and
where known `title`, `authors`, `date`, passages `with` and `without`) and the pages it names.
"""

import argparse
import json
import logging
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import trafilatura

from archive.capture.files import read_file
from archive.capture.page import CapturedPage
from archive.extraction import html
from archive.extraction.article import NoArticle
from archive.extraction.sources import KnownSources
from archive.lib.words import fold

_BETWEEN_AUTHORS = re.compile(r"\s*[;,]\s*|\s+(?:und|and|et|mit)\s+")


@dataclass(frozen=True)
class Reading:
    """What one extractor read from one page."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    text: str = ""


@dataclass
class Score:
    """Counts of one extractor over all pages."""

    titles: int = 0
    titles_right: int = 0
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
    return Reading(article.title.value, article.authors, published[:10], article.text.value)


def read_trafilatura(page: CapturedPage) -> Reading:
    """Return what trafilatura alone reads, with its defaults."""
    document = trafilatura.extract_with_metadata(page.body)
    if document is None:
        raise NoArticle("trafilatura found nothing")
    authors = tuple(name.strip() for name in (document.author or "").split(";") if name.strip())
    return Reading(document.title or "", authors, document.date or "", document.text or "")


def count(score: Score, reading: Reading, marks: dict) -> None:
    """Add one page's reading to the score."""
    if marks.get("title"):
        score.titles += 1
        score.titles_right += bare(marks["title"]) == bare(reading.title)
    expected = {bare(name) for name in _BETWEEN_AUTHORS.split(marks.get("authors") or "") if bare(name)}
    found = {bare(part) for name in reading.authors for part in _BETWEEN_AUTHORS.split(name) if bare(part)}
    if expected:
        for place, number in enumerate((len(found & expected), len(found - expected), len(expected - found))):
            score.authors[place] += number
    elif marks.get("title"):
        score.unmarked_authors += bool(found)
    if marks.get("date"):
        score.dates += 1
        score.dates_given += bool(reading.date)
        score.dates_right += reading.date == marks["date"]
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


def run(folder: Path) -> tuple[dict[str, Score], list[str]]:
    """Read every page with both extractors; return their scores and a line for every difference from the marks."""
    scores = {"ours": Score(), "trafilatura": Score()}
    lines: list[str] = []
    for line in (folder / "expected.jsonl").read_text().splitlines():
        marks = json.loads(line)
        page = read_file(folder / marks["file"], limit=64 * 1024 * 1024)
        for name, reader in (("ours", read_ours), ("trafilatura", read_trafilatura)):
            begun = time.process_time()
            try:
                reading = reader(page)
            except NoArticle as error:
                reading = Reading()
                scores[name].failures += 1
                lines.append(f"{marks['file']} {name}: {error}")
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
    text = spaced(reading.text)
    found += [f"{file} missing: {passage!r}" for passage in marks.get("with", ()) if spaced(passage) not in text]
    found += [f"{file} unwanted: {passage!r}" for passage in marks.get("without", ()) if spaced(passage) in text]
    return found


def table(scores: dict[str, Score], pages: int) -> str:
    """Return the scores as a Markdown table."""
    rows = [f"| {pages} pages | " + " | ".join(scores) + " |", "| --- |" + " ---: |" * len(scores)]

    def row(name: str, values: list[str]) -> None:
        rows.append(f"| {name} | " + " | ".join(values) + " |")

    several = list(scores.values())
    row("titles exact, folded", [f"{score.titles_right / max(1, score.titles):.3f}" for score in several])
    for place, name in enumerate(("precision", "recall", "F1")):
        row(f"authors {name}", [f"{measured(*score.authors)[place]:.3f}" for score in several])
    row("authors given where none is marked (pages)", [str(score.unmarked_authors) for score in several])
    row("dates precision", [f"{score.dates_right / max(1, score.dates_given):.3f}" for score in several])
    row("dates recall", [f"{score.dates_right / max(1, score.dates):.3f}" for score in several])
    row("dates abstained", [str(score.dates - score.dates_given) for score in several])
    for place, name in enumerate(("precision", "recall", "F1")):
        row(f"passages {name}", [f"{measured(*score.passages)[place]:.4f}" for score in several])
    row("pages without an article", [str(score.failures) for score in several])
    row("CPU ms per page", [f"{1000 * score.seconds / max(1, pages):.1f}" for score in several])
    base = several[-1].seconds or 1.0
    row("CPU, ratio", [f"{score.seconds / base:.2f}" for score in several])
    return "\n".join(rows)


def main() -> None:
    """Print the table, and with --differences every difference from the marks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--differences", action="store_true", help="list what differs from the marks, field by field")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    scores, lines = run(arguments.folder)
    pages = len((arguments.folder / "expected.jsonl").read_text().splitlines())
    if arguments.differences:
        sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.write(table(scores, pages) + "\n")


if __name__ == "__main__":
    main()
