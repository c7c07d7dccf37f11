"""Addresses: made from names, never another record's."""

import pytest
from django.db import IntegrityError, transaction

from archive.models import OldSlug, Person, Source
from tests.makers import make_event, make_person, make_source

pytestmark = pytest.mark.django_db


def test_it_makes_a_slug_from_the_name() -> None:
    assert make_person("Ada", "Lovelace").slug == "ada-lovelace"
    assert make_event("La lettre ouverte à l’été").slug == "la-lettre-ouverte-a-lete"
    assert make_source("Le Œuvre").slug


def test_it_keeps_a_slug_that_is_given() -> None:
    assert make_event("A letter", slug="the-letter").slug == "the-letter"


def test_it_counts_records_of_one_name() -> None:
    assert [make_person("Ada", "Lovelace").slug for _ in range(3)] == [
        "ada-lovelace",
        "ada-lovelace-2",
        "ada-lovelace-3",
    ]


def test_it_finds_a_slug_for_a_name_without_latin_letters() -> None:
    assert make_person("", "", name="李飞飞").slug == "person"
    assert make_person("", "", name="Мира").slug == "person-2"


def test_it_cuts_a_long_name() -> None:
    first, second = make_event("word " * 60), make_event("word " * 60)
    assert len(first.slug) <= 80
    assert len(second.slug) <= 80
    assert first.slug != second.slug


def test_it_remembers_a_slug_that_changed() -> None:
    person = make_person("Ada", "Byron")
    person.slug = "ada-lovelace"
    person.save()
    assert OldSlug.objects.get(kind="person", slug="ada-byron").record_id == person.pk


def test_it_gives_a_slug_back_to_its_own_record_alone() -> None:
    person = make_person("Ada", "Byron")
    person.slug = "ada-lovelace"
    person.save()
    assert make_person("Ada", "Byron").slug == "ada-byron-2"
    person.slug = "ada-byron"
    person.save()
    assert list(OldSlug.objects.filter(kind="person").values_list("slug", flat=True)) == ["ada-lovelace"]


def test_a_deleted_record_keeps_its_slug() -> None:
    person = make_person("Ada", "Lovelace")
    person.delete()
    assert OldSlug.objects.get(slug="ada-lovelace").record_id is None
    assert make_person("Ada", "Lovelace").slug == "ada-lovelace-2"


def test_records_deleted_together_keep_their_slugs() -> None:
    make_source("Le Soir")
    make_source("Le Matin")
    Source.objects.all().delete()
    assert set(OldSlug.objects.filter(kind="source").values_list("slug", flat=True)) == {"le-soir", "le-matin"}


def test_kinds_do_not_share_slugs() -> None:
    make_person("", "", name="Crisis")
    assert make_event("Crisis").slug == "crisis"


def test_the_database_refuses_a_slug_twice() -> None:
    make_person("Ada", "Lovelace")
    other = make_person("Ada", "Byron")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(slug="ada-lovelace")
    OldSlug.objects.create(kind="person", slug="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        OldSlug.objects.create(kind="person", slug="x")


def test_it_saves_the_slug_it_made_with_update_fields() -> None:
    person = make_person("Ada", "Lovelace")
    Person.objects.filter(pk=person.pk).update(slug="")
    person.refresh_from_db()
    person.save(update_fields=["description"])
    person.refresh_from_db()
    assert person.slug == "ada-lovelace"


def test_a_record_is_found_by_its_slug() -> None:
    person = make_person("Ada", "Lovelace")
    assert Person.objects.get_by_natural_key(*person.natural_key()) == person
    assert person.get_absolute_url() == "/people/ada-lovelace/"
