"""Records that know how many published articles show them."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Covered(models.Model):
    """A person, an event or a source; its count is kept by the pipeline alone (see `models.tally`)."""

    article_count = models.PositiveBigIntegerField(_("published articles"), default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save all but the count: it may have changed since this row was read."""
        if update_fields is None and not self._state.adding and not kwargs.get("force_insert"):
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            update_fields = names - {"article_count"}
        super().save(*args, update_fields=update_fields, **kwargs)
