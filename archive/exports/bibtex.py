r"""BibTeX, which LaTeX reads: an @article an article, written by bibtexparser, its text made safe for LaTeX here.

Letters stay as they are (UTF-8). Braces are written as \textbraceleft{}: BibTeX counts \{ as a brace too.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from bibtexparser.bibdatabase import BibDatabase, BibDataString, BibDataStringExpression
from bibtexparser.bwriter import BibTexWriter

from archive.exports.dates import date_notes, shared_parts
from archive.exports.result import Result
from archive.exports.text import one_line
from archive.lib.links import as_uri
from archive.reading.exported import Author, Exported, When

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ESCAPES = str.maketrans(
    {
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)
_Value: TypeAlias = str | BibDataStringExpression


def write_bibtex(result: Result, articles: Iterable[Exported]) -> Iterator[str]:
    """Yield the entries one by one; their keys stay the same in every export."""
    writer = BibTexWriter()
    writer.order_entries_by = None
    writer.display_order = ["author", "title", "journal", "year", "month", "day"]
    writer.add_trailing_comma = True
    for article in articles:
        database = BibDatabase()
        database.entries = [_entry(result, article, database)]
        yield writer.write(database) + "\n"


def _entry(result: Result, article: Exported, database: BibDatabase) -> dict[str, _Value]:
    accessed = article.captured.last
    fields: dict[str, _Value] = {
        "author": " and ".join(_author(author) for author in article.authors),
        "title": f"{{{escaped(article.title)}}}",  # in braces, lest a style take the capitals from names
        "journal": escaped(article.publisher.name) if article.publisher else "",
        "abstract": escaped(article.lead or result.summary(article)),
        "keywords": ", ".join(
            escaped(named.name.replace(",", "")) for named in (*article.people, *article.events)
        ),  # commas part them
        "language": escaped(article.language),
        "url": _address(article.original or article.url),
        "urldate": f"{accessed:%Y-%m-%d}" if accessed else "",
        "note": escaped(" ".join(date_notes(article))),
        "archive": _address(article.url),
    }
    fields |= _date(article.published, database)
    told = {name: value for name, value in fields.items() if value}
    return {"ENTRYTYPE": "article", "ID": f"dossier-{article.id}", **told}


def escaped(text: str) -> str:
    """Return `text` on one line, as LaTeX prints it letter by letter."""
    return one_line(text).translate(_ESCAPES)


def _address(address: str) -> str:
    """Return an address as it stands in a URL field, which is read verbatim: braces and backslashes are encoded."""
    return as_uri(one_line(address))


def _author(author: Author) -> str:
    """Return a name in its parts, or as printed; in braces where BibTeX would take it apart at the wrong place."""
    if author.family:
        return f"{escaped(author.family)}, {escaped(author.given)}"
    words = author.name.split()
    is_plain = 2 <= len(words) <= 4 and all(word[:1].isupper() and "," not in word for word in words)
    return escaped(author.name) if is_plain else f"{{{escaped(author.name)}}}"


def _date(when: When | None, database: BibDatabase) -> dict[str, _Value]:
    """Return year, month and day as far as they are known."""
    parts = shared_parts(when) if when else ()
    found: dict[str, _Value] = {}
    if parts:
        found["year"] = f"{parts[0]:04}"
    if len(parts) > 1:
        found["month"] = BibDataStringExpression([BibDataString(database, _MONTHS[parts[1] - 1])])
    if len(parts) > 2:
        found["day"] = str(parts[2])
    return found
