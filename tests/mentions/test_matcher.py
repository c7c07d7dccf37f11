"""Names in texts: what is found, what only suggested, what left alone."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.mentions.matcher import Match, Name, NameMatcher

ALICE = Name(1, "Alice", "Moreau", ("Alice Moreau",), ("Alice",))
EMMETT = Name(2, "Emmett", "Bright", ("Emmett Bright",))
ADAM = Name(3, "Adam", "D'Orsay", ("Adam D'Orsay",))
THERESA = Name(4, "Theresa", "May", ("Theresa May",))
SINGER = Name(5, "", "", ("Prince",))
WILL = Name(6, "Will", "Hurst", ("Will Hurst",), ("Will",))
WRITER = Name(7, "J. K.", "Darling", ("J. K. Darling",))
GENERAL = Name(8, "Charles", "de Vaux", ("Charles de Vaux",))
GREG = Name(9, "Greg", "Bookman", ("Greg Bookman",))
PAUL = Name(10, "Paul", "Martin", ("Paul Martin",))
JEAN_1 = Name(11, "Jean", "Martin", ("Jean Martin",))
JEAN_2 = Name(12, "Jean", "Martin", ("Jean Martin",))
PEOPLE = [ALICE, EMMETT, ADAM, THERESA, SINGER, WILL, WRITER, GENERAL, GREG]
MATCHER = NameMatcher(PEOPLE)


def found(text: str, *, title: str = "", matcher: NameMatcher = MATCHER) -> list[tuple[str, int, str, bool]]:
    """Return words, person, reason and strength of each match."""
    fields = {"title": title, "text": text}
    return [
        (fields[match.field][match.start : match.end], match.target, match.reason, match.strong)
        for match in matcher.match(title, text)
    ]


def strong(text: str, *, matcher: NameMatcher = MATCHER) -> list[str]:
    """Return the words of the matches that link."""
    return [words for words, _, _, links in found(text, matcher=matcher) if links]


def test_it_links_a_strong_form_with_its_exact_place() -> None:
    title, text = "Le retour d’Alice Moreau", "Hier, Alice\xa0Moreau est revenue."
    assert MATCHER.match(title, text) == [
        Match(1, "title", 12, 24, "Alice Moreau", "form", True),
        Match(1, "text", 6, 18, "Alice Moreau", "form", True),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("On voit qu’Emmett Bright part.", "Emmett Bright"),
        ("L'arrivée d'Emmett Bright", "Emmett Bright"),
        ("ALICE MOREAU ÉVINCÉE PAR SON CONSEIL", "ALICE MOREAU"),
        ("Alice\nMoreau est là", "Alice\nMoreau"),
        ("Alice Mo-\nreau est là", "Alice Mo-\nreau"),
        ("Alice-Moreau est là", "Alice-Moreau"),
        ("Alice Moreau's plan", "Alice Moreau"),
        ("(Alice Moreau)", "Alice Moreau"),
        ("Acme's Alice Moreau said", "Alice Moreau"),
        ("A\u0301lice Moreau", "A\u0301lice Moreau"),
        ("Mme Alice Moreau", "Alice Moreau"),
        ("Alice M. Moreau", "Alice M. Moreau"),
        ("Adam D’Orsay", "Adam D’Orsay"),
        ("d’Adam D’Orsay", "Adam D’Orsay"),
        ("JK Darling", "JK Darling"),
        ("J.K. Darling", "J.K. Darling"),
        ("J. K. Darling", "J. K. Darling"),
        ("Charles De Vaux", "Charles De Vaux"),
        ("alice moreau, tout en minuscules", "alice moreau"),
    ],
)
def test_it_links_a_full_name_however_it_is_printed(text: str, words: str) -> None:
    assert strong(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Alice Moreauville est une ville.",
        "Malice Moreau",
        "Alice. Moreau part.",
        "Alice, Moreau et Cie",
        "Alice\n\nMoreau",
        "Alice — Moreau",
        "https://example.org/alice-moreau",
        "alice@moreau.example",
        "Alice Moreau-Dupont",
        "Anne-Alice Moreau",
    ],
)
def test_it_leaves_what_is_no_full_name(text: str) -> None:
    assert strong(text) == []


def test_it_suggests_where_only_capitals_are_missing() -> None:
    assert found("Un texte où alice moreau est en minuscules.") == [("alice moreau", 1, "form", False)]


def test_it_suggests_who_gave_a_thing_its_name() -> None:
    assert found("La fondation Alice Moreau ouvre.") == [("Alice Moreau", 1, "form", False)]
    assert found("Rue Alice Moreau") == [("Alice Moreau", 1, "form", False)]
    assert found("The Alice Moreau Foundation opened.") == [("Alice Moreau", 1, "form", False)]


def test_it_suggests_where_another_given_name_stands_before() -> None:
    assert found("Hier Marie Alice Moreau parlait.") == [("Alice Moreau", 1, "form", False)]


def test_it_suggests_each_of_several_people_with_one_form() -> None:
    matcher = NameMatcher([JEAN_1, JEAN_2])
    assert found("Jean Martin parle.", matcher=matcher) == [
        ("Jean Martin", 11, "homonym", False),
        ("Jean Martin", 12, "homonym", False),
    ]


def test_it_suggests_a_weak_form() -> None:
    assert found("Le renvoi d’Alice a surpris.") == [("Alice", 1, "weak", False)]


@pytest.mark.parametrize("text", ["Alice Durand est venue.", "Le prénom alice.", "Alice-Marie est venue."])
def test_it_leaves_a_weak_form_within_another_name(text: str) -> None:
    assert found(text) == []


def test_it_links_the_family_name_of_whom_the_article_names() -> None:
    assert found("Moreau a parlé. Selon Moreau, rien ne presse.", title="Alice Moreau parle")[1:] == [
        ("Moreau", 1, "surname", True),
        ("Moreau", 1, "surname", True),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Le plan d’Altmann et de Moreau.", "Moreau"),
        ("Puis M. Moreau sortit.", "Moreau"),
        ("Then Ms. Moreau left.", "Moreau"),
        ("La PDG Moreau sortit.", "Moreau"),
        ("Acme's Moreau left.", "Moreau"),
        ("La Française Moreau gagne.", "Moreau"),
        ("Le clan pro-Moreau.", "Moreau"),
        ("The Moreau-led board.", "Moreau"),
        ("L’équipe de Mo-\nreau", "Mo-\nreau"),
        ("A. Moreau sortit.", "A. Moreau"),
        ("M. A. Moreau sortit.", "A. Moreau"),
        ("They met Moreau Tuesday.", "Moreau"),
        ("“We met,” Moreau said.", "Moreau"),
    ],
)
def test_it_links_a_family_name_whatever_stands_beside_it(text: str, words: str) -> None:
    assert strong(f"Alice Moreau est là. {text}") == ["Alice Moreau", words]


@pytest.mark.parametrize(
    "text",
    [
        "Il voit Jules Moreau.",
        "Annie Moreau sortit.",
        "Xenia et Zoltán Moreau.",
        "B. Moreau sortit.",
        "L’hôtel est le Moreau Palace.",
        "Le moreau est un cheval.",
        "Les Moreau sont venus.",
        "La famille Moreau est venue.",
        "Chez Dupont-Moreau on danse.",
        "Jan van Moreau sortit.",
        "Le Dr O’Moreau sortit.",
    ],
)
def test_it_leaves_a_family_name_that_is_part_of_another(text: str) -> None:
    assert found(f"Alice Moreau est là. {text}")[1:] == []


def test_it_suggests_a_family_name_that_the_article_gives_nobody() -> None:
    assert found("Selon Bright, rien ne presse.") == [("Bright", 2, "surname", False)]
    assert found("M. Bright n’a rien dit.") == [("Bright", 2, "surname", False)]
    assert found("Un ciel bright, en anglais.") == []


@pytest.mark.parametrize(
    "text", ["Selon Martin, rien ne presse.", "He lives in Bright.", "Il vit en Bright.", "BRIGHT EST UN MOT"]
)
def test_it_suggests_no_family_name_that_is_more_likely_something_else(text: str) -> None:
    assert found(text, matcher=NameMatcher([PAUL, EMMETT])) == []


def test_it_suggests_a_given_name_with_a_title_as_a_family_name() -> None:
    assert found("Selon M. Martin, rien ne presse.", matcher=NameMatcher([PAUL])) == [("Martin", 10, "surname", False)]


def test_it_suggests_a_family_name_that_several_bear_in_the_article() -> None:
    matcher = NameMatcher([PAUL, JEAN_1])
    matches = found("Paul Martin et Jean Martin. Puis Martin sortit.", matcher=matcher)
    assert matches[2:] == [("Martin", 10, "surname", False), ("Martin", 11, "surname", False)]


def test_it_links_a_family_name_to_the_one_of_several_whom_the_article_names() -> None:
    matcher = NameMatcher([PAUL, JEAN_1])
    assert found("Paul Martin est là. Puis Martin sortit.", matcher=matcher)[1] == ("Martin", 10, "surname", True)


def test_it_suggests_a_family_name_where_a_homonym_may_be_meant() -> None:
    matcher = NameMatcher([PAUL, JEAN_1, JEAN_2])
    matches = found("Paul Martin et Jean Martin. Puis Martin sortit.", matcher=matcher)
    assert {match[1] for match in matches if match[0] == "Martin"} == {10, 11, 12}
    assert not any(match[3] for match in matches if match[0] == "Martin")


def test_it_suggests_a_family_name_that_somebody_else_bore_last() -> None:
    text = "Alice Moreau est là. Moreau parle. Annie Moreau aussi. Moreau rit. Alice Moreau sort. Moreau rit."
    assert [(words, links) for words, _, _, links in found(text)] == [
        ("Alice Moreau", True),
        ("Moreau", True),
        ("Moreau", False),
        ("Alice Moreau", True),
        ("Moreau", True),
    ]


def test_it_takes_an_m_for_monsieur_unless_everyone_of_that_name_has_that_initial() -> None:
    marie = Name(20, "Marie", "Martin", ("Marie Martin",))
    text = "Marie Martin et Paul Martin. M. Martin sort."
    assert [match for match in found(text, matcher=NameMatcher([marie, PAUL])) if match[0] == "Martin"] == [
        ("Martin", 20, "surname", False),
        ("Martin", 10, "surname", False),
    ]
    assert strong("Marie Martin est là. M. Martin sort.", matcher=NameMatcher([marie])) == ["Marie Martin", "M. Martin"]


def test_it_suggests_nobody_where_too_many_bear_a_family_name() -> None:
    matcher = NameMatcher(Name(number, f"Prénom{number}", "Durand", (f"Prénom{number} Durand",)) for number in range(9))
    assert found("Selon Durand, rien ne presse.", matcher=matcher) == []


def test_it_finds_a_family_name_with_and_without_its_particle() -> None:
    matcher = NameMatcher([Name(1, "Anne", "de Villeneuve", ("Anne de Villeneuve",)), GENERAL])
    assert strong("Anne de Villeneuve part. Villeneuve part.", matcher=matcher) == ["Anne de Villeneuve", "Villeneuve"]
    assert strong("Charles de Vaux part. Vaux est un village, de Vaux part.", matcher=matcher) == [
        "Charles de Vaux",
        "de Vaux",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [("Emmet Bright est là.", "Emmet Bright"), ("qu’Emmet Bright", "Emmet Bright"), ("Emmtet Bright", "Emmtet Bright")],
)
def test_it_suggests_a_near_spelling(text: str, words: str) -> None:
    assert MATCHER.match("", text)[0].evidence == "Emmett Bright"
    assert found(text) == [(words, 2, "variant", False)]


def test_it_takes_no_short_name_for_a_slip() -> None:
    matcher = NameMatcher([Name(1, "Tim", "Cook", ("Tim Cook",)), Name(2, "Mary", "Bell", ("Mary Bell",))])
    assert found("Jim Cook et Gary Bell et Marc Bell", matcher=matcher) == []


def test_it_takes_no_known_name_for_a_slip_of_another() -> None:
    matcher = NameMatcher([Name(1, "Maria", "Bell", ("Maria Bell",)), Name(2, "Marie", "Bell", ("Marie Bell",))])
    assert found("Marie Bell", matcher=matcher) == [("Marie Bell", 2, "form", True)]


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May est là. She may go in May. On May 5 it rained. Le 3 May.",
        "Theresa May est là. May she go? She may.",
    ],
)
def test_it_takes_no_month_or_verb_for_a_name(text: str) -> None:
    assert strong(text) == ["Theresa May"]


def test_it_links_a_common_word_that_a_title_makes_a_name() -> None:
    assert strong("Theresa May left. Mrs May said so, and she may.") == ["Theresa May", "May"]


@pytest.mark.parametrize("text", ["Will he come? He will.", "Where there is a will", "WILL HE COME BACK TODAY"])
def test_it_takes_no_common_word_for_a_weak_form(text: str) -> None:
    assert found(text) == []


def test_it_finds_a_name_of_one_word() -> None:
    assert found("Le chanteur Prince est mort.") == [("Prince", 5, "form", True)]
    assert strong("Le prince dort. Prince Charles dort. Un prince.") == []


def test_it_takes_the_longest_of_overlapping_forms() -> None:
    matcher = NameMatcher([Name(1, "", "", ("Jean Pierre",)), Name(2, "Pierre", "Delavigne", ("Pierre Delavigne",))])
    assert found("Il voit Jean Pierre Delavigne", matcher=matcher)[0][:2] == ("Pierre Delavigne", 2)


def test_it_hides_no_short_form_behind_a_long_one_that_does_not_fit() -> None:
    matcher = NameMatcher([Name(1, "", "", ("Alice Moreau Bis",)), ALICE])
    assert strong("Alice Moreau Bisset", matcher=matcher) == ["Alice Moreau"]


def test_it_finds_umlauts_written_out() -> None:
    matcher = NameMatcher([Name(1, "Jürg", "Müller", ("Jürg Müller",))])
    assert strong("Jürg Müller, Jurg Muller, Juerg Mueller", matcher=matcher) == [
        "Jürg Müller",
        "Jurg Muller",
        "Juerg Mueller",
    ]


def test_it_finds_a_name_that_is_written_without_capitals() -> None:
    matcher = NameMatcher([Name(1, "bell", "hooks", ("bell hooks",))])
    assert strong("Un livre de bell hooks. Bell Hooks", matcher=matcher) == ["bell hooks", "Bell Hooks"]


def test_it_finds_a_name_without_its_middle_initial_and_with_one() -> None:
    matcher = NameMatcher([Name(1, "Martin D.", "Grossman", ("Martin D. Grossman",))])
    assert strong("Martin Grossman and Martin D. Grossman", matcher=matcher) == [
        "Martin Grossman",
        "Martin D. Grossman",
    ]


def test_it_derives_no_strong_form_that_is_stored_as_weak() -> None:
    matcher = NameMatcher([Name(1, "Jean", "Martin", ("Jean-Robert Martin",), ("Jean Martin",))])
    assert found("Jean Martin parle.", matcher=matcher) == [("Jean Martin", 1, "weak", False)]


def test_it_matches_names_in_any_script() -> None:
    matcher = NameMatcher([Name(1, "Лев", "Толстой", ("Лев Толстой",)), Name(2, "", "", ("毛泽东",))])
    assert strong("Лев Толстой писал. Толстой умер. (毛泽东)", matcher=matcher) == ["Лев Толстой", "Толстой", "毛泽东"]


@pytest.mark.parametrize("names", [[], [Name(1)], [Name(1, "", "", ("", "—", "  "), ("’",))]])
def test_it_finds_nobody_where_there_are_no_names(names: list[Name]) -> None:
    assert NameMatcher(names).match("Un titre", "Un texte — et ’ rien.") == []


@pytest.mark.parametrize("text", ["", " ", "\n", "—"])
def test_it_finds_nobody_in_nothing(text: str) -> None:
    assert MATCHER.match(text, text) == []


@given(
    st.lists(
        st.sampled_from(
            [
                "Alice",
                "Moreau",
                "alice",
                "MOREAU",
                "Emmet",
                "Bright",
                "d’",
                "qu'",
                "M.",
                "-\n",
                "\n\n",
                ",",
                "A.",
                "May",
                "5",
            ]
        ),
        max_size=25,
    ),
    st.sampled_from([" ", "", "\n"]),
)
def test_it_gives_places_that_hold_their_words_in_order(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    matches = MATCHER.match("", text)
    places = sorted({(match.start, match.end) for match in matches})
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert [match.start for match in matches] == sorted(match.start for match in matches)
    assert len({(match.target, match.start) for match in matches}) == len(matches)


@pytest.mark.parametrize("piece", ["Alice Moreau ", "Moreau. ", "'", "-\n", "A. ", "May ", "alice moreau", "«« "])
def test_it_takes_time_in_proportion_to_the_text(piece: str) -> None:
    def spent(size: int) -> float:
        text = "Alice Moreau. " + piece * (size // len(piece))
        begun = time.process_time()
        MATCHER.match("", text)
        return time.process_time() - begun

    small = min(spent(5_000) for _ in range(3))  # the least disturbed
    assert any(spent(20_000) < max(0.25, 12 * small) for _ in range(3))
