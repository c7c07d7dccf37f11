"""What the articles of a query have in common."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from archive.api.shapes.articles import QueryShape
from archive.api.shapes.parts import EventName, PersonName, SourceName

_ARTICLES = "How many of the articles."
_CONFIRMED = "Those where a curator confirmed it; null where that is not kept, as for the whole archive."


class PersonCount(serializers.Serializer):
    """A person, and how many of the articles tell of them."""

    person = PersonName()
    articles = serializers.IntegerField(help_text=_ARTICLES)
    confirmed = serializers.IntegerField(allow_null=True, help_text=_CONFIRMED)


class EventCount(serializers.Serializer):
    """An event, and how many of the articles tell of it."""

    event = EventName()
    articles = serializers.IntegerField(help_text=_ARTICLES)
    confirmed = serializers.IntegerField(allow_null=True, help_text=_CONFIRMED)


class SourceCount(serializers.Serializer):
    """A source, and how many of the articles it published."""

    source = SourceName()
    articles = serializers.IntegerField(help_text=_ARTICLES)


class LanguageCount(serializers.Serializer):
    """A language, and how many of the articles are written in it."""

    language = serializers.CharField(help_text="ISO 639 code.")
    name = serializers.CharField(help_text="In the language of the request.")
    articles = serializers.IntegerField(help_text=f"{_ARTICLES} Of the whole archive no more than 10,000 are counted.")


class IntervalCount(serializers.Serializer):
    """The days that a date of publication may mean, and how many of the articles have it."""

    earliest = serializers.DateField()
    latest = serializers.DateField(help_text="The same as `earliest` where the day is certain.")
    articles = serializers.IntegerField(help_text=_ARTICLES)


@extend_schema_field(IntervalCount(many=True))
class IntervalsField(serializers.Field):
    """Numbers of articles by the days that a date may mean; there may be thousands."""

    def to_representation(self, days: Mapping[tuple[date, date], int]) -> list[dict[str, Any]]:
        """Return them with the earliest first."""
        return [
            {"earliest": earliest.isoformat(), "latest": latest.isoformat(), "articles": number}
            for (earliest, latest), number in sorted(days.items())
        ]


class FacetsShape(QueryShape):
    """Counts, the largest first; of people, events and sources the first 60."""

    articles = serializers.IntegerField(help_text="How many articles were counted.")
    more = serializers.BooleanField(help_text="They are the newest 10,000 of more.")
    people = PersonCount(many=True)
    events = EventCount(many=True)
    sources = SourceCount(many=True)
    languages = LanguageCount(many=True)
    published = IntervalsField(help_text="By interval of publication, the earliest first.")
    undated = serializers.IntegerField(help_text="Those without a date of publication.")
    linked = serializers.IntegerField(help_text="Those that tell of anybody or anything known.")
    confirmed = serializers.IntegerField(help_text="Those where a curator confirmed whom or what they tell of.")
    counted_to = serializers.IntegerField(
        allow_null=True,
        help_text="Each language, the confirmed and the other linked articles were counted no further; null: all were.",
    )
