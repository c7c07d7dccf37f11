"""The facets of a search, from hand-made counts."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from archive.models import Event, Person, Source
from archive.reading.facets import MOST, FacetsPage, facets_page
from archive.reading.periods import Unit, timeline
from archive.search import facts
from archive.search.facts import Counted
from archive.search.query import parse
from archive.search.tree import Fact, Mistake, Query
from tests.makers import make_event, make_person, make_source

pytestmark = pytest.mark.django_db

DAY = date(2023, 11, 20)


def asked_by(address: str) -> dict[str, list[str]]:
    """Return what the address asks for."""
    return parse_qs(urlsplit(address).query)


def known(*records: Any) -> None:
    """Let published articles cover the records."""
    for record in records:
        type(record).objects.filter(pk=record.pk).update(article_count=1)


def resolved(text: str, *tokens: str) -> Query:
    """Return the query as its names mean the tokens, in their order."""
    query = parse(text)
    terms = (*(Fact((token,)) for token in tokens), *query.terms[len(tokens) :])
    return Query(query.text, terms, query.days, query.mistakes)


def made(
    counted: Counted,
    query: Query | str = "",
    people: Any = (),
    events: Any = (),
    sources: Any = (),
    order: str = "newest",
) -> FacetsPage:
    query = parse(query) if isinstance(query, str) else query
    return facets_page(counted, timeline(counted, query), query, people, events, sources, order)


def page_of(page: FacetsPage) -> str:
    return " ".join(render_to_string("archive/_facets.html", {"page": page}).split())


def test_it_works() -> None:
    ada, grace = make_person("Ada", "Byron"), make_person("Grace", "Hopper")
    dismissal, gazette = make_event("The dismissal"), make_source("The Harbour Gazette")
    known(ada, grace, dismissal, gazette)
    counted = Counted(
        articles=9,
        people={ada.pk: 3, grace.pk: 7},
        events={dismissal.pk: 2},
        sources={gazette.pk: 8},
        languages={"fr": 6, "en": 3},
        days={(DAY, DAY): 4, (date(2022, 1, 1), date(2022, 1, 31)): 4},
        undated=1,
        linked=8,
        confirmed=5,
    )
    page = made(counted, "letter", order="oldest")
    assert page.people and [(entry.name, entry.articles) for entry in page.people.entries] == [
        ("Grace Hopper", 7),
        ("Ada Byron", 3),
    ]
    assert asked_by(page.people.entries[0].address) == {"q": ["letter person:grace-hopper"], "order": ["oldest"]}
    assert page.events and asked_by(page.events.entries[0].address)["q"] == ["letter event:the-dismissal"]
    assert page.sources and asked_by(page.sources.entries[0].address)["q"] == ["letter source:the-harbour-gazette"]
    assert page.languages and [entry.name for entry in page.languages.entries] == ["fr", "en"]
    assert page.evidence and [(entry.name, entry.articles) for entry in page.evidence.entries] == [
        ("confirmed", 5),
        ("automatic", 3),
    ]
    assert page.times and [(entry.period.edtf, entry.articles) for entry in page.times.entries] == [
        ("2022", 4),
        ("2023", 4),
    ]
    assert page.undated == 1 and not page.empty and not page.capped


def test_it_reads_the_names_in_one_query_each(django_assert_num_queries: Any) -> None:
    people = [make_person() for _ in range(60)]
    known(*people, event := make_event(), source := make_source())
    counted = Counted(
        articles=99,
        people={person.pk: 50 - place for place, person in enumerate(people[:49])} | {p.pk: 1 for p in people[49:]},
        events={event.pk: 1},
        sources={source.pk: 1},
    )
    with django_assert_num_queries(3):
        page = made(counted)
    assert page.people and len(page.people.entries) == 8 and len(page.people.rest) == MOST - 8
    html = page_of(page)
    assert f"{MOST - 8} more" in html and html.count("<li>") == MOST + 2


def test_one_more_than_fits_is_shown_at_once() -> None:
    people = [make_person() for _ in range(9)]
    known(*people)
    page = made(Counted(articles=99, people={person.pk: 1 for person in people}))
    assert page.people and (len(page.people.entries), page.people.rest) == (9, ())


def test_it_drops_what_is_hidden() -> None:
    ada, hidden, uncovered = make_person("Ada", "Byron"), make_person(hidden=True), make_person()
    known(ada, hidden)
    secret = make_event("Secret", hidden=True)
    known(secret)
    counted = Counted(articles=9, people={hidden.pk: 8, uncovered.pk: 7, ada.pk: 1, 999_999: 5}, events={secret.pk: 3})
    page = made(counted)
    assert page.people and [entry.name for entry in page.people.entries] == ["Ada Byron"]
    assert page.events is None


def test_what_was_chosen_comes_first_and_its_link_takes_it_away() -> None:
    ada, grace = make_person("Ada", "Byron"), make_person("Grace", "Hopper")
    known(ada, grace)
    query = resolved('person:"Ada Byron" letter', facts.person_token(ada.pk))
    page = made(Counted(articles=3, people={ada.pk: 3, grace.pk: 3}), query, people=(ada,))
    assert page.people and [(entry.name, entry.chosen) for entry in page.people.entries] == [
        ("Ada Byron", True),
        ("Grace Hopper", False),
    ]
    assert asked_by(page.people.entries[0].address) == {"q": ["letter"]}
    assert asked_by(page.people.entries[1].address)["q"] == ['person:"Ada Byron" letter person:grace-hopper']
    html = page_of(page)
    assert 'aria-current="true"' in html and "(take away)" in html


def test_it_knows_what_was_chosen_beside_what_nobody_knows() -> None:
    ada = make_person("Ada", "Byron")
    known(ada)
    query = parse("language:klingon person:ada-byron language:fr")
    terms = (Fact((facts.person_token(ada.pk),)), Fact((facts.language_token("fr"),)))
    query = Query(query.text, terms, mistakes=(Mistake("unknown_language", "klingon"),))
    page = made(Counted(articles=2, people={ada.pk: 2}, languages={"fr": 2}), query, people=(ada,))
    assert page.languages and page.languages.entries[0].chosen and page.people
    assert asked_by(page.people.entries[0].address)["q"] == ["language:klingon language:fr"]
    assert asked_by(page.languages.entries[0].address)["q"] == ["language:klingon person:ada-byron"]


def test_a_chosen_record_stays_where_nothing_was_found() -> None:
    ada = make_person("Ada", "Byron")
    query = resolved("person:ada-byron zebra", facts.person_token(ada.pk))
    page = made(Counted(), query, people=(ada,))
    assert page.people and page.people.entries[0].articles == 0 and "0 articles" in page_of(page)


def test_it_counts_the_evidence_of_the_person_asked_for() -> None:
    ada = make_person("Ada", "Byron")
    known(ada)
    counted = Counted(articles=9, people={ada.pk: 9}, confirmed_people={ada.pk: 2}, linked=9, confirmed=8)
    query = resolved("person:ada-byron", facts.person_token(ada.pk))
    page = made(counted, query, people=(ada,))
    assert page.evidence and [(entry.name, entry.articles) for entry in page.evidence.entries] == [
        ("confirmed", 2),
        ("automatic", 7),
    ]
    assert asked_by(page.evidence.entries[1].address)["q"] == ["person:ada-byron evidence:automatic"]


def test_it_counts_the_evidence_of_the_event_asked_for() -> None:
    event = make_event("The dismissal")
    known(event)
    counted = Counted(articles=4, events={event.pk: 4}, confirmed_events={event.pk: 4}, linked=4, confirmed=4)
    page = made(counted, resolved("event:the-dismissal", facts.event_token(event.pk)), events=(event,))
    assert page.evidence is None  # all of it is confirmed: nothing to choose


def test_it_says_where_it_was_counted_no_further() -> None:
    counted = Counted(articles=90, languages={"fr": 20, "en": 3}, linked=25, confirmed=5, counted_to=20)
    page = made(counted)
    assert page.languages and [entry.more for entry in page.languages.entries] == [True, False]
    assert page.evidence and [(entry.articles, entry.more) for entry in page.evidence.entries] == [
        (5, False),
        (20, True),
    ]


def test_the_evidence_of_two_was_not_counted() -> None:
    ada, grace = make_person("Ada", "Byron"), make_person("Grace", "Hopper")
    known(ada, grace)
    counted = Counted(articles=9, people={ada.pk: 9, grace.pk: 9}, linked=9, confirmed=8)
    assert made(counted, "person:ada-byron person:grace-hopper", people=(ada, grace)).evidence is None
    page = made(counted, "person:ada-byron person:grace-hopper evidence:confirmed", people=(ada, grace))
    assert page.evidence and [(entry.name, entry.chosen) for entry in page.evidence.entries] == [("confirmed", True)]


def test_nothing_to_choose_is_left_out() -> None:
    gazette = make_source("The Harbour Gazette")
    known(gazette)
    counted = Counted(articles=2, sources={gazette.pk: 2}, languages={"fr": 2}, days={(DAY, DAY): 2})
    page = made(counted)
    assert page.empty and page_of(page) == ""
    assert made(Counted()).empty


def times(days: dict[tuple[date, date], int], text: str = "", **more: Any) -> Any:
    return made(Counted(articles=sum(days.values()), days=days), text, **more).times


def test_years_open_into_months_and_months_into_days() -> None:
    days = {(DAY, DAY): 2, (date(2023, 11, 1), date(2023, 11, 1)): 1, (date(2023, 2, 1), date(2023, 2, 1)): 4}
    months = times(days)
    assert months.unit == Unit.MONTH and not months.steps
    assert [(entry.period.edtf, entry.articles) for entry in months.entries] == [("2023-11", 3), ("2023-02", 4)]
    assert asked_by(months.entries[0].address) == {"q": ["published:2023-11"]}
    found = {day: n for day, n in days.items() if day[0].month == 11}
    in_month = times(found, "published:2023-11")
    assert in_month.unit == Unit.DAY
    assert [entry.period.edtf for entry in in_month.entries] == ["2023-11-20", "2023-11-01"]
    assert [(step.edtf, asked_by(step.address)) for step in in_month.steps] == [
        ("", {}),
        ("2023", {"q": ["published:2023"]}),
        ("2023-11", {}),
    ]


def test_a_month_shows_all_its_days() -> None:
    days = {(date(2023, 12, day), date(2023, 12, day)): day for day in range(1, 32)}
    found = times(days)
    assert len(found.entries) == 8 and len(found.entries + found.rest) == 31


def test_a_day_has_a_way_back_alone() -> None:
    found = times({(DAY, DAY): 2}, "letter published:2023-11-20")
    assert found.entries == ()
    assert [step.edtf for step in found.steps] == ["", "2023", "2023-11", "2023-11-20"]
    assert asked_by(found.steps[0].address) == {"q": ["letter"]}
    assert asked_by(found.steps[2].address) == {"q": ["letter published:2023-11"]}
    html = page_of(made(Counted(articles=2, days={(DAY, DAY): 2}), "letter published:2023-11-20"))
    assert "All times" in html and ">November 2023</a>" in html and '<span aria-current="true"><time' in html


def test_an_open_interval_has_a_way_back() -> None:
    found = times({(DAY, DAY): 2, (date(2024, 1, 1), date(2024, 1, 1)): 1}, "published:2023-11-01..")
    assert [step.edtf for step in found.steps] == ["", "2023-11-01/.."]
    assert asked_by(found.entries[1].address) == {"q": ["published:2023-11-01..2023-12-31"]}
    assert [step.edtf for step in times({(DAY, DAY): 2}, "published:..2023-11-20").steps] == ["", "../2023-11-20"]
    several = times({(DAY, DAY): 2}, "published:2023-11-19..2023-11-21")
    assert [step.edtf for step in several.steps] == ["", "2023", "2023-11", "2023-11-19/2023-11-21"]


def test_an_uncertain_date_counts_wherever_its_link_finds_it() -> None:
    days = {(DAY, DAY): 2, (date(2023, 11, 19), date(2023, 11, 21)): 3}
    assert [(entry.period.edtf, entry.articles) for entry in times(days).entries] == [
        ("2023-11-21", 3),
        ("2023-11-20", 5),
        ("2023-11-19", 3),
    ]


def test_it_says_that_the_newest_were_counted() -> None:
    ada, grace = make_person("Ada", "Byron"), make_person("Grace", "Hopper")
    known(ada, grace)
    page = made(Counted(articles=10_000, capped=True, people={ada.pk: 10_000, grace.pk: 9_999}))
    html = page_of(page)
    assert "only the newest 10,000 of them are counted here" in html
    assert ">10,000+<" in html and "10,000 articles or more" in html and ">9,999<" in html


def test_it_speaks_french_and_escapes_names() -> None:
    nasty = make_person("<b>", "&Co")
    known(nasty)
    with translation.override("fr"):
        html = page_of(
            made(Counted(articles=2_000, people={nasty.pk: 1_234}, languages={"fr": 9, "en": 1}), "<script>")
        )
    assert "&lt;b&gt;" in html and "<b>" not in html and "<script" not in html
    assert "français" in html.lower() and " style=" not in html


def test_records_are_named_by_their_kind() -> None:
    for record, kind in ((make_person("A", "B"), "people"), (make_event("C"), "events"), (make_source("D"), "sources")):
        known(record)
        assert isinstance(record, Person | Event | Source)
        group = getattr(made(Counted(articles=3, **{kind: {record.pk: 2}})), kind)
        assert group.entries[0].name == str(record)
