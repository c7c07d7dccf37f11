"""The list of articles."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client

from archive.search.query import parse, parts
from tests.makers import make_article, make_event, make_mention, make_span
from tests.views.small_archive import SmallArchive, add_article, count_articles


def found(client: Client, **asked: str) -> str:
    """Return the page that the list answers with."""
    response = client.get("/articles/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(client: Client, small: SmallArchive) -> None:
    page = found(client)
    assert "1 article" in page and small.article.get_absolute_url() in page


def test_it_finds_by_words_and_marks_them(client: Client, small: SmallArchive) -> None:
    page = found(client, q="company")
    assert 'Grace Hopper leads the <mark class="found">company</mark> for now.' in page
    assert "Words" in page


def test_it_finds_by_person_with_the_sentence(client: Client, small: SmallArchive) -> None:
    page = found(client, person="grace-hopper")
    assert "<b>Grace Hopper</b> leads the company for now." in page
    assert f'href="{small.article.get_absolute_url()}#m' in page


def test_it_finds_by_a_name_as_well_as_by_a_slug(client: Client, small: SmallArchive) -> None:
    assert small.article.get_absolute_url() in found(client, person="Grace Hopper", event="The crisis")


def test_a_record_asked_for_by_its_slug_is_shown_by_its_name(client: Client, small: SmallArchive) -> None:
    article = make_article(text="A letter. Another letter.")
    for slug, title in (("letter", "An open letter"), ("one", "Twins"), ("two", "Twins")):
        make_span(make_mention(article, make_event(title, slug=slug)), "A letter.")
    count_articles(article)
    assert 'name="event" value="An open letter"' in found(client, event="letter")
    page = found(client, event="one")
    assert 'name="event" value="Twins"' in page and 'name="q" value="event:one"' in page


def test_it_says_which_are_perhaps_within_the_time(client: Client, small: SmallArchive) -> None:
    add_article(small.source, small.ada, small.grace, small.dismissal, published="2023-11-20/2023-11-22")
    page = found(client, published_after="2023-11-19", published_before="2023-11-21")
    assert "2 articles" in page
    assert page.count("Perhaps in the time asked for:") == 1
    assert "it was published between 20 and 22 November 2023." in page


def test_it_finds_by_the_time_of_the_event(client: Client, small: SmallArchive) -> None:
    assert "1 article" in found(client, happened_after="2023-11-17", happened_before="2023-11-17")
    assert "No article meets all of this" in found(client, happened_after="2024")


def test_each_condition_can_be_taken_away(client: Client, small: SmallArchive) -> None:
    page = found(client, q="company", person="ada-byron", order="oldest")
    assert 'href="/articles/?q=company&amp;order=oldest"' in page
    assert 'href="/articles/?q=person%3Aada-byron&amp;order=oldest"' in page


def test_it_says_what_to_do_when_there_is_nothing(client: Client, small: SmallArchive) -> None:
    page = found(client, q="zebra")
    assert "No article meets all of this" in page and "Take one of the conditions away" in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("person", "nobody-at-all"),
        ("published_after", "yesterday"),
        ("order", "upwards"),
        ("language", "xx"),
    ],
)
def test_it_explains_a_mistake_beside_its_field(client: Client, small: SmallArchive, name: str, value: str) -> None:
    page = found(client, **{name: value})
    assert "Nothing was searched" in page
    assert f'id="id_{name}_error"' in page and 'aria-invalid="true"' in page


def test_it_explains_under_the_box_what_it_searched_otherwise(client: Client, small: SmallArchive) -> None:
    page = found(client, q='person:nobody company published:2023-13 "open')
    mistakes = page[page.index('class="mistakes"') : page.index("<details")]
    assert mistakes.count("<li>") == 3
    assert 'name="q" value="person:nobody company published:2023-13 &quot;open"' in page


def conditions(address: str) -> set[str]:
    """Return the conditions of the query in the address of a list."""
    return set(parts(parse(parse_qs(urlsplit(address).query)["q"][0])))


def test_the_form_and_the_query_are_two_views_of_one_thing(client: Client, small: SmallArchive) -> None:
    fields = {"q": "company", "person": "Ada Byron", "published_after": "2023-11-19", "published_before": ""}
    answer = client.get("/articles/", {**fields, "was": "", "order": "oldest"})
    assert answer["Location"].endswith("&order=oldest")
    assert conditions(answer["Location"]) == {"company", 'person:"Ada Byron"', "published:2023-11-19.."}

    page = client.get(answer["Location"])
    form = page.context["form"]
    assert form["person"].value() == "Ada Byron" and form["published_after"].value() == "2023-11-19"
    assert conditions("?q=" + quote(form["q"].value())) == conditions(answer["Location"])


def test_what_was_changed_counts_in_the_form_and_in_the_query(client: Client, small: SmallArchive) -> None:
    page = client.get("/articles/", {"q": 'company person:"Ada Byron" published:2023-11-19..'})
    form = page.context["form"]
    shown = {name: form[name].value() or "" for name in form.fields} | {"was": page.context["was"]}
    cleared = client.get("/articles/", {**shown, "person": "", "published_before": "2023-11-21"})
    assert conditions(cleared["Location"]) == {"company", "published:2023-11-19..2023-11-21"}
    typed = client.get("/articles/", {**shown, "q": 'person:"Grace Hopper"'})
    assert conditions(typed["Location"]) == {'person:"Grace Hopper"'}


def test_it_explains_an_interval_the_wrong_way_round(client: Client, small: SmallArchive) -> None:
    assert "errorlist" in found(client, published_after="2023-12", published_before="2023-11")


@pytest.mark.parametrize("hostile", ['"', "'", "<script>alert(1)</script>", "AND OR", "a* (b", "\x00", "%", "l'école"])
def test_it_takes_any_words(client: Client, small: SmallArchive, hostile: str) -> None:
    assert "<script>alert" not in found(client, q=hostile, person=hostile)


def test_it_pages(client: Client, small: SmallArchive) -> None:
    for number in range(24):
        count_articles(make_article(f"Part {number}", published="2023-12-01"))
    first, second = found(client), found(client, page="2", order="newest")
    assert "25 articles" in first and 'href="?page=2"' in first
    assert small.article.get_absolute_url() not in first and small.article.get_absolute_url() in second
    assert 'aria-current="page"><span class="visually-hidden">Page </span>2' in second
    assert 'href="?page=1&amp;order=newest"' in second


def test_its_form_offers_the_names_it_knows(client: Client, small: SmallArchive) -> None:
    page = found(client)
    assert '<option value="Ada Byron">' in page and 'list="known-person"' in page
    assert '<option value="The crisis">' in page and '<option value="The Harbour Gazette">' in page


def test_a_search_redirects_here(client: Client, db) -> None:
    response = client.get("/search/?q=l%27%C3%A9cole&order=oldest")
    assert (response.status_code, response["Location"]) == (301, "/articles/?q=l%27%C3%A9cole&order=oldest")
    assert client.get("/search/")["Location"] == "/articles/"


def test_an_events_articles_include_those_of_events_inside_it(client: Client, small: SmallArchive) -> None:
    step = make_event("A step", parent=small.dismissal)
    article = make_article("Deep inside", text="A step was taken. Then nothing.")
    make_span(make_mention(article, step), "A step was taken.")
    count_articles(article)
    assert "Deep inside" in found(client, event="the-crisis")


def test_what_somebody_typed_stands_in_nobody_elses_form(client: Client, small: SmallArchive) -> None:
    assert 'value="None"' in found(client, q="None")
    assert 'value="None"' not in found(client, published_after="x")
    assert 'value="zebra"' in found(client, person="zebra") and 'value="zebra"' not in found(client)
