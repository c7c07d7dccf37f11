"""The sentence a list shows, and what is marked in it."""

from time import process_time

import pytest

from archive.search.query import parse
from archive.search.snippets import LONGEST, Snippet, marks, snippet

TEXT = "Le conseil se réunit. Sam Altman a démissionné vendredi. Altman revient mardi, dit le conseil."


def marked(found: Snippet) -> list[str]:
    """Return the marked words."""
    return [found.text[start:end] for start, end in found.marks]


@pytest.mark.parametrize(
    ("query", "sentence", "words"),
    [
        ("démission", "Sam Altman a démissionné vendredi.", ["démissionné"]),
        ("altman", "Sam Altman a démissionné vendredi.", ["Altman"]),
        ("conseil altman", "Altman revient mardi, dit le conseil.", ["Altman", "conseil"]),
        ('"sam altman"', "Sam Altman a démissionné vendredi.", ["Sam Altman"]),
        ('"altman sam"', "Le conseil se réunit.", []),
        ("conseil -vendredi", "Le conseil se réunit.", ["conseil"]),
        ("-conseil altman", "Sam Altman a démissionné vendredi.", ["Altman"]),
        ("zzz OR altman", "Sam Altman a démissionné vendredi.", ["Altman"]),
        ("(mardi altman) OR zzz", "Altman revient mardi, dit le conseil.", ["Altman", "mardi"]),
        ("-(altman zzz) conseil", "Le conseil se réunit.", ["conseil"]),
        ("title:altman conseil", "Le conseil se réunit.", ["conseil"]),
        ('byline:altman title:"sam altman"', "Le conseil se réunit.", []),
        ("person:altman", "Le conseil se réunit.", []),
        ("published:2023", "Le conseil se réunit.", []),
        ('"sam altman" conseil mardi', "Altman revient mardi, dit le conseil.", ["mardi", "conseil"]),
    ],
)
def test_it_shows_the_sentence_that_matches_best(query: str, sentence: str, words: list[str]) -> None:
    found = snippet(["", TEXT], "fr", parse(query))

    assert found.text.startswith(sentence)
    assert marked(found) == words


def test_it_shows_the_beginning_when_nothing_was_asked() -> None:
    assert snippet(["", "Un texte."], "fr", None) == Snippet("Un texte.")
    assert snippet(["Un chapeau.", "Un texte."], "fr", parse("-mot")) == Snippet("Un chapeau.")
    assert snippet(["", ""], "fr", parse("mot")) == Snippet("")


def test_it_shortens_the_beginning_between_words() -> None:
    found = snippet(["mot " * 500], "fr", None)

    assert found.text.endswith("mot …")
    assert len(found.text) <= LONGEST + 2


@pytest.mark.parametrize("place", [0, 3, 100, 400, 799])
def test_it_cuts_a_long_sentence_around_its_mark(place: int) -> None:
    words = ["mot"] * 800
    words[place] = "Altman"

    found = snippet([" ".join(words)], "fr", parse("altman"))

    assert marked(found) == ["Altman"]
    assert len(found.text) <= LONGEST + 4
    assert found.text.startswith("…") == (place > 20)


def test_it_cuts_a_word_without_end() -> None:
    found = snippet(["x" * 5000 + "."], "", parse("x" * 255))

    assert len(found.text) <= 5002
    assert len(found.marks) == 1


def test_it_marks_words_in_their_written_form() -> None:
    text = "L’œuvre d’Emmett\nShear, l'É\u0301quipe."

    assert [text[start:end] for start, end in marks(text, "fr", parse('oeuvre "emmett shear" équipe'))] == [
        "œuvre",
        "Emmett\nShear",
        "É\u0301quipe",
    ]
    assert marks(text, "fr", None) == ()


def test_it_joins_marks_that_touch() -> None:
    text = "Sam Altman parle."

    assert marks(text, "fr", parse('"sam altman" altman sam')) == ((0, 10),)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("altman", ["Altman"]),
        ("title:altman", ["Altman"]),
        ('title:"sam altman"', ["Sam Altman"]),
        ("byline:altman", []),
        ("-title:altman", []),
    ],
)
def test_it_marks_in_a_title_what_is_looked_for_there(query: str, words: list[str]) -> None:
    title = "Le retour de Sam Altman"

    assert [title[start:end] for start, end in marks(title, "fr", parse(query), "title")] == words


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        ("Le vice-président parle.", "vice-président", ["vice-président"]),
        ("Le vice-président parle.", "viceprésidents", ["vice-président"]),
        ("La vice présidente.", "vice-présidentes", ["vice", "présidente"]),
        ("GPT4 et GPT-4.", "gpt-4", ["GPT4", "GPT-4"]),
        ("Hausse de 3,5 % à 1.000 euros.", "3.5", ["3,5"]),
        ("Hausse de 3,5 % à 1.000 euros.", "1000", ["1.000"]),
        ("70 employés, soit 70\u202f% d’entre eux.", "70 %", ["70\u202f%"]),
        ("70 employés, soit 70% d’entre eux.", "70 %", ["70%"]),
        ("Altman (« Sam Altman »), l’Altman d'Altman’s.", "altman", ["Altman", "Altman", "Altman", "Altman’s"]),
        ("Altmanov.", "altman", []),
        ("שלום, עולם", "עולם", ["עולם"]),
        ("🎉Altman🎉", "altman 🎉", ["Altman"]),
    ],
)
def test_it_marks_exactly_what_matched(text: str, query: str, words: list[str]) -> None:
    found = snippet([text], "fr", parse(query))

    assert marked(found) == words


def test_it_shows_where_a_sentence_goes_on() -> None:
    found = snippet([f"{'mot ' * 2000}Altman et le conseil {'mot ' * 2000}."], "fr", parse("altman conseil"))

    assert found.text.startswith("… ")
    assert found.text.endswith(" …")
    assert marked(found) == ["Altman", "conseil"]
    assert len(found.text) <= LONGEST + 4


def test_it_takes_a_sentence_of_the_text_that_has_more_than_the_lead() -> None:
    assert snippet(["Altman.", "Rien.\n\nAltman et le conseil."], "fr", parse("altman conseil")).text == (
        "Altman et le conseil."
    )
    assert snippet(["Altman.", "Altman."], "fr", parse("altman")) == Snippet("Altman.", ((0, 6),))


@pytest.mark.parametrize("query", ["altman", "conseil altman", '"sam altman"', "zzz", "le"])
def test_it_reads_a_long_text_soon(query: str) -> None:
    text = f"{TEXT}\n\n" * 200
    many = [text] * 5
    snippet(many, "fr", parse(query))

    start = process_time()
    snippet(many, "fr", parse(query))

    assert process_time() - start < 0.3  # 90,000 characters: some 10 ms on an idle machine
