"""The desk's pairs of articles with the same text: shown on the article, decided by the pipeline, merged by nobody."""

import pytest
from django.contrib.auth.models import Permission, User

from archive.admin import same_texts
from archive.models import Article, SameText
from archive.search.index import index_articles
from tests.admin.conftest import page_of
from tests.makers import make_article, make_source

LIST = "/admin/archive/sametext/"
ARTICLES = "/admin/archive/article/"


def pair(one: Article, other: Article, **fields) -> SameText:
    return SameText.objects.create(article=one, other=other, **{"likeness": 0.925, "contained": 0.97, **fields})


def act(client, action: str, *pairs: SameText, **data):
    data |= {"action": action, "index": "0", "_selected_action": [pair.pk for pair in pairs]}
    return client.post(LIST, data, follow=True)


@pytest.fixture
def pair_of(article) -> SameText:
    """Return the pair of the small archive's article with another."""
    other = make_article("La lettre, ailleurs", source=make_source("L’Écho"), published="2023-11-21", status="draft")
    return pair(article, other)


def section_of(client, article: Article) -> str:
    html = client.get(page_of(article)).content.decode()
    _before, found, after = html.partition('id="same-text"')
    return after.partition("</section>")[0] if found else ""


def test_it_shows_the_pairs_below_the_article(desk, article, pair_of):
    section = section_of(desk, article)
    assert f'href="{page_of(pair_of.other)}"' in section and "La lettre, ailleurs" in section
    assert "L’Écho" in section and "21 November 2023" in section and "draft" in section
    assert "92% of their runs of words are in both" in section and "not yet" in section
    assert f'href="{page_of(article)}"' in section_of(desk, pair_of.other)
    assert "No other article has nearly the same text." in section_of(desk, make_article())


def test_it_confirms_rejects_and_undoes_and_goes_back(desk, article, pair_of, curator):
    back = f"{page_of(article)}#same-text"
    response = act(desk, "confirm", pair_of, _back=back)
    assert response.redirect_chain[-1][0] == back and "1 pair confirmed" in response.content.decode()
    pair_of.refresh_from_db()
    assert (pair_of.decision, pair_of.decided_by) == ("confirmed", curator)
    assert ">Undo<" in section_of(desk, article) and ">Confirm<" not in section_of(desk, article)
    assert "1 pair rejected" in act(desk, "reject", pair_of).content.decode()
    assert "1 pair is open again" in act(desk, "undo", pair_of).content.decode()
    pair_of.refresh_from_db()
    assert (pair_of.decision, pair_of.decided_by, pair_of.decided_at) == ("", None, None)
    assert Article.objects.count() == 2


def test_it_lists_the_pairs_with_their_likeness(desk, article, pair_of):
    html = desk.get(LIST).content.decode()
    assert f'href="{page_of(article)}"' in html and "La lettre, ailleurs" in html and "92% of their runs" in html


@pytest.mark.parametrize(
    ("query", "number"), [("?decided=no", 1), ("?decided=confirmed", 0), ("?decided=rejected", 1), ("?of=", 2)]
)
def test_it_filters_the_pairs(desk, pair_of, query, number):
    pair(make_article(), make_article(), decision="rejected")
    assert len(desk.get(LIST + query).context["cl"].result_list) == number


def test_it_finds_the_pairs_of_one_article(desk, article, pair_of):
    pair(make_article(), make_article())
    for key in (article.pk, pair_of.other_id):
        assert list(desk.get(f"{LIST}?of={key}").context["cl"].result_list) == [pair_of]
    assert desk.get(f"{LIST}?of=x").status_code == desk.get(f"{LIST}?of={'9' * 30}").status_code == 302


def test_the_page_of_a_pair_tells_and_decides(desk, pair_of):
    html = desk.get(page_of(pair_of)).content.decode()
    assert "Nobody has decided yet." in html and 'value="confirm"' in html and 'name="_save"' not in html
    act(desk, "confirm", pair_of)
    html = desk.get(page_of(pair_of)).content.decode()
    assert "<strong>confirmed</strong>" in html and 'value="confirm"' not in html


def test_the_page_of_a_pair_shows_what_differs(desk):
    same = "Le conseil se tait toute la nuit.\n\nAu matin, il parle."
    one, other = make_article(text=same), make_article(text=f"{same}\n\n<b>Tous droits réservés.</b>")
    html = desk.get(page_of(pair(one, other))).content.decode()
    assert "5 words added" in html and "0 words removed" in html
    assert "&lt;b&gt;" in html and "<b>Tous" not in html
    assert "The text has the same words." in desk.get(page_of(pair(one, make_article(text=same)))).content.decode()


def test_the_list_of_articles_is_narrowed_to_those_with_twins(desk, article, pair_of, monkeypatch):
    make_article()
    known = pair(make_article("Known"), make_article("Known too"), decision="confirmed")
    pair(make_article(), make_article(), decision="rejected")
    index_articles(list(Article.objects.values_list("pk", flat=True)))
    waiting, sure = {pair_of.article_id, pair_of.other_id}, {known.article_id, known.other_id}
    for few in (True, False):  # collected from few pairs, and looked up for each article where there are many
        if not few:
            monkeypatch.setattr(same_texts, "few_ids", lambda rows, name: None)
        found = [desk.get(f"{ARTICLES}?same={value}").context["cl"].result_list for value in ("waiting", "yes")]
        assert [{row.pk for row in rows} for rows in found] == [waiting, waiting | sure]


def test_only_those_who_may_change_pairs_decide(onlooker, article, pair_of):
    section = section_of(onlooker, article)
    assert "La lettre, ailleurs" in section and "<form" not in section
    assert 'value="confirm"' not in onlooker.get(page_of(pair_of)).content.decode()
    act(onlooker, "confirm", pair_of)
    pair_of.refresh_from_db()
    assert pair_of.decision == ""


def test_those_who_may_not_see_pairs_do_not(client, article, pair_of):
    user = User.objects.create(username="writer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "change_article"]))
    client.force_login(user)
    assert section_of(client, article) == ""
    assert client.get(LIST).status_code == 403


def test_it_shows_a_bounded_number_and_links_to_the_others(desk, article, django_assert_max_num_queries):
    for number in range(same_texts.PAIRS_SHOWN + 3):
        pair(article, make_article(f"Copy {number}", source=make_source()))
    with django_assert_max_num_queries(40):
        section = section_of(desk, article)
    assert section.count("<tr class") == same_texts.PAIRS_SHOWN
    assert f'href="{LIST}?of={article.pk}"' in section


def test_pairs_are_neither_added_nor_deleted_by_hand(desk, pair_of):
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{pair_of.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in desk.get(LIST).content.decode()
