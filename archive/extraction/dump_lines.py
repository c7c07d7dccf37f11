"""A page that was turned to plain text, as lines: wrapped lines joined, bullets told apart, each with its kind.

The kinds are jusText's classes of paragraphs, taken line by line (Jan Pomikálek, "Removing Boilerplate and Duplicate
Content from Web Corpora", 2011).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from justext import get_stoplist
from justext.core import PathInfo, classify_paragraphs
from justext.paragraph import Paragraph

from archive.extraction.language import detect

_STOPLISTS = {"fr": "French", "en": "English", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese"}
_STOPLISTS |= {"nl": "Dutch", "ca": "Catalan", "ro": "Romanian", "pl": "Polish", "ru": "Russian", "sv": "Swedish"}
_BULLET = re.compile(r"(?:[•◦▪▫‣∙●○■□►▸*+·]|-(?=\s)|o(?=\s{2}))\s{1,9}(?=\S)")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
# A footnote's number, or an agency or initials in brackets, may stand behind the last full stop.
_SENTENCE_END = re.compile(r"[.!?…][\"'»”’)\]\s]{0,4}(?:\[\d{1,3}\]|\([^()]{1,40}\))?$")
_SENTENCE_BREAK = re.compile(r"(?<=[^\W\d_]{2}[.!?…])[»”\"')\]]{0,2}\s+(?=[\"'«“‘(]?\s?[^\W\d_a-z])")
_LINK_NUMBER = re.compile(r"\[\d{1,3}\](?=[^\W\d_])")
_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
_WIDEST_WRAPPED = 110
_ONE_LINE = 600
_OPENING = 120
_FEWEST_REPEATED = 4


@dataclass(frozen=True)
class Line:
    """One line of a dump: its words without bullet and outer blanks, whether an empty line stands before it.

    `kind` is jusText's: "good" (a long paragraph of prose), "neargood", "short" or "bad".
    """

    text: str
    bullet: bool = False
    gap: bool = False
    kind: str = "short"

    @property
    def ends_sentence(self) -> bool:
        """Return whether the line ends as a sentence does."""
        return _SENTENCE_END.search(self.text) is not None

    @property
    def words(self) -> int:
        """Return how many words the line has."""
        return len(self.text.split())


def read_lines(text: str) -> list[Line]:
    """Return the lines of a dump that hold anything, in order."""
    rows = _LINE_BREAKS.sub("\n", _printable(text)).split("\n")
    filled = [row for row in rows if row.strip()]
    if len(filled) == 1 and len(filled[0]) > _ONE_LINE:
        rows = _split_one_line(filled[0])
    elif width := _wrapped_at(filled):
        rows = _unwrap(rows, width)
    if len(_LINK_NUMBER.findall(text[:100_000])) >= 5:
        rows = [_LINK_NUMBER.sub("", row) for row in rows]
    return _classified(_as_lines(rows), text)


def _printable(text: str) -> str:
    """Return `text` without characters that show nothing; controls that are not blanks would not go into XML either."""
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if character.isprintable() or character.isspace() or unicodedata.category(character) == "Co"
    )


def _split_one_line(row: str) -> list[str]:
    """Return a dump that is one line as blocks where several blanks part them, or else as sentences.

    A title that the page repeats (in its breadcrumb, its window) stands out by that alone.
    """
    blocks = [block for block in re.split(r"\t+|\s{2,}", row.strip()) if block]
    if len(blocks) >= 5 and max(map(len, blocks)) < len(row) / 2:
        return blocks
    words = row.split()
    first, second, length = _repeated_words(words[:_OPENING])
    sentences = _SENTENCE_BREAK.sub("\n", " ".join(words[second + length :])).split("\n")
    if not length:
        return sentences
    return [
        *(" ".join(words[begin:end]) for begin, end in ((0, first), (first, second), (second, second + length))),
        *sentences,
    ]


def _repeated_words(words: list[str]) -> tuple[int, int, int]:
    """Return where the longest run of words that occurs twice stands, first and again, and its length (0 for none)."""
    best = (0, 0, 0)
    for first in range(len(words)):
        for second in range(first + _FEWEST_REPEATED, len(words)):
            length = 0
            while (
                second + length < len(words)
                and first + length < second
                and words[first + length] == words[second + length]
            ):
                length += 1
            if length > max(best[2], _FEWEST_REPEATED - 1):
                best = (first, second, length)
    return best


def _wrapped_at(rows: list[str]) -> int:
    """Return the width at which a program wrapped the lines, 0 where none did."""
    lengths = sorted(len(row.rstrip()) for row in rows)
    if len(lengths) < 8:
        return 0
    width = lengths[-1 - len(lengths) // 50]
    long = [index for index, row in enumerate(rows[:-1]) if len(row.rstrip()) > width * 0.55]
    if width > _WIDEST_WRAPPED or width < 50 or len(long) < 5:
        return 0
    full = sum(len(rows[index].rstrip()) >= width - 16 for index in long)
    going_on = sum(rows[index + 1].lstrip()[:1].islower() for index in long)
    return width if full >= 0.5 * len(long) and going_on >= 0.1 * len(long) else 0


def _unwrap(rows: list[str], width: int) -> list[str]:
    """Join lines that were broken because the next word did not fit any more."""
    joined: list[str] = []
    last = ""
    for row in rows:
        words = row.split()
        fits = bool(words) and len(last.rstrip()) + 1 + len(words[0]) <= width
        if words and last.strip() and not fits and not _BULLET.match(row.strip()):
            joined[-1] = f"{joined[-1].rstrip()} {row.strip()}"
        else:
            joined.append(row)
        last = row
    return joined


def _as_lines(rows: list[str]) -> list[Line]:
    lines: list[Line] = []
    gap = False
    for row in rows:
        words = _BLANKS.sub(" ", row).strip()
        if not words:
            gap = True
            continue
        bullet = _BULLET.match(words)
        lines.append(Line(words[bullet.end() :] if bullet else words, bool(bullet) or _is_menu_row(row), gap))
        gap = False
    return lines


def _is_menu_row(row: str) -> bool:
    """Return whether a line is a menu: three or more short entries, several blanks apart."""
    entries = re.split(r"\t+|[^\S\n]{2,}|\s[|·•]\s", row.strip())
    return len(entries) >= 3 and all(len(entry.split()) <= 3 for entry in entries)


def _classified(lines: list[Line], text: str) -> list[Line]:
    paragraphs = [_paragraph(line.text) for line in lines]
    classify_paragraphs(paragraphs, _stoplist(_STOPLISTS.get(_main_language(lines), "")))
    return [
        Line(line.text, line.bullet, line.gap, paragraph.cf_class)
        for line, paragraph in zip(lines, paragraphs, strict=True)
    ]


def _main_language(lines: list[Line]) -> str:
    """Return the language of the longest lines: menus and names say little."""
    longest = sorted((line.text for line in lines), key=len, reverse=True)[:20]
    return detect(" ".join(longest)) or ""


def _paragraph(text: str) -> Paragraph:
    paragraph = Paragraph(PathInfo().append("p"))
    paragraph.append_text(_ELISION.sub(" de ", text))  # jusText knows no elision: "d'une", "l'été"
    return paragraph


@cache
def _stoplist(language: str) -> frozenset[str]:
    if language:
        return get_stoplist(language)
    return frozenset().union(*(get_stoplist(name) for name in sorted(_STOPLISTS.values())))
