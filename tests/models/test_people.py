"""People, their name forms and identifiers."""

import pytest
from django.db import IntegrityError, transaction

from archive.models import Identifier, NameForm, Person
from tests.makers import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("given", "family", "name", "sort_name"),
    [
        ("Ada", "Lovelace", "Ada Lovelace", "Lovelace, Ada"),
        ("Charles", "de Gaulle", "Charles de Gaulle", "de Gaulle, Charles"),
        ("Björk", "", "Björk", "Björk"),
        ("", "Kim", "Kim", "Kim"),
    ],
)
def test_it_fills_the_names(given: str, family: str, name: str, sort_name: str) -> None:
    person = make_person(given, family)
    assert (person.name, person.sort_name) == (name, sort_name)


def test_it_keeps_names_that_are_given() -> None:
    person = make_person("Jorge Mario", "Bergoglio", name="Pope Francis", sort_name="Francis, Pope")
    assert (str(person), person.sort_name) == ("Pope Francis", "Francis, Pope")


def test_its_name_is_its_first_strong_form() -> None:
    person = make_person("Ada", "Lovelace", forms={"Ada": "weak"})
    assert list(person.name_forms.values_list("text", "strength")) == [("Ada Lovelace", "strong"), ("Ada", "weak")]
    person.save()
    assert person.name_forms.count() == 2


def test_people_stand_in_order_of_their_sort_names() -> None:
    for given, family in (("Zoé", "Alba"), ("Ada", "zander"), ("Bob", "Mills")):
        make_person(given, family)
    assert [person.family_name for person in Person.objects.all()] == ["Alba", "Mills", "zander"]


def test_the_database_refuses_a_person_without_a_name() -> None:
    with pytest.raises(IntegrityError, match="person_has_name"), transaction.atomic():
        make_person(name="")


def test_one_person_has_a_form_once_however_it_is_written() -> None:
    person = make_person("Zoé", "Martin")
    with pytest.raises(IntegrityError), transaction.atomic():
        NameForm.objects.create(person=person, text="ZOE-MARTIN")


def test_two_people_may_share_a_form() -> None:
    first, second = make_person("Zoé", "Martin"), make_person("Zoé", "Martin")
    assert NameForm.objects.filter(folded=first.name_forms.get().folded).count() == 2
    assert first.slug != second.slug


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [({"text": "-"}, "nameform_has_words"), ({"text": "Zo", "strength": "fair"}, "nameform_strength_values")],
)
def test_the_database_refuses_a_form(fields: dict, constraint: str) -> None:
    person = make_person()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        NameForm.objects.create(person=person, **fields)


def test_a_form_that_changes_is_folded_again() -> None:
    form = make_person("Zoé", "Martin").name_forms.get()
    form.text = "Zoé D’Arc"
    form.save(update_fields=["text"])
    form.refresh_from_db()
    assert form.folded == "zoe d'arc"


def test_only_people_in_published_articles_are_public() -> None:
    shown = make_person(article_count=1)
    most = make_person(article_count=5)
    make_person()
    make_person(article_count=2, hidden=True)
    assert list(Person.objects.public().most_covered()) == [most, shown]


def test_an_identifier_is_one_persons() -> None:
    first, second = make_person(), make_person()
    Identifier.objects.create(person=first, scheme="wikidata", value="Q7259")
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(person=second, scheme="wikidata", value="Q7259")
    Identifier.objects.create(person=second, scheme="viaf", value="Q7259")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"scheme": "wikidata", "value": ""}, "identifier_has_value"),
        ({"scheme": "twitter", "value": "ada"}, "identifier_scheme_values"),
    ],
)
def test_the_database_refuses_an_identifier(fields: dict, constraint: str) -> None:
    person = make_person()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Identifier.objects.create(person=person, **fields)


@pytest.mark.parametrize(
    ("scheme", "value", "url"),
    [
        ("wikidata", "Q7259", "https://www.wikidata.org/wiki/Q7259"),
        ("viaf", "44300643", "https://viaf.org/viaf/44300643"),
        ("isni", "0000 0001 2124 5718", "https://isni.org/isni/0000000121245718"),
    ],
)
def test_an_identifier_leads_to_the_other_record(scheme: str, value: str, url: str) -> None:
    assert Identifier(scheme=scheme, value=value).get_absolute_url() == url


def test_forms_and_identifiers_have_natural_keys() -> None:
    person = make_person()
    form = person.name_forms.get()
    identifier = Identifier.objects.create(person=person, scheme="viaf", value="1")
    assert NameForm.objects.get_by_natural_key(*form.natural_key()) == form
    assert Identifier.objects.get_by_natural_key(*identifier.natural_key()) == identifier
