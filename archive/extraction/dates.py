"""When an article was published and updated: the page's witnesses, weighed; weak evidence is none."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import unquote

from archive.extraction.article import Found
from archive.extraction.datelines import visible
from archive.extraction.metadata import Metadata, Node
from archive.extraction.outline import Block
from archive.extraction.witnesses import Witness, read

# How much each kind of witness is worth, found by counting which of them told the truth on real news pages. What a
# page declares for machines is worth most; what readers see beside the title (see `datelines`) corrects it by a day,
# since machines often write a local day in UTC. Less than `_ENOUGH` in all is no evidence.
_JSON_ARTICLE, _JSON_PAGE, _META, _LOOSE_META, _ADDRESS, _ADDRESS_WEAK = 5.0, 4.0, 4.5, 3.0, 3.5, 2.5
_ENOUGH = 3.0
_EARLIEST = date(1990, 1, 1)
_A_DAY = timedelta(days=1)

_PUBLISHED_METAS = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "article.published",
    "datepublished",
    "publication_date",
    "publication-date",
    "publish-date",
    "publish_date",
    "publishdate",
    "published",
    "published_date",
    "pubdate",
    "pub_date",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "article_date_original",
    "originalpublicationdate",
    "displaydate",
    "rnews:datepublished",
    "bt:pubdate",
    "vr:published_time",
    "shareaholic:article_published_time",
    "weibo:article:create_at",
    "article:post_date",
    "article:publicationdate",
    "cxenseparse:recs:pubdate",
    "dc.date.published",
    "og:pubdate",
    "iso-8601-publish-date",
    "article:publication_date",
]
_LOOSE_METAS = [
    "date",
    "dc.date",
    "dcterms.date",
    "datecreated",
    "created",
    "dc.created",
    "article:created",
    "date.created",
    "last-published",
]
_UPDATED_METAS = [
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "og:modified_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "modified",
    "article_date_updated",
    "og:article:modified_time",
    "og:article:modified",
    "dateupdated",
    "parsely-updated-date",
    "article.updated",
    "article:updated_time",
    "article:updated",
    "revision_date",
    "shareaholic:article_modified_time",
]

_PATH_DAY = re.compile(r"[/-](19[89]\d|20\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_PATH_RUN = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True)
class Dates:
    """The two dates of an article, and for each what was weighed and lost."""

    published: Found | None
    updated: Found | None
    lost: tuple[Found, ...] = ()


def find(
    metadata: Metadata,
    node: Node | None,
    blocks: list[Block],
    title_at: int | None,
    address: str,
    latest: date | None,
    language: str = "",
) -> Dates:
    """Return the dates the page gives evidence for.

    `node` is the JSON-LD object of the page's own article, `title_at` the index of the title among `blocks`,
    `latest` the day after which nothing can have been published (the capture's), where it is known.
    """
    published, updated = _declared(metadata, node)
    # 03/04/2023 is read month first on pages in American English alone; "en" by itself leaves it to the text.
    month_first = {"en": None, "en-us": True}.get(language.lower().replace("_", "-"), False)
    seen, seen_updated = visible(blocks, title_at, month_first)
    published += seen + _from_address(address)
    updated += seen_updated
    published = [witness for witness in published if _possible(witness, latest)]
    updated = [witness for witness in updated if _possible(witness, latest)]
    best = _weigh(_without_updates(published, updated))
    changed = _weigh(updated, enough=2.0)
    if best and changed and best.day - changed.day > _A_DAY:
        changed = None  # an update before publication is a template's or a server's date
    if best and changed and (changed.edtf == best.edtf or _is_earlier(changed.edtf, best.edtf)):
        changed = None
    lost = tuple(Found(w.edtf, w.origin) for w in published if best and w.day != best.day)
    return Dates(_found(best), _found(changed), lost[:10])


def _is_earlier(one: str, other: str) -> bool:
    """Return whether one EDTF time is before another of the same day, written with the same offset."""
    return len(one) == len(other) > 10 and one[:10] == other[:10] and one[19:] == other[19:] and one < other


def _found(witness: Witness | None) -> Found | None:
    return Found(witness.edtf, witness.origin) if witness else None


def _possible(witness: Witness, latest: date | None) -> bool:
    return witness.day >= _EARLIEST and (latest is None or witness.day - latest <= _A_DAY)


def _without_updates(published: list[Witness], updated: list[Witness]) -> list[Witness]:
    """Return the witnesses, those of a day that the page also calls an update worth half.

    Pages show the day of the update beside the title, and declare it as published somewhere, while an earlier day is
    declared too.
    """
    days = {witness.day for witness in updated}
    if not any(witness.kind in {"json", "meta"} and witness.day < min(days) for witness in published if days):
        return published
    return [replace(witness, weight=witness.weight / 2) if witness.day in days else witness for witness in published]


def _weigh(witnesses: list[Witness], enough: float = _ENOUGH) -> Witness | None:
    """Return the best witness of the day most is said for, or None where that is not enough.

    Each kind of witness counts once a day, so that a template that repeats itself gains nothing. Witnesses of the day
    before or after stand by each other (time zones), for a third.
    """
    totals: dict[date, dict[str, float]] = defaultdict(dict)
    for witness in witnesses:
        kinds = totals[witness.day]
        kinds[witness.kind] = max(kinds.get(witness.kind, 0.0), witness.weight)
    sums = {day: sum(kinds.values()) for day, kinds in totals.items()}
    numbered = {day.toordinal(): total for day, total in sums.items()}  # the calendar's last day has none after it
    scores = {
        day: total + (numbered.get(day.toordinal() - 1, 0) + numbered.get(day.toordinal() + 1, 0)) / 3
        for day, total in sums.items()
    }
    if not scores:
        return None
    best = max(scores, key=lambda day: (scores[day], -day.toordinal()))
    if sums[best] < enough:
        return None
    of_the_day = [witness for witness in witnesses if witness.day == best]
    chosen = max(of_the_day, key=lambda witness: (witness.has_time, witness.kind != "address", witness.weight))
    return _as_shown(chosen, witnesses)


def _as_shown(chosen: Witness, witnesses: list[Witness]) -> Witness:
    """Return the day shown beside the title where the chosen one is the same moment, written in UTC."""
    if not chosen.edtf.endswith(("Z", "+00:00")) or not chosen.has_time:
        return chosen
    hour = int(chosen.edtf[11:13])
    for witness in witnesses:
        apart = (witness.day - chosen.day).days
        if witness.kind == "line" and ((apart == 1 and hour >= 10) or (apart == -1 and hour < 12)):
            return witness
    return chosen


def _declared(metadata: Metadata, node: Node | None) -> tuple[list[Witness], list[Witness]]:
    """Return what JSON-LD and meta elements say of publication and update."""
    published, updated = [], []
    nodes = [node] if node else []
    nodes += [other for other in metadata.nodes if not other.is_article and other is not node][:3]
    for item in nodes:
        weight = _JSON_ARTICLE if item.is_article else _JSON_PAGE
        names = ("datePublished", weight), ("dateCreated", _LOOSE_META), ("uploadDate", _LOOSE_META)
        for name, worth in names:
            published += read(item.text(name), f"JSON-LD {name}", worth, "json")
        updated += read(item.text("dateModified"), "JSON-LD dateModified", weight, "json")
    for name, value in metadata.metas:
        if name in _PUBLISHED_METAS:
            published += read(value, f"meta {name}", _META, "meta")
        elif name in _LOOSE_METAS:
            published += read(value, f"meta {name}", _LOOSE_META, "loose meta")
        elif name in _UPDATED_METAS:
            updated += read(value, f"meta {name}", _META, "meta")
    return published, updated


def _from_address(address: str) -> list[Witness]:
    """Return the day in the address's path (/2023/11/20/, or 20231120 and 2023-11-20 in its last part)."""
    path = unquote(address.partition("://")[2].partition("/")[2].partition("?")[0])
    path = f"/{path}"
    for pattern, weight in ((_PATH_DAY, _ADDRESS), (_PATH_RUN, _ADDRESS_WEAK)):
        if match := pattern.search(path):
            try:
                day = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
            return [Witness(day, day.isoformat(), "address", weight, "address")]
    return []
