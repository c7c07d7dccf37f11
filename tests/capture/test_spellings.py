"""The ways of writing one address: the likeliest first, few, and none of what is no address."""

import pytest

from archive.capture.spellings import spellings


def test_it_begins_with_what_was_asked():
    asked = "HTTPS://Gazette.EXAMPLE:443/A%20b?X=1&y=%C3%A9#part"
    found = spellings([asked, "other"])
    assert found[0] == asked and "https://gazette.example/A%20b?X=1&y=%C3%A9" in found and len(found) <= 16


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("http://gazette.example", "http://gazette.example/"),
        ("http://gazette.example/", "http://gazette.example"),
        ("http://gazette.example/a", "https://gazette.example/a"),
        ("https://gazette.example/a", "http://gazette.example/a"),
        ("https://gazette.example:443/a", "https://gazette.example/a"),
        ("http:/gazette.example/a", "http://gazette.example/a"),
        ("https:///gazette.example/a", "https://gazette.example/a"),
        ("gazette.example/a?b=c", "https://gazette.example/a?b=c"),
        ("gazette.example:8080/a", "http://gazette.example:8080/a"),
        ("gazette.example", "http://gazette.example/"),
        ("http://gazette.example/é à?ç", "http://gazette.example/%C3%A9%20%C3%A0?%C3%A7"),
        ("http://gazette.example/a#b", "http://gazette.example/a"),
        ("http://journal-été.example/", "http://xn--journal-t-i4ab.example/"),
        ("http://gazette.example/a, b", "http://gazette.example/a,%20b"),
        ("urn:sha256:00ff", "urn:sha256:00ff"),
    ],
)
def test_it_finds_what_is_meant(asked: str, meant: str):
    assert meant in spellings([asked])


@pytest.mark.parametrize(
    "asked", ["", "after", "a\0b", "http://x/\r\nX: y", "x" * 3000, "http://" + "x" * 2000, "http://\ud800/", "/etc"]
)
def test_it_finds_nothing_in_what_is_no_address(asked: str):
    assert spellings([asked]) == ()


@pytest.mark.parametrize(
    "asked",
    ["http://[", "http://[::1/a", "http://x:99999999/", "http://", "https://user:p@x/", "http:"],
)
def test_it_survives_what_is_broken(asked: str):
    assert spellings([asked])[0] == asked


def test_it_keeps_both_ways_of_reading_before_the_variants():
    sent, decoded = "http://gazette.example/a%2Fb", "http://gazette.example/a/b"
    assert spellings([sent, decoded])[:2] == (sent, decoded)
