"""The form's fields and the query's text as two views of one thing: what the form shows, and what it was changed to.

The form shows every condition twice, in the text and in the field that has a place for it. Sent off, it says what it
showed (`was`), so that the view that was changed is the one that counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from archive.filters.articles import CHOICES, INTERVALS, RECORDS, ArticleFilter, days_text
from archive.search.query import parse, without, write
from archive.search.tree import Days, Named, Query

_LONGEST = 4_000


@dataclass(frozen=True)
class Shown:
    """What the form shows: the value of each field, and the condition of the text that each kind of it stands for."""

    values: dict[str, str]
    conditions: dict[str, str]

    @property
    def written(self) -> str:
        """Return it as the form says it when it is sent off."""
        conditions = {f"in.{kind}": text for kind, text in self.conditions.items()}
        return urlencode({**self.values, **conditions})


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the names of the fields that hold a condition of the kind."""
    return (f"{kind}_after", f"{kind}_before") if kind in INTERVALS else (kind,)


def shown(asked_for: ArticleFilter, names: Mapping[str, str]) -> Shown:
    """Return what the form shows for the query: of each kind the first condition that stands by itself.

    `names` has what the fields of records show of those that were asked for, by kind.
    """
    query = parse(asked_for.query.text)
    values: dict[str, str] = {}
    conditions: dict[str, str] = {}
    for term in query.terms:
        if isinstance(term, Named) and term.kind in {*RECORDS, *CHOICES} and term.kind not in conditions:
            value = names.get(term.kind, "") if term.kind in {*RECORDS, "language"} else term.text
            if value:
                values[term.kind] = value
                conditions[term.kind] = write(Query("", (term,)))
    for days in query.days:
        if days.kind not in conditions:
            values.update(zip(fields_of(days.kind), _ends(days), strict=True))
            conditions[days.kind] = write(Query("", days=(days,)))
    return Shown({name: value for name, value in values.items() if value}, conditions)


def _ends(days: Days) -> tuple[str, str]:
    after, dots, before = days.text.partition("..")
    return (after, before) if dots else (after, after)


def joined_text(sent: Mapping[str, str]) -> str:
    """Return the text of the query that a form was sent off with, the fields that were changed in it.

    `sent` has the form's values, and what it had shown in `was`.
    """
    was = dict(parse_qsl(sent.get("was", "")[:_LONGEST], keep_blank_values=True))
    text = sent.get("q", "").strip()
    added: list[str] = []
    for kind in (*RECORDS, *CHOICES, *INTERVALS):
        names = fields_of(kind)
        values = [sent.get(name, "").strip() for name in names]
        if values == [was.get(name, "") for name in names]:
            continue
        if was.get(f"in.{kind}"):
            text = without(text, was[f"in.{kind}"])
        if any(values):
            added.append(f"{kind}:{_value(kind, values)}")
    # In front: a quotation mark that nobody closed, or an OR at the end, takes hold of what stands behind it.
    return " ".join([*added, text]).strip()


def _value(kind: str, values: list[str]) -> str:
    if kind in INTERVALS:
        return days_text(*values)
    value = values[0].replace('"', " ").strip()
    return f'"{value}"' if kind in RECORDS else value
