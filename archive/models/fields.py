"""Fields that several models share: EDTF text, IANA zones, strengths, and the times a row was recorded."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.lib import edtf


class Strength(models.TextChoices):
    """How much a name form or a cue proves: strong ones link, weak ones suggest."""

    STRONG = "strong", _("strong: links")
    WEAK = "weak", _("weak: suggests")


def validate_edtf(value: str) -> None:
    """Refuse what is no EDTF date, with the sentence that says why."""
    try:
        edtf.parse(value)
    except edtf.EDTFError as error:
        raise ValidationError(
            _(
                "“%(value)s” is no date that can be kept. Write 2023, 2023-11, 2023-11-20, 2023-11-20T20:24:00, "
                "2023-11-20/2023-11-22, or 2023-11-20? where it is uncertain (EDTF)."
            ),
            code="invalid_edtf",
            params={"value": value},
        ) from error


def validate_zone(value: str) -> None:
    """Refuse what is no IANA time zone."""
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is no IANA time zone, such as Europe/Paris."), code="invalid_zone", params={"value": value}
        )


def validate_web_address(value: str) -> None:
    """Refuse what is no address of a web page: pages make a link of it, and `javascript:` would run there."""
    if not re.match(r"https?://[^\s/?#]", value, re.IGNORECASE):
        raise ValidationError(_("An address begins with http:// or https://."), code="invalid_address")


class EDTFField(models.CharField):
    """EDTF text; the model keeps `<name>_earliest`, `<name>_latest` and `<name>_at` beside it (see `Dated`)."""

    default_validators = [validate_edtf]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take CharField's arguments; blank means that there is no date."""
        kwargs.setdefault("max_length", 100)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)


class ZoneField(models.CharField):
    """An IANA time zone's name."""

    default_validators = [validate_zone]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take CharField's arguments."""
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)


class Dated(models.Model):
    """A model with EDTF fields: computes their first and last day and their instant on every save."""

    edtf_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def date_zone(self) -> str:
        """Return the IANA zone in which times without an offset are read."""
        return "UTC"

    def compute_days(self) -> None:
        """Set `<name>_earliest`, `<name>_latest` and `<name>_at` of each EDTF field; raises `EDTFError`."""
        for name in self.edtf_fields:
            text = getattr(self, name)
            interval = edtf.parse(text) if text else None
            setattr(self, name, interval.text if interval else "")
            setattr(self, f"{name}_earliest", interval.earliest if interval else None)
            setattr(self, f"{name}_latest", interval.latest if interval else None)
            setattr(self, f"{name}_at", interval.instant(self.date_zone()) if interval else None)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save with the computed days; with `update_fields` they go along with their EDTF text."""
        self.compute_days()
        if update_fields is not None:
            update_fields = set(update_fields)
            for name in set(self.edtf_fields) if "zone" in update_fields else update_fields & set(self.edtf_fields):
                update_fields |= {f"{name}_earliest", f"{name}_latest", f"{name}_at"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Recorded(models.Model):
    """A row that knows when it was first recorded and last changed (the date *recorded* of the five)."""

    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True


def days_constraint(name: str, label: str) -> models.CheckConstraint:
    """Return the constraint that EDTF field `name` has both days in order, or is empty and has neither."""
    earliest, latest = f"{name}_earliest", f"{name}_latest"
    return models.CheckConstraint(
        condition=Q(**{name: "", f"{earliest}__isnull": True, f"{latest}__isnull": True})
        # Both are asked for by name: a comparison with NULL is not false, and a CHECK lets it pass.
        | (
            ~Q(**{name: ""})
            & Q(**{f"{earliest}__isnull": False, f"{latest}__isnull": False, f"{latest}__gte": F(earliest)})
        ),
        name=label,
    )


def meets(name: str, after: date | None, before: date | None) -> Q:
    """Return the condition that EDTF field `name` may fall on a day from `after` to `before` (either may be open)."""
    condition = Q(**{f"{name}_earliest__isnull": False})
    if after is not None:
        condition &= Q(**{f"{name}_latest__gte": after})
    if before is not None:
        condition &= Q(**{f"{name}_earliest__lte": before})
    return condition
