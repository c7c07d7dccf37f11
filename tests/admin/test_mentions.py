"""The desk's mentions: looked through with their words, decided by the pipeline, never added or deleted by hand."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils.timezone import localtime

from archive.models import Mention, NameForm
from archive.search import index
from archive.templatetags.dates import day_in_words
from tests.admin.conftest import form_of
from tests.makers import make_article, make_mention, make_person, make_span

LIST = "/admin/archive/mention/"


def page_of(mention: Mention) -> str:
    return reverse("admin:archive_mention_change", args=[mention.pk])


def act(client, action: str, *mentions: Mention, follow: bool = True, **data):
    data |= {"action": action, "index": "0", "_selected_action": [mention.pk for mention in mentions]}
    return client.post(LIST, data, follow=follow)


@pytest.fixture
def of_person(article) -> Mention:
    return article.mentions.get(person__isnull=False)


@pytest.fixture
def of_event(article) -> Mention:
    return article.mentions.get(event__isnull=False)


def test_it_shows_the_words_each_mention_rests_on(desk, article):
    html = desk.get(LIST).content.decode()

    assert "<mark>Mira Murati</mark>" in html
    assert "Mira Murati signe. </span><mark>Une lettre ouverte circule.</mark>" in html
    assert "not yet" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status__exact=suggested", ["La lettre ouverte"]),
        ("?kind=person", ["Mira Murati"]),
        ("?kind=event", ["La lettre ouverte"]),
        ("?decided=no", ["La lettre ouverte", "Mira Murati"]),
        ("?decided=yes", []),
        ("?decided=me", []),
        ("?lost=yes", []),
        ("?reason=cue", ["La lettre ouverte"]),
        ("?relation__exact=about", []),
        ("?q=murati", ["Mira Murati"]),
        ("?q=ouverte", ["La lettre ouverte"]),
        ("?q=la+lettre", ["La lettre ouverte", "Mira Murati"]),
        ("?q=nobody", []),
        ("?q=%3F", []),
    ],
)
def test_it_filters_and_searches(desk, article, query, found):
    response = desk.get(LIST + query)

    assert response.status_code == 200
    assert [str(row) for row in response.context["cl"].result_list] == found


def test_it_filters_by_record(desk, article, murati):
    make_mention(make_article(), make_person())

    for query in (f"?person={murati.pk}", f"?article={article.pk}&kind=person"):
        assert [str(row) for row in desk.get(LIST + query).context["cl"].result_list] == ["Mira Murati"]
    assert desk.get(f"{LIST}?person=x").status_code == 302
    assert desk.get(f"{LIST}?person={'9' * 30}").status_code == 302


def test_it_confirms_rejects_and_undoes(desk, of_person, of_event, curator):
    assert "2 mentions confirmed" in act(desk, "confirm", of_person, of_event).content.decode()
    of_event.refresh_from_db()
    assert (of_event.status, of_event.decision, of_event.decided_by) == ("confirmed", "confirmed", curator)

    act(desk, "reject", of_event)
    of_event.refresh_from_db()
    assert of_event.status == "rejected"

    act(desk, "undo", of_event)
    of_event.refresh_from_db()
    assert (of_event.status, of_event.decision, of_event.decided_by) == ("automatic", "", None)


def test_it_decides_from_the_page_of_the_article_and_goes_back_there(desk, article, of_event):
    back = reverse("admin:archive_article_change", args=[article.pk]) + "#mentions"

    assert act(desk, "confirm", of_event, follow=False, _back=back).url == back
    assert desk.post(LIST, {"action": "confirm", "index": "0", "_back": back}).url == back


@pytest.mark.django_db(transaction=True)  # articles are linked again once the change is committed
def test_it_keeps_a_confirmed_spelling_as_a_name_form(desk):
    shear = make_person("Emmett", "Shear")
    article, other = make_article(text="Emmet Shear arrive."), make_article(text="On attend Emmet Shear.")
    index.index_articles([article.pk, other.pk])
    mention = make_mention(article, shear, status="suggested")
    make_span(mention, "Emmet Shear", reason="variant", strength="weak", evidence="Emmett Shear")

    html = act(desk, "confirm_and_keep", mention).content.decode()

    assert "linked again" in html
    assert NameForm.objects.filter(person=shear, text="Emmet Shear", strength="strong").exists()
    assert Mention.objects.get(article=article).status == "confirmed"
    assert Mention.objects.get(article=other).status == "automatic"
    act(desk, "confirm_and_keep", mention)
    assert NameForm.objects.filter(person=shear).count() == 2


def test_it_says_when_there_is_no_spelling_to_keep(desk, of_person, of_event):
    html = act(desk, "confirm_and_keep", of_person, of_event).content.decode()

    assert "no new spelling" in html
    assert "2 mentions confirmed" in html


def test_it_needs_permission_to_add_name_forms(client, of_person):
    user = User.objects.create(username="clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_mention", "change_mention"]))
    client.force_login(user)

    assert "may not add name forms" in act(client, "confirm_and_keep", of_person).content.decode()
    of_person.refresh_from_db()
    assert of_person.decision == ""


def test_it_decides_single_places(desk, article, of_person, curator):
    second = make_span(of_person, "signe", reason="surname")
    data = form_of(desk.get(page_of(of_person)))
    row = next(name for name, value in data.items() if name.endswith("-id") and value == str(second.pk))

    response = desk.post(page_of(of_person), data | {row.replace("-id", "-decision"): "rejected"})

    assert response.status_code == 302
    second.refresh_from_db()
    of_person.refresh_from_db()
    assert (second.decision, second.decided_by) == ("rejected", curator)
    assert of_person.status == "automatic"
    assert second.decided_at is not None
    said = f"rejected · curator · {day_in_words(localtime(second.decided_at).date())}"
    assert said in desk.get(page_of(of_person)).content.decode()


def test_it_lets_a_curator_set_the_relation(desk, of_person):
    data = form_of(desk.get(page_of(of_person))) | {"relation": "about"}

    desk.post(page_of(of_person), data)

    of_person.refresh_from_db()
    assert (of_person.relation, of_person.relation_decided) == ("about", True)


def test_it_shows_words_that_left_the_text(desk, of_person):
    of_person.spans.update(anchored=False)

    assert "<del" in desk.get(f"{LIST}?lost=yes").content.decode()
    assert desk.get(page_of(of_person)).status_code == 200


def test_it_refuses_what_no_page_sends(desk, of_person):
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{of_person.pk}/delete/", {"post": "yes"}).status_code == 403
    bad = {"action": "confirm", "index": "0", "_selected_action": ["x"]}
    assert "could not be read" in desk.post(LIST, bad, follow=True).content.decode()
    assert desk.post(LIST, bad | {"_selected_action": ["1\0"]}).status_code == 302
    assert desk.post(LIST, bad | {"_selected_action": ["9" * 40]}).status_code == 302
    assert desk.post(LIST, bad | {"_selected_action": [of_person.pk], "action": "explode"}).status_code == 302
    data = form_of(desk.get(page_of(of_person)))
    data = {name: "sideways" if name.endswith("decision") else value for name, value in data.items()}
    assert desk.post(page_of(of_person), data).status_code == 200


def test_it_lets_onlookers_look_and_not_decide(onlooker, of_person):
    assert "Mira Murati" in onlooker.get(LIST).content.decode()
    html = onlooker.get(page_of(of_person)).content.decode()
    assert "Mira Murati" in html
    assert 'value="confirm"' not in html

    act(onlooker, "confirm", of_person)
    assert onlooker.post(page_of(of_person), {"relation": "about"}).status_code == 403
    of_person.refresh_from_db()
    assert of_person.decision == ""
