"""Keys of addresses are those that other tools make (the expected ones come from the Internet Archive's `surt`)."""

import pytest

from archive.capture.surt import surt


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ("https://www.Example.org:443/A/B/?b=2&a=1#f", "org,example)/a/b?a=1&b=2"),
        ("http://example.org", "org,example)/"),
        ("http://www2.example.org:8080/x/", "org,example:8080)/x"),
        ("https://exämple.org/é%20x?q=É", "org,xn--exmple-cua)/%c3%a9%20x?q=%c3%89"),
        ("http://u:p@example.org/a/../b/./c//d", "org,example)/b/c/d"),
        ("http://127.0.0.1:8000/x", "1,0,0,127:8000)/x"),
        ("http://[::1]:80/x", "::1)/x"),
        ("https://example.org/?", "org,example)/"),
        ("https://example.org/a?b=&a", "org,example)/a?a&b="),
        ("https://example.org/%7Euser/%2541", "org,example)/~user/a"),
        ("https://example.org/a?b=c=d&a=%26", "org,example)/a?&a=&b=c=d"),
        ("https://example.org/a?sid=9682993c8daa2c5497996114facdc805&x=1", "org,example)/a?x=1"),
        ("https://example.org/a?cfid=12&cftoken=34&z", "org,example)/a?z"),
        ("https://example.org/(a(4hqa0555fwsecu455xqckv45))/x.aspx?a", "org,example)/x.aspx?a"),
        ("https://example.org/../a", "org,example)/../a"),
        ("https://wwww.example.org./x", "org,example,wwww)/x"),
        ("https://example.org/%ff%", "org,example)/%ff%25"),
        ("urn:sha256:02981d", "urn:sha256:02981d"),
        ("dns:example.org", "dns:example.org"),
        ("", ""),
    ],
)
def test_it_makes_the_key_that_others_make(uri, key):
    assert surt(uri) == key


@pytest.mark.parametrize(
    "uri", ["http://[", "http://" + "%" * 2000, "https://x/" + "%25" * 600, "http://a b/ \n?\x00 ", "é"]
)
def test_it_makes_one_word_of_anything(uri):
    assert len(surt(uri).split()) == 1
