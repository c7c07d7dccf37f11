"""Bringing a page in: an address, a file or pasted text, a preview, and what the curator made of it."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive.capture.store import CaptureStore
from archive.models import Article, Capture, Source
from tests.capture.server import Server, page, serving
from tests.makers import make_event, make_person
from tests.pipeline.test_ingest import BODY, DUMP, HTML

ASK = "/admin/archive/article/bring-in/"


@pytest.fixture
def site(settings) -> Iterator[Server]:
    """Serve a page at /page, which the archive may fetch."""
    with serving() as server:
        settings.ARCHIVE_FETCH_ALLOW = frozenset([f"127.0.0.1:{server.port}"])
        server.replies["/page"] = page(HTML.replace("https://lematin.example/2023/banque", "").encode())
        yield server


def ask(client: Client, **data):
    """Send the first form."""
    return client.post(ASK, {"kind": "auto", **data})


def preview_of(client: Client, **data):
    """Send the first form, and return the preview and its address."""
    response = ask(client, **data)
    assert response.status_code == 302, response.context["form"].errors
    return client.get(response.url), response.url


def sent(response) -> dict[str, str]:
    """Return what the preview's form would send unchanged, with the line breaks of a browser."""
    data = {}
    for bound in response.context["form"]:
        value = bound.value()
        if value is not None and value is not False:
            data[bound.html_name] = str(value).replace("\n", "\r\n")
    return data


def act(client: Client, address: str, response, action: str = "save", **changes):
    return client.post(address, sent(response) | {"action": action} | changes)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def errors(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", " ".join(str(told) for told in response.context["form"].errors.values()))


def nothing_is_saved(data_folder: Path) -> bool:
    rows = [model.objects.exists() for model in (Article, Capture, Source, LogEntry)]
    return not any(rows) and not (data_folder / "captures").exists()


def test_it_brings_in_pasted_text(desk, data_folder):
    make_person("Ada", "Noir")
    make_event("La lettre", cues={"lettre ouverte salariés": "weak"})
    response, address = preview_of(desk, text=DUMP)
    html = response.content.decode()
    assert response.context["form"]["title"].value() == "La banque du port perd sa directrice"
    assert "From: " in html
    assert "<mark>Ada Noir</mark> a quitté son bureau lundi" in html
    assert [str(row.mention.status.label) for row in response.context["mentions"]] == ["automatic", "suggested"]
    assert nothing_is_saved(data_folder)

    done = act(desk, address, response)

    article, capture = Article.objects.get(), Capture.objects.get()
    assert done.url == f"/admin/archive/article/{article.pk}/change/"
    assert (article.status, article.text, article.corrected) == ("draft", "\n\n".join(BODY), [])
    assert (capture.media_type, capture.charset, capture.target_uri[:11]) == ("text/plain", "utf-8", "urn:sha256:")
    assert (capture.captured_at, capture.original_name, article.text_capture) == (None, "", capture)
    stored = CaptureStore(data_folder / "captures").read(capture.warc_file, capture.warc_offset)
    assert stored == DUMP.encode()
    assert set(article.mentions.values_list("status", flat=True)) == {"automatic", "suggested"}
    assert LogEntry.objects.get().get_change_message() == "Brought in."
    assert "was made of the page" in desk.get(done.url).content.decode()


def test_it_brings_in_a_file(desk):
    response, address = preview_of(desk, file=upload("été.html.gz", gzip.compress(HTML.encode())))
    assert response.context["form"]["published"].value() == "2023-11-20T20:24:00+01:00"
    assert response.context["form"]["source"].value() == "Le Matin"

    act(desk, address, response)

    article, capture = Article.objects.get(), Capture.objects.get()
    assert (article.source.name, article.corrected, capture.original_name) == ("Le Matin", [], "été.html.gz")


def test_it_brings_in_an_address(desk, site, data_folder):
    url = f"http://127.0.0.1:{site.port}/page"
    response, address = preview_of(desk, url=url)
    assert response.context["form"]["url"].value() == url
    assert nothing_is_saved(data_folder)

    act(desk, address, response)

    article, capture = Article.objects.get(), Capture.objects.get()
    assert (article.url, capture.target_uri, capture.http_status) == (url, url, 200)
    assert capture.captured_at is not None
    assert site.asked == ["/robots.txt", "/page"]
