"""What holds for every public page: its queries do not grow, drafts show nowhere, only GET and HEAD are answered."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Person
from archive.search.index import index_articles
from tests.makers import make_article, make_capture, make_event, make_mention, make_person, make_source, make_span
from tests.views.small_archive import SmallArchive, add_article, count_articles, public_addresses

PAGES = [
    "article",
    "articles",
    "capture",
    "changes",
    "dates",
    "day",
    "day of the event",
    "dismissal",
    "event",
    "events",
    "events found",
    "found",
    "home",
    "month",
    "people",
    "people found",
    "person",
    "sitemap",
    "sitemap of articles",
    "sitemap of events",
    "sitemap of people",
    "sitemap of sources",
    "source",
    "sources",
    "sources found",
    "year",
]


def queries_of(client: Client, address: str) -> int:
    """Return how many queries the page makes."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def grow(small: SmallArchive, number: int) -> None:
    """Add so many articles, people, events inside and on their own, sources, captures and dates."""
    for count in range(number):
        person = make_person("Person", f"Number{Person.objects.count()}")
        inside = make_event(f"Step {count}", happened="2023-11-20", parent=small.crisis, people=(small.ada, person))
        alone = make_event(f"Alone {count}", happened="2023-11-20", people=(small.ada,))
        source = make_source()
        article = add_article(small.source, small.ada, person, small.dismissal, title=f"Ada Byron, part {count}")
        for event in (inside, alone):
            make_span(make_mention(article, event, filed=False), "Nobody said why.")
        other = add_article(source, small.ada, small.grace, inside, published=f"2023-11-{count + 1:02}/2023-11-20")
        make_span(make_mention(small.article, person, filed=False), "Grace Hopper")
        make_span(make_mention(small.article, inside, filed=False), "Nobody said why.")
        make_capture(small.article, filed=False)
        count_articles(article, other)
    index_articles([small.article.pk])


def queries_of_each(client: Client, small: SmallArchive) -> dict[str, int]:
    """Return how many queries each page makes, once it was read: a process keeps names that it read."""
    addresses = public_addresses(small)
    for address in addresses.values():
        client.get(address)
    return {name: queries_of(client, address) for name, address in addresses.items()}


def test_every_page_makes_as_many_queries_when_the_rows_double(client: Client, small: SmallArchive) -> None:
    grow(small, 4)
    before = queries_of_each(client, small)
    grow(small, 4)
    assert queries_of_each(client, small) == before


def pages_in_words(small: SmallArchive) -> list[str]:
    """Return the addresses of the pages for people."""
    return [address for name, address in public_addresses(small).items() if "sitemap" not in name]


def test_it_covers_every_kind_of_page(small: SmallArchive) -> None:
    assert sorted(public_addresses(small)) == PAGES


def test_it_shows_a_draft_nowhere(client: Client, small: SmallArchive) -> None:
    person = make_person("Hidden", "Draftperson")
    event = make_event("Draftevent", happened="2023-11-20", parent=small.crisis, people=(small.ada, person))
    draft = make_article(
        "Draftword in the title",
        text="Draftword. Hidden Draftperson and Ada Byron.",
        status="draft",
        source=make_source("Draftsource"),
        published="2023-11-20",
        byline="Draftauthor",
    )
    make_span(make_mention(draft, small.ada), "Ada Byron")
    make_span(make_mention(draft, person), "Hidden Draftperson")
    make_span(make_mention(draft, event), "Draftword.")
    capture = make_capture(draft, original_name="draftfile.txt")
    count_articles(draft)
    searches = ["/articles/?q=draftword", "/articles/?q=draftword&order=relevance", "/articles/?person=ada-byron"]
    for address in [*public_addresses(small).values(), *searches]:
        text = client.get(address).content.decode().casefold()
        for word in ("draftperson", "draftevent", "draftsource", "draftauthor", "draftfile", "draftword in the title"):
            assert word not in text, (address, word)
        assert f"/articles/{draft.pk}-" not in text, address
    for hidden in (draft, person, event, draft.source):
        assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(f"/captures/{capture.pk}/").status_code == 404


def test_every_page_answers_get_and_head_alone(client: Client, small: SmallArchive) -> None:
    for name, address in public_addresses(small).items():
        head = client.head(address)
        assert (head.status_code, head.content) == (200, b""), name
        for method in (client.post, client.put, client.delete, client.patch):
            assert method(address).status_code == 405, name


def test_every_page_varies_by_language_and_sets_no_cookie(small: SmallArchive) -> None:
    for address in pages_in_words(small):
        response = Client().get(address)
        assert {"Accept-Language", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}, address
        assert not response.cookies, address
        page = response.content.decode()
        assert '<html lang="en">' in page and page.count("<h1") == 1, address
        assert 'rel="canonical" href="http://testserver/' in page, address


def test_every_page_speaks_french(client: Client, small: SmallArchive) -> None:
    for address in pages_in_words(small):
        page = client.get(address, headers={"accept-language": "fr"}).content.decode()
        assert '<html lang="fr">' in page and "Aller au contenu" in page, address


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/articles/",
        "/people/",
        "/events/",
        "/sources/",
        "/dates/",
        "/dates/2023/",
        "/dates/2023/11/",
        "/dates/2023/11/20/",
        "/sitemap.xml",
        "/sitemap-articles.xml",
    ],
)
def test_it_works_in_an_empty_archive(client: Client, db, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "9" * 5000, "١"])
def test_it_takes_any_page_number(client: Client, small: SmallArchive, page: str) -> None:
    for address in ("/articles/", "/people/", small.ada.get_absolute_url(), small.crisis.get_absolute_url()):
        assert client.get(address, {"page": page}).status_code == 200
