"""What the lists can be asked for."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from archive.filters import ArticleFilter, EventFilter, PersonFilter, SourceFilter
from archive.models import Article, Event, Person, Source
from archive.search import finding, index
from tests.makers import make_article, make_event, make_mention, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the errors in English."""
    with override("en"):
        yield


def covered(record):
    """Return the record as one that published articles speak of."""
    type(record).objects.filter(pk=record.pk).update(article_count=1)
    record.refresh_from_db()
    return record


def asked(parameters: str = "") -> ArticleFilter:
    """Return the filter of the public list, asked with the parameters of an address."""
    return ArticleFilter(QueryDict(parameters), queryset=Article.objects.published())


def titles(parameters: str) -> list[str]:
    """Return the titles of the articles that are found; the form must be valid."""
    asked_for = asked(parameters)
    assert asked_for.is_valid(), asked_for.errors
    assert {article.title for article in asked_for.qs} == {article.title for article in asked_for.articles}
    return [article.title for article in asked_for.articles]


def errors(parameters: str) -> dict[str, list[str]]:
    """Return the errors of the form; nothing must be found."""
    asked_for = asked(parameters)
    assert not asked_for.is_valid()
    assert not list(asked_for.articles)
    assert not asked_for.qs.exists()
    return {name: list(messages) for name, messages in asked_for.errors.items()}


def test_it_shows_all_published_articles_the_newest_first() -> None:
    for title, day in (("old", "2021"), ("undated", ""), ("new", "2023-11-20")):
        make_article(title, published=day)
    make_article("draft", status="draft")

    assert titles("") == titles("page=2&unknown=x&q=&person=&order=") == ["new", "old", "undated"]
    assert titles("order=oldest") == ["old", "new", "undated"]
    assert next(article.title for article in ArticleFilter(queryset=Article.objects.published()).articles) == "new"


def test_it_searches_words() -> None:
    for title, text, status in (
        ("hit", "Démission.", "published"),
        ("other", "Rien.", "published"),
        ("d", "Démission.", "draft"),
    ):
        index.index_articles([make_article(title, text=text, language="fr", status=status).pk])

    assert titles("q=démissionner") == titles("q=démission&order=relevance") == ["hit"]
    assert titles("q=démission&language=fr") == ["hit"]
    assert titles("q=démission&language=en") == []
    assert titles("q=-démission") == ["other"]
    assert titles("order=relevance") == ["other", "hit"]


@pytest.mark.parametrize(
    ("text", "code", "searched"),
    [
        ("???", "no_words", ""),
        ("é" * 490 + " reste trop long", "too_long", "é" * 490 + " reste"),
        (" ".join(f"w{n}" for n in range(41)), "too_many_words", " ".join(f"w{n}" for n in range(40))),
        ("published:2023-13 mot", "bad_date", "mot"),
        ("person:nobody mot", "unknown_person", "person:nobody mot"),
        ("language:klingon mot", "unknown_language", "language:klingon mot"),
        ("evidence:perhaps mot", "unknown_evidence", "evidence:perhaps mot"),
        ("happened:1850", "no_events", "happened:1850"),
    ],
)  # fmt: skip
def test_it_explains_what_it_cannot_search(text: str, code: str, searched: str) -> None:
    parameters = QueryDict(mutable=True)
    parameters["q"] = text

    asked_for = asked(parameters.urlencode())

    assert asked_for.is_valid()
    assert [mistake.code for mistake in asked_for.query.mistakes] == [code]
    assert asked_for.query.text == searched


def test_it_takes_null_characters_for_spaces() -> None:
    make_article("hit", text="A b.")

    assert titles("q=a%00b") == ["hit"]


def test_it_finds_the_articles_of_a_person_by_slug_and_by_name() -> None:
    person = covered(make_person("Emmett", "Shear", forms={"Emmet Shear": "strong", "E. Shear": "weak"}))
    for status in ("automatic", "confirmed", "suggested", "rejected"):
        make_mention(make_article(status, published="2023"), person, status=status)
    make_mention(make_article("draft", status="draft"), person)

    for name in ("emmett-shear", "Emmett Shear", "EMMET+SHÉAR", "e.+shear", "+emmett-shear+"):
        assert sorted(titles(f"person={name}")) == ["automatic", "confirmed"]


def test_it_follows_a_former_slug() -> None:
    person = covered(make_person("Emmett", "Shear"))
    person.slug = "shear"
    person.save()
    make_mention(make_article("hit"), person)

    assert titles("person=emmett-shear") == titles("person=shear") == ["hit"]


def test_it_names_what_it_does_not_know() -> None:
    make_person("Unseen", "Person")
    hidden = covered(make_person("Hidden", "Person", hidden=True))
    make_mention(make_article("about the hidden"), hidden)

    for name in ("nobody", "unseen-person", "hidden-person", "Hidden Person", "—", "x" * 300):
        assert errors(f"person={name}") == {
            "person": [f"“{name[:80]}” names nobody and nothing that the published articles speak of."]
        }
    assert set(errors("event=x&source=y")) == {"event", "source"}


def test_it_names_the_people_who_share_a_name() -> None:
    for given in ("Sam", "Jack"):
        covered(make_person(given, "Altman", forms={"Altman": "weak"}))

    assert errors("person=altman") == {
        "person": ["“altman” names several: Sam Altman (sam-altman), Jack Altman (jack-altman). Choose one of them."]
    }


def test_it_finds_the_articles_of_an_event_and_of_those_inside_it() -> None:
    crisis = covered(make_event("La crise", slug="crise"))
    letter = covered(make_event("La lettre", parent=crisis))
    page = covered(make_event("Une page", parent=letter))
    hidden = make_event("Cachée", parent=crisis, hidden=True)
    for title, event in (("crisis", crisis), ("letter", letter), ("page", page), ("hidden", hidden)):
        make_mention(make_article(title), event)

    assert sorted(titles("event=crise")) == sorted(titles("event=La+crise")) == ["crisis", "letter", "page"]
    assert sorted(titles("event=la-lettre")) == ["letter", "page"]


def test_it_finds_the_articles_of_a_source() -> None:
    source = covered(make_source("Le Monde", names=("lemonde.fr",)))
    make_article("hit", source=source)
    make_article("other")

    assert titles("source=le-monde") == titles("source=LEMONDE.FR") == titles("source=le+monde") == ["hit"]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ("published_after=2023-11-19&published_before=2023-11-21", ["day", "interval", "month", "year"]),
        ("published_after=2023-11-21", ["month", "year", "interval", "later"]),
        ("published_before=2023-11-19", ["month", "year"]),
        ("published_before=2022", []),
        ("published_after=2023-11&published_before=2023-11", ["day", "interval", "month", "year"]),
        ("published_after=2023&published_before=2024", ["day", "interval", "later", "month", "year"]),
    ],
)
def test_it_finds_articles_whose_interval_meets_the_days(parameters: str, found: list[str]) -> None:
    for title, day in (
        ("day", "2023-11-20"),
        ("interval", "2023-11-20/2023-11-22"),
        ("month", "2023-11"),
        ("year", "2023"),
        ("later", "2024-02-01"),
        ("undated", ""),
    ):
        make_article(title, published=day)

    assert sorted(titles(parameters)) == sorted(found)


def test_it_says_which_articles_are_only_possibly_within() -> None:
    inside = make_article(published="2023-11-20")
    across = make_article(published="2023-11-20/2023-11-22")
    asked_for = asked("published_after=2023-11-19&published_before=2023-11-21")

    assert not asked_for.is_possible(inside)
    assert asked_for.is_possible(across)
    assert not asked("published_after=2023-11").is_possible(across)
    assert not asked("").is_possible(across)
    assert asked("published_after=2023-11-21").is_possible(across)


def test_it_finds_articles_of_what_happened() -> None:
    for title, day in (("inside", "2023-11-20"), ("month", "2023-11"), ("later", "2024"), ("undated", "")):
        make_mention(make_article(title), make_event(title, happened=day))
    make_mention(make_article("suggested"), make_event(happened="2023-11-20"), status="suggested")
    make_mention(make_article("hidden"), make_event(happened="2023-11-20", hidden=True))

    assert sorted(titles("happened_after=2023-11-20&happened_before=2023-11-20")) == ["inside", "month"]
    assert titles("happened_after=2024") == ["later"]


@pytest.mark.parametrize(
    "text", ["2023-13", "2023-02-30", "20/11/2023", "hier", "2023-11-20?", "2023/2024", "23", "٢٠٢٣"]
)
def test_it_names_a_date_that_is_none(text: str) -> None:
    for name in ("published_after", "published_before", "happened_after", "happened_before"):
        assert errors(f"{name}={text}") == {
            name: [f"“{text}” is no date. Write a year, a month or a day: 2023, 2023-11 or 2023-11-20."]
        }


def test_it_refuses_an_interval_that_ends_before_it_begins() -> None:
    assert errors("published_after=2023-11-20&published_before=2023-11-19") == {
        "published_before": ["“2023-11-19” lies before “2023-11-20”: exchange them, or leave one empty."]
    }
    assert set(errors("happened_after=2024&happened_before=2023")) == {"happened_before"}
    assert titles("published_after=2023-11-20&published_before=2023") == []


def test_it_refuses_what_is_no_choice() -> None:
    assert set(errors("order=random&language=xx")) == {"order", "language"}


def test_it_takes_all_conditions_together() -> None:
    person, event = covered(make_person()), covered(make_event(happened="2023-11-20"))
    for title, who in (("both", (person, event)), ("person", (person,)), ("event", (event,))):
        article = make_article(title, text="Mot.", published="2023-11-21", language="fr")
        for target in who:
            make_mention(article, target)
        index.index_articles([article.pk])
    everything = f"q=mot&person={person.slug}&event={event.slug}&published_after=2023&happened_before=2024&language=fr"

    for order in finding.ORDERS:
        assert titles(f"{everything}&order={order}") == ["both"]


@pytest.mark.parametrize("common", [1, 10_000])
def test_it_finds_the_same_for_common_and_rare(monkeypatch, common: int) -> None:
    monkeypatch.setattr(finding, "COMMON", common)
    person, event = covered(make_person()), covered(make_event(happened="2023"))
    for number in range(3):
        article = make_article(f"{number}", text="Mot.", published=f"202{number}")
        make_mention(article, person)
        make_mention(article, event)
        index.index_articles([article.pk])

    assert (
        titles("q=mot") == titles(f"q=mot&person={person.slug}") == titles(f"person={person.slug}") == ["2", "1", "0"]
    )
    assert titles("happened_after=2023") == titles(f"event={event.slug}") == ["2", "1", "0"]
    assert titles("published_after=2021") == ["2", "1"]
    assert titles("published_before=2021") == ["1", "0"]
    assert titles("published_after=2021-06-01&published_before=2021-06-02&q=mot&order=oldest") == ["1"]
    assert titles("published_before=9999") == ["2", "1", "0"]


def test_it_asks_a_number_of_times_that_does_not_grow(django_assert_num_queries) -> None:
    person, event, source = covered(make_person()), covered(make_event(happened="2023")), covered(make_source())
    parameters = f"q=mot&person={person.slug}&event={event.slug}&source={source.slug}&happened_after=2023"

    def add() -> None:
        for _ in range(10):
            article = make_article(text="Mot.", source=source)
            make_mention(article, person)
            make_mention(article, event)
            index.index_articles([article.pk])

    number = 10  # one of them asks how far back the newest reach
    add()
    with django_assert_num_queries(number):
        assert len(list(asked(parameters).articles[:50])) == 10
    add()
    with django_assert_num_queries(number):
        assert len(list(asked(parameters).articles[:50])) == 20


def test_it_offers_languages_in_the_language_of_the_page() -> None:
    with override("fr"):
        assert "Français" in str(asked().form["language"]) or "français" in str(asked().form["language"]).lower()


def test_it_lists_people() -> None:
    for given, count in (("Sam", 3), ("Élise", 1), ("Bob", 2)):
        person = make_person(given, "Altman" if given == "Sam" else f"Du{given}")
        Person.objects.filter(pk=person.pk).update(article_count=count)

    def names(parameters: str) -> list[str]:
        return [str(person) for person in PersonFilter(QueryDict(parameters), queryset=Person.objects.public()).qs]

    assert names("") == ["Sam Altman", "Bob DuBob", "Élise DuÉlise"]
    assert names("order=name") == ["Sam Altman", "Bob DuBob", "Élise DuÉlise"]
    assert names("q=elis") == ["Élise DuÉlise"]
    assert names("q=ALTM") == ["Sam Altman"]
    assert names("q=ltman") == names("q=%25") == []


def test_it_lists_events() -> None:
    covered(make_event("La lettre des employés", happened="2023-11-20"))
    covered(make_event("Le renvoi", happened="2023-11-17"))

    def names(parameters: str) -> list[str]:
        return [event.title for event in EventFilter(QueryDict(parameters), queryset=Event.objects.public()).qs]

    assert names("") == ["Le renvoi", "La lettre des employés"]
    assert names("q=employes+lettre") == ["La lettre des employés"]
    assert names("q=zzz") == []
    assert len(names("order=coverage")) == 2


def test_it_takes_any_number_of_words_of_a_title() -> None:
    covered(make_event("Le départ de la directrice"))

    def found(words: str) -> int:
        return EventFilter({"q": words}, Event.objects.public()).qs.count()

    assert found("départ " * 2000) == 1
    assert found(" ".join(f"a{number}" for number in range(2000))) == 0


def test_it_lists_sources() -> None:
    covered(make_source("Le Télégramme", names=("letelegramme.fr",)))
    covered(make_source("Agence"))

    def names(parameters: str) -> list[str]:
        return [source.name for source in SourceFilter(QueryDict(parameters), queryset=Source.objects.public()).qs]

    assert names("") == ["Agence", "Le Télégramme"]
    assert names("q=telegramme") == names("q=letele") == ["Le Télégramme"]
    assert names("q=zzz") == []
    assert len(names("order=coverage")) == 2


def test_it_counts_the_evidence_of_the_whole_archive() -> None:
    person = make_person("Ada", "Byron")
    articles = [make_article(f"Number {number}", text="Ada Byron.") for number in range(4)]
    make_mention(articles[0], person, status="confirmed", decision="confirmed")
    make_mention(articles[1], person)
    draft = make_article("Draft", text="Ada Byron.", status="draft")
    make_mention(draft, person)
    index.index_articles([article.pk for article in [*articles, draft]])
    counted = ArticleFilter(QueryDict(), queryset=Article.objects.published()).counted
    assert (counted.confirmed, counted.linked) == (1, 2)


def test_it_counts_the_languages_of_the_whole_archive_in_one_query(django_assert_num_queries) -> None:
    for language in ("fr", "fr-CA", "en", "de", "", "fr"):
        make_article("One", language=language)
    make_article("Draft", language="nl", status="draft")
    with django_assert_num_queries(1):
        assert Article.objects.count_languages(each=1, most=9) == {"de": 1, "en": 1, "fr": 1, "fr-CA": 1}
    assert list(Article.objects.count_languages(each=9, most=2)) == ["de", "en"]
    assert ArticleFilter(QueryDict(), queryset=Article.objects.published()).counted.languages == {
        "de": 1,
        "en": 1,
        "fr": 3,
    }
