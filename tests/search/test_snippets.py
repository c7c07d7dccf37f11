"""The sentence a list shows, and what is marked in it."""

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
