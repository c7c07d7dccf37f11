"""The records of the demonstration: loaded once, through their `save`; what a curator changed is left alone."""

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from django.core.management import CommandError
from django.test import TestCase

from archive.management import demonstration
from archive.models import Cue, Event, NameForm, Participation, Person, Source, SourceHost, SourceName
from tests.makers import make_person, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # test_pages.py loads them on PostgreSQL too

STEPS = {
    "renvoi-altman": "2023-11-17",
    "depart-brockman": "2023-11-17",
    "murati-interim": "2023-11-17",
    "shear-interim": "2023-11-19",
    "lettre-employes": "2023-11-20",
    "microsoft-recrute-altman": "2023-11-20",
    "regrets-sutskever": "2023-11-20",
    "retour-altman": "2023-11-22",
    "nouveau-conseil": "2023-11-22",
}
EARLIER = {
    "fondation-openai": "2015",
    "depart-musk": "2018",
    "lancement-chatgpt": "2022-11-30",
    "premier-devday": "2023-11-06",
}


FIXTURES = demonstration.FIXTURES


def records() -> list[dict]:
    return json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))


def rows() -> dict[str, list]:
    models = (Source, SourceName, SourceHost, Person, NameForm, Event, Cue, Participation)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def write_records(folder: Path, added: list[dict]) -> None:
    (folder / "demo.json").write_text(json.dumps([*records(), *added]), encoding="utf-8")


class TestLoaded(TestCase):
    """An archive into which the records were loaded once."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.loaded = demonstration.load_records()

    def test_it_loads_every_record(self):
        loaded = self.loaded.counts
        wanted = Counter(record["model"].removeprefix("archive.") for record in records())
        wanted["nameform"] -= wanted["person"]  # each person's full name comes in with the person
        assert loaded == wanted
        assert NameForm.objects.count() == wanted["nameform"] + wanted["person"]

    def test_it_loads_through_save(self):
        crisis = Event.objects.get(slug="crise-openai")
        assert (str(crisis.happened_earliest), str(crisis.happened_latest)) == ("2023-11-17", "2023-11-22")
        assert Person.objects.get(slug="adam-dangelo").sort_name == "D’Angelo, Adam"
        assert NameForm.objects.get(text="Adam D’Angelo").folded == "adam d'angelo"
        assert SourceName.objects.get(text="Jeuxvideo.com").folded

    def test_it_nests_the_steps_of_the_crisis(self):
        crisis = Event.objects.get(slug="crise-openai")
        assert dict(crisis.children.values_list("slug", "happened")) == STEPS
        others = Event.objects.filter(parent=None).exclude(pk=crisis.pk)
        assert dict(others.values_list("slug", "happened")) == EARLIER

    def test_it_holds_records_that_a_curator_could_have_saved(self):
        for model in (Source, SourceName, SourceHost, Person, NameForm, Event, Cue, Participation):
            for row in model.objects.all():
                row.full_clean()
        for event in Event.objects.all():
            assert event.cues.filter(strength="strong").count() >= 5, event
            assert event.participations.exclude(role="").exists(), event
            assert event.description, event
        assert not Person.objects.filter(description="").exists()

    def test_it_loads_nothing_a_second_time(self):
        before = rows()
        again = demonstration.load_records()
        assert not again.counts
        assert "nothing loaded" in again.in_words()
        assert rows() == before

    def test_it_keeps_what_a_curator_changed(self):
        person = Person.objects.get(slug="sam-altman")
        person.slug, person.description = "samuel-altman", "PDG"
        person.save()
        Event.objects.get(slug="depart-musk").delete()
        Cue.objects.filter(event__slug="renvoi-altman").first().delete()
        NameForm.objects.get(text="Samuel Altman").delete()
        crisis = Event.objects.get(slug="crise-openai")
        crisis.slug = "la-crise"
        crisis.save()
        before = rows()
        assert not demonstration.load_records().counts
        assert rows() == before

    def test_it_loads_what_a_newer_collection_adds(self):
        added = [
            {"model": "archive.person", "fields": {"slug": "ada-noir", "given_name": "Ada", "family_name": "Noir"}},
            {"model": "archive.nameform", "fields": {"person": ["ada-noir"], "text": "A. Noir", "strength": "weak"}},
        ]
        with TemporaryDirectory() as folder, patch.object(demonstration, "FIXTURES", Path(folder)):
            write_records(Path(folder), added)
            assert demonstration.load_records().counts == {"person": 1, "nameform": 1}


def test_it_lets_an_archive_keep_a_host_and_a_number_it_has():
    mine = make_source("Mon Geek", names=("KULTUREGEEK",), hosts=("kulturegeek.fr",))
    me = make_person("Samuel", "Alt")
    me.identifiers.create(scheme="wikidata", value="Q7407093")
    demonstration.load_records()
    assert SourceHost.objects.get(host="kulturegeek.fr").source == mine
    assert me.identifiers.get().value == "Q7407093"
    assert not Person.objects.get(slug="sam-altman").identifiers.exists()


def test_it_refuses_a_broken_file_and_loads_none_of_it(tmp_path, monkeypatch):
    good = {"model": "archive.person", "fields": {"slug": "ada-noir", "name": "Ada Noir"}}
    broken = {"model": "archive.person", "fields": {"slug": "x", "shoe_size": 44}}
    (tmp_path / "demo.json").write_text(json.dumps([good, broken]))
    monkeypatch.setattr(demonstration, "FIXTURES", tmp_path)
    with pytest.raises(CommandError, match=r"demo\.json cannot be loaded: .*shoe_size"):
        demonstration.load_records()
    assert not Person.objects.exists()


def test_it_refuses_a_missing_file(tmp_path, monkeypatch):
    monkeypatch.setattr(demonstration, "FIXTURES", tmp_path)
    with pytest.raises(CommandError, match=r"demo\.json cannot be loaded"):
        demonstration.load_records()
