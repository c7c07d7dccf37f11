"""What FTS5 is asked, and the signs of an article that answer it."""

from archive.search.analysis import Analysed, analyse, exact_words
from archive.search.backends.entry import BREAK, Entry
from archive.search.backends.expressions import expression_of, is_one, signs
from archive.search.facts import Facts
from archive.search.query import parse


def entry(title: str, byline: str, text: str) -> Entry:
    """Return an analysed article in French."""
    return Entry(Facts(1, 1), "", analyse(title, "fr"), exact_words(byline), analyse(text, "fr"))


def test_it_signs_words_of_title_and_byline_and_pairs_of_frequent_words() -> None:
    found = signs(entry("Les vice-présidents", "Léa Le Goff", "Ce n'est pas dans les villes, ni dans les champs."))

    assert {"title¤vic", "title¤president", "title¤vice", "title¤presidents", "title¤vicepresident"} <= set(found)
    assert {"byline¤lea", "byline¤le", "byline¤goff"} <= set(found)
    assert [sign for sign in found if not sign.startswith(("title", "byline"))] == [
        "ce¤n", "n¤est", "est¤pas", "pas¤dans", "dans¤les"
    ]  # fmt: skip
    assert len(found) == len(set(found))


def test_it_signs_no_pair_that_reaches_from_the_lead_into_the_text() -> None:
    lead, text = analyse("Il est dans", "fr"), analyse("les villes", "fr")
    both = Analysed([], [*lead.words, BREAK, *text.words])

    assert signs(Entry(Facts(1, 1), "", analyse("", "fr"), (), both)) == ["il¤est", "est¤dans"]


def test_it_asks_for_signs_where_they_tell_all() -> None:
    assert expression_of(parse('"dans les"').terms) == '("dans¤les")'
    assert expression_of(parse("title:Altman").terms) == '("title¤altman")'
    assert expression_of(parse("-title:Altman").terms) == '("¤any") NOT (("title¤altman"))'


def test_it_asks_for_a_phrase_to_the_letter_where_signs_tell_less() -> None:
    anywhere = "{title_words byline body_words}"
    assert expression_of(parse('"dans les villes"').terms) == f'("dans¤les" AND {anywhere} : "dans les villes")'
    assert expression_of(parse('"villes"').terms) == f'({anywhere} : "villes")'
    assert expression_of(parse('title:"dans les"').terms) == (
        '("title¤dans" AND "title¤les" AND {title_words} : "dans les")'
    )


def test_it_knows_what_is_one_word_to_fts5() -> None:
    assert all(is_one(parse(text).terms) for text in ("", "villes", "title:villes", '"dans les"'))
    assert not any(is_one(parse(text).terms) for text in ("dans villes", '"dans villes"', '"dans les villes"', "-a"))
