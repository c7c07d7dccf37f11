"""Articles linked again some at a time: what comes of it is what linking and counting everything anew would give."""

from random import Random

import pytest
from django.db import DEFAULT_DB_ALIAS

from archive import pipeline
from archive.mentions import linker
from archive.models import Article, Cue, DayTally, Event, Mention, NameForm, Person, Source, Span
from archive.models.mention import Decision
from archive.models.tally import Coverage, count_changes
from archive.pipeline import rebuild
from archive.pipeline.counting import held_together
from archive.search import index
from archive.search.backends import backend
from tests.makers import make_article, make_event, make_person, make_source
from tests.pipeline.at_once import at_once

pytestmark = pytest.mark.django_db

GIVEN = ("Sam", "Samuel", "Jean", "Anne", "Emmett", "Emmet")
FAMILY = ("Altman", "Shear", "Martin", "de Gaulle", "Paul Martin")
CUES = ("lettre employés", "grève", "grève -lettre", "conseil réuni")
DAYS = ("2023-11-17", "2023-11-20", "2023-11-17/2023-11-20", "")
TEXTS = (
    "{a} et {b} se sont vus le 17 novembre 2023.",
    "Hier, {a} a parlé. {b} n’a rien dit. Le conseil s’est réuni le 20 novembre.",
    "Selon M. {b}, qu’{a} connaît, tout va bien.",
    "La lettre des employés de {a} : {b} répond.\n\nEn grève depuis le 17 novembre, dit {a}.",
)


class Desk:
    """An archive, and a curator who changes people and events in it."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        for given in GIVEN:  # nobody's given name is new, or gone: those make other names of other articles
            make_person(given, f"Verdurin{given}")
        self.people = [make_person(self.one(GIVEN), self.one(FAMILY)) for _ in range(5)]
        outer = make_event("La crise", happened="2023-11-17/2023-11-20")
        self.events = [outer] + [self.new_event(outer) for _ in range(3)]
        source = make_source("Le Soir")
        for number in range(14):
            text = "\n\n".join(self.one(TEXTS).format(a=self.written(), b=self.written()) for _ in range(2))
            status = "draft" if number % 5 == 4 else "published"
            make_article(text=text, language="fr", published=self.one(DAYS), source=source, status=status)
        pipeline.link(Article.objects.all())
        pipeline.rebuild_counts()
        self.judge()

    def one(self, choices):
        return self.chance.choice(choices)

    def written(self) -> str:
        given, family = self.one(GIVEN), self.one(FAMILY)
        return self.one([f"{given} {family}", family, f"{given[:-1]} {family}", f"{given} {family} {family}"])

    def new_event(self, parent: Event) -> Event:
        people = tuple(self.chance.sample(self.people, 2))
        cues = {self.one(CUES): self.one(["strong", "weak"])}
        return make_event(cues=cues, happened=self.one(DAYS), people=people, parent=parent)

    def judge(self) -> None:
        for pk in self.chance.sample(list(Mention.objects.values_list("pk", flat=True)), 6):
            pipeline.decide(Mention.objects.filter(pk=pk), self.one(Decision.values), None)
        for pk in self.chance.sample(list(Span.objects.values_list("pk", flat=True)), 6):
            pipeline.decide_spans(Span.objects.filter(pk=pk), self.one(Decision.values), None)

    def change(self) -> None:
        """Change some people, now and then an event too, and let the pipeline know."""
        people = [self.changed(person) for person in self.chance.sample(self.people, self.chance.randint(1, 2))]
        events = [self.other_event(self.one(self.events))] if self.chance.random() < 0.4 else []
        pipeline.authority_changed(people=people, events=events)

    def changed(self, person: Person) -> Person:
        kind = self.one(["new", "form", "less", "renamed", "hidden"])
        if kind == "new":
            person = make_person(self.one(GIVEN), self.one(FAMILY), forms={self.one(FAMILY): "weak"})
            self.people.append(person)
        elif kind == "form":
            text = f"{self.one(GIVEN)} {self.one(FAMILY)}"
            if not person.name_forms.filter(text=text).exists():
                NameForm.objects.create(person=person, text=text)
        elif kind == "less" and person.name_forms.count() > 1:
            person.name_forms.order_by("-pk")[0].delete()
        else:
            person.family_name = self.one(FAMILY) if kind == "renamed" else person.family_name
            person.hidden = person.hidden if kind == "renamed" else not person.hidden
            person.name = ""
            person.save()
        return person

    def other_event(self, event: Event) -> Event:
        kind = self.one(["cue", "less", "hidden", "days"])
        if kind == "cue":
            Cue.objects.get_or_create(event=event, words=self.one(CUES), defaults={"strength": "weak"})
        elif kind == "less":
            event.cues.all().delete()
        else:
            event.hidden = event.hidden != (kind == "hidden")
            event.happened = self.one(DAYS) if kind == "days" else event.happened
            event.save()
        return event


def derived() -> dict[str, object]:
    """Return all that is made of articles and authority records: mentions, spans, counts, facts in the index."""
    target = ("article", "person", "event")
    places = ("field", "start", "end", "words", "before", "after", "evidence", "reason", "strength", "origin")
    spans = Span.objects.values_list(*(f"mention__{name}" for name in target), *places, "decision", "anchored")
    counted = {model: dict(model.objects.values_list("pk", "article_count")) for model in (Person, Event, Source)}
    kept = backend(DEFAULT_DB_ALIAS).kept(list(Article.objects.values_list("pk", flat=True)))
    return {
        "mentions": set(Mention.objects.values_list(*target, "status", "relation", "decision")),
        "spans": sorted(spans, key=repr),
        "counts": counted,
        "days": dict(DayTally.objects.filter(articles__gt=0).values_list("interval", "articles")),
        "facts": {pk: facts for pk, (_, *facts) in kept.items()},
    }


@pytest.mark.parametrize("seed", range(3))
def test_it_leaves_what_linking_everything_gives(monkeypatch, seed: int) -> None:
    monkeypatch.setattr(rebuild, "TOGETHER", 3)
    desk = Desk(seed)

    for _ in range(4):
        desk.change()
        in_step = derived()
        health = index.health()
        assert (health.missing, health.stale, health.orphaned) == (0, 0, 0)

        pipeline.link(Article.objects.all())
        pipeline.rebuild_counts()
        index.rebuild()
        assert derived() == in_step


def test_it_links_many_articles_with_as_many_statements_as_few(django_assert_max_num_queries) -> None:
    make_event(cues={"lettre": "strong"}, parent=make_event())
    articles = [make_article(text=f"Ada Noiret a signé la lettre {number}.", language="fr") for number in range(40)]
    pipeline.link(Article.objects.all())
    pipeline.rebuild_counts()
    person = make_person("Ada", "Noiret")

    with django_assert_max_num_queries(55):
        assert pipeline.authority_changed(people=[person]) == len(articles)

    person.refresh_from_db()
    assert person.article_count == len(articles)


def test_it_undoes_all_of_some_articles_where_one_cannot_be_linked(monkeypatch) -> None:
    articles = [make_article(text="Ada Noiret revient.") for _ in range(3)]
    person = make_person("Ada", "Noiret")
    found = linker.find

    def failing(article, *args):
        if article.pk == articles[-1].pk:
            raise OSError("the process is killed")
        return found(article, *args)

    with monkeypatch.context() as broken, pytest.raises(OSError, match="killed"):
        broken.setattr(linker, "find", failing)
        pipeline.authority_changed(people=[person])
    assert not Mention.objects.exists()
    assert Person.objects.get().article_count == 0

    pipeline.authority_changed(people=[person])
    assert Person.objects.get().article_count == 3


def test_it_passes_over_articles_that_are_gone() -> None:
    article = make_article(text="Ada Noiret revient.")
    with held_together([article.pk + 1, article.pk]) as articles:
        assert articles == [article]
    with held_together([]) as articles:
        assert articles == []


def test_it_counts_what_several_articles_change_at_once() -> None:
    source, people = make_source(), [make_person(), make_person()]
    before = {1: Coverage(source.pk, (None, None), frozenset([people[0].pk]))}
    after = {
        1: Coverage(source.pk, (None, None), frozenset([people[1].pk])),
        2: Coverage(None, (None, None), frozenset([people[1].pk])),
    }
    count_changes({}, before)
    count_changes(before, after)
    counts = [Person.objects.get(pk=person.pk).article_count for person in people]
    assert counts == [0, 2]
    assert (Source.objects.get().article_count, DayTally.objects.get().articles) == (1, 2)

    count_changes(after, {})
    count_changes(after, {})  # never below nothing
    assert not any(row.article_count for row in (*Person.objects.all(), *Source.objects.all()))


@pytest.mark.postgres  # SQLite in memory has one connection
@pytest.mark.django_db(transaction=True)
def test_people_changed_at_once_wait_for_each_other_and_never_in_a_ring() -> None:
    people = [make_person(given, "Noiret") for given in ("Ada", "Zoé", "Ida", "Eva")]
    names = [f"{person.given_name} Noiret" for person in people]
    for number in range(30):
        chance = Random(number)
        make_article(text=" et ".join(chance.sample(names, 3)) + " ont parlé.", published="2023-11-20")
    pipeline.link(Article.objects.all())
    pipeline.rebuild_counts()

    def work(seed: int) -> None:
        chance = Random(seed)
        for step in range(5):
            person = chance.choice(people)
            NameForm.objects.create(person=person, text=f"{chance.choice(names)} {seed} {step}")
            Person.objects.filter(pk=person.pk).update(hidden=step % 2 == 0)
            pipeline.authority_changed(people=[person])
            some = chance.sample(list(Article.objects.values_list("pk", flat=True)), 5)
            chance.choice([pipeline.publish, pipeline.unpublish])(Article.objects.filter(pk__in=some))

    at_once(work)
    pipeline.authority_changed(people=people)  # each saw what the others had committed, and not what they were about to
    in_step = derived()
    pipeline.link(Article.objects.all())
    pipeline.rebuild_counts()
    index.rebuild()
    assert derived() == in_step
