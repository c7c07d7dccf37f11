"""Makers of rows for tests: everything optional, nothing hidden."""

from itertools import count
from typing import Any

from archive.models import (
    Article,
    Capture,
    Cue,
    Event,
    Mention,
    NameForm,
    Participation,
    Person,
    Source,
    SourceHost,
    SourceName,
    Span,
)
from archive.search import index

_numbers = count(1)


def make_source(name: str = "", *, names: tuple[str, ...] = (), hosts: tuple[str, ...] = (), **fields: Any) -> Source:
    """Return a saved source, with its names and hosts."""
    source = Source.objects.create(name=name or f"Source {next(_numbers)}", **fields)
    for text in names:
        SourceName.objects.create(source=source, text=text)
    for host in hosts:
        SourceHost.objects.create(source=source, host=host)
    return source


def make_article(
    title: str = "", *, text: str = "A paragraph.", status: str = "published", filed: bool = True, **fields: Any
) -> Article:
    """Return a saved article; published unless told otherwise. The counts are not touched.

    It is indexed, unless `filed` is False: whoever makes several rows of it indexes them at once, which is quicker.
    """
    title = title or f"Article {next(_numbers)}"
    article = Article.objects.create(title=title, text=text, status=status, **fields)
    if filed:
        index.index_new(article)
    return article


def make_person(given: str = "", family: str = "", *, forms: dict[str, str] | None = None, **fields: Any) -> Person:
    """Return a saved person; `forms` are further name forms with their strengths."""
    if not given and not family and "name" not in fields:
        given, family = "Ada", f"Person{next(_numbers)}"
    person = Person.objects.create(given_name=given, family_name=family, **fields)
    for text, strength in (forms or {}).items():
        NameForm.objects.create(person=person, text=text, strength=strength)
    return person


def make_event(
    title: str = "", *, cues: dict[str, str] | None = None, people: tuple[Person, ...] = (), **fields: Any
) -> Event:
    """Return a saved event; `cues` are its cues with their strengths, `people` take part."""
    event = Event.objects.create(title=title or f"Event {next(_numbers)}", **fields)
    for words, strength in (cues or {}).items():
        Cue.objects.create(event=event, words=words, strength=strength)
    for person in people:
        Participation.objects.create(event=event, person=person)
    return event


def make_mention(
    article: Article, target: Person | Event, *, status: str = "automatic", filed: bool = True, **fields: Any
) -> Mention:
    """Return a saved mention of a person or an event in an article; the index knows it, unless `filed` is False."""
    kind = "person" if isinstance(target, Person) else "event"
    mention = Mention.objects.create(article=article, status=status, **{kind: target}, **fields)
    if filed:
        index.refile([article.pk])
    return mention


def make_span(mention: Mention, words: str, *, field: str = "text", **fields: Any) -> Span:
    """Return a saved span on the first place of `words` in the article's `field`."""
    text = getattr(mention.article, field)
    start = text.index(words)
    end = start + len(words)
    around = {"before": text[max(0, start - 80) : start], "after": text[end : end + 80]}
    return Span.objects.create(mention=mention, field=field, start=start, end=end, words=words, **around, **fields)


def make_capture(article: Article | None = None, *, filed: bool = True, **fields: Any) -> Capture:
    """Return a saved capture's row; no record is written. The index knows it, unless `filed` is False."""
    number = next(_numbers)
    sha256 = f"{number:064x}"
    defaults = {
        "target_uri": f"urn:sha256:{sha256}",
        "sha256": sha256,
        "media_type": "text/plain",
        "charset": "utf-8",
        "warc_file": "test.warc.gz",
        "warc_offset": number,
        "warc_length": 1,
        "record_id": f"<urn:uuid:{number}>",
        "payload_length": 1,
    }
    capture = Capture.objects.create(article=article, **{**defaults, **fields})
    if article is not None and filed:
        index.refile([article.pk])
    return capture
