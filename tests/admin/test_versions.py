"""The desk's versions: compared with the article, taken or left, by those who may change it."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article, CapturedText
from tests.admin.conftest import page_of
from tests.makers import make_article, make_capture

LIST = "/admin/archive/article/"
OLD = "Mira Murati signe. Une lettre ouverte circule.\n\nLe conseil se tait."
NEW = "Mira Murati signe mardi. Une lettre ouverte circule.\n\nLe conseil répond."


@pytest.fixture
def version(article: Article) -> CapturedText:
    """Return a text that waits, of the second capture of a draft."""
    first = make_capture(article, captured_at=datetime(2023, 11, 20, tzinfo=UTC))
    CapturedText.objects.create(capture=first, title=article.title, text=OLD)
    Article.objects.filter(pk=article.pk).update(text_capture=first)
    return again(article, 21, NEW)


def again(article: Article, day: int, text: str) -> CapturedText:
    """Return a text that waits, of a further capture."""
    capture = make_capture(article, captured_at=datetime(2023, 11, day, tzinfo=UTC))
    return CapturedText.objects.create(capture=capture, title="La lettre", text=text, waits=True)


def address_of(version: CapturedText) -> str:
    return f"{LIST}{version.capture.article_id}/versions/{version.pk}/"


def text_of(page) -> str:
    assert page.status_code == 200
    return page.content.decode()


def test_the_form_lists_captures_with_what_waits(desk, article, version):
    page = text_of(desk.get(page_of(article)))
    assert "the text is from here" in page and "waits for a decision" in page
    assert f'action="{address_of(version)}"' in page
    assert "Take this text" in page and "Keep the present text" in page
    assert 'aria-label="Compare with the text captured 21 November 2023, 00:00 UTC"' in page


def test_the_form_offers_nothing_where_all_captures_have_the_same_words(desk, article):
    make_capture(article)
    page = text_of(desk.get(page_of(article)))
    assert "the same words" in page
    assert "Take this text" not in page and "waits for a decision" not in page


def test_what_waits_is_listed_before_newer_captures(desk, article, version):
    for _number in range(25):
        make_capture(article)
    page = text_of(desk.get(page_of(article)))
    assert address_of(version) in page and "All of them" in page


def test_it_compares_the_present_text_with_the_captured_one(desk, version):
    page = text_of(desk.get(address_of(version)))
    assert "mardi" in page.partition("<ins>")[2]
    assert "2 words removed" in page and "2 words added" in page
    assert "Take this text" in page and "Keep the present text" in page
    assert "no-store" in desk.get(address_of(version))["Cache-Control"]


def test_it_takes_a_text(desk, article, version, curator):
    page = text_of(desk.post(address_of(version), {"take": "1"}, follow=True))
    assert "The article has the text captured at this time now: 21 November 2023, 00:00 UTC." in page
    article.refresh_from_db()
    version.refresh_from_db()
    assert (article.text, article.text_capture, article.status) == (NEW, version.capture, "draft")
    assert (version.waits, version.decision, version.decided_by) == (False, "confirmed", curator)
    assert "captured at this time" in LogEntry.objects.get().change_message
    assert "This is the text that the article has." in text_of(desk.get(address_of(version)))


def test_it_keeps_the_present_text(desk, article, version, curator):
    page = text_of(desk.post(address_of(version), {"leave": "1"}, follow=True))
    assert "The article keeps its text" in page and "left by curator" in page.replace("\n", " ")
    article.refresh_from_db()
    version.refresh_from_db()
    assert (article.text, version.waits, version.decision) == (OLD, False, "rejected")
    assert "Keep the present text" not in text_of(desk.get(page_of(article)))


def test_a_text_that_was_left_can_still_be_taken_and_the_first_taken_back(desk, article, version):
    desk.post(address_of(version), {"leave": "1"})
    desk.post(address_of(version), {"take": "1"})
    article.refresh_from_db()
    assert article.text == NEW
    first = CapturedText.objects.get(text=OLD)
    assert address_of(first) in text_of(desk.get(page_of(article)))
    desk.post(address_of(first), {"take": "1"})
    article.refresh_from_db()
    assert article.text == OLD


def test_a_second_decision_at_the_same_moment_changes_nothing(desk, version):
    desk.post(address_of(version), {"take": "1"})
    for data in ({"take": "1"}, {"leave": "1"}, {}):
        assert "Nothing was changed" in text_of(desk.post(address_of(version), data, follow=True))
    assert LogEntry.objects.count() == 1


def test_it_says_that_a_corrected_text_would_go_and_a_corrected_title_stays(desk, article, version):
    Article.objects.filter(pk=article.pk).update(corrected=["text", "title"], title="Corrigé")
    page = text_of(desk.get(address_of(version)))
    assert "Taking this one undoes that" in page and "it stays as it is" in page


def test_those_who_may_only_look_compare_and_decide_nothing(onlooker, article, version):
    assert "Take this text" not in text_of(onlooker.get(page_of(article)))
    assert "Take this text" not in text_of(onlooker.get(address_of(version)))
    for data in ({"take": "1"}, {"leave": "1"}):
        assert onlooker.post(address_of(version), data).status_code == 403
    version.refresh_from_db()
    assert version.waits


def test_it_refuses_strangers_and_forged_forms(client, article, version, curator):
    assert client.get(address_of(version)).status_code == 302
    client.handler.enforce_csrf_checks = True
    client.force_login(curator)
    assert client.post(address_of(version), {"take": "1"}).status_code == 403


def test_it_answers_404_for_what_is_no_version_of_the_article(desk, article, version):
    other = again(make_article(), 22, "Autre.")
    for pk, version_pk in ((article.pk, other.pk), (article.pk, 9**30), (999999, other.pk)):
        for method in (desk.get, desk.post):
            assert method(f"{LIST}{pk}/versions/{version_pk}/").status_code == 404


def test_it_escapes_what_was_captured(desk, article, version):
    CapturedText.objects.filter(pk=version.pk).update(text="<script>alert(1)</script>", title="<b>gras")
    page = text_of(desk.get(address_of(version)))
    assert "<script>alert" not in page and "<b>gras" not in page


@pytest.mark.parametrize(
    ("query", "found"), [("?version=waits", ["La lettre"]), ("?version=x", ["Autre", "La lettre"])]
)
def test_it_lists_the_articles_of_which_a_new_version_waits(desk, version, query, found):
    make_article("Autre")
    again(make_article("Retiré"), 22, "Autre.").capture.article.delete()
    response = desk.get(LIST + query)
    assert [str(row) for row in response.context["cl"].result_list] == found
    assert "?version=waits" in text_of(response)


def test_the_desk_leads_to_what_waits(desk):
    assert f'href="{LIST}?version=waits"' in text_of(desk.get("/admin/"))


def test_the_form_makes_as_many_queries_for_many_versions_as_for_few(desk, article, version):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(page_of(article)).status_code == 200
        return len(queries)

    count()
    before = count()
    for day in range(1, 20):
        again(article, day, f"{NEW} {day}")
    assert count() == before
