"""Fields of the forms above lists: a search, a part of a date, a record by its slug or name."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from archive.filters.naming import records_meant
from archive.lib import edtf
from archive.search.query import LONGEST, parse
from archive.search.tree import Query

_NAMES_LISTED = 5
_PARTIAL_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


class QueryField(forms.CharField):
    """The text of a search; cleans to a `Query`, or None where nothing was asked."""

    widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": LONGEST})

    def clean(self, value: Any) -> Query | None:
        """Parse the text; what is wrong in it is told by the query itself."""
        text = super().clean(str(value or "").replace("\0", " "))
        return parse(text) if text else None


class PartialDayField(forms.CharField):
    """A year, a month or a day; cleans to the `edtf.Interval` it means, or None."""

    default_error_messages = {
        "invalid": _("“%(value)s” is no date. Write a year, a month or a day: 2023, 2023-11 or 2023-11-20."),
    }

    def clean(self, value: Any) -> edtf.Interval | None:
        """Read the date; raises `ValidationError` where it is none."""
        text = super().clean(value)
        if not text:
            return None
        try:
            if not _PARTIAL_DAY.fullmatch(text):
                raise edtf.EDTFError(text)
            return edtf.parse(text)
        except edtf.EDTFError as error:
            params = {"value": text[:40]}
            raise ValidationError(self.error_messages["invalid"], code="invalid", params=params) from error


class RecordField(forms.CharField):
    """A public record, by its slug (one it had before too) or by a name that it alone has; cleans to it, or None."""

    default_error_messages = {
        "unknown": _("“%(value)s” names nobody and nothing that the published articles speak of."),
        "several": _("“%(value)s” names several: %(names)s. Choose one of them."),
    }

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        """Take what is named: a "person", an "event" or a "source"."""
        super().__init__(**kwargs)
        self.kind = kind

    def clean(self, value: Any) -> Any:
        """Find the record; raises `ValidationError` where there is none, or more than one."""
        text = super().clean(value)
        if not text:
            return None
        found = records_meant(self.kind, [text]).get(text, ())
        if len(found) == 1:
            return found[0]
        params = {"value": text[:80], "names": _list_names(found)}
        code = "several" if found else "unknown"
        raise ValidationError(self.error_messages[code], code=code, params=params)


def _list_names(records: Sequence[Any]) -> str:
    names = ", ".join(f"{record} ({record.slug})" for record in records[:_NAMES_LISTED])
    return f"{names} …" if len(records) > _NAMES_LISTED else names
