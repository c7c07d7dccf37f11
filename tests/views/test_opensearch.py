"""The description by which browsers search the archive."""

from django.test import Client
from lxml import etree

NAMESPACE = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


def described(client: Client, language: str = "en") -> etree._Element:
    """Return the description."""
    response = client.get("/opensearch.xml", headers={"accept-language": language})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in response["Vary"].split(",")}
    return etree.fromstring(response.content)


def test_it_works(client: Client, db) -> None:
    root = described(client)
    urls = {url.get("type"): url.get("template") for url in root.findall("o:Url", NAMESPACE)}
    assert urls == {
        "text/html": "http://testserver/articles/?q={searchTerms}",
        "application/atom+xml": "http://testserver/articles.atom?q={searchTerms}",
        "application/json": "http://testserver/articles.json?q={searchTerms}",
        "application/opensearchdescription+xml": "http://testserver/opensearch.xml",
    }
    assert len(root.findtext("o:ShortName", namespaces=NAMESPACE) or "x" * 17) <= 16
    assert (root.findtext("o:Image", namespaces=NAMESPACE) or "").startswith("http://testserver/static/img/")


def test_it_speaks_the_readers_language(client: Client, db) -> None:
    for language in ("en", "fr"):
        assert described(client, language).findtext("o:Language", namespaces=NAMESPACE) == language


def test_every_page_leads_to_it(client: Client, db) -> None:
    page = client.get("/").content.decode()
    assert (
        '<link rel="search" type="application/opensearchdescription+xml" title="Dossier" href="/opensearch.xml">'
        in page
    )


def test_it_answers_get_and_head_alone(client: Client, db) -> None:
    assert client.head("/opensearch.xml").status_code == 200
    assert client.post("/opensearch.xml").status_code == 405
