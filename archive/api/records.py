"""People, events and sources: their lists, and each one by its slug."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404, HttpResponseBase
from django.http.response import HttpResponsePermanentRedirect
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import Serializer

from archive import reading
from archive.api.cursors import page_of
from archive.api.endpoint import Endpoint
from archive.api.examples import EVENT, EVENTS, PEOPLE, PERSON, SOURCE, SOURCES
from archive.api.parameters import AFTER, SIZE, described, valid
from archive.api.responses import of_list, of_record
from archive.api.shapes.records import EventShape, EventsPage, PeoplePage, PersonShape, SourceShape, SourcesPage
from archive.filters import EventFilter, PersonFilter, SourceFilter
from archive.models import Event, Person, Source
from archive.models.slug import SluggedQuerySet


class RecordList(Endpoint):
    """A list of records."""

    parameters = ("after", "page_size")
    shape: ClassVar[type[Serializer]]

    def listed(self, request: Request, records: SluggedQuerySet) -> Response:
        """Return the page of `records` that is asked for."""
        assert self.filterset is not None  # noqa: S101
        asked_for = valid(self.filterset(request.GET, queryset=records))
        page = page_of(asked_for.qs, request._request)
        values = {"count": page.count, "more": page.more, "next": page.next, "results": page.rows}
        return Response(self.shape(values, context={"request": request}).data)


class OneRecord(Endpoint):
    """A record by its slug; one that it had before leads to the present one."""

    def found(self, request: Request, slug: str, records: SluggedQuerySet, give: Callable[[Any], Response]) -> Any:
        """Return what `give` makes of the record; raises `Http404`, and `reading.Gone` for one that was deleted."""
        record = reading.find_slugged(records, slug)
        if record is None:
            raise Http404
        if record.slug != slug:
            name = request.resolver_match.view_name if request.resolver_match else ""
            return HttpResponsePermanentRedirect(reverse(name, [record.slug]))
        return give(record)


class People(RecordList):
    """The people of the archive."""

    filterset = PersonFilter
    shape = PeoplePage

    @extend_schema(
        operation_id="people",
        summary="People",
        parameters=[*described(PersonFilter), AFTER, SIZE],
        responses=of_list(PeoplePage),
        examples=[PEOPLE],
    )
    def get(self, request: Request) -> Response:
        """People whom published articles mention, the most covered first, or by name."""
        return self.listed(request, Person.objects.public())


class OnePerson(OneRecord):
    """A person."""

    @extend_schema(operation_id="person", summary="A person", responses=of_record(PersonShape), examples=[PERSON])
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """A person: how texts write the name, identifiers elsewhere, events, and who appears with them."""

        def give(person: Person) -> Response:
            context = {"request": request, "shown": reading.person_page(person)}
            return Response(PersonShape(person, context=context).data)

        return self.found(request, slug, Person.objects.public(), give)


class Events(RecordList):
    """The events of the archive."""

    filterset = EventFilter
    shape = EventsPage

    @extend_schema(
        operation_id="events",
        summary="Events",
        parameters=[*described(EventFilter), AFTER, SIZE],
        responses=of_list(EventsPage),
        examples=[EVENTS],
    )
    def get(self, request: Request) -> Response:
        """Events that published articles tell of, as they happened, or the most covered first."""
        return self.listed(request, Event.objects.public().select_related("parent"))


class OneEvent(OneRecord):
    """An event."""

    @extend_schema(operation_id="event", summary="An event", responses=of_record(EventShape), examples=[EVENT])
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """An event: when it happened, who took part, what it is part of, and what is part of it."""

        def give(event: Event) -> Response:
            context = {"request": request, "shown": reading.event_page(event)}
            return Response(EventShape(event, context=context).data)

        return self.found(request, slug, Event.objects.public().select_related("parent"), give)


class Sources(RecordList):
    """The sources of the archive."""

    filterset = SourceFilter
    shape = SourcesPage

    @extend_schema(
        operation_id="sources",
        summary="Sources",
        parameters=[*described(SourceFilter), AFTER, SIZE],
        responses=of_list(SourcesPage),
        examples=[SOURCES],
    )
    def get(self, request: Request) -> Response:
        """Newspapers, sites and agencies with published articles, by name, or those with most articles first."""
        return self.listed(request, Source.objects.public())


class OneSource(OneRecord):
    """A source."""

    @extend_schema(operation_id="source", summary="A source", responses=of_record(SourceShape), examples=[SOURCE])
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """A source, and where it publishes."""

        def give(source: Source) -> Response:
            return Response(SourceShape(source, context={"request": request}).data)

        return self.found(request, slug, Source.objects.public(), give)
