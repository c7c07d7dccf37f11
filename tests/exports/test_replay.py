"""What is exported, in the hands of other tools: py-wacz finds it valid, warcio checks it, pywb replays its pages."""

import gzip
import os
import re
import socket
import subprocess
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import brotli
import pytest
from django.core.management import call_command

from archive import pipeline
from archive.capture.fetch import Fetcher
from archive.exports import package
from archive.models import Article, Capture
from tests.capture.server import page, serving
from tests.capture.test_fetch import find
from tests.capture.warcs import MadeWarc
from tests.pipeline.test_ingest import BODY, DUMP, HTML

pytestmark = [pytest.mark.replay, pytest.mark.sqlite, pytest.mark.django_db]

URL = "https://lematin.example/2023/banque"


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """Bring in pages in every way, publish them, and return the WACZ file of all of them."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "dump.txt").write_text(DUMP)
    made = MadeWarc().info().request(url=URL).response(HTML.encode(), url=URL)
    made.response(HTML.encode(), url=URL, date="2024-01-05T10:00:00Z")  # becomes a revisit
    made.response(other("Le phare", "https://gazette.test/Phare"), url="https://www.gazette.test/Phare/?b=2&a=1")
    made.resource(other("La digue", "https://gazette.test/digue"), url="https://gazette.test/digue")
    (folder / "made.warc.gz").write_bytes(made.content)
    list(pipeline.ingest_paths([str(folder)], pipeline.Ingest(publish=True)))
    with serving() as server:
        fetcher = Fetcher(allow_hosts=frozenset({"gazette.example"}), resolver=find, robots=False)
        for path, pack in (("/packed", gzip.compress), ("/brotli", brotli.compress)):
            address = server.url(path)
            encoding = "br" if pack is brotli.compress else "gzip"
            server.replies[path] = page(pack(other(f"Le quai {encoding}", address)), content_encoding=encoding)
            list(pipeline.ingest_paths([address], pipeline.Ingest(publish=True), fetcher))
    assert Article.objects.published().count() == 6
    assert Capture.objects.filter(refers_to__isnull=False).count() == 1
    call_command("export", wacz=tmp_path / "all.wacz")
    return tmp_path / "all.wacz"


def other(title: str, address: str) -> bytes:
    """Return a page with another title and text."""
    changed = HTML.replace("La banque du port perd sa directrice", title).replace(URL, address)
    return changed.replace("directrice", f"{title} bis").replace("salariés", f"riverains de {title}").encode()


def run(tools: Path, program: str, *arguments: object, folder: Path) -> str:
    """Run one of the tools, and return what it printed; fails where it failed."""
    done = subprocess.run(
        [tools / program, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def unpacked(wacz: Path) -> Path:
    """Unpack the WACZ file beside it, and return the folder."""
    with zipfile.ZipFile(wacz) as zipped:
        zipped.extractall(wacz.with_suffix(""))
    return wacz.with_suffix("")


def test_py_wacz_finds_it_valid(exported, replay_tools, tmp_path):
    assert "is valid" in run(replay_tools, "wacz", "validate", "-f", exported, folder=tmp_path)


def test_warcio_finds_every_digest_true(exported, replay_tools, tmp_path):
    (warc,) = (unpacked(exported) / "archive").glob("*.warc.gz")
    told = run(replay_tools, "warcio", "check", "-v", warc, folder=tmp_path)
    kinds = re.findall(r"offset \d+ WARC-Record-ID \S+ (\w+)\n +(.+)", told)
    assert {kind for kind, _ in kinds} == {"warcinfo", "response", "request", "resource", "revisit"}
    assert {verdict for kind, verdict in kinds if kind != "revisit"} == {"digest pass"}


def test_its_index_is_the_one_that_an_indexer_makes(exported, replay_tools, tmp_path):
    folder = unpacked(exported)
    (warc,) = (folder / "archive").glob("*.warc.gz")
    assert run(replay_tools, "cdxj-indexer", "-s", warc, folder=tmp_path) == (folder / "indexes/index.cdx").read_text()


@pytest.mark.parametrize("unpacked_lines", [package.LINES_UNPACKED, 1], ids=["plain index", "packed index"])
def test_pywb_replays_its_pages(exported, replay_tools, tmp_path, monkeypatch, unpacked_lines):
    monkeypatch.setattr(package, "LINES_UNPACKED", unpacked_lines)
    call_command("export", wacz=tmp_path / "again.wacz")
    run(replay_tools, "wb-manager", "init", "kept", folder=tmp_path)
    run(replay_tools, "wb-manager", "add", "--unpack-wacz", "kept", tmp_path / "again.wacz", folder=tmp_path)
    fetched = [capture.target_uri for capture in Capture.objects.filter(target_uri__contains="gazette.example")]
    with replaying(replay_tools, tmp_path) as site:
        assert BODY[0] in body_of(f"{site}/kept/20231120202400mp_/{URL}")
        assert BODY[0] in body_of(f"{site}/kept/20240105100000mp_/{URL}")  # the revisit
        assert "Le phare" in body_of(f"{site}/kept/2023mp_/https://gazette.test/phare?a=1&b=2")
        assert "La digue" in body_of(f"{site}/kept/2023mp_/https://gazette.test/digue")
        assert BODY[0] in body_of(
            f"{site}/kept/2026mp_/{Capture.objects.get(target_uri__startswith='urn:').target_uri}"
        )
        for address in fetched:
            assert "Le quai" in body_of(f"{site}/kept/2026mp_/{address}")
    assert len(fetched) == 2


@contextmanager
def replaying(tools: Path, folder: Path) -> Iterator[str]:
    """Run pywb on the collections in `folder`, and yield the address at which it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [tools / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    log = (folder / "wayback.log").open("wb")
    with (
        log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": ""}) as pywb,
    ):
        try:
            wait_for(port, pywb, folder / "wayback.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            pywb.terminate()


def wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    """Return when somebody listens at the port; fails after half a minute, or where the process has ended."""
    until = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as asking:
            asking.settimeout(1)
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    pytest.fail(f"pywb does not answer: {log.read_text(errors='replace')[-2000:]}")


def body_of(address: str) -> str:
    """Return what pywb answers, as text; fails where it does not find the page."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()
