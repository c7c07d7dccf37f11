"""Articles extracted again from their captures: what changed follows, what people told or corrected stays."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive import pipeline
from archive.models import Article, Authorship, CapturedText, Mention, Person, SourceName, Span
from archive.pipeline.told import Told
from archive.search.backends.entry import Asked
from archive.search.finding import matching
from archive.search.query import parse
from tests.makers import make_article, make_person, make_source
from tests.pipeline.test_ingest import BODY, DUMP, HTML, write
from tests.pipeline.test_ways import ADDRESS, write_warc

pytestmark = pytest.mark.django_db

PAGE = HTML.replace("</h1>", '</h1><p class="byline">Par Léa Martin</p>')


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


def ingest(folder: Path, content: str = PAGE, name: str = "a.html", told: Told | None = None, **options) -> Article:
    """Bring in a page, and return the newest article."""
    list(pipeline.ingest_paths([str(write(folder, name, content))], pipeline.Ingest(**options)))
    return Article.objects.latest("pk")


def spoil(article: Article, **fields: object) -> None:
    """Set fields as an older extraction might have: mentions, index and counts follow."""
    for name, value in fields.items():
        setattr(article, name, value)
    pipeline.save_article(article)
    article.save(update_fields=["origins"])


def extract(*ids: int, **options) -> list[pipeline.Reextracted]:
    articles = Article.objects.filter(pk__in=ids) if ids else Article.objects.all()
    return list(pipeline.extract_again(articles, **options))


def test_what_extraction_finds_is_set_again(pages):
    make_person("Ada", "Noir")
    make_person("Eve", "Blanc")
    article = ingest(pages, publish=True)
    spoil(article, title="Menu", text="Eve Blanc parle.", published="2021", byline="", section="Sport")
    article.authorships.all().delete()
    assert [str(mention) for mention in Mention.objects.all()] == ["Eve Blanc"]
    (done,) = extract()
    assert (done.outcome, done.title) == ("changed", "Menu")
    assert set(done.fields) == {"title", "text", "published", "byline", "authors"}
    article.refresh_from_db()
    assert (article.title, article.text) == ("La banque du port perd sa directrice", "\n\n".join(BODY))
    assert (article.published, str(article.published_latest)) == ("2023-11-20T20:24:00+01:00", "2023-11-20")
    assert article.slug == "la-banque-du-port-perd-sa-directrice"
    assert Authorship.objects.get().name == "Léa Martin"
    assert [str(mention) for mention in Mention.objects.all()] == ["Ada Noir"]
    assert dict(Person.objects.values_list("family_name", "article_count")) == {"Noir": 1, "Blanc": 0}
    assert list(matching(Article.objects.all(), Asked(parse("directrice").terms, public=False))) == [article]


def test_nothing_is_written_where_nothing_changed(pages):
    article = ingest(pages)
    changed_at = article.changed_at
    with CaptureQueriesContext(connection) as queries:
        (done,) = extract()
    assert (done.outcome, done.fields) == ("unchanged", ())
    assert not [query for query in queries if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    article.refresh_from_db()
    assert article.changed_at == changed_at


def test_again_finds_nothing_to_change(pages):
    article = ingest(pages)
    spoil(article, text="Autre.", origins={})
    assert [[done.outcome for done in extract()] for _run in range(2)] == [["changed"], ["unchanged"]]


def test_it_leaves_what_a_curator_corrected(pages):
    article = ingest(pages)
    corrected = ["title", "text", "byline", "published", "section"]
    article.title, article.text, article.published, article.section = "Corrigé", "Texte corrigé.", "", "Économie"
    pipeline.save_article(article, corrected)
    article.authorships.all().delete()
    Authorship.objects.create(article=article, name="Une autre")
    (done,) = extract()
    assert done.outcome == "unchanged"
    article.refresh_from_db()
    assert (article.title, article.text, article.published) == ("Corrigé", "Texte corrigé.", "")
    assert article.authorships.get().name == "Une autre"


def test_what_was_told_at_ingest_stays(pages):
    source = make_source("Le Soir")
    article = ingest(pages, DUMP, "a.txt", source=source)
    assert article.origins["source"] == "named when it was ingested"
    SourceName.objects.create(source=make_source("Menu"), text="Menu")
    told = Told(title="Titre de la liste", published="2020", origin="list of addresses")
    page = pipeline.ingest_paths([str(write(pages, "b.txt", DUMP + "\n"))], ToldIngest(told))
    other = Article.objects.get(pk=next(page).article.id)
    assert [done.outcome for done in extract()] == ["unchanged", "unchanged"]
    for row in (article, other):
        row.refresh_from_db()
    assert (article.source, other.title, other.published) == (source, "Titre de la liste", "2020")


class ToldIngest(pipeline.Ingest):
    """Brings in every page with the same told of it."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told

    def page(self, page, file, told=None, corrected=None):
        return super().page(page, file, self._told, corrected)


def test_a_source_that_is_known_since_is_taken(pages):
    article = ingest(pages, DUMP.replace("Menu", "Le Courrier du port\n\nMenu"), "a.txt")
    assert article.source is None
    source = make_source("Le Courrier du port", names=("Le Courrier du port",))
    (done,) = extract()
    article.refresh_from_db()
    assert (done.fields, article.source) == (("source",), source)


def test_a_source_that_no_page_tells_of_stays(pages):
    article = ingest(pages)
    article.source.hosts.all().delete()
    article.source.names.all().delete()
    type(article.source).objects.update(name="Autre")
    assert [done.outcome for done in extract()] == ["unchanged"]


def test_what_is_not_found_any_more_goes_where_no_other_capture_told_it(pages):
    article = ingest(pages)
    spoil(article, section="Sport", origins={**article.origins, "section": "JSON-LD articleSection"})
    assert extract()[0].fields == ("section",)
    article.refresh_from_db()
    assert article.section == "" and "section" not in article.origins


def test_what_another_capture_told_stays(pages):
    article = ingest(pages)
    ingest(pages, PAGE.replace("</head>", '<meta property="article:section" content="Économie"></head>'), "b.html")
    article.refresh_from_db()
    assert article.section == "Économie"
    assert [done.outcome for done in extract()] == ["unchanged"]


def test_a_confirmed_span_moves_with_its_words_or_waits(pages):
    make_person("Ada", "Noir")
    article = ingest(pages)
    spoil(article, text=f"Menu\n\nPar Ada Noir et d'autres.\n\n{article.text}")
    pipeline.decide(Mention.objects.all(), "confirmed", None)
    assert Span.objects.count() == 2
    extract()
    article.refresh_from_db()
    stands, gone = Span.objects.order_by("-anchored")
    assert article.text[stands.start : stands.end] == "Ada Noir" and stands.anchored
    assert not gone.anchored
    assert Mention.objects.get().status == "confirmed"


def test_the_texts_of_other_captures_are_read_again(pages):
    article = ingest(pages)
    ingest(pages, PAGE.replace("lundi", "mardi"), "b.html")
    CapturedText.objects.filter(waits=True).update(text="Comme autrefois extrait.")
    (done,) = extract()
    version = CapturedText.objects.get(waits=True)
    assert (done.fields, version.text) == (("versions",), article.text.replace("lundi", "mardi"))


def test_a_text_that_has_the_articles_words_now_waits_no_more(pages):
    article = ingest(pages)
    ingest(pages, PAGE.replace("<nav>", "<nav> "), "b.html")
    second = article.captures.latest("pk")
    CapturedText.objects.create(capture=second, title="Menu", text="Mal extrait.", waits=True)
    extract()
    assert not CapturedText.objects.filter(waits=True).exists()


def test_a_dry_run_writes_nothing(pages):
    article = ingest(pages)
    spoil(article, text="Autre.")
    (done,) = extract(dry_run=True)
    article.refresh_from_db()
    assert (done.outcome, done.fields, article.text) == ("changed", ("text",), "Autre.")


def test_a_revisit_is_read_from_the_record_that_holds_its_bytes(pages):
    warc = write_warc(pages / "a.warc.gz", *((ADDRESS, f"2023-11-{day}T08:00:00Z", PAGE) for day in (20, 21)))
    list(pipeline.ingest_paths([str(warc)], pipeline.Ingest()))
    article = Article.objects.get()
    revisit = article.captures.get(refers_to__isnull=False)
    spoil(article, text="Autre.", text_capture=revisit)
    article.save(update_fields=["text_capture"])
    assert extract()[0].fields == ("text",)
    article.refresh_from_db()
    assert (article.text, article.text_capture) == ("\n\n".join(BODY), revisit)


def test_bytes_that_are_not_those_captured_are_not_read(pages):
    article = ingest(pages)
    other = ingest(pages, DUMP, "b.txt")
    captures = type(article.text_capture).objects
    captures.filter(pk=other.text_capture_id).update(warc_offset=article.text_capture.warc_offset)
    assert [(done.outcome, "SHA-256" in done.error) for done in extract()] == [("unchanged", False), ("failed", True)]


def test_one_that_fails_stops_no_other(pages, data_folder):
    first = ingest(pages)
    second = ingest(pages, DUMP, "b.txt")
    spoil(second, text="Autre.")
    type(first.text_capture).objects.filter(pk=first.text_capture_id).update(warc_file="gone.warc.gz")
    failed, changed = extract()
    assert (failed.outcome, changed.outcome) == ("failed", "changed")
    assert "gone.warc.gz cannot be read" in failed.error


def test_a_page_that_holds_no_article_now_fails_and_keeps_its_text(pages):
    article = ingest(pages)
    type(article.text_capture).objects.update(http_status=404)
    (done,) = extract()
    assert done.outcome == "failed" and "404" in done.error
    article.refresh_from_db()
    assert article.text == "\n\n".join(BODY)


def test_an_article_entered_by_hand_is_skipped():
    article = make_article()
    (done,) = extract()
    assert (done.article, done.outcome, done.error) == (article.pk, "skipped", "no capture stands behind it")


# The command


def run(capsys, *arguments: str) -> str:
    call_command("extract", *arguments)
    return capsys.readouterr().out


def test_the_command_counts(pages, capsys):
    article = ingest(pages)
    spoil(article, text="Autre.")
    assert run(capsys) == (
        f"changed   {article.pk} “{article.title}”: text\n1 changed, 0 unchanged, 0 skipped, 0 failed\n"
    )
    assert run(capsys) == "0 changed, 1 unchanged, 0 skipped, 0 failed\n"


def test_the_command_takes_articles_or_a_source(pages, capsys):
    article = ingest(pages)
    other = ingest(pages, DUMP, "b.txt")
    assert "1 unchanged" in run(capsys, "--article", str(other.pk))
    assert "2 unchanged" in run(capsys, "--article", str(other.pk), str(article.pk))
    assert "1 unchanged" in run(capsys, "--source", "le matin")
    assert "1 unchanged" in run(capsys, "--source", article.source.slug)
    for number in (99999, 0, -1, 10**30):
        with pytest.raises(CommandError, match=f"There is no article {number}."):
            run(capsys, "--article", str(other.pk), str(number))
    with pytest.raises(CommandError, match="no source called “Le Monde”"):
        run(capsys, "--source", "Le Monde")
    with pytest.raises(CommandError, match="not allowed with"):
        run(capsys, "--source", "Le Matin", "--article", "1")


def test_the_command_speaks_json(pages, capsys):
    article = ingest(pages)
    spoil(article, text="Autre.")
    lines = [json.loads(line) for line in run(capsys, "--json", "--dry-run").splitlines()]
    assert lines[0] == {
        "article": article.pk,
        "title": article.title,
        "outcome": "changed",
        "fields": ["text"],
        "error": "",
    }
    assert lines[1] == {"counts": {"changed": 1, "unchanged": 0, "skipped": 0, "failed": 0}}


def test_the_command_names_what_failed_and_exits_with_one(pages, capsys):
    article = ingest(pages)
    type(article.text_capture).objects.update(http_status=404)
    with pytest.raises(CommandError, match="1 failed"):
        call_command("extract")
    assert f"failed    {article.pk} “{article.title}”: The server answered 404" in capsys.readouterr().out
