"""Articles with nearly the same text: found when a text comes or changes, kept as decided, at a bounded cost."""

import random
from threading import Thread

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from archive import pipeline
from archive.lib.minhash import BANDS, band_keys, shingles
from archive.models import Article, SameText, TextBand
from archive.pipeline import same_text
from archive.pipeline.same_text import find_same_text, same_text_ids
from tests.makers import make_article, make_source
from tests.pipeline.at_once import at_once

pytestmark = pytest.mark.django_db


def story(number: int, words: int = 120) -> str:
    """Return a text of made-up words, in sentences of ten and paragraphs of thirty; each number has its own."""
    chosen = [f"w{random.Random(number * 1000 + place).randrange(10**6)}" for place in range(words)]
    sentences = [" ".join(chosen[start : start + 10]).capitalize() + "." for start in range(0, words, 10)]
    return "\n\n".join(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))


def in_archive(text: str, title: str = "", **fields) -> Article:
    article = make_article(title, text=text, **fields)
    with transaction.atomic():
        find_same_text(article)
    return article


def pairs() -> list[tuple[int, int]]:
    return list(SameText.objects.values_list("article", "other"))


def change(article: Article, text: str) -> None:
    article.text = text
    pipeline.save_article(article, ["text"])


def copies(number: int, text: str) -> list[int]:
    """Make articles of one text, with their bands and without their pairs."""
    articles = Article.objects.bulk_create(Article(title=f"Copy {n}", text=text) for n in range(number))
    keys = band_keys(shingles(text))
    TextBand.objects.bulk_create(TextBand(article=article, key=key) for article in articles for key in keys)
    return [article.pk for article in articles]


def test_it_finds_the_same_story_elsewhere():
    first = in_archive(story(1), "The harbour bank", source=make_source("The Gazette"))
    in_archive(story(2))
    second = in_archive("Port City, by our reporter\n\n" + story(1) + "\n\nAll rights reserved.", status="draft")
    (pair,) = SameText.objects.all()
    assert (pair.article, pair.other, pair.decision) == (first, second, "")
    assert 0.85 < pair.likeness < 1.0 and pair.contained == 1.0
    assert same_text_ids(first) == [second.pk] and same_text_ids(second) == [first.pk]


def test_it_takes_a_shortened_copy_for_the_same_and_says_so():
    in_archive(story(1))
    in_archive("\n\n".join(story(1).split("\n\n")[:3]))
    (pair,) = SameText.objects.all()
    assert pair.contained == 1.0 and 0.7 < pair.likeness < 0.8


def test_it_leaves_other_and_very_short_texts_alone():
    in_archive(story(1))
    in_archive(story(2) + "\n\n" + story(1).split("\n\n")[0])
    in_archive("Breaking news: more follows.")
    in_archive("Breaking news: more follows.")
    assert pairs() == []
    assert TextBand.objects.count() == 2 * BANDS


def test_again_changes_nothing():
    articles = [in_archive(story(1)), in_archive(story(1))]
    before = list(SameText.objects.values()), sorted(TextBand.objects.values_list("pk", flat=True))
    for article in articles:
        with transaction.atomic():
            find_same_text(article)
    assert before == (list(SameText.objects.values()), sorted(TextBand.objects.values_list("pk", flat=True)))


def test_a_pair_follows_a_text_that_a_curator_changes():
    one, other = in_archive(story(1)), in_archive(story(2))
    change(other, story(1))
    assert pairs() == [(one.pk, other.pk)]
    change(one, story(3))
    assert pairs() == []
    change(other, "Short.")
    assert set(TextBand.objects.values_list("article", flat=True)) == {one.pk}


def test_a_new_article_entered_by_hand_is_looked_for_too():
    known = in_archive(story(1))
    article = Article(title="By hand", text=story(1))
    pipeline.save_article(article)
    assert pairs() == [(known.pk, article.pk)]


def test_what_was_decided_stays():
    user = User.objects.create(username="curator")
    one, other, third = (in_archive(story(1)) for _ in range(3))
    assert pipeline.decide_same_text(SameText.objects.filter(article=one, other=other), "confirmed", user) == 1
    assert pipeline.decide_same_text(SameText.objects.filter(article=one, other=third), "rejected", user) == 1
    assert same_text_ids(one) == [other.pk]
    change(one, story(2))
    rows = SameText.objects.order_by("other").values_list("other", "decision", "decided_by", "likeness")
    assert list(rows.filter(article=one)) == [
        (other.pk, "confirmed", user.pk, 0.0),
        (third.pk, "rejected", user.pk, 0.0),
    ]
    change(one, story(1))
    assert list(rows.filter(article=one)) == [
        (other.pk, "confirmed", user.pk, 1.0),
        (third.pk, "rejected", user.pk, 1.0),
    ]


def test_a_decision_taken_back_leaves_the_pair_to_the_machine():
    one, other, third = (in_archive(story(1)) for _ in range(3))
    of_one = SameText.objects.filter(article=one)
    pipeline.decide_same_text(of_one, "rejected", None)
    change(third, story(2))
    assert pipeline.decide_same_text(of_one, "", None) == 2
    assert list(of_one.values_list("other", "decision", "decided_at")) == [(other.pk, "", None)]


def test_it_merges_nothing_and_goes_with_its_article():
    one, other = in_archive(story(1)), in_archive(story(1))
    assert Article.objects.count() == 2
    pipeline.delete_articles(Article.objects.filter(pk=other.pk))
    assert pairs() == []
    assert set(TextBand.objects.values_list("article", flat=True)) == {one.pk}


def test_alike_tells_of_a_text_that_is_in_no_article_and_writes_nothing():
    near = in_archive("\n\n".join(story(1).split("\n\n")[:3]), status="draft")
    same = in_archive(story(1), source=make_source("The Gazette"))
    in_archive(story(2))
    TextBand.objects.exclude(article__in=[near, same]).delete()
    rows = SameText.objects.count(), TextBand.objects.count()
    found = pipeline.alike(story(1))
    assert [row.article for row in found] == [same, near]
    assert found[0].likeness.shared == 1.0 and found[0].article.source.name == "The Gazette"
    assert [row.article for row in pipeline.alike(story(1), but=same.pk)] == [near]
    assert pipeline.alike("") == pipeline.alike("A few words.") == pipeline.alike(story(9)) == []
    assert rows == (SameText.objects.count(), TextBand.objects.count())


def test_ingest_names_the_article_with_the_same_text(tmp_path, capsys):
    texts = {"a.html": ("The bank", story(1)), "b.html": ("The bank | A mirror", story(1)), "c.html": ("X", story(2))}
    for name, (title, text) in texts.items():
        body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
        page = (
            f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body>"
        )
        (tmp_path / name).write_text(page)
    run = pipeline.Ingest()
    first, second, third = pipeline.ingest_paths([str(tmp_path / name) for name in texts], run)
    assert (first.same_text, second.same_text, third.same_text) == ([], [first.article.id], [])
    call_command("ingest", str(tmp_path / "b.html"))
    assert f"same text as article {first.article.id})" in capsys.readouterr().out


def test_a_dry_run_names_it_and_keeps_nothing(tmp_path):
    known = in_archive(story(1))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in story(1).split("\n\n"))
    (tmp_path / "b.html").write_text(f"<title>The bank</title><article><h1>The bank</h1>{body}</article>")
    (outcome,) = pipeline.ingest_paths([str(tmp_path / "b.html")], pipeline.Ingest(dry_run=True))
    assert outcome.same_text == [known.pk]
    assert pairs() == []


def test_a_rebuild_finds_all_pairs_of_articles_without_bands():
    articles = [make_article(text=story(number % 3)) for number in range(7)]
    stray = SameText.objects.create(article=articles[0], other=articles[1], likeness=0.9, contained=0.9)
    seen: list[int] = []
    assert pipeline.rebuild_same_text(Article.objects.all(), progress=seen.append) == 7
    expected = [(a.pk, b.pk) for i, a in enumerate(articles) for b in articles[i + 1 :] if a.text == b.text]
    assert sorted(pairs()) == expected and not SameText.objects.filter(pk=stray.pk).exists()
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    pipeline.rebuild_same_text(Article.objects.all())
    assert sorted(pairs()) == expected


def test_the_command_rebuilds_and_counts(capsys):
    for _ in range(3):
        make_article(text=story(1))
    call_command("duplicates")
    assert capsys.readouterr().out.strip() == "3 compared, 3 pairs"
    call_command("duplicates", json=True)
    assert capsys.readouterr().out.strip() == '{"counts": {"compared": 3, "pairs": 3}}'


def test_a_text_that_very_many_have_is_compared_with_few(django_assert_max_num_queries):
    newest = copies(150, story(1))
    article = make_article(text=story(1))
    with django_assert_max_num_queries(BANDS + 12), transaction.atomic():
        find_same_text(article)
    assert same_text_ids(article) == sorted(newest[-same_text.MOST_COMPARED :])
    assert len(pipeline.alike(story(1))) == same_text.MOST_COMPARED


def test_it_asks_no_more_for_more_twins():
    def queries() -> int:
        article = make_article(text=story(1))
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            find_same_text(article)
        return len(asked)

    assert [queries() for _ in range(9)][2:] == [queries()] * 7


def test_the_closest_are_among_those_compared():
    near = [in_archive(story(1)).pk for _ in range(3)]
    boilerplate = story(50, 60)
    for number in range(100, 130):
        make = make_article(text=story(number, 60) + "\n\n" + boilerplate)
        TextBand.objects.bulk_create(TextBand(article=make, key=key) for key in band_keys(shingles(make.text)))
    article = in_archive(story(1) + "\n\n" + boilerplate)
    assert set(same_text_ids(article)) == set(near)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_save_the_same_text_at_one_moment_find_one_another():
    one, other = make_article(text=story(1)), make_article(text=story(2))

    def work() -> None:
        change(Article.objects.get(pk=other.pk), story(1))
        connection.close()

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=one.pk)
        find_same_text(one)
        thread = Thread(target=work)
        thread.start()
        thread.join(timeout=30)
        assert not thread.is_alive() and pairs() == []
    assert pairs() == [(one.pk, other.pk)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_who_save_and_rebuild_at_once_wait_for_nobody_for_ever_and_lose_no_pair():
    articles = [make_article(text=story(number % 2)) for number in range(6)]

    def work(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(8):
            article = Article.objects.get(pk=dice.choice(articles).pk)
            change(article, story(dice.randrange(2)))
            if seed == 0:
                pipeline.rebuild_same_text(Article.objects.all())

    at_once(work)
    texts = dict(Article.objects.values_list("pk", "text"))
    same = [(one, other) for one in texts for other in texts if one < other and texts[one] == texts[other]]
    assert sorted(pairs()) == sorted(same)
