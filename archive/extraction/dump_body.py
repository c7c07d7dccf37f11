"""Which lines of a dump are the article's own: the stretch that weighs most, then line by line.

Source of the first step: Jeff Pasternack and Dan Roth, "Extracting Article Text from the Web with Maximum Subsequence
Segmentation", WWW 2009.
"""

import re
from collections import Counter
from dataclasses import dataclass

from archive.extraction.dump_furniture import Furniture, furniture
from archive.extraction.dump_lines import Line
from archive.lib.days import find_days
from archive.lib.words import fold

_PENALTIES = {
    Furniture.COMMENTS: -400,
    Furniture.TALK: -40,
    Furniture.RELATED: -250,
    Furniture.FOOTER: -400,
    Furniture.TEASER: -30,
    Furniture.SMALL: -15,
    Furniture.COOKIES: -300,
}
# How much of the weight must stand before a line that tells of comments, for the article to end there: a button or
# counter may also stand above the text, right below a strong lead.
_NEEDED_BEFORE = {Furniture.COMMENTS: 0.1, Furniture.TALK: 0.35}
_LIGHTEST = 150
_PARTING = {Furniture.COMMENTS, Furniture.RELATED, Furniture.FOOTER, Furniture.COOKIES}
_LEAD_ABOVE = 25
_MOST_NAMES = 200
_LONGEST_NAME = 100
_TELLING = 1000
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[»”\"']?$")
_CREDIT = re.compile(
    r"©|\(c\)|^(?:photos?|images?|illustrations?|crédits?(?: photos?)?|légende|foto|bild|picture|image source"
    r"|media caption)"
    r"\s?(?::|\||\bby\b|\bpar\b|\bcredit\b)|\b(?:photo|image|picture|foto)s? (?:by|par|credit|courtesy"
    r"|d'illustration)\b"
    r"|\b(?:getty images|shutterstock|unsplash|istock|stock\.adobe)\b|[^.!?]\s?/\s?[A-ZÉ][\w. -]{1,24}\)?$",
    re.IGNORECASE,
)
_CAPTION_FOLLOWS = re.compile(
    r"^(?:(?:image|photo|media|video|figure)s?(?: (?:source|caption|credit))|légende(?: de l['’]image)?"
    r"|crédits?(?: photo)?)\s?[,:]?$",
    re.I,
)
_ASKS = re.compile(r"^[^.!?]*[?!][»”\"']?$")
_IMAGE_WORDS = re.compile(
    r"\b(?:logos?|photos?|images?|illustrations?|screenshots?|capture d['’]écran|wallpaper|cover)\b", re.I
)
_SPEAKER_OR_INTRODUCTION = re.compile(r":$")


@dataclass(frozen=True)
class Judged:
    """A line with what it weighs: above zero it speaks for an article, below zero against it."""

    line: Line
    furniture: Furniture | None
    weight: float
    date_only: bool

    @property
    def is_prose(self) -> bool:
        """Return whether the line reads as a sentence, or several, of an article."""
        return self.weight > 0 and (self.line.ends_sentence or self.line.kind == "good")

    @property
    def is_strong(self) -> bool:
        """Return whether the line is a paragraph that can hardly be anything but prose."""
        long = len(self.line.text) >= (160 if _ASKS.search(self.line.text) else 80)
        return self.is_prose and long and self.line.kind in {"good", "neargood"} and not _CUT_OFF.search(self.line.text)


def _is_row_of_names(text: str) -> bool:
    """Return whether a long line is a menu written in a row: capitals everywhere, no punctuation."""
    words = text.split()
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= 8 and capitals >= 0.4 * len(words) and not re.search(r"[.,;!?] ", text)


def next_text(judged: list[Judged], index: int) -> str:
    """Return the text of the next line that is no small furniture ("|", "4 min", "Share")."""
    for item in judged[index + 1 : index + 4]:
        if item.furniture is not Furniture.SMALL:
            return item.line.text
    return ""


def judge(lines: list[Line]) -> list[Judged]:
    """Return each line with its weight."""
    judged: list[Judged] = []
    caption = False
    for line in lines:
        date_only = is_date_line(line.text)
        kind = None if date_only else furniture(line.text)
        if caption or _CAPTION_FOLLOWS.match(line.text):
            kind = Furniture.SMALL
        caption = _CAPTION_FOLLOWS.match(line.text) is not None
        judged.append(Judged(line, kind, _weight(line, kind, date_only), date_only))
    return judged


def is_date_line(text: str) -> bool:
    """Return whether a short line says little but a day with its year."""
    if len(text) > 90 or not any(character.isdigit() for character in text):
        return False
    days = [day for day in find_days(text) if day.year and day.day]
    return bool(days) and len(text) - sum(day.end - day.start for day in days) <= 30


def _weight(line: Line, kind: Furniture | None, date_only: bool) -> float:
    length = len(line.text)
    if kind is not None:
        return _PENALTIES[kind]
    if date_only:
        return -60
    if _CUT_OFF.search(line.text) and length < 400:
        return -40
    if not line.ends_sentence and _is_row_of_names(line.text):
        return -20
    if line.kind == "good":
        return min(length, 800)
    if line.ends_sentence and line.words >= 3:
        prose = line.kind == "neargood" or length < 70
        return length * (0.9 if prose else 0.5 if length >= 100 else -0.2) * (0.7 if line.bullet else 1)
    if line.kind == "neargood":
        return length * 0.2 if length > 100 else -5
    if line.kind == "bad" and length > 150:
        return -60
    return -15 if line.words <= 3 else -8


def find_stretch(judged: list[Judged]) -> tuple[int, int]:
    """Return where the article's stretch begins and ends (excluded); (0, 0) where nothing speaks for one.

    What stands before the comments goes before comments that are longer.
    """
    heaviest = _heaviest(judged)
    start, end, weight = heaviest[-1]
    for index, item in enumerate(judged[:end]):
        share = _NEEDED_BEFORE.get(item.furniture) if item.furniture else None
        if share is not None and heaviest[index][2] >= max(_LIGHTEST, share * weight):
            start, end, _ = heaviest[index]
            break
    return _with_lead(judged, start), _with_list(judged, end)


def _with_lead(judged: list[Judged], start: int) -> int:
    """Move the beginning up to a strong paragraph that only small furniture (counters, forms) parts from the rest."""
    weight = 0.0
    for index in range(start - 1, max(-1, start - 1 - _LEAD_ABOVE), -1):
        if judged[index].furniture in _PARTING:
            break
        weight += judged[index].weight
        if judged[index].is_strong:
            return index
        if weight < -300:
            break
    return start


def _with_list(judged: list[Judged], end: int) -> int:
    """Move the end down over a list that the last line, or the next, introduces with a colon."""
    last = end
    if last < len(judged) and not judged[last].line.bullet and judged[last].furniture is None:
        last += judged[last].line.text.endswith(":")
    if not last or not judged[last - 1].line.text.endswith(":"):
        return end
    while last < len(judged) and judged[last].line.bullet and judged[last].furniture is None:
        last += 1
    return last if last > end + 1 else end


def _heaviest(judged: list[Judged]) -> list[tuple[int, int, float]]:
    """Return, for each number of lines from the first, the heaviest stretch among them: begin, end, weight."""
    best = (0, 0, 0.0)
    found = [best]
    start, total = 0, 0.0
    for index, item in enumerate(judged):
        if total <= 0:
            start, total = index, 0.0
        total += item.weight
        if total > best[2]:
            best = (start, index + 1, total)
        found.append(best)
    return found


def own_lines(judged: list[Judged], start: int, end: int, title: str, dropped: frozenset[int]) -> list[Line]:
    """Return the article's lines from `start` to `end`: without furniture, captions, and the lines in `dropped`."""
    names = _name_lines(judged, start, end)
    told = fold(title).text
    prose = next((index for index in range(start, end) if judged[index].is_prose), end)
    kept: list[Line] = []
    for index in range(start, end):
        item = judged[index]
        if index in dropped or item.furniture or fold(item.line.text[:_TELLING]).text == told:
            continue
        if index < prose and not item.line.bullet:
            stays = _is_lead(item, dropped, index) and not _is_caption(item.line, names, told)
        else:
            stays = item.is_prose or _is_own_list(judged, index, end)
            stays = stays or _stays(judged, index, end, names, told)
        if stays:
            kept.append(item.line)
    return kept


def _is_lead(item: Judged, dropped: frozenset[int], index: int) -> bool:
    """Return whether a line above the first sentence is a lead without full stop; below a byline it is a caption."""
    if item.line.text.endswith(":"):
        return True
    below_byline = any(place < index for place in dropped)
    return not below_byline and not item.date_only and item.line.words >= 6 and len(item.line.text) >= 40


def _stays(judged: list[Judged], index: int, end: int, names: Counter[str], told: str) -> bool:
    """Return whether a line that is no sentence stays: a heading, an introduction, a line of verse or speech."""
    item = judged[index]
    line = item.line
    if item.date_only or (_CUT_OFF.search(line.text) and len(line.text) < 400):
        return False
    if _SPEAKER_OR_INTRODUCTION.search(line.text):
        return True
    if _is_caption(line, names, told):
        return False
    if line.kind == "neargood" and len(line.text) > 120:
        return True
    following = next((other for other in judged[index + 1 : end] if not other.furniture), None)
    return following is not None and (
        following.is_prose or (following.line.bullet and _is_own_list(judged, index + 1, end))
    )


def _is_caption(line: Line, names: Counter[str], told: str) -> bool:
    if _CREDIT.search(line.text):
        return True
    words = line.text.split()
    if len(words) <= 6 and _IMAGE_WORDS.search(line.text) and not line.ends_sentence:
        return True
    if not _is_name(line.text) or sum(names.values()) >= 3:
        return False
    folded = fold(line.text).text
    return folded in told or names[folded] > 0


def _is_name(text: str) -> bool:
    words = text.split() if len(text) <= _LONGEST_NAME else []
    return 2 <= len(words) <= 4 and all(word[0].isupper() for word in words) and text[-1] not in "?!.:"


def _name_lines(judged: list[Judged], start: int, end: int) -> Counter[str]:
    """Return the lines that are a name which the prose also has; three or more are headings of a list of people."""
    prose = " ".join(item.line.text for item in judged[start:end] if item.is_prose)
    names = [item.line.text for item in judged[start:end] if _is_name(item.line.text)][:_MOST_NAMES]
    return Counter(fold(name).text for name in names if name in prose)


def _is_own_list(judged: list[Judged], index: int, end: int) -> bool:
    """Return whether the line belongs to a list of the article, and not to a menu: by the list's other items."""
    if not judged[index].line.bullet:
        return False
    first, last = index, index + 1
    while first > 0 and index - first < 60 and judged[first - 1].line.bullet:
        first -= 1
    while last < len(judged) and last - index < 60 and judged[last].line.bullet:
        last += 1
    items = judged[first:last]
    if any(
        item.furniture in {Furniture.COMMENTS, Furniture.TALK, Furniture.FOOTER, Furniture.RELATED} for item in items
    ):
        return False
    introduced = first > 0 and judged[first - 1].line.text.endswith(":")
    prose = sum(item.line.ends_sentence or item.line.kind != "short" for item in items)
    if introduced or prose >= 0.5 * len(items):
        return True
    within = first > 0 and last < end and len(items) > 1 and not judged[first - 1].furniture
    return within and sum(item.line.words for item in items) >= 2.5 * len(items)
