"""The desk's sources: edited with the names and hosts by which their pages are recognised."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.urls import reverse

from archive.models import Source, SourceHost, SourceName
from tests.admin.conftest import errors_of, form_of, page_of, save
from tests.makers import make_article, make_source

SOURCES = "/admin/archive/source/"


def test_it_keeps_sources_recognisable(desk):
    data = form_of(desk.get(f"{SOURCES}add/")) | {
        "name": "Le Courrier",
        "zone": "Europe/Paris",
        "homepage": "courrier.fr/accueil",
        "hosts-TOTAL_FORMS": "1",
        "hosts-0-host": "WWW.Courrier.fr",
    }

    assert desk.post(f"{SOURCES}add/", data).status_code == 302
    source = Source.objects.get()
    assert source.homepage == "https://courrier.fr/accueil"
    assert [name.text for name in source.names.all()] == ["Le Courrier"]
    assert [host.host for host in source.hosts.all()] == ["courrier.fr"]
    assert list(desk.get(SOURCES, {"q": "courrier.fr"}).context["cl"].result_list) == [source]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hosts-TOTAL_FORMS": "1", "hosts-0-host": "www.other.fr"}, "is a host of Other already"),
        ({"hosts-TOTAL_FORMS": "1", "hosts-0-host": "https://x.fr/"}, "host alone"),
        ({"hosts-TOTAL_FORMS": "2", "hosts-0-host": "x.fr", "hosts-1-host": "www.X.fr"}, "duplicate"),
        ({"names-TOTAL_FORMS": "1", "names-0-text": "the OTHER"}, "is a name of Other already"),
        ({"names-TOTAL_FORMS": "1", "names-0-text": "!"}, "letters or digits"),
        ({"names-TOTAL_FORMS": "2", "names-0-text": "Été", "names-1-text": "ete"}, "two rows"),
        ({"homepage": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_it_refuses_mistakes_about_sources(desk, changes, said):
    make_source("Other", names=("The Other",), hosts=("other.fr",))
    source = make_source("Le Courrier")

    response = desk.post(page_of(source), form_of(desk.get(page_of(source))) | changes)

    assert said in errors_of(response)


def test_it_reads_the_times_of_a_source_in_its_new_zone(desk):
    source = make_source("Le Courrier", zone="UTC")
    article = make_article(source=source, published="2023-11-20T08:00:00")

    save(desk, source, zone="Europe/Paris")

    article.refresh_from_db()
    assert article.published_at == article.published_order == datetime(2023, 11, 20, 7, tzinfo=UTC)
    assert (article.published, str(article.published_earliest)) == ("2023-11-20T08:00:00", "2023-11-20")


def test_it_keeps_a_source_with_articles(desk, article):
    address = reverse("admin:archive_source_delete", args=[article.source_id])

    assert "1 article" in desk.get(address).content.decode()
    desk.post(address, {"post": "yes"})
    assert Source.objects.exists()


@pytest.mark.postgres  # SQLite in memory has one connection
def test_it_bears_two_curators_who_add_one_source_name(desk, transactional_db, curator):
    first, second = make_source("A"), make_source("B")
    data = [form_of(desk.get(page_of(source))) for source in (first, second)]
    answers: list[int] = []

    def post(source, form) -> None:
        client = type(desk)()
        client.force_login(curator)
        changes = {"names-TOTAL_FORMS": "1", "names-0-text": "The same"}
        answers.append(client.post(page_of(source), form | changes).status_code)
        connection.close()

    threads = [threading.Thread(target=post, args=pair) for pair in zip((first, second), data, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 302]
    assert SourceName.objects.count() == 1


def test_it_offers_hosts_no_more_than_once(desk):
    source = make_source(hosts=("a.fr",))

    assert SourceHost.objects.get().source == source
    assert save(desk, source, hosts__0__host="www.a.fr").status_code == 200
    assert SourceHost.objects.get().host == "a.fr"


def test_it_keeps_the_feeds_of_a_source(desk):
    source = make_source("Le Soir")
    save(desk, source, **{"feeds-TOTAL_FORMS": "1", "feeds-0-url": "https://lesoir.example/rss"})
    assert source.feeds.get().url == "https://lesoir.example/rss"


def test_it_refuses_a_feed_that_is_no_web_address(desk):
    source = make_source("Le Soir")
    data = form_of(desk.get(page_of(source))) | {"feeds-TOTAL_FORMS": "1", "feeds-0-url": "javascript:alert(1)"}
    assert "valid URL" in errors_of(desk.post(page_of(source), data))
