"""A WACZ file holds the records of the captures that were asked for, byte for byte, and tells where they are."""

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from warcio.archiveiterator import ArchiveIterator

from archive import pipeline
from archive.exports import package, records
from archive.models import Article, Capture
from tests.capture.warcs import MadeWarc
from tests.makers import make_capture
from tests.pipeline.test_ingest import BODY, DUMP, HTML, ingest

pytestmark = pytest.mark.django_db

URL = "https://lematin.example/2023/banque"


class Wacz:
    """What is in a WACZ file."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as zipped:
            assert zipped.testzip() is None
            self.files = {info.filename: zipped.read(info) for info in zipped.infolist()}
            self.packed = {info.filename for info in zipped.infolist() if info.compress_type}
        self.about = json.loads(self.files["datapackage.json"])
        self.warcs = [name for name in self.files if name.startswith("archive/")]
        self.pages = [json.loads(line) for line in self.files["pages/pages.jsonl"].splitlines()[1:]]

    def kinds(self) -> list[str]:
        """Return the types of all records, in order."""
        records = (record for name in self.warcs for record in ArchiveIterator(io.BytesIO(self.files[name])))
        return [record.rec_type for record in records]

    def lines(self) -> list[tuple[str, str, dict]]:
        """Return the lines of the index, unpacked where it is packed."""
        text = self.files.get("indexes/index.cdx")
        text = gzip.decompress(self.files["indexes/index.cdx.gz"]) if text is None else text
        parts = (line.split(" ", 2) for line in text.decode().splitlines())
        return [(key, moment, json.loads(told)) for key, moment, told in parts]


def export(path: Path, **options: object) -> Wacz:
    call_command("export", wacz=path, **options)
    return Wacz(path)


def write(path: Path, *pages: tuple[str, str], **fields: object) -> Path:
    """Write a web archive of (address, date) at `path`, each page asked for and answered."""
    made = MadeWarc().info()
    for url, date in pages:
        made.response(HTML.replace(URL, url).encode(), url=url, date=date, WARC_Record_ID=f"<urn:x:{url}{date}>")
        made.request(url=url, date=date, WARC_Concurrent_To=f"<urn:x:{url}{date}>")
    path.write_bytes(made.content)
    return path


@pytest.fixture
def kept(tmp_path: Path, data_folder: Path) -> Path:
    """Bring in a page with its request, and a text; publish both; return the one file of the store."""
    ingest(write(tmp_path / "in.warc.gz", (URL, "2023-11-20T20:24:00Z")), publish=True)
    (tmp_path / "dump.txt").write_text(DUMP)
    ingest(tmp_path / "dump.txt", publish=True)
    (path,) = (data_folder / "captures").iterdir()
    return path


def test_it_copies_records_byte_for_byte(kept, tmp_path):
    wacz = export(tmp_path / "a.wacz")
    (name,) = wacz.warcs
    assert wacz.kinds() == ["warcinfo", "response", "request", "resource"]
    for _, _, told in wacz.lines():
        place = slice(int(told["offset"]), int(told["offset"]) + int(told["length"]))
        assert wacz.files[name][place] in kept.read_bytes()
        assert gzip.decompress(wacz.files[name][place]).startswith(b"WARC/1.1\r\n")
    assert name.rpartition("/")[2] == told["filename"]
    assert name not in wacz.packed


def test_it_tells_of_every_file_its_size_and_digest(kept, tmp_path):
    wacz = export(tmp_path / "a.wacz")
    listed = {resource["path"]: resource for resource in wacz.about["resources"]}
    assert set(listed) == set(wacz.files) - {"datapackage.json", "datapackage-digest.json"}
    for path, resource in listed.items():
        assert resource["bytes"] == len(wacz.files[path])
        assert resource["hash"] == f"sha256:{hashlib.sha256(wacz.files[path]).hexdigest()}"
    digest = json.loads(wacz.files["datapackage-digest.json"])
    assert digest["hash"] == f"sha256:{hashlib.sha256(wacz.files['datapackage.json']).hexdigest()}"
    assert (wacz.about["wacz_version"], wacz.about["software"]) == ("1.1.1", "Dossier")


def test_it_lists_pages_with_title_and_text(kept, tmp_path):
    page, dump = export(tmp_path / "a.wacz").pages
    assert (dump["url"], dump["title"]) == (Capture.objects.last().target_uri, page["title"])
    assert (page["url"], page["ts"]) == (URL, "2023-11-20T20:24:00Z")
    assert page["title"] == "La banque du port perd sa directrice"
    assert BODY[0] in page["text"]


def test_it_lists_a_page_of_unknown_time_under_the_date_of_its_record(tmp_path):
    made = MadeWarc().response(HTML.encode(), url=URL, date="2023-11-20").content
    (tmp_path / "in.warc.gz").write_bytes(made)
    ingest(tmp_path / "in.warc.gz", publish=True)
    wacz = export(tmp_path / "a.wacz")
    assert Capture.objects.get().captured_at is None
    ((_, moment, _),) = wacz.lines()
    assert wacz.pages[0]["ts"].replace("-", "").replace(":", "").replace("T", "").rstrip("Z") == moment


def test_it_sorts_the_index_by_address_and_time(tmp_path):
    addresses = [f"https://{host}.example/2023/{page}" for host in ("b", "a") for page in ("2", "10", "1")]
    ingest(write(tmp_path / "in.warc.gz", *((url, "2023-11-20T20:24:00Z") for url in addresses)), publish=True)
    lines = export(tmp_path / "a.wacz").lines()
    assert [key for key, _, _ in lines] == sorted(f"example,{url[8]})/2023/{url[23:]}" for url in addresses)


def test_it_packs_a_long_index_in_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "LINES_UNPACKED", 2)
    monkeypatch.setattr(package, "LINES_A_BLOCK", 2)
    addresses = [f"https://a.example/2023/{number}" for number in range(5)]
    ingest(write(tmp_path / "in.warc.gz", *((url, "2023-11-20T20:24:00Z") for url in addresses)), publish=True)
    wacz = export(tmp_path / "a.wacz")
    meta, *blocks = wacz.files["indexes/index.idx"].decode().splitlines()
    assert json.loads(meta.removeprefix("!meta 0 "))["filename"] == "index.cdx.gz"
    assert "indexes/index.cdx.gz" not in wacz.packed
    for block, first in zip(blocks, (0, 2, 4), strict=True):
        key, moment, told = block.split(" ", 2)
        place = json.loads(told)
        content = wacz.files["indexes/index.cdx.gz"][place["offset"] :][: place["length"]]
        assert gzip.decompress(content).decode().startswith(f"{key} {moment} ")
        assert key == f"example,a)/2023/{first}"
    assert len(wacz.lines()) == 5


def test_it_begins_another_warc_file_at_the_size_that_ends_one(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(records, "WARC_SIZE", 100)
    wacz = export(tmp_path / "a.wacz")
    assert wacz.kinds() == ["warcinfo", "response", "warcinfo", "request", "warcinfo", "resource"]
    assert {told["filename"] for _, _, told in wacz.lines()} < {name.rpartition("/")[2] for name in wacz.warcs}


def test_a_revisit_brings_the_record_that_it_refers_to(tmp_path):
    ingest(write(tmp_path / "in.warc.gz", (URL, "2023-11-20T20:24:00Z")), publish=True)
    ingest(write(tmp_path / "in.warc.gz", (URL, "2024-01-05T10:00:00Z")))
    revisit = Capture.objects.get(refers_to__isnull=False)
    other = Article.objects.create(title="Other", text="Other.", status="published")
    Capture.objects.filter(pk=revisit.pk).update(article=other)
    Article.objects.exclude(pk=other.pk).update(status="draft")
    wacz = export(tmp_path / "a.wacz")
    assert wacz.kinds() == ["warcinfo", "response", "request", "revisit", "request"]
    assert [page["ts"] for page in wacz.pages] == ["2024-01-05T10:00:00Z"]


def test_it_leaves_drafts_out_unless_told(kept, tmp_path):
    Article.objects.filter(url="").update(status="draft")
    ingest(write(tmp_path / "in.warc.gz", ("https://lesoir.example/a", "2023-11-20T20:24:00Z")))
    assert [told["url"] for _, _, told in export(tmp_path / "a.wacz").lines()] == [URL]
    assert len(export(tmp_path / "b.wacz", all=True).lines()) == 3


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"source": "lematin-example"}, 0),
        ({"source": "Le Matin"}, 1),
        ({"published": "2023-11-20..2023-11-20"}, 1),
        ({"published": "2023-11"}, 1),
        ({"published": "2023-11-21.."}, 0),
        ({"published": "..2023"}, 1),
        ({"q": "directrice"}, 2),
        ({"q": "directrice", "source": "le-matin"}, 1),
        ({"language": "en"}, 0),
    ],
)
def test_it_exports_what_a_filter_finds(kept, tmp_path, options, found):
    if options.get("source") == "lematin-example":
        with pytest.raises(CommandError, match="--source: “lematin-example” names"):
            export(tmp_path / "a.wacz", **options)
        return
    assert len(export(tmp_path / "a.wacz", **options).lines()) == found


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"person": "nobody"}, "--person: “nobody” names nobody"),
        ({"event": "nothing"}, "--event: “nothing” names"),
        ({"published": "yesterday"}, "--published: “yesterday” is no date"),
        ({"published": "2024..2023"}, "--published: “2023” lies before “2024”"),
        ({"q": "- -"}, "--search: "),
        ({"language": "xx"}, "--language: "),
    ],
)
def test_it_names_the_filter_that_cannot_be_used(tmp_path, options, says):
    with pytest.raises(CommandError, match=says):
        export(tmp_path / "a.wacz", **options)
    assert list(tmp_path.glob("*.wacz")) == []


def test_it_exports_an_empty_archive(tmp_path):
    wacz = export(tmp_path / "a.wacz")
    assert (wacz.kinds(), wacz.pages, wacz.lines()) == (["warcinfo"], [], [])


def test_it_names_what_cannot_be_read_and_exports_the_rest(kept, tmp_path, capsys):
    article = Article.objects.first()
    make_capture(article, target_uri="https://lost.example/a", warc_file="lost.warc.gz")
    make_capture(article, target_uri="https://other.example/a", warc_file=kept.name, warc_offset=0)
    with pytest.raises(CommandError, match="2 failed"):
        export(tmp_path / "a.wacz", json=True)
    *told, counts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ["lost.example" in told[1]["where"], "no whole record" in told[0]["why"]] == [True, True]
    assert counts["counts"] == {"captures": 2, "pages": 2, "failed": 2}
    assert Wacz(tmp_path / "a.wacz").kinds() == ["warcinfo", "response", "request", "resource"]


def test_it_does_not_take_the_place_of_a_file_unless_told(kept, tmp_path):
    export(tmp_path / "a.wacz")
    before = (tmp_path / "a.wacz").read_bytes()
    with pytest.raises(CommandError, match=r"is there already.*--overwrite"):
        export(tmp_path / "a.wacz")
    assert (tmp_path / "a.wacz").read_bytes() == before
    export(tmp_path / "a.wacz", overwrite=True, source="le-matin")
    assert Wacz(tmp_path / "a.wacz").about["description"] == "source: le-matin"


def test_it_says_where_it_cannot_write(tmp_path):
    with pytest.raises(CommandError, match="there is no folder"):
        export(tmp_path / "none" / "a.wacz")
    with pytest.raises(CommandError, match="is a folder"):
        export(tmp_path)


def test_two_exports_of_the_same_captures_have_the_same_pages_and_records(kept, tmp_path):
    one, two = export(tmp_path / "a.wacz"), export(tmp_path / "b.wacz")
    assert one.files["pages/pages.jsonl"] == two.files["pages/pages.jsonl"]
    warcs = [wacz.files[wacz.warcs[0]] for wacz in (one, two)]
    first = [int(min(wacz.lines(), key=lambda line: int(line[2]["offset"]))[2]["offset"]) for wacz in (one, two)]
    assert warcs[0][first[0] :] == warcs[1][first[1] :]  # before it stands the file's own record, with its date


def test_what_is_exported_and_ingested_again_changes_nothing(kept, tmp_path):
    export(tmp_path / "a.wacz")
    before = set(Capture.objects.values_list("target_uri", "captured_at", "sha256"))
    outcomes = list(pipeline.ingest_paths([str(tmp_path / "a.wacz")], pipeline.Ingest()))
    assert "created" not in {outcome.outcome for outcome in outcomes}
    assert before == set(Capture.objects.values_list("target_uri", "captured_at", "sha256"))


def test_an_export_that_is_stopped_leaves_no_file(kept, tmp_path, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(package.Package, "finish", stop)
    with pytest.raises(CommandError, match=r"Stopped\. No file was written") as caught:
        export(tmp_path / "a.wacz")
    assert caught.value.returncode == 130
    assert [path.name for path in tmp_path.iterdir() if "wacz" in path.name] == []
