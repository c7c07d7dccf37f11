"""Why a page cannot be brought in, or holds no article, in the reader's language."""

import re

import pytest
from django.conf import settings
from django.utils.translation import override

from archive.capture.addresses import read_url
from archive.capture.files import read_content
from archive.capture.html import html_page
from archive.capture.page import CaptureError
from archive.extraction.article import NoArticle
from archive.extraction.extract import extract
from archive.extraction.sources import KnownSources
from archive.templatetags import reasons
from archive.templatetags.reasons import reason_words

IN_FRENCH = {
    "the address names no host": "l’adresse ne nomme pas d’hôte",
    "too large: 12 MB, and 10 MB is the most": "trop volumineux : 12 MB, pour 10 MB au plus",
    "binary: it is a PDF document, not a page of text or HTML": (
        "binaire : c’est un document PDF, et non une page de texte ou de HTML"
    ),
    "redirected to http://10.0.0.1/a: 10.0.0.1 is not a public address but private, and is not asked; "
    "ARCHIVE_FETCH_ALLOW opens hosts by name": (
        "redirection vers http://10.0.0.1/a : 10.0.0.1 n’est pas une adresse publique mais une adresse privée, et "
        "n’est pas interrogée ; ARCHIVE_FETCH_ALLOW ouvre des hôtes par leur nom"
    ),
    "only 12 characters of text belong to “private”": "seuls 12 caractères de texte se rattachent à « private »",
    "the name a%(x)s.example has no address": "le nom a%(x)s.example n’a pas d’adresse",
}


def in_french(reason: str) -> str:
    with override("fr"):
        return re.sub("[\u00a0\u202f]", " ", reason_words(reason))


@pytest.mark.parametrize(("reason", "words"), IN_FRENCH.items())
def test_it_says_reasons_in_french(reason: str, words: str) -> None:
    assert in_french(reason) == words


@pytest.mark.parametrize("reason", IN_FRENCH)
def test_it_leaves_english_as_it_is(reason: str) -> None:
    with override("en"):
        assert reason_words(reason) == reason


@pytest.mark.parametrize("reason", ["", "a fault of this program: KeyError: 'a'", "<b>", "empty files"])
def test_it_keeps_what_has_no_other_words(reason: str) -> None:
    assert in_french(reason) == reason


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://", "a", "http://a:b@c.example/", "http://1.2.3/", "http://[::1"]
)
def test_it_meets_what_is_said_of_an_address(url: str) -> None:
    with pytest.raises(CaptureError) as caught:
        read_url(url)
    assert in_french(str(caught.value)) != str(caught.value)


@pytest.mark.parametrize("content", [b"", b" ", b"%PDF-1.7", b"\0" * 9, b"<rss>", b"\x1f\x8b", b"x" * 101])
def test_it_meets_what_is_said_of_a_file(content: bytes) -> None:
    with pytest.raises(CaptureError) as caught:
        read_content("a.html", content, limit=100)
    assert in_french(str(caught.value)) != str(caught.value)


@pytest.mark.parametrize("body", [b"<html>", b"<p>Court.", b"<h1>404</h1><p>Introuvable.", b"<p>" * 300_000])
def test_it_meets_what_is_said_of_a_page(body: bytes) -> None:
    with pytest.raises(NoArticle) as caught:
        extract(html_page(body, charset="utf-8"), KnownSources())
    assert in_french(str(caught.value)) != str(caught.value)


def test_it_has_no_sentence_that_nobody_says() -> None:
    said = ""
    for room in ("capture", "extraction", "pipeline"):
        said += "".join(path.read_text("utf-8") for path in sorted((settings.BASE_DIR / "archive" / room).glob("*.py")))
    for sentence in reasons._SENTENCES:
        for part in re.split(r"%\(\w+\)s", sentence):
            assert part in said, f"{sentence!r} is said nowhere: {part!r}"
