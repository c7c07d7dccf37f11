"""Records by their address: the one that has the slug, the one that had it, or none."""

from typing import Any

from archive.models import Event, OldSlug, Person, Source
from archive.models.slug import SluggedQuerySet


class Gone(Exception):
    """The slug was a record's that is no more."""


def linkable(record: Person | Event | Source | None) -> bool:
    """Return whether readers find a page of the record (as its `public()` says), without a query."""
    return record is not None and not record.hidden and record.article_count > 0


def find_slugged(records: SluggedQuerySet, slug: str) -> Any | None:
    """Return the public record that has `slug`, or else the one that had it; None for neither.

    `records` is a `public()` queryset. Raises `Gone` where the record was deleted.
    """
    record = records.filter(slug=slug).first()
    if record is not None:
        return record
    old = OldSlug.objects.filter(kind=records.model._meta.model_name, slug=slug).first()
    if old is None:
        return None
    if old.record_id is None:
        raise Gone
    return records.filter(pk=old.record_id).first()
