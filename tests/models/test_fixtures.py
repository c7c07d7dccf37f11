"""A fixture names its rows by natural keys, and can be loaded into an empty archive or over itself."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from archive.models import Cue, Event, NameForm, Participation, Person, Source
from tests.makers import make_event, make_person, make_source

MODELS = ["source", "sourcename", "sourcehost", "person", "nameform", "identifier", "event", "cue", "participation"]


@pytest.mark.django_db
def test_it_reads_well_and_comes_back_as_it_was(tmp_path: Path) -> None:
    make_source("L’Écho", names=("L’Écho",), hosts=("news.example",))
    person = make_person("Ada", "Lovelace", forms={"Ada": "weak"})
    crisis = make_event("Crisis", happened="2023-11-17/2023-11-22")
    make_event("Day", parent=crisis, happened="2023-11-17", cues={"engine": "strong"}, people=(person,))
    out = StringIO()
    labels = [f"archive.{model}" for model in MODELS]
    call_command("dumpdata", *labels, natural_foreign=True, natural_primary=True, indent=1, stdout=out)
    rows = json.loads(out.getvalue())
    assert all("pk" not in row for row in rows)
    day = next(row for row in rows if row["fields"].get("slug") == "day")
    assert day["fields"]["parent"] == ["crisis"]

    for model in (Event.objects.filter(parent__isnull=False), Event.objects, Person.objects, Source.objects):
        model.all().delete()
    (tmp_path / "rows.json").write_text(out.getvalue())
    for _ in range(2):
        call_command("loaddata", tmp_path / "rows.json", verbosity=0)
    assert Event.objects.get(slug="day").parent.slug == "crisis"
    assert Event.objects.get(slug="day").happened_earliest.isoformat() == "2023-11-17"
    assert [form.text for form in NameForm.objects.filter(person__slug="ada-lovelace")] == ["Ada Lovelace", "Ada"]
    assert (Cue.objects.count(), Participation.objects.count(), Source.objects.get().hosts.count()) == (1, 1, 1)
