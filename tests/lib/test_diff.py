"""What changed between two texts: words that went and came, in paragraphs, whatever their typography."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lib.diff import Change, Diff, compare, words_digest


def shown(diff: Diff) -> str:
    """Return the diff as text: [-removed-], {+added+}, (n) for n folded paragraphs, a line a paragraph."""
    lines = []
    for stretch in diff.stretches:
        if stretch.folded:
            lines.append(f"({len(stretch.paragraphs)})")
            continue
        for parts in stretch.paragraphs:
            marks = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
            lines.append("".join(marks[part.change].format(part.text.strip()) + " " for part in parts).strip())
    return "\n".join(lines)


def side(diff: Diff, change: Change) -> list[str]:
    """Return the words of the older (`REMOVED`) or the newer text (`ADDED`) as the diff has them."""
    return " ".join(part.text for part in diff.parts if part.change in (Change.SAME, change)).split()


def test_it_shows_the_words_that_changed():
    diff = compare("Ada Noir a quitté son bureau lundi.", "Ada Noir a quitté son bureau mardi, sans un mot.")
    assert shown(diff) == "Ada Noir a quitté son bureau [-lundi.-] {+mardi, sans un mot.+}"
    assert (diff.removed, diff.added, diff.differs, diff.coarse) == (1, 4, True, False)


def test_a_full_stop_stays_with_the_words_before_it():
    diff = compare("Il part lundi. Il revient mardi, dit-on.", "Il part lundi. Il reste.")
    assert shown(diff) == "Il part lundi. Il [-revient mardi, dit-on.-] {+reste.+}"


def test_it_keeps_paragraphs():
    diff = compare("Un début.\n\nLe milieu reste.\n\nLa fin.", "Un début.\n\nLa fin.\n\nUn ajout.")
    assert shown(diff) == "Un début.\n[-Le milieu reste.-]\nLa fin.\n{+Un ajout.+}"


def test_the_same_words_are_shown_without_a_change():
    diff = compare("Un mot.\n\nDeux mots.", "Un mot.\n\nDeux mots.")
    assert shown(diff) == "Un mot.\nDeux mots."
    assert not diff.differs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l'école", "l’école"),
        ('Il dit "non" et part', "Il dit « non » et part"),
        ("un  mot\u00a0!", "un mot !"),
        ("un mot!", "un mot !"),
        ("1914–1918", "1914-1918"),
        ("la suite...", "la suite…"),
        ("e\u0301te\u0301", "été"),
        ("co\u00adopérer", "coopérer"),
        ("Un paragraphe.\n\nDeux.", "Un paragraphe. Deux."),
    ],
)
def test_typography_is_no_change(one, other):
    assert words_digest(one) == words_digest(other)
    assert not compare(one, other).differs


@pytest.mark.parametrize(
    ("one", "other"),
    [("dementi", "démenti"), ("noir", "Noir"), ("un mot", "un mots"), ("1,000", "2,000"), ("oui.", "oui"), ("", "x")],
)
def test_letters_case_and_accents_are_changes(one, other):
    assert words_digest(one) != words_digest(other)
    assert compare(one, other).differs


def test_a_digest_knows_title_from_text():
    assert words_digest("un", "deux") != words_digest("un deux", "") != words_digest("", "un deux")


def test_long_unchanged_stretches_are_folded():
    paragraphs = [f"Paragraphe {number}." for number in range(12)]
    changed = [*paragraphs[:6], "Autre chose entièrement ici.", *paragraphs[7:]]
    diff = compare("\n\n".join(paragraphs), "\n\n".join(changed))
    assert shown(diff) == (
        "(5)\nParagraphe 5.\n[-Paragraphe 6.-]\n{+Autre chose entièrement ici.+}\nParagraphe 7.\n(4)"
    )


def test_a_paragraph_written_anew_is_shown_whole():
    old = "Le conseil se réunit ce soir dans la grande salle de la mairie."
    new = "Une tempête a traversé hier le nord de la région et coupé plusieurs routes."
    assert shown(compare(old, new)) == f"[-{old}-]\n{{+{new}+}}"


def test_single_words_that_stayed_between_changes_are_taken_with_them():
    diff = compare(
        "Il vint un soir de mars par la route du nord, et repartit.",
        "Il vint ce matin de juin avec deux amis fidèles, et repartit.",
    )
    assert shown(diff).count("[-") == 1 and shown(diff).startswith("Il vint [-un soir de mars par")


def test_a_paragraph_that_was_split_stays_readable():
    old = "Un début assez long ici. Une suite tout aussi longue."
    diff = compare(old, "Un début assez long ici.\n\nUne suite changée.")
    assert shown(diff) == "Un début assez long ici.\nUne suite [-tout aussi longue-] {+changée+} ."


def test_texts_without_words_are_no_trouble():
    for old, new in (("", ""), ("", "Un mot."), ("Un mot.", ""), ("\n\n\n", " \n \n ")):
        diff = compare(old, new)
        assert (side(diff, Change.REMOVED), side(diff, Change.ADDED)) == (old.split(), new.split())


WORDS = st.lists(st.sampled_from(["un", "deux", "trois", "mot,", "l’un", "«", "x.", "\n\n", "é"]), max_size=60)


@given(WORDS, WORDS)
def test_nothing_is_lost_on_either_side(old, new):
    before, after = " ".join(old), " ".join(new)
    diff = compare(before, after)
    assert "".join(side(diff, Change.ADDED)) == "".join(after.split())
    # Of words that stayed, the newer typography is shown.
    assert words_digest(" ".join(side(diff, Change.REMOVED))) == words_digest(before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 200_000, "b c " * 200_000),
        ("a b " * 2_000, "b c " * 2_000),
        ("\n\n".join("ab" * 20_000), "\n\n".join("bc" * 20_000)),
        (",." * 100_000, ".;" * 100_000),
        ("\n\n".join(f"x{n} a b" for n in range(20_000)), "\n\n".join(f"y{n} a b" for n in range(20_000))),
    ],
    ids=["a long paragraph", "words that all pair", "paragraphs that all pair", "signs", "every paragraph changed"],
)
def test_hostile_texts_take_no_time(old, new):
    begin = time.process_time()
    diff = compare(old, new)
    assert time.process_time() - begin < 5  # about one where nothing else runs
    assert diff.coarse
    assert diff.differs


def test_a_long_article_is_compared_word_by_word():
    old = "\n\n".join(f"Le {n} du mois, la rue {n * 7} a vu passer {n * 3} personnes, dit-on." for n in range(400))
    diff = compare(old, old.replace("la rue 700 a", "la rue 701 avait"))
    assert (diff.removed, diff.added, diff.coarse) == (2, 2, False)
