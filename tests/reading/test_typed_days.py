"""Days as people type them among the words of a query."""

import pytest

from archive.reading.typed_days import day_and_month, since, spanning, typed_days, until


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("20 novembre 2023", ["2023-11-20"]),
        ("20 Novembre 2023", ["2023-11-20"]),
        ("20 nov 2023", ["2023-11-20"]),
        ("1er décembre 2023", ["2023-12-01"]),
        ("1er decembre 2023", ["2023-12-01"]),
        ("November 20 2023", ["2023-11-20"]),
        ("20th November 2023", ["2023-11-20"]),
        ("nov 2023", ["2023-11"]),
        ("AOÛT 2023", ["2023-08"]),
        ("aout 2023", ["2023-08"]),
        ("2023", ["2023"]),
        ("2023 11 20", ["2023-11-20"]),
        ("20 11 2023", ["2023-11-20"]),
        ("11 20 2023", ["2023-11-20"]),
        ("20 11 23", ["2023-11-20"]),
        ("03 04 2023", ["2023-04-03", "2023-03-04"]),
        ("2023 11", ["2023-11", "2023-11-11"]),
        ("11 2023", ["2023-11", "2023-11-11"]),
        ("17 au 22 novembre 2023", ["2023-11-17..2023-11-22"]),
        ("17 to 22 November 2023", ["2023-11-17..2023-11-22"]),
        ("17 22 novembre 2023", ["2023-11-17..2023-11-22"]),
    ],
)
def test_it_reads_days_months_and_years(typed: str, texts: list[str]) -> None:
    assert [days.text for days in typed_days(typed.split())] == texts


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "novembre",
        "20 novembre",
        "31 novembre 2023",
        "2023 13",
        "20 20 2023",
        "0999",
        "9999",
        "12345",
        "altman 20 novembre 2023",
        "22 au 17 novembre 2023",
        "²⁰ 11 2023",
    ],
)
def test_it_reads_nothing_else(typed: str) -> None:
    assert typed_days(typed.split()) == ()


@pytest.mark.parametrize(("typed", "found"), [("20 novembre", (20, 11)), ("Nov 20", (20, 11)), ("29 février", (29, 2))])
def test_it_reads_a_day_without_its_year(typed: str, found: tuple[int, int]) -> None:
    assert day_and_month(typed.split()) == found


@pytest.mark.parametrize("typed", ["novembre", "20", "5 may", "31 novembre", "20 nov 2023", "20 nov altman", ""])
def test_it_reads_no_day_in_other_words(typed: str) -> None:
    assert day_and_month(typed.split()) is None


def test_it_opens_and_joins_times() -> None:
    (day,) = typed_days(["20", "novembre", "2023"])
    (month,) = typed_days(["oct", "2023"])
    assert (since(day).text, since(day).last, since(day).edtf) == ("2023-11-20..", None, "2023-11-20/..")
    assert (until(day).text, until(day).first, until(day).edtf) == ("..2023-11-20", None, "../2023-11-20")
    both = spanning([day, month])
    assert (both.text, both.edtf) == ("2023-10..2023-11-20", "2023-10/2023-11-20")
    assert (both.first, both.last) == (month.first, day.last)
    assert spanning([day]) is day
