"""Lists of addresses to fetch: a text file with one a line, or a table (CSV) whose columns may say more of each."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.capture.addresses import read_url
from archive.capture.charset import find_charset
from archive.capture.page import CaptureError
from archive.lib import edtf
from archive.lib.days import find_days
from archive.lib.words import fold

MOST_BYTES = 32 * 1024 * 1024

_DELIMITERS = ",;\t|"
_COLUMNS = {
    "url": {"url", "urls", "uri", "link", "links", "address", "web address", "lien", "liens", "adresse", "adresse web"},
    "title": {"title", "headline", "titre", "intitule"},
    "source": {
        "source",
        "newspaper",
        "publication",
        "publisher",
        "media",
        "medium",
        "journal",
        "editeur",
        "titre de presse",
    },
    "published": {
        *("date", "published", "published at", "published on", "publication date", "date published", "pubdate"),
        *("publie", "publie le", "parution", "paru le", "date de publication", "date de parution"),
    },
}
_COMMENT = re.compile(r"(?:^|\s)#\s.*|^#.*")
_NUMERIC_DAY = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
# What may stand around a date in its cell: the name of a weekday, "le", "on".
_AROUND = re.compile(
    r"(?:\W|\b(?:le|du|on|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:lun|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)\.?)\b)*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ListedPage:
    """One line of a list: an address, and what the list says of its page; empty where it says nothing.

    `published` is EDTF. A line that is passed over, or that cannot be read, says why; its `url` is as it was written.
    """

    url: str
    line: int
    title: str = ""
    source: str = ""
    published: str = ""
    skipped: str = ""
    failed: str = ""


def read_list(path: Path, *, limit: int = MOST_BYTES) -> list[ListedPage]:
    """Return the lines of the list in the file `path`, in order, bad ones with their reason, blank ones left out.

    It is a table where its first line names a column of addresses ("url", "adresse", "lien" …), whatever separates
    the columns; its other columns may be a title, a source and a date, in English or French. Or else it is a text
    with an address a line, in which `#` begins a comment. Raises `CaptureError`, as `read_file` does, for a file that
    cannot be read and one that holds no list.
    """
    text = _text(path, limit)
    lines = re.split(r"\r\n?|\n", text)
    first = next((number for number, line in enumerate(lines) if line.strip() and not _is_preamble(line)), None)
    if first is None:
        raise CaptureError("the list is empty")
    columns = _columns(lines[first])
    if columns is None and path.suffix.lower() in (".csv", ".tsv") and not _is_address(lines[first]):
        raise CaptureError(
            f"the table has no column called “url” or “adresse”; its first line is “{lines[first][:100]}”"
        )
    found = _plain_lines(lines) if columns is None else _rows(lines, first, columns)
    return _without_doubles(found)


def _text(path: Path, limit: int) -> str:
    try:
        if not path.exists():
            raise CaptureError("there is no such file")
        if not path.is_file():
            raise CaptureError("is no regular file")
        with path.open("rb") as handle:
            body = handle.read(limit + 1)
    except OSError as error:
        raise CaptureError(f"cannot be read: {error.strerror or error}") from error
    if len(body) > limit:
        raise CaptureError(f"too large: more than {limit:,} bytes; split the list")
    charset = find_charset(body)
    text = body.decode(charset, "replace").removeprefix("\ufeff")
    if "\0" in text:
        raise CaptureError("binary: it is no list of addresses, which is text or CSV")
    return text


def _is_preamble(line: str) -> bool:
    """Return whether a line before the first one is a comment, or tells the separator to a spreadsheet."""
    return line.lstrip().startswith("#") or re.fullmatch(r"sep=.", line.strip()) is not None


def _is_address(line: str) -> bool:
    return re.match(r"\W{0,3}https?://", line.strip(), re.IGNORECASE) is not None


@dataclass(frozen=True)
class _Columns:
    """How a table is read: what separates its columns, and the place of each that is known."""

    delimiter: str
    places: dict[str, int]


def _columns(header: str) -> _Columns | None:
    """Return the columns that a table's first line names; None where none of them is one of addresses."""
    best = None
    for delimiter in _DELIMITERS:
        names = next(csv.reader([header], delimiter=delimiter), [])
        places: dict[str, int] = {}
        for place, name in enumerate(names):
            column = next((column for column, known in _COLUMNS.items() if _folded(name) in known), None)
            if column is not None:
                places.setdefault(column, place)
        if "url" in places and (best is None or len(places) > len(best.places)):
            best = _Columns(delimiter, places)
    return best


def _folded(name: str) -> str:
    return " ".join(fold(re.sub(r"[_\W]+", " ", name)).text.split())


def _plain_lines(lines: list[str]) -> Iterator[ListedPage]:
    for number, line in enumerate(lines, 1):
        written = _COMMENT.sub("", line).strip().strip("<>")
        if not written:
            continue
        if len(written.split()) > 1:
            yield ListedPage(written, number, failed="there is more than an address on the line")
        else:
            yield _listed(written, number)


def _rows(lines: list[str], first: int, columns: _Columns) -> Iterator[ListedPage]:
    table = list(_cells(lines[first + 1 :], columns, first + 2))
    month_first = _puts_month_first([cells.get("published", "") for _, cells, _ in table])
    for number, cells, broken in table:
        url = cells.get("url", "").strip("<>")
        if broken or not url:
            yield ListedPage(url, number, failed=broken or "there is no address in the row")
            continue
        title, source = cells.get("title", ""), cells.get("source", "")
        try:
            published = _published(cells.get("published", ""), month_first)
        except CaptureError as error:
            yield ListedPage(url, number, title, source, failed=str(error))
            continue
        yield _listed(url, number, title, source, published)


def _cells(lines: list[str], columns: _Columns, start: int) -> Iterator[tuple[int, dict[str, str], str]]:
    """Yield the number of each row's first line, its known cells, and why it cannot be read; blank rows are left out.

    An unclosed quotation mark must not swallow the rows behind it unseen, so the reader is strict.
    """
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=columns.delimiter, strict=True)
    while True:
        number = start + rows.line_num
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, {}, _why_broken(error)
            continue
        if not any(cell.strip() for cell in row) or row[0].lstrip().startswith("#"):
            continue
        yield number, {name: " ".join(row[at].split()) for name, at in columns.places.items() if at < len(row)}, ""


def _why_broken(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "a quotation mark opens a cell here and is never closed: the rows from here on cannot be told apart"
    return f"the row cannot be read: {error}"


def _listed(url: str, line: int, title: str = "", source: str = "", published: str = "") -> ListedPage:
    try:
        return ListedPage(read_url(url).url, line, title, source, published)
    except CaptureError as error:
        return ListedPage(url, line, title, source, published, failed=str(error))


def _puts_month_first(dates: list[str]) -> bool:
    """Return whether a column of dates has the month before the day, as one of its dates alone may tell."""
    numeric = [match for date in dates if (match := _NUMERIC_DAY.match(date))]
    if any(int(match[1]) > 12 for match in numeric):
        return False
    return any(int(match[2]) > 12 for match in numeric)


def _published(written: str, month_first: bool) -> str:
    """Return the date in a cell as EDTF: EDTF itself, or a day as people write it; raises `CaptureError`."""
    if not written:
        return ""
    try:
        return edtf.parse(written).text
    except edtf.EDTFError:
        pass
    days = find_days(written, month_first=month_first)
    around = written[: days[0].start] + " " + written[days[0].end :] if days else ""
    found = days[0].edtf() if len(days) == 1 and _AROUND.fullmatch(around) else None
    if found is None:
        raise CaptureError(f"the date “{written[:60]}” cannot be read; write it as 2023-11-20")
    return edtf.parse(found).text


def _without_doubles(listed: Iterator[ListedPage]) -> list[ListedPage]:
    """Return the lines, an address that a line before has marked as passed over."""
    lines: dict[str, int] = {}
    found = []
    for page in listed:
        if page.failed:
            found.append(page)
        elif page.url in lines:
            found.append(
                ListedPage(page.url, page.line, skipped=f"the address stands on line {lines[page.url]} already")
            )
        else:
            lines[page.url] = page.line
            found.append(page)
    return found
