"""A small archive with one of everything, for the tests of pages: made as often as a test asks, so that rows grow."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from archive.models import Article, Authorship, Capture, Event, Identifier, Participation, Person, Source
from archive.models.tally import Coverage, count_changes
from archive.search.index import index_articles
from tests.makers import make_article, make_capture, make_event, make_mention, make_person, make_source, make_span

TEXT = (
    "The board dismissed Ada Byron on Friday. Nobody said why.\n\n"
    "Grace Hopper leads the company for now. Ada Byron did not answer."
)
# The days of further articles: of three years and of several months, uncertain ones, one without a date.
PUBLISHED = ("2022-03-05", "2022-12-31", "2023-02", "2023-11-18/2023-11-22", "2023-11-21", "2023-11-21", "", "1999~")


@dataclass(frozen=True)
class SmallArchive:
    """The rows that a test asks about."""

    source: Source
    ada: Person
    grace: Person
    crisis: Event
    dismissal: Event
    article: Article
    capture: Capture


def count_articles(*articles: Article) -> None:
    """Bring the counts and the search index up to date, as the pipeline does."""
    for article in articles:
        with transaction.atomic():
            count_changes({}, Coverage.of_each([article.pk]))
    index_articles([article.pk for article in articles])


def make_archive() -> SmallArchive:
    """Return the people, events and source, and one article that tells of all of them."""
    source = make_source("The Harbour Gazette", zone="Europe/Paris", hosts=("gazette.example",))
    ada = make_person("Ada", "Byron", description="Founder.")
    grace = make_person("Grace", "Hopper")
    Identifier.objects.create(person=ada, scheme="wikidata", value="Q7259")
    crisis = make_event("The crisis", happened="2023-11-17/2023-11-22")
    dismissal = make_event("The dismissal", happened="2023-11-17", parent=crisis)
    Participation.objects.create(event=dismissal, person=ada, role="dismissed")
    article = add_article(source, ada, grace, dismissal)
    for record in (source, ada, grace, crisis, dismissal):
        record.refresh_from_db()  # with the counts
    return SmallArchive(source, ada, grace, crisis, dismissal, article, article.captures.get())


def add_article(source: Source, ada: Person, grace: Person, dismissal: Event, **fields: object) -> Article:
    """Return a published article of `TEXT` with its mentions, authorship and capture, counted and indexed."""
    values = {"title": "Ada Byron dismissed", "published": "2023-11-20", "language": "en", "byline": "Jane Roe"}
    article = make_article(text=TEXT, source=source, filed=False, **{**values, **fields})
    Authorship.objects.create(article=article, name="Jane Roe")
    mention = make_mention(article, ada, status="confirmed", decision="confirmed", relation="about", filed=False)
    if "Ada Byron" in article.title:
        make_span(mention, "Ada Byron", field="title")
    make_span(mention, "Ada Byron", decision="confirmed")
    make_span(make_mention(article, grace, filed=False), "Grace Hopper")
    make_span(make_mention(article, dismissal, filed=False), "The board dismissed Ada Byron on Friday.")
    make_capture(article, captured_at=datetime(2023, 11, 23, 9, 30, tzinfo=UTC), filed=False)
    count_articles(article)
    return article


def make_numbered(small: SmallArchive) -> list[str]:
    """Add articles for two pages and a bit, a day apart but for some of one day; returns their titles by date."""
    for number in range(45):
        day = f"2023-10-{min(number + 1, 28):02}"
        add_article(small.source, small.ada, small.grace, small.dismissal, title=f"Number {number:02}", published=day)
    return list(Article.objects.filter(title__startswith="Number").oldest().values_list("title", flat=True))


def make_years(small: SmallArchive) -> None:
    """Add articles of several years."""
    for number, published in enumerate(PUBLISHED):
        title, language = f"Report {number}", "fr" if number % 2 else "en"
        add_article(
            small.source, small.ada, small.grace, small.dismissal, title=title, published=published, language=language
        )


def public_addresses(archive: SmallArchive) -> dict[str, str]:
    """Return the address of every kind of public page, by its name."""
    records = {"person": archive.ada, "event": archive.crisis, "source": archive.source, "article": archive.article}
    addresses = {name: record.get_absolute_url() for name, record in records.items()}
    lists = ("articles", "people", "events", "sources", "dates")
    addresses |= {name: f"/{name}/" for name in lists}
    return addresses | {
        "home": "/",
        "found": "/articles/?q=board&person=ada-byron&event=the-crisis&published_after=2023-11-19",
        "dismissal": archive.dismissal.get_absolute_url(),
        "people found": "/people/?q=byron",
        "events found": "/events/?q=crisis",
        "sources found": "/sources/?q=harbour",
        "year": "/dates/2023/",
        "month": "/dates/2023/11/",
        "day": "/dates/2023/11/20/",
        "day of the event": "/dates/2023/11/17/",
        "capture": f"/captures/{archive.capture.pk}/",
        "changes": f"{archive.article.get_absolute_url()}changes/",
        "sitemap": "/sitemap.xml",
        "sitemap of articles": "/sitemap-articles.xml",
        "sitemap of people": "/sitemap-people.xml",
        "sitemap of events": "/sitemap-events.xml",
        "sitemap of sources": "/sitemap-sources.xml",
    }
