"""The ways in beside files: web archives, addresses, and lists of addresses."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import pipeline
from archive.capture.page import CapturedPage
from archive.capture.store import CaptureStore, StoredRecord
from archive.models import Article, Capture, Redirect, Source
from tests.makers import make_source
from tests.pipeline.test_ingest import BODY, HTML

pytestmark = pytest.mark.django_db

ADDRESS = "https://lematin.example/2023/banque"


def write_warc(path: Path, *pages: tuple[str, str, str]) -> Path:
    """Write a response record for each (address, date, body)."""
    with path.open("wb") as handle:
        writer = WARCWriter(handle, gzip=True, warc_version="1.1")
        for address, date, body in pages:
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    address,
                    "response",
                    payload=BytesIO(body.encode()),
                    http_headers=head,
                    warc_headers_dict={"WARC-Date": date},
                )
            )
    return path


def ingest(*named: object, **options: object) -> list[pipeline.Outcome]:
    return list(pipeline.ingest_paths(map(str, named), pipeline.Ingest(**options)))


@pytest.fixture
def served(settings) -> Iterator[str]:
    """Serve one page at every path but /none, on loopback, which is opened for the fetcher; /moved/a leads to /a."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path not in ("/none", "/robots.txt")
            moved = self.path.startswith("/moved/")
            self.send_response(301 if moved else 200 if found else 404)
            if moved:
                self.send_header("Location", self.path.removeprefix("/moved"))
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(HTML.replace("https://lematin.example/2023/banque", self.path).encode() if found else b"")

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ARCHIVE_FETCH_ALLOW = frozenset([f"127.0.0.1:{server.server_port}"])
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_takes_the_pages_of_a_web_archive(tmp_path, data_folder):
    path = write_warc(tmp_path / "a.warc.gz", (ADDRESS, "2023-11-20T19:30:00Z", HTML))
    (outcome,) = ingest(path)
    capture = Capture.objects.get()
    assert (outcome.outcome, outcome.url, bool(outcome.record)) == ("created", ADDRESS, True)
    assert (capture.target_uri, capture.captured_at.isoformat()) == (ADDRESS, "2023-11-20T19:30:00+00:00")
    assert capture.record_id == outcome.record
    assert CaptureStore(data_folder / "captures").read(capture.warc_file, capture.warc_offset) == HTML.encode()
    assert [again.outcome for again in ingest(path)] == ["unchanged"]


def test_it_adds_a_capture_of_another_time(tmp_path):
    dates = ("2023-11-20T19:30:00Z", "2023-11-21T08:00:00Z")
    outcomes = ingest(write_warc(tmp_path / "a.warc.gz", *((ADDRESS, date, HTML) for date in dates)))
    assert [outcome.outcome for outcome in outcomes] == ["created", "updated"]
    assert Article.objects.get().captures.count() == 2


def test_it_makes_one_article_of_a_front_page_that_stays_as_it_is(tmp_path):
    front = HTML.replace(ADDRESS, "https://lematin.example/")
    days = [("https://lematin.example/", f"2023-11-2{day}T10:00:00Z", front) for day in (0, 1)]
    changed = ("https://lematin.example/", "2023-11-22T10:00:00Z", front.replace("Ada Noir", "Zoé Blanc"))
    outcomes = ingest(write_warc(tmp_path / "a.warc.gz", *days, changed))
    assert [outcome.outcome for outcome in outcomes] == ["created", "updated", "created"]
    assert Capture.objects.filter(article=Article.objects.earliest("pk")).count() == 2


def test_a_capture_of_the_same_bytes_comes_to_the_article_whose_address_a_curator_corrected(tmp_path):
    days = [(ADDRESS, f"2023-11-2{day}T10:00:00Z", HTML) for day in (0, 1)]
    ingest(write_warc(tmp_path / "a.warc.gz", days[0]))
    Article.objects.update(url="https://lematin.example/true", corrected=["url"])
    (outcome,) = ingest(write_warc(tmp_path / "b.warc.gz", days[1]))
    assert outcome.outcome == "updated" and Article.objects.get().url == "https://lematin.example/true"


def test_a_revisit_is_of_the_capture_that_its_record_names(tmp_path, monkeypatch):
    ingest(write_warc(tmp_path / "a.warc.gz", (ADDRESS, "2023-11-20T10:00:00Z", HTML)))
    first = Capture.objects.get()

    def append(store: CaptureStore, page: CapturedPage, named: tuple[str, int]) -> StoredRecord:
        place = real(store, page, named)
        # Another process, which began before, is done at this moment.
        values = Capture.objects.filter(pk=first.pk).values().get()
        Capture.objects.create(**{**values, "id": -1, "record_id": "<urn:another>", "captured_at": None})
        return place

    real = CaptureStore.append
    monkeypatch.setattr(CaptureStore, "append", append)
    ingest(write_warc(tmp_path / "b.warc.gz", (ADDRESS, "2023-11-21T10:00:00Z", HTML)))
    assert Capture.objects.latest("pk").refers_to == first


def test_it_names_an_address_too_long_for_an_index_and_goes_on(tmp_path):
    random = Random(3)
    long = "https://long.example/" + "".join(chr(random.randrange(0x4E00, 0x9FFF)) for _ in range(1500))
    day = "2023-11-20T10:00:00Z"
    claimed = HTML.replace(ADDRESS, long)
    pages = (long, day, HTML), ("https://lematin.example/1", day, claimed)
    too_long, other = ingest(write_warc(tmp_path / "a.warc.gz", *pages))
    assert (too_long.outcome, too_long.error) == ("failed", "its address is longer than 2000 bytes")
    assert (other.outcome, Article.objects.get().url) == ("created", "https://lematin.example/1")


def test_it_knows_a_page_whose_address_a_curator_corrected(tmp_path):
    ingest(write_warc(tmp_path / "a.warc.gz", (ADDRESS, "2023-11-20T19:30:00Z", HTML)))
    article = Article.objects.get()
    article.url = "https://lematin.example/corrected"
    pipeline.save_article(article, ["url"])
    changed = HTML.replace("deux cents", "trois cents")
    (outcome,) = ingest(write_warc(tmp_path / "b.warc.gz", (ADDRESS, "2023-11-21T19:30:00Z", changed)))
    assert (outcome.outcome, Article.objects.count()) == ("updated", 1)
    another = HTML.replace("La banque du port perd sa directrice", "Un tout autre titre")
    for paragraph in BODY:
        another = another.replace(paragraph, " ".join(reversed(paragraph.split())))
    (outcome,) = ingest(write_warc(tmp_path / "c.warc.gz", (ADDRESS, "2023-11-22T19:30:00Z", another)))
    assert (outcome.outcome, Article.objects.count()) == ("created", 2)


def test_it_finds_web_archives_in_folders(tmp_path):
    (tmp_path / "in").mkdir()
    write_warc(tmp_path / "in" / "a.warc.gz", (ADDRESS, "2023-11-20T19:30:00Z", HTML))
    assert [outcome.outcome for outcome in ingest(tmp_path)] == ["created"]


def test_it_names_a_web_archive_that_is_none(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"no archive at all")
    (outcome,) = ingest(path)
    assert (outcome.outcome, "no WARC" in outcome.error) == ("failed", True)


def test_it_fetches_an_address(served, data_folder):
    (outcome,) = ingest(f"{served}/a")
    capture = Capture.objects.get()
    assert (outcome.outcome, capture.target_uri, capture.http_status) == ("created", f"{served}/a", 200)
    assert capture.captured_at is not None
    assert b"La banque du port" in CaptureStore(data_folder / "captures").read(capture.warc_file, capture.warc_offset)


def test_it_refuses_addresses_that_are_not_public():
    outcomes = ingest("http://127.0.0.1:1/a", "http://169.254.169.254/latest/meta-data/", "http://[::1]/")
    assert {str(outcome.outcome) for outcome in outcomes} == {"failed"}
    assert not Capture.objects.exists()


def test_it_names_an_address_that_answers_with_an_error(served):
    (outcome,) = ingest(f"{served}/none")
    assert (outcome.outcome, "404" in outcome.error) == ("failed", True)


def test_it_takes_a_list_whose_columns_go_first(served, tmp_path):
    source = make_source("Le Soir", names=("Le Soir",))
    table = tmp_path / "list.csv"
    table.write_text(f"url;titre;source;date\n{served}/a;Un autre titre;Le Soir;21/11/2023\nnot an address;;;\n")
    first, second = pipeline.ingest_list(str(table), pipeline.Ingest())
    article = Article.objects.get()
    assert (first.outcome, second.outcome) == ("created", "failed")
    assert (article.title, article.source, article.published) == ("Un autre titre", source, "2023-11-21")
    assert article.origins["title"] == "list of addresses"
    assert Source.objects.count() == 1


def test_the_source_that_a_list_names_goes_before_that_of_the_host_and_of_the_run(tmp_path):
    make_source("Le Matin", names=("Le Matin",), hosts=("lematin.example",))
    run = pipeline.Ingest(source=make_source("Le Soir", names=("Le Soir",)))
    for number, name in enumerate(("La Côte", "La Côte", "")):
        told = pipeline.Told(source=name, origin="list of addresses")
        page = CapturedPage(HTML.replace("banque", f"banque-{number}").encode(), "text/html", url=f"{ADDRESS}{number}")
        run.page(page, "list.csv", told)
    found = [article.source.name for article in Article.objects.order_by("pk")]
    assert found == ["La Côte", "La Côte", "Le Matin"] and Source.objects.count() == 3


def test_a_list_goes_on_where_it_was_broken_off(served, tmp_path):
    listed = tmp_path / "list.txt"
    listed.write_text(f"{served}/one\n{served}/two\n")
    ingest(f"{served}/one")
    run = pipeline.Ingest
    assert [row.outcome for row in pipeline.ingest_list(str(listed), run())] == ["skipped", "created"]
    assert [row.outcome for row in pipeline.ingest_list(str(listed), run())] == ["skipped", "skipped"]
    assert [row.outcome for row in pipeline.ingest_list(str(listed), run(), again=True)] == ["updated", "updated"]
    assert Capture.objects.filter(refers_to__isnull=False).count() == 2


def test_a_list_passes_over_what_was_captured_behind_a_redirect(served, tmp_path):
    listed = tmp_path / "list.txt"
    listed.write_text(f"{served}/moved/one\n{served.upper().replace('HTTP', 'http')}/one#place\n")
    run = pipeline.Ingest
    assert [row.outcome for row in pipeline.ingest_list(str(listed), run())] == ["created", "skipped"]
    assert [row.outcome for row in pipeline.ingest_list(str(listed), run())] == ["skipped", "skipped"]
    assert Capture.objects.get().target_uri == f"{served}/one"
    redirect = Redirect.objects.get()
    assert (redirect.url, redirect.target_uri) == (f"{served}/moved/one", f"{served}/one")


def test_the_command_counts_records_by_kind(tmp_path, capsys):
    path = write_warc(tmp_path / "a.warc.gz", (ADDRESS, "2023-11-20T19:30:00Z", HTML))
    with path.open("ab") as handle:
        writer = WARCWriter(handle, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "tests"}))
    call_command("ingest", str(path), json=True)
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (last["counts"]["created"], last["kinds"]) == (1, {"warcinfo": 1})


@pytest.mark.parametrize("number", [0, -1, 65])
def test_the_command_refuses_a_number_of_workers_that_cannot_be_meant(tmp_path, number):
    with pytest.raises(CommandError, match="from 1 to 64"):
        call_command("ingest", str(tmp_path), workers=number)


def test_it_names_a_list_that_is_not_there(tmp_path):
    (outcome,) = pipeline.ingest_list(str(tmp_path / "none.csv"), pipeline.Ingest())
    assert outcome.outcome == "failed"


def test_the_command_asks_for_something_to_bring_in():
    with pytest.raises(CommandError, match="Name a file"):
        call_command("ingest")
