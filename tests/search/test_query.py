"""What is typed into the search box: its tree, its canonical text, and what is said of mistakes in it."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.search.analysis import choices
from archive.search.query import LONGEST, MOST_WORDS, narrowed, parse, parts, without, write
from archive.search.tree import AllOf, AnyOf, Days, Fact, Named, Not, Phrase, Query, Term, Word


def word(text: str, column: str = "") -> Word:
    return Word(choices(text), text, column)


def phrase(text: str, column: str = "") -> Phrase:
    return Phrase(tuple(text.lower().split()), text, column)


def days(kind: str, first: str, last: str, text: str) -> Days:
    return Days(kind, date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None, text)


def mistakes(text: str) -> list[tuple[str, str, str]]:
    return [(mistake.code, mistake.part, mistake.instead) for mistake in parse(text).mistakes]


VICE = Word(choices("viceprésident"), "vice-président")
VICE_PARTS = (word("vice"), word("président"))
A, B, C, D = word("a"), word("b"), word("c"), word("d")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("altman shear", [word("altman"), word("shear")]),
        ('"Sam Altman"', [phrase("Sam Altman")]),
        ("« Sam  Altman »", [phrase("Sam Altman")]),
        ("“Sam Altman” „Sam Altman“", [phrase("Sam Altman")]),
        ("-altman", [Not(word("altman"))]),
        ('-"Sam Altman"', [Not(phrase("Sam Altman"))]),
        ("a -b", [A, Not(B)]),
        ("a- -b-", [A, Not(B)]),
        ("l'école", [word("école")]),
        ("qu’Emmett", [word("Emmett")]),
        ("aujourd'hui", [word("aujourd'hui")]),
        ("a OR b", [AnyOf((A, B))]),
        ("a OU b", [AnyOf((A, B))]),
        ("a OR b OR c", [AnyOf((A, B, C))]),
        ("a or b", [A, word("or"), B]),
        ("a AND b", [A, B]),
        ("a b OR c d", [A, AnyOf((B, C)), D]),
        ("a OR b c OR d", [AnyOf((A, B)), AnyOf((C, D))]),
        ("(a b) OR c", [AnyOf((AllOf((A, B)), C))]),
        ("((a (b))) c", [A, B, C]),
        ("(a OR b) OR c", [AnyOf((A, B, C))]),
        ("(a (b OR c)) OR d", [AnyOf((AllOf((A, AnyOf((B, C)))), D))]),
        ("-(a OR b)", [Not(A), Not(B)]),
        ("-(a b) c", [Not(AnyOf((AllOf((A, B)),))), C]),
        ("a OR -b", [AnyOf((A, Not(B)))]),
        ("(a -b) OR c", [AnyOf((AllOf((A, Not(B))), C))]),
        ("-(a OR -b)", [Not(A), B]),
        ("-(a -b)", [Not(AnyOf((AllOf((A, Not(B))),)))]),
        ("-(-a)", [A]),
        ("-(-(a b))", [A, B]),
        ("-(a OR b) OR c", [AnyOf((Not(AnyOf((A, B))), C))]),
        ("a OR a", [A]),
        ("a a", [A]),
        ("() a", [A]),
        ("person:sam-altman", [Named("person", "sam-altman")]),
        ('person:"Sam Altman"', [Named("person", "Sam Altman")]),
        ('person: "Sam Altman"', [Named("person", "Sam Altman")]),
        ("person: altman b", [Named("person", "altman"), B]),
        ('PERSONNE:« Sam Altman »', [Named("person", "Sam Altman")]),
        ("événement:x", [Named("event", "x")]),
        ("evenement:x e\u0301ve\u0301nement:y", [Named("event", "x"), Named("event", "y")]),
        ("source:lemonde.fr,", [Named("source", "lemonde.fr")]),
        ("langue:fr preuve:confirmée", [Named("language", "fr"), Named("evidence", "confirmed")]),
        ("evidence:AUTOMATIQUE", [Named("evidence", "automatic")]),
        ("-person:x", [Not(Named("person", "x"))]),
        ("person:x OR event:y", [AnyOf((Named("person", "x"), Named("event", "y")))]),
        ("title:altman", [word("altman", "title")]),
        ("titre:l'école", [word("école", "title")]),
        ('auteur:"jeanne dupont"', [phrase("jeanne dupont", "byline")]),
        ("-signature:dupont", [Not(word("dupont", "byline"))]),
        ("title: x", [word("x", "title")]),
        ("title: -x", [Not(word("x"))]),
        ("http://example.com/a", [word("http"), word("example"), word("com"), A]),
        ("12:30", [word("12"), word("30")]),
        ("Altman: le retour", [word("Altman"), word("le"), word("retour")]),
        ("Altman : le retour", [word("Altman"), word("le"), word("retour")]),
        ("l'OR", [word("or")]),
        ("-OR", [Not(word("or"))]),
        ("vice-président", [AnyOf((AllOf(VICE_PARTS), VICE))]),
        ("vice-président vice président", [AnyOf((AllOf(VICE_PARTS), VICE)), *VICE_PARTS]),
        ("-vice-président", [Not(AnyOf((Phrase(("vice", "president"), "vice-président"), VICE)))]),
        ("-(vice-président)", [Not(AnyOf((Phrase(("vice", "president"), "vice-président"), VICE)))]),
        ("-(-vice-président)", [AnyOf((AllOf(VICE_PARTS), VICE))]),
        ("vice-président OR a", [AnyOf((AnyOf((AllOf(VICE_PARTS), VICE)), A))]),
        ("GPT-4", [AnyOf((Phrase(("gpt", "4"), "GPT-4"), Word(("gpt4",), "GPT-4")))]),
        ("70 % de", [Phrase(("70", "％"), "70 %"), word("de")]),
        ("3,5 a", [Word(("3·5",), "3,5"), A]),
        ("title:70%", [Phrase(("70", "％"), "70%", "title")]),
        ("% $ a €", [A]),
    ],
)  # fmt: skip
def test_it_reads_a_query(text: str, terms: list[Term]) -> None:
    assert list(parse(text).terms) == terms
    assert parse(text).days == ()
    assert [code for code, _, _ in mistakes(text) if (text, code) != ("title: -x", "empty_value")] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("published:2023", days("published", "2023-01-01", "2023-12-31", "2023")),
        ("published:2023-11", days("published", "2023-11-01", "2023-11-30", "2023-11")),
        ("published:2024-2", days("published", "2024-02-01", "2024-02-29", "2024-02")),
        ("published:2023-11-20", days("published", "2023-11-20", "2023-11-20", "2023-11-20")),
        (
            "happened:2023-11-19..2023-11-21",
            days("happened", "2023-11-19", "2023-11-21", "2023-11-19..2023-11-21"),
        ),
        ("survenu:2022..2023-06", days("happened", "2022-01-01", "2023-06-30", "2022..2023-06")),
        ("arrivé:2023-11..2023-11", days("happened", "2023-11-01", "2023-11-30", "2023-11")),
        ("captured:..2023-11-20", days("captured", "", "2023-11-20", "..2023-11-20")),
        ("capturé:2023-11-20..", days("captured", "2023-11-20", "", "2023-11-20..")),
        ("published:2023-11-20…", days("published", "2023-11-20", "", "2023-11-20..")),
        ("publié:20/11/2023", days("published", "2023-11-20", "2023-11-20", "2023-11-20")),
        ("published:11/20/2023", days("published", "2023-11-20", "2023-11-20", "2023-11-20")),
        ("published:05.11.2023", days("published", "2023-11-05", "2023-11-05", "2023-11-05")),
        ("published:11/11/2023", days("published", "2023-11-11", "2023-11-11", "2023-11-11")),
        ("published:11/2023", days("published", "2023-11-01", "2023-11-30", "2023-11")),
        ("published:2023‑11‑20", days("published", "2023-11-20", "2023-11-20", "2023-11-20")),
        ('published:"20 novembre 2023"', days("published", "2023-11-20", "2023-11-20", "2023-11-20")),
        ('published:"Nov. 20, 2023"', days("published", "2023-11-20", "2023-11-20", "2023-11-20")),
        ('published:"novembre 2023"', days("published", "2023-11-01", "2023-11-30", "2023-11")),
        (
            "published:2023-11-19/2023-11-21",
            days("published", "2023-11-19", "2023-11-21", "2023-11-19..2023-11-21"),
        ),
        ("published: 2023", days("published", "2023-01-01", "2023-12-31", "2023")),
        ("published:9999", days("published", "9999-01-01", "9999-12-31", "9999")),
    ],
)
def test_it_reads_days(text: str, found: Days) -> None:
    assert parse(f"a {text} b") == Query(f"a b {found.kind}:{found.text}", (A, B), (found,))


@pytest.mark.parametrize(
    ("text", "said", "instead"),
    [
        ('"sam altman', [("unclosed_quote", '"sam altman', '"sam altman"')], '"sam altman"'),
        (
            'person:"sam altman',
            [("unclosed_quote", 'person:"sam altman', 'person:"sam altman"')],
            'person:"sam altman"',
        ),
        ('a "', [("unclosed_quote", '"', "")], "a"),
        ("a published:2023-13", [("bad_date", "published:2023-13", "")], "a"),
        ("a published:2023-02-30", [("bad_date", "published:2023-02-30", "")], "a"),
        ("a publié:hier", [("bad_date", "publié:hier", "")], "a"),
        ("a published:05/11/2023", [("bad_date", "published:05/11/2023", "")], "a"),
        ("a published:2023..2024..2025", [("bad_date", "published:2023..2024..2025", "")], "a"),
        ("a published:0000", [("bad_date", "published:0000", "")], "a"),
        ("a published:2023-00", [("bad_date", "published:2023-00", "")], "a"),
        ("a happened:2023-11-20x", [("bad_date", "happened:2023-11-20x", "")], "a"),
        (
            "published:2023-11-21..2023-11-19",
            [("reversed", "published:2023-11-21..2023-11-19", "published:2023-11-19..2023-11-21")],
            "published:2023-11-19..2023-11-21",
        ),
        ("a person:", [("empty_value", "person:", "")], "a"),
        ('a title:""', [("empty_value", 'title:""', "")], "a"),
        ("a source:—", [("empty_value", "source:—", "")], "a"),
        ("a published:", [("empty_value", "published:", "")], "a"),
        ("a published:..", [("empty_value", "published:..", "")], "a"),
        ("a foo:bar", [("unknown_field", "foo:bar", "foo bar")], "a foo bar"),
        ("a updated:2023", [("unknown_field", "updated:2023", "updated 2023")], "a updated 2023"),
        ("OR a", [("lonely_or", "OR", "")], "a"),
        ("a OU", [("lonely_or", "OU", "")], "a"),
        ("a OR OR b", [("lonely_or", "OR", "")], "a OR b"),
        ("(a OR) b", [("lonely_or", "OR", "")], "a b"),
        ("a OR published:2023", [("days_in_or", "published:2023", "published:2023")], "a published:2023"),
        ("a -published:2023", [("days_in_or", "-published:2023", "")], "a"),
        ("a -(b published:2023)", [("days_in_or", "published:2023", "published:2023")], "a -b published:2023"),
        ("-published:2023 OR a", [("days_in_or", "-published:2023", "")], "a"),
        ("(a", [("unbalanced", "(", "")], "a"),
        ("a) b", [("unbalanced", ")", "")], "a b"),
        ("-", [("no_words", "-", "")], ""),
        ("😀", [("no_words", "😀", "")], ""),
        ('"" ()', [("no_words", '"" ()', "")], ""),
        ("published:x", [("bad_date", "published:x", ""), ("no_words", "published:x", "")], ""),
    ],
)
def test_it_explains_a_mistake(text: str, said: list[tuple[str, str, str]], instead: str) -> None:
    assert mistakes(text) == said
    assert parse(text).text == instead


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\0"])
def test_it_takes_no_text_for_everything(text: str) -> None:
    assert parse(text) == Query("")


def test_it_reads_no_more_than_a_query_may_hold() -> None:
    many = [f"mot{number}" for number in range(MOST_WORDS + 5)]

    query = parse(" ".join(many))

    assert [term.text for term in query.terms if isinstance(term, Word)] == many[:MOST_WORDS]
    assert mistakes(" ".join(many)) == [("too_many_words", "mot40 mot41 mot42 mot43 mot44", "")]
    assert parse(f'"{" ".join(many)}"').text == f'"{" ".join(many[:MOST_WORDS])}"'
    assert parse(f"({' '.join(many[:MOST_WORDS])}) OR a").text == " ".join(many[:MOST_WORDS])
    assert not parse(f"({' '.join(many[:MOST_WORDS])})").mistakes
    assert parse("-".join(many)).text == " ".join(many[:MOST_WORDS])


def test_it_reads_no_more_than_the_longest_text() -> None:
    text = f"{'x' * 300} {'y' * 300}"

    assert parse(text).text == "x" * 300
    assert [code for code, _, _ in mistakes(text)] == ["too_long"]
    assert len(parse(text).mistakes[0].part) <= 60
    assert parse("x" * 10_000_000).text == "x" * LONGEST


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  Altman   Shear ", "Altman Shear"),
        ("« Sam Altman »", '"Sam Altman"'),
        ('personne:"Sam Altman" publié:20/11/2023 mot', 'person:"Sam Altman" mot published:2023-11-20'),
        ('person:"altman"', "person:altman"),
        ("a OU b c", "(a OR b) c"),
        ("a OU b", "a OR b"),
        ("-(a b)", "-(a b)"),
        ("((a b) OR c)", "(a b) OR c"),
        ("titre:école auteur:dupont", "title:école byline:dupont"),
        ('-title:"a b"', '-title:"a b"'),
    ],
)
def test_it_writes_a_query_in_one_way(text: str, canonical: str) -> None:
    assert parse(text).text == write(parse(text)) == canonical


def test_it_writes_what_was_resolved_as_it_was_given() -> None:
    resolved = Query("altman person:sam", (word("altman"), AnyOf((Fact(("p1", "p2")),))))

    assert write(resolved) == "altman person:sam"
    assert parts(resolved) == ("altman", "person:sam")


@pytest.mark.parametrize(
    ("text", "condition", "result"),
    [
        ("altman", "person:sam-altman", "altman person:sam-altman"),
        ("", "person:sam-altman", "person:sam-altman"),
        ("person:sam-altman", "person:sam-altman", "person:sam-altman"),
        ('person:"Sam Altman"', "person:sam-altman", 'person:"Sam Altman"'),
        ("person:sam", "person:emmett", "person:sam person:emmett"),
        ("-person:sam mot", "person:sam", "mot person:sam"),
        ("source:a b", "source:c", "b source:c"),
        ("language:fr", "language:en", "language:en"),
        ("a published:2023", "published:2023-11", "a published:2023-11"),
        ("a happened:2023", "published:2023-11", "a happened:2023 published:2023-11"),
        ("a OR b", "person:x", "(a OR b) person:x"),
        ('a "b', "person:x", 'a "b" person:x'),
    ],
)
def test_it_narrows_a_query(text: str, condition: str, result: str) -> None:
    assert narrowed(text, condition) == result


def test_it_keeps_what_a_full_query_is_narrowed_by() -> None:
    full = " ".join(f"{number}{'x' * 20}" for number in range(22))

    assert narrowed(full, "published:2023").endswith(" published:2023")
    assert narrowed(full, "person:sam-altman").endswith(" person:sam-altman")
    assert len(narrowed(full, "person:sam-altman")) <= LONGEST
    assert parse(narrowed(full, "person:sam-altman")).mistakes == ()


def test_it_takes_a_condition_out_of_a_query() -> None:
    text = 'altman (a OR b) -(c d) -"sam altman" person:"Sam Altman" title:x published:2023-11'

    assert parts(parse(text)) == (
        "altman", "a OR b", "-(c d)", '-"sam altman"', 'person:"Sam Altman"', "title:x", "published:2023-11"
    )  # fmt: skip
    for part in parts(parse(text)):
        assert part not in parts(parse(without(text, part)))
        assert len(parts(parse(without(text, part)))) == len(parts(parse(text))) - 1
    assert without(text, "zzz") == write(parse(text))


PIECES = st.sampled_from(
    ["a", "b", "é", "OR", "OU", "AND", "(", ")", "-", '"', "«", "»", "-(", " ", " ", " ", ":", ",", ".", "..", "_",
     "\u0301", "\u202e", "\ud800", "\0", "\xad", "'", "ʼ", "l'", "d’", "qu'", "ß", "İ", "😀", "שלום", "東京", "x" * 70,
     "person:", "personne:", "source:", "title:", "byline:", "published:", "happened:", "langue:", "preuve:", "foo:",
     "evidence:", "2023", "2023-11", "2022-05-03", "20/11/2023", "3,5", "1.000", "70 %", "€", "$", "vice-président"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=600))


@given(TEXTS)
@example("l'd'école")
@example("(" * 500)
@example("-(" * 250)
@example("(a OR " * 60)
def test_it_reads_any_text_and_what_it_writes(text: str) -> None:
    query = parse(text)
    again = parse(query.text)

    assert (again.terms, again.days) == (query.terms, query.days)
    assert again.text == query.text == write(query)
    assert again.mistakes == () or (again.mistakes, query.terms, query.days) == ((), (), ())
    assert len(query.text) <= LONGEST
    query.text.encode()
    for part in parts(query):
        assert len(parts(parse(without(query.text, part)))) == len(parts(query)) - 1


@given(TEXTS, TEXTS)
def test_it_narrows_any_text(text: str, condition: str) -> None:
    result = narrowed(text, condition)

    assert write(parse(result)) == result
    assert narrowed(result, condition) == result
