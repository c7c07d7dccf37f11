"""Events in texts: cues within a sentence, and written days beside the event's people."""

import random
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.mentions.cues import CueMatcher, EventCues
from archive.mentions.matcher import Match, Name, NameMatcher

DAY = date(2023, 11, 17)
ALICE = NameMatcher([Name(1, "Alice", "Moreau", ("Alice Moreau",), ("Alice",))])
DISMISSAL = EventCues(
    10, ("moreau évincée", "moreau renvoyée -poste", "moreau fired"), ("moreau départ",), DAY, DAY, frozenset({1})
)
LETTER = EventCues(11, ("lettre ouverte employés", "employees letter"), (), DAY.replace(day=20), DAY.replace(day=20))
MATCHER = CueMatcher([DISMISSAL, LETTER])


def found(
    text: str,
    *,
    title: str = "",
    language: str = "fr",
    published: tuple[date, date] | None = None,
    matcher: CueMatcher = MATCHER,
) -> list[tuple[str, int, str, str, bool]]:
    """Return words, event, evidence, reason and strength of each match."""
    people = ALICE.match(title, text)
    fields = {"title": title, "text": text}
    return [
        (fields[match.field][match.start : match.end], match.target, match.evidence, match.reason, match.strong)
        for match in matcher.match(title, text, language, published, people)
    ]


def test_it_links_the_sentence_in_which_a_cue_stands() -> None:
    text = "Rien ici. Le conseil a évincé Moreau. Rien là."
    assert MATCHER.match("", text, "fr") == [Match(10, "text", 10, 37, "moreau évincée", "cue", True)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Alice Moreau a été évincée vendredi.", "fr"),
        ("L’ÉVINCÉE D’ALICE MOREAU", "fr"),
        ("Évincer, voilà ce qu’Alice\nMoreau a subi.", "fr"),
        ("On a évin-\ncé Moreau.", "fr"),
        ("Le dirigeant qui évince Mo-\nreau.", "fr"),
        ("They fired Moreau’s friend and Moreau.", "en"),
        ("The firing of Moreau.", "en"),
        ("Moreau, évincée.", ""),
        ("Moreau was fired.", ""),
    ],
)
def test_it_compares_stems_in_any_order(text: str, language: str) -> None:
    assert [match[1:] for match in found(text, language=language)] in (
        [(10, "moreau évincée", "cue", True)],
        [(10, "moreau fired", "cue", True)],
    )


@pytest.mark.parametrize(
    "text",
    [
        "Moreau est là. On l’a évincée.",
        "Moreau\n\névincée",
        "Moreauville évincée",
        "Moreau renvoyée à son poste.",
        "Une lettre ouverte.",
        "",
    ],
)
def test_it_leaves_what_is_not_all_in_one_sentence(text: str) -> None:
    assert found(text) == []


def test_it_takes_the_title_for_one_sentence() -> None:
    assert found("", title="Moreau : c’est fini ! Évincée") == [
        ("Moreau : c’est fini ! Évincée", 10, "moreau évincée", "cue", True)
    ]


def test_it_excludes_by_a_word_with_a_hyphen() -> None:
    assert [match[2] for match in found("Moreau renvoyée.")] == ["moreau renvoyée -poste"]
    assert found("Moreau renvoyée à ses postes.") == []


def test_it_keeps_the_hyphen_within_a_word_of_a_cue() -> None:
    matcher = CueMatcher([EventCues(1, ("vice-présidente nommée",))])
    assert found("La vice‑présidente est nommée.", matcher=matcher) != []
    assert found("La présidente est nommée.", matcher=matcher) == []


def test_it_suggests_by_a_weak_cue_unless_a_strong_one_stands_there() -> None:
    assert found("Le départ de Moreau.") == [("Le départ de Moreau.", 10, "moreau départ", "cue", False)]
    assert found("Le départ de Moreau, évincée.")[0][2:] == ("moreau évincée", "cue", True)


def test_it_gives_one_match_for_each_event_and_sentence() -> None:
    text = "Moreau évincée et renvoyée. La lettre ouverte des employés sur Moreau évincée."
    assert [(match[1], match[0][:6]) for match in found(text)] == [(10, "Moreau"), (10, "La let"), (11, "La let")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  • Moreau évincée", "Moreau évincée"),
        ("« Moreau évincée »", "Moreau évincée"),
        ("“Moreau évincée”", "Moreau évincée"),
        ("– « Moreau évincée. »", "Moreau évincée."),
        ("« Moreau » évincée", "« Moreau » évincée"),
        ("« Moreau » est « évincée »", "« Moreau » est « évincée »"),
        ("Moreau « évincée »", "Moreau « évincée »"),
    ],
)
def test_it_trims_bullets_and_quotes_around_a_sentence(text: str, words: str) -> None:
    assert found(text)[0][0] == words


def test_it_knows_cues_in_languages_without_a_stemmer() -> None:
    matcher = CueMatcher([EventCues(1, ("选举 结果", "Выборы результат"))])
    assert found("Выборы: РЕЗУЛЬТАТ", language="xx", matcher=matcher) != []
    assert found("选举结果", language="zh", matcher=CueMatcher([EventCues(1, ("选举",))])) != []


@pytest.mark.parametrize("cue", ["", "-poste", "—", "' '", "-"])
def test_it_takes_a_cue_without_words_for_none(cue: str) -> None:
    assert found("Un poste, rien. - ' —", matcher=CueMatcher([EventCues(1, (cue,), (cue,))])) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Le 17 novembre, Alice Moreau dort.", "17 novembre"),
        ("Alice Moreau slept on November 17.", "November 17"),
        ("Le 17 novembre 2023, Alice dort.", "17 novembre 2023"),
    ],
)
def test_it_suggests_by_a_day_beside_one_of_the_people(text: str, written: str) -> None:
    assert [match[1:] for match in found(text, published=(DAY, DAY))] == [(10, written, "day", False)]


@pytest.mark.parametrize(
    "text",
    [
        "Le 17 novembre, il pleut. Alice Moreau dort.",
        "Le 18 novembre, Alice Moreau dort.",
        "Le 17 novembre 2022, Alice Moreau dort.",
        "En novembre 2023, Alice Moreau dort.",
    ],
)
def test_it_leaves_other_days_and_days_without_people(text: str) -> None:
    assert found(text, published=(DAY, DAY)) == []


@pytest.mark.parametrize(
    ("published", "reason"),
    [
        ((date(2023, 11, 20), date(2023, 11, 20)), "day"),
        ((date(2024, 1, 3), date(2024, 1, 9)), "day"),
        ((date(2024, 11, 20), date(2024, 11, 20)), None),
        ((date(2022, 11, 1), date(2024, 11, 30)), "day-without-year"),
        ((date(2023, 1, 1), date.max), "day-without-year"),
        (None, "day-without-year"),
    ],
)
def test_it_takes_the_year_nearest_to_the_articles_own(published: tuple[date, date] | None, reason: str | None) -> None:
    matches = found("Le 17 novembre, Alice Moreau dort.", published=published)
    assert [match[3] for match in matches] == ([reason] if reason else [])


def test_it_adds_no_day_where_a_cue_stands() -> None:
    assert [match[3] for match in found("Le 17 novembre, Alice Moreau est évincée.")] == ["cue"]
    assert [match[2] for match in found("Le 17 novembre, départ d’Alice Moreau.")] == ["moreau départ"]


def test_it_suggests_no_long_event_by_a_day() -> None:
    for latest, number in ((19, 1), (20, 0)):
        event = EventCues(1, (), (), DAY, DAY.replace(day=latest), frozenset({1}))
        text = "Le 18 novembre 2023, Alice Moreau dort."
        assert len(found(text, matcher=CueMatcher([event]))) == number


def test_it_knows_the_last_day_of_february() -> None:
    event = EventCues(1, (), (), date(2024, 2, 29), date(2024, 2, 29), frozenset({1}))
    matcher = CueMatcher([event])
    for published in (None, (date(2023, 6, 1), date(2023, 6, 1))):
        assert len(found("Le 29 février, Alice Moreau dort.", published=published, matcher=matcher)) == 1
    assert found("Le 29 février 2023, Alice Moreau dort.", matcher=matcher) == []


def test_it_suggests_no_event_without_days() -> None:
    matcher = CueMatcher([EventCues(1, people=frozenset({1})), EventCues(2, earliest=DAY, people=frozenset({1}))])
    assert found("Le 17 novembre 2023, Alice Moreau dort.", matcher=matcher) == []


PIECES = ["Moreau", "évincée", "«", "»", ".", "!", "\n\n", "• ", "Alice Moreau", "17 novembre", "Nov.", "17", "2023"]
PIECES += ["lettre", "employés", "ouverte", "départ"]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.lists(st.sampled_from(PIECES), max_size=20))
def test_it_finds_days_beside_what_cues_are_known_to_tell(above: list[str], pieces: list[str]) -> None:
    title, text = " ".join(above), " ".join(pieces)
    people = ALICE.match(title, text)
    whole = MATCHER.match(title, text, "fr", (DAY, DAY), people)

    told = [match for match in whole if match.reason == "cue"]
    days = MATCHER.match_days(title, text, (DAY, DAY), people, told)

    assert sorted(days, key=repr) == sorted(whole, key=repr)


@pytest.mark.parametrize(
    "text", ["Alice Moreau left on Nov. 17.", "Alice Moreau left in\nNovember\n17.", "Alice Moreau, 17.11.2023"]
)
def test_it_finds_a_day_however_its_digits_stand(text: str) -> None:
    people = ALICE.match("", text)
    assert [match.reason for match in MATCHER.match_days("", text, (DAY, DAY), people, [])] == ["day"]
    assert [match[3] for match in found(text, language="en", published=(DAY, DAY))] == ["day"]


@given(
    st.lists(
        st.sampled_from(
            [
                "Moreau",
                "évincée",
                "«",
                "»",
                ".",
                "!",
                "\n\n",
                "• ",
                "Alice Moreau",
                "17 novembre",
                "lettre",
                "employés",
                "ouverte",
            ]
        ),
        max_size=20,
    )
)
def test_it_gives_sentences_in_order_each_event_once(pieces: list[str]) -> None:
    text = " ".join(pieces)
    matches = MATCHER.match("", text, "fr", None, ALICE.match("", text))
    assert len({(match.target, match.start) for match in matches}) == len(matches)
    assert [match.start for match in matches] == sorted(match.start for match in matches)
    for match in matches:
        words = text[match.start : match.end]
        assert words == words.strip() != ""


def test_it_is_quick_with_many_cues() -> None:
    chance = random.Random(1)
    vocabulary = [f"mot{number}" for number in range(5000)]
    events = [EventCues(e, tuple(" ".join(chance.sample(vocabulary, 3)) for _ in range(5))) for e in range(10_000)]
    matcher = CueMatcher(events)
    text = ". ".join(" ".join(chance.choices(vocabulary, k=25)).capitalize() for _ in range(400))
    matcher.match("", text, "fr")  # builds the index
    begun = time.process_time()
    matcher.match("", text, "fr")
    assert time.process_time() - begun < 2  # 90 kB
