"""What PostgreSQL's index has beside words: the time of a place, and pairs of words."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from archive.search.analysis import Analysed
from archive.search.backends import lexemes, pairs
from archive.search.backends.entry import BREAK, Entry
from archive.search.facts import DATED, Facts, place


def at(day: date, minutes: int = 0, article: int = 1) -> int:
    """Return the place of an article of a day."""
    return place(datetime(day.year, day.month, day.day) + timedelta(minutes=minutes), article)


def test_a_place_has_its_century_year_month_and_day() -> None:
    assert lexemes.place_tokens(at(date(2023, 11, 20), 1_439)) == ("¤t20", "¤t2023", "¤t202311", "¤t20231120")
    assert lexemes.place_tokens(7) == ("¤t",)


@pytest.mark.parametrize("longest", [1, 3, 90, 400, 5_000, 100_000, 3_600_000])
def test_every_place_of_a_time_has_one_of_its_tokens(longest: int) -> None:
    chance = Random(longest)
    for _ in range(150):
        first = date.fromordinal(chance.randrange(1, date.max.toordinal() + 1))
        last = date.fromordinal(min(first.toordinal() + chance.randrange(longest), date.max.toordinal()))
        low, high = at(first, chance.randrange(1_440)), at(last, 1_439, 9)
        tokens = set(lexemes.time_tokens(low, high))

        assert len(tokens) < 280
        for _ in range(5):
            day = date.fromordinal(chance.randrange(first.toordinal(), last.toordinal() + 1))
            assert not tokens.isdisjoint(lexemes.place_tokens(min(max(at(day, chance.randrange(1_440)), low), high)))


def test_the_tokens_of_some_days_are_of_no_other_day() -> None:
    first, last = date(2023, 12, 30), date(2024, 2, 2)
    tokens = set(lexemes.time_tokens(at(first, 5), at(last)))

    for day in (first - timedelta(days=1), last + timedelta(days=1), date(2023, 2, 1)):
        assert tokens.isdisjoint(lexemes.place_tokens(at(day)))


def test_a_long_time_has_few_tokens() -> None:
    assert lexemes.time_tokens(at(date(2023, 11, 20)), at(date(2023, 11, 21), 5)) == ("¤t20231120", "¤t20231121")
    assert lexemes.time_tokens(at(date(2023, 11, 20)), at(date(2024, 2, 3))) == (
        "¤t202311",
        "¤t202312",
        "¤t202401",
        "¤t202402",
    )
    assert lexemes.time_tokens(at(date(1998, 5, 1)), at(date(2003, 11, 30))) == (
        *(f"¤t{year}" for year in range(1998, 2004)),
    )
    assert len(lexemes.time_tokens(DATED, at(date.max))) == 100


def test_undated_places_have_a_time_of_their_own() -> None:
    assert lexemes.time_tokens(0, DATED - 1) == ("¤t",)
    assert lexemes.time_tokens(5, at(date(1, 1, 2)))[:2] == ("¤t", "¤t00010101")


def test_pairs_of_frequent_words_have_codes_of_their_own() -> None:
    words = ["dans", "les", "des", "la", "the", "you", "y", "a", "will"]
    frequent = [(one, other) for one in words for other in words]
    codes = [*map(pairs.codes_of, frequent)]

    assert all(map(pairs.is_frequent, words)) and not pairs.is_frequent("altman")
    assert len(set().union(*codes)) == len(frequent)
    assert max(set().union(*codes)) < 0 <= min(pairs.codes_of(["altman", "les"]))
    assert pairs.codes_of(["les"]) == set()


def test_every_pair_has_a_code_that_the_database_takes() -> None:
    chance = Random(3)
    words = ["".join(chance.choices("abcdefgh", k=5)) for _ in range(3_000)]

    codes = pairs.codes_of([*words, "you", "you", "a", "a"])

    assert min(codes) >= -(1 << 15) and max(codes) < 1 << 15


def test_no_pair_reaches_from_one_field_into_another() -> None:
    title, body = Analysed(["a"], ["a"]), Analysed(["b", BREAK, "d"], ["b", BREAK, "d"])
    entry = Entry(Facts(article=1, place=1), "", title, ("c",), body)

    assert not pairs.codes_of(["a", "b"]) & set(pairs.codes(entry))
    assert not pairs.codes_of(["b", "d"]) & set(pairs.codes(entry))
