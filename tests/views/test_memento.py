"""Memento: the headers of a capture's bytes, TimeGates and TimeMaps, whatever address and time are asked for."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Capture
from archive.reading import timemaps
from archive.reading.captures import earlier_than
from tests.makers import make_article, make_capture
from tests.views.kept import MOMENT, URL, fetched, html, keep

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
# RFC 6690 section 2, and RFC 8288 section 3, as strictly as they are written.
_LINK = re.compile(r'<([^<>"\s\\^`{|}\x00-\x20\x7f-\uffff]*)>((?:; ?[a-z]+="[^"\\\r\n]*")*)')


def links_of(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return the links of `text`, each with its attributes; fails where the text is no list of links."""
    found = []
    place = 0
    while place < len(text):
        match = _LINK.match(text, place)
        assert match, text[place : place + 100]
        found.append((match[1], dict(re.findall(r'([a-z]+)="([^"]*)"', match[2]))))
        place = match.end()
        comma = re.compile(r"\s*(?:,\s*|\Z)").match(text, place)
        assert comma, text[place : place + 100]
        place = comma.end()
    return found


def links_by_rel(text: str) -> dict[str, str]:
    return {rel: uri for uri, told in links_of(text) for rel in told["rel"].split() if rel != "timemap"}


def captured(day: int, uri: str = URL, **fields: Any) -> Capture:
    """Return a capture of that day of November 2023, at 9:30:15 and a quarter; no record is written."""
    article = fields.pop("article", None) or make_article()
    return make_capture(article, **{"target_uri": uri, "captured_at": MOMENT.replace(day=day), **fields})


@pytest.fixture
def three() -> list[Capture]:
    """Return the captures of 1, 11 and 21 November."""
    return [captured(day) for day in (1, 11, 21)]


def gate(client: Client, uri: str = URL, moment: str | None = None, **meta: str) -> Any:
    """Return the answer of the TimeGate of `uri`."""
    headers = {} if moment is None else {"accept-datetime": moment}
    return client.get(f"/timegate/{uri}", headers=headers, **meta)


def test_the_bytes_say_of_what_and_when_they_are(client: Client) -> None:
    captures = [keep(fetched(html(f"{day}"), captured_at=MOMENT.replace(day=day))) for day in (1, 11, 21, 29)]
    response = client.get(f"/captures/{captures[1].pk}/bytes")
    assert response["Memento-Datetime"] == "Sat, 11 Nov 2023 09:30:15 GMT"
    links = links_by_rel(response["Link"])
    addresses = [f"{HERE}/captures/{capture.pk}/bytes" for capture in captures]
    assert links["original"] == URL and links["timegate"] == f"{HERE}/timegate/{URL}"
    assert (links["first"], links["prev"]) == (addresses[0], addresses[0])
    assert (links["next"], links["last"]) == (addresses[2], addresses[3])
    maps = {told["type"]: uri for uri, told in links_of(response["Link"]) if told["rel"] == "timemap"}
    assert maps["application/link-format"] == f"{HERE}/timemap/link/{URL}"
    assert maps["application/json"] == f"{HERE}/timemap/json/{URL}"
    own = [told for uri, told in links_of(response["Link"]) if uri == addresses[1]]
    assert own == [{"rel": "memento", "datetime": "Sat, 11 Nov 2023 09:30:15 GMT"}]


def test_the_bytes_of_the_one_capture_are_first_and_last(client: Client) -> None:
    capture = keep()
    (rels,) = [
        told["rel"] for uri, told in links_of(client.get(f"/captures/{capture.pk}/bytes")["Link"]) if "bytes" in uri
    ]
    assert rels == "first last memento"


def test_the_bytes_of_a_capture_without_a_time_are_no_memento(client: Client) -> None:
    capture = keep(fetched(captured_at=None))
    response = client.get(f"/captures/{capture.pk}/bytes")
    assert "Memento-Datetime" not in response and set(links_by_rel(response["Link"])) == {"original", "describedby"}


def test_the_headers_stay_small_for_the_longest_address(client: Client) -> None:
    capture = keep(fetched(url="https://gazette.example/" + "é" * 1900))
    response = client.get(f"/captures/{capture.pk}/bytes")
    assert sum(len(name) + len(value) for name, value in response.headers.items()) < 4096
    assert links_by_rel(response["Link"])["memento"] == f"{HERE}/captures/{capture.pk}/bytes"
    assert gate(client, quote(capture.target_uri, safe=":/"))["Location"] == f"{HERE}/captures/{capture.pk}/bytes"


@pytest.mark.parametrize(
    ("moment", "which"),
    [
        (None, 2),
        ("Wed, 01 Nov 2023 09:30:15 GMT", 0),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 0),
        ("Mon, 06 Nov 2023 09:30:15 GMT", 0),  # as near to the first as to the second
        ("Mon, 06 Nov 2023 09:30:16 GMT", 1),
        ("Sat, 11 Nov 2023 09:30:15 GMT", 1),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 2),
        ("Thu, 16 Nov 2023 09:30:15 GMT", 1),
    ],
)
def test_the_timegate_leads_to_the_nearest(client: Client, three: list[Capture], moment: str, which: int) -> None:
    response = gate(client, moment=moment)
    assert (response.status_code, response["Location"]) == (302, f"{HERE}/captures/{three[which].pk}/bytes")
    assert "accept-datetime" in response["Vary"] and "Memento-Datetime" not in response
    links = links_by_rel(response["Link"])
    assert links["original"] == URL and "timegate" not in links
    assert (links["first"], links["last"]) == tuple(f"{HERE}/captures/{three[at].pk}/bytes" for at in (0, 2))
    assert f"<{HERE}/timemap/link/{URL}>" in response["Link"]
    assert client.head(f"/timegate/{URL}").status_code == 302


def test_the_timegate_finds_a_capture_by_the_second_that_it_says_itself(client: Client) -> None:
    for microsecond in (0, 999_999):
        keep(fetched(html(f"{microsecond}"), captured_at=MOMENT.replace(second=30, microsecond=microsecond)))
    captured(23, captured_at=MOMENT.replace(second=31, microsecond=0))
    location = gate(client, moment="Thu, 23 Nov 2023 09:30:30 GMT")["Location"]
    assert client.get(location)["Memento-Datetime"] == "Thu, 23 Nov 2023 09:30:30 GMT"


@pytest.mark.parametrize(
    "moment",
    [
        "2023-11-20",
        "yesterday",
        "",
        "Mon, 20 Nov 2023 19:24:00 +0100",
        "Mon, 20 Nov 2023 19:24:00 CET",
        "Mon, 31 Feb 2023 19:24:00 GMT",
        "Mon, 20 Nov 2023 25:24:00 GMT",
        "<script>alert(1)</script>" * 50,
        "Mon, 20 Nov 2023 19:24:00 GMT, Mon, 20 Nov 2023 19:24:00 GMT",
        "Mon, ٢٠ Nov 2023 19:24:00 GMT",
    ],
)
def test_the_timegate_refuses_what_is_no_date(client: Client, three: list[Capture], moment: str) -> None:
    response = gate(client, moment=moment)
    page = response.content.decode()
    assert response.status_code == 400 and "Mon, 20 Nov 2023 19:24:00 GMT" in page and "<script>alert" not in page
    assert "accept-datetime" in response["Vary"] and links_by_rel(response["Link"])["original"] == URL


@pytest.mark.parametrize("place", ["timegate", "timemap/link", "timemap/json"])
@pytest.mark.parametrize(
    "uri", ["", "nothing", "https://gazette.example/unknown", "http://[", "a%00b", "x" * 9000, "%FF"]
)
def test_an_address_without_captures_answers_404(client: Client, place: str, uri: str) -> None:
    response = client.get(f"/{place}/{uri}")
    assert response.status_code == 404 and "No capture of this address" in response.content.decode()


@pytest.mark.parametrize("place", ["timegate", "timemap/link", "timemap/json"])
def test_what_is_not_public_or_has_no_time_is_no_memento(client: Client, place: str) -> None:
    captured(1, article=make_article(status="draft"))
    captured(2, article=make_article(status="withdrawn", withdrawn_on="2024-01-01"))
    make_capture(None, target_uri=URL, captured_at=MOMENT)
    captured(3, captured_at=None)
    assert client.get(f"/{place}/{URL}").status_code == 404
    shown = captured(4)
    captured(5, article=make_article(status="draft"))
    response = client.get(f"/{place}/{URL}")
    told = response.content.decode() + response.get("Location", "") + response.get("Link", "")
    assert set(re.findall(r"/captures/(\d+)/bytes", told)) == {str(shown.pk)}


def test_the_timemap_lists_all_captures_as_links(client: Client, three: list[Capture]) -> None:
    response = client.get(f"/timemap/link/{URL}")
    assert response["Content-Type"] == "application/link-format"
    links = links_of(response.content.decode())
    assert links[0] == (URL, {"rel": "original"}) and links[1] == (f"{HERE}/timegate/{URL}", {"rel": "timegate"})
    assert links[2] == (
        f"{HERE}/timemap/link/{URL}",
        {
            "rel": "self",
            "type": "application/link-format",
            "from": "Wed, 01 Nov 2023 09:30:15 GMT",
            "until": "Tue, 21 Nov 2023 09:30:15 GMT",
        },
    )
    assert [(uri, told["rel"]) for uri, told in links[3:]] == [
        (f"{HERE}/captures/{capture.pk}/bytes", rel)
        for capture, rel in zip(three, ("first memento", "memento", "last memento"), strict=True)
    ]
    assert links[4][1]["datetime"] == "Sat, 11 Nov 2023 09:30:15 GMT"


def test_the_timemap_of_one_capture_calls_it_first_and_last(client: Client) -> None:
    captured(1)
    assert 'rel="first last memento"' in client.get(f"/timemap/link/{URL}").content.decode()


def test_the_timemap_lists_all_captures_in_json(client: Client, three: list[Capture]) -> None:
    response = client.get(f"/timemap/json/{URL}")
    mementos = [
        {"datetime": f"2023-11-{day:02}T09:30:15Z", "uri": f"{HERE}/captures/{capture.pk}/bytes"}
        for day, capture in zip((1, 11, 21), three, strict=True)
    ]
    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "original_uri": URL,
        "self": f"{HERE}/timemap/json/{URL}",
        "timegate_uri": f"{HERE}/timegate/{URL}",
        "timemap_uri": {
            "link_format": f"{HERE}/timemap/link/{URL}",
            "json_format": f"{HERE}/timemap/json/{URL}",
        },
        "mementos": {"first": mementos[0], "last": mementos[2], "list": mementos},
    }


def pages_of(client: Client, form: str) -> Iterator[Any]:
    """Yield the pages of the TimeMap, each found in the one before."""
    address = f"/timemap/{form}/{URL}"
    while address:
        response = client.get(address)
        assert response.status_code == 200
        yield response
        if form == "json":
            address = response.json().get("next", "")
        else:
            following = [uri for uri, told in links_of(response.content.decode()) if "from" in told]
            address = following[1] if len(following) > 1 else ""


@pytest.mark.parametrize("number", [4, 5, 6])
def test_a_long_timemap_comes_in_pages(client: Client, monkeypatch, number: int) -> None:
    monkeypatch.setattr(timemaps, "PER_PAGE", 2)
    # Two of one moment: pages are cut between them too.
    captures = [captured(1 + at // 2 * 2) for at in range(number)]
    captures.sort(key=lambda capture: (capture.captured_at, capture.sha256))
    expected = [capture.pk for capture in captures]
    in_json = [page.json()["mementos"] for page in pages_of(client, "json")]
    assert [int(row["uri"].split("/")[-2]) for page in in_json for row in page["list"]] == expected
    assert {page["last"]["uri"] for page in in_json} == {f"{HERE}/captures/{expected[-1]}/bytes"}
    texts = [page.content.decode() for page in pages_of(client, "link")]
    rels = [(uri, told["rel"]) for text in texts for uri, told in links_of(text) if "memento" in told["rel"]]
    assert [int(uri.split("/")[-2]) for uri, _rel in rels] == expected
    assert [rel for _uri, rel in rels] == ["first memento", *["memento"] * (number - 2), "last memento"]
    assert len(texts) == len(in_json) == (number + 1) // 2
    spans = [told for uri, told in links_of(texts[0]) if told["rel"] == "timemap"]
    assert spans[0]["from"] == "Fri, 03 Nov 2023 09:30:15 GMT"
    assert f'<{HERE}/timemap/link/{URL}>; rel="timemap"' in texts[-1]


def test_a_page_behind_no_capture_of_the_address_answers_404(client: Client, three: list[Capture]) -> None:
    other = captured(1, "https://gazette.example/other")
    for after in (other.pk, 10**30, three[-1].pk):
        assert client.get(f"/timemap/link/after/{after}/{URL}").status_code == 404
        assert client.get(f"/timemap/json/after/{after}/{URL}").status_code == 404
    assert client.get(f"/timemap/link/after/{three[0].pk}/{URL}").status_code == 200


ADDRESSES = [
    "https://gazette.example/a?b=c&d=%C3%A9",
    "https://gazette.example/a?b=https://other.example/?x=1",
    "https://gazette.example/a%20b/c%2Fd",
    "https://gazette.example/a?",
    "https://gazette.example/a,b;c='(d)'",
    "https://gazette.example//double//slash",
    "https://gazette.example/%E2%82%AC?%",
    "https://gazette.example/100%",
    "https://gazette.example/a#part",
    "http://[2001:db8::1]:8080/a",
    "urn:sha256:00ff",
    "https://gazette.example/after/5/x",
]


@pytest.mark.parametrize("uri", ADDRESSES)
def test_every_address_that_we_give_leads_back(client: Client, uri: str) -> None:
    capture = captured(1, uri)
    told = client.get(f"/captures/{capture.pk}/").content.decode()
    address = re.search(r'href="([^"]+)" rel="timemap" type="application/json"', told)[1].replace("&amp;", "&")
    address = address.replace("&#x27;", "'").removeprefix(HERE)
    # As gunicorn hands it over: the address as it was sent, beside the path decoded.
    answer = client.get(address, RAW_URI=address).json()
    assert answer["mementos"]["last"]["uri"] == f"{HERE}/captures/{capture.pk}/bytes"
    assert gate(client, answer["timegate_uri"].removeprefix(f"{HERE}/timegate/")).status_code in (302, 404)
    again = answer["self"].removeprefix(HERE)
    assert client.get(again, RAW_URI=again).json() == answer


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        (URL, "http://gazette.example/harbour"),
        (URL, "https:/gazette.example/harbour"),
        (URL, "HTTPS://GAZETTE.example/harbour"),
        (URL, "gazette.example/harbour"),
        (URL, "https://gazette.example:443/harbour"),
        (URL, "https%3A%2F%2Fgazette.example%2Fharbour"),
        (URL, URL + "#part"),
        (URL, URL + "%23part"),
        ("https://gazette.example/", "gazette.example"),
        ("https://gazette.example", "https://gazette.example/"),
        ("https://gazette.example/a?b=1", "https://gazette.example/a%3Fb=1"),
        ("https://gazette.example/a%20b", "https://gazette.example/a b"),
        ("https://gazette.example/%C3%A9t%C3%A9", "https://gazette.example/été"),
        ("https://gazette.example/été", "https://gazette.example/%C3%A9t%C3%A9"),
    ],
)
@pytest.mark.parametrize("raw", [True, False])
def test_an_address_is_found_however_it_is_written(client: Client, kept: str, asked: str, raw: bool) -> None:
    capture = captured(1, kept)
    sent = {"RAW_URI": quote(f"/timegate/{asked}", safe="/:?#%=&")} if raw else {}
    assert gate(client, asked, **sent)["Location"] == f"{HERE}/captures/{capture.pk}/bytes"


def test_the_address_as_it_was_asked_for_goes_first(client: Client) -> None:
    plain, secure = captured(1, URL.replace("https", "http")), captured(2, URL)
    assert gate(client, plain.target_uri)["Location"].endswith(f"/{plain.pk}/bytes")
    assert gate(client, secure.target_uri)["Location"].endswith(f"/{secure.pk}/bytes")
    assert client.get(f"/timemap/json/{URL}").json()["mementos"]["list"][0]["uri"].endswith(f"/{secure.pk}/bytes")


@pytest.mark.parametrize(
    "uri", ["https://g.example/a\r\nX-Evil: 1", 'https://g.example/a>; rel="evil", <b', "https://g.example/\u202e"]
)
def test_no_address_breaks_out_of_a_header_or_a_list(client: Client, uri: str) -> None:
    capture = captured(1, uri)
    keep(target_uri=uri, captured_at=MOMENT)
    sent = quote(uri, safe=":/")
    # Controls are in no address that is looked up.
    expected = 404 if "\n" in uri else 302
    response = gate(client, sent, RAW_URI=f"/timegate/{sent}")
    assert response.status_code == expected and "X-Evil" not in response.headers
    own = client.get(f"/captures/{Capture.objects.latest('pk').pk}/bytes")
    assert own.status_code == 200 and "X-Evil" not in own.headers
    assert all("evil" not in told["rel"] for _uri, told in links_of(own["Link"]))
    if expected == 302:
        text = client.get(f"/timemap/link/{sent}", RAW_URI=f"/timemap/link/{sent}").content.decode()
        assert (
            all("evil" not in told["rel"] for _uri, told in links_of(text)) and f"/captures/{capture.pk}/bytes" in text
        )


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_timegate_leads_to_no_other_host(client: Client, elsewhere: str) -> None:
    capture = captured(1, elsewhere)
    response = gate(client, elsewhere, RAW_URI=f"/timegate/{elsewhere}")
    assert response.status_code == 404 or response["Location"] == f"{HERE}/captures/{capture.pk}/bytes"


@given(
    sent=st.text(max_size=60),
    begin=st.sampled_from(["", "http://", "https://gazette.example/", "urn:"]),
    raw=st.booleans(),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_makes_it_fail(client: Client, sent: str, begin: str, raw: bool) -> None:
    path = quote(begin + sent, safe=":/?#[]@!$&'()*+,;=%", errors="replace")
    meta = {"RAW_URI": f"/timegate/{path}"} if raw else {}
    assert client.get(f"/timegate/{path}", **meta).status_code == 404
    # What a server takes from the wire, byte for byte.
    wire = (begin + sent).encode("utf-8", "replace").decode("latin-1")
    query = {"QUERY_STRING": wire, "RAW_URI": f"/timemap/json/{wire}"} if raw else {"QUERY_STRING": wire}
    assert client.get("/timemap/json/x", **query).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("place", ["timegate", "timemap/link", "timemap/json"])
def test_it_answers_get_and_head_alone(client: Client, place: str, method: str) -> None:
    assert getattr(client, method)(f"/{place}/{URL}").status_code == 405


@pytest.mark.parametrize("place", ["timegate", "timemap/link", "timemap/json", "bytes"])
def test_it_makes_as_many_queries_for_many_captures(client: Client, place: str) -> None:
    one = keep()
    address = f"/captures/{one.pk}/bytes" if place == "bytes" else f"/{place}/{URL}"
    headers = {"accept-datetime": "Thu, 23 Nov 2023 09:30:30 GMT"} if place == "timegate" else {}
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, headers=headers).status_code in (200, 302)
        counts.append(len(queries))
        for day in range(1, 22):
            captured(day)
    assert counts[0] == counts[1] <= 6


def test_it_reads_no_more_rows_than_it_shows(three: list[Capture]) -> None:
    article = make_article()
    start = datetime(2020, 1, 1, tzinfo=UTC)
    many = [
        Capture(
            article=article,
            target_uri=f"https://gazette.example/{number % 20}",
            captured_at=start + timedelta(minutes=number),
            sha256=f"{number + 10**9:064x}",
            media_type="text/html",
            warc_file="x.warc.gz",
            warc_offset=number,
            warc_length=1,
            record_id="<urn:x>",
            payload_length=1,
        )
        for number in range(2000)
    ]
    Capture.objects.bulk_create(many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    uri = many[7].target_uri
    narrow = [timemaps.mementos(uri)[:20], timemaps.mementos(uri).reverse()[:1], earlier_than(many[1007])[:1]]
    for captures in narrow:
        plan = captures.explain()
        assert "target_uri" in plan and "Scan on archive_capture" not in plan and "SCAN" not in plan, plan
        assert "Sort" not in plan and "TEMP B-TREE" not in plan, plan
