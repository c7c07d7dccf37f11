"""Charsets declared and detected."""

import codecs

import pytest

from archive.capture.charset import declared_charset, find_charset, known_charset

FRENCH = "Le phare a été rallumé à l’été, dès août : « très » naïf, déjà, où, ça… "


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'<meta charset="utf-8">', "utf-8"),
        (b"<META CHARSET=UTF8>", "utf-8"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-15'>", "iso8859-15"),
        (b'<meta charset="latin1">', "cp1252"),
        (b'<meta charset="utf-16">', "utf-8"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><html>', "cp1252"),
        (b'\n<?xml version="1.0" encoding="windows-1251"?><html>', "cp1251"),
        (b'<meta charset="no-such-charset">', None),
        (b'<meta charset="zip">', None),
        (b'<meta charset="utf-7">', None),
        (b"<meta charset=''>", None),
        (b"<p>charset=utf-8</p>", None),
        (b" " * 5000 + b'<meta charset="cp1251">', None),
    ],
)
def test_it_reads_a_declaration(head, name):
    assert declared_charset(head) == name


def test_it_knows_no_charset_by_a_hostile_name():
    assert [known_charset(name) for name in ("", "a" * 10_000, "../../x", "\0", "hex", "rot13")] == [None] * 6


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (codecs.BOM_UTF8 + b"abc", "utf-8"),
        ("été".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "été".encode("utf-16-be"), "utf-16"),
        ("été".encode("utf-32"), "utf-32"),
        (FRENCH.encode("utf-16-le"), "utf-16-le"),
        (FRENCH.encode("utf-16-be"), "utf-16-be"),
        (b"", "utf-8"),
        (b"plain", "utf-8"),
        (FRENCH.encode(), "utf-8"),
        (FRENCH.encode("cp1252"), "cp1252"),
        ("été".encode("cp1252"), "cp1252"),
        (FRENCH.encode("mac-roman"), "mac-roman"),
        (FRENCH.replace("’", "'").replace("…", ".").encode("cp850"), "cp850"),
        ("Сегодня в городе открыли новый мост через реку. ".encode("cp1251") * 20, "cp1251"),
        (b"x" * 60_000 + FRENCH.encode("cp1252"), "cp1252"),
    ],
)
def test_it_detects_a_charset(body, name):
    found = find_charset(body)
    assert found == name
    body.decode(found)


def test_it_prefers_a_declaration_that_fits():
    assert find_charset("été".encode("iso8859-15"), "iso8859-15") == "iso8859-15"
    assert find_charset("été".encode(), "ascii") == "utf-8"
    assert find_charset("été".encode("cp1252"), "utf-8") == "cp1252"


def test_it_keeps_utf8_where_a_few_bytes_are_broken():
    assert find_charset((FRENCH * 10).encode() + b"\xe9\xff" + FRENCH.encode(), "utf-8") == "utf-8"


@pytest.mark.parametrize("body", [bytes(range(128, 256)) * 10, b"\xff\xfe\x00", b"\x81\x8d\x8f", b"\xc3" * 50_000])
def test_it_names_a_charset_for_anything(body):
    name = find_charset(body, "utf-8")
    assert known_charset(name) == name
    assert isinstance(body.decode(name, errors="replace"), str)


@pytest.mark.parametrize("declared", ["cp1252", "iso8859-15", "cp1250"])
def test_it_reads_utf8_under_the_declaration_of_a_smaller_set(declared):
    assert find_charset("Un été à Paris".encode(), declared) == "utf-8"
    assert find_charset("Un été à Paris".encode("cp1252"), declared) == declared
    assert find_charset(b"plain", declared) == declared
