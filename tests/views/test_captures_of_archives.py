"""Pages out of a web archive, from ingest to what readers and other tools get of them."""

import gzip
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from django.test import Client
from warcio.archiveiterator import ArchiveIterator

from archive import pipeline
from archive.models import Capture
from tests.capture.warcs import TYPE_HTML, URL, MadeWarc

pytestmark = pytest.mark.django_db

PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>The harbour opens again</title></head><body><article>"
    "<h1>The harbour opens again</h1>"
    + "<p>The harbour of the old town opens again after a long winter, the council said on Monday.</p>" * 5
    + "</article></body></html>"
).encode()
DAYS = [f"2023-11-{day:02}T20:24:00.5Z" for day in (1, 11, 21)]


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:50], body[50:])) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ((), PAGE),
        ((("Content-Encoding", "gzip"),), gzip.compress(PAGE)),
        ((("Content-Encoding", "br"), ("Transfer-Encoding", "chunked")), chunked(brotli.compress(PAGE))),
    ],
)
def test_a_page_that_came_in_at_three_times_is_given_out_at_each(client: Client, tmp_path: Path, coding, sent) -> None:
    made = MadeWarc()
    for date in DAYS:
        made.response(sent, headers=(TYPE_HTML, *coding), date=date).request(date=date)
    (tmp_path / "crawl.warc.gz").write_bytes(made.content)
    list(pipeline.ingest_paths([str(tmp_path / "crawl.warc.gz")], pipeline.Ingest(publish=True)))
    captures = list(Capture.objects.order_by("captured_at"))
    assert [capture.bytes_in for capture in captures] == [captures[0]] * 3  # the others are revisits
    listed = client.get(f"/timemap/json/{URL}").json()["mementos"]["list"]
    assert [row["datetime"] for row in listed] == [date.replace(".5", "") for date in DAYS]
    for capture, row in zip(captures, listed, strict=True):
        response = client.get(row["uri"].removeprefix("http://testserver"))
        assert (response.content, response["Memento-Datetime"][5:7]) == (PAGE, row["datetime"][8:10])
        record = client.get(f"/captures/{capture.pk}/record.warc.gz").content
        (read,) = ArchiveIterator(BytesIO(record), check_digests="raise")
        assert read.rec_headers["WARC-Date"] == capture.captured_at.strftime("%Y-%m-%dT%H:%M:%S.5Z")
        assert "GET /phare HTTP/1.1" in client.get(f"/captures/{capture.pk}/").content.decode()
