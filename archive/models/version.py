"""One row that says that a name form, a cue or an event changed, so that every process builds its matchers again."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction


class AuthorityVersion(models.Model):
    """A number that is another after every change to what the linker reads; there is one row.

    It is drawn, not counted: a count could come again after a change that was rolled back, for other records.
    """

    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "authority version"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="authorityversion_one_row")]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """Return the number that stands for the last change; 0 before the first."""
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0

    @classmethod
    def bump(cls) -> None:
        """Say that something the linker reads has changed."""
        cls.objects.update_or_create(pk=1, defaults={"number": secrets.randbits(62) + 1})


class LinkerRead(models.Model):
    """A model that the linker reads: saving or deleting a row of it bumps the version."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save, and bump the version in the same transaction."""
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            AuthorityVersion.bump()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and bump the version in the same transaction."""
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            AuthorityVersion.bump()
            return deleted
