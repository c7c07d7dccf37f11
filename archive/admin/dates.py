"""Dates as the desk shows them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive.lib import edtf


def days(earliest: date | None, latest: date | None) -> str:
    """Return the days from `earliest` to `latest` in words; open ends are said."""
    if earliest is None or latest is None:
        return _("no date")
    first = _("open") if earliest == date.min else date_format(earliest)
    last = _("open") if latest == date.max else date_format(latest)
    return first if earliest == latest else f"{first} – {last}"


def certainty(text: str, earliest: date | None, latest: date | None, note: str = "") -> str:
    """Return how certain the EDTF `text` is, in a word or two; empty for a day that nobody doubts."""
    if not text:
        return ""
    marks = {
        "uncertain": _("uncertain"),
        "approximate": _("approximate"),
        "both": _("uncertain, approximate"),
        "": "",
    }
    said = [marks[edtf.qualifier(text)], _("interval") if earliest != latest else "", _("inferred") if note else ""]
    return ", ".join(part for part in said if part)
