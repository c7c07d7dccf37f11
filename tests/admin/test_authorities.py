"""The desk's people and events: edited with their rows, linked again, and deleted with what hangs on them."""

import pytest
from django.urls import reverse

from archive.models import (
    Cue,
    Event,
    Identifier,
    Mention,
    NameForm,
    OldSlug,
    Participation,
    Person,
)
from archive.search import index
from tests.admin.conftest import errors_of, form_of, page_of, save
from tests.makers import make_article, make_event, make_mention, make_person, make_span

# Articles are linked again once the change is committed.
COMMITTED = pytest.mark.django_db(transaction=True)
PEOPLE, EVENTS = "/admin/archive/person/", "/admin/archive/event/"


def test_it_lists_people_by_any_of_their_forms(desk):
    sam = make_person("Sam", "Altman", forms={"Samuel Harris Altman": "strong"}, description="Chief of a laboratory")
    Identifier.objects.create(person=sam, scheme="wikidata", value="Q7407093")
    make_person("Mira", "Murati")

    html = desk.get(PEOPLE).content.decode()
    assert "Sam Altman · Samuel Harris Altman" in html
    assert "Wikidata Q7407093" in html
    for query in ("harris", "ALTMAN samuel", "Q7407093", "alt"):
        found = desk.get(PEOPLE, {"q": query}).context["cl"].result_list
        assert [person.pk for person in found] == [sam.pk], query
    assert not desk.get(PEOPLE, {"q": "altmanov"}).context["cl"].result_list
    assert not desk.get(PEOPLE, {"q": "?"}).context["cl"].result_list


@COMMITTED
def test_it_links_again_when_a_name_form_comes(desk):
    mira = make_person("Mira", "Murati")
    article = make_article("Titre", text="La cheffe Ermira Muratova parle.")
    index.index_articles([article.pk])

    changes = {"name_forms-TOTAL_FORMS": "2", "name_forms-1-text": "Ermira Muratova", "name_forms-1-strength": "strong"}
    response = desk.post(page_of(mira), form_of(desk.get(page_of(mira))) | changes, follow=True)

    assert "1 article was linked again" in response.content.decode()
    assert Mention.objects.get(article=article).person == mira
    mira.refresh_from_db()
    assert mira.article_count == 1


@COMMITTED
def test_it_finds_a_renamed_person_by_the_new_name_and_by_the_old(desk):
    sister = make_person(name="Soeur Marie")
    articles = [make_article("Titre", text=f"Hier, {name} parle.") for name in ("Soeur Marie", "Mère Marie-Ange")]
    index.index_articles([article.pk for article in articles])

    assert "2 articles were linked again" in save(desk, sister, name="Mère Marie-Ange").content.decode()

    assert list(sister.name_forms.values_list("text", flat=True)) == ["Soeur Marie", "Mère Marie-Ange"]
    assert {mention.article for mention in sister.mentions.all()} == set(articles)


@COMMITTED
def test_it_drops_what_a_removed_name_form_found(desk, murati):
    NameForm.objects.create(person=murati, text="la cheffe")
    article = make_article("Titre", text="Hier, la cheffe parle.")
    make_span(make_mention(article, murati), "la cheffe", evidence="la cheffe", reason="form")
    Person.objects.update(article_count=1)

    save(desk, murati, **{"name_forms-1-DELETE": "on"})

    assert not Mention.objects.exists()
    murati.refresh_from_db()
    assert murati.article_count == 0


def test_it_links_nothing_when_only_the_description_changes(desk, murati):
    assert "linked again" not in save(desk, murati, description="Chief technology officer").content.decode()


def test_it_makes_a_person_whose_name_is_entered_as_a_form_too(desk):
    data = form_of(desk.get(f"{PEOPLE}add/")) | {
        "given_name": "Emmett",
        "family_name": "Shear",
        "name_forms-TOTAL_FORMS": "2",
        "name_forms-0-text": "emmett shear",
        "name_forms-0-strength": "weak",
        "name_forms-1-text": "Emmett",
        "name_forms-1-strength": "weak",
    }

    response = desk.post(f"{PEOPLE}add/", data)
    assert response.status_code == 302, errors_of(response)
    assert set(NameForm.objects.values_list("text", "strength")) == {("emmett shear", "weak"), ("Emmett", "weak")}


def test_it_lets_the_name_follow_its_parts(desk, murati):
    save(desk, murati, family_name="Muratova")
    murati.refresh_from_db()
    assert (murati.name, murati.sort_name) == ("Mira Muratova", "Muratova, Mira")

    save(desk, murati, name="M. Muratova")
    save(desk, murati, given_name="Ermira")
    murati.refresh_from_db()
    assert (murati.name, murati.sort_name) == ("M. Muratova", "Muratova, Ermira")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"given_name": "", "family_name": "", "name": ""}, "Give a name"),
        ({"given_name": "x" * 101}, "100"),
        ({"given_name": "x" * 100, "family_name": "y" * 100, "name": ""}, "too long together"),
        ({"slug": "taken"}, "address of another record"),
        ({"slug": "given-up"}, "address of another record"),
        ({"slug": "not a slug"}, "valid"),
        ({"description": "a\0"}, "Null characters"),
        ({"name_forms-TOTAL_FORMS": "2", "name_forms-1-text": "MÍRA  murati"}, "has that name form already"),
        ({"name_forms-TOTAL_FORMS": "2", "name_forms-1-text": "…"}, "letters or digits"),
        ({"name_forms-TOTAL_FORMS": "3", "name_forms-1-text": "M M", "name_forms-2-text": "m-m"}, "two rows"),
        (
            {"identifiers-TOTAL_FORMS": "1", "identifiers-0-scheme": "wikidata", "identifiers-0-value": "12"},
            "look like",
        ),
        ({"identifiers-TOTAL_FORMS": "1", "identifiers-0-scheme": "wikidata", "identifiers-0-value": "Q1"}, "exists"),
        ({"participations-TOTAL_FORMS": "1", "participations-0-event": "x"}, "valid choice"),
        ({"participations-TOTAL_FORMS": "1", "participations-0-event": "999"}, "valid choice"),
    ],
)
def test_it_refuses_mistakes_about_people(desk, murati, changes, said):
    other = make_person("Other", "One", slug="taken")
    Identifier.objects.create(person=other, scheme="wikidata", value="Q1")
    gone = make_person("Gone", "One", slug="given-up")
    gone.delete()
    for number in (1, 2):
        changes = {f"name_forms-{number}-strength": "strong"} | changes

    response = desk.post(page_of(murati), form_of(desk.get(page_of(murati))) | changes)

    assert said in errors_of(response)


def test_it_takes_an_identifier_from_a_pasted_address(desk, murati):
    address = "https://www.wikidata.org/wiki/q118135"
    changes = {"identifiers-TOTAL_FORMS": "1", "identifiers-0-scheme": "wikidata", "identifiers-0-value": address}

    desk.post(page_of(murati), form_of(desk.get(page_of(murati))) | changes)

    assert murati.identifiers.get().value == "Q118135"


def test_it_asks_for_a_name_once_and_beside_its_field(desk):
    html = desk.post(reverse("admin:archive_person_add"), form_of(desk.get(reverse("admin:archive_person_add"))))
    html = html.content.decode()

    assert html.count("errorlist") == 1 and "person_has_name" not in html
    assert 'id="id_name_error"' in html


def test_it_says_what_a_list_and_a_form_hold(desk, murati):
    assert "<h1>People</h1>" in desk.get(reverse("admin:archive_person_changelist")).content.decode()
    assert "<h1>Person</h1>" in desk.get(page_of(murati)).content.decode()


def test_it_says_what_goes_with_a_person_and_counts_it(desk, article, murati):
    address = reverse("admin:archive_person_delete", args=[murati.pk])
    html = desk.get(address).content.decode()
    assert "Mentions: 1" in html
    assert "Name forms: 1" in html

    desk.post(address, {"post": "yes"})

    assert not Person.objects.exists()
    assert OldSlug.objects.filter(kind="person", slug="mira-murati").exists()


def test_it_deletes_selected_people_and_links_their_articles_again(desk):
    first, second = make_person("Sam", "Altman"), make_person("Sam", "Altman")
    article = make_article(text="Sam Altman parle.")
    index.index_articles([article.pk])
    for person in (first, second):
        make_span(make_mention(article, person, status="suggested"), "Sam Altman", strength="weak")

    data = {"action": "delete_selected", "index": "0", "_selected_action": [second.pk], "post": "yes"}
    desk.post(PEOPLE, data)

    assert [(mention.person, mention.status) for mention in article.mentions.all()] == [(first, "automatic")]


def test_it_refuses_to_delete_what_too_much_hangs_on(desk, article, murati, monkeypatch):
    monkeypatch.setattr("archive.admin.desk.MOST_DELETED", 0)
    address = reverse("admin:archive_person_delete", args=[murati.pk])

    assert "Cannot delete" in desk.get(address).content.decode()
    desk.post(address, {"post": "yes"})
    assert Person.objects.filter(pk=murati.pk).exists()


def test_it_lists_events_by_day_and_story(desk):
    story = make_event("La crise", happened="2023-11-17/2023-11-22")
    step = make_event("Le renvoi", happened="2023-11-17", parent=story)
    make_event("Autre", happened="2024")

    assert [event.title for event in desk.get(EVENTS).context["cl"].result_list] == ["La crise", "Le renvoi", "Autre"]
    found = desk.get(EVENTS, {"happened_earliest__year": "2023", "q": "renvoi"}).context["cl"].result_list
    assert list(found) == [step]
    assert "Le renvoi" in desk.get(page_of(story)).content.decode()


@COMMITTED
def test_it_links_again_when_a_cue_comes(desk):
    event = make_event("La lettre", happened="2023-11-20")
    article = make_article("Titre", text="Une lettre ouverte circule.", language="fr")
    index.index_articles([article.pk])
    changes = {"cues-TOTAL_FORMS": "1", "cues-0-words": "lettre  ouverte", "cues-0-strength": "strong"}

    response = desk.post(page_of(event), form_of(desk.get(page_of(event))) | changes, follow=True)

    assert "1 article was linked again" in response.content.decode()
    assert Cue.objects.get().words == "lettre ouverte"
    assert Mention.objects.get().event == event
    event.refresh_from_db()
    assert event.article_count == 1


@COMMITTED
def test_it_counts_again_above_an_event_that_moves(desk):
    old, new = make_event("Old"), make_event("New")
    step = make_event("Step", parent=old)
    make_mention(make_article(), step)
    Event.objects.filter(pk__in=[old.pk, step.pk]).update(article_count=1)
    make_span(Mention.objects.get(), "paragraph", origin="curator", decision="confirmed")

    save(desk, step, parent=str(new.pk))

    assert dict(Event.objects.values_list("title", "article_count")) == {"Old": 0, "New": 1, "Step": 1}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "required"),
        ({"happened": "le 20 novembre"}, "no date that can be kept"),
        ({"zone": "Europe/Lutèce"}, "no IANA time zone"),
        ({"parent": "SELF"}, "cannot be part of itself"),
        ({"parent": "INSIDE"}, "cannot be part of itself"),
        ({"parent": "x"}, "valid choice"),
        ({"cues-TOTAL_FORMS": "1", "cues-0-words": "-altman"}, "at least one word"),
        ({"cues-TOTAL_FORMS": "1", "cues-0-words": "altman !"}, "letters or digits"),
        ({"cues-TOTAL_FORMS": "2", "cues-0-words": "a b", "cues-1-words": "a  b"}, "duplicate"),
        (
            {"participations-TOTAL_FORMS": "2", "participations-0-person": "P", "participations-1-person": "P"},
            "duplicate",
        ),
    ],
)
def test_it_refuses_mistakes_about_events(desk, letter, murati, changes, said):
    inside = make_event("Inside", parent=letter)
    Cue.objects.all().delete()
    named = {"SELF": letter.pk, "INSIDE": inside.pk, "P": murati.pk}
    changes = {name: str(named.get(value, value)) for name, value in changes.items()}
    changes |= {"cues-0-strength": "strong", "cues-1-strength": "strong"}

    response = desk.post(page_of(letter), form_of(desk.get(page_of(letter))) | changes)

    assert said in errors_of(response)


def test_it_keeps_an_event_with_events_inside_it(desk):
    story = make_event("La crise")
    make_event("Le renvoi", parent=story)

    html = desk.get(reverse("admin:archive_event_delete", args=[story.pk])).content.decode()

    assert "Cannot delete" in html
    desk.post(reverse("admin:archive_event_delete", args=[story.pk]), {"post": "yes"})
    assert Event.objects.count() == 2


def test_it_says_on_the_form_what_the_database_refuses(desk, murati, monkeypatch):
    """As when two curators save the same name form at one moment: it was not there when the form looked."""
    monkeypatch.setattr("archive.admin.people.NameFormForm.clean", lambda form: form.cleaned_data)
    monkeypatch.setattr("archive.admin.people.NameFormFormSet.key", lambda formset, form: None)
    monkeypatch.setattr("archive.admin.people.NameFormFormSet.save_new", _save_plainly)
    changes = {"name_forms-TOTAL_FORMS": "2", "name_forms-1-text": "MIRA MURATI", "name_forms-1-strength": "strong"}

    data = form_of(desk.get(page_of(murati))) | changes | {"description": "kept in the form"}
    response = desk.post(page_of(murati), data)

    assert "another record stands in the way" in errors_of(response)
    assert "kept in the form" in response.content.decode()
    murati.refresh_from_db()
    assert murati.description == ""


def _save_plainly(formset, form, commit=True) -> None:
    form.instance.save()


def test_it_pages_the_rows_of_a_record(desk, letter):
    for number in range(60):
        Participation.objects.create(event=letter, person=make_person("P", f"N{number}"), role=f"role {number}")

    first = desk.get(page_of(letter))
    second = desk.get(f"{page_of(letter)}?participations-page=2")

    assert "role 49" in first.content.decode()
    assert "role 50" not in first.content.decode()
    assert "role 50" in second.content.decode()
    data = form_of(second) | {"participations-0-role": "corrected"}
    assert desk.post(f"{page_of(letter)}?participations-page=2", data).status_code == 302
    assert Participation.objects.order_by("pk")[50].role == "corrected"
    assert Participation.objects.count() == 60


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 40, "²"])
def test_it_bears_pages_that_are_not_there(desk, letter, page):
    assert desk.get(page_of(letter), {"participations-page": page}).status_code == 200
