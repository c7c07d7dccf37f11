"""Days written in French, English and German."""

from time import perf_counter

import pytest

from archive.lib.days import WrittenDay, find_days
from archive.lib.edtf import parse


def only(text: str, **options: bool) -> WrittenDay:
    (day,) = find_days(text, **options)
    return day


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("lundi 20 novembre 2023 à 20h24", "20 novembre 2023 à 20h24", "2023-11-20T20:24:00"),
        ("20 Nov. 2023 • 20:24\n0", "20 Nov. 2023 • 20:24", "2023-11-20T20:24:00"),
        ("20 nov. 2023\n20:24", "20 nov. 2023\n20:24", "2023-11-20T20:24:00"),
        ("Publié le 20/11/2023 à 08h30", "20/11/2023 à 08h30", "2023-11-20T08:30:00"),
        ("le 20/11/2023 à 8 h.", "20/11/2023 à 8 h", "2023-11-20T08:00:00"),
        ("le 20/11/23 à 08:30", "20/11/23 à 08:30", "2023-11-20T08:30:00"),
        ("mis à jour le 1/2/2024", "1/2/2024", "2024-02-01"),
        ("20.11.2023", "20.11.2023", "2023-11-20"),
        ("20-11-2023", "20-11-2023", "2023-11-20"),
        ("1er août 2023", "1er août 2023", "2023-08-01"),
        ("1 er aout 2023", "1 er aout 2023", "2023-08-01"),
        ("3 aou\u0302t 2023", "3 aou\u0302t 2023", "2023-08-03"),
        ("12 févr. 2023", "12 févr. 2023", "2023-02-12"),
        ("12 FÉV 2023", "12 FÉV 2023", "2023-02-12"),
        ("31 déc. 1999", "31 déc. 1999", "1999-12-31"),
        ("2 juil 2023", "2 juil 2023", "2023-07-02"),
        ("17 novembreth 2023", "17 novembreth 2023", "2023-11-17"),
        ("20-Nov-2023", "20-Nov-2023", "2023-11-20"),
        ("Nov 22, 2023", "Nov 22, 2023", "2023-11-22"),
        ("Sept. 5, 2023, 8:24 p.m.", "Sept. 5, 2023, 8:24 p.m.", "2023-09-05T20:24:00"),
        ("Wednesday, November 22nd, 2023 at 12:05 am", "November 22nd, 2023 at 12:05 am", "2023-11-22T00:05:00"),
        ("Nov. 22 2023 8 PM EST", "Nov. 22 2023 8 PM EST", "2023-11-22T20:00:00-05:00"),
        ("the 22nd of November, 2023", "22nd of November, 2023", "2023-11-22"),
        ("22 November 2023 09:15 GMT", "22 November 2023 09:15 GMT", "2023-11-22T09:15:00Z"),
        ("Mon 20 Nov 2023 20.24 GMT", "20 Nov 2023 20.24 GMT", "2023-11-20T20:24:00Z"),
        ("20 Jun 2023 20.24 BST", "20 Jun 2023 20.24 BST", "2023-06-20T20:24:00+01:00"),
        ("2023-11-20T20:24:00+01:00", "2023-11-20T20:24:00+01:00", "2023-11-20T20:24:00+01:00"),
        ("2023-11-20T20:24:00.123Z", "2023-11-20T20:24:00.123Z", "2023-11-20T20:24:00Z"),
        ("2023-11-20 20:24", "2023-11-20 20:24", "2023-11-20T20:24:00"),
        ("2023/11/20", "2023/11/20", "2023-11-20"),
        ("20 novembre 2023 - 20:24 (CET)", "20 novembre 2023 - 20:24 (CET)", "2023-11-20T20:24:00+01:00"),
        ("am 3. Oktober 2023 um 20:24 Uhr", "3. Oktober 2023 um 20:24", "2023-10-03T20:24:00"),
        ("Montag, 4. März 2024", "4. März 2024", "2024-03-04"),
        ("en novembre 2023,", "novembre 2023", "2023-11"),
        ("November, 2023", "November, 2023", "2023-11"),
        ("in May 2023", "May 2023", "2023-05"),
        ("29 février 2024", "29 février 2024", "2024-02-29"),
    ],
)
def test_it_reads_days_with_a_year(text, words, edtf):
    day = only(text)
    assert text[day.start : day.end].rstrip(")") == words.rstrip(")")
    assert day.edtf() == edtf
    assert parse(edtf).text == edtf


@pytest.mark.parametrize(
    ("text", "words", "day", "month"),
    [
        ("Le chaos a commencé le 17 novembre, lorsque", "17 novembre", 17, 11),
        ("vendredi dernier (17 novembreth), lorsque", "17 novembreth", 17, 11),
        ("on November 22 the board", "November 22", 22, 11),
        ("on Nov. 22, the board", "Nov. 22", 22, 11),
        ("le 1er mai prochain", "1er mai", 1, 5),
        ("le 2 mars", "2 mars", 2, 3),
        ("on May 5 they", "May 5", 5, 5),
        ("on 5 May they", "5 May", 5, 5),
        ("le 10 sept. au soir", "10 sept.", 10, 9),
        ("du 17-22 novembre", "22 novembre", 22, 11),
        ("le 29 février", "29 février", 29, 2),
        ("Le 17 novembre, 2000 personnes", "17 novembre", 17, 11),
        ("le 20\nnovembre au soir", "20\nnovembre", 20, 11),
    ],
)
def test_it_reads_days_without_a_year(text, words, day, month):
    found = only(text)
    assert text[found.start : found.end] == words
    assert (found.day, found.month, found.year, found.edtf()) == (day, month, None, None)


def test_it_keeps_the_time_of_a_day_without_a_year():
    day = only("Le 20 novembre à 20 heures, la réunion")
    assert (day.time, day.edtf()) == ("20:00", None)


def test_it_finds_all_days_in_order():
    text = "Entre le 17 novembre et le 22 Nov. 2023, puis le 24/11/2023."
    assert [text[day.start : day.end] for day in find_days(text)] == ["17 novembre", "22 Nov. 2023", "24/11/2023"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023",
        "novembre",
        "In May we march",
        "they may 5 times",
        "Mais 5 maisons",
        "il mai 5",
        "10 march on",
        "7 sur 10 sept fois",
        "31 novembre 2023",
        "30 février",
        "29 février 2023",
        "32 novembre",
        "0 novembre",
        "2023-13-01",
        "0000-01-01",
        "45/13/2023",
        "192.168.11.2023",
        "May 10,000 people",
        "Nov 10:30",
        "Nov 5 %",
        "17 novembristes",
        "A17 novembre",
        "17,5 mars",
        "page 20\n\nMai 68",
        "marseille 2023",
    ],
)
def test_it_refuses_what_is_no_day(text):
    assert find_days(text) == []


@pytest.mark.parametrize(
    "text",
    ["20 novembre 2023 à 25h61", "20 novembre 2023, 3 hommes", "20 novembre 2023 13 pm", "20 novembre 2023\n\n20:24"],
)
def test_it_leaves_out_what_is_no_time(text):
    day = only(text)
    assert (text[day.start : day.end], day.time, day.offset) == ("20 novembre 2023", None, None)


def test_it_reads_numbers_day_first():
    assert only("03/04/2023").edtf() == "2023-04-03"
    assert only("Publié le 03/04/2023 par la rédaction").edtf() == "2023-04-03"


def test_it_reads_numbers_month_first_with_evidence():
    assert only("11/20/2023").edtf() == "2023-11-20"
    assert only("Published on 03/04/2023 by the editors").edtf() == "2023-03-04"
    assert only("03/04/2023", month_first=True).edtf() == "2023-03-04"
    assert [day.edtf() for day in find_days("03/04/2023 - 03/14/2023")] == ["2023-03-04", "2023-03-14"]
    assert [day.edtf() for day in find_days("Posted on 03/04/2023 and 14/03/2023")] == ["2023-04-03", "2023-03-14"]


@pytest.mark.parametrize(
    "piece", ["1 ", "may ", "20 nov. ", " ", "1", "20/11/", "nov\n", "20 novembre 2023 à ", "1er", "2023-11-", "12:"]
)
def test_it_takes_linear_time(piece):
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = perf_counter()
        find_days(text)
        return perf_counter() - start

    assert seconds(200_000) < 20 * seconds(50_000) + 0.5


def test_it_leaves_out_a_time_beyond_the_calendar():
    assert WrittenDay(0, 9, 31, 12, 9999, "23:59", "-14:00").edtf() == "9999-12-31"
    assert WrittenDay(0, 9, 31, 12, 9999, "23:59", "+99:99").edtf() == "9999-12-31"
    assert WrittenDay(0, 9, 31, 12, 9999, "23:59", "Z").edtf() == "9999-12-31T23:59:00Z"
