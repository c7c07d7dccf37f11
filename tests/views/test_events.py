"""The pages of events."""

from django.test import Client

from archive.models import Event, Participation
from tests.makers import make_article, make_event, make_mention, make_person, make_span
from tests.views.small_archive import SmallArchive, add_article, count_articles


def page_of(client: Client, event: Event) -> str:
    """Return the event's page."""
    response = client.get(event.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(client: Client, small: SmallArchive) -> None:
    page = page_of(client, small.dismissal)
    assert "17 November 2023" in page
    assert '<a href="/people/ada-byron/">Ada Byron</a>' in page and "dismissed" in page
    assert '<a href="/events/the-crisis/">The crisis</a>' in page
    assert "The board dismissed Ada Byron on Friday.</a>" in page
    assert f'href="{small.article.get_absolute_url()}#m' in page


def test_coverage_includes_that_of_the_events_inside_it(client: Client, small: SmallArchive) -> None:
    page = page_of(client, small.crisis)
    assert "17 to 22 November 2023" in page
    assert "1 article" in page and "The board dismissed Ada Byron on Friday.</a>" in page
    assert "Those of the events inside it are included." in page
    assert 'Tells of: <a href="/events/the-dismissal/">' in page


def test_coverage_is_in_the_order_of_publication(client: Client, small: SmallArchive) -> None:
    for title, published in [("Undated", ""), ("Earlier", "2023-11-18")]:
        add_article(small.source, small.ada, small.grace, small.dismissal, title=title, published=published)
    page = page_of(client, small.dismissal)
    places = [page.index(f">{title}<") for title in ("Earlier", "Ada Byron dismissed", "Undated")]
    assert places == sorted(places)


def test_the_list_nests_events_in_order(client: Client, small: SmallArchive) -> None:
    earlier = make_event("Earlier", happened="2015-12")
    article = make_article(text="Earlier then.")
    make_span(make_mention(article, earlier), "Earlier then.")
    count_articles(article)
    for address in ("/events/", "/"):
        page = client.get(address).content.decode()
        places = [page.index(f">{title}<") for title in ("Earlier", "The crisis", "The dismissal")]
        assert places == sorted(places) and "timeline-inside" in page


def test_the_list_finds_by_words_of_the_title(client: Client, small: SmallArchive) -> None:
    page = client.get("/events/?q=dismissal").content.decode()
    assert "The dismissal" in page and "/events/the-crisis/" not in page
    assert "No event of the archive has “zebra” in its title." in client.get("/events/?q=zebra").content.decode()


def test_a_hidden_event_has_no_page_no_link_and_no_coverage(client: Client, small: SmallArchive) -> None:
    Event.objects.filter(pk=small.dismissal.pk).update(hidden=True)
    assert client.get("/events/the-dismissal/").status_code == 404
    for address in ("/events/the-crisis/", "/events/", "/people/ada-byron/", small.article.get_absolute_url(), "/"):
        assert "/events/the-dismissal/" not in client.get(address).content.decode()


def test_it_names_nobody_who_is_hidden_and_links_nobody_without_a_page(client: Client, small: SmallArchive) -> None:
    for given, hidden in (("Veiled", True), ("Unseen", False)):
        Participation.objects.create(event=small.dismissal, person=make_person(given, "Person", hidden=hidden))
    page = page_of(client, small.dismissal)
    assert "Veiled" not in page and "Unseen Person" in page and "/people/unseen-person/" not in page


def test_a_hidden_event_above_is_not_named(client: Client, small: SmallArchive) -> None:
    Event.objects.filter(pk=small.crisis.pk).update(hidden=True)
    assert "The crisis" not in page_of(client, small.dismissal)


def test_it_shows_a_time_with_its_zone_and_a_doubt(client: Client, small: SmallArchive) -> None:
    small.dismissal.happened, small.dismissal.zone = "2023-11-17T12:19:00", "America/Los_Angeles"
    small.dismissal.save()
    page = page_of(client, small.dismissal)
    assert "17 November 2023, 12:19" in page and "America/Los_Angeles" in page
    small.dismissal.happened = "2023-11-17?"
    small.dismissal.save()
    assert "17 November 2023 (uncertain)" in page_of(client, small.dismissal)


def test_it_works_without_a_date_or_anybody(client: Client, db) -> None:
    event = make_event("T" * 300)
    article = make_article(text="It happened.")
    make_span(make_mention(article, event), "It happened.")
    count_articles(article)
    page = page_of(client, event)
    assert "no date" in page and "Nobody’s part in it is recorded." in page


def test_an_old_slug_redirects(client: Client, small: SmallArchive) -> None:
    small.crisis.slug = "the-great-crisis"
    small.crisis.save()
    assert client.get("/events/the-crisis/")["Location"] == "/events/the-great-crisis/"
