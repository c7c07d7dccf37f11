"""What curators do, and that mentions, index and counts follow in the same transaction."""

import pytest

from archive import pipeline
from archive.models import Article, DayTally, Event, Mention, Person, Source
from archive.models.article import Status
from archive.search import index
from tests.makers import make_article, make_event, make_person, make_source

pytestmark = pytest.mark.django_db

TEXT = "Ada Noir a quitté la banque lundi.\n\nLe lendemain, Ada Noir a signé une lettre ouverte."


def a_linked_article(**fields: object) -> Article:
    article = make_article("Une démission", text=TEXT, status="draft", language="fr", **fields)
    pipeline.save_article(article)
    return article


def counts() -> dict[str, int]:
    rows = [*Person.objects.all(), *Event.objects.all(), *Source.objects.all()]
    return {row.slug: row.article_count for row in rows} | {
        row.interval: row.articles for row in DayTally.objects.filter(articles__gt=0)
    }


def all_of(article: Article):
    return Article.objects.filter(pk=article.pk)


def test_it_counts_what_is_published():
    make_person("Ada", "Noir")
    above = make_event("La crise")
    make_event("La lettre", cues={"lettre ouverte": "strong"}, parent=above)
    article = a_linked_article(source=make_source("Le Matin"), published="2023-11-20")
    assert set(counts().values()) == {0}
    assert pipeline.publish(all_of(article)) == 1
    one = {"ada-noir": 1, "la-crise": 1, "la-lettre": 1, "le-matin": 1, "2023-11-20/2023-11-20": 1}
    assert counts() == one
    pipeline.rebuild_counts()
    assert counts() == one


def test_it_publishes_once():
    article = a_linked_article()
    assert pipeline.publish(all_of(article)) == 1
    assert pipeline.publish(all_of(article)) == 0


@pytest.mark.parametrize("leave", [pipeline.unpublish, lambda articles: pipeline.withdraw(articles, "a court's order")])
def test_it_uncounts_what_is_no_longer_public(leave):
    make_person("Ada", "Noir")
    article = a_linked_article(source=make_source("Le Matin"))
    pipeline.publish(all_of(article))
    assert leave(all_of(article)) == 1
    assert set(counts().values()) == {0}


def test_it_withdraws_with_a_reason_and_a_day():
    article = a_linked_article()
    with pytest.raises(ValueError, match="needs a reason"):
        pipeline.withdraw(all_of(article), "  ")
    pipeline.withdraw(all_of(article), "a court's order")
    article.refresh_from_db()
    assert (article.status, article.withdrawn_reason) == (Status.WITHDRAWN, "a court's order")
    assert article.withdrawn_on is not None


def test_it_moves_an_article_to_the_day_a_curator_gives():
    article = a_linked_article(published="2023-11-20")
    pipeline.publish(all_of(article))
    article.refresh_from_db()
    article.published = "2023-11-20/2023-11-22"
    pipeline.save_article(article, ["published"])
    assert counts() == {"2023-11-20/2023-11-22": 1}
    assert article.corrected == ["published"]


def test_it_rejects_and_uncounts_and_undoes():
    make_person("Ada", "Noir")
    article = a_linked_article()
    pipeline.publish(all_of(article))
    assert pipeline.decide(Mention.objects.all(), "rejected", None) == 1
    mention = Mention.objects.get()
    assert (mention.status, counts()["ada-noir"]) == ("rejected", 0)
    assert {span.decision for span in mention.spans.all()} == {"rejected"}
    pipeline.link(Article.objects.all())
    assert Mention.objects.get().status == "rejected"
    pipeline.decide(Mention.objects.all(), "", None)
    assert (Mention.objects.get().status, counts()["ada-noir"]) == ("automatic", 1)


def test_it_confirms_and_remembers_who(django_user_model):
    make_person("Ada", "Noir")
    a_linked_article()
    user = django_user_model.objects.create_user("curator")
    pipeline.decide(Mention.objects.all(), "confirmed", user)
    mention = Mention.objects.get()
    assert (mention.status, mention.decided_by) == ("confirmed", user)
    assert all(span.decided_by == user and span.decided_at for span in mention.spans.all())


def test_it_decides_single_spans():
    make_person("Ada", "Noir")
    a_linked_article()
    first, second = Mention.objects.get().spans.order_by("start")
    pipeline.decide_spans(Mention.objects.get().spans.filter(pk=first.pk), "rejected", None)
    assert Mention.objects.get().status == "automatic"
    pipeline.decide_spans(Mention.objects.get().spans.filter(pk=second.pk), "rejected", None)
    assert Mention.objects.get().status == "rejected"


def test_it_lets_a_curator_mark_words(django_user_model):
    person = make_person("Zoé", "Blanc")
    article = a_linked_article()
    user = django_user_model.objects.create_user("curator")
    span = pipeline.add_span(article, person, "text", 0, 8, user)
    assert (span.words, span.origin, span.mention.status) == ("Ada Noir", "curator", "confirmed")
    pipeline.link(Article.objects.all())
    assert Mention.objects.get(person=person).spans.get().words == "Ada Noir"


@pytest.mark.parametrize(
    ("field", "start", "end"), [("text", 5, 5), ("text", -1, 4), ("text", 0, 9999), ("byline", 0, 1)]
)
def test_it_refuses_words_that_are_not_there(field, start, end):
    article = a_linked_article()
    with pytest.raises(ValueError, match="no words"):
        pipeline.add_span(article, make_person(), field, start, end, None)


def test_it_finds_the_articles_of_a_new_person():
    article = a_linked_article()
    pipeline.publish(all_of(article))
    a_linked_article()
    person = make_person("Ada", "Noir")
    assert pipeline.authority_changed(people=[person]) == 2
    assert person.mentions.count() == 2
    assert Person.objects.get().article_count == 1


def test_it_finds_the_articles_of_a_new_event():
    a_linked_article()
    make_article("Sans rapport", text="Il pleut.")
    event = make_event(cues={"lettre ouverte": "strong"})
    pipeline.authority_changed(events=[event])
    assert event.mentions.count() == 1


def test_it_deletes_an_article_and_what_it_counted():
    make_person("Ada", "Noir")
    article = a_linked_article()
    pipeline.publish(all_of(article))
    assert pipeline.delete_articles(all_of(article)) == 1
    assert set(counts().values()) == {0}
    assert list(index.articles_with(["Ada Noir"])) == []


def test_it_deletes_an_event_and_counts_again_above_it():
    above = make_event("La crise")
    make_event("La lettre", cues={"lettre ouverte": "strong"}, parent=above)
    pipeline.publish(all_of(a_linked_article()))
    assert counts()["la-crise"] == 1
    pipeline.delete_authorities(Event.objects.filter(slug="la-lettre"))
    assert counts() == {"la-crise": 0, "": 1}


@pytest.mark.parametrize(
    ("given", "family", "written"),
    [
        ("Jürg", "Schröder", "Herr Schroeder"),
        ("Zoé", "de Villepinte", "Selon M. Villepinte"),
        ("J. K.", "Rowland", "JK Rowland"),
        ("Zoé", "Villepinte", "Zoë Villepinte"),
    ],
)
def test_it_finds_the_articles_of_a_person_in_every_spelling(given, family, written):
    article = make_article("Titre", text=f"{written} a parlé hier.")
    index.index_articles([article.pk])
    person = make_person(given, family)
    assert pipeline.authority_changed(people=[person]) == 1
    assert person.mentions.exists()


@pytest.mark.parametrize("day", ["20 novembre 2023", "20-11-2023", "November 20th, 2023"])
def test_it_finds_the_articles_that_name_an_events_day_beside_its_people(day):
    person = make_person("Ada", "Noir")
    article = make_article("Titre", text=f"{day}: Ada Noir a signé.", language="fr")
    other = make_article("Titre", text="Ada Noir a signé le 21 novembre 2023.", language="fr")
    for known in (article, other):
        pipeline.save_article(known)
    event = make_event(happened="2023-11-20", people=(person,))
    pipeline.authority_changed(events=[event])
    assert [(mention.article, mention.status) for mention in event.mentions.all()] == [(article, "suggested")]


def test_it_leaves_what_others_changed_while_a_form_was_open():
    article = a_linked_article()
    in_form = Article.objects.get(pk=article.pk)
    pipeline.withdraw(all_of(article), "a court's order")
    pipeline.save_article(Article.objects.get(pk=article.pk), ["title"])
    in_form.byline = "Ada Noir"
    pipeline.save_article(in_form, ["byline"])
    article.refresh_from_db()
    assert (article.status, article.byline, article.corrected) == ("withdrawn", "Ada Noir", ["title", "byline"])


def test_it_marks_no_words_of_a_text_that_has_changed():
    article = a_linked_article()
    Article.objects.update(text="Un tout autre texte, plus long que celui d'avant et sans les mêmes mots, hélas.")
    with pytest.raises(ValueError, match="changed meanwhile"):
        pipeline.add_span(article, make_person(), "text", 0, 8, None)


def test_it_decides_by_the_words_that_stand_now():
    make_person("Ada", "Noir")
    article = a_linked_article()
    mentions = Mention.objects.select_related("article")
    list(mentions)
    Article.objects.update(text=TEXT + "\n\nAda Noir rit.")
    pipeline.decide(mentions, "rejected", None)
    assert Mention.objects.get().decided_digest == Article.objects.get(pk=article.pk).digest()


def test_it_counts_no_coverage_of_a_hidden_event():
    above = make_event("La crise")
    letter = make_event("La lettre", cues={"lettre ouverte": "strong"}, parent=above)
    pipeline.publish(all_of(a_linked_article()))
    pipeline.decide(Mention.objects.all(), "confirmed", None)
    letter.hidden = True
    letter.save()
    pipeline.authority_changed(events=[letter])
    assert counts() == {"la-crise": 0, "la-lettre": 0, "": 1}
    letter.hidden = False
    letter.save()
    pipeline.authority_changed(events=[letter])
    assert counts() == {"la-crise": 1, "la-lettre": 1, "": 1}


def test_it_reads_times_in_a_changed_zone_and_keeps_the_days():
    source = make_source(zone="America/New_York")
    article = make_article(source=source, published="2023-11-20T20:30:00")
    make_article(source=source, published="2023-11-20")
    source.zone = "Europe/Paris"
    source.save()
    assert pipeline.zone_changed(source) == 1
    article.refresh_from_db()
    assert (article.published_at.hour, str(article.published_earliest)) == (19, "2023-11-20")
