"""What is linked again when a person or an event changes: as much as is needed, and what linking everything would."""

import random

import pytest

from archive import pipeline
from archive.mentions import linker
from archive.models import Article, Mention, NameForm, Person
from archive.pipeline import authorities
from archive.pipeline.authorities import authority_changed
from tests.makers import make_article, make_event, make_person

pytestmark = pytest.mark.django_db

GIVEN = ("Sam", "Samuel", "Jean", "Anne", "Emmett", "Emmet")
FAMILY = ("Altman", "Shear", "Martin", "de Gaulle", "Paul Martin", "Jean")
TEXTS = (
    "{a} et {b} se sont vus le 17 novembre 2023.",
    "Hier, {a} a parlé. {b} n’a rien dit.",
    "Selon M. {b}, qu’{a} connaît, tout va bien.",
    "La lettre des employés de {a} : {b} répond.",
)


def mentions() -> set[tuple]:
    """Return every mention as it stands, with its words."""
    spans = Mention.objects.values_list("article", "person", "event", "status", "spans__start", "spans__reason")
    return set(spans)


def written(chance: random.Random) -> str:
    """Return a name as texts have it: whole, by the family name alone, or misspelt."""
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    return chance.choice([f"{given} {family}", family, f"{given[:-1]} {family}", f"{given} {family} {family}"])


def archive(chance: random.Random) -> list[Person]:
    """Make people, an event and articles, and link them."""
    people = [make_person(chance.choice(GIVEN), chance.choice(FAMILY)) for _ in range(6)]
    make_event("La lettre", cues={"lettre employés": "strong"}, happened="2023-11-17", people=tuple(people[:2]))
    for _ in range(12):
        text = chance.choice(TEXTS).format(a=written(chance), b=written(chance))
        make_article(text=text, language="fr", published="2023-11-18")
    pipeline.link(Article.objects.all())
    return people


def change(chance: random.Random, people: list[Person]) -> Person:
    """Change a person as curators do: a new one, another name form, one less, or another family name."""
    person = chance.choice(people)
    kind = chance.choice(["new", "form", "less", "renamed", "hidden"])
    if kind == "new":
        return make_person(chance.choice(GIVEN), chance.choice(FAMILY), forms={chance.choice(FAMILY): "weak"})
    if kind == "form":
        text = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
        if not person.name_forms.filter(text=text).exists():
            NameForm.objects.create(person=person, text=text)
    elif kind == "less" and person.name_forms.count() > 1:
        person.name_forms.order_by("-pk")[0].delete()
    elif kind == "renamed":
        person.family_name = chance.choice(FAMILY)
        person.name = ""
        person.save()
    else:
        person.hidden = not person.hidden
        person.save()
    return person


@pytest.mark.parametrize("seed", range(4))
def test_it_finds_with_few_names_what_it_finds_with_all(monkeypatch, seed: int) -> None:
    chance = random.Random(seed)
    people = archive(chance)

    for _ in range(3):
        changed = change(chance, people)
        authority_changed(people=[changed])
        apart = mentions()

        with monkeypatch.context() as whole:
            whole.setattr(authorities, "MOST_LINKED_APART", -1)
            authority_changed(people=[changed])
        assert mentions() == apart


def test_it_builds_no_matchers_of_the_whole_archive_for_a_person(monkeypatch) -> None:
    article = make_article(text="Sam Altman revient.")
    person = make_person("Sam", "Altman")
    monkeypatch.setattr(linker, "matchers", lambda: pytest.fail("everybody was read"))

    assert authority_changed(people=[person]) == 1

    assert article.mentions.get().person == person
