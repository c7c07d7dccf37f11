"""Spans become rows: what the matchers find in an article is brought together with what curators decided.

Mentions that a machine made are derived and follow the matchers; decisions are kept, re-anchored when the text changes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet
from django.utils import timezone

from archive.mentions.anchor import find_again, surroundings
from archive.mentions.cues import CueMatcher, EventCues
from archive.mentions.matcher import Match, Name, NameMatcher
from archive.models import Article, AuthorityVersion, Cue, Event, Mention, NameForm, Participation, Person, Span
from archive.models.fields import Strength
from archive.models.mention import Decision, MentionStatus, Origin, Relation

Kind = Literal["person", "event"]
Known = dict[tuple[Kind, int], tuple[Mention, list[Span]]]

_MOST_KEYS = 500


@dataclass(frozen=True)
class Matchers:
    """The matchers of one version of the authority records.

    `cues_stand`: they are asked for because of people alone, so that what cues tell in the articles stands as it is.
    """

    version: int
    names: NameMatcher
    cues: CueMatcher
    cues_stand: bool = False


_matchers: dict[str, Matchers] = {}


def matchers() -> Matchers:
    """Return the matchers of this process, built again when the authority records have changed; a query when not."""
    version = AuthorityVersion.current()
    kept = _matchers.get("current")
    if kept is None or kept.version != version:
        kept = Matchers(version, NameMatcher(_names()), CueMatcher(_event_cues()))
        _matchers["current"] = kept
    return kept


def matchers_of(people: Collection[int], events: Collection[int], *, cues_stand: bool = False) -> Matchers:
    """Return matchers that know these people and events alone, and the given names of all people.

    They find in a text what `matchers` finds of them, if nobody else of the archive is named there. Building them
    costs what these cost, and not what the archive has.
    """
    given = Person.objects.filter(hidden=False).exclude(family_name="").order_by()
    names = NameMatcher(_names(people), given.values_list("given_name", flat=True).distinct())
    return Matchers(AuthorityVersion.current(), names, CueMatcher(_event_cues(events)), cues_stand)


def _among(rows: QuerySet, column: str, keys: Collection[int] | None) -> QuerySet:
    """Return the rows with one of the keys in `column`, or all where no keys are given."""
    return rows if keys is None else rows.filter(**{f"{column}__in": keys})


def _names(only: Collection[int] | None = None) -> list[Name]:
    forms: dict[int, dict[str, list[str]]] = defaultdict(lambda: {Strength.STRONG: [], Strength.WEAK: []})
    rows = _among(NameForm.objects.order_by("pk"), "person", only)
    for person, text, strength in rows.values_list("person_id", "text", "strength"):
        forms[person][strength].append(text)
    people = _among(Person.objects.filter(hidden=False).order_by("pk"), "pk", only)
    return [
        Name(pk, given, family, tuple(forms[pk][Strength.STRONG]), tuple(forms[pk][Strength.WEAK]))
        for pk, given, family in people.values_list("pk", "given_name", "family_name")
    ]


def _event_cues(only: Collection[int] | None = None) -> list[EventCues]:
    cues: dict[int, dict[str, list[str]]] = defaultdict(lambda: {Strength.STRONG: [], Strength.WEAK: []})
    rows = _among(Cue.objects.order_by("pk"), "event", only)
    for event, words, strength in rows.values_list("event_id", "words", "strength"):
        cues[event][strength].append(words)
    people: dict[int, set[int]] = defaultdict(set)
    for event, person in _among(Participation.objects.all(), "event", only).values_list("event_id", "person_id"):
        people[event].add(person)
    events = _among(Event.objects.filter(hidden=False).order_by("pk"), "pk", only)
    return [
        EventCues(
            pk,
            tuple(cues[pk][Strength.STRONG]),
            tuple(cues[pk][Strength.WEAK]),
            earliest,
            latest,
            frozenset(people[pk]),
        )
        for pk, earliest, latest in events.values_list("pk", "happened_earliest", "happened_latest")
    ]


def find(
    article: Article, some: Matchers | None = None, told: Sequence[Match] | None = None
) -> dict[tuple[Kind, int], list[Match]]:
    """Return what the matchers (`some`, or those of the whole archive) find in `article`, by kind and id of each.

    `told`: what cues tell there, where it is known already.
    """
    current = some or matchers()
    people = current.names.match(article.title, article.text)
    published = None
    if article.published_earliest and article.published_latest:
        published = (article.published_earliest, article.published_latest)
    if told is None:
        events = current.cues.match(article.title, article.text, article.language, published, people)
    else:
        events = current.cues.match_days(article.title, article.text, published, people, told)
    found: dict[tuple[Kind, int], list[Match]] = defaultdict(list)
    for match in people:
        found["person", match.target].append(match)
    for match in events:
        found["event", match.target].append(match)
    return dict(found)


def link(article: Article, *, new: bool = False) -> list[Mention]:
    """Bring the mentions of `article` in step with its words; returns them. `new`: it was just made, and has none."""
    return link_together([article], new=new)


def link_together(articles: Sequence[Article], *, new: bool = False, some: Matchers | None = None) -> list[Mention]:
    """Bring the mentions of `articles` in step with their words, in the caller's transaction; returns them.

    `new` says that they were just made, and have none yet. `some` are matchers that know everybody and every event that
    the articles may tell of, where they were built for them.

    A rejected mention gains no span while the words are those that were judged; a span that a curator made or decided
    stays, anchored again where the text changed, or marked as not anchored where its words are gone.
    """
    current = some or matchers()
    known = {} if new else _known(articles)
    steps: list[_Step] = []
    for article in articles:
        kept = known.get(article.pk, {})
        found = find(article, current, _told_by_cues(kept) if current.cues_stand else None)
        for key, (mention, spans) in kept.items():
            mention.article = article
            steps.append(_step(mention, spans, found.get(key, [])))
        steps += [_step(_made(article, *key), [], found[key]) for key in found if key not in kept]
    _write(steps)
    return [step.mention for step in steps if not step.ends]


def _told_by_cues(known: Known) -> list[Match]:
    """Return the matches of cues that the spans of an article's mentions stand for.

    Those that are not there make no difference: they lie where a curator judged, or in what was rejected as a whole.
    """
    return [
        Match(pk, span.field, span.start, span.end, span.evidence, span.reason, span.strength == Strength.STRONG)
        for (kind, pk), (_, spans) in known.items()
        for span in spans
        if kind == "event" and span.reason == "cue" and span.anchored
    ]


def _known(articles: Sequence[Article]) -> dict[int, Known]:
    """Return the mentions of each article, with their spans, by what they are of."""
    ids = [article.pk for article in articles]
    spans: dict[int, list[Span]] = defaultdict(list)
    known: dict[int, Known] = defaultdict(dict)
    # Held too: who deletes a person or an event takes mentions away without holding their articles.
    for mention in Mention.objects.select_for_update().filter(article__in=ids).order_by("pk"):
        known[mention.article_id][key_of(mention)] = mention, spans[mention.pk]
    for span in Span.objects.filter(mention__article__in=ids).order_by("mention_id", "-field", "start", "pk"):
        spans[span.mention_id].append(span)
    return known


def _made(article: Article, kind: Kind, pk: int) -> Mention:
    """Return a mention of a person or an event that has no row yet."""
    return Mention(
        article=article, person_id=pk if kind == "person" else None, event_id=pk if kind == "event" else None
    )


def key_of(mention: Mention) -> tuple[Kind, int]:
    """Return the kind and the id of what `mention` is of."""
    if mention.person_id is not None:
        return "person", mention.person_id
    return "event", mention.event_id or 0


@dataclass(frozen=True)
class _Step:
    """What one mention needs to be in step: nothing of it is written yet.

    `ends`: nothing is left of it. `changed`: its own row is new, or another.
    """

    mention: Mention
    ends: bool = False
    changed: bool = False
    gone: tuple[Span, ...] = ()
    moved: tuple[Span, ...] = ()
    added: tuple[Span, ...] = ()


def _step(mention: Mention, spans: Sequence[Span], matches: Sequence[Match]) -> _Step:
    """Return what brings one mention and its `spans` in step with `matches`."""
    article = mention.article
    judged = [span for span in spans if span.decision or span.origin == Origin.CURATOR]
    derived = {(span.field, span.start, span.end): span for span in spans if span not in judged}
    moved = _anchor(article, judged)
    taken = [span for span in judged if span.anchored]
    settled = mention.decision == Decision.REJECTED and mention.decided_digest == article.digest()
    fresh = [] if settled else [match for match in matches if not _is_taken(match, taken)]
    wanted = {(match.field, match.start, match.end): match for match in fresh}
    if not (judged or wanted or mention.decision or mention.relation_decided):
        return _Step(mention, ends=True)
    stays = {
        place: span for place, span in derived.items() if place in wanted and _is_same(span, wanted[place], article)
    }
    added = [_span(article, mention, match) for place, match in wanted.items() if place not in stays]
    changed = _settle(mention, [*judged, *stays.values(), *added])
    gone = [span for place, span in derived.items() if place not in stays]
    return _Step(mention, False, changed, tuple(gone), tuple(moved), tuple(added))


def _write(steps: Sequence[_Step]) -> None:
    """Write what the mentions need, in some statements for all of them."""
    _delete(Span, [span.pk for step in steps for span in step.gone])
    _delete(Mention, [step.mention.pk for step in steps if step.ends and step.mention.pk])
    changed = [step.mention for step in steps if step.changed]
    now = timezone.now()
    for mention in changed:
        mention.changed_at = now
    Mention.objects.bulk_update([one for one in changed if one.pk], ["status", "relation", "changed_at"])
    Mention.objects.bulk_create([one for one in changed if not one.pk])
    # Of several in a mention one may come to stand where another stood: all let go of their places first.
    crowded = [span.pk for step in steps if len(step.moved) > 1 for span in step.moved]
    Span.objects.filter(pk__in=crowded).update(anchored=False)
    moved = [span for step in steps for span in step.moved]
    Span.objects.bulk_update(moved, ["start", "end", "before", "after", "anchored"])
    Span.objects.bulk_create([span for step in steps for span in step.added])


def _delete(model: type[Mention] | type[Span], keys: Sequence[int]) -> None:
    """Delete the rows with these keys, some at a time: no database takes any number of keys at once."""
    for start in range(0, len(keys), _MOST_KEYS):
        model._default_manager.filter(pk__in=keys[start : start + _MOST_KEYS]).delete()


def _is_taken(match: Match, taken: Iterable[Span]) -> bool:
    """Return whether a curator has already judged, or made, a span that overlaps the match."""
    return any(span.field == match.field and span.start < match.end and match.start < span.end for span in taken)


def _is_same(span: Span, match: Match, article: Article) -> bool:
    words = getattr(article, match.field)[match.start : match.end]
    strength = Strength.STRONG if match.strong else Strength.WEAK
    return (span.words, span.evidence, span.reason, span.strength) == (
        words,
        match.evidence[:200],
        match.reason,
        strength,
    )


def _span(article: Article, mention: Mention, match: Match) -> Span:
    text = getattr(article, match.field)
    before, after = surroundings(text, match.start, match.end)
    return Span(
        mention=mention,
        field=match.field,
        start=match.start,
        end=match.end,
        words=text[match.start : match.end],
        before=before,
        after=after,
        evidence=match.evidence[:200],
        reason=match.reason,
        strength=Strength.STRONG if match.strong else Strength.WEAK,
    )


def _anchor(article: Article, spans: Iterable[Span]) -> list[Span]:
    """Move `spans`, all of one mention, to where their words stand now; returns those about which anything changed.

    Those that stand where they stood come first, so that of words which are fewer now none is given to two.
    """
    taken: set[tuple[str, str, int]] = set()
    moved = []
    for span in sorted(spans, key=lambda span: (not _stands(article, span), span.start)):
        before = (span.start, span.end, span.before, span.after, span.anchored)
        if not _stands(article, span):
            _move(article, span, {start for field, words, start in taken if (field, words) == (span.field, span.words)})
        if span.anchored:
            taken.add((span.field, span.words, span.start))
        if before != (span.start, span.end, span.before, span.after, span.anchored):
            moved.append(span)
    return moved


def _stands(article: Article, span: Span) -> bool:
    """Return whether the span's words stand where they stood, between what stood around them."""
    text = getattr(article, span.field)
    around = surroundings(text, span.start, span.end)
    return span.anchored and text[span.start : span.end] == span.words and around == (span.before, span.after)


def _move(article: Article, span: Span, taken: set[int]) -> None:
    """Move `span` to where its words stand now and none of those `taken` does, or mark it as not anchored."""
    text = getattr(article, span.field)
    place = find_again(text, span.words, span.before, span.after, span.start, taken)
    span.anchored = place is not None
    if place is not None:
        span.start, span.end = place, place + len(span.words)
        span.before, span.after = surroundings(text, span.start, span.end)


def status_of(decision: str, spans: Iterable[Span]) -> str:
    """Return the status that a mention has from its decision as a whole and its spans.

    After a mention was rejected, an open span can only stand where the text has changed: it is asked again. What was
    confirmed but has lost its words in a changed text is no longer confirmed: a machine's new words stand for
    themselves, and without any it waits in the review queue.
    """
    spans = list(spans)
    waiting = [span for span in spans if not span.decision and span.anchored]
    if decision == Decision.REJECTED:
        return MentionStatus.SUGGESTED if waiting else MentionStatus.REJECTED
    if any(span.decision == Decision.CONFIRMED and span.anchored for span in spans):
        return MentionStatus.CONFIRMED
    if any(span.strength == Strength.STRONG for span in waiting):
        return MentionStatus.AUTOMATIC
    if spans and all(span.decision == Decision.REJECTED for span in spans):
        return MentionStatus.REJECTED
    return MentionStatus.SUGGESTED


def relation_of(article: Article, spans: Iterable[Span]) -> str:
    """Return `about` where a span that stands is in the title or the first paragraph, else `mentions`."""
    first = article.text.find("\n\n")
    end = first if first >= 0 else len(article.text)
    for span in spans:
        if span.anchored and span.decision != Decision.REJECTED and (span.field == "title" or span.start < end):
            return Relation.ABOUT
    return Relation.MENTIONS


def refresh(mention: Mention, spans: Iterable[Span]) -> None:
    """Set the status and the relation that follow from `spans`, and save the mention where it is new or changed."""
    if _settle(mention, spans):
        mention.save(update_fields=["status", "relation", "changed_at"] if mention.pk else None)


def _settle(mention: Mention, spans: Iterable[Span]) -> bool:
    """Set the status and the relation that follow from `spans`; returns whether there is anything to save."""
    spans = list(spans)
    status = status_of(mention.decision, spans)
    relation = mention.relation if mention.relation_decided else relation_of(mention.article, spans)
    if mention.pk is not None and (status, relation) == (mention.status, mention.relation):
        return False
    mention.status, mention.relation = status, relation
    return True
