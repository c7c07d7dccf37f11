"""Dates as the desk shows them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def days(earliest: date | None, latest: date | None) -> str:
    """Return the days from `earliest` to `latest` in words; open ends are said."""
    if earliest is None or latest is None:
        return _("no date")
    first = _("open") if earliest == date.min else date_format(earliest)
    last = _("open") if latest == date.max else date_format(latest)
    return first if earliest == latest else f"{first} – {last}"
