"""The sentences that links rest on."""

from time import process_time

import pytest

from archive.models import Article, Span
from archive.reading.articles import EXCERPT_LENGTH, shown_end
from archive.reading.evidence import LONGEST_SENTENCE, Sentence, Standing, sentences_of, span_standing

TEXT = "One thing happened. Ada Byron met Grace Hopper. Ada Byron left.\n\nAnother paragraph names Ada Byron"


def spans(text: str, words: str, field: str = "text", **fields: object) -> list[Span]:
    """Return unsaved spans on every place of `words`."""
    found, start = [], text.find(words)
    while start >= 0:
        found.append(Span(pk=len(found) + 1, field=field, start=start, end=start + len(words), words=words, **fields))
        start = text.find(words, start + 1)
    return found


def cut(text: str, words: str) -> tuple[Sentence, ...]:
    """Return the sentences of `text` in which `words` stand."""
    return sentences_of(Article(title="T", text=text), spans(text, words))


def test_it_works() -> None:
    sentences = cut(TEXT, "Ada Byron")
    assert [sentence.text for sentence in sentences] == [
        "Ada Byron met Grace Hopper.",
        "Ada Byron left.",
        "Another paragraph names Ada Byron",
    ]
    assert [(part.text, part.marked) for part in sentences[0].parts] == [
        ("Ada Byron", True),
        (" met Grace Hopper.", False),
    ]
    assert sentences[0].anchor == "m1"


def test_a_sentence_with_two_places_is_given_once() -> None:
    (sentence,) = cut("Ada wrote to Ada.", "Ada")
    assert [part.text for part in sentence.parts if part.marked] == ["Ada", "Ada"]


def test_a_span_across_sentences_takes_both() -> None:
    (sentence,) = cut(TEXT, "Hopper. Ada")
    assert sentence.text == "Ada Byron met Grace Hopper. Ada Byron left."


def test_a_title_is_one_sentence() -> None:
    article = Article(title="Mr. Byron. Again", text="x")
    (sentence,) = sentences_of(article, spans(article.title, "Byron", field="title"))
    assert sentence.in_title and sentence.text == article.title


def test_it_gives_nothing_for_words_that_are_not_there() -> None:
    span = Span(pk=1, field="text", start=0, end=3, words="Ada")
    assert sentences_of(Article(title="T", text="Eve left."), [span]) == ()


def test_it_gives_no_text_away_that_is_held_by_reference() -> None:
    article = Article(title="Ada", text=TEXT, access="reference")
    found = sentences_of(article, [*spans(TEXT, "Ada Byron"), *spans("Ada", "Ada", field="title")])
    assert [sentence.text for sentence in found] == ["Ada"]


@pytest.mark.parametrize("text", ["word " * 400 + "Ada" + " word" * 400, "x" * 3000 + "Ada" + "y" * 3000])
def test_it_shortens_an_endless_sentence_around_the_words(text: str) -> None:
    (sentence,) = cut(text, "Ada")
    assert len(sentence.text) <= LONGEST_SENTENCE + 10
    assert sentence.text.startswith("…") and sentence.text.endswith("…") and "Ada" in sentence.text


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({}, Standing.MACHINE),
        ({"decision": "confirmed"}, Standing.CONFIRMED),
        ({"origin": "curator"}, Standing.CONFIRMED),
        ({"strength": "weak"}, Standing.SUGGESTED),
        ({"strength": "weak", "decision": "confirmed"}, Standing.CONFIRMED),
    ],
)
def test_it_knows_how_words_stand(fields: dict[str, str], standing: Standing) -> None:
    assert span_standing(Span(**fields)) == standing


def test_an_excerpt_ends_with_a_sentence() -> None:
    text = "This is a sentence. " * 200
    end = shown_end(text, "excerpt")
    assert 0 < end <= EXCERPT_LENGTH and text[:end].endswith(".")


@pytest.mark.parametrize("text", ["x" * 5000, "word " * 1000, "A. " + "y" * 5000])
def test_an_excerpt_without_sentences_ends_all_the_same(text: str) -> None:
    assert 0 < shown_end(text, "excerpt") <= EXCERPT_LENGTH


def test_it_shows_the_whole_of_a_short_text_and_nothing_by_reference() -> None:
    assert shown_end("Short.", "excerpt") == shown_end("Short.", "full") == 6
    assert shown_end("Short.", "reference") == 0


def test_a_huge_paragraph_with_many_places_is_cut_in_time() -> None:
    text = "Ada Byron wrote a letter. " * 5_000
    started = process_time()
    assert len(cut(text, "Ada Byron")) == 5_000
    assert process_time() - started < 10


def test_a_machines_words_do_not_ride_on_a_curators_yes_to_something_else() -> None:
    article = Article(title="T", text="Ada met Grace.")
    first = spans(article.text, "Ada", decision="confirmed", mention_id=1)
    assert sentences_of(article, first)[0].standing == Standing.CONFIRMED
    assert sentences_of(article, [*first, *spans(article.text, "Grace", mention_id=2)])[0].standing == Standing.MACHINE
    assert sentences_of(article, [*first, *spans(article.text, "met", mention_id=1)])[0].standing == Standing.CONFIRMED
