"""Dates in words, in English and French."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from archive.templatetags.dates import (
    calendar_address,
    doubtful,
    edtf_date,
    edtf_link,
    in_words,
    machine_date,
    moment,
    month_alone,
    month_and_year,
    weekdays,
)

IN_ENGLISH = {
    "": "",
    "2023": "2023",
    "0800": "800",
    "2023-11": "November 2023",
    "2023-11-20": "20 November 2023",
    "2023-11-01": "1 November 2023",
    "2023-11-20T20:24:00": "20 November 2023, 20:24",
    "2023-11-20T20:24:00Z": "20 November 2023, 20:24 UTC",
    "2023-11-20T20:24:00+01:00": "20 November 2023, 20:24 (UTC+01:00)",
    "2023-11-20?": "20 November 2023 (uncertain)",
    "2023-11-20~": "about 20 November 2023",
    "2023-11~": "about November 2023",
    "2023-11-20%": "about 20 November 2023 (uncertain)",
    "2023-21": "spring 2023",
    "2023-24": "winter 2023",
    "201X": "the 2010s",
    "2023-11-XX": "November 2023",
    "2023-XX-XX": "2023",
    "2023-11-20/2023-11-22": "between 20 and 22 November 2023",
    "2023-10-30/2023-11-02": "between 30 October and 2 November 2023",
    "2022-12-30/2023-01-02": "between 30 December 2022 and 2 January 2023",
    "2023-10/2023-11": "between October and November 2023",
    "2015/2017": "between 2015 and 2017",
    "2023-11-20/2023-11-22?": "between 20 and 22 November 2023 (uncertain)",
    "2023-11-20/..": "20 November 2023 or later",
    "../2023-11-20": "20 November 2023 or earlier",
    "20XX": "between 1 January 2000 and 31 December 2099",
    "no date": "no date",
}

IN_FRENCH = {
    "2023-11-01": "1er novembre 2023",
    "2023-11-20": "20 novembre 2023",
    "2023-11": "novembre 2023",
    "2023-11-20T08:04:00": "20 novembre 2023 à 8\u00a0h\u00a004",
    "2023-11-20~": "vers le 20 novembre 2023",
    "2023-11~": "vers novembre 2023",
    "2023-11-20?": "20 novembre 2023 (incertain)",
    "2023-11-20/2023-11-22": "entre le 20 et le 22 novembre 2023",
    "2023-11-01/2023-11-22": "entre le 1er et le 22 novembre 2023",
    "2023-10/2023-11": "entre octobre et novembre 2023",
    "2023-22": "été 2023",
    "201X": "les années 2010",
}


@pytest.mark.parametrize(("text", "words"), IN_ENGLISH.items())
def test_it_says_dates_in_english(text: str, words: str) -> None:
    with override("en"):
        assert in_words(text) == words


@pytest.mark.parametrize(("text", "words"), IN_FRENCH.items())
def test_it_says_dates_in_french(text: str, words: str) -> None:
    with override("fr"):
        assert in_words(text) == words


def test_it_says_what_took_a_time() -> None:
    with override("en"):
        assert in_words("2023-11-17/2023-11-22", lasting=True) == "17 to 22 November 2023"
        assert in_words("2023-10/2023-11", lasting=True) == "October to November 2023"
    with override("fr"):
        assert in_words("2023-11-17/2023-11-22", lasting=True) == "du 17 au 22 novembre 2023"


@pytest.mark.parametrize(
    ("text", "machine"),
    [
        ("2023", "2023"),
        ("2023-11", "2023-11"),
        ("2023-11-20?", "2023-11-20"),
        ("2023-11-20T20:24:00+01:00", "2023-11-20T20:24:00+01:00"),
        ("2023-21", ""),
        ("2023-11-20/2023-11-22", ""),
        ("201X", ""),
    ],
)
def test_it_gives_machines_one_date_or_none(text: str, machine: str) -> None:
    assert machine_date(text) == machine


def test_it_escapes_what_is_no_date() -> None:
    assert edtf_date("<b>") == "<b>"  # a plain string: the template escapes it
    assert not hasattr(edtf_date("<b>"), "__html__")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [("", False), ("2023-11-20", False), ("2023-11-20T10:00:00", False), ("2023-11", True), ("2023-11-20?", True)],
)
def test_it_knows_a_doubtful_date(text: str, doubt: bool) -> None:
    assert doubtful(text) is doubt


def test_it_says_moments_with_their_zone() -> None:
    with override("en"):
        said = moment(datetime(2023, 11, 23, 9, 30, tzinfo=UTC))
    assert said == '<time datetime="2023-11-23T09:30:00+00:00">23 November 2023, 09:30 UTC</time>'


def test_it_names_months_and_weekdays() -> None:
    with override("fr"):
        assert month_and_year(date(2023, 8, 1)) == "août 2023"
        assert month_alone(date(2023, 8, 1)) == "Août"
        assert weekdays()[0][0].casefold() == "lundi"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("2023-11-20T20:24:00+01:00", "/dates/2023/11/20/"),
        ("2023-11-20?", "/dates/2023/11/20/"),
        ("2023-11-20/2023-11-22", "/dates/2023/11/"),
        ("2023-11-30/2023-12-02", "/dates/2023/"),
        ("2015", "/dates/2015/"),
        ("2015/2016", ""),
        ("2023-11-20/..", ""),
        ("no date", ""),
    ],
)
def test_it_leads_to_the_calendar_page_that_holds_a_date(text: str, address: str) -> None:
    assert calendar_address(text) == address
    assert (f'href="{address}"' in edtf_link(text)) == bool(address)
