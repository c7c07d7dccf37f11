"""Slugs that were another record's are refused, wherever they come from."""

import pytest
from django.core.exceptions import ValidationError

from archive.models import Event, Person
from tests.makers import make_event, make_person

pytestmark = pytest.mark.django_db


def test_it_refuses_a_slug_that_another_record_gave_up():
    person = make_person("Ada", "Noir")
    person.slug = "ada"
    person.save()
    other = make_person("Zoé", "Blanc")
    other.slug = "ada-noir"
    with pytest.raises(ValidationError, match="address of another record"):
        other.full_clean()
    with pytest.raises(ValidationError, match="address of another record"):
        other.save()
    with pytest.raises(ValidationError, match="address of another record"):
        Person.objects.create(name="X", slug="ada-noir")


def test_it_lets_a_record_take_its_own_slug_back():
    person = make_person("Ada", "Noir")
    person.slug = "ada"
    person.save()
    person.slug = "ada-noir"
    person.full_clean()
    person.save()
    assert Person.objects.get().slug == "ada-noir"


def test_it_deletes_no_rows_from_a_manager():
    assert not hasattr(Person.objects, "delete")


def test_it_reads_an_events_time_again_in_a_changed_zone():
    event = make_event(happened="2023-11-17T12:00:00", zone="UTC")
    event.zone = "America/Los_Angeles"
    event.save(update_fields=["zone"])
    assert Event.objects.get().happened_at.hour == 20


def test_it_saves_a_record_without_its_count():
    person = make_person("Ada", "Noir")
    Person.objects.update(article_count=3)
    person.description = "Directrice de la banque."
    person.save()
    assert (Person.objects.get().article_count, Person.objects.get().description) == (3, person.description)
