"""Links as HTTP writes them: whatever an address holds, it ends neither the link nor the header."""

import pytest

from archive.lib.links import as_uri, link_header, web_link


def test_it_writes_a_link_with_its_attributes_in_order():
    link = web_link("https://a.example/x,y;z?q=1&r=%C3%A9#f", "first memento", datetime="Mon, 20 Nov 2023 19:24:00 GMT")
    told = 'rel="first memento"; datetime="Mon, 20 Nov 2023 19:24:00 GMT"'
    assert link == f"<https://a.example/x,y;z?q=1&r=%C3%A9#f>; {told}"
    assert web_link("urn:x", "original", type="") == '<urn:x>; rel="original"'


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ('a>; rel="evil"', "a%3E;%20rel=%22evil%22"),
        ("a\r\nSet-Cookie: x", "a%0D%0ASet-Cookie:%20x"),
        ("é\u202e<", "%C3%A9%E2%80%AE%3C"),
        ("100%25", "100%25"),
    ],
)
def test_it_encodes_what_no_uri_has(text: str, uri: str):
    assert as_uri(text) == uri


def test_a_header_holds_the_links_that_fit():
    links = ["<a>", "<" + "b" * 50 + ">", "<c>"]
    assert link_header(links, 20) == "<a>, <c>" and link_header(links, 2) == "" and link_header([], 9) == ""
