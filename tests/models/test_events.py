"""Events: nested without cycles, with cues and participations."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from archive.models import Cue, Event, Participation
from archive.models.event import DEEPEST
from tests.makers import make_event, make_person

pytestmark = pytest.mark.django_db


def test_it_knows_the_events_above_it() -> None:
    crisis = make_event("Crisis")
    day = make_event("Day", parent=crisis)
    hour = make_event("Hour", parent=day)
    assert hour.above() == [day, crisis]
    assert crisis.above() == []
    assert list(crisis.children.all()) == [day]


def test_it_refuses_to_be_part_of_itself() -> None:
    event = make_event()
    event.parent = event
    with pytest.raises(ValidationError, match="part of itself"):
        event.save()


def test_it_refuses_a_circle() -> None:
    crisis = make_event("Crisis")
    day = make_event("Day", parent=crisis)
    hour = make_event("Hour", parent=day)
    crisis.parent = Event.objects.get(pk=hour.pk)
    with pytest.raises(ValidationError, match="part of itself"):
        crisis.save(update_fields=["parent"])
    crisis.refresh_from_db()
    assert crisis.parent is None


def test_it_refuses_to_nest_too_deep() -> None:
    event = make_event()
    for _ in range(DEEPEST):
        below = Event(title="below", parent=event)
        if len(below.above()) >= DEEPEST:
            break
        below.save()
        event = below
    with pytest.raises(ValidationError, match="at the most"):
        Event(title="too deep", parent=event).save()


def test_the_database_refuses_an_event_above_itself() -> None:
    event = make_event()
    with pytest.raises(IntegrityError, match="event_not_above_itself"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(parent=event.pk)


def test_the_database_refuses_an_event_without_a_title() -> None:
    event = make_event()
    with pytest.raises(IntegrityError, match="event_has_title"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(title="")


def test_an_event_with_others_inside_it_cannot_be_deleted() -> None:
    crisis = make_event("Crisis")
    make_event("Day", parent=crisis)
    with pytest.raises(ProtectedError):
        crisis.delete()


def test_only_covered_events_are_public() -> None:
    shown = make_event(article_count=1)
    make_event()
    make_event(article_count=1, hidden=True)
    assert list(Event.objects.public()) == [shown]
    assert shown.get_absolute_url() == f"/events/{shown.slug}/"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"words": ""}, "cue_has_words"),
        ({"words": "open letter", "strength": "fair"}, "cue_strength_values"),
        ({"words": "a cue"}, "cue_unique|cue.event_id"),
    ],
)
def test_the_database_refuses_a_cue(fields: dict, constraint: str) -> None:
    event = make_event(cues={"a cue": "strong"})
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Cue.objects.create(event=event, **fields)


def test_a_cue_needs_a_word_that_must_be_there() -> None:
    event = make_event()
    Cue(event=event, words="renvoyé -poste").full_clean()
    with pytest.raises(ValidationError, match="must be there"):
        Cue(event=event, words="-poste -retour").full_clean()


def test_a_person_takes_part_once() -> None:
    event, person = make_event(), make_person()
    Participation.objects.create(event=event, person=person, role="dismissed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(event=event, person=person)
    assert list(event.people.all()) == [person]


def test_cues_and_participations_have_natural_keys() -> None:
    event = make_event(cues={"open letter": "strong"}, people=(make_person(),))
    cue, part = event.cues.get(), event.participations.get()
    assert Cue.objects.get_by_natural_key(*cue.natural_key()) == cue
    assert Participation.objects.get_by_natural_key(*part.natural_key()) == part


def test_it_refuses_a_parent_under_which_those_inside_it_would_lie_too_deep() -> None:
    lowest = make_event()
    for _ in range(DEEPEST - 1):
        lowest = make_event(parent=lowest)
    story = make_event("Story")
    make_event("Step", parent=story)
    story.parent = lowest.parent
    with pytest.raises(ValidationError, match="deep at the most"):
        story.save()
    story.parent = lowest.above()[1]
    story.save()
