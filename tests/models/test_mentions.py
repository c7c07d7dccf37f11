"""Mentions and the spans they rest on: one a pair, exactly one target, and what readers see of them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from archive.models import Mention, Span
from tests.makers import make_article, make_event, make_mention, make_person, make_span

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("maker", [make_person, make_event])
def test_there_is_one_mention_of_a_record_in_an_article(maker) -> None:
    article, target = make_article(), maker()
    make_mention(article, target)
    make_mention(make_article(), target)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mention(article, target)


def test_it_is_of_a_person_or_of_an_event() -> None:
    article, person, event = make_article(), make_person(), make_event()
    with pytest.raises(IntegrityError, match="mention_person_or_event"), transaction.atomic():
        Mention.objects.create(article=article, person=person, event=event)
    with pytest.raises(IntegrityError, match="mention_person_or_event"), transaction.atomic():
        Mention.objects.create(article=article)
    assert make_mention(article, person).target == person
    assert make_mention(article, event).target == event


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"status": "likely"}, "mention_status_values"),
        ({"relation": "near"}, "mention_relation_values"),
        ({"decision": "perhaps"}, "mention_decision_values"),
    ],
)
def test_the_database_refuses_a_mention(fields: dict, constraint: str) -> None:
    mention = make_mention(make_article(), make_person())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mention.objects.filter(pk=mention.pk).update(**fields)


def test_readers_see_what_stands_of_what_is_not_hidden() -> None:
    article, draft = make_article(), make_article(status="draft")
    withdrawn = make_article(status="withdrawn", withdrawn_on=date(2024, 1, 1))
    shown = [
        make_mention(article, make_person()),
        make_mention(article, make_event(), status="confirmed"),
    ]
    for status in ("suggested", "rejected"):
        make_mention(article, make_person(), status=status)
        make_mention(article, make_event(), status=status)
    make_mention(article, make_person(hidden=True))
    make_mention(article, make_event(hidden=True), status="confirmed")
    elsewhere = [make_mention(draft, make_person()), make_mention(withdrawn, make_event())]
    assert list(Mention.objects.public().order_by("pk")) == shown
    assert list(Mention.objects.shown().order_by("pk")) == shown + elsewhere


def test_readers_see_the_spans_that_stand() -> None:
    mention = make_mention(make_article(text="Ada, Ada, Ada, Ada and Ada."), make_person())
    rows = [
        ({"start": 0, "end": 3}, True),
        ({"start": 5, "end": 8, "decision": "confirmed", "strength": "weak"}, True),
        ({"start": 10, "end": 13, "strength": "weak"}, False),
        ({"start": 15, "end": 18, "decision": "rejected"}, False),
        ({"start": 23, "end": 26, "anchored": False}, False),
    ]
    for fields, _ in rows:
        Span.objects.create(mention=mention, field="text", words="Ada", **fields)
    assert [span.start for span in Span.objects.shown()] == [fields["start"] for fields, stands in rows if stands]


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"start": 3, "end": 3}, "span_start_before_end"),
        ({"start": 4, "end": 3}, "span_start_before_end"),
        ({"words": ""}, "span_has_words"),
        ({"field": "lead"}, "span_field_values"),
        ({"strength": "fair"}, "span_strength_values"),
        ({"origin": "robot"}, "span_origin_values"),
        ({"decision": "maybe"}, "span_decision_values"),
    ],
)
def test_the_database_refuses_a_span(fields: dict, constraint: str) -> None:
    span = make_span(make_mention(make_article(text="Ada was there."), make_person()), "Ada")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Span.objects.filter(pk=span.pk).update(**fields)


def test_the_database_refuses_a_place_before_the_text() -> None:
    span = make_span(make_mention(make_article(text="Ada was there."), make_person()), "Ada")
    with pytest.raises(IntegrityError), transaction.atomic():
        Span.objects.filter(pk=span.pk).update(start=-1)


def test_a_mention_rests_on_a_place_once_unless_it_lost_its_anchor() -> None:
    mention = make_mention(make_article(text="Ada was there."), make_person())
    make_span(mention, "Ada")
    make_span(mention, "Ada", anchored=False)
    make_span(mention, "Ada", anchored=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_span(mention, "Ada")


def test_spans_go_title_first_and_then_in_order_of_the_text() -> None:
    mention = make_mention(make_article("Ada wins", text="Then Ada slept. Ada woke."), make_person())
    make_span(mention, "Ada woke")
    make_span(mention, "Ada")
    make_span(mention, "Ada", field="title")
    assert [(span.field, span.start) for span in mention.spans.all()] == [("title", 0), ("text", 5), ("text", 16)]


def test_it_goes_with_its_article_and_with_its_record() -> None:
    article, person = make_article(text="Ada"), make_person()
    make_span(make_mention(article, person), "Ada")
    make_span(make_mention(make_article(text="Ada"), person), "Ada")
    article.delete()
    assert Span.objects.count() == 1
    person.delete()
    assert not Mention.objects.exists()
    assert not Span.objects.exists()
