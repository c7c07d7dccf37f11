"""Text made fit for every database."""

from archive.lib.storable import storable


def test_it_leaves_ordinary_text_alone():
    assert storable("Été « œuvre »\n\n• 😀\tfin") == "Été « œuvre »\n\n• 😀\tfin"


def test_it_drops_what_a_database_refuses():
    assert storable("a\x00b\x08c\r\nd\x7f") == "abc\nd"


def test_it_replaces_half_characters():
    assert storable("a\ud83d b").encode() == b"a? b"


def test_it_drops_overrides_of_direction():
    assert storable("safe\u202egnp.exe\u202d \u200fאב\u200e") == "safegnp.exe \u200fאב\u200e"
