"""The records that a query names, found together: by their slugs, by slugs they had, or by their names."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from archive.lib.words import fold
from archive.models import Event, NameForm, OldSlug, Person, Source, SourceName
from archive.models.slug import SLUG_LENGTH, SluggedQuerySet

MOST_MEANT = 20

_RECORDS: dict[str, Callable[[], Any]] = {
    "person": Person.objects.public,
    "event": Event.objects.public,
    "source": Source.objects.public,
}


def records_meant(kind: str, texts: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """Return for each of `texts` the public records of `kind` ("person", "event", "source") that it may mean.

    A slug, one that was given up too, means one record; a name means all that bear it, at most 20. Three queries.
    """
    found: dict[str, tuple[Any, ...]] = {}
    slugs = {text: slugify(text)[:SLUG_LENGTH] for text in texts if "\0" not in text}
    records = _RECORDS[kind]()
    by_slug = {record.slug: record for record in records.filter(slug__in=set(slugs.values()) - {""})}
    left = [text for text, slug in slugs.items() if slug not in by_slug]
    found.update({text: (by_slug[slug],) for text, slug in slugs.items() if slug in by_slug})
    if left:
        found.update(_formerly(kind, records, {text: slugs[text] for text in left if slugs[text]}))
        left = [text for text in left if text not in found]
    if left:
        found.update(_by_name(kind, records, left))
    return found


def _formerly(kind: str, records: SluggedQuerySet, slugs: dict[str, str]) -> dict[str, tuple[Any, ...]]:
    former = OldSlug.objects.filter(kind=kind, slug__in=slugs.values(), record_id__isnull=False)
    owners = dict(former.values_list("slug", "record_id"))
    if not owners:
        return {}
    known = {record.pk: record for record in records.filter(pk__in=owners.values())}
    return {text: (known[owners[slug]],) for text, slug in slugs.items() if owners.get(slug) in known}


def _by_name(kind: str, records: SluggedQuerySet, texts: list[str]) -> dict[str, tuple[Any, ...]]:
    """Return the records that bear each of the names."""
    folded = {text: fold(text).text for text in texts}
    owners: dict[str, set[int]] = defaultdict(set)
    rows: Iterable[tuple[str, int]]
    if kind == "person":
        rows = NameForm.objects.filter(folded__in=folded.values()).values_list("folded", "person_id")
    elif kind == "source":
        printed = SourceName.objects.filter(folded__in=folded.values()).values_list("folded", "source_id")
        rows = [*printed, *_called(records, "name", texts)]
    else:
        rows = _called(records, "title", texts)
    for name, pk in rows:
        owners[name].add(pk)
    ids = {pk for some in owners.values() for pk in some}
    known = {record.pk: record for record in records.filter(pk__in=ids).order_by("-article_count", "pk")} if ids else {}
    found = {}
    for text, name in folded.items():
        meant = [record for pk, record in known.items() if pk in owners[name]]
        if meant:
            found[text] = tuple(meant[:MOST_MEANT])
    return found


def _called(records: SluggedQuerySet, column: str, texts: list[str]) -> list[tuple[str, int]]:
    """Return the folded text in `column`, and the key, of the records of which it is one of `texts` but for case."""
    called = Q()
    for text in texts:
        called |= Q(**{f"{column}__iexact": text})
    return [(fold(name).text, pk) for name, pk in records.filter(called).values_list(column, "pk")]
