"""A query becomes what the index is asked: what it names is looked up, and what is not known is said."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language_info

from archive.filters.naming import records_meant
from archive.lib.words import fold
from archive.models import Event, Person, Source
from archive.models.fields import meets
from archive.search import facts
from archive.search.analysis import exact_words
from archive.search.backends.entry import Asked
from archive.search.tree import AllOf, AnyOf, Fact, Mistake, Named, Not, Phrase, Query, Term

MOST_EVENTS = 500
LANGUAGES = ("fr", "en", "ar", "de", "es", "he", "it", "ja", "nl", "pl", "pt", "ru", "tr", "uk", "zh-hans")
_RECORDS = ("person", "event", "source")
_TOKENS = {"person": facts.person_token, "event": facts.event_token, "source": facts.source_token}
_EVIDENCE = {
    "confirmed": "confirmed",
    "confirme": "confirmed",
    "automatic": "automatic",
    "automatique": "automatic",
    "machine": "automatic",
}
_NOTHING = Fact(())


@dataclass(frozen=True)
class Resolved:
    """A query whose names have been looked up.

    `query` has the canonical text, `Fact` for every name, and all mistakes; `people`, `events` and `sources` are those
    that every article must tell of or come from; `languages` likewise. `asked` is what the index is asked.
    """

    query: Query
    asked: Asked
    people: tuple[Person, ...] = ()
    events: tuple[Event, ...] = ()
    sources: tuple[Source, ...] = ()
    languages: tuple[str, ...] = ()

    def days(self, kind: str) -> tuple[date | None, date | None] | None:
        """Return the first and the last day that all conditions on `kind` leave; None where there is none."""
        return self.query.in_common(kind)


def resolve(query: Query, *, public: bool = True) -> Resolved:
    """Return `query` with its names looked up; of each kind in three queries, however many are named."""
    looked_up = _Names(query.terms)
    evidence = _Evidence(looked_up, query.terms)
    terms = [term for one in query.terms if (term := looked_up.term(one, evidence)) is not None]
    mistakes = [*query.mistakes, *looked_up.mistakes]
    happened = query.in_common("happened")
    if happened:
        fact, mistake = _happened(*happened)
        terms.append(fact)
        mistakes += [mistake] if mistake else []
    captured = query.in_common("captured")
    if captured:
        terms.append(Fact(facts.captured_tokens(*captured, timezone.now().date())))
    first, last = query.in_common("published") or (None, None)
    if first and last and first > last:
        terms.append(_NOTHING)
    resolved = replace(query, terms=tuple(terms), mistakes=tuple(mistakes))
    asked = Asked(terms=resolved.terms, first=first, last=last, public=public)
    named = looked_up.asked(query.terms)
    return Resolved(
        resolved, asked, tuple(named["person"]), tuple(named["event"]), tuple(named["source"]), tuple(named["language"])
    )


class _Names:
    """The names of a query and what they mean."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Look up all names at once."""
        texts: dict[str, dict[str, None]] = defaultdict(dict)
        for named in _named(terms):
            texts[named.kind][named.text] = None
        self.records = {kind: records_meant(kind, texts[kind]) for kind in _RECORDS if texts[kind]}
        self.mistakes: list[Mistake] = []

    def term(self, term: Term, evidence: "_Evidence") -> Term | None:
        """Return `term` with facts for names, None where nothing is left of it; what is not known becomes a mistake."""
        if isinstance(term, Named):
            return self._fact(term, evidence)
        if isinstance(term, Not):
            inner = self.term(term.term, evidence)
            return Not(inner) if inner is not None else None
        if isinstance(term, AllOf | AnyOf):
            kept = tuple(one for inner in term.terms if (one := self.term(inner, evidence)) is not None)
            return type(term)(kept) if kept else None
        return term

    def _fact(self, named: Named, evidence: "_Evidence") -> Term | None:
        if named.kind == "evidence":
            return evidence.term(named, self.mistakes)
        if named.kind == "language":
            code = language_code(named.text)
            if code is None:
                self.mistakes.append(Mistake("unknown_language", named.text))
                return None
            return Fact((facts.language_token(code),))
        meant = self.records[named.kind].get(named.text, ())
        if not meant:
            return self._words_instead(named)
        if len(meant) > 1:
            names = ", ".join(f"{record} ({record.slug})" for record in meant[:5])
            self.mistakes.append(Mistake(f"several_{_plural(named.kind)}", named.text, names))
        return Fact(tuple(_TOKENS[named.kind](record.pk) for record in meant))

    def _words_instead(self, named: Named) -> Term | None:
        """Return the words of a name that nobody bears, as a phrase."""
        words = exact_words(named.text)
        self.mistakes.append(Mistake(f"unknown_{named.kind}", named.text, f'"{named.text}"' if words else ""))
        return Phrase(words, named.text) if words else None

    def asked(self, terms: Iterable[Term]) -> dict[str, list[Any]]:
        """Return the records and languages that each article must have, by kind: those named alone, by one name."""
        found: dict[str, list[Any]] = defaultdict(list)
        for term in terms:
            if not isinstance(term, Named):
                continue
            meant: tuple[Any, ...] = ()
            if term.kind == "language" and (code := language_code(term.text)):
                meant = (code,)
            elif term.kind in _RECORDS:
                meant = self.records[term.kind].get(term.text, ())
            if len(meant) == 1 and meant[0] not in found[term.kind]:
                found[term.kind].append(meant[0])
        return found


class _Evidence:
    """What evidence is asked for: that of the people and events asked for, or without any that of the article."""

    def __init__(self, names: _Names, terms: Iterable[Term]) -> None:
        """Take the names, and the terms that ask for them."""
        asked = names.asked(terms)
        self.confirmed = [Fact((facts.person_token(person.pk, confirmed=True),)) for person in asked["person"]]
        self.confirmed += [Fact((facts.event_token(event.pk, confirmed=True),)) for event in asked["event"]]

    def term(self, named: Named, mistakes: list[Mistake]) -> Term | None:
        """Return what `named` ("confirmed", "automatic") means here."""
        meaning = _EVIDENCE.get(fold(named.text).text)
        if meaning is None:
            mistakes.append(Mistake("unknown_evidence", named.text))
            return None
        if meaning == "confirmed":
            return AllOf(tuple(self.confirmed)) if self.confirmed else Fact((facts.CONFIRMED,))
        if self.confirmed:
            return AllOf(tuple(Not(fact) for fact in self.confirmed))
        return AllOf((Fact((facts.LINKED,)), Not(Fact((facts.CONFIRMED,)))))


def _named(terms: Iterable[Term]) -> Iterable[Named]:
    for term in terms:
        if isinstance(term, Named):
            yield term
        elif isinstance(term, Not):
            yield from _named([term.term])
        elif isinstance(term, AllOf | AnyOf):
            yield from _named(term.terms)


def _plural(kind: str) -> str:
    return "people" if kind == "person" else f"{kind}s"


def _happened(first: date | None, last: date | None) -> tuple[Fact, Mistake | None]:
    """Return the fact that an article tells of an event of those days, with what readers should know about it."""
    if first and last and first > last:
        return _NOTHING, Mistake("no_events", f"{first}..{last}")
    text = ".." if first == last is None else f"{first or ''}..{last or ''}"
    events = Event.objects.filter(hidden=False).filter(meets("happened", first, last)).order_by("-article_count", "pk")
    ids = list(events.values_list("pk", flat=True)[: MOST_EVENTS + 1])
    fact = Fact(tuple(facts.event_token(pk) for pk in ids[:MOST_EVENTS]))
    if not ids:
        return fact, Mistake("no_events", text)
    return fact, Mistake("many_events", text) if len(ids) > MOST_EVENTS else None


def language_code(text: str) -> str | None:
    """Return the code of the language that `text` names: a code, or its name in English, French or itself."""
    text = fold(text).text
    for code in LANGUAGES:
        info = get_language_info(code)
        names = (code[:2], code, info["name"], info["name_local"], str(info["name_translated"]))
        if text in {fold(name).text for name in names}:
            return code[:2]
    return text if len(text) in {2, 3} and text.isascii() and text.isalpha() else None
