"""The newest and the oldest that match, from any place to any other, however they are collected."""

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from django.db import DEFAULT_DB_ALIAS, DataError, connection, transaction
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext

from archive.models import Article
from archive.search.backends import backend, postgres, sqlite
from archive.search.backends.entry import Asked
from archive.search.facts import LARGEST_ID, language_token
from archive.search.query import parse
from archive.search.tree import Fact, Not, Term
from tests.makers import make_article

pytestmark = pytest.mark.django_db

FIRST = date(2021, 12, 20)


@pytest.fixture
def many() -> dict[int, Article]:
    """Index articles of some weeks, most of them in the first days, with words that some of them have."""
    chance = Random(11)
    articles = []
    for number in range(90):
        day = FIRST + timedelta(days=int(chance.expovariate(0.1)))
        later = day + timedelta(days=chance.randrange(1, 40))
        published = chance.choice(["", f"{day}", f"{day}T1{number % 10}:00", f"{day}T10:00", f"{day}/{later}"])
        words = [
            word for word, share in (("commun", 0.8), ("moyen", 0.2), ("dans les", 0.5)) if chance.random() < share
        ]
        status = "draft" if number % 9 == 0 else "published"
        title = "Rare" if number in {3, 70} else "Autre"
        articles.append(make_article(title, text=" ".join(["Un", *words, "mot."]), published=published, status=status))
    return {article.pk: article for article in articles}


def meets(article: Article, asked: Asked, text: str) -> bool:
    """Return whether an article has what is asked."""
    if asked.public and article.status != "published":
        return False
    if asked.has_days:
        earliest, latest = article.published_earliest, article.published_latest
        if earliest is None or latest is None:
            return False
        if earliest > (asked.last or date.max) or latest < (asked.first or date.min):
            return False
    held = f"{article.title} {article.text}".lower()
    return all((word[1:] not in held) if word[0] == "-" else word in held for word in text.split("|") if word)


QUERIES = {"": "", "commun": "commun", "moyen": "moyen", '"dans les"': "dans les", "-commun": "-commun"}
QUERIES |= {"title:rare": "rare", 'commun "les mot"': "commun|les mot", '-"dans les" moyen': "-dans les|moyen"}


@pytest.mark.parametrize("least", [1, 4, 1_000])
def test_it_collects_what_lies_between_two_places(many, monkeypatch, least: int) -> None:
    for database in (postgres, sqlite):
        monkeypatch.setattr(database, "_LEAST_WINDOW", least)
    archive = backend(DEFAULT_DB_ALIAS)
    places = sorted(archive.places(Asked(public=False), 1_000))
    assert len(places) == len(many)
    days = [(None, None), (FIRST + timedelta(days=9), FIRST + timedelta(days=12)), (None, FIRST), (FIRST, None)]

    for (query, text), (first, last), public in product(QUERIES.items(), days, (True, False)):
        asked = Asked(parse(query).terms, first, last, public)
        expected = [place for place in places if meets(many[place & LARGEST_ID], asked, text)]
        for after, before, most in (
            (None, None, 500),
            (None, None, 3),
            (places[20], places[70], 2),
            (places[9], None, 7),
        ):
            between = [one for one in expected if (after or -1) < one < (before or 1 << 62)]
            bounds = {"after": after, "before": before}
            assert archive.places(asked, most, **bounds) == between[::-1][:most], (query, first, last, bounds)
            assert archive.places(asked, most, **bounds, newest=False) == between[:most], (query, first, last, bounds)
        assert [place for place, _ in archive.filed(asked, 5)] == expected[::-1][:5]
        rows, scores = archive.scored(asked, 5)
        assert [place for place, _ in rows] == expected[::-1][:5]
        assert set(scores) <= set(expected)
        ids = Article.objects.filter(pk__in=RawSQL(*archive.matching(asked))).values_list("pk", flat=True)
        assert set(ids) == {place & LARGEST_ID for place in expected}


def test_it_finds_those_of_the_same_minute_in_the_order_of_their_numbers(monkeypatch) -> None:
    for database in (postgres, sqlite):
        monkeypatch.setattr(database, "_LEAST_WINDOW", 1)
    articles = [make_article("Le mot", published="2023-11-20T10:00") for _ in range(9)]

    found = backend(DEFAULT_DB_ALIAS).places(Asked(parse("mot").terms), 4)

    assert [place & LARGEST_ID for place in found] == [article.pk for article in articles[:4:-1]]


def test_it_finds_what_has_one_of_many_tokens() -> None:
    codes = ["fr", "en", "de", "it", "es", "nl", "pt", "da", "sv", "pl", "cs", "tr"]
    articles = [
        make_article(f"Le mot {code}", language=code, text='"Dans les" villes' if number % 2 else "Dans ces villes")
        for number, code in enumerate([*codes, "ru", "fi", "fr", "tr"])
    ]
    archive = backend(DEFAULT_DB_ALIAS)
    many = Fact(tuple(language_token(code) for code in codes))

    def found(text: str, *terms: Term) -> set[int]:
        asked = Asked((*parse(text).terms, *terms))
        assert archive.count(asked, 100) == len(archive.places(asked, 100))
        return {place & LARGEST_ID for place in archive.places(asked, 100)}

    of_many = {article.pk for article in articles if article.language in codes}
    with_phrase = {article.pk for article in articles[1::2]}
    assert found("", many) == found("mot", many) == of_many
    assert found('"dans les"', many) == found('"dans les villes"', many) == of_many & with_phrase
    assert found('-"dans les"', many) == of_many - with_phrase
    assert found("", many, many) == found("", many, Fact(many.tokens[:9])) | found("", Fact(many.tokens[9:]))
    assert found("", Not(many)) == {article.pk for article in articles} - of_many


@pytest.mark.postgres
def test_it_leaves_the_planner_as_it_was() -> None:
    make_article("Le mot")
    archive = backend(DEFAULT_DB_ALIAS)

    def planner() -> tuple[str, ...]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('enable_seqscan'), current_setting('jit')")
            return cursor.fetchone()

    before = planner()
    assert len(archive.places(Asked(parse("mot").terms), 4)) == 1
    assert planner() == before
    with pytest.raises(DataError), transaction.atomic():
        archive._by_index("SELECT 1 / %s", [0])
    assert planner() == before


@pytest.mark.postgres
def test_it_reads_no_row_that_the_index_can_tell(many) -> None:
    asked = [Asked(parse(text).terms) for text in ("commun", "title:rare", '"dans les"', "-commun", "commun OR moyen")]

    for one in asked:
        sql, params = backend(DEFAULT_DB_ALIAS).matching(one)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL enable_seqscan = off; EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            cursor.nextset()
            (plan,) = cursor.fetchone()[0]
        assert plan["Plan"]["Node Type"] == "Bitmap Heap Scan"
        assert plan["Plan"].get("Rows Removed by Index Recheck", 0) == 0
        assert "vector" not in plan["Plan"]["Filter"]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "text", ["commun moyen", '"dans les mot"', "commun -moyen", "commun published:2022", "commun", '"dans les"']
)
def test_it_asks_fts5_backwards_for_one_word_alone(many: dict[int, Article], text: str) -> None:
    query = parse(text)
    asked = Asked(query.terms, *(query.in_common("published") or ()))
    with CaptureQueriesContext(connection) as captured:
        backend(DEFAULT_DB_ALIAS).filed(asked, 21)
        backend(DEFAULT_DB_ALIAS).places(asked, 21, before=1 << 61)
    backwards = [one["sql"] for one in captured if "MATCH" in one["sql"] and "DESC" in one["sql"]]
    assert len(backwards) == (text in {"commun", '"dans les"'})


@pytest.mark.sqlite
def test_it_finds_uncertain_days_in_an_index_of_their_own(many: dict[int, Article]) -> None:
    with CaptureQueriesContext(connection) as captured:
        backend(DEFAULT_DB_ALIAS).filed(Asked((), FIRST + timedelta(days=9), FIRST + timedelta(days=12)), 21)
    (sql,) = [one["sql"] for one in captured if "min(place)" in one["sql"]]
    with connection.cursor() as cursor:
        (plan,) = cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    assert "COVERING INDEX archive_search_uncertain" in plan[-1]


@pytest.mark.sqlite
def test_it_looks_for_no_uncertain_days_where_there_are_none() -> None:
    make_article("Le mot", published="2023-11-20")
    with CaptureQueriesContext(connection) as captured:
        backend(DEFAULT_DB_ALIAS).filed(Asked((), date(2023, 11, 1), date(2023, 11, 30)), 21)
    assert not [one["sql"] for one in captured if "uncertain" in one["sql"]]
