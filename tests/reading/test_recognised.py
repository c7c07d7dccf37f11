"""Who and when a query speaks of in plain words."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import DayTally, Event, Person
from archive.reading.above import above
from archive.reading.recognised import Offer, Recognised, recognise
from archive.search.query import LONGEST, parse
from tests.makers import make_event, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    """Return a person of the archive's public."""
    return make_person("Ada", "Byron", forms={"Augusta A. Byron": "strong", "Ada": "weak"}, article_count=7)


@pytest.fixture
def letter() -> Event:
    """Return an event of one day."""
    return make_event("The open letter of the employees", happened="2023-11-20", article_count=3)


def offered(text: str) -> list[str]:
    """Return the texts of the queries that are offered for `text`."""
    return [offer.query for offer in recognise(parse(text)).offers]


def test_it_offers_person_day_and_both(ada: Person) -> None:
    recognised = recognise(parse("byron 20 novembre 2023"))
    assert [offer.query for offer in recognised.offers] == [
        "person:ada-byron published:2023-11-20",
        "20 novembre 2023 person:ada-byron",
        "byron published:2023-11-20",
    ]
    assert recognised.offers[0] == Offer(
        query="person:ada-byron published:2023-11-20",
        address="/articles/?q=person%3Aada-byron+published%3A2023-11-20",
        people=(ada,),
        published="2023-11-20",
    )
    assert recognised.offers[1].record == ada and recognised.offers[0].record is None
    assert recognised.people == (ada,)
    assert [days.text for days in recognised.days] == ["2023-11-20"]


def test_it_knows_a_name_with_hyphens() -> None:
    make_person("Jean-Luc", "Saint-Just", article_count=7)

    for text in ("jean-luc saint-just", "Jean-Luc Saint-Just", "jean luc saint just"):
        assert offered(text) == ["person:jean-luc-saint-just"], text


@pytest.mark.parametrize(
    "text",
    [
        "Ada Byron",
        "ada BYRON",
        "Àda Býron",
        "byron",
        "Byron",
        "Ada",
        "Augusta A. Byron",
        "augusta a byron",
        "A. Byron",
        "Mme Byron",
        "d’Ada Byron",
        '"Ada Byron"',
    ],
)
def test_it_knows_a_person_by_any_writing(ada: Person, text: str) -> None:
    assert offered(text) == ["person:ada-byron"]


def test_it_knows_a_slip_in_a_given_name(db) -> None:
    make_person("Emmett", "Shear", article_count=2)
    assert offered("Emmet Shear nov 2023")[0] == "person:emmett-shear published:2023-11"


def test_it_knows_a_spelling_that_a_curator_confirmed(db) -> None:
    make_person("Ilya", "Sutskever", forms={"Ilia Soutskever": "strong"}, article_count=2)
    assert offered("ilia soutskever") == ["person:ilya-sutskever"]


def test_it_knows_family_names_with_a_particle_or_before_the_given_name(db) -> None:
    make_person("Dominique", "de Villepin", article_count=2)
    make_person("Jinping", "Xi", name="Xi Jinping", article_count=2)
    assert offered("villepin") == offered("de Villepin") == ["person:dominique-de-villepin"]
    assert offered("xi") == ["person:xi-jinping"]


def test_it_offers_each_homonym_the_most_covered_first(ada: Person) -> None:
    make_person("George", "Byron", article_count=9)
    assert offered("byron") == ["person:george-byron", "person:ada-byron"]
    assert offered("ada byron") == ["person:ada-byron"]
    assert offered("byron 2023")[:2] == [
        "person:george-byron published:2023",
        "person:ada-byron published:2023",
    ]


def test_it_keeps_all_words_that_it_does_not_know(ada: Person) -> None:
    assert offered('letter "of protest" byron -mill nov 2023 language:en')[0] == (
        'letter "of protest" -mill language:en person:ada-byron published:2023-11'
    )


def test_it_takes_the_small_words_along_that_belong_to_what_it_knows(ada: Person) -> None:
    assert offered("lettre d'Ada Byron le 20 novembre 2023")[0] == "lettre person:ada-byron published:2023-11-20"
    assert offered("letter to Byron on the 20th of November 2023")[0] == (
        "letter to person:ada-byron published:2023-11-20"
    )


def test_it_knows_since_and_until(ada: Person) -> None:
    assert offered("byron depuis nov 2023")[0] == "person:ada-byron published:2023-11.."
    assert offered("byron until 2023")[0] == "person:ada-byron published:..2023"


def test_it_puts_a_day_in_place_of_another(ada: Person) -> None:
    assert offered("byron 2023 published:2022")[0] == "person:ada-byron published:2023"


def test_it_joins_two_days_to_a_time(ada: Person) -> None:
    joined = "person:ada-byron published:2023-11-17..2023-12-22"
    assert offered("byron 17 novembre 22 décembre 2023")[0] == joined
    assert offered("byron 17 novembre 2023 22 décembre 2023")[0] == joined
    assert offered("byron nov 2022 déc 2023")[0] == "person:ada-byron published:2022-11..2023-12"


def test_it_offers_what_happened_on_a_day_of_events(letter: Event) -> None:
    recognised = recognise(parse("20/11/2023"))
    assert [(offer.query, offer.published, offer.happened) for offer in recognised.offers] == [
        ("published:2023-11-20", "2023-11-20", ""),
        ("happened:2023-11-20", "", "2023-11-20"),
    ]
    assert offered("21/11/2023") == ["published:2023-11-21"]


def test_it_finds_the_year_of_a_day_without_one(letter: Event) -> None:
    assert offered("20 novembre") == ["published:2023-11-20", "happened:2023-11-20"]
    for year, articles in ((2022, 5), (2021, 9), (2020, 1)):
        day = date(year, 11, 20)
        DayTally.objects.create(interval=DayTally.key(day, day), earliest=day, latest=day, articles=articles)
    assert offered("20 nov.") == ["published:2021-11-20", "published:2022-11-20"]
    assert offered("19 novembre") == offered("29 février") == []


def test_it_knows_events_by_the_words_of_their_title(letter: Event) -> None:
    assert offered("The open letter of the employees") == ["event:the-open-letter-of-the-employees"]
    assert offered("employees the open letter of")[0] == "event:the-open-letter-of-the-employees"
    assert offered("open letter") == []


def test_it_knows_sources_by_their_names(db) -> None:
    make_source("The Harbour Gazette", names=("Harbour Gazette Online",), article_count=2)
    assert offered("strike the harbour gazette") == ["strike source:the-harbour-gazette"]
    assert offered("harbour gazette online 2023")[0] == "source:the-harbour-gazette published:2023"


def test_it_offers_nothing_that_the_public_does_not_see(db) -> None:
    make_person("Ada", "Byron", hidden=True, article_count=2)
    make_person("Grace", "Hopper")
    make_event("The open letter", article_count=2, hidden=True)
    make_source("The Gazette")
    assert recognise(parse("ada byron grace hopper")) == Recognised()
    assert offered("the open letter") == offered("the gazette") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zebra",
        "-byron",
        "-2023",
        "title:byron",
        "byline:2023",
        "person:byron",
        "byron OR zebra",
        "will may 5",
        "()",
    ],
)
def test_it_leaves_all_else_alone(ada: Person, text: str) -> None:
    assert recognise(parse(text)).offers == ()


def test_it_takes_common_words_for_a_name_only_where_they_stand_alone(db) -> None:
    make_person("Theresa", "May", article_count=2)
    assert offered("may") == ["person:theresa-may"]
    assert offered("may strike") == []
    assert offered("theresa may strike") == ["strike person:theresa-may"]
    assert offered("may 2023") == ["published:2023-05"]


def test_it_offers_no_more_than_six(db) -> None:
    for number in range(9):
        make_person(f"Ada{number}", "Byron", article_count=number + 1)
    make_event("A day", happened="2023-11-20", article_count=1)
    assert len(offered("byron 20 novembre 2023")) == 6


def test_it_knows_a_person_as_soon_as_it_is_there(ada: Person) -> None:
    assert offered("hopper") == []
    grace = make_person("Grace", "Hopper", article_count=1)
    assert offered("hopper") == ["person:grace-hopper"]
    grace.delete()
    assert offered("hopper") == []


@pytest.mark.parametrize(
    "text",
    [
        "\0byron",
        "\ud800 byron",
        "byron " * 200,
        "x" * LONGEST,
        "'' ' byron",
        "🎉 byron",
        "بايرون byron",
        "20 " * 60,
        "%_\\ byron",
    ],
)
def test_it_takes_any_text(ada: Person, text: str) -> None:
    for offer in recognise(parse(text)).offers:
        assert parse(offer.query).text == offer.query and not parse(offer.query).mistakes


def test_it_asks_as_many_queries_however_many_words_and_records_there_are(ada: Person, letter: Event) -> None:
    def queries(text: str) -> int:
        recognise(parse(text))
        with CaptureQueriesContext(connection) as asked:
            recognise(parse(text))
        return len(asked)

    before = queries("byron letter 20 novembre 2023")
    for number in range(20):
        make_person(f"Ada{number}", "Byron", article_count=number + 1)
        make_event(f"Letter {number}", happened="2023-11-20", article_count=1)
    assert queries("byron letter 20 novembre 2023") <= before
    assert queries(" ".join(f"word{number}" for number in range(40))) <= before


def test_what_happened_stands_above(ada: Person, letter: Event) -> None:
    crisis = make_event("The crisis", happened="2023-11-17/2023-11-22", article_count=9)
    make_event("Before", happened="2023-11-19", article_count=9)
    make_event("Nobody told of it", happened="2023-11-20")
    query = parse("byron 20 novembre 2023")
    shown = above(recognise(query), (), query.days)
    assert [(happening.event, happening.possible) for happening in shown.events] == [(crisis, True), (letter, False)]
    assert (shown.people, shown.days, shown.calendar) == ((ada,), "2023-11-20", "/dates/2023/11/20/")
    assert not shown.cut


@pytest.mark.parametrize(
    ("text", "calendar"),
    [
        ("published:2023-11-20", "/dates/2023/11/20/"),
        ("happened:2023-11", "/dates/2023/11/"),
        ("happened:2023-10..2023-11", "/dates/2023/"),
        ("published:2023-11..", "/dates/"),
        ("published:2022..2023", "/dates/"),
    ],
)
def test_what_happened_on_the_days_asked_for_stands_above(letter: Event, text: str, calendar: str) -> None:
    query = parse(text)
    shown = above(recognise(query), (), query.days)
    assert [happening.event for happening in shown.events] == [letter]
    assert shown.calendar == calendar


def test_nothing_stands_above_a_query_for_neither_person_nor_day(letter: Event) -> None:
    for text in ("letter", "captured:2023-11-20", ""):
        query = parse(text)
        shown = above(recognise(query), (), query.days)
        assert (shown.events, shown.people) == ((), ())


def test_the_most_covered_of_many_events_stand_above(db) -> None:
    for day in range(1, 10):
        make_event(f"Day {day}", happened=f"2023-11-0{day}", article_count=10 - day)
    query = parse("nov 2023")
    shown = above(recognise(query), (), query.days)
    assert [happening.event.title for happening in shown.events] == [f"Day {day}" for day in range(1, 7)]
    assert shown.cut


def test_people_who_were_asked_for_stand_above_once(ada: Person) -> None:
    grace = make_person("Grace", "Hopper", article_count=1)
    with CaptureQueriesContext(connection) as asked:
        shown = above(Recognised(people=(ada,)), (grace, ada))
    assert shown.people == (grace, ada) and not asked
