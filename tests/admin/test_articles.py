"""The desk's articles: listed, edited through the pipeline, published, withdrawn, previewed, deleted."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from archive.models import Article, Authorship, Capture, Mention, Person, Source
from archive.pipeline import rebuild_counts
from tests.admin.conftest import errors_of, form_of
from tests.makers import make_article, make_capture, make_mention, make_person, make_source

LIST = "/admin/archive/article/"


def page_of(article: Article) -> str:
    return reverse("admin:archive_article_change", args=[article.pk])


def act(client, action: str, *articles: Article, follow: bool = True, **data):
    data |= {"action": action, "index": "0", "_selected_action": [article.pk for article in articles]}
    return client.post(LIST, data, follow=follow)


def test_it_lists_articles_with_what_a_curator_needs(desk, article):
    make_article("Datée", published="2023-11-20/2023-11-22", published_note="after the letter")

    html = desk.get(LIST).content.decode()

    assert "La lettre" in html
    assert "Le Courrier" in html
    assert "1 person, 1 event" in html
    assert "1 waits" in html
    assert "no date" in html
    assert "between 20 and 22 November 2023" in html
    assert '<span class="badge">inferred</span>' in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status__exact=draft", ["La lettre"]),
        ("?status__exact=published", ["Autre"]),
        ("?waiting=yes", ["La lettre"]),
        ("?dated=none", ["La lettre"]),
        ("?dated=day", ["Autre"]),
        ("?dated=interval", []),
        ("?dated=inferred", []),
        ("?language=EN", ["Autre"]),
        ("?published_earliest__year=2023&published_earliest__month=11", ["Autre"]),
        ("?published_earliest__year=2022", []),
        ("?q=lettre", ["La lettre"]),
        ("?q=%22conseil+se+tait%22", ["La lettre"]),
        ("?q=circulation+-lettre", []),
        ("?q=https://example.org/autre", ["Autre"]),
        ("?q=zzz", []),
        ("?q=-", []),
    ],
)
def test_it_filters_and_searches(desk, article, query, found):
    make_article("Autre", published="2023-11-20", language="en", url="https://example.org/autre")

    response = desk.get(LIST + query)

    assert response.status_code == 200
    assert [row.title for row in response.context["cl"].result_list] == found


def test_it_filters_by_source_without_a_list_of_sources(desk, article):
    for number in range(20):
        make_source(f"Source-{number}")
    make_article("Autre", source=Source.objects.get(name="Source-3"))

    response = desk.get(f"{LIST}?source={article.source_id}")

    assert [row.title for row in response.context["cl"].result_list] == ["La lettre"]
    assert "Source-4" not in response.content.decode()
    assert 'class="admin-autocomplete"' in response.content.decode()


def test_it_shows_origins_words_and_captures_on_the_page(desk, article):
    capture = make_capture(article, original_name="page.html")
    article.text_capture = capture
    article.corrected = ["byline"]
    article.save()

    html = desk.get(page_of(article)).content.decode()

    assert "From: JSON-LD &lt;headline&gt;" in html
    assert "corrected by a curator" in html
    assert "<mark>Mira Murati</mark>" in html
    assert "<mark>Une lettre ouverte circule.</mark>" in html
    assert "cue: “lettre ouverte”" in html
    assert capture.sha256 in html
    assert "page.html" in html


def test_it_saves_an_edit_through_the_pipeline(desk, article):
    make_person("Emmett", "Shear")
    data = form_of(desk.get(page_of(article)))
    data |= {"text": "Emmett Shear arrive.\r\n\r\nIl parle.", "published": "2023-11-20T20:24:00"}

    response = desk.post(page_of(article), data)

    assert response.status_code == 302
    article.refresh_from_db()
    assert article.text == "Emmett Shear arrive.\n\nIl parle."
    assert set(article.corrected) == {"text", "published"}
    assert str(article.published_at) == "2023-11-20 19:24:00+00:00"
    assert Mention.objects.get(article=article, person__family_name="Shear").status == "automatic"
    assert [row.pk for row in desk.get(f"{LIST}?q=arrive").context["cl"].result_list] == [article.pk]


def test_it_leaves_an_unchanged_field_uncorrected(desk, article):
    desk.post(page_of(article), form_of(desk.get(page_of(article))))

    article.refresh_from_db()
    assert article.corrected == []


def test_it_makes_an_article_by_hand(desk, db):
    data = form_of(desk.get(f"{LIST}add/")) | {
        "title": "À la main",
        "text": "Un texte.",
        "authorships-TOTAL_FORMS": "1",
        "authorships-0-name": "Jo",
    }

    desk.post(f"{LIST}add/", data)

    article = Article.objects.get()
    assert (article.status, article.corrected) == ("draft", ["title", "text", "byline"])
    assert Authorship.objects.get().position == 0


def test_it_lets_authors_change_places(desk, article):
    first = Authorship.objects.create(article=article, position=0, name="A")
    second = Authorship.objects.create(article=article, position=1, name="B")
    data = form_of(desk.get(page_of(article)))
    data |= {"authorships-0-position": "1", "authorships-1-position": "0"}
    data |= {"authorships-TOTAL_FORMS": "3", "authorships-2-name": "C", "authorships-2-article": article.pk}

    response = desk.post(page_of(article), data)

    assert response.status_code == 302
    assert list(article.authorships.values_list("name", flat=True)) == ["B", "A", "C"]
    assert (first.pk, second.pk) == tuple(article.authorships.order_by("name").values_list("pk", flat=True)[:2])
    article.refresh_from_db()
    assert article.corrected == ["byline"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "required"),
        ({"title": "x" * 1001}, "1000"),
        ({"text": ""}, "required"),
        ({"published": "hier"}, "no date that can be kept"),
        ({"published": "2023-11-22/2023-11-20"}, "no date that can be kept"),
        ({"published": "2023-02-30"}, "no date that can be kept"),
        ({"byline": "a\0b"}, "Null characters"),
        ({"text": "a\0b"}, "Null characters"),
        ({"source": "999999"}, "valid choice"),
        ({"source": "x"}, "valid choice"),
        ({"access": "all"}, "valid choice"),
        ({"authorships-TOTAL_FORMS": "1", "authorships-0-name": "x" * 201}, "200"),
        ({"authorships-TOTAL_FORMS": "1", "authorships-0-name": "J", "authorships-0-position": "70000"}, "9999"),
    ],
)
def test_it_refuses_mistakes_on_the_form(desk, article, changes, said):
    response = desk.post(page_of(article), form_of(desk.get(page_of(article))) | changes)

    assert said in errors_of(response)


def test_it_refuses_two_authors_in_one_place(desk, article):
    data = form_of(desk.get(page_of(article))) | {
        "authorships-TOTAL_FORMS": "2",
        "authorships-0-name": "A",
        "authorships-0-position": "1",
        "authorships-1-name": "B",
        "authorships-1-position": "1",
    }

    assert desk.post(page_of(article), data).status_code == 200
    assert not Authorship.objects.exists()


def test_it_publishes_and_takes_back(desk, article, murati):
    act(desk, "publish", article)
    article.refresh_from_db()
    murati.refresh_from_db()
    assert (article.status, murati.article_count) == ("published", 1)

    act(desk, "unpublish", article)
    article.refresh_from_db()
    murati.refresh_from_db()
    assert (article.status, murati.article_count) == ("draft", 0)
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")] == [
        "Published.",
        "Taken back to draft.",
    ]


def test_it_asks_for_the_reason_of_a_withdrawal(desk, article):
    asked = act(desk, "withdraw", article, _back=page_of(article))
    assert "La lettre" in asked.content.decode()

    refused = act(desk, "withdraw", article, confirmed="yes", reason=" ")
    assert "This field is required" in refused.content.decode()
    article.refresh_from_db()
    assert article.status == "draft"

    done = act(desk, "withdraw", article, confirmed="yes", reason="A court order", _back=page_of(article), follow=False)
    article.refresh_from_db()
    assert (article.status, article.withdrawn_reason) == ("withdrawn", "A court order")
    assert done.url == page_of(article)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_it_never_leads_to_another_site(desk, article, back):
    assert act(desk, "publish", article, _back=back, follow=False).url == LIST
    assert "evil" not in act(desk, "withdraw", article, _back=back).content.decode()


def test_it_links_again(desk, article):
    article.mentions.all().delete()

    response = act(desk, "link", article)

    assert "1 article was linked again" in response.content.decode()
    assert article.mentions.filter(person__family_name="Murati").exists()


def test_it_refuses_to_act_on_more_than_one_page_can_bear(desk, article, monkeypatch):
    monkeypatch.setattr("archive.admin.desk.MOST_AT_ONCE", 1)
    other = make_article(status="draft")

    response = act(desk, "publish", article, other)

    assert "More than 1 rows are selected" in response.content.decode()
    assert not Article.objects.published().exists()


def test_it_counts_no_further_than_it_needs(desk, monkeypatch):
    monkeypatch.setattr("archive.admin.lists.MOST_COUNTED", 60)
    for _number in range(70):
        make_article()

    first, last = desk.get(LIST), desk.get(f"{LIST}?p=2")

    assert "the first 60 of more" in first.content.decode()
    assert len(last.context["cl"].result_list) == 10


def test_it_narrows_a_long_list_by_dates_without_reading_it(desk, monkeypatch):
    monkeypatch.setattr("archive.admin.lists.MOST_COUNTED", 1)
    for day in ("2023-11-20", "2023-11-20", "2024-02-29"):
        make_article(published=day)
    rebuild_counts()

    assert re.findall(r"__year=(\d+)", desk.get(LIST).content.decode()) == ["2023", "2024"]
    year = desk.get(f"{LIST}?published_earliest__year=2023").content.decode()
    assert "November 2023" in year
    assert "All dates" in year
    month = f"{LIST}?published_earliest__year=2023&published_earliest__month=11"
    assert "published_earliest__day=30" in desk.get(month).content.decode()
    assert desk.get(f"{month}&published_earliest__day=20").status_code == 200


def test_it_previews_a_draft_to_those_who_may_view_it(onlooker, article):
    response = onlooker.get(reverse("admin:archive_article_preview", args=[article.pk]))

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "Le conseil se tait." in response.content.decode()


def test_it_previews_to_nobody_else(client, article, django_user_model):
    address = reverse("admin:archive_article_preview", args=[article.pk])
    assert client.get(address).status_code == 302

    client.force_login(django_user_model.objects.create(username="clerk", is_staff=True))
    assert client.get(address).status_code == 403
    assert client.get(reverse("admin:archive_article_preview", args=[article.pk + 1])).status_code == 403


def test_it_has_no_preview_of_what_is_not_there(desk):
    assert desk.get("/admin/archive/article/123456/preview/").status_code == 404
    assert desk.get(f"/admin/archive/article/{10**30}/preview/").status_code == 404
    assert desk.get(f"/admin/archive/article/{10**30}/mark/").status_code == 404


def test_it_leads_to_the_site_only_from_what_is_published(desk, article):
    assert "View on site" not in desk.get(page_of(article)).content.decode()
    act(desk, "publish", article)
    assert "View on site" in desk.get(page_of(article)).content.decode()


def test_it_deletes_an_article_and_keeps_its_capture(desk, article, murati):
    capture = make_capture(article)
    act(desk, "publish", article)
    address = reverse("admin:archive_article_delete", args=[article.pk])
    assert "Mentions: 2" in desk.get(address).content.decode()

    desk.post(address, {"post": "yes"})

    assert not Article.objects.exists()
    assert Capture.objects.get(pk=capture.pk).article is None
    murati.refresh_from_db()
    assert murati.article_count == 0


def test_it_deletes_selected_articles(desk, article):
    other = make_article()

    act(desk, "delete_selected", article, other, post="yes")

    assert not Article.objects.exists()


def test_it_marks_words_by_hand(desk, article):
    person = make_person("Un", "Conseiller")
    address = reverse("admin:archive_article_mark", args=[article.pk])
    assert desk.get(address).status_code == 200

    desk.post(address, {"words": "Le conseil", "place": "1", "person": person.pk})

    mention = article.mentions.get(person=person)
    assert (mention.status, mention.spans.get().words, mention.spans.get().origin) == (
        "confirmed",
        "Le conseil",
        "curator",
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"words": "Le conseil", "place": "1"}, "one of the two"),
        ({"words": "absent", "place": "1", "person": "PERSON"}, "neither in the title nor in the text"),
        ({"words": "Le conseil", "place": "2", "person": "PERSON"}, "1 times only"),
        ({"words": "Le conseil", "place": "0", "person": "PERSON"}, "greater than or equal to 1"),
        ({"words": "a\0", "place": "1", "person": "PERSON"}, "Null characters"),
        ({"words": "", "place": "1", "person": "0"}, "required"),
    ],
)
def test_it_refuses_to_mark_what_is_not_there(desk, article, murati, data, said):
    data = {name: str(murati.pk) if value == "PERSON" else value for name, value in data.items()}

    response = desk.post(reverse("admin:archive_article_mark", args=[article.pk]), data)

    assert response.status_code == 200
    assert said in response.content.decode()


def test_it_shows_a_bounded_number_of_mentions(desk, article):
    for _number in range(70):
        make_mention(article, make_person())

    html = desk.get(page_of(article)).content.decode()

    assert html.count('class="status-') <= 61
    assert "See all of them in the list of mentions" in html


def test_it_lets_onlookers_look_and_not_act(onlooker, article):
    html = onlooker.get(page_of(article)).content.decode()
    assert "<mark>Mira Murati</mark>" in html
    assert 'value="publish"' not in html
    assert 'value="confirm"' not in html

    assert onlooker.post(page_of(article), {"title": "x"}).status_code == 403
    act(onlooker, "publish", article)
    assert onlooker.get(reverse("admin:archive_article_mark", args=[article.pk])).status_code == 403
    assert onlooker.post(reverse("admin:archive_article_delete", args=[article.pk]), {"post": "yes"}).status_code == 403
    article.refresh_from_db()
    assert article.status == "draft"
    assert Person.objects.exists()
