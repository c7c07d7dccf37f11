"""Sources, with the names and hosts by which their pages are recognised."""

import pytest
from django.db import IntegrityError, transaction

from archive.models import Source, SourceHost, SourceName
from tests.makers import make_source

pytestmark = pytest.mark.django_db


def test_it_keeps_hosts_as_they_are_compared() -> None:
    make_source(hosts=("WWW.News.Example ",))
    assert SourceHost.objects.get().host == "news.example"


def test_no_two_sources_share_a_name_however_it_is_written() -> None:
    make_source(names=("L’Écho",))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_source(names=("l'echo",))


def test_no_two_sources_share_a_host() -> None:
    make_source(hosts=("news.example",))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_source(hosts=("www.NEWS.example",))


@pytest.mark.parametrize("text", ["", " ", "-"])
def test_the_database_refuses_a_name_without_words(text: str) -> None:
    source = make_source()
    with pytest.raises(IntegrityError, match="sourcename_has_words"), transaction.atomic():
        SourceName.objects.create(source=source, text=text)


@pytest.mark.parametrize(
    ("fields", "constraint"), [({"name": ""}, "source_has_name"), ({"access": "all"}, "source_access_values")]
)
def test_the_database_refuses(fields: dict, constraint: str) -> None:
    source = make_source()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Source.objects.filter(pk=source.pk).update(**fields)


def test_the_database_refuses_an_empty_host() -> None:
    source = make_source()
    with pytest.raises(IntegrityError, match="sourcehost_has_host"), transaction.atomic():
        SourceHost.objects.create(source=source, host="www.")


def test_only_sources_with_published_articles_are_public() -> None:
    shown = make_source(article_count=1)
    make_source()
    make_source(article_count=1, hidden=True)
    assert list(Source.objects.public()) == [shown]
    assert shown.get_absolute_url() == f"/sources/{shown.slug}/"


def test_names_and_hosts_have_natural_keys() -> None:
    source = make_source(names=("L’Écho",), hosts=("news.example",))
    name, host = source.names.get(), source.hosts.get()
    assert SourceName.objects.get_by_natural_key(*name.natural_key()) == name
    assert SourceHost.objects.get_by_natural_key(*host.natural_key()) == host
