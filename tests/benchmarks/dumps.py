"""How well extraction reads plain-text dumps: real news pages are turned to text, in three manners, and read again.

`python -m tests.benchmarks.dumps FOLDER` takes a folder as `tests.benchmarks.extraction` does.
"""

import argparse
import json
import re
import sys
import textwrap
import time
from pathlib import Path

from lxml import etree, html

from archive.capture.files import read_file
from archive.capture.page import CapturedPage
from archive.extraction import text
from archive.extraction.article import NoArticle
from archive.extraction.sources import KnownSources
from tests.benchmarks.extraction import Reading, Score, count, differences, table

# fmt: off
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "tbody", "td", "th", "tr",
    "ul",
}
_SILENT = {
    "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "canvas", "video",
    "audio", "textarea", "select",
}
_SPACED = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "figure",
}
# fmt: on
_MANNERS = ("blocks apart", "no empty lines", "wrapped at 72")


def dump(page: CapturedPage) -> str:
    """Return the page as text: a line per block, items with bullets, an empty line around paragraphs and headings."""
    root = html.fromstring(
        page.body, parser=html.HTMLParser(encoding=page.charset, remove_comments=True, huge_tree=True)
    )
    pieces: list[str] = []
    _write(root, pieces)
    lines = [" ".join(line.split(" ")).strip("\r") for line in "".join(pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line if line.strip(" •") else "" for line in lines)).strip()


def _write(element: etree._Element, pieces: list[str]) -> None:
    tag = element.tag if isinstance(element.tag, str) else "script"
    if tag not in _SILENT:
        edge = "\n\n" if tag in _SPACED else "\n" if tag in _BLOCKS else ""
        pieces.append(edge + ("  • " if tag == "li" else ""))
        pieces.append(re.sub(r"\s+", " ", element.text or ""))
        for child in element:
            _write(child, pieces)
        pieces.append(edge)
    pieces.append(re.sub(r"\s+", " ", element.tail or ""))


def in_manner(text: str, manner: str) -> str:
    """Return a dump as another program would have written it."""
    if manner == "no empty lines":
        return re.sub(r"\n+", "\n", text)
    if manner == "wrapped at 72":
        return "\n".join(
            textwrap.fill(line, 72, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")
        )
    return text


def read(written: str) -> Reading:
    """Return what extraction reads from a dump."""
    page = CapturedPage(body=written.encode("utf-8", errors="replace"), media_type="text/plain")
    article = text.extract(page, KnownSources())
    published = article.published.value if article.published else ""
    language = article.language.value if article.language else ""
    return Reading(article.title.value, article.authors, published[:10], article.text.value, language)


def run(folder: Path, languages: frozenset[str]) -> tuple[dict[str, Score], list[str], int]:
    """Read every page in every manner; return the scores, the differences of the first manner, the number of pages."""
    scores = {manner: Score() for manner in _MANNERS}
    lines: list[str] = []
    pages = 0
    for row in (folder / "expected.jsonl").read_text().splitlines():
        marks = json.loads(row)
        if languages and marks.get("lang") not in languages:
            continue
        pages += 1
        whole = dump(read_file(folder / marks["file"], limit=64 * 1024 * 1024))
        for manner, score in scores.items():
            written = in_manner(whole, manner)
            begun = time.process_time()
            try:
                reading = read(written)
            except NoArticle as error:
                reading = Reading()
                score.failures += 1
                lines.append(f"{marks['file']} {manner}: {error}")
            score.seconds += time.process_time() - begun
            count(score, reading, _left(marks, whole))
            if manner == _MANNERS[0]:
                lines += differences(reading, _left(marks, whole))
    return scores, lines, pages


def _left(marks: dict, written: str) -> dict:
    """Return the marks without the passages that the page shows only by script, which no dump of ours has."""
    flat = " ".join(written.split())
    return marks | {"with": [passage for passage in marks.get("with", ()) if " ".join(passage.split()) in flat]}


def main() -> None:
    """Print the table, and with --differences every difference from the marks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--differences", action="store_true", help="list what differs from the marks, field by field")
    parser.add_argument("--languages", default="", help="only pages marked with these, such as fr,en")
    parser.add_argument("--write", type=Path, help="write the dumps into this folder, to look at them")
    arguments = parser.parse_args()
    if arguments.write:
        arguments.write.mkdir(parents=True, exist_ok=True)
        for path in sorted(arguments.folder.glob("*.html*")):
            written = dump(read_file(path, limit=64 * 1024 * 1024))
            (arguments.write / f"{path.name.partition('.')[0]}.txt").write_text(written)
    scores, lines, pages = run(arguments.folder, frozenset(filter(None, arguments.languages.split(","))))
    if arguments.differences:
        sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.write(table(scores, pages) + "\n")


if __name__ == "__main__":
    main()
