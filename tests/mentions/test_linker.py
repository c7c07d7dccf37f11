"""The linker: what a machine finds follows the words; what a curator decided stays."""

import pytest

from archive.mentions import linker
from archive.models import Mention, Span
from archive.models.mention import MentionStatus
from tests.makers import make_article, make_event, make_mention, make_person, make_span

pytestmark = pytest.mark.django_db

TEXT = "Ada Noiret a quitté la banque lundi.\n\nLe lendemain, Ada Noiret a signé une lettre ouverte.\n\nNoiret se tait."


def spans_of(mention: Mention) -> list[str]:
    return [f"{span.field}:{span.start}:{span.words}" for span in mention.spans.order_by("field", "start")]


def test_it_links_a_person_with_every_place_that_names_them():
    person = make_person("Ada", "Noiret")
    article = make_article("Une démission", text=TEXT)
    (mention,) = linker.link(article)
    assert (mention.person, mention.status, mention.relation) == (person, "automatic", "about")
    assert [article.text[span.start : span.end] for span in mention.spans.all()] == [
        "Ada Noiret",
        "Ada Noiret",
        "Noiret",
    ]
    assert {span.origin for span in mention.spans.all()} == {"machine"}


def test_it_links_an_event_by_the_sentence_that_tells_of_it():
    event = make_event("Lettre ouverte", cues={"lettre ouverte": "strong"})
    article = make_article("Une démission", text=TEXT, language="fr")
    (mention,) = linker.link(article)
    assert (mention.event, mention.status, mention.relation) == (event, "automatic", "mentions")
    assert mention.spans.get().words == "Le lendemain, Ada Noiret a signé une lettre ouverte."


def test_it_changes_nothing_the_second_time(django_assert_max_num_queries):
    make_person("Ada", "Noiret")
    article = make_article(text=TEXT)
    first = {(span.pk, span.changed_at) for mention in linker.link(article) for span in mention.spans.all()}
    with django_assert_max_num_queries(8):
        again = linker.link(article)
    assert {(span.pk, span.changed_at) for mention in again for span in mention.spans.all()} == first


def test_it_drops_what_a_changed_text_no_longer_says():
    make_person("Ada", "Noiret")
    article = make_article(text=TEXT)
    linker.link(article)
    article.text = "Personne n'est nommé ici."
    article.save()
    assert linker.link(article) == []
    assert not Mention.objects.exists()


def test_it_sees_a_new_name_form_at_once():
    person = make_person("Ada", "Noiret")
    article = make_article("La dame", text="Madame Lovelace est arrivée.")
    assert linker.link(article) == []
    person.name_forms.create(text="Lovelace")
    assert [mention.person for mention in linker.link(article)] == [person]


def test_it_keeps_a_confirmed_span_and_anchors_it_again():
    person = make_person("Ada", "Noiret", forms={"la banquière": "weak"})
    article = make_article(text="Hier, la banquière a parlé devant la presse.")
    (mention,) = linker.link(article)
    assert (mention.status, mention.person) == (MentionStatus.SUGGESTED, person)
    mention.spans.update(decision="confirmed")
    article.text = "Un paragraphe ajouté.\n\nHier, la banquière a parlé devant la presse."
    article.save()
    (mention,) = linker.link(article)
    span = mention.spans.get()
    assert mention.status == MentionStatus.CONFIRMED
    assert article.text[span.start : span.end] == span.words == "la banquière"


def test_it_queues_a_confirmed_span_whose_words_are_gone():
    person = make_person("Ada", "Noiret")
    article = make_article(text="Hier, la banquière a parlé devant la presse.")
    mention = make_mention(article, person, status="confirmed", decision="confirmed")
    make_span(mention, "la banquière", decision="confirmed", origin="curator")
    article.text = "Le texte est tout autre."
    article.save()
    (mention,) = linker.link(article)
    assert not mention.spans.get().anchored
    assert mention.status == MentionStatus.SUGGESTED


def test_it_never_asks_again_what_was_rejected():
    person = make_person("Ada", "Noiret")
    article = make_article("Noiret", text=TEXT)
    (mention,) = linker.link(article)
    mention.spans.update(decision="rejected")
    mention.decision, mention.decided_digest = "rejected", article.digest()
    mention.save()
    person.name_forms.create(text="lettre ouverte")
    (mention,) = linker.link(article)
    assert mention.status == MentionStatus.REJECTED
    assert not mention.spans.filter(decision="").exists()


def test_it_asks_again_where_the_text_changed():
    make_person("Ada", "Noiret")
    article = make_article("Noiret", text=TEXT)
    (mention,) = linker.link(article)
    mention.spans.update(decision="rejected")
    mention.decision, mention.decided_digest = "rejected", article.digest()
    mention.save()
    article.text += "\n\nPour finir, Ada Noiret elle-même prend la parole."
    article.save()
    (mention,) = linker.link(article)
    assert mention.status == MentionStatus.SUGGESTED
    assert [span.words for span in mention.spans.filter(decision="")] == ["Ada Noiret"]


def test_it_keeps_a_machines_new_span_apart_from_a_curators_yes():
    make_person("Ada", "Noiret")
    article = make_article(text=TEXT)
    (mention,) = linker.link(article)
    mention.spans.update(decision="confirmed")
    article.text += "\n\nAda Noiret encore."
    article.save()
    (mention,) = linker.link(article)
    assert mention.status == MentionStatus.CONFIRMED
    assert [span.decision for span in mention.spans.order_by("start")] == ["confirmed"] * 3 + [""]


def test_it_leaves_a_relation_that_a_curator_set():
    make_person("Ada", "Noiret")
    article = make_article(text=TEXT)
    (mention,) = linker.link(article)
    Mention.objects.filter(pk=mention.pk).update(relation="mentions", relation_decided=True)
    (mention,) = linker.link(article)
    assert mention.relation == "mentions"


def test_it_leaves_hidden_records_alone():
    make_person("Ada", "Noiret", hidden=True)
    assert linker.link(make_article(text=TEXT)) == []


@pytest.mark.parametrize(
    ("decision", "spans", "status"),
    [
        ("", [("strong", "", True)], "automatic"),
        ("", [("weak", "", True)], "suggested"),
        ("", [("weak", "", True), ("strong", "", True)], "automatic"),
        ("", [("strong", "rejected", True)], "rejected"),
        ("", [("strong", "rejected", True), ("weak", "", True)], "suggested"),
        ("", [("weak", "confirmed", True), ("strong", "rejected", True)], "confirmed"),
        ("confirmed", [("weak", "confirmed", True)], "confirmed"),
        ("confirmed", [("weak", "confirmed", False)], "suggested"),
        ("rejected", [("strong", "rejected", True)], "rejected"),
        ("rejected", [], "rejected"),
        ("rejected", [("strong", "rejected", True), ("strong", "", True)], "suggested"),
    ],
)
def test_it_derives_the_status(decision, spans, status):
    rows = [Span(strength=strength, decision=answer, anchored=anchored) for strength, answer, anchored in spans]
    assert linker.status_of(decision, rows) == status


def test_it_gives_the_same_words_to_one_span_alone():
    person = make_person("Ada", "Noiret")
    line = "Hier soir, la banquière a parlé devant la presse réunie."
    article = make_article(text=f"{line}\n\n{line}")
    mention = make_mention(article, person, status="confirmed")
    places = [article.text.index("la banquière"), article.text.rindex("la banquière")]
    for start in places:
        around = {"before": article.text[max(0, start - 80) : start], "after": article.text[start + 12 : start + 92]}
        mention.spans.create(
            field="text", start=start, end=start + 12, words="la banquière", origin="curator", **around
        )

    shift = places[1] - places[0]  # the first comes to stand where the second stood
    article.text = "x" * (shift - 2) + "\n\n" + article.text
    article.save()
    linker.link(article)
    assert [span.start - shift for span in mention.spans.order_by("start")] == places

    article.text = line
    article.save()
    linker.link(article)
    assert sorted(mention.spans.values_list("anchored", flat=True)) == [False, True]


def test_it_lets_no_weak_words_ride_on_a_confirmation_that_lost_its_own():
    make_person("Ada", "Noiret", forms={"la banquière": "weak"})
    article = make_article(text=TEXT)
    (mention,) = linker.link(article)
    mention.spans.update(decision="confirmed")
    Mention.objects.update(decision="confirmed", status="confirmed")
    article.text = "Hier, la banquière a parlé devant la presse."
    article.save()
    (mention,) = linker.link(article)
    assert mention.status == MentionStatus.SUGGESTED


def test_it_keeps_a_relation_that_a_curator_set_while_the_words_are_gone():
    make_person("Ada", "Noiret")
    article = make_article(text=TEXT)
    linker.link(article)
    Mention.objects.update(relation="mentions", relation_decided=True)
    for text in ("Personne.", TEXT):
        article.text = text
        article.save()
        (mention,) = linker.link(article)
    assert (mention.status, mention.relation) == ("automatic", "mentions")
