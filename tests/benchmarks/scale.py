"""How the site fares at a size: `python -m tests.benchmarks.scale [ARTICLES] [--keep] [--plans MS] [--only WORDS]`.

Makes an archive of made-up articles in a test database of its own (SQLite, or what TEST_DATABASE_URL names), indexes
it, and asks for every kind of page as a browser would. Printed are the time of the page, its queries and their time,
and beside it that of SQL written by hand for the same rows.
"""

import os
from argparse import ArgumentParser

import tests.environment  # noqa: F401  (before Django's settings)

os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from archive.models import Event, Person  # noqa: E402
from tests.benchmarks import corpus  # noqa: E402
from tests.benchmarks.timing import best, run_sql, show_plans  # noqa: E402

NEWEST = "ORDER BY undated, published_order DESC, id DESC LIMIT 20"
OLDEST = "ORDER BY undated, published_order, id LIMIT 20"
ROWS = "SELECT * FROM archive_article a WHERE status = 'published'"
MENTION = "SELECT article_id FROM archive_mention m WHERE status IN ('automatic', 'confirmed') AND"
# Beside each page the SQL of its list by hand, where it has one.
PAGES: dict[str, tuple[str, str]] = {
    "home": ("/", f"{ROWS} {NEWEST}"),
    "articles": ("/articles/", f"{ROWS} {NEWEST}"),
    "articles, oldest": ("/articles/?order=oldest", f"{ROWS} {OLDEST}"),
    "articles, page 500": ("/articles/?page=500", f"{ROWS} {NEWEST} OFFSET 9980"),
    "a common word": ("/articles/?q=partout", ""),
    "a common word, page 500": ("/articles/?q=partout&page=500", ""),
    "a rarer word": ("/articles/?q=parfois", ""),
    "a common word by relevance": ("/articles/?q=partout&order=relevance", ""),
    "person of many": (
        "/articles/?person=p0",
        f"{ROWS} AND EXISTS ({MENTION} person_id = 1 AND article_id = a.id) {NEWEST}",
    ),
    "person of many, page 500": (
        "/articles/?person=p0&page=500",
        f"{ROWS} AND EXISTS ({MENTION} person_id = 1 AND article_id = a.id) {NEWEST} OFFSET 9980",
    ),
    "person of few": ("/articles/?person=p19990", f"{ROWS} AND id IN ({MENTION} person_id = 19991) {NEWEST}"),
    "event, wide": ("/articles/?event=e0", ""),
    "event, narrow": ("/articles/?event=e1900", f"{ROWS} AND id IN ({MENTION} event_id = 1901) {NEWEST}"),
    "source": ("/articles/?source=s3", f"{ROWS} AND source_id = 4 {NEWEST}"),
    "language": ("/articles/?language=de", f"{ROWS} AND language = 'de' {NEWEST}"),
    "a day": (
        "/articles/?published_after=2018-05-05&published_before=2018-05-05",
        f"{ROWS} AND published_earliest = '2018-05-05' {NEWEST}",
    ),
    "a year": ("/articles/?published_after=2018&published_before=2018", ""),
    "until a year": ("/articles/?published_before=2014", ""),
    "since a day": ("/articles/?published_after=2023-12-01", ""),
    "happened in a month": ("/articles/?happened_after=2018-05&happened_before=2018-05", ""),
    "person of many in a year": ("/articles/?person=p0&published_after=2015&published_before=2015", ""),
    "person of many, of a source": ("/articles/?person=p0&source=s3", ""),
    "person of many, rare event": ("/articles/?person=p0&event=e1900", ""),
    "person, source and language": ("/articles/?person=p0&source=s3&language=de", ""),
    "word and source": ("/articles/?q=partout&source=s3", ""),
    "word, person and year": ("/articles/?q=partout&person=p0&published_after=2015&published_before=2015", ""),
    "source and language": ("/articles/?source=s3&language=de", ""),
    "source in a year, oldest": (
        "/articles/?source=s3&published_after=2018&published_before=2018&order=oldest",
        "",
    ),
    "person's page, of many": (
        "/people/p0/",
        f"{ROWS} AND EXISTS ({MENTION} person_id = 1 AND article_id = a.id) {NEWEST}",
    ),
    "person's page, of many, deep": ("/people/p0/?page=500", ""),
    "person's page, of 5,000 or so": ("/people/p60/", ""),
    "person's page, of few": ("/people/p19990/", f"{ROWS} AND id IN ({MENTION} person_id = 19991) {NEWEST}"),
    "event's page, wide": ("/events/e0/", ""),
    "event's page, wide, deep": ("/events/e0/?page=500", ""),
    "event's page, middling": ("/events/e50/", ""),
    "event's page, narrow": ("/events/e1900/", f"{ROWS} AND id IN ({MENTION} event_id = 1901) {OLDEST}"),
    "source's page": ("/sources/s3/", f"{ROWS} AND source_id = 4 {NEWEST}"),
    "source's page, deep": ("/sources/s3/?page=200", f"{ROWS} AND source_id = 4 {NEWEST} OFFSET 3980"),
    "people": ("/people/", "SELECT * FROM archive_person WHERE article_count > 0 ORDER BY article_count DESC LIMIT 20"),
    "people by name": ("/people/?order=name", ""),
    "people, a name": ("/people/?q=ba", ""),
    "events": ("/events/", ""),
    "sources": ("/sources/", ""),
    "dates": ("/dates/", ""),
    "dates, a year": ("/dates/2018/", ""),
    "dates, a month": ("/dates/2018/05/", ""),
    "dates, a day": (
        "/dates/2018/05/05/",
        f"{ROWS} AND published_earliest = '2018-05-05' AND published_latest = '2018-05-05' {OLDEST}",
    ),
    "dates, a day, last page": ("/dates/2018/05/05/?page=13", ""),
    "article": ("/articles/777-made/", "SELECT * FROM archive_article WHERE id = 777"),
    "capture": ("/captures/777/", "SELECT * FROM archive_capture WHERE id = 777"),
    "sitemap": ("/sitemap.xml", ""),
    "sitemap of articles": (
        "/sitemap-articles.xml?p=2",
        "SELECT id, slug, changed_at FROM archive_article WHERE status = 'published' AND id BETWEEN 5001 AND 10000",
    ),
}
DESK = "/admin/archive"
DESK_PAGES: dict[str, tuple[str, str]] = {
    "desk: articles": (f"{DESK}/article/", "SELECT * FROM archive_article ORDER BY id DESC LIMIT 50"),
    "desk: articles, page 200": (f"{DESK}/article/?p=200", ""),
    "desk: drafts": (f"{DESK}/article/?status__exact=draft", ""),
    "desk: withdrawn": (f"{DESK}/article/?status__exact=withdrawn", ""),
    "desk: articles waiting": (f"{DESK}/article/?waiting=yes", ""),
    "desk: of a day": (f"{DESK}/article/?dated=day", ""),
    "desk: of an interval": (f"{DESK}/article/?dated=interval", ""),
    "desk: inferred": (f"{DESK}/article/?dated=inferred", ""),
    "desk: undated": (f"{DESK}/article/?dated=none", ""),
    "desk: articles of a source": (f"{DESK}/article/?source=4", ""),
    "desk: articles in German": (f"{DESK}/article/?language=de", ""),
    "desk: articles in no language": (f"{DESK}/article/?language=xx", ""),
    "desk: recorded today": (f"{DESK}/article/?recorded_at__gte=2000-01-01%2000:00:00%2B00:00", ""),
    "desk: recorded never": (f"{DESK}/article/?recorded_at__gte=2090-01-01%2000:00:00%2B00:00", ""),
    "desk: published in a year": (f"{DESK}/article/?published_earliest__year=2018", ""),
    "desk: published in a month": (
        f"{DESK}/article/?published_earliest__year=2018&published_earliest__month=5",
        "",
    ),
    "desk: published on a day": (
        f"{DESK}/article/?published_earliest__year=2018&published_earliest__month=5&published_earliest__day=5",
        "",
    ),
    "desk: drafts of a source": (f"{DESK}/article/?status__exact=draft&source=4", ""),
    "desk: search, a common word": (f"{DESK}/article/?q=partout", ""),
    "desk: search, an address": (f"{DESK}/article/?q=https://www77.example.org/77", ""),
    "desk: an article": (f"{DESK}/article/777/change/", ""),
    "desk: mentions": (f"{DESK}/mention/", "SELECT * FROM archive_mention ORDER BY id DESC LIMIT 50"),
    "desk: suggested": (f"{DESK}/mention/?status__exact=suggested", ""),
    "desk: confirmed": (f"{DESK}/mention/?status__exact=confirmed", ""),
    "desk: of events": (f"{DESK}/mention/?kind=event", ""),
    "desk: decided": (f"{DESK}/mention/?decided=yes", ""),
    "desk: decided by me": (f"{DESK}/mention/?decided=me", ""),
    "desk: not yet decided": (f"{DESK}/mention/?decided=no", ""),
    "desk: words lost": (f"{DESK}/mention/?lost=yes", ""),
    "desk: rule of matching": (f"{DESK}/mention/?reason=form", ""),
    "desk: rare rule": (f"{DESK}/mention/?reason=variant", ""),
    "desk: about": (f"{DESK}/mention/?relation__exact=about", ""),
    "desk: mentions of many": (f"{DESK}/mention/?person=1", ""),
    "desk: mentions of few": (f"{DESK}/mention/?person=19991", ""),
    "desk: mentions of an event": (f"{DESK}/mention/?event=1901", ""),
    "desk: suggested of many": (f"{DESK}/mention/?person=1&status__exact=suggested", ""),
    "desk: mentions, a name": (f"{DESK}/mention/?q=event+1900", ""),
    "desk: a mention": (f"{DESK}/mention/777/change/", ""),
    "desk: captures": (f"{DESK}/capture/", ""),
    "desk: captures without article": (f"{DESK}/capture/?article__isempty=1", ""),
    "desk: captures with article": (f"{DESK}/capture/?article__isempty=0", ""),
    "desk: a digest": (f"{DESK}/capture/?q={777:064x}", ""),
    "desk: an address captured": (f"{DESK}/capture/?q=https://www77.example.org/77", ""),
    "desk: people": (f"{DESK}/person/", ""),
    "desk: people by coverage": (f"{DESK}/person/?o=-3", ""),
    "desk: people, a name": (f"{DESK}/person/?q=ba", ""),
    "desk: a person of many": (f"{DESK}/person/1/change/", ""),
    "desk: events": (f"{DESK}/event/", ""),
    "desk: an event": (f"{DESK}/event/1/change/", ""),
    "desk: sources": (f"{DESK}/source/", ""),
    "desk: a source": (f"{DESK}/source/4/change/", ""),
    "desk: first page": ("/admin/", ""),
    "desk: choose a person": (
        "/admin/autocomplete/?app_label=archive&model_name=authorship&field_name=person&term=ba",
        "",
    ),
}


def ask(client: Client, address: str) -> None:
    """Get a page; raises where it is none."""
    response = client.get(address, secure=True)
    response.getvalue() if response.streaming else response.content
    assert response.status_code == 200, f"{address} answers {response.status_code}"


def measure(pages: dict[str, tuple[str, str]], plans: float | None, only: str) -> None:
    """Print the times of every page."""
    client = Client(headers={"host": "localhost"})
    user, _ = get_user_model().objects.get_or_create(username="bench", is_staff=True, is_superuser=True)
    print(f"{'page':32}{'ms':>9}{'queries':>9}{'of it ms':>10}{'by hand':>9}{'ratio':>7}")
    for name, (address, by_hand) in pages.items():
        if only not in name:
            continue
        if address.startswith("/admin/"):
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        if client.get(address, secure=True).status_code != 200:
            print(f"{name:32} has no such page: the archive is too small for it")
            continue
        shortest = best(lambda address=address: ask(client, address), times=4, long=5)
        with CaptureQueriesContext(connection) as captured:
            ask(client, address)
        database = sum(1000 * float(query["time"]) for query in captured.captured_queries)
        floor = best(lambda by_hand=by_hand: run_sql(by_hand), times=4, long=5) if by_hand else None
        beside = f"{floor:9.1f}{shortest / floor:7.1f}" if floor else ""
        print(f"{name:32}{shortest:9.1f}{len(captured):9}{database:10.1f}{beside}", flush=True)
        if plans is not None:
            show_plans(captured.captured_queries, plans)


def main() -> None:
    """Read the arguments, and measure."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true", help="keep the database and take it again the next time")
    parser.add_argument("--plans", type=float, metavar="MS", help="print the plans of queries that take longer")
    parser.add_argument("--only", default="", help="the pages whose names have these words")
    arguments = parser.parse_args()
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    corpus.take(arguments.articles, keep=arguments.keep)
    print(f"{Person.objects.count():,} people, {Event.objects.count():,} events")
    measure({**PAGES, **DESK_PAGES}, arguments.plans, arguments.only)
    corpus.let_go(keep=arguments.keep)


if __name__ == "__main__":
    main()
