"""What was wrong in a query, in a sentence."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from archive.filters.resolving import MOST_EVENTS
from archive.search.query import parse
from archive.search.tree import Mistake
from archive.templatetags.reasons import mistake_words

_CODE = re.compile(r"""(?:Mistake\(|complain\()f?"([a-z_{}.()]+)\"""")


def said(text: str) -> list[str]:
    return [mistake_words(mistake) for mistake in parse(text).mistakes]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("sam altman", []),
        ('"sam altman', ['“"sam altman” has no closing quotation mark; searched instead: "sam altman"']),
        ('sam "', ["A quotation mark without words was left out."]),
        ("a foo:bar", ["“foo:bar” begins with the name of no field; searched as words: foo bar"]),
        (
            "published:2024..2023",
            ["“published:2024..2023” ends before it begins; searched instead: published:2023..2024"],
        ),
        ("a OR published:2023", [
            "“published:2023” stands in a choice or an exclusion; days narrow the whole search instead.",
        ]),
        ("a -published:2023", ["“-published:2023” was left out: days cannot be excluded."]),
        ("a OR", ["“OR” needs something on both sides; it was left out."]),
        ("(a", ["A parenthesis without its other half was left out: ("]),
        ("x" * 499 + " %(oops)s", ["A query has at most 500 characters; this was left out: %(oops)s"]),
        (" ".join(f"a{n}" for n in range(41)), ["A query has at most 40 words; this was left out: a40"]),
        ("😀", ["“😀” says nothing to look for; all articles are shown."]),
    ],
)  # fmt: skip
def test_it_says_what_was_wrong(text: str, sentences: list[str]) -> None:
    assert said(text) == sentences


def test_it_has_a_sentence_for_every_code() -> None:
    files = ("search/parsing.py", "filters/resolving.py")
    codes = {code for file in files for code in _CODE.findall((Path(settings.BASE_DIR) / "archive" / file).read_text())}
    kinds = {"person": "people", "event": "events", "source": "sources"}
    named = {f"unknown_{kind}" for kind in kinds} | {f"several_{plural}" for plural in kinds.values()}
    every = {code for code in codes if "{" not in code} | named

    assert len(every) >= 20
    for code in every:
        assert mistake_words(Mistake(code, "part", "instead")) != "part"
        assert "left out" in mistake_words(Mistake(code, "part")) or code in {
            "reversed", "no_words", "many_events", "no_events", "several_people", "several_events", "several_sources"
        }  # fmt: skip


def test_it_names_the_bounds_that_are_kept() -> None:
    assert f"More than {MOST_EVENTS} events" in mistake_words(Mistake("many_events", "2023"))


def test_it_escapes_what_was_typed() -> None:
    mistake = parse('a "<script>').mistakes[0]

    page = Template("{% load reasons %}{{ mistake|mistake_words }}").render(Context({"mistake": mistake}))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_it_shows_the_part_of_an_unheard_code() -> None:
    assert mistake_words(Mistake("unheard", "part")) == "part"
