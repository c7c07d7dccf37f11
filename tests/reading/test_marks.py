"""An article's text with its marks."""

from archive.models import Event, Person
from archive.reading.evidence import Standing
from archive.reading.marks import Mark, Run, marked_paragraphs, marked_text, paragraphs_of

ADA = Person(pk=1, name="Ada Byron", article_count=1)
GRACE = Person(pk=2, name="Grace Hopper", article_count=1)
LETTER = Event(pk=1, title="The letter", article_count=1)
DISMISSAL = Event(pk=2, title="The dismissal", article_count=1)
TEXT = "Ada Byron wrote a letter. Grace Hopper read it."


def mark(
    words: str, target: Person | Event, name: str = "m1", text: str = TEXT, standing: Standing = Standing.MACHINE
) -> Mark:
    """Return a mark on the first place of `words`."""
    start = text.index(words)
    return Mark(start, start + len(words), target, standing, (name,))


def plain(runs: tuple[Run, ...]) -> str:
    """Return the text of the runs."""
    return "".join(piece.text for run in runs for piece in run.pieces)


def test_it_works() -> None:
    (run,) = marked_text(TEXT, [mark("Ada Byron", ADA), mark("Grace Hopper", GRACE, "m2")])
    assert [(piece.text, piece.person) for piece in run.pieces] == [
        ("Ada Byron", ADA),
        (" wrote a letter. ", None),
        ("Grace Hopper", GRACE),
        (" read it.", None),
    ]


def test_it_puts_an_events_link_after_its_sentence() -> None:
    runs = marked_text(TEXT, [mark("Ada Byron", ADA), mark("Ada Byron wrote a letter.", LETTER, "m2")])
    assert plain(runs) == TEXT
    assert [len(run.pieces) for run in runs] == [2, 1]
    assert [ending.target for ending in runs[0].endings] == [LETTER]
    assert runs[0].anchors == ("m2",) and not runs[1].events


def test_an_event_that_ends_within_a_name_takes_the_whole_name() -> None:
    runs = marked_text(TEXT, [mark("Grace Hopper", GRACE), mark("a letter. Grace", LETTER, "m2")])
    assert plain(runs) == TEXT
    assert [piece.text for piece in runs[1].pieces] == ["a letter. ", "Grace Hopper"]


def test_overlapping_events_are_cut() -> None:
    runs = marked_text(TEXT, [mark("wrote a letter. Grace", LETTER), mark("letter. Grace Hopper", DISMISSAL, "m2")])
    assert plain(runs) == TEXT
    assert [tuple(event.target for event in run.events) for run in runs] == [
        (),
        (LETTER,),
        (LETTER, DISMISSAL),
        (DISMISSAL,),
        (),
    ]
    assert [ending.target for run in runs for ending in run.endings] == [LETTER, DISMISSAL]


def test_two_events_of_one_sentence_share_it() -> None:
    sentence = "Grace Hopper read it."
    runs = marked_text(TEXT, [mark(sentence, LETTER), mark(sentence, DISMISSAL, "m2")])
    assert len(runs) == 2 and len(runs[1].endings) == 2 and runs[1].anchors == ("m1", "m2")


def test_sentences_of_one_event_that_follow_each_other_have_one_link() -> None:
    marks = [mark("Ada Byron wrote a letter.", LETTER), mark("Grace Hopper read it.", LETTER, "m2")]
    (run,) = marked_text(TEXT, marks)
    assert len(run.endings) == 1 and run.anchors == ("m1", "m2")


def test_the_longest_of_overlapping_names_wins_and_keeps_the_anchors() -> None:
    (run,) = marked_text(TEXT, [mark("Ada", GRACE), mark("Ada Byron", ADA, "m2")])
    assert (run.pieces[0].text, run.pieces[0].person, run.pieces[0].anchors) == ("Ada Byron", ADA, ("m2", "m1"))


def test_a_machines_mark_makes_shared_words_machine_made() -> None:
    marks = [mark(TEXT, LETTER, standing=Standing.CONFIRMED), mark(TEXT, DISMISSAL, "m2")]
    (run,) = marked_text(TEXT, marks)
    assert run.standing == Standing.MACHINE


def test_an_event_across_paragraphs_has_its_link_at_its_end_and_one_anchor() -> None:
    text = "One letter.\n\nTwo letters."
    first, second = marked_paragraphs(text, [mark("letter.\n\nTwo", LETTER, text=text)])
    assert plain(first) == "One letter." and plain(second) == "Two letters."
    assert first[1].anchors == ("m1",) and second[0].anchors == ()


def test_it_cuts_paragraphs() -> None:
    text = "\n\nOne\nline.\n\n \n\nTwo.\n"
    assert [text[start:end].strip() for start, end in paragraphs_of(text)] == ["One\nline.", "Two."]
    assert paragraphs_of("") == []
