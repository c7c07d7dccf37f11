"""Texts by their runs of words: near ones find one another by a few keys that are the same everywhere."""

import random
import subprocess
import sys

import pytest

from archive.lib.minhash import BANDS, ROWS, Likeness, band_keys, likeness, shingles

WORDS = [f"word{number}" for number in range(5000)]


def made_up(number: int, length: int = 300) -> list[str]:
    return random.Random(number).choices(WORDS, k=length)


def keys_of(words: list[str]) -> list[int]:
    return band_keys(shingles(" ".join(words)))


def test_it_takes_runs_of_five_words_without_case_accents_and_punctuation():
    text = "L’été, à Évry-Courcouronnes : « rien » n’a changé. " + "mot " * 30
    assert {"l ete a evry courcouronnes", "n a change mot mot", "mot mot mot mot mot"} <= shingles(text)
    assert shingles(text) == shingles(text.upper().replace("’", "'").replace(" : ", ", "))


def test_it_takes_each_ideograph_for_a_word():
    text = "東京都知事は十一月二十日に記者会見を開き新しい計画を発表した模様"
    assert "東京都知事" in {run.replace(" ", "") for run in shingles(text)}


def test_it_says_how_alike_two_texts_are():
    words = made_up(1, 304)  # 300 runs
    whole, half = shingles(" ".join(words)), shingles(" ".join(words[:154]))
    assert likeness(whole, whole) == Likeness(1.0, 1.0)
    assert likeness(whole, half) == likeness(half, whole) == Likeness(0.5, 1.0)
    assert likeness(whole, shingles(" ".join(made_up(2)))) == Likeness(0.0, 0.0)
    assert likeness(whole, frozenset()) == likeness(frozenset(), frozenset()) == Likeness(0.0, 0.0)


@pytest.mark.parametrize(
    ("shared", "contained", "same"),
    [(0.5, 0.67, True), (0.49, 0.66, False), (0.3, 0.8, True), (0.29, 1.0, False), (1.0, 1.0, True), (0.0, 0.0, False)],
)
def test_it_holds_for_the_same_what_shares_half_or_is_a_shortened_copy(shared, contained, same):
    assert Likeness(shared, contained).is_same is same


@pytest.mark.parametrize(
    ("shared", "contained", "identical", "shortened", "percent"),
    [(1.0, 1.0, True, False, 100), (0.929, 0.99, False, False, 92), (0.45, 0.9, False, True, 90)],
)
def test_it_tells_people_what_describes_the_two(shared, contained, identical, shortened, percent):
    how = Likeness(shared, contained)
    assert (how.is_identical, how.is_shortened, how.percent) == (identical, shortened, percent)


def test_only_the_same_is_called_wholly_the_same():
    assert Likeness(0.9999, 1.0).percent == 99


def test_a_text_has_a_few_keys_that_fit_a_column_of_64_bits():
    keys = keys_of(made_up(1))
    assert len(keys) == len(set(keys)) == BANDS
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert min(keys) < 0 < max(keys)


def test_a_short_text_has_no_keys():
    assert keys_of(made_up(1, 29)) == []
    assert len(keys_of(made_up(1, 30))) == BANDS
    assert band_keys(shingles("")) == band_keys(shingles("  \n ’’ … —")) == []


def test_a_text_of_any_length_and_kind_has_keys_or_none():
    assert len(band_keys(shingles("a b c d e f " * 500_000))) == BANDS
    assert shingles("\0" * 10 + "\ud7ff\u202e" * 100) == frozenset()


def test_the_keys_are_the_same_in_every_process_and_version():
    """These keys lie in databases: where they change, `_SCHEME` must change too, and they must be made anew."""
    keys = keys_of([str(number) for number in range(100)])
    assert keys[:2] == [8834170781746774862, -2781030347951297887]
    code = "from archive.lib.minhash import *; print(band_keys(shingles(' '.join(map(str, range(100))))))"
    for seed in ("0", "1"):
        told = subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True
        )
        assert told.stdout.strip() == str(keys), told.stderr


@pytest.mark.parametrize(("shared", "least"), [(0.7, 0.95), (0.5, 0.7)])
def test_near_texts_meet_as_often_as_the_formula_says(shared, least):
    met = 0
    for number in range(400):
        words = made_up(number, 400)
        # Of n runs, n·2s/(1+s) stay: then s is the share of all runs that both have.
        kept = round(396 * 2 * shared / (1 + shared)) + 4
        other = words[:kept] + made_up(number + 1000, 400 - kept)
        met += bool(set(keys_of(words)) & set(keys_of(other)))
    expected = 1 - (1 - shared**ROWS) ** BANDS
    assert met / 400 > least
    assert abs(met / 400 - expected) < 0.06


def test_other_texts_do_not_meet():
    seen: set[int] = set()
    for number in range(500):
        keys = set(keys_of(made_up(number)))
        assert not keys & seen
        seen |= keys
