"""Known sources found by name and by host."""

import pytest

from archive.extraction.article import KnownSource, KnownSources

GAZETTE = KnownSource(1, ("La Gazette du Port", "Gazette du Port"), ("gazette.example", "www.port.example"))
POINT = KnownSource(2, ("Le Repère", "repere.example"), ("repere.example",))
NEWS = KnownSource(3, ("Harbour News",), ("news.harbour.example", "https://hn.example/"))
SOURCES = KnownSources([GAZETTE, POINT, NEWS, KnownSource(4, ("gazette du port", "", " "), ("gazette.example", ""))])


@pytest.mark.parametrize(
    ("text", "source"),
    [("La Gazette du Port", GAZETTE), (" gazette-du-port ", GAZETTE), ("LE REPERE", POINT), ("Repere.example", POINT)],
)
def test_it_finds_by_name(text, source):
    assert SOURCES.by_name(text) is source


@pytest.mark.parametrize("text", ["", " ", "La Gazette", "La Gazette du Portail", "x La Gazette du Port"])
def test_it_finds_nothing_by_another_name(text):
    assert SOURCES.by_name(text) is None


@pytest.mark.parametrize(
    ("host", "source"),
    [
        ("gazette.example", GAZETTE),
        ("WWW.Gazette.example.", GAZETTE),
        ("sport.gazette.example:8080", GAZETTE),
        ("port.example", GAZETTE),
        ("amp.news.harbour.example", NEWS),
        ("www.hn.example", NEWS),
    ],
)
def test_it_finds_by_host(host, source):
    assert SOURCES.by_host(host) is source


@pytest.mark.parametrize("host", ["", "example", "notgazette.example", "harbour.example", "gazette.example.evil.test"])
def test_it_finds_nothing_by_another_host(host):
    assert SOURCES.by_host(host) is None


@pytest.mark.parametrize(
    ("line", "source", "words"),
    [
        ("Nadia - Journaliste repere.example", POINT, "repere.example"),
        ("Profil de Nadia,  Repere.example", POINT, "Repere.example"),
        ("Gazette du Port › Culture › Le phare", GAZETTE, "Gazette du Port"),
        ("Par Jean Roux | LA GAZETTE DU PORT", GAZETTE, "LA GAZETTE DU PORT"),
        ("By Ann Lee, Harbour News", NEWS, "Harbour News"),
        ("d’après Harbour News.", NEWS, "Harbour News"),
        ("Nadia - Journaliste gazette.example.", GAZETTE, "gazette.example"),
    ],
)
def test_it_finds_the_source_a_line_names(line, source, words):
    named = SOURCES.find_in(line)
    assert named is not None
    assert (named.source, named.words, line[named.start : named.end]) == (source, words, words)
    assert SOURCES.named_in(line) is source


@pytest.mark.parametrize(
    "line", ["", "il cherche le repère", "Harbour Newsroom", "Sharbour News", "harbour news", "Harbour News.example"]
)
def test_it_finds_no_source_in_other_lines(line):
    assert SOURCES.named_in(line) is None


def test_it_knows_nothing_without_sources():
    nothing = KnownSources()
    assert (nothing.by_name("x"), nothing.by_host("x.example"), nothing.named_in("x")) == (None, None, None)
