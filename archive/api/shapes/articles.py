"""Articles: as a list has them, and one whole; what stands beside one is in the context as `shown`."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from archive import reading
from archive.api.shapes.parts import (
    ApiAddress,
    DateField,
    EventName,
    PageAddress,
    PageShape,
    PersonName,
    SourceName,
    absolute,
    all_shaped,
)
from archive.models import Article, Span
from archive.models.mention import Relation
from archive.models.source import Access
from archive.reading.articles import shown_end
from archive.reading.evidence import Part, Sentence, Standing, anchor, span_standing
from archive.reading.listing import Listed, Named

STANDINGS = [Standing.MACHINE.value, Standing.CONFIRMED.value]


class MarkShape(serializers.Serializer):
    """A place in a text, in code points; the end is excluded."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()


class SnippetShape(serializers.Serializer):
    """A piece of the text."""

    text = serializers.CharField()
    marks = MarkShape(many=True, help_text="Where it has the words that were searched.")


class ArticleSummary(serializers.Serializer):
    """An article, without its text."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    url = ApiAddress("api-article", "pk")
    page = PageAddress()
    address = serializers.CharField(source="url", help_text="Where it was published; empty where nobody knows.")
    source = SourceName(allow_null=True)
    byline = serializers.CharField(help_text="As printed; may be empty.")
    section = serializers.CharField(help_text="May be empty.")
    language = serializers.CharField(help_text="ISO 639 code; empty where nobody knows.")
    published = DateField("published")
    updated = DateField("updated")
    access = serializers.SerializerMethodField(help_text="What readers may see of its text.")

    @extend_schema_field(serializers.ChoiceField(Access.values))
    def get_access(self, article: Article) -> str:
        """Return its own access, or its source's."""
        return article.shown_access()


class SentenceShape(SnippetShape):
    """A sentence that tells of somebody or something; `marks` are the words that say so."""

    field = serializers.ChoiceField(Span.Field.values)
    standing = serializers.ChoiceField(STANDINGS)
    page = serializers.URLField(help_text="Its place in the page for people.")


class EventTitle(serializers.Serializer):
    """An event, by title alone."""

    slug = serializers.SlugField()
    title = serializers.CharField()
    url = serializers.URLField()
    page = serializers.URLField()


class ArticleRow(ArticleSummary):
    """An article as a list has it: why it is there, and whom and what it tells of."""

    snippet = serializers.SerializerMethodField(help_text="Empty where readers may see nothing of the text.")
    sentences = serializers.SerializerMethodField(
        help_text="The first that tell of the people and events that were asked for."
    )
    people = serializers.SerializerMethodField(help_text="The first eight.")
    events = serializers.SerializerMethodField(help_text="The first eight.")
    is_possible = serializers.SerializerMethodField(
        help_text="Its date is uncertain, and may lie outside the days of publication that were asked for."
    )

    @extend_schema_field(SnippetShape)
    def get_snippet(self, article: Article) -> Any:
        """Return the sentence that answers best what was asked."""
        return _marked(self._listed(article).snippet)

    @extend_schema_field(SentenceShape(many=True))
    def get_sentences(self, article: Article) -> Any:
        """Return the sentences that the list shows."""
        page = absolute(self.context, article.get_absolute_url())
        return _sentences(self._listed(article).sentences, page)

    @extend_schema_field(PersonName(many=True))
    def get_people(self, article: Article) -> Any:
        """Return the people that the list shows."""
        return [self._named(one, "name", "api-person") for one in self._listed(article).people]

    @extend_schema_field(EventTitle(many=True))
    def get_events(self, article: Article) -> Any:
        """Return the events that the list shows."""
        return [self._named(one, "title", "api-event") for one in self._listed(article).events]

    def get_is_possible(self, article: Article) -> bool:
        """Return whether the date only may lie within."""
        return bool(self.context["asked_for"].is_possible(article))

    def _named(self, named: Named, called: str, route: str) -> dict[str, str]:
        """Return who or what is named by the address of its page, which ends in its slug."""
        slug = named.address.rstrip("/").rpartition("/")[2]
        url = absolute(self.context, reverse(route, args=[slug]))
        return {"slug": slug, called: named.name, "url": url, "page": absolute(self.context, named.address)}

    def _listed(self, article: Article) -> Listed:
        found: Listed = self.context["listed"][article.pk]
        return found


class WrongShape(serializers.Serializer):
    """What could not be understood in the text of the query as it stands."""

    code = serializers.CharField(help_text="Why, for programs.")
    part = serializers.CharField(help_text="Which part of the text.")
    instead = serializers.CharField(help_text="What was searched instead; empty where the part was left out.")
    message = serializers.CharField(help_text="Why, in the language of the request.")


class QueryShape(serializers.Serializer):
    """How a query was understood."""

    query = serializers.CharField(help_text="The whole query, its filters too, as it can be given in `q`.")
    mistakes = WrongShape(many=True, help_text="They are no errors: the rest was searched.")


class ArticlesPage(QueryShape, PageShape):
    """A page of articles."""

    order = serializers.CharField()
    results = ArticleRow(many=True)


class AuthorShape(serializers.Serializer):
    """One name of the byline."""

    name = serializers.CharField(help_text="As printed.")
    person = PersonName(allow_null=True)


class EvidenceShape(serializers.Serializer):
    """One place that a mention rests on, in code points of the field; the end is excluded."""

    field = serializers.ChoiceField(Span.Field.values)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    words = serializers.CharField(help_text="Exactly as they stand there.", trim_whitespace=False)
    before = serializers.SerializerMethodField(help_text="At most 80 characters; empty where readers may not see them.")
    after = serializers.SerializerMethodField(help_text="Likewise.")
    origin = serializers.CharField(help_text="Who found it: machine or curator.")
    standing = serializers.SerializerMethodField(help_text="How far it may be relied on.")
    decided = serializers.SerializerMethodField(help_text="A curator looked at it and said yes.")
    page = serializers.SerializerMethodField(help_text="Its place in the page for people.")

    def get_before(self, span: Span) -> str:
        """Return what stands before the words."""
        return span.before if self._is_shown(span) else ""

    def get_after(self, span: Span) -> str:
        """Return what stands behind the words, up to where readers may see."""
        return span.after[: max(self.context["end"] - span.end, 0)] if span.field == "text" else span.after

    @extend_schema_field(serializers.ChoiceField(STANDINGS))
    def get_standing(self, span: Span) -> str:
        """Return whether a machine alone found it."""
        return span_standing(span).value

    def get_decided(self, span: Span) -> bool:
        """Return whether a curator decided."""
        return bool(span.decision)

    @extend_schema_field(serializers.URLField)
    def get_page(self, span: Span) -> str:
        """Return the address with the anchor of the words."""
        return f"{self.context['page']}#{anchor(span)}"

    def _is_shown(self, span: Span) -> bool:
        return span.field == Span.Field.TITLE or span.end <= self.context["end"]


class MentionShape(serializers.Serializer):
    """That an article tells of somebody or something, and the words that say so."""

    relation = serializers.ChoiceField(Relation.values, help_text="As in schema.org.")
    standing = serializers.ChoiceField(STANDINGS)
    sentences = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField(help_text="Empty of places in a text of which nothing may be seen.")

    @extend_schema_field(SentenceShape(many=True))
    def get_sentences(self, told: Any) -> Any:
        """Return the sentences that the page shows."""
        return _sentences(told.sentences, self.context["page"])

    @extend_schema_field(EvidenceShape(many=True))
    def get_evidence(self, told: Any) -> Any:
        """Return the places, those in the text only where readers may see something of it."""
        hidden = self.context["shown"].access == Access.REFERENCE
        spans = [span for span in told.spans if span.field == Span.Field.TITLE or not hidden]
        return all_shaped(self.context, EvidenceShape, spans)


class PersonMention(MentionShape):
    """That an article tells of a person."""

    person = PersonName(source="target")


class EventMention(MentionShape):
    """That an article tells of an event."""

    event = EventName(source="target")


class CaptureShape(serializers.Serializer):
    """A capture: the bytes of the page as they were taken at one time."""

    id = serializers.IntegerField(source="capture.pk")
    page = serializers.SerializerMethodField()
    target_uri = serializers.CharField(source="capture.target_uri")
    captured_at = serializers.DateTimeField(
        source="capture.captured_at", allow_null=True, default_timezone=UTC, help_text="Null where nobody told."
    )
    sha256 = serializers.CharField(source="capture.sha256", help_text="Of the payload, its codings undone.")
    media_type = serializers.CharField(source="capture.media_type")
    charset = serializers.CharField(source="capture.charset", help_text="May be empty.")
    http_status = serializers.IntegerField(source="capture.http_status", allow_null=True)
    payload_length = serializers.IntegerField(source="capture.payload_length", help_text="In bytes.")
    wording = serializers.ChoiceField(
        [wording.value for wording in reading.Wording],
        help_text="shown: the text was taken from it; same: it says the same; other: it has other words.",
    )
    bytes = serializers.SerializerMethodField(help_text="Null where the archive does not give them out.")
    record = serializers.SerializerMethodField(help_text="The WARC record; null likewise.")

    @extend_schema_field(serializers.URLField)
    def get_page(self, kept: reading.KeptCapture) -> str:
        """Return the address of the page for people."""
        return self._address("capture", kept)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_bytes(self, kept: reading.KeptCapture) -> str | None:
        """Return the address of the payload."""
        return None if self.context["shown"].is_cut else self._address("capture-bytes", kept)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_record(self, kept: reading.KeptCapture) -> str | None:
        """Return the address of the record."""
        return None if self.context["shown"].is_cut else self._address("capture-record", kept)

    def _address(self, name: str, kept: reading.KeptCapture) -> str:
        return absolute(self.context, reverse(name, args=[kept.capture.pk]))


class ArticleShape(ArticleSummary):
    """An article with its text, whom and what it tells of with the words that say so, and its captures."""

    published_note = serializers.CharField(help_text="How a date that no page gives was inferred; may be empty.")
    authors = serializers.SerializerMethodField()
    lead = serializers.SerializerMethodField(help_text="The summary above the text; may be empty.")
    text = serializers.SerializerMethodField(help_text="Paragraphs with an empty line between; as much as readers see.")
    is_cut = serializers.SerializerMethodField(help_text="The archive keeps more of the text than it shows.")
    people = serializers.SerializerMethodField()
    events = serializers.SerializerMethodField()
    captures = serializers.SerializerMethodField(help_text="The newest 50.")

    @extend_schema_field(AuthorShape(many=True))
    def get_authors(self, article: Article) -> Any:
        """Return the names of the byline."""
        return all_shaped(self.context, AuthorShape, self.context["shown"].authors)

    def get_lead(self, article: Article) -> str:
        """Return the summary that the page shows."""
        return str(self.context["shown"].lead)

    def get_text(self, article: Article) -> str:
        """Return the text up to where readers see it."""
        return article.text[: self.context["end"]]

    def get_is_cut(self, article: Article) -> bool:
        """Return whether the text goes on."""
        return bool(self.context["end"] < len(article.text))

    @extend_schema_field(PersonMention(many=True))
    def get_people(self, article: Article) -> Any:
        """Return the people, those first whom the article is about."""
        return all_shaped(self.context, PersonMention, self.context["shown"].people)

    @extend_schema_field(EventMention(many=True))
    def get_events(self, article: Article) -> Any:
        """Return the events, as they happened."""
        return all_shaped(self.context, EventMention, self.context["shown"].events)

    @extend_schema_field(CaptureShape(many=True))
    def get_captures(self, article: Article) -> Any:
        """Return the captures, the newest first."""
        return all_shaped(self.context, CaptureShape, self.context["shown"].captures)


def context_of(article: Article, shown: reading.ArticlePage, page: str) -> dict[str, Any]:
    """Return what `ArticleShape` needs beside the article and the request."""
    return {"shown": shown, "page": page, "end": shown_end(article.text, shown.access)}


def _sentences(sentences: Iterable[Sentence], page: str) -> Any:
    """Return the sentences of an article; `page` is the address of its page for people."""
    return [
        {
            **_marked(sentence.parts),
            "field": sentence.field,
            "standing": sentence.standing.value,
            "page": f"{page}#{sentence.anchor}",
        }
        for sentence in sentences
    ]


def _marked(parts: Iterable[Part]) -> dict[str, Any]:
    """Return parts of a text as the text, and where it is marked."""
    text, marks = "", []
    for part in parts:
        start, text = len(text), text + part.text
        if part.marked:
            marks.append({"start": start, "end": len(text)})
    return {"text": text, "marks": marks}
