"""What several answers share: addresses, dates, names of records, pages, problems."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from archive import reading
from archive.models import Source


def absolute(context: dict[str, Any], path: str) -> str:
    """Return the address of a path of this site; the site's own is made once a request."""
    root = context.get("root")
    if root is None:
        root = context["root"] = context["request"].build_absolute_uri("/")[:-1]
    return f"{root}{path}"


def shaped(context: dict[str, Any], shape: type[serializers.Serializer], value: Any) -> Any:
    """Return `value` in the shape; the serializer is made once a request: making one takes longer than using it."""
    made = context.setdefault("made", {})
    if shape not in made:
        made[shape] = shape(context=context)
    return made[shape].to_representation(value)


def all_shaped(context: dict[str, Any], shape: type[serializers.Serializer], values: Iterable[Any]) -> list[Any]:
    """Return each of `values` in the shape."""
    return [shaped(context, shape, value) for value in values]


class ApiAddress(serializers.URLField):
    """The address of a record in the API; `name` is that of its route, `key` what stands in it."""

    def __init__(self, name: str, key: str = "slug", **kwargs: Any) -> None:
        """Take the route."""
        super().__init__(source="*", read_only=True, **kwargs)
        self.name, self.key = name, key

    def to_representation(self, value: Model) -> str:
        """Return the address with its host."""
        return absolute(self.context, reverse(self.name, args=[getattr(value, self.key)]))


class PageAddress(serializers.URLField):
    """The address of the page for people."""

    def __init__(self, **kwargs: Any) -> None:
        """Take what a field takes."""
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str:
        """Return the address with its host."""
        return absolute(self.context, value.get_absolute_url())


class DateShape(serializers.Serializer):
    """A date as it is known: it may be a time, a day, a month, an interval, or uncertain."""

    edtf = serializers.CharField(help_text="As written, in the Extended Date/Time Format of the Library of Congress.")
    earliest = serializers.DateField(help_text="The first calendar day that it may mean, in the record's own zone.")
    latest = serializers.DateField(help_text="The last such day.")
    at = serializers.DateTimeField(allow_null=True, help_text="The instant, where it has a time.")


def moment(at: datetime) -> str:
    """Return an instant as it is written in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


@extend_schema_field(DateShape(allow_null=True))
class DateField(serializers.Field):
    """One of a record's dates; null where nobody knows it."""

    def __init__(self, date: str, **kwargs: Any) -> None:
        """Take the name of the date among the model's fields."""
        super().__init__(source="*", read_only=True, **kwargs)
        self.date = date

    def to_representation(self, value: Model) -> dict[str, Any] | None:
        """Return the date's shape."""
        text = getattr(value, self.date)
        if not text:
            return None
        earliest, latest, at = (getattr(value, f"{self.date}_{end}") for end in ("earliest", "latest", "at"))
        return {
            "edtf": text,
            "earliest": earliest.isoformat(),
            "latest": latest.isoformat(),
            "at": moment(at) if at else None,
        }


class PersonName(serializers.Serializer):
    """A person, by name."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    url = ApiAddress("api-person")
    page = PageAddress()


class EventName(serializers.Serializer):
    """An event, by title."""

    slug = serializers.SlugField()
    title = serializers.CharField()
    happened = DateField("happened")
    url = ApiAddress("api-event")
    page = PageAddress()


class SourceName(serializers.Serializer):
    """A source, by name; one that has no page of its own has no addresses."""

    name = serializers.CharField()
    slug = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    def get_slug(self, source: Source) -> str | None:
        """Return the slug where readers find the source under it."""
        return source.slug if reading.linkable(source) else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_url(self, source: Source) -> str | None:
        """Return the address in the API."""
        known = reading.linkable(source)
        return absolute(self.context, reverse("api-source", args=[source.slug])) if known else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_page(self, source: Source) -> str | None:
        """Return the address of the page for people."""
        return absolute(self.context, source.get_absolute_url()) if reading.linkable(source) else None


class PageShape(serializers.Serializer):
    """A page of a list."""

    count = serializers.IntegerField(help_text="How many there are: exact, unless there are `more`.")
    more = serializers.BooleanField(help_text="There are more than `count`, which is 10,000 then.")
    next = serializers.URLField(allow_null=True, help_text="The address of the next page; null on the last.")


class MistakenShape(serializers.Serializer):
    """A parameter that cannot be read."""

    parameter = serializers.CharField()
    code = serializers.CharField(help_text="Why, for programs.")
    detail = serializers.CharField(help_text="Why, and what to write instead, in the language of the request.")


class ProblemShape(serializers.Serializer):
    """A problem (RFC 9457)."""

    type = serializers.CharField(help_text="Its kind: an address that explains it, or about:blank.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The path that was asked for.")
    errors = MistakenShape(many=True, required=False, help_text="Which parameters cannot be read, and why.")
    available = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="The media types that can be had (406)."
    )
    withdrawn_on = serializers.DateField(
        required=False, allow_null=True, help_text="When the article was withdrawn (410)."
    )
