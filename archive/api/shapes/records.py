"""People, events and sources. What stands beside a record comes from its page, in the context as `shown`."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from archive import reading
from archive.api.shapes.parts import ApiAddress, EventName, PageAddress, PageShape, PersonName, all_shaped, shaped
from archive.models import Event, Person, Source


class IdentifierShape(serializers.Serializer):
    """The number of a person in another authority file."""

    scheme = serializers.CharField(help_text="wikidata, viaf or isni.")
    value = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class PersonSummary(PersonName):
    """A person of the archive."""

    sort_name = serializers.CharField()
    description = serializers.CharField(help_text="Who they were at the time; may be empty.")
    articles = serializers.IntegerField(source="article_count", help_text="Published articles that mention them.")


class PeoplePage(PageShape):
    """A page of people."""

    results = PersonSummary(many=True)


class PartShape(serializers.Serializer):
    """A person's part in an event."""

    event = EventName()
    role = serializers.CharField(help_text="In words; may be empty.")


class CompanyShape(serializers.Serializer):
    """Somebody who appears in the same articles."""

    person = PersonName()
    articles = serializers.IntegerField()


class PersonShape(PersonSummary):
    """A person, how they are written, and what they took part in."""

    given_name = serializers.CharField()
    family_name = serializers.CharField()
    name_forms = serializers.SerializerMethodField(help_text="How texts write the name where that alone is proof.")
    identifiers = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField(help_text="Events that they took part in, at most 100.")
    company = serializers.SerializerMethodField(help_text="Who else appears in the newest 200 articles, at most 12.")

    def get_name_forms(self, person: Person) -> list[str]:
        """Return the texts of the forms."""
        return [form.text for form in self.context["shown"].name_forms]

    @extend_schema_field(IdentifierShape(many=True))
    def get_identifiers(self, person: Person) -> Any:
        """Return the identifiers."""
        return all_shaped(self.context, IdentifierShape, self.context["shown"].identifiers)

    @extend_schema_field(PartShape(many=True))
    def get_parts(self, person: Person) -> Any:
        """Return the events they took part in."""
        return all_shaped(self.context, PartShape, self.context["shown"].participations)

    @extend_schema_field(CompanyShape(many=True))
    def get_company(self, person: Person) -> Any:
        """Return who else appears."""
        return all_shaped(self.context, CompanyShape, self.context["shown"].company)


class EventSummary(EventName):
    """An event of the archive."""

    zone = serializers.CharField(help_text="The IANA time zone where it happened.")
    description = serializers.CharField(help_text="May be empty.")
    articles = serializers.IntegerField(
        source="article_count", help_text="Published articles that tell of it or of an event inside it."
    )
    part_of = serializers.SerializerMethodField(help_text="The event that it is a step of; null where it is none.")

    @extend_schema_field(EventName(allow_null=True))
    def get_part_of(self, event: Event) -> Any:
        """Return the event above where it has a page."""
        return shaped(self.context, EventName, event.parent) if reading.linkable(event.parent) else None


class EventsPage(PageShape):
    """A page of events."""

    results = EventSummary(many=True)


class ParticipantShape(serializers.Serializer):
    """Somebody who took part."""

    name = serializers.CharField(source="person.name")
    role = serializers.CharField(help_text="In words; may be empty.")
    person = serializers.SerializerMethodField(help_text="Null for somebody who has no page.")

    @extend_schema_field(PersonName(allow_null=True))
    def get_person(self, participant: Any) -> Any:
        """Return the person where they have a page."""
        return shaped(self.context, PersonName, participant.person) if participant.linked else None


class StepShape(EventName):
    """An event inside another."""

    part_of = serializers.CharField(source="parent.slug", help_text="The slug of the event right above it.")


class EventShape(EventSummary):
    """An event, who took part, what it is part of, and what is part of it."""

    above = serializers.SerializerMethodField(help_text="The events that it is part of, the widest first.")
    participants = serializers.SerializerMethodField(help_text="At most 200.")
    steps = serializers.SerializerMethodField(help_text="All events inside it, each behind the one it is part of.")

    @extend_schema_field(EventName(many=True))
    def get_above(self, event: Event) -> Any:
        """Return the events above."""
        return all_shaped(self.context, EventName, self.context["shown"].above)

    @extend_schema_field(ParticipantShape(many=True))
    def get_participants(self, event: Event) -> Any:
        """Return who took part."""
        return all_shaped(self.context, ParticipantShape, self.context["shown"].participants)

    @extend_schema_field(StepShape(many=True))
    def get_steps(self, event: Event) -> Any:
        """Return the events inside, the tree laid flat."""
        return all_shaped(self.context, StepShape, _flat(self.context["shown"].inside))


def _flat(trees: tuple[reading.EventTree, ...]) -> list[Event]:
    events: list[Event] = []
    for tree in trees:
        events += [tree.event, *_flat(tree.inside)]
    return events


class SourceSummary(serializers.Serializer):
    """A source of the archive."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    url = ApiAddress("api-source")
    page = PageAddress()
    homepage = serializers.CharField(help_text="May be empty.")
    articles = serializers.IntegerField(source="article_count", help_text="Its published articles.")


class SourcesPage(PageShape):
    """A page of sources."""

    results = SourceSummary(many=True)


class SourceShape(SourceSummary):
    """A source, and where it publishes."""

    description = serializers.CharField(help_text="May be empty.")
    zone = serializers.CharField(help_text="The IANA time zone in which its times are read.")
    hosts = serializers.SerializerMethodField(help_text="Hosts that it publishes on, at most 20.")

    def get_hosts(self, source: Source) -> list[str]:
        """Return the hosts."""
        return [host.host for host in source.hosts.all()[:20]]
