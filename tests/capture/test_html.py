"""HTML bytes as captured pages."""

import pytest

from archive.capture.html import begins_as_html, has_tags, html_page, saved_from


@pytest.mark.parametrize(
    ("comment", "url"),
    [
        (b"<!-- saved from url=(0032)https://gazette.example/le-phare -->", "https://gazette.example/le-phare"),
        (b"<!--saved from url=(0022)http://gazette.example-->", "http://gazette.example"),
        (
            b"<!--\n Page saved with SingleFile \n url: https://gazette.example/a?b=1 \n saved date: Mon -->",
            "https://gazette.example/a?b=1",
        ),
        (b"<!-- saved from url=(0014)about:internet -->", None),
        (b"<!-- saved from url=(0020)file:///C:/page.html -->", None),
        (b"<!-- saved from url=(0020)http:///nohost -->", None),
        (b"<!-- saved from url=(0020)http://[broken -->", None),
        (b"<!-- saved from url=(0020)javascript:alert(1) -->", None),
        (b"<!-- saved from a trip -->", None),
        (b"<!-- saved from url=(9999)https://x.example/" + b"a" * 3000 + b" -->", None),
    ],
)
def test_it_reads_where_a_page_was_saved_from(comment, url):
    assert saved_from(b"<!DOCTYPE html>\n" + comment + b"\n<html><body>x</body></html>") == url


def test_it_takes_no_address_that_the_page_gives_itself():
    body = b'<html><head><link rel="canonical" href="https://a.example/"><meta property="og:url" content="https://a.example/">'
    page = html_page(body, name="a.html")
    assert (page.url, page.captured_at, page.name, page.media_type) == (None, None, "a.html", "text/html")
    assert page.target_uri == f"urn:sha256:{page.sha256}"


def test_it_decodes_as_declared():
    page = html_page('<meta charset="iso-8859-1"><p>été’'.encode("cp1252"))
    assert (page.charset, page.text()) == ("cp1252", '<meta charset="iso-8859-1"><p>été’')
    assert html_page("<p>мост".encode("cp1251"), charset="cp1251").text() == "<p>мост"


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"<!DOCTYPE html>", True),
        (b"\xef\xbb\xbf\r\n  <HTML lang=fr>", True),
        (b"<!-- note --><!-- more -->\n<html>", True),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', True),
        (b"<head><title>x</title>", True),
        (b"<p>A fragment</p>", False),
        (b"Text with <html> in it", False),
        (b"<headline>", False),
        (b"", False),
        (b"<!-- unclosed " + b"-" * 4000, False),
    ],
)
def test_it_tells_html_by_its_beginning(head, answer):
    assert begins_as_html(head) is answer


def test_it_tells_tags_from_text():
    assert has_tags(b"a <b class='x'>c</b>")
    assert not has_tags(b"1 < 2 and 3 > 2, <3, a<b")
    assert not has_tags(b"<a " * 100_000)
