"""Days written in a French, English or German text: "le 17 novembre", "20 Nov. 2023 • 20:24", "20/11/2023"."""

import re
from calendar import monthrange
from dataclasses import dataclass

from archive.lib.edtf import EDTFError, parse

_FRENCH = (
    ("janvier", "janv", "jan"),
    ("février", "févr", "fév"),
    ("mars",),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juill", "juil"),
    ("août",),
    ("septembre", "sept", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("décembre", "déc"),
)
_ENGLISH = (
    ("january", "jan"),
    ("february", "febr", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_GERMAN = (
    ("januar", "jänner"),
    ("februar",),
    ("märz", "maerz", "mär"),
    ("april",),
    ("mai",),
    ("juni",),
    ("juli",),
    ("august",),
    ("september",),
    ("oktober", "okt"),
    ("november",),
    ("dezember", "dez"),
)
_WORDS_TOO = {"may", "march", "mar", "sept", "sep"}  # in lower case more often a verb, a number or a typing mistake
_PLAIN = str.maketrans({"é": "e", "û": "u", "\u0301": None, "\u0302": None})
_MONTH_NUMBERS = {
    name.translate(_PLAIN): number
    for months in (_FRENCH, _ENGLISH, _GERMAN)
    for number, names in enumerate(months, 1)
    for name in names
}
_ENGLISH_NAMES = {name for names in _ENGLISH for name in names}
_OFFSETS = {"UTC": "Z", "GMT": "Z", "BST": "+01:00", "CET": "+01:00", "CEST": "+02:00"}
_OFFSETS |= {"EST": "-05:00", "EDT": "-04:00", "PST": "-08:00", "PDT": "-07:00"}


def _names(*months: tuple[str, ...]) -> str:
    """Return a pattern for month names, longest first, accents optional, composed or not."""
    longest_first = "|".join(sorted({name for names in months for name in names}, key=lambda name: (-len(name), name)))
    return "(?:" + longest_first.replace("é", "(?:é|e\u0301?)").replace("û", "(?:û|u\u0302?)") + ")"


# Every repetition below is bounded, so that a search costs the same few steps at each character. A gap spans one
# line break at the most: a number that ends a paragraph is no part of the next one's first words.
_GAP = r"[^\S\n]{0,3}\n?[^\S\n]{0,3}"
_AFTER_MONTH = r"(?:st|nd|rd|th)?(?![^\W\d_])\.?"  # machine translation leaves "novembreth"
_YEAR = r"(?:1[5-9]|2[01])\d\d(?![\w%]|[.,]\d|[^\S\n]%)"
_CLOCK = (
    rf"(?P<clock#>{_GAP}[,•·|@/–—-]{{0,2}}[^\S\n]{{0,3}}(?:à|at|a|um)?[^\S\n]{{0,3}}(?<!\d)"
    r"(?P<hour#>\d{1,2})(?:"
    r"(?::|[^\S\n]?h(?:eures?)?[^\S\n]?)(?P<minute#>\d\d)(?::(?P<second#>\d\d)(?:\.\d{1,9})?)?(?!\d)"
    r"(?:[^\S\n]?(?P<half#>[ap]\.?m\b\.?))?"
    r"|(?:\.(?P<dotted#>\d\d))?[^\S\n]?(?P<whole_half#>[ap]\.?m\b\.?)"
    r"|\.(?P<zoned#>\d\d)(?=[^\S\n]?(?:UTC|GMT|BST|CES?T|[EP][SD]T)\b)"
    r"|[^\S\n]?h(?:eures?)?(?!\w))"
    r"(?:[^\S\n]?\(?(?P<offset#>Z\b|[+-]\d\d:?\d\d(?!\d)|(?:UTC|GMT|BST|CES?T|[EP][SD]T)\b)\)?)?)?"
)
_ANY_MONTH = _names(*_FRENCH, *_ENGLISH, *_GERMAN)
_ENGLISH_MONTH = _names(*_ENGLISH)
_PATTERN = re.compile(
    r"(?<!\w)(?:"
    # 2023-11-20T20:24:00+01:00
    r"(?P<y0>\d{4})(?P<sep0>[-/.])(?P<m0>\d\d)(?P=sep0)(?P<d0>\d\d)(?!\d)"
    r"(?P<clock0>[T\s](?P<hour0>\d\d):(?P<minute0>\d\d)(?::(?P<second0>\d\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r"[^\S\n]?(?P<offset0>Z\b|[+-]\d\d:?\d\d(?!\d)|(?:UTC|GMT)\b)?)?"
    # 20 novembre 2023, 22nd of November, 1er mai, 20-Nov-2023
    r"|(?<!\d[.,:/])(?P<d1>\d{1,2})(?:[^\S\n]?(?:er|ᵉʳ|st|nd|rd|th))?[-/.]?"
    rf"{_GAP}(?:(?:of|de)\s{{1,3}})?(?P<m1>{_ANY_MONTH}){_AFTER_MONTH}"
    rf"(?:(?P<comma1>,)?[-/]?{_GAP}(?P<y1>{_YEAR}))?{_CLOCK.replace('#', '1')}"
    # 20/11/2023, 20.11.2023, 20-11-2023, 20/11/23
    r"|(?<!\d[.,:/-])(?P<d2>\d{1,2})(?P<sep2>[-/.])(?P<m2>\d{1,2})(?P=sep2)"
    rf"(?P<y2>{_YEAR}|(?<=\d\d/\d\d/)\d\d(?![\w/]|[.,]\d)){_CLOCK.replace('#', '2')}"
    # November 22, 2023 and November 22
    rf"|(?P<m3>{_ENGLISH_MONTH}){_AFTER_MONTH}{_GAP}(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?![\w%])"
    rf"(?:[,.]?{_GAP}(?P<y3>{_YEAR})|(?![.,:/-]\d|[^\S\n]?%)){_CLOCK.replace('#', '3')}"
    # novembre 2023
    rf"|(?P<m4>{_ANY_MONTH}){_AFTER_MONTH},?{_GAP}(?P<y4>{_YEAR})"
    r")",
    re.IGNORECASE,
)
_ENGLISH_WORDS = re.compile(r"\b(?:the|and|of|to|in|on|by|at|posted|published|updated|last)\b", re.IGNORECASE)
_FRENCH_WORDS = re.compile(r"\b(?:le|la|les|des?|du|et|à|au|en|par|publiée?|mis|jour)\b", re.IGNORECASE)


@dataclass(frozen=True)
class WrittenDay:
    """A day as a text writes it, and where: characters `start` to `end` (excluded), the time of day included.

    `day` is None where only month and year are written, `year` where there is none. `time` is "20:24" or "20:24:33",
    `offset` "Z" or "+01:00"; both None where the text gives none.
    """

    start: int
    end: int
    day: int | None
    month: int
    year: int | None
    time: str | None = None
    offset: str | None = None

    def edtf(self) -> str | None:
        """Return the day as EDTF ("2023-11-20T20:24:00", "2023-11-20", "2023-11"); None where no year is written.

        A time that no clock shows is left out.
        """
        if self.year is None:
            return None
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        day = f"{self.year:04}-{self.month:02}-{self.day:02}"
        if self.time is None:
            return day
        moment = f"{day}T{self.time}{'' if self.time.count(':') == 2 else ':00'}{self.offset or ''}"
        try:
            return parse(moment).text
        except EDTFError:  # no such day, or beyond the calendar once it is told in UTC
            return day


def find_days(text: str, *, month_first: bool | None = None) -> list[WrittenDay]:
    """Return the days written in `text`, in order; impossible ones are left out.

    "03/04/2023" is read day first, unless `month_first`; where that is None, unless another date in the text can only
    be read month first, or the text is clearly English.
    """
    matches = list(_PATTERN.finditer(text))
    if month_first is None and any(match["d2"] for match in matches):
        month_first = _puts_month_first(text, matches)
    days = []
    for match in matches:
        day = _read(match, bool(month_first))
        if day is not None:
            days.append(day)
    return days


def _puts_month_first(text: str, matches: list[re.Match[str]]) -> bool:
    numeric = [(int(match["d2"]), int(match["m2"])) for match in matches if match["d2"]]
    if any(first > 12 for first, _ in numeric):
        return False
    if any(second > 12 for _, second in numeric):
        return True
    english = len(_ENGLISH_WORDS.findall(text, 0, 5000))
    return english > 2 * len(_FRENCH_WORDS.findall(text, 0, 5000))


def _read(match: re.Match[str], month_first: bool) -> WrittenDay | None:
    kind = next(number for number in range(5) if match[f"m{number}"])
    day = int(match[f"d{kind}"]) if kind < 4 else None
    end = match.end()
    year = int(match[f"y{kind}"]) if match[f"y{kind}"] else None
    month = int(match[f"m{kind}"]) if kind in (0, 2) else _month(match[f"m{kind}"])
    if kind == 2 and year is not None and day is not None:
        year = _whole_year(year)
        if (month_first and day <= 12) or month > 12:
            day, month = month, day
    if kind == 1 and match["comma1"] and not _takes_comma(match["m1"]):
        # "le 17 novembre, 2000 personnes": French puts no comma before a year
        year, end = None, match.end("m1")
        return WrittenDay(match.start(), end, day, month, None) if _exists(day, month, None) else None
    if year is None and _is_only_a_word(match, kind):
        return None
    if not _exists(day, month, year):
        return None
    clock, offset = _time(match, kind) if kind < 4 else (None, None)
    if clock is None and kind < 4 and match[f"clock{kind}"]:
        end = match.start(f"clock{kind}")
    return WrittenDay(match.start(), end, day, month, year, clock, offset)


def _month(name: str) -> int:
    return _MONTH_NUMBERS[name.lower().translate(_PLAIN)]


def _takes_comma(name: str) -> bool:
    return name.lower() in _ENGLISH_NAMES


def _whole_year(year: int) -> int:
    if year >= 100:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _is_only_a_word(match: re.Match[str], kind: int) -> bool:
    """Return whether a day and month without a year are rather "5 may …" or "sept 10 …" than a day."""
    name = match[f"m{kind}"]
    return name in _WORDS_TOO and match.string[match.end(f"m{kind}") : match.end(f"m{kind}") + 1] != "."


def _exists(day: int | None, month: int, year: int | None) -> bool:
    if not 1 <= month <= 12 or year == 0:
        return False
    return day is None or 1 <= day <= monthrange(year or 2000, month)[1]  # 29 February of an unknown year may be


def _time(match: re.Match[str], kind: int) -> tuple[str | None, str | None]:
    """Return time and offset; (None, None) for none or an impossible one."""
    groups = match.groupdict()
    if groups[f"hour{kind}"] is None:
        return None, None
    hour = int(groups[f"hour{kind}"])
    minute = int(groups[f"minute{kind}"] or groups.get(f"dotted{kind}") or groups.get(f"zoned{kind}") or 0)
    second = groups[f"second{kind}"]
    half = (groups.get(f"half{kind}") or groups.get(f"whole_half{kind}") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None, None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        return None, None
    return f"{hour:02}:{minute:02}{':' + second if second else ''}", _offset(groups[f"offset{kind}"])


def _offset(written: str | None) -> str | None:
    if not written:
        return None
    if written[0] not in "+-":
        return _OFFSETS.get(written.upper(), "Z")
    hours, minutes = int(written[1:3]), int(written[-2:])
    return f"{written[0]}{hours:02}:{minutes:02}" if hours <= 14 and minutes <= 59 else None
