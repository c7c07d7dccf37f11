"""EDTF texts and the days they may mean.

The cases are those of the specification's levels 0 to 2, as far as an archive of press coverage meets them.
"""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lib import edtf


def days(text: str) -> tuple[str, str]:
    """Return the first and last day that `text` may mean."""
    interval = edtf.parse(text)
    return interval.earliest.isoformat(), interval.latest.isoformat()


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-11", "2023-11-01", "2023-11-30"),
        ("2023-11-20", "2023-11-20", "2023-11-20"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-11-20?", "2023-11-20", "2023-11-20"),
        ("2023-11~", "2023-11-01", "2023-11-30"),
        ("2023%", "2023-01-01", "2023-12-31"),
        ("2023-?11-20", "2023-11-20", "2023-11-20"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("2023-XX", "2023-01-01", "2023-12-31"),
        ("2023-11-XX", "2023-11-01", "2023-11-30"),
        ("2023-21", "2023-03-01", "2023-05-31"),
        ("2023-34", "2023-04-01", "2023-06-30"),
        ("2023-11-20/2023-11-22", "2023-11-20", "2023-11-22"),
        ("2023-11-20/2023-11-20", "2023-11-20", "2023-11-20"),
        ("2023-11-15/2023-11", "2023-11-15", "2023-11-30"),
        ("2023/2024", "2023-01-01", "2024-12-31"),
        ("2023-11-20/..", "2023-11-20", "9999-12-31"),
        ("../2023", "0001-01-01", "2023-12-31"),
        ("2023-11-20/", "2023-11-20", "9999-12-31"),
        ("/2023", "0001-01-01", "2023-12-31"),
        ("[2023-11-20,2023-11-22]", "2023-11-20", "2023-11-22"),
        ("{2023,2024}", "2023-01-01", "2024-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        (" 2023-11-20\n", "2023-11-20", "2023-11-20"),
    ],
)
def test_it_works(text: str, earliest: str, latest: str) -> None:
    assert days(text) == (earliest, latest)
    assert edtf.parse(text).moment is None
    assert edtf.parse(text).instant() is None


@pytest.mark.parametrize(
    ("text", "kept", "instant"),
    [
        ("2023-11-20T20:24:00", "2023-11-20T20:24:00", "2023-11-20T19:24:00+00:00"),
        ("2023-11-20T20:24", "2023-11-20T20:24:00", "2023-11-20T19:24:00+00:00"),
        ("2023-11-20 20:24", "2023-11-20T20:24:00", "2023-11-20T19:24:00+00:00"),
        ("2023-11-20T20:24:00Z", "2023-11-20T20:24:00Z", "2023-11-20T20:24:00+00:00"),
        ("2023-11-20T20:24:00.123Z", "2023-11-20T20:24:00Z", "2023-11-20T20:24:00+00:00"),
        ("2023-11-20T23:30:00-08:00", "2023-11-20T23:30:00-08:00", "2023-11-21T07:30:00+00:00"),
        ("2023-07-20T20:24:00", "2023-07-20T20:24:00", "2023-07-20T18:24:00+00:00"),
    ],
)
def test_it_reads_times_in_the_zone_of_the_record(text: str, kept: str, instant: str) -> None:
    interval = edtf.parse(text)
    assert interval.text == kept
    assert interval.instant("Europe/Paris") == datetime.fromisoformat(instant)


def test_a_day_is_the_one_that_is_written_not_that_of_greenwich() -> None:
    assert days("2023-11-20T23:30:00-08:00") == ("2023-11-20", "2023-11-20")
    assert edtf.parse("2023-11-20T23:30:00-08:00").instant().date() == date(2023, 11, 21)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "unknown",
        "20 November 2023",
        "20/11/2023",
        "2023-6",
        "2023-13",
        "2023-00",
        "2023-02-29",
        "2023-11-31",
        "2023-11-31?",
        "2023-02-30/2023-03-01",
        "2023-11-00",
        "2023-W47",
        "2023-324",
        "+2023",
        "/",
        "2023-11-22/2023-11-20",
        "2023/2022/2021",
        "2023-11-20T25:00:00",
        "2023-11-20T20:60:00",
        "2023-11-20T20:24:00+99:00",
        "2023-11-20T10:00:00/2023-11-21",
        "2023-11-20\x00",
        "２０２３-11-20",
        "2023-11-2٠",
        "Y12000",
        "Y-17E7",
        "-0100",
        "0000",
        "XXXX-12-25",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:00:00-05:00",
        "2023" * 26,
        "[" * 90,
    ],
)
def test_it_refuses(text: str) -> None:
    with pytest.raises(edtf.EDTFError) as refused:
        edtf.parse(text)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 300


def test_it_has_no_instant_at_the_ends_of_the_calendar() -> None:
    assert edtf.parse("0001-01-01T00:30:00").instant("Asia/Tokyo") is None
    assert edtf.parse("9999-12-31T23:30:00").instant("America/New_York") is None


@pytest.mark.parametrize(
    ("text", "qualified"),
    [
        ("2023-11-20", ""),
        ("2023-11-20?", "uncertain"),
        ("2023-11~", "approximate"),
        ("2023%", "both"),
        ("2023?/2024~", "both"),
        ("", ""),
    ],
)
def test_it_tells_how_a_date_is_qualified(text: str, qualified: str) -> None:
    assert edtf.qualifier(text) == qualified


@given(st.dates())
def test_every_day_is_itself(day: date) -> None:
    interval = edtf.parse(day.isoformat())
    assert (interval.earliest, interval.latest) == (day, day)


@given(st.dates(), st.dates())
def test_an_interval_runs_from_its_first_day_to_its_last(first: date, last: date) -> None:
    text = f"{first.isoformat()}/{last.isoformat()}"
    if first <= last:
        assert days(text) == (first.isoformat(), last.isoformat())
    else:
        with pytest.raises(edtf.EDTFError, match="ends before it begins"):
            edtf.parse(text)


@given(
    st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)).map(
        lambda at: at.replace(microsecond=0)
    ),
    st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters))),
)
def test_every_time_keeps_its_day_and_its_instant(moment: datetime, zone: timezone) -> None:
    at = moment.replace(tzinfo=zone)
    interval = edtf.parse(at.isoformat())
    assert interval.earliest == interval.latest == at.date()
    assert interval.instant() == at.astimezone(UTC)


@given(st.text(max_size=40) | st.text(alphabet="0123456789-/.X?~%TZ:[]{},Y+E ", max_size=30))
def test_any_text_is_an_interval_in_order_or_is_refused(text: str) -> None:
    try:
        interval = edtf.parse(text)
    except edtf.EDTFError:
        return
    assert interval.earliest <= interval.latest
    assert edtf.parse(interval.text) == interval
