"""A capture's page, its bytes and its record: who gets them, under which names, and that nothing false is given out."""

import base64
import gzip
import hashlib
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from warcio.archiveiterator import ArchiveIterator

from archive.capture.page import CapturedPage
from archive.models import Capture
from tests.makers import make_article, make_capture, make_source
from tests.views.kept import HTML, MOMENT, URL, fetched, html, keep, store_path

pytestmark = pytest.mark.django_db

WITHDRAWN = {"status": "withdrawn", "withdrawn_on": "2024-01-01"}
BOTH = pytest.mark.parametrize("part", ["bytes", "record.warc.gz"])


def page_of(client: Client, capture: Capture) -> str:
    return client.get(f"/captures/{capture.pk}/").content.decode()


def bytes_of(client: Client, capture: Capture, **headers: str) -> Any:
    return client.get(f"/captures/{capture.pk}/bytes", headers=headers)


@pytest.fixture
def curator(client: Client) -> Client:
    user = get_user_model().objects.create_user("curator", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_capture"))
    client.force_login(user)
    return client


def test_the_page_tells_what_was_asked_and_answered(client: Client) -> None:
    capture = keep(fetched(headers=("X-Odd: <script>alert(1)</script>", "Set-Cookie: id=secret")))
    page = page_of(client, capture)
    for told in (
        URL,
        capture.sha256,
        "text/html, utf-8",
        "192.0.2.7",
        "response",
        capture.warc_file,
        "HTTP/1.1 200 OK",
    ):
        assert told in page, told
    assert "GET /harbour HTTP/1.1" in page and "gazette.example</code>" in page
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page
    assert "id=secret" not in page and "session=hidden" not in page and page.count("it may hold a secret") == 2
    assert f'href="/captures/{capture.pk}/bytes"' in page and f'href="/captures/{capture.pk}/record.warc.gz"' in page
    assert "sha256sum" in page and "WARC-Payload-Digest: of the page as it was sent" in page
    assert "2023-11-23T09:30:15.250000+00:00" in page and "holds these bytes for this article" in page


def test_the_page_of_a_file_has_no_messages_and_a_digest_that_is_the_same(client: Client) -> None:
    capture = keep(CapturedPage(body=b"A dump.", media_type="text/plain", name="dump.txt"))
    page = page_of(client, capture)
    assert "What was asked" not in page and "What the server answered" not in page
    assert "resource" in page and "WARC-Payload-Digest: the SHA-256 above" in page and "/timemap/" not in page


def test_the_page_bounds_what_a_server_said(client: Client) -> None:
    many = tuple(f"X-Field-{number}: {'v' * 3000}" for number in range(80))
    page = page_of(client, keep(fetched(headers=many)))
    assert len(page) < 70_000 and "X-Field-50" in page and "X-Field-70" not in page and "and 22 more" in page


def test_the_page_leads_to_the_captures_before_and_after_it(client: Client) -> None:
    captures = [keep(fetched(html(f"Day {day}."), captured_at=MOMENT.replace(day=day))) for day in (1, 2, 3)]
    draft = keep(fetched(html("Draft."), captured_at=MOMENT.replace(day=2, hour=23)), make_article(status="draft"))
    page = page_of(client, captures[1])
    assert f'href="/captures/{captures[0].pk}/" rel="prev"' in page
    assert f'href="/captures/{captures[2].pk}/" rel="next"' in page and f"/captures/{draft.pk}/" not in page
    assert 'rel="prev"' not in page_of(client, captures[0]) and 'rel="next"' not in page_of(client, captures[2])
    assert f'href="http://testserver/timemap/link/{URL}"' in page


def test_the_page_tells_captures_of_one_moment_apart(client: Client) -> None:
    one, two = sorted((keep(fetched(html(words))) for words in ("One.", "Two.")), key=lambda row: row.sha256)
    assert f'href="/captures/{two.pk}/" rel="next"' in page_of(client, one)
    assert f'href="/captures/{one.pk}/" rel="prev"' in page_of(client, two)


def test_the_page_of_a_revisit_names_the_capture_that_holds_the_bytes(client: Client) -> None:
    first = keep()
    again = keep(fetched(captured_at=MOMENT.replace(day=24)), first.article, refers_to=first)
    page = page_of(client, again)
    assert "revisit" in page and f'href="/captures/{first.pk}/">' in page and "HTTP/1.1 200 OK" in page
    response = bytes_of(client, again)
    assert response.content == HTML and response["Memento-Datetime"] == "Fri, 24 Nov 2023 09:30:15 GMT"
    first.article.status = "draft"
    first.article.save()
    hidden = keep(fetched(captured_at=MOMENT.replace(day=25)), make_article(), refers_to=first)
    page = page_of(client, hidden)
    assert f'href="/captures/{first.pk}/"' not in page and "an earlier capture" in page


@pytest.mark.parametrize("hurt", ["missing", "torn", "empty"])
def test_the_page_stands_without_its_record(client: Client, caplog, hurt: str) -> None:
    capture = keep()
    path = store_path(capture)
    if hurt == "missing":
        path.unlink()
    else:
        path.write_bytes(b"" if hurt == "empty" else path.read_bytes()[: capture.warc_offset + 10])
    page = page_of(client, capture)
    assert "The record cannot be read" in page and capture.sha256 in page
    assert f"capture {capture.pk} cannot be shown" in caplog.text


def test_the_page_makes_as_many_queries_for_many_captures(client: Client) -> None:
    capture = keep()
    with CaptureQueriesContext(connection) as few:
        page_of(client, capture)
    for day in range(1, 22):
        make_capture(make_article(), target_uri=URL, captured_at=MOMENT.replace(day=day))
    with CaptureQueriesContext(connection) as many:
        page_of(client, capture)
    assert len(many) == len(few) <= 4


def test_the_bytes_are_those_that_were_captured(client: Client) -> None:
    capture = keep()
    response = bytes_of(client, capture)
    assert (response.status_code, response.content) == (200, HTML)
    assert hashlib.sha256(response.content).hexdigest() == capture.sha256
    digest = base64.b64encode(bytes.fromhex(capture.sha256)).decode()
    expected = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": 'attachment; filename="harbour.html"',
        "Content-Length": str(len(HTML)),
        "ETag": f'"{capture.sha256}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-cache",
        "X-Robots-Tag": "noindex",
    }
    assert {name: response[name] for name in expected} == expected
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert not response.cookies and "Cookie" not in response.get("Vary", "")


def test_head_tells_the_same_without_the_bytes(client: Client) -> None:
    capture = keep()
    got, head = bytes_of(client, capture), client.head(f"/captures/{capture.pk}/bytes")
    assert head.content == b"" and dict(head.headers) == dict(got.headers)


def test_the_bytes_are_not_sent_again_to_who_has_them(client: Client) -> None:
    capture = keep()
    for known in (f'"{capture.sha256}"', f'W/"{capture.sha256}"', "*"):
        response = bytes_of(client, capture, if_none_match=known)
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == f'"{capture.sha256}"'
    assert bytes_of(client, capture, if_none_match='"other"').status_code == 200
    assert bytes_of(client, capture, if_match='"other"').status_code == 412


def test_the_record_is_what_other_tools_read(client: Client) -> None:
    capture = keep()
    response = client.get(f"/captures/{capture.pk}/record.warc.gz")
    assert response["Content-Type"] == "application/warc" and "Content-Encoding" not in response
    assert response["Content-Disposition"] == f'attachment; filename="capture-{capture.pk}.warc.gz"'
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    (record,) = ArchiveIterator(BytesIO(response.content), check_digests="raise")
    assert record.rec_headers["WARC-Record-ID"] == capture.record_id and record.rec_type == "response"
    assert (
        client.get(f"/captures/{capture.pk}/record.warc.gz", headers={"if-none-match": response["ETag"]}).status_code
        == 304
    )


def test_the_record_of_a_revisit_refers_to_the_other(client: Client) -> None:
    first = keep()
    again = keep(fetched(captured_at=MOMENT.replace(day=24)), first.article, refers_to=first)
    (record,) = ArchiveIterator(BytesIO(client.get(f"/captures/{again.pk}/record.warc.gz").content))
    assert record.rec_type == "revisit" and record.rec_headers["WARC-Refers-To"] == first.record_id


@BOTH
@pytest.mark.parametrize("access", ["excerpt", "reference"])
@pytest.mark.parametrize("of", ["article", "source"])
def test_readers_do_not_get_what_they_are_not_shown(client: Client, part: str, access: str, of: str) -> None:
    source = make_source(access=access if of == "source" else "full")
    capture = keep(article=make_article(source=source, access=access if of == "article" else ""))
    response = client.get(f"/captures/{capture.pk}/{part}")
    page = response.content.decode()
    assert response.status_code == 403 and "not given out whole" in page and "The harbour." not in page
    assert f'href="/captures/{capture.pk}/"' in page and "Memento-Datetime" not in response
    detail = page_of(client, capture)
    assert f"/captures/{capture.pk}/bytes" not in detail and "The page is not given out" in detail


@BOTH
@pytest.mark.parametrize("fields", [{"status": "draft"}, WITHDRAWN])
def test_readers_do_not_learn_of_what_is_not_public(client: Client, part: str, fields: dict[str, str]) -> None:
    capture = keep(article=make_article("Hidden title", **fields))
    response = client.get(f"/captures/{capture.pk}/{part}")
    assert response.status_code == 404 and "Hidden title" not in response.content.decode()
    assert client.get(f"/captures/{10**30}/{part}").status_code == 404


@BOTH
@pytest.mark.parametrize("fields", [{"status": "draft"}, WITHDRAWN, {"access": "reference"}])
def test_curators_get_what_readers_do_not_and_no_cache_keeps_it(curator: Client, part: str, fields: dict) -> None:
    capture = keep(article=make_article(**fields))
    response = curator.get(f"/captures/{capture.pk}/{part}")
    assert response.status_code == 200 and response["Cache-Control"] == "no-store" and "Cookie" in response["Vary"]
    assert "sandbox" in response["Content-Security-Policy"] and "Memento-Datetime" not in response


def test_curators_find_the_downloads_at_their_desk(curator: Client) -> None:
    capture = keep(article=make_article(status="draft"))
    desk = curator.get(f"/admin/archive/capture/{capture.pk}/change/").content.decode()
    assert f'href="/captures/{capture.pk}/bytes"' in desk and f'href="/captures/{capture.pk}/record.warc.gz"' in desk


def test_curators_get_the_capture_of_which_no_article_came(curator: Client) -> None:
    capture = keep()
    Capture.objects.update(article=None)
    assert bytes_of(curator, capture).content == HTML
    assert page_of(curator, capture).count("There is no page at this address") == 1


@pytest.mark.parametrize("fields", [{"is_staff": False}, {"is_staff": True}, {"is_staff": True, "is_active": False}])
def test_an_account_without_the_permission_is_a_reader(client: Client, fields: dict[str, bool]) -> None:
    client.force_login(get_user_model().objects.create_user("somebody", **fields))
    assert bytes_of(client, keep(article=make_article(status="draft"))).status_code == 404


def _other_bytes(capture: Capture) -> None:
    path = store_path(capture)
    whole = path.read_bytes()
    other = keep(fetched(html("Not what was captured.")))
    place = slice(other.warc_offset, other.warc_offset + other.warc_length)
    path.write_bytes(whole[: capture.warc_offset] + path.read_bytes()[place])


def _flipped(capture: Capture) -> None:
    path = store_path(capture)
    whole = bytearray(path.read_bytes())
    whole[capture.warc_offset + capture.warc_length - 30] ^= 255  # in the payload, which stands last
    path.write_bytes(whole)


def _packed_bomb(capture: Capture) -> None:
    packed = gzip.compress(b"\0" * 3_000_000)
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: {capture.record_id}\r\n"
    record = f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"
    path = store_path(capture)
    path.write_bytes(path.read_bytes()[: capture.warc_offset] + gzip.compress(record))


DAMAGES = {
    "missing": lambda capture: store_path(capture).unlink(),
    "empty": lambda capture: store_path(capture).write_bytes(b""),
    "torn": lambda capture: store_path(capture).write_bytes(store_path(capture).read_bytes()[:-40]),
    "flipped": _flipped,
    "other bytes": _other_bytes,
    "bomb": _packed_bomb,
    "a folder": lambda capture: (store_path(capture).unlink(), store_path(capture).mkdir()),
    "out of the store": lambda capture: Capture.objects.update(warc_file="../archive.sqlite3"),
    "no file": lambda capture: Capture.objects.update(warc_file=""),
    "beyond the end": lambda capture: Capture.objects.update(warc_offset=2**62),
    "false digest": lambda capture: Capture.objects.update(sha256="0" * 64),
}


@BOTH
@pytest.mark.parametrize("damage", DAMAGES)
def test_it_gives_out_nothing_that_is_not_proved(client: Client, caplog, part: str, damage: str) -> None:
    capture = keep(fetched(request=None))
    DAMAGES[damage](capture)
    response = client.get(f"/captures/{capture.pk}/{part}")
    assert response.status_code == 404 and "cannot be given out" in response.content.decode()
    assert "Content-Disposition" not in response and "Memento-Datetime" not in response
    assert f"Capture {capture.pk} is not given out" in caplog.text
    assert client.get(f"/captures/{capture.pk}/").status_code == 200


def test_the_record_is_not_given_out_where_another_lies_in_its_place(client: Client) -> None:
    capture = keep()
    Capture.objects.update(record_id="<urn:uuid:00000000-0000-4000-8000-000000000000>")
    assert client.get(f"/captures/{capture.pk}/record.warc.gz").status_code == 404
    assert bytes_of(client, capture).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@BOTH
def test_it_answers_get_and_head_alone(client: Client, part: str, method: str) -> None:
    assert getattr(client, method)(f"/captures/{keep().pk}/{part}").status_code == 405


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("page.html", 'filename="page.html"'),
        ("PAGE.HTM", 'filename="PAGE.html"'),
        ("page.html.gz", 'filename="page.html"'),
        ('a"b.html', 'filename="a-b.html"'),
        ("x\r\nSet-Cookie: a=1.html", 'filename="x_Set-Cookie-_a=1.html"'),
        ("../../etc/passwd", 'filename="etc-passwd.html"'),
        ("..\\..\\boot.ini", 'filename="boot.ini.html"'),
        ("con.html", 'filename="_con.html"'),
        ("virus.exe", 'filename="virus.exe.html"'),
        ("l’été.html", "filename*=utf-8''l%E2%80%99%C3%A9t%C3%A9.html"),
        ("gpj.\u202eexe.html", 'filename="gpj.exe.html"'),
        ("...", 'filename="capture-{pk}.html"'),
        ("\u200b\ufeff\U000e0041.html", 'filename="capture-{pk}.html"'),
    ],
)
def test_it_names_the_file_safely(client: Client, name: str, header: str) -> None:
    capture = keep(original_name=name, target_uri="urn:sha256:00")
    response = bytes_of(client, capture)
    expected = header.replace("{pk}", str(capture.pk))
    assert response.status_code == 200 and response["Content-Disposition"] == f"attachment; {expected}"


@pytest.mark.parametrize(
    ("uri", "media_type", "name"),
    [
        ("https://gazette.example/a/harbour.php?id=1#x", "text/html", "harbour.php.html"),
        ("https://gazette.example/", "text/html", "gazette.example.html"),
        ("https://gazette.example/a\r\nX-Evil: 1", "text/html", "a_X-Evil-_1.html"),
        ("https://gazette.example/run.bat", "text/plain", "run.bat.txt"),
        ("https://gazette.example/a%20b%0D%0A%2F..%2Fc%22.html", "text/html", "a_b_-..-c.html"),
        ("https://gazette.example/page", "application/xhtml+xml", "page.xhtml"),
        ("https://gazette.example/page", "image/svg+xml", "page.bin"),
        ("https://gazette.example/" + "é" * 900, "text/html", None),
    ],
)
def test_it_names_the_file_by_its_address(client: Client, uri: str, media_type: str, name: str | None) -> None:
    response = bytes_of(client, keep(target_uri=uri, media_type=media_type, original_name="crawl.warc.gz"))
    assert response.status_code == 200 and "X-Evil" not in response.headers
    disposition = response["Content-Disposition"]
    assert len(disposition) < 600 and (name is None or disposition == f'attachment; filename="{name}"')
