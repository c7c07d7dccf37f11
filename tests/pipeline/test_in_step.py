"""Whatever curators do, one thing after another: counts, mentions and index are what making them anew would give."""

import os
from collections.abc import Callable
from random import Random

import pytest

from archive import pipeline
from archive.models import Article, CapturedText, Cue, DayTally, Event, Mention, NameForm, Person, Source, Span
from archive.models.mention import Decision
from archive.search import index
from tests.makers import make_article, make_capture, make_event, make_person, make_source
from tests.pipeline.at_once import at_once

SEEDS = range(1, 13, 2) if os.environ.get("TEST_DATABASE_URL") else range(0, 12, 2)  # half of twelve on each

pytestmark = pytest.mark.django_db

NAMES = (("Ada", "Noiret"), ("Ada", "Noiret"), ("Zoé", "de Villepinte"), ("Jürg", "Schröder"), ("", "Prince"))
WORDS = ("lettre ouverte", "lettre", "grève générale", "grève -lettre", "banque lundi")
SENTENCES = (
    "Ada Noiret a quitté la banque lundi.",
    "Le 20 novembre 2023, Ada Noiret a signé une lettre ouverte.",
    "Noiret se tait.",
    "La grève générale commence, dit Villepinte.",
    "Zoé de Villepinte et Ida Noiret répondent.",
    "Pour Schroeder, la grève est finie.",
    "Prince chante.",
)
DAYS = ("", "2023-11-20", "2023-11-20/2023-11-22", "2023-11", "../2023-11-20")


class Curators:
    """An archive in which everything is done that can be done, in any order."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.sources = [make_source("Le Matin"), make_source("Le Soir")]
        for _ in range(2):
            self.new_person()
            self.new_event()
            self.new_article()

    def one(self, model):
        rows = list(model.objects.order_by("pk"))
        return self.random.choice(rows) if rows else None

    def text(self) -> str:
        return "\n\n".join(self.random.choices(SENTENCES, k=self.random.randint(1, 4)))

    def new_article(self) -> None:
        article = Article(title=self.random.choice(SENTENCES)[:30], text=self.text(), language="fr")
        article.source, article.published = self.random.choice([*self.sources, None]), self.random.choice(DAYS)
        pipeline.save_article(article)

    def new_person(self) -> None:
        given, family = self.random.choice(NAMES)
        pipeline.authority_changed(people=[make_person(given, family)])

    def new_event(self) -> None:
        event = make_event(happened=self.random.choice(DAYS), people=tuple(filter(None, [self.one(Person)])))
        Cue.objects.create(
            event=event, words=self.random.choice(WORDS), strength=self.random.choice(["strong", "weak"])
        )
        pipeline.authority_changed(events=[event])

    def publish(self) -> None:
        pipeline.publish(Article.objects.filter(pk__in=[self.one(Article).pk, self.one(Article).pk]))

    def unpublish(self) -> None:
        pipeline.unpublish(Article.objects.filter(pk=self.one(Article).pk))

    def withdraw(self) -> None:
        pipeline.withdraw(Article.objects.filter(pk=self.one(Article).pk), "a reason")

    def edit(self) -> None:
        article = self.one(Article)
        article.text, article.source = self.text(), self.random.choice([*self.sources, None])
        article.published = self.random.choice(DAYS)
        pipeline.save_article(article, ["text", "source", "published"])

    def decide(self) -> None:
        mention = self.one(Mention)
        if mention is not None:
            decision = self.random.choice(["", *Decision.values])
            pipeline.decide(Mention.objects.filter(article=mention.article), decision, None)

    def decide_span(self) -> None:
        span = self.one(Span)
        if span is not None:
            pipeline.decide_spans(Span.objects.filter(pk=span.pk), self.random.choice(["", *Decision.values]), None)

    def mark(self) -> None:
        article, target = self.one(Article), self.one(self.random.choice([Person, Event]))
        if target is not None:
            start = self.random.randrange(len(article.text) - 5)
            pipeline.add_span(article, target, "text", start, start + 5, None)

    def hide(self) -> None:
        person, event = self.one(Person), self.one(Event)
        for row in filter(None, (person, event)):
            row.hidden = not row.hidden
            row.save()
        pipeline.authority_changed(people=filter(None, [person]), events=filter(None, [event]))

    def move(self) -> None:
        event, parent = self.one(Event), self.random.choice([None, self.one(Event)])
        if event is None or (parent is not None and event in (parent, *parent.above())):
            return
        before, event.parent = event.parent, parent
        event.save()
        pipeline.authority_changed(events=filter(None, [event, before, parent]))

    def rename(self) -> None:
        person = self.one(Person)
        if person is not None:
            person.given_name, person.family_name = self.random.choice(NAMES)
            person.name = ""
            person.save()
            pipeline.authority_changed(people=[person])

    def forget_forms(self) -> None:
        form, cue = self.one(NameForm), self.one(Cue)
        for row in filter(None, (form, cue)):
            row.delete()
        people, events = [form.person] if form else [], [cue.event] if cue else []
        pipeline.authority_changed(people=people, events=events)

    def delete_article(self) -> None:
        if Article.objects.count() > 2:
            pipeline.delete_articles(Article.objects.filter(pk=self.one(Article).pk))

    def delete_person(self) -> None:
        pipeline.delete_authorities(Person.objects.filter(pk=getattr(self.one(Person), "pk", 0)))

    def delete_event(self) -> None:
        event = self.one(Event)
        if event is not None and not event.children.exists():
            pipeline.delete_authorities(Event.objects.filter(pk=event.pk))

    def recapture(self) -> None:
        article = self.one(Article)
        waiting = {"title": self.random.choice(SENTENCES)[:30], "text": self.text(), "waits": True}
        version = CapturedText.objects.create(capture=make_capture(article), **waiting)
        self.random.choice([pipeline.take_version, pipeline.take_version, pipeline.leave_version])(version, None)

    def anything(self) -> Callable[[], None]:
        """Return one of the above; what makes more comes oftener than what deletes."""
        making = [self.new_article, self.new_person, self.new_event, self.publish, self.publish, self.publish]
        changing = [
            self.recapture,
            self.edit,
            self.decide,
            self.decide_span,
            self.mark,
            self.hide,
            self.move,
            self.rename,
        ]
        ending = [self.unpublish, self.withdraw, self.forget_forms, self.delete_article]
        return self.random.choice([*making, *changing, *ending, self.delete_person, self.delete_event])


def counts() -> dict[str, int]:
    rows = [*Person.objects.all(), *Event.objects.all(), *Source.objects.all()]
    days = DayTally.objects.filter(articles__gt=0)
    return {f"{type(row).__name__} {row.pk}": row.article_count for row in rows} | {
        f"days {row.interval}": row.articles for row in days
    }


def mentions() -> set[tuple]:
    found = set()
    for mention in Mention.objects.prefetch_related("spans"):
        spans = {(span.field, span.start, span.end, span.strength, span.anchored) for span in mention.spans.all()}
        target = (mention.article_id, mention.person_id, mention.event_id)
        found.add((*target, mention.status, mention.relation, frozenset(spans)))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_it_keeps_all_that_is_derived_in_step(seed):
    curators = Curators(seed)
    done = []
    for _ in range(25):
        step = curators.anything()
        done.append(step.__name__)
        step()
        kept = counts()
        pipeline.rebuild_counts()
        assert counts() == kept, done
    for span in Span.objects.filter(anchored=True).select_related("mention__article"):
        assert getattr(span.mention.article, span.field)[span.start : span.end] == span.words, done
    kept_mentions = mentions()
    pipeline.link(Article.objects.all())
    assert mentions() == kept_mentions, done
    health = index.health()
    assert (health.missing, health.stale, health.orphaned) == (0, 0, 0), done


def test_it_tells_counts_that_are_wrong_from_right_ones():
    article = make_article(source=make_source())
    assert counts() == {f"Source {article.source_id}": 0}
    pipeline.rebuild_counts()
    assert counts() == {f"Source {article.source_id}": 1, "days ": 1}


@pytest.mark.postgres  # SQLite in memory has one connection
@pytest.mark.django_db(transaction=True)
def test_it_counts_right_what_several_curators_do_at_once():
    for given in ("Ada", "Zoé", "Ida", "Eva"):
        make_person(given, "Noiret")
    texts = ("Ada Noiret et Eva Noiret.", "Eva Noiret et Ada Noiret.", "Zoé Noiret, Ida Noiret et Ada Noiret.") * 3
    for text in texts:
        pipeline.save_article(Article(title="Titre", text=text, source=make_source(), published="2023-11-20"))

    def work(seed: int) -> None:
        random = Random(seed)
        rows = Article.objects.all()
        for _ in range(6):
            random.choice([pipeline.publish, pipeline.unpublish, pipeline.link])(rows)
            mentions = Mention.objects.filter(
                pk__in=random.sample(list(Mention.objects.values_list("pk", flat=True)), 5)
            )
            pipeline.decide(mentions, random.choice(["", *Decision.values]), None)
            pipeline.rebuild_counts()

    at_once(work)
    kept = counts()
    pipeline.rebuild_counts()
    assert counts() == kept
