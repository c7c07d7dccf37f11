"""Verification finds what is not as it was kept, and nothing else."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive import pipeline
from archive.capture.page import CapturedPage
from archive.capture.store import CaptureStore
from archive.keeping.verify import Problem, verify
from archive.models import Article, Capture, Span
from archive.search import index
from tests.makers import make_article, make_person
from tests.pipeline.test_ingest import DUMP, HTML
from tests.pipeline.test_ways import ADDRESS, write_warc

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Bring in a page and return the WARC file that keeps it."""
    make_person("Ada", "Noir")
    page = tmp_path / "a.txt"
    page.write_text(DUMP)
    (outcome,) = pipeline.ingest_paths([str(page)], pipeline.Ingest())
    assert outcome.outcome == "created"
    return tmp_path / "captures" / Capture.objects.get().warc_file


def problems() -> list[str]:
    return [f"{found.where}: {found.why}" for found in verify() if isinstance(found, Problem)]


def test_it_finds_nothing_wrong_with_what_is_whole(kept, capsys):
    call_command("verify")
    assert capsys.readouterr().out.strip() == "1 captures, 1 files, 1 spans, 1 articles in the index, 0 failed"


def test_it_finds_nothing_wrong_with_an_empty_archive():
    assert problems() == []


def test_it_finds_a_changed_byte(kept):
    place = Capture.objects.get().warc_offset + 200
    changed = bytearray(kept.read_bytes())
    changed[place] ^= 0xFF
    kept.write_bytes(changed)
    assert any(problem.startswith("capture ") for problem in problems())


def test_it_finds_another_payload(kept):
    Capture.objects.update(sha256="0" * 64)
    assert "another SHA-256" in problems()[0]


def test_it_finds_another_record(kept):
    Capture.objects.update(record_id="<urn:uuid:another>")
    assert "is another one" in problems()[0]


def test_it_checks_a_revisit_by_what_it_refers_to(tmp_path):
    written = write_warc(tmp_path / "a.warc.gz", *((ADDRESS, f"2023-11-2{day}T10:00:00Z", HTML) for day in (0, 1)))
    assert [row.outcome for row in pipeline.ingest_paths([str(written)], pipeline.Ingest())] == ["created", "updated"]
    first, again = Capture.objects.order_by("pk")
    assert again.refers_to == first and problems() == []
    Capture.objects.filter(pk=first.pk).update(record_id="<urn:uuid:another>")
    assert any("refers to another record" in problem for problem in problems())


def test_it_counts_what_a_killed_run_left(kept, capsys):
    store = CaptureStore(kept.parent)
    store.append(CapturedPage(body=b"left", media_type="text/plain"))
    store.close()
    call_command("verify")
    assert "1 records that no row names" in capsys.readouterr().out


def test_it_finds_what_is_no_file_of_the_store(kept):
    (kept.parent / "notes.txt").write_text("in the way")
    assert any("is no file of the store" in problem for problem in problems())


def test_it_finds_a_missing_file(kept):
    kept.unlink()
    found = problems()
    assert any("cannot be read" in problem for problem in found)
    assert any("is not there" in problem for problem in found)


def test_it_finds_a_file_without_a_row_and_a_torn_tail(kept):
    kept.with_name("other.warc.gz").write_bytes(kept.read_bytes() + b"\x1f\x8b torn")
    found = problems()
    assert any("no capture's row" in problem for problem in found)
    assert any("no whole record" in problem for problem in found)


def test_it_tells_damage_from_a_torn_tail(kept):
    whole = kept.read_bytes()
    place = Capture.objects.get().warc_offset
    kept.write_bytes(whole + b"\x1f\x8b torn")
    assert any("the next ingest cuts them off" in problem for problem in problems())
    kept.write_bytes(whole[:place] + b"\0" * 9 + whole[place + 9 :])
    found = problems()
    assert any(f"it is damaged at {place}" in problem for problem in found)
    assert not any("cuts them off" in problem for problem in found)


def test_it_says_nothing_of_the_tail_that_a_writer_is_writing(kept):
    store = CaptureStore(kept.parent, named_end=Capture.objects.end_in)
    place = store.append(CapturedPage(body=b"being written", media_type="text/plain"))
    assert place.file == kept.name
    with kept.open("ab") as handle:
        handle.write(b"\x1f\x8b torn")
    assert problems() == []
    store.close()
    assert any("no whole record" in problem for problem in problems())


def test_it_finds_a_row_with_another_length_than_its_record(kept):
    Capture.objects.update(warc_length=7)
    assert [problem.startswith("capture ") and "takes 7 bytes" in problem for problem in problems()] == [True]


def test_it_names_a_file_that_cannot_be_read(kept):
    kept.with_name("other.warc.gz").mkdir()
    kept.with_name("another.warc.gz").symlink_to(kept.parent / "none")
    found = problems()
    assert len(found) == 2 and all("cannot be read" in problem for problem in found)


def test_it_finds_a_span_that_is_not_where_it_says(kept):
    Span.objects.update(words="Zoé Blanc")
    assert ["span" in problem for problem in problems()] == [True]


def test_it_finds_what_the_index_lacks_or_has_too_much(kept):
    index.remove_articles([Article.objects.get().pk])
    assert "manage.py index" in problems()[0]
    call_command("index")
    assert problems() == []
    index.remove_articles([make_article().pk])
    assert "not in it" in problems()[0]
    call_command("index")
    Article.objects.update(language="de")
    assert "manage.py index" in problems()[0]


def test_it_ends_with_status_1_and_prints_lines(kept, capsys):
    kept.unlink()
    with pytest.raises(CommandError, match="2 failed"):
        call_command("verify", json=True)
    *lines, counts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"where", "why"} == set(lines[0])
    assert counts["counts"]["failed"] == 2
