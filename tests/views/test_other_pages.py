"""Home, sources, captures, errors, language, health and the sitemap."""

import pytest
from django.db import DatabaseError, connection
from django.template import TemplateSyntaxError
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from archive.models import Article, Source
from archive.views import errors, health
from tests.makers import make_article, make_capture
from tests.views.small_archive import SmallArchive, add_article


def test_home_works(client: Client, small: SmallArchive) -> None:
    page = client.get("/").content.decode()
    for address in (small.article, small.ada, small.grace, small.crisis, small.dismissal):
        assert f'href="{address.get_absolute_url()}"' in page
    assert page.count('type="search"') == 1
    assert "1 article" in page and "20 November 2023" in page


def test_home_says_that_it_is_empty(client: Client, db) -> None:
    page = client.get("/").content.decode()
    assert "No article has been published yet." in page


def test_the_sources_work(client: Client, small: SmallArchive) -> None:
    assert "The Harbour Gazette" in client.get("/sources/").content.decode()
    page = client.get(small.source.get_absolute_url()).content.decode()
    assert small.article.get_absolute_url() in page and "gazette.example" in page and "Europe/Paris" in page


def test_the_sources_are_found_by_name(client: Client, small: SmallArchive) -> None:
    assert "The Harbour Gazette" in client.get("/sources/?q=harbour").content.decode()
    assert "No source of the archive" in client.get("/sources/?q=zebra").content.decode()


def test_a_hidden_source_has_no_page_and_no_link(client: Client, small: SmallArchive) -> None:
    Source.objects.filter(pk=small.source.pk).update(hidden=True)
    assert client.get(small.source.get_absolute_url()).status_code == 404
    page = client.get(small.article.get_absolute_url()).content.decode()
    assert small.source.get_absolute_url() not in page and "The Harbour Gazette" in page


def test_a_source_pages_its_articles(client: Client, small: SmallArchive) -> None:
    for number in range(20):
        add_article(small.source, small.ada, small.grace, small.dismissal, title=f"Part {number}", published="2024")
    second = client.get(small.source.get_absolute_url(), {"page": 2}).content.decode()
    assert small.article.get_absolute_url() in second and "Part 3" not in second


def test_a_capture_works(client: Client, small: SmallArchive) -> None:
    page = client.get(f"/captures/{small.capture.pk}/").content.decode()
    assert small.capture.sha256 in page and small.capture.record_id.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "23 November 2023, 09:30 UTC" in page and small.article.get_absolute_url() in page


def test_a_capture_without_a_time_says_so(client: Client, db) -> None:
    capture = make_capture(make_article(), original_name="<page>.txt")
    page = client.get(f"/captures/{capture.pk}/").content.decode()
    assert "Captured at an unknown time" in page and "&lt;page&gt;.txt" in page


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_a_capture_of_an_article_that_is_not_public_has_no_page(client: Client, db, status: str) -> None:
    capture = make_capture(make_article(status=status, withdrawn_on="2024-01-01" if status == "withdrawn" else None))
    assert client.get(f"/captures/{capture.pk}/").status_code == 404
    assert client.get(f"/captures/{10**30}/").status_code == 404


@pytest.mark.parametrize("address", ["/nowhere/", "/people/nobody/", "/events/x/", "/sources/x/", "/captures/1/"])
def test_what_is_not_there_answers_404_with_a_way_on(client: Client, db, address: str) -> None:
    response = client.get(address)
    page = response.content.decode()
    assert response.status_code == 404 and "There is no page at this address" in page and 'href="/articles/"' in page
    assert "Cookie" in response["Vary"]


def test_a_failure_answers_500_without_database_or_request(monkeypatch) -> None:
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500 and "Something failed" in response.content.decode()

    def refuse(*args: object) -> None:
        raise TemplateSyntaxError("broken")

    monkeypatch.setattr(errors.loader, "get_template", refuse)
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500 and "Something failed" in response.content.decode()


def test_a_view_that_fails_shows_the_page_for_it(db, monkeypatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("archive.reading.home_page", fail)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500 and "secret detail" not in response.content.decode()


def test_the_language_is_switched_by_a_form_and_kept(client: Client, db) -> None:
    response = client.post("/language/", {"language": "fr", "next": "/people/?order=name"})
    assert (response.status_code, response["Location"]) == (302, "/people/?order=name")
    assert '<html lang="fr">' in client.get("/", headers={"accept-language": "en"}).content.decode()


def test_the_language_form_needs_no_token(db) -> None:
    assert Client(enforce_csrf_checks=True).post("/language/", {"language": "fr"}).status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_language_form_leads_to_no_other_host(client: Client, db, elsewhere: str) -> None:
    assert client.post("/language/", {"language": "fr", "next": elsewhere})["Location"] == "/"


def test_the_language_is_not_switched_by_a_link_or_to_an_unknown_one(client: Client, db) -> None:
    client.get("/language/", {"language": "fr"})
    client.post("/language/", {"language": "xx"})
    assert '<html lang="en">' in client.get("/").content.decode()


def test_healthz_asks_the_database_once(client: Client, db) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/healthz")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok\n", "text/plain")
    assert [query["sql"] for query in queries] == ["SELECT 1"]
    assert not response.cookies and "no-cache" in response["Cache-Control"]


def test_healthz_says_that_the_database_does_not_answer(client: Client, db, monkeypatch) -> None:
    class Broken:
        def cursor(self) -> None:
            raise DatabaseError("gone")

    monkeypatch.setattr(health, "connection", Broken())
    response = client.get("/healthz")
    assert (response.status_code, response["Content-Type"]) == (503, "text/plain")


def test_the_sitemap_lists_every_public_page(client: Client, small: SmallArchive) -> None:
    index = client.get("/sitemap.xml").content.decode()
    for section in ("articles", "people", "events", "sources"):
        assert f"http://testserver/sitemap-{section}.xml" in index
    for section, record in [("articles", small.article), ("people", small.ada), ("events", small.crisis)]:
        page = client.get(f"/sitemap-{section}.xml").content.decode()
        assert f"<loc>http://testserver{record.get_absolute_url()}</loc><lastmod>" in page


def test_the_sitemap_is_cut_by_ranges_of_ids(client: Client, small: SmallArchive) -> None:
    far = make_article("Far away")
    Article.objects.filter(pk=far.pk).update(id=12_000)
    assert client.get("/sitemap.xml").content.decode().count("/sitemap-articles.xml") == 3
    assert "/articles/12000-far-away/" in client.get("/sitemap-articles.xml?p=3").content.decode()
    assert client.get("/sitemap-articles.xml?p=2").status_code == 200
    for wrong in ("0", "4", "x"):
        assert client.get(f"/sitemap-articles.xml?p={wrong}").status_code == 404
    assert client.get("/sitemap-nothing.xml").status_code == 404
