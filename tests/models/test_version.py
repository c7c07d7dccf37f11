"""The version says that something the linker reads has changed."""

import pytest

from archive.models import AuthorityVersion
from tests.makers import make_article, make_event, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        lambda person, event: person.save(),
        lambda person, event: person.name_forms.get().save(),
        lambda person, event: person.name_forms.get().delete(),
        lambda person, event: event.save(),
        lambda person, event: event.cues.get().delete(),
        lambda person, event: event.participations.get().save(),
        lambda person, event: make_person("Grace", "Hopper"),
        lambda person, event: event.delete(),
    ],
)
def test_it_changes_with_what_the_linker_reads(change) -> None:
    person = make_person("Ada", "Lovelace")
    event = make_event(cues={"engine": "strong"}, people=(person,))
    before = AuthorityVersion.current()
    change(person, event)
    assert AuthorityVersion.current() != before


def test_it_stays_while_nothing_of_that_changes() -> None:
    make_person()
    before = AuthorityVersion.current()
    make_source(names=("A",))
    make_article().save()
    assert AuthorityVersion.current() == before


def test_before_the_first_change_there_is_a_version_too() -> None:
    assert isinstance(AuthorityVersion.current(), int)
