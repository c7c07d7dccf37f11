"""A text becomes words: what is indexed, with its place in the text, and what a query looks for."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.search.analysis import (
    LONGEST_WORD,
    Sought,
    analyse,
    choices,
    exact_words,
    pieces_with,
    sought,
    tokens,
    whole_tokens,
)

TEXTS = st.text(
    st.one_of(st.sampled_from("aàé's’-‑.,%€$ \n\u00a0 12450xL'東ש🎉\u0301\xad\u200d"), st.characters()), max_size=80
)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", "L’école d'Altman", "l ecole d altman"),
        ("fr", "Qu’Emmett, lorsqu'il", "qu emmett lorsqu il"),
        ("fr", "Aujourd’hui, quelqu'un", "aujourdhui quelqu un"),
        ("fr", "vice-président", "vice president"),
        ("fr", "« Œuvre » ; naïf…", "oeuvre naif"),
        ("en", "don't Altman's companies’", "dont altman companies"),
        ("fr", "70 %, 3,5\u202f% et 1.000 €", "70 ％ 3 5 ％ et 1 000 €"),
        ("en", "$5 £5 ¥5 5‰", "＄ 5 £ 5 ￥ 5 5 ‰"),
        ("", "東京 abc東", "東 京 abc 東"),
        ("", "🎉 — … ¶ ´", ""),
        ("", "x\u0301y co\xadop", "xy coop"),
        ("", "", ""),
        ("", "\ud800 a\ud800b", "a b"),
    ],
)
def test_it_finds_the_words(language: str, text: str, words: str) -> None:
    assert analyse(text, language).words == words.split()


@pytest.mark.parametrize(
    ("language", "text", "stems"),
    [
        (
            "fr",
            "démission démissions commissions DÉMISSIONNER démissionné",
            "demiss demiss commiss demission demission",
        ),
        ("fr", "employés employées", "emploi emploi"),
        ("fr", "Emmett Emmet Bonn bon", "emmett emmet bonn bon"),
        ("en", "resigned resigning Emmett Emmet", "resign resign emmett emmet"),
        ("en-GB", "companies", "compani"),
        ("de", "Straßen", "strassen"),
        ("", "démissionné", "demissionne"),
        ("fr", "70 %", "70 ％"),
    ],
)
def test_it_stems_by_language_before_accents_are_folded(language: str, text: str, stems: str) -> None:
    assert analyse(text, language).stems == stems.split()


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("les vice-présidents", ["vicepresident"]),
        ("GPT-4, covid‑19", ["gpt4", "covid19"]),
        ("l'e-mail", ["email"]),
        ("c'est-à-dire", ["estadir"]),
        ("dit-il, a-t-on, donne-le, celui-ci", []),
        ("2023-2024, 3-1, 2023-11-20", []),
        ("un-deux-trois-quatre-cinq-six-sept", []),
        ("- a- -b a - b a--b", []),
        ("3,5 et 3.5", ["3·5", "3·5"]),
        ("1.000, 1,000 et 1.234.567,89", ["1000", "1000", "1234567·89"]),
        ("0.123 1,2345", ["0·123", "1·2345"]),
        ("20.11.2023 1.2.3 10:30 v1.2 3,5x 1,5-2", []),
        ("(3,5%) $3.5", ["3·5", "3·5"]),
        ("3, 5", []),
    ],
)
def test_it_finds_compounds_and_numbers_whole(text: str, beside: list[str]) -> None:
    assert analyse(text, "fr").beside == beside
    assert [token.stem for token in whole_tokens(text, "fr")] == beside or len(text.split()) > 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("« L’É\u0301cole » de Sam,\nAltman.", ["L’", "É\u0301cole", "de", "Sam", "Altman"]),
        ("70\u202f% (vice-président)", ["70", "%", "vice", "président"]),
        ("Altman’s 🎉 שלום", ["Altman’s", "שלום"]),
    ],
)
def test_each_token_knows_its_place(text: str, words: list[str]) -> None:
    assert [text[token.start : token.end].removesuffix(" ") for token in tokens(text, "fr")] == words


def test_a_whole_token_knows_its_place() -> None:
    text = "Les vice-présidents, à 3,5 %."

    assert [text[token.start : token.end] for token in whole_tokens(text, "fr")] == ["vice-présidents", "3,5"]


@given(TEXTS, st.sampled_from(["fr", "en", "de", ""]))
def test_it_says_the_same_in_every_way(text: str, language: str) -> None:
    analysed = analyse(text, language)
    found = list(tokens(text, language))

    assert len(analysed.stems) == len(analysed.words)
    assert [token.word for token in found] == analysed.words == list(exact_words(text))
    assert [token.stem for token in found] == analysed.stems
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(0 <= token.start < token.end <= len(text) for token in (*found, *whole_tokens(text, language)))
    every = [*analysed.stems, *analysed.words, *analysed.beside]
    assert not any(set(word) & set(" \n'\"\0") or word.upper() == word.lower() == "" for word in every)
    assert all(0 < len(word) <= 4 * LONGEST_WORD for word in every)


@given(TEXTS)
def test_words_hold_nothing_that_a_database_takes_apart(text: str) -> None:
    analysed = analyse(text, "fr")

    for word in (*analysed.stems, *analysed.words, *analysed.beside):
        assert all(character.isalnum() or ord(character) > 127 for character in word)
        assert not any(character.isspace() for character in word)


@given(TEXTS, st.sampled_from(["fr", "en", ""]))
def test_a_text_is_found_by_each_of_its_words(text: str, language: str) -> None:
    analysed = analyse(text, language)
    held = {*analysed.stems, *analysed.words, *analysed.beside}

    for token in tokens(text, language):
        assert held & set(choices(text[token.start : token.end]))
    for piece, forms in pieces_with(text, language, frozenset(held)):
        assert piece in text
        assert held.issuperset(forms)


@given(TEXTS, st.sampled_from(["fr", "en", ""]))
@example("Œuvre ÉCOLE, l'école dying ﬁn 東京都 mot東 5% abc% Ǆ ß ª o'neil", "fr")
@example("Skies dying lying, Œdipe Åland İzmir ŉ rock'n'roll", "en")
def test_a_piece_is_found_by_each_of_its_forms_alone(text: str, language: str) -> None:
    forms_of = {}
    for piece in set(text.split()):
        analysed = analyse(piece, language)
        forms_of[piece] = {*analysed.stems, *analysed.words, *analysed.beside}

    for form in {form for forms in forms_of.values() for form in forms}:
        found = {piece for piece, _ in pieces_with(text, language, frozenset([form]))}
        assert found == {piece for piece, forms in forms_of.items() if form in forms}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("l'école", [Sought("école", ("école",))]),
        ("l'", [Sought("l", ("l",))]),
        ("%altman€", [Sought("altman", ("altman",))]),
        ("70 %", [Sought("70 %", ("70", "％"), exact=True)]),
        ("$5", [Sought("$5", ("＄", "5"), exact=True)]),
        ("3,5%", [Sought("3,5%", ("3", "5", "％"), exact=True)]),
        ("3,5", [Sought("3,5", (), ("3·5",))]),
        ("1.000", [Sought("1.000", (), ("1000",))]),
        ("GPT-4", [Sought("GPT-4", ("gpt", "4"), ("gpt4",), exact=True)]),
        ("d'e-mails", [Sought("e-mails", ("e", "mails"), ("email", "emails"))]),
        ("2023-11-20", [Sought(number, (number,)) for number in ("2023", "11", "20")]),
        ("🎉", []),
        ("", []),
    ],
)
def test_it_knows_what_is_looked_for(text: str, units: list[Sought]) -> None:
    assert sought(text) == units


@given(TEXTS)
def test_what_is_looked_for_is_the_same_where_it_stands_alone(text: str) -> None:
    for unit in sought(text):
        assert sought(unit.text) == [unit]


def test_it_bounds_a_word() -> None:
    assert analyse("x" * 10_000, "fr").words == ["x" * LONGEST_WORD]
    assert analyse("1," + "9" * 10_000, "fr").beside == [f"1·{'9' * (LONGEST_WORD - 2)}"]
    assert analyse("-".join(["x" * 10_000] * 3), "fr").beside == ["x" * LONGEST_WORD]
    assert [token.end for token in tokens("x" * 10_000, "fr")] == [10_000]
