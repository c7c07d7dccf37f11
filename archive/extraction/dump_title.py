"""Which line of a dump is the article's title."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from archive.extraction.dump_body import Judged, next_text
from archive.extraction.dump_bylines import read_byline, read_date_line
from archive.lib.words import fold

_LONGEST = 300
_TELLING = 1000
_LOOK_BACK = 60
_WORD = re.compile(r"[^\W\d_]{4,}|\d{2,}")
_QUOTES = {"“": "”", "«": "»", '"': '"', "‘": "’", "'": "'", "„": "“"}
_SEPARATORS = re.compile(r"\s+[|»›>·•–—-]\s+")


@dataclass(frozen=True)
class Title:
    """The title, where it was found, its line; `around` is what a breadcrumb or tab line has beside it."""

    text: str
    origin: str
    index: int
    around: tuple[str, ...] = ()


def find_title(judged: list[Judged], start: int, end: int) -> Title | None:
    """Return the title of the article whose stretch is `start` to `end` (excluded); None where no line can be it."""
    strong = next((index for index in range(start, end) if judged[index].is_strong), start)
    repeats = _repeats(judged, strong, end)
    vocabulary = _vocabulary(item.line.text for item in judged[start:end] if item.is_prose)
    best: tuple[float, int] | None = None
    for index in range(max(0, strong - _LOOK_BACK), strong):
        score = _score(judged, index, strong, vocabulary)
        if index in repeats:
            score += 4 if len(repeats[index][0]) >= 30 else 2
        if best is None or score > best[0]:
            best = (score, index)
    if best is None or best[0] < 0.5:
        return _from_first_line(judged, start, strong, end)
    return _title(judged, best[1], strong, repeats.get(best[1]))


def _repeats(judged: list[Judged], strong: int, end: int) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Return, by line above the body, the title that it has in common with another line, and what it has beside it.

    A breadcrumb ends in the title ("Site Section Title"), a window's title begins with it ("Title - Site").
    """
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    texts = Counter(fold(item.line.text).text for item in judged[:end] if _may_be_title(item))
    begun = _cut_off(judged, end)
    for index in range(max(0, strong - 4 * _LOOK_BACK), strong):
        item = judged[index]
        if not _may_be_title(item):
            continue
        folded = fold(item.line.text).text
        if not item.line.bullet and (texts[folded] > 1 or any(folded.startswith(beginning) for beginning in begun)):
            found[index] = (item.line.text, ())
        for shorter, beside in _parts(item.line.text):
            if len(shorter) >= 0.5 * len(item.line.text) and texts[fold(shorter).text]:
                found[index] = (shorter, beside)
                break
    return found


def _cut_off(judged: list[Judged], end: int) -> list[str]:
    """Return the beginnings of titles that a page shows cut off ("The lighthouse that came…"), as in a fixed header."""
    texts = [item.line.text for item in judged[:end] if item.line.text.endswith(("…", "...")) and item.line.words >= 4]
    return [fold(text.rstrip("….")).text for text in texts[:100] if 20 <= len(text) <= 120]


def _parts(text: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Yield each end of a line with the words before it, then each beginning before a separator."""
    words = text.split(" ")
    for first in range(1, min(len(words) - 2, 15)):
        rest = " ".join(words[first:])
        if len(rest) >= 20:
            yield rest, (" ".join(words[:first]),)
    for match in _SEPARATORS.finditer(text):
        if match.start() >= 15:
            yield text[: match.start()], (text[match.end() :],)


def _may_be_title(item: Judged) -> bool:
    text = item.line.text
    return 12 <= len(text) <= _LONGEST and item.line.words >= 3 and not item.furniture and not item.date_only


def _vocabulary(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in _WORD.findall(fold(text[:5000]).text))


def _score(judged: list[Judged], index: int, strong: int, vocabulary: frozenset[str]) -> float:
    """Return how much a line above the body looks like its title."""
    item = judged[index]
    text, words = item.line.text, item.line.words
    if item.furniture or item.date_only or len(text) > _LONGEST or not any(character.isalpha() for character in text):
        return -10
    if read_byline(text) or (read_date_line(text) and words < 12):
        return -10
    score = 0.0 if words < 3 else 1.0 if words < 4 else 2.0 if words < 6 else 2.6
    if len(text) > 160:
        score -= 1.0
    if item.line.bullet:
        score -= 8.0 if item.line.ends_sentence else 2.0
    if text.endswith((".", ":", ",", ";", ".]", ".)")) and not text.endswith(("...", "…")):
        score -= 1.5
    own = set(_WORD.findall(fold(text).text))
    shared = len(own & vocabulary) / len(own) if own else 0.0
    score += 3.0 * shared * min(1.0, len(own) / 3)
    if words >= 5 and shared >= 0.5 and _is_subtitle(judged, index + 1):
        score += 1.6
    score += _told_around(judged, index, strong)
    return score - 0.06 * sum(not other.furniture for other in judged[index + 1 : strong])


def _is_subtitle(judged: list[Judged], index: int) -> bool:
    """Return whether a line may be the second, longer or plainer title below a first one."""
    if index >= len(judged):
        return False
    item = judged[index]
    plain = not item.furniture and not item.date_only and not item.line.bullet and not item.is_strong
    return plain and item.line.words >= 5 and read_byline(item.line.text) is None


def _told_around(judged: list[Judged], index: int, strong: int) -> float:
    """Return what the lines around say: a byline or date soon after, or a run of short lines as in a menu."""
    score = 0.0
    seen = 0
    for place in range(index + 1, min(index + 10, strong + 1)):
        if judged[place].furniture or seen >= 4:
            continue
        seen += 1
        if judged[place].date_only or read_byline(judged[place].line.text, following=next_text(judged, place)):
            score += 2.2 if seen == 1 else 1.6 if seen == 2 else 1.2
            break
    if (
        sum(any(character.isdigit() for character in word) for word in judged[index].line.text.split())
        > 0.4 * judged[index].line.words
    ):
        score -= 1.5
    if index and judged[index - 1].date_only and index + 1 == strong and judged[index].line.words < 4:
        score += 4.0  # a date, a few words, the text: blogs have their titles there
    elif index and judged[index - 1].date_only:
        score += 1.0
    score -= min(
        2.0,
        0.4
        * sum(other.line.bullet and not other.furniture and not other.is_prose for other in judged[index + 1 : strong]),
    )
    around = judged[max(0, index - 2) : index] + judged[index + 1 : index + 3]
    if len(around) == 4 and all(other.line.words <= 3 and not other.date_only for other in around):
        score -= 1.0
    return score


def _title(judged: list[Judged], index: int, strong: int, repeat: tuple[str, tuple[str, ...]] | None) -> Title:
    line = judged[index].line.text
    if repeat is None:
        return Title(unquoted(line), "line above the text", index)
    text, beside = repeat
    folded = fold(text).text
    # A breadcrumb or a window's title often stands far above the title itself: the head is read from the last one.
    again = [place for place in range(len(judged)) if fold(judged[place].line.text[:_TELLING]).text == folded]
    last = max((place for place in again if index <= place < strong), default=index)
    if not beside:
        return Title(unquoted(text), "line repeated on the page", last)
    ends = line.startswith(beside[0])
    origin = "end of the breadcrumb line, repeated below" if ends else "beginning of the window's title line"
    return Title(unquoted(judged[again[0]].line.text), origin, last, beside)


def _from_first_line(judged: list[Judged], start: int, strong: int, end: int) -> Title | None:
    """Return the first line of the stretch, or its first sentence, where no line above is a title."""
    for index in range(start, min(strong + 1, end)):
        line = judged[index].line
        if (
            judged[index].furniture
            or judged[index].date_only
            or not any(character.isalpha() for character in line.text)
        ):
            continue
        if len(line.text) <= 200 and index + 1 < end:
            return Title(unquoted(line.text), "first line of the text", index)
        sentence = re.match(r".{10,200}?[^\W\d_]{2}[.!?…]+[»”\"']?(?=\s)", line.text)
        if sentence:
            return Title(unquoted(sentence.group()), "first sentence of the text", -1)
        return Title(f"{line.text[:120].rpartition(' ')[0] or line.text[:120]}…", "first words of the text", -1)
    return None


def unquoted(text: str) -> str:
    """Return `text` without a pair of quotation marks around the whole of it."""
    closing = _QUOTES.get(text[:1])
    inner = text[1:-1]
    if (
        closing
        and len(text) > 2
        and text.endswith(closing)
        and text[0] not in inner
        and _is_whole(inner, text[0], closing)
    ):
        return inner.strip()
    return text


def _is_whole(inner: str, opening: str, closing: str) -> bool:
    """Return whether the marks around `inner` belong together, and are not the first and last of two quotations."""
    if closing in "’'":  # also an apostrophe, between letters
        return not re.search(rf"{closing}(?!\w)", inner)
    return closing not in inner and opening not in inner
