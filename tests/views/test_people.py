"""The pages of people."""

from django.test import Client

from archive.models import OldSlug, Person
from archive.reading import people
from tests.makers import make_article, make_mention, make_person, make_span
from tests.views.small_archive import SmallArchive, add_article, count_articles


def test_it_works(client: Client, small: SmallArchive) -> None:
    page = client.get("/people/ada-byron/").content.decode()
    assert "Founder." in page and "The dismissal" in page and "dismissed" in page
    assert 'href="https://www.wikidata.org/wiki/Q7259"' in page
    assert '<a href="/people/grace-hopper/">Grace Hopper</a>' in page
    assert "<b>Ada Byron</b> did not answer." not in page  # no span stands there
    assert "The board dismissed <b>Ada Byron</b> on Friday." in page


def test_the_list_shows_those_most_covered_first_or_by_name(client: Client, small: SmallArchive) -> None:
    other = make_article(text="Grace Hopper alone.")
    make_span(make_mention(other, small.grace), "Grace Hopper")
    count_articles(other)
    most, by_name = (client.get(f"/people/{query}").content.decode() for query in ("", "?order=name"))
    assert most.index("Grace Hopper") < most.index("Ada Byron")
    assert by_name.index("Byron, Ada") < by_name.index("Hopper, Grace")


def test_the_list_finds_by_a_part_of_a_name(client: Client, small: SmallArchive) -> None:
    page = client.get("/people/?q=hop").content.decode()
    assert "Grace Hopper" in page and "/people/ada-byron/" not in page
    assert "No person of the archive has a name with “zebra” in it." in client.get("/people/?q=zebra").content.decode()


def test_it_gives_the_sentences_of_each_article_the_newest_first(client: Client, small: SmallArchive) -> None:
    add_article(small.source, small.ada, small.grace, small.dismissal, title="Later", published="2023-12-01")
    page = client.get("/people/ada-byron/").content.decode()
    assert "In 2 articles" in page and page.index(">Later<") < page.index(">Ada Byron dismissed<")


def test_it_folds_many_sentences_of_one_article(client: Client, small: SmallArchive) -> None:
    text = "\n\n".join(f"Sentence {number} of Ada Byron." for number in range(9))
    article = make_article("Many", text=text)
    mention = make_mention(article, small.ada)
    for number in range(9):
        make_span(mention, f"Sentence {number} of Ada Byron.")
    count_articles(article)
    assert "6 more sentences" in client.get("/people/ada-byron/").content.decode()


def test_it_says_once_how_the_sentences_of_an_article_stand(client: Client, small: SmallArchive) -> None:
    article = make_article("Many", text="Hopper one.\n\nHopper two.")
    mention = make_mention(article, small.grace)
    make_span(mention, "Hopper one")
    count_articles(article)
    alike = client.get("/people/grace-hopper/").content.decode().count("</span> found by machine<")
    make_span(mention, "Hopper two")
    count_articles(article)
    assert alike == 2  # one article beside it
    assert client.get("/people/grace-hopper/").content.decode().count("</span> found by machine<") == 2
    mention.spans.filter(words="Hopper two").update(decision="confirmed")
    page = client.get("/people/grace-hopper/").content.decode()
    assert page.count("</span> found by machine<") == 2 and page.count("</span> confirmed by a curator<") == 1


def test_it_says_among_how_many_articles_company_was_counted(client: Client, small: SmallArchive, monkeypatch) -> None:
    add_article(small.source, small.ada, small.grace, small.dismissal)
    monkeypatch.setattr(people, "NEWEST", 1)
    assert "Counted in the newest article." in client.get("/people/ada-byron/").content.decode()


def test_a_hidden_person_has_no_page_and_no_link(client: Client, small: SmallArchive) -> None:
    Person.objects.filter(pk=small.grace.pk).update(hidden=True)
    assert client.get("/people/grace-hopper/").status_code == 404
    for address in ("/", "/people/", "/people/ada-byron/", "/events/the-crisis/", "/articles/"):
        assert "/people/grace-hopper/" not in client.get(address).content.decode()


def test_someone_no_published_article_mentions_has_no_page(client: Client, db) -> None:
    assert client.get(make_person("No", "Body").get_absolute_url()).status_code == 404


def test_an_old_slug_redirects(client: Client, small: SmallArchive) -> None:
    small.ada.slug = "ada-lovelace"
    small.ada.save()
    response = client.get("/people/ada-byron/?page=2")
    assert (response.status_code, response["Location"]) == (301, "/people/ada-lovelace/?page=2")


def test_the_slug_of_a_hidden_record_redirects_nowhere(client: Client, small: SmallArchive) -> None:
    small.ada.slug, small.ada.hidden = "ada-lovelace", True
    small.ada.save()
    assert client.get("/people/ada-byron/").status_code == 404


def test_a_deleted_record_answers_410(client: Client, db) -> None:
    OldSlug.objects.create(kind="person", slug="gone")
    response = client.get("/people/gone/")
    assert response.status_code == 410 and "This record was removed" in response.content.decode()


def test_it_escapes_and_takes_long_names(client: Client, db) -> None:
    person = make_person("<i>" + "x" * 90, "y" * 95, description="<script>")
    article = make_article(text=f"Here is {person.name} again.")
    make_span(make_mention(article, person), person.name)
    count_articles(article)
    page = client.get(person.get_absolute_url()).content.decode()
    assert "<i>" not in page and "<script>" not in page and "&lt;i&gt;" in page
