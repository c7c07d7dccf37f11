"""Folding with its map back, words, sentences, stems."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.lib.words import fold, sentences, stem, words

# Text as pages have it: letters with and without marks, typographic characters, and whatever Unicode holds.
PRINTED = st.text(
    st.one_of(
        st.sampled_from(
            "aeiouxyz ABC 019 .,;:!?…'’-–—\u2011\xad\u200b\u0301\u0327œŒæßﬁ½İ«»“”\xa0\u202f\n\tµ№日가йʼ\x85"
        ),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=60,
)


def parts(text: str) -> list[str]:
    """Return the sentences of `text`."""
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Éviction", "eviction"),
        ("e\u0301viction", "eviction"),
        ("l’École l'école lʼécole", "l'ecole l'ecole l'ecole"),
        ("vice-président vice‑président vice–président", "vice president vice president vice president"),
        ("Cœur Œuvre Ægir Straße ﬁn", "coeur oeuvre aegir strasse fin"),
        ("Ørsted Łódź Đoković Þór", "orsted lodz dokovic thor"),
        ("  un\xa0deux\u202ftrois\n\nquatre  ", "un deux trois quatre"),
        ("Alt\xadman Sam\u200b \ufeffx", "altman sam x"),
        ("« oui » “yes”", '" oui " "yes"'),
        ("İstanbul ISTANBUL ıstanbul", "istanbul istanbul istanbul"),
        ("ΣΊΣΥΦΟΣ Чайка", "σισυφοσ чаика"),
        ("un … deux", "un ... deux"),
        ("ＡＢＣ №", "abc no"),
        ("—", ""),
        ("", ""),
    ],
)
def test_it_folds(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_it_maps_back_over_ligatures_spaces_and_marks() -> None:
    text = "Le  cœur d’Hélène et e\u0301tat…"
    folded = fold(text)
    for word, original in [("coeur", "cœur"), ("helene", "Hélène"), ("etat", "e\u0301tat"), ("le coeur", "Le  cœur")]:
        start = folded.text.index(word)
        first, last = folded.original(start, start + len(word))
        assert text[first:last] == original


def test_it_maps_an_empty_place_to_an_empty_place() -> None:
    folded = fold(" œuf")
    assert folded.original(0, 0) == (1, 1)
    assert folded.original(4, 4) == (4, 4)


def test_it_gives_a_place_for_each_character_and_the_end() -> None:
    assert list(fold(" a œ ").places) == [1, 2, 3, 3, 4]


def test_it_folds_texts_with_many_different_characters() -> None:
    text = "".join(map(chr, range(0x400, 0x460))) + " Œuvre…"
    assert fold(text).text.endswith(" oeuvre...")
    assert fold("\x80\x81 œ…").text == "\x80\x81 oe..."  # the fast way has no stand-in left to give


@given(PRINTED)
@example("\xad \u0301 a\u0301 \xad")
@example("a \u0301 b")
def test_it_maps_any_place_back_to_what_folds_to_it(text: str) -> None:
    folded = fold(text)
    places = list(folded.places)
    assert len(places) == len(folded.text) + 1
    assert places == sorted(places)
    for start in range(len(folded.text)):
        for end in range(start + 1, min(start + 8, len(folded.text)) + 1):
            first, last = folded.original(start, end)
            assert 0 <= first < last <= len(text)
            if places[start - 1 : start] != [places[start]] and places[end] != places[end - 1]:  # whole ligatures
                assert fold(text[first:last]).text == folded.text[start:end].strip()


@given(PRINTED)
def test_it_folds_a_folded_text_to_itself(text: str) -> None:
    folded = fold(text).text
    assert fold(folded).text == folded
    assert "  " not in folded
    assert folded == folded.strip(" ")


@given(st.text(st.characters(max_codepoint=0x24F), max_size=40))
def test_it_folds_composed_and_decomposed_letters_alike(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(composed).text == fold(unicodedata.normalize("NFD", text)).text


@given(PRINTED)
def test_it_folds_the_same_by_the_fast_and_by_the_slow_way(text: str) -> None:
    many = "".join(map(chr, range(0x4E00, 0x4E20)))  # more different characters than the fast way takes
    slow = fold(f"{text}\n{many}").text
    assert slow.removesuffix(many).strip(" ") == fold(text).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'école d’Altman", ["L'", "école", "d’", "Altman"]),
        ("jusqu'à qu’Emmett lorsqu'on", ["jusqu'", "à", "qu’", "Emmett", "lorsqu'", "on"]),
        ("aujourd'hui don't O'Brien Altman's", ["aujourd'hui", "don't", "O'Brien", "Altman's"]),
        ("vice-président, 20 %, 3.5", ["vice", "président", "20", "3", "5"]),
        ("e\u0301te\u0301 soft\xadhyphen", ["e\u0301te\u0301", "soft\xadhyphen"]),
        ("日本語 and ok", ["日", "本", "語", "and", "ok"]),
        ("'quoted' _marked_ l' «d'»", ["quoted", "marked", "l", "d"]),
        ("", []),
    ],
)
def test_it_cuts_words(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


@given(PRINTED)
def test_it_leaves_no_letter_outside_a_word(text: str) -> None:
    found = words(text)
    covered = set()
    for word, start, end in found:
        assert text[start:end] == word
        covered |= set(range(start, end))
    assert sum(end - start for _, start, end in found) == len(covered)
    assert all(index in covered for index, character in enumerate(text) if character.isalnum())


@pytest.mark.parametrize(
    "expected",
    [
        ["M. Altman a parlé à Mme. Dupont.", "Le Dr. Shear écoute."],
        ["He left the U.S. Senate in Nov. 2023.", "Then he joined Acme Inc. as chief."],
        ["He lives in the U.S.", "The Senate agreed."],
        ["J. K. Rowling et J.-P. Dupont sont là.", "G. W. Bush aussi."],
        ["Le taux est de 3.5 points.", "Il monte."],
        ["« Je pars ! » dit-il.", "« Bon. »", "Puis rien."],
        ['"Yes!" he said.', '"No."', "Really?", "OK!"],
        ["Des gens… et encore d’autres... puis rien.", "Fin…", "Suite."],
        ["Un exemple, etc.", "Le reste suit."],
        ["Voir art. 5 et p. 12 du vol. 2.", "Voir aussi no. 7."],
        ["He said no.", "Nobody moved."],
        ["Il a dit (tout bas.)", "Elle rit."],
        ["M. Dupont habite au 3 bd. Voltaire.", "Il y reste."],
    ],
)
def test_it_cuts_sentences(expected: list[str]) -> None:
    assert parts(" ".join(expected)) == expected


def test_it_ends_a_sentence_with_the_paragraph() -> None:
    assert parts("Un titre sans point\n\nLe texte\nva à la ligne.\n \n  Fin") == [
        "Un titre sans point",
        "Le texte\nva à la ligne.",
        "Fin",
    ]


def test_it_ends_a_paragraph_after_an_abbreviation() -> None:
    assert parts("Signé : M.\n\nSuite") == ["Signé : M.", "Suite"]


def test_it_ends_a_sentence_before_a_list_item() -> None:
    assert parts("Trois points :\n  • un\n  • deux\n– trois") == ["Trois points :", "• un", "• deux", "– trois"]


def test_it_keeps_an_abbreviation_at_a_line_end_with_its_name() -> None:
    assert parts("fournis par M.\nHagenbeck, hier. Puis") == ["fournis par M.\nHagenbeck, hier.", "Puis"]


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
def test_it_finds_no_sentence_in_nothing(text: str) -> None:
    assert sentences(text) == []


@given(st.lists(st.sampled_from(["M.", "Altman", "a", "dit.", "Oui", "!", "»", "«", "\n\n", "\n", "U.S.", "…", "- b"])))
def test_it_covers_the_text_with_sentences(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = sentences(text)
    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert all(text[start:end] == text[start:end].strip() for start, end in found)
    outside = set(range(len(text))) - {index for start, end in found for index in range(start, end)}
    assert all(text[index].isspace() for index in outside)


@given(PRINTED)
def test_it_covers_any_text_with_sentences(text: str) -> None:
    inside = {index for start, end in sentences(text) for index in range(start, end)}
    assert all(index in inside for index, character in enumerate(text) if not character.isspace())


@pytest.mark.parametrize(
    ("left", "right", "language"),
    [
        ("évincé", "EVINCÉE", "fr"),
        ("employés", "employé", "fr"),
        ("évincés", "evinces", "fr"),
        ("employees", "employee", "en"),
        ("Altman's", "Altman", "en"),
        ("Altman’s", "ALTMAN", "fr"),
        ("œuvres", "oeuvre", "fr"),
        ("resigned", "resign", "en-GB"),
        ("e\u0301lu", "élu", "fr"),
        ("Häuser", "Häusern", "de"),
    ],
)
def test_it_stems_alike(left: str, right: str, language: str) -> None:
    assert stem(left, language) == stem(right, language)


@pytest.mark.parametrize("language", ["", "xx", "zh"])
def test_it_leaves_words_of_other_languages_whole(language: str) -> None:
    assert stem("Employées", language) == "employees"
    assert stem("l'", language) == "l"


def test_it_stems_in_many_threads_at_once() -> None:
    forms = [f"{word}{number}" for number in range(200) for word in ("employés", "démissions", "signataires")]
    alone = [stem.__wrapped__(form, "fr") for form in forms]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda form: stem.__wrapped__(form, "fr"), forms)) == alone
