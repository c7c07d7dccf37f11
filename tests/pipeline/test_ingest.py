"""Ingest: a file becomes a capture and an article once; again changes nothing; what fails is named."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive import pipeline
from archive.capture.page import CapturedPage
from archive.capture.store import CaptureStore
from archive.extraction.article import ExtractedArticle, KnownSources
from archive.extraction.extract import extract
from archive.models import Article, Capture, Mention, Source, Span
from tests.makers import make_event, make_person, make_source

pytestmark = pytest.mark.django_db

BODY = [
    "La banque du port a perdu sa directrice. Ada Noir a quitté son bureau lundi, sans donner d'explication.",
    "Le lendemain, près de deux cents salariés ont signé une lettre ouverte pour demander son retour immédiat.",
    "Le conseil, réuni toute la nuit, a promis une réponse avant la fin de la semaine, selon plusieurs participants.",
]
DUMP = "\n\n".join(["Menu", "La banque du port perd sa directrice", *BODY, "Laisser un commentaire"])
HTML = """<!doctype html><html lang="fr"><head><title>La banque du port perd sa directrice - Le Matin</title>
<link rel="canonical" href="https://lematin.example/2023/banque"><meta property="og:site_name" content="Le Matin">
<meta property="article:published_time" content="2023-11-20T20:24:00+01:00"></head><body><nav><a href="/">Accueil</a>
</nav><article><h1>La banque du port perd sa directrice</h1>{}</article></body></html>""".format(
    "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


def ingest(*paths: Path, **options: object) -> list[pipeline.Outcome]:
    return list(pipeline.ingest_paths(map(str, paths), pipeline.Ingest(**options)))


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_it_makes_a_draft_with_its_capture_and_mentions(pages, data_folder):
    make_person("Ada", "Noir")
    make_event("La lettre", cues={"lettre ouverte salariés": "strong"})
    (outcome,) = ingest(write(pages, "a.txt", DUMP))
    article = Article.objects.get()
    assert (outcome.outcome, outcome.error, article.status) == ("created", None, "draft")
    assert article.title == "La banque du port perd sa directrice"
    assert article.text == "\n\n".join(BODY)
    assert article.origins["title"]
    assert [(row.slug, row.status) for row in outcome.people] == [("ada-noir", "automatic")]
    assert [(row.slug, row.status) for row in outcome.events] == [("la-lettre", "automatic")]
    capture = Capture.objects.get()
    stored = CaptureStore(data_folder / "captures").read(capture.warc_file, capture.warc_offset)
    assert (capture.article, article.text_capture, stored) == (article, capture, DUMP.encode())


def test_it_takes_html_with_its_date_and_makes_its_source(pages):
    ingest(write(pages, "a.html.gz", gzip.compress(HTML.encode())))
    article = Article.objects.select_related("source").get()
    assert (article.published, article.language) == ("2023-11-20T20:24:00+01:00", "fr")
    assert article.source.name == "Le Matin"
    assert [host.host for host in article.source.hosts.all()] == ["lematin.example"]


def test_it_makes_no_source_for_a_dump(pages):
    ingest(write(pages, "a.txt", DUMP))
    assert not Source.objects.exists()


def test_it_takes_a_source_by_name_for_pages_that_name_none(pages):
    source = make_source("Le Soir")
    ingest(write(pages, "a.txt", DUMP), source=source)
    assert Article.objects.get().source == source


def test_it_changes_nothing_the_second_time(pages):
    make_person("Ada", "Noir")
    path = write(pages, "a.txt", DUMP)
    first = ingest(path)
    second = ingest(path)
    assert [outcome.outcome for outcome in second] == ["unchanged"]
    assert second[0].article == first[0].article
    assert (Article.objects.count(), Capture.objects.count(), Mention.objects.count()) == (1, 1, 1)


def test_it_adds_a_capture_to_a_known_address(pages):
    ingest(write(pages, "a.html", HTML.replace("lundi", "mardi")))
    Article.objects.update(published="", published_earliest=None, published_latest=None)
    (outcome,) = ingest(write(pages, "b.html", HTML))
    article = Article.objects.get()
    assert (outcome.outcome, article.captures.count()) == ("updated", 2)
    assert "mardi" in article.text
    assert article.published.startswith("2023-11-20")


OTHER = (
    "<p>Le musée rouvre samedi ses portes, après deux ans de travaux menés par les ouvriers de la ville voisine.</p>"
    "<p>Les visiteurs y verront quarante tableaux que personne n'avait montrés depuis la fin du siècle dernier.</p>"
)


def other_page(path: str) -> str:
    head = f'<html lang="fr"><head><title>Le musée rouvre</title><link rel="canonical" href="https://lematin.example{path}">'
    return f"{head}</head><body><article><h1>Le musée rouvre</h1>{OTHER}</article></body></html>"


@pytest.mark.parametrize("path", ["/2023/banque", "/", "/?page=1"])
def test_two_articles_that_claim_one_address_stay_two(pages, path):
    first = HTML.replace("/2023/banque", path)
    outcomes = ingest(write(pages, "a.html", first), write(pages, "b.html", other_page(path)))
    assert [outcome.outcome for outcome in outcomes] == ["created", "created"]
    again = ingest(write(pages, "c.html", other_page(path).replace("samedi", "dimanche")))
    assert [outcome.article.title for outcome in again] == ["Le musée rouvre"]


def test_an_article_with_a_new_title_is_the_same(pages):
    ingest(write(pages, "a.html", HTML))
    changed = HTML.replace("La banque du port perd sa directrice", "Ada Noir s'en va")
    assert [outcome.outcome for outcome in ingest(write(pages, "b.html", changed))] == ["updated"]


def test_a_page_that_nobody_thought_of_stops_no_other(pages, monkeypatch):
    def break_on_a(page: CapturedPage, sources: KnownSources) -> ExtractedArticle:
        if page.name == "a.txt":
            raise OverflowError("date value out of range")
        return extract(page, sources)

    monkeypatch.setattr("archive.pipeline.ingest.extract", break_on_a)
    failed, created = ingest(write(pages, "a.txt", DUMP), write(pages, "b.txt", DUMP + "\n"))
    assert (failed.outcome, created.outcome) == ("failed", "created")
    assert "OverflowError: date value out of range" in failed.error
    assert Capture.objects.filter(article=None).get().original_name == "a.txt"


def test_it_leaves_a_corrected_field_empty(pages):
    ingest(write(pages, "a.html", HTML.replace("lundi", "mardi")))
    article = Article.objects.get()
    article.published = ""
    pipeline.save_article(article, ["published"])
    ingest(write(pages, "b.html", HTML))
    assert Article.objects.get().published == ""


def test_it_makes_no_source_for_an_article_that_a_curator_left_without(pages):
    ingest(write(pages, "a.html", HTML))
    Article.objects.update(source=None, corrected=["source"])
    Source.objects.all().delete()
    (outcome,) = ingest(write(pages, "b.html", HTML.replace("</body>", "<!-- taken again --></body>")))
    assert (outcome.outcome, Source.objects.count()) == ("updated", 0)


def test_it_publishes_when_asked(pages):
    person = make_person("Ada", "Noir")
    ingest(write(pages, "a.txt", DUMP), publish=True)
    person.refresh_from_db()
    assert (Article.objects.get().status, person.article_count) == ("published", 1)


def test_it_stores_nothing_in_a_dry_run(pages, data_folder):
    make_person("Ada", "Noir")
    (outcome,) = ingest(write(pages, "a.html", HTML), dry_run=True)
    assert (outcome.outcome, outcome.article.id) == ("created", None)
    assert outcome.people[0].spans[0].words == "Ada Noir"
    assert not any(model.objects.exists() for model in (Article, Capture, Source, Span))
    assert not list(data_folder.glob("captures/*"))


def test_it_names_what_fails_and_goes_on(pages):
    write(pages, "a.txt", "")
    write(pages, "b.html", b"\x89PNG\r\n\x1a\n\x00\x00")
    write(pages, "c.html", "<html><body><nav><a href='/'>Accueil</a></nav></body></html>")
    write(pages, "d.pdf", b"%PDF-1.4")
    write(pages, "e.html.gz", b"not gzip at all")
    write(pages, "f.txt", DUMP)
    outcomes = {Path(outcome.file).name: outcome for outcome in ingest(pages)}
    results = {name: str(outcome.outcome) for name, outcome in outcomes.items()}
    assert results == {
        "a.txt": "failed",
        "b.html": "failed",
        "c.html": "failed",
        "d.pdf": "skipped",
        "e.html.gz": "failed",
        "f.txt": "created",
    }
    assert all(outcome.error for name, outcome in outcomes.items() if name != "f.txt")


def test_it_fails_a_file_of_unknown_kind_that_was_named(pages):
    (outcome,) = ingest(write(pages, "d.pdf", b"%PDF-1.4"))
    assert outcome.outcome == "failed"


def test_it_refuses_a_file_that_is_too_large_without_reading_it(pages, settings):
    path = pages / "huge.txt"
    with path.open("wb") as handle:
        handle.truncate(200 * 1024 * 1024)
    (outcome,) = ingest(path)
    assert outcome.outcome == "failed"
    assert "large" in outcome.error or "bytes" in outcome.error or "MB" in outcome.error


def test_it_names_a_file_that_is_not_there(pages):
    (outcome,) = ingest(pages / "none.txt")
    assert (outcome.outcome, "none.txt" in outcome.file) == ("failed", True)


def test_it_keeps_the_capture_of_a_page_without_an_article(pages):
    path = write(pages, "c.html", "<html><body><nav><a href='/'>Accueil</a></nav></body></html>")
    ingest(path)
    assert [outcome.outcome for outcome in ingest(path)] == ["failed"]
    assert Capture.objects.get().article is None


def test_it_links_a_byline_to_the_one_person_of_that_name(pages):
    person = make_person("Zoé", "Blanc")
    ingest(
        write(pages, "a.html", HTML.replace("</h1>", "</h1><p class='byline'>Par <a rel='author'>Zoé Blanc</a></p>"))
    )
    assert [(row.name, row.person) for row in Article.objects.get().authorships.all()] == [("Zoé Blanc", person)]


def test_the_command_prints_json_lines_and_the_counts(pages, capsys):
    write(pages, "a.txt", DUMP)
    write(pages, "b.txt", "")
    with pytest.raises(CommandError, match="1 failed"):
        call_command("ingest", str(pages), json=True)
    *lines, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["outcome"] for line in lines] == ["created", "failed"]
    facts = {"file", "record", "url", "outcome", "error", "article", "people", "events", "same_text"}
    assert set(lines[0]) == facts
    assert last["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 1}


def test_the_command_refuses_a_source_that_nobody_knows(pages):
    with pytest.raises(CommandError, match="knows no source"):
        call_command("ingest", str(pages), source="Nulle part")
