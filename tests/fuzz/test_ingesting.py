"""Spoiled pages brought into a real archive: each becomes an article or says why not, and nobody's fault is told."""

import os
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from archive.capture.files import read_file
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.warc import is_web_archive, read_warc
from archive.pipeline.ingest import Ingest
from archive.pipeline.outcome import Result
from tests.fuzz import seeds
from tests.fuzz.mutations import WARC_TOKENS, mutated
from tests.makers import make_event, make_person

TRIES = max(20, int(os.environ.get("ARCHIVE_FUZZ") or 0) // 20)
LIMIT = 4_000_000
_numbers = count()


@pytest.mark.django_db
@settings(
    max_examples=TRIES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
    print_blob=True,
)
@given(mutated(seeds.pages() + seeds.archives(), tokens=WARC_TOKENS))
def test_it_ingests_spoiled_pages(tmp_path, spoiled):
    make_person("Sam", f"Altman {next(_numbers)}", forms={"Sam": "weak", "Altman": "strong"})
    make_event(cues={"conseil vote budget": "strong"})
    name, content = spoiled
    path = tmp_path / name
    path.write_bytes(content)
    ingest = Ingest(publish=True)
    try:
        pages = read_warc(path, limit=LIMIT) if is_web_archive(path) else [read_file(path, limit=LIMIT)]
        outcomes = [ingest.page(page, name) for page in pages if isinstance(page, CapturedPage)]
    except CaptureError as error:
        assert str(error)
        return
    finally:
        ingest.close()
    for outcome in outcomes:
        assert outcome.outcome is not Result.FAILED or "fault of this program" not in str(outcome.error), outcome
