"""The text of a query becomes a tree, whatever the text. Pure."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeGuard

from archive.lib.words import fold, words
from archive.search.analysis import SIGNS, Sought, choices, exact_words, sought, sought_words
from archive.search.intervals import read_interval
from archive.search.tree import AllOf, AnyOf, Days, Mistake, Named, Not, Phrase, Query, Term, Word
from archive.search.writing import Node, key, together, whole_of, written

LONGEST = 500  # characters
MOST_WORDS = 40
_LONGEST_PART = 60
# A page parses its own query, and that of each of its links, again and again.
_MOST_KEPT = 4_096

# The fields, and the names besides that they answer to.
_FIELDS = {
    "person": "personne",
    "event": "événement",
    "source": "",
    "language": "langue",
    "evidence": "preuve",
    "title": "titre",
    "byline": "author auteur signature",
    "published": "publié",
    "happened": "arrivé survenu",
    "captured": "capturé",
}
_DAYS = {"published", "happened", "captured"}
_COLUMNS = {"title", "byline"}
_EITHER = {"OR", "OU"}
_BOTH = {"AND"}  # what a space means already
_EVIDENCE = {"confirmed": ("confirme", "confirmee"), "automatic": ("automatique",)}

_NAMES = {fold(name).text: known for known, others in _FIELDS.items() for name in (known, *others.split())}
_NAMES_PATTERN = "|".join(
    sorted({name for known, others in _FIELDS.items() for name in (known, *others.split())}, key=len, reverse=True)
).replace("é", "[ée]")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PLAIN = r'[^\s"()]+'
_AMOUNT = rf"""\d[\d.,]*[ ][{"".join(SIGNS)}](?=[\s"(),;.!?]|\Z)|[€$£¥][ ]\d{_PLAIN}"""
_ITEM = re.compile(
    rf"""(?P<without>-*)(?:
        (?P<open>\()
        |(?P<field>{_NAMES_PATTERN}):\s*"(?P<named>[^"]*)(?P<named_end>"|\Z)
        |(?P<bare_field>{_NAMES_PATTERN}):(?P<bare>{_PLAIN}|[ ](?!-|(?:{_NAMES_PATTERN}):|(?-i:OR|OU)\b){_PLAIN}|)
        |"(?P<quoted>[^"]*)(?P<quoted_end>"|\Z)
        |(?P<plain>{_AMOUNT}|{_PLAIN}))
    |(?P<close>\))""",
    re.VERBOSE | re.IGNORECASE,
)
_UNKNOWN_FIELD = re.compile(r"[^\W\d_]{2,}:(?!/)[^:]*\w[^:]*")


@lru_cache(maxsize=_MOST_KEPT)
def parse(text: str) -> Query:
    """Return the tree of a query, for any text: `text` is the canonical one, `mistakes` say what was wrong in this one.

    Codes: too_long, too_many_words, unclosed_quote, unbalanced, lonely_or, empty_value, bad_date, reversed,
    unknown_field, days_in_or, no_words.
    """
    reader = _Reader()
    kept = reader.shorten(_clean(text))
    for match in _ITEM.finditer(kept):
        if reader.budget <= 0 and not match["close"]:
            reader.complain("too_many_words", kept[match.start() :])
            break
        reader.take(match)
    query = reader.result()
    if not query.terms and not query.days and kept:
        query = replace(query, mistakes=(*query.mistakes, Mistake("no_words", _brief(kept))))
    return query


def plain(text: str) -> Query:
    """Return the query for all words of `text`, of which none is a field or an operator."""
    return Query(text, tuple(dict.fromkeys(Word(choices(word), word) for word in sought_words(text)[:MOST_WORDS])))


@dataclass
class _Group:
    """What stands between two parentheses: conditions that all must hold; `either`: an OR that waits for the next."""

    without: bool = False
    nodes: list[Node] = field(default_factory=list)
    either: str = ""

    def add(self, node: Node) -> None:
        """Take the next condition."""
        if self.either:
            node = AnyOf((self.nodes.pop(), node))  # type: ignore[arg-type]  # days leave it in `_Reader.settle`
        self.either = ""
        self.nodes.append(node)

    def whole(self) -> Node | None:
        """Return the group as one condition; None where it is empty."""
        if not self.nodes:
            return None
        node = self.nodes[0] if len(self.nodes) == 1 else AllOf(tuple(self.nodes))  # type: ignore[arg-type]
        return Not(node) if self.without else node  # type: ignore[arg-type]


class _Reader:
    """Takes the items of a text one after the other."""

    def __init__(self) -> None:
        self.groups = [_Group()]
        self.mistakes: dict[Mistake, None] = {}
        self.budget = MOST_WORDS
        self.terms: dict[object, Term] = {}
        self.days: dict[object, Days] = {}

    def complain(self, code: str, part: str, instead: str = "") -> None:
        """Note what was wrong."""
        self.mistakes[Mistake(code, _brief(part), instead)] = None

    def shorten(self, text: str) -> str:
        """Return as much of the text as is read, cut between words."""
        if len(text) <= LONGEST:
            return text
        end = text.rfind(" ", 0, LONGEST + 1)
        end = end if end > 0 else LONGEST
        self.complain("too_long", text[end:])
        return text[:end].strip()

    def take(self, match: re.Match[str]) -> None:
        """Take one item."""
        group = self.groups[-1]
        if match["open"]:
            self.groups.append(_Group(without=bool(match["without"])))
        elif match["close"]:
            self.close(match)
        elif match["plain"] in _EITHER and not match["without"]:
            self.take_or(match.group())
        elif match["plain"] in _BOTH and not match["without"]:
            group.either = ""
        else:
            node = self.node(match)
            if node is not None:
                group.add(Not(node) if match["without"] else node)  # type: ignore[arg-type]

    def take_or(self, given: str) -> None:
        """Take an OR, if something stands before it."""
        group = self.groups[-1]
        if group.either or not group.nodes:
            self.complain("lonely_or", given)
        group.either = given if group.nodes else ""

    def close(self, match: re.Match[str] | None) -> None:
        """Close the innermost group; without a match the text is at its end."""
        if self.groups[-1].either:
            self.complain("lonely_or", self.groups[-1].either)
        if len(self.groups) == 1:
            if match:
                self.complain("unbalanced", match.group())
            return
        node = self.groups.pop().whole()
        if match is None:
            self.complain("unbalanced", "(")
        if node is not None:
            self.groups[-1].add(node)

    def node(self, match: re.Match[str]) -> Node | None:
        """Return what an item asks for, but for its minus; None for nothing."""
        given = match.group().lstrip("-")
        if match["field"] or match["bare_field"]:
            name = _NAMES[fold(match["field"] or match["bare_field"]).text]
            value = (match["named"] or "").strip() if match["field"] else match["bare"].strip().rstrip(",;")
            node = self.named(name, value, match["field"] is not None, bool(match["without"]), given)
            if match["field"] and not match["named_end"]:
                self.complain("unclosed_quote", given, written(node) if node else "")
            return node
        if match["plain"]:
            if _UNKNOWN_FIELD.fullmatch(given):
                self.complain("unknown_field", given, " ".join(sought_words(given)))
            return self.worded(match["plain"], "", bool(match["without"]))
        phrase = self.phrase(match["quoted"], "")
        if not match["quoted_end"]:
            self.complain("unclosed_quote", given, written(phrase) if phrase else "")
        return phrase

    def named(self, name: str, value: str, quoted: bool, without: bool, given: str) -> Node | None:
        """Return what a field with its value asks for."""
        node: Node | None
        if name in _DAYS:
            node = self.dated(name, value, given)
        elif name in _COLUMNS:
            node = self.phrase(value, name) if quoted else self.worded(value, name, without)
        else:
            node = Named(name, _value(name, value)) if any(c.isalnum() for c in value) else None
            self.budget -= 1
        if node is None and (not value or name not in _DAYS):
            self.complain("empty_value", given)
        return node

    def dated(self, kind: str, value: str, given: str) -> Days | None:
        """Return the condition on days; None where the value names none."""
        try:
            interval = read_interval(value)
        except (ValueError, OverflowError):
            self.complain("bad_date", given)
            return None
        if interval is None:
            if value:
                self.complain("empty_value", given)
            return None
        days = Days(kind, interval.first, interval.last, interval.text)
        if interval.swapped:
            self.complain("reversed", given, written(days))
        self.budget -= 1
        return days

    def worded(self, text: str, column: str, without: bool) -> Node | None:
        """Return the words of an unquoted text; without a compound is without it as a whole."""
        units = sought(text)
        if without and len(units) > 1:
            return self.phrase(" ".join(sought_words(text)), column)
        terms: list[Term] = []
        for place, unit in enumerate(units):
            count = len(unit.words) + bool(unit.whole)
            if count > self.budget:
                self.complain("too_many_words", " ".join(unit.text for unit in units[place:]))
                break
            self.budget -= count
            terms.append(_term(unit, column))
        if len(terms) > 1:
            return AllOf(tuple(terms))
        return terms[0] if terms else None

    def phrase(self, text: str, column: str) -> Phrase | None:
        """Return the phrase, as far as the query may hold words."""
        text = " ".join(text.split())
        if len(exact_words(text)) > self.budget:
            end = words(text)[self.budget - 1].end
            self.complain("too_many_words", text[end:])
            text = text[:end]
        found = exact_words(text)
        self.budget -= len(found)
        return Phrase(found, text, column) if found else None

    def result(self) -> Query:
        """Return the query; what its canonical text has no room for is left out."""
        while len(self.groups) > 1:
            self.close(None)
        self.close(None)
        for node in self.groups[0].nodes:
            self.settle(node)
        terms, days = list(self.terms.values()), tuple(self.days.values())
        while len(text := " ".join(together(terms, days))) > LONGEST:
            self.complain("too_long", written(terms.pop()))
        return Query(text, tuple(terms), days, tuple(self.mistakes))

    def settle(self, node: Node) -> None:
        """Put a condition of the whole text in its place: groups that all must hold are dissolved."""
        if isinstance(node, Days):
            self.days.setdefault(key(node), node)
        elif isinstance(node, AllOf):
            for inner in node.terms:
                self.settle(inner)
        elif (term := self.without_days(node)) is not None:
            self.keep(term)

    def keep(self, term: Term) -> None:
        """Keep a term of the whole query, of those that mean the same the first."""
        if isinstance(term, AllOf):
            for inner in term.terms:
                self.keep(inner)
        elif isinstance(term, Not) and _is_choice(term.term):
            for inner in term.term.terms:
                self.keep(_negated(inner))
        else:
            self.terms.setdefault(key(term), term)

    def without_days(self, node: Node) -> Term | None:
        """Return the condition in its simplest form; days in it narrow everything. None where nothing is left."""
        if isinstance(node, Days):
            self.complain("days_in_or", written(node), written(node))
            self.days.setdefault(key(node), node)
            return None
        if isinstance(node, Not):
            if isinstance(node.term, Days):
                self.complain("days_in_or", written(node))
                return None
            inner = self.without_days(node.term)
            return _negated(inner) if inner is not None else None
        if not isinstance(node, AllOf | AnyOf) or whole_of(node):
            return node
        kept: dict[object, Term] = {}
        for one in node.terms:
            term = self.without_days(one)
            if term is not None:
                for same in term.terms if isinstance(term, type(node)) and not whole_of(term) else (term,):
                    kept.setdefault(key(same), same)
        if len(kept) > 1:
            return type(node)(tuple(kept.values()))
        return next(iter(kept.values()), None)


def _is_choice(term: Term) -> TypeGuard[AnyOf]:
    return isinstance(term, AnyOf) and len(term.terms) > 1 and not whole_of(term)


def _negated(term: Term) -> Term:
    """Return what is so where `term` is not; a text is without a compound that has not its parts side by side."""
    inner = term.term if isinstance(term, Not) else term
    whole = whole_of(inner)
    if isinstance(term, Not):
        if whole:
            return _term(sought(whole.text)[0], whole.column)
        return inner.terms[0] if isinstance(inner, AnyOf) and len(inner.terms) == 1 else inner
    if whole:
        return Not(AnyOf((Phrase(exact_words(whole.text), whole.text, whole.column), whole)))
    return Not(AnyOf((term,)) if isinstance(term, AllOf) else term)


def _term(unit: Sought, column: str) -> Term:
    """Return what is looked for as a term; a compound by its parts or as a whole."""
    whole = Word(unit.whole, unit.text, column)
    if unit.exact:
        phrase = Phrase(unit.words, unit.text, column)
        return AnyOf((phrase, whole)) if unit.whole else phrase
    terms = [Word(choices(word), word.lower() if word in _EITHER | _BOTH else word, column) for word in unit.words]
    if not unit.whole:
        return terms[0]
    return AnyOf((AllOf(tuple(terms)), whole)) if terms else whole


def _value(name: str, value: str) -> str:
    """Return the value of a field, with the two values of `evidence:` in their one spelling."""
    value = " ".join(value.split())
    if name == "evidence":
        folded = fold(value).text
        return next((known for known, others in _EVIDENCE.items() if folded in (known, *others)), value)
    return value


def _clean(text: str) -> str:
    """Return the text composed, with one sort of quotes and of spaces, and without what no page can show."""
    return " ".join(unicodedata.normalize("NFC", _UNPRINTED.sub(" ", text).translate(_QUOTES)).split())


def _brief(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_PART else f"{text[: _LONGEST_PART - 1]}…"
