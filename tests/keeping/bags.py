"""Backups to test with: an archive with everything in it, its backup, and what others might make of such a file."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import connection

from archive import pipeline
from archive.models import Article, Capture, Event, Mention, OldSlug, Person, Source
from tests.capture.warcs import MadeWarc
from tests.makers import make_event, make_person, make_source
from tests.pipeline.test_ingest import DUMP, HTML

URL = "https://lematin.example/2023/banque"


def fill(folder: Path) -> None:
    """Make an archive: pages of two kinds with a revisit, a curator, hidden and renamed records, keys given up."""
    renamed = make_person("Ada", "Noir", description="Directrice « jusqu’à lundi ».")
    renamed.slug = "ada"
    renamed.save()
    make_person("Zoé", "Blanc")
    crisis = make_event("La crise", happened="2023-11-17/2023-11-22")
    make_event("La lettre", cues={"lettre ouverte salariés": "strong"}, happened="2023-11-20", parent=crisis)
    make_source("Hidden", hidden=True, zone="Europe/Paris")
    curator = User.objects.create_user("curator", password="correct horse battery staple")
    curator.user_permissions.add(Permission.objects.get(codename="change_article"))
    write_pages(folder)
    outcomes = list(pipeline.ingest_paths([str(folder)], pipeline.Ingest(publish=True)))
    assert {outcome.outcome for outcome in outcomes} <= {"created", "updated", "skipped"}, [
        outcome.error for outcome in outcomes
    ]
    pipeline.decide(Mention.objects.filter(person__isnull=False), "confirmed", curator)
    Article.objects.create(title="Gone", text="Gone.")
    pipeline.delete_articles(Article.objects.filter(title="Gone"))
    assert OldSlug.objects.exists()


def write_pages(folder: Path) -> None:
    """Write a text, and a web archive with a page that was captured twice, into a new folder."""
    folder.mkdir()
    (folder / "dump.txt").write_text(DUMP)
    made = MadeWarc().request(url=URL).response(HTML.encode(), url=URL)
    (folder / "made.warc.gz").write_bytes(made.response(HTML.encode(), url=URL, date="2024-01-05T10:00:00Z").content)


def addresses() -> list[str]:
    """Return the address of every public page and feed that the archive has, found or gone."""
    records = [
        *Article.objects.order_by("pk"),
        *Person.objects.order_by("pk"),
        *Event.objects.order_by("pk"),
        *Source.objects.order_by("pk"),
    ]
    lists = [
        "/",
        "/articles/",
        "/articles/?q=directrice",
        "/people/",
        "/events/",
        "/sources/",
        "/dates/",
        "/dates/2023/",
    ]
    more = ["/dates/2023/11/", "/dates/2023/11/20/", "/sitemap.xml", "/sitemap-articles.xml", "/people/ada-noir/"]
    captures = [f"/captures/{pk}/" for pk in Capture.objects.order_by("pk").values_list("pk", flat=True)]
    return [*(record.get_absolute_url() for record in records), *lists, *more, *captures, "/articles/999-none/"]


def answers(client, wanted: list[str]) -> dict[str, tuple[int, str, bytes]]:
    """Return what the site answers at each address: status, where it leads, and the page byte for byte."""
    found = {}
    for address in wanted:
        answer = client.get(address)
        found[address] = (answer.status_code, answer.get("Location", ""), b"".join(answer))
    return found


def make_backup(path: Path) -> Path:
    """Write the backup of the archive to `path`."""
    call_command("backup", path)
    return path


def empty(data_folder: Path) -> None:
    """Empty the database as a new one is, and take the captures away."""
    connection.check_constraints()  # PostgreSQL empties no table that still has something to check
    call_command("flush", interactive=False, verbosity=0)
    if (data_folder / "captures").is_dir():
        (data_folder / "captures").rename(data_folder / "captures.before")


def changed(path: Path, change: Callable[[dict[str, bytes]], None], *, name: str = "changed.zip") -> Path:
    """Write the files of the backup at `path`, changed, to a file beside it, and return that."""
    with zipfile.ZipFile(path) as zipped:
        files = {info.filename: zipped.read(info) for info in zipped.infolist()}
    change(files)
    target = path.with_name(name)
    with zipfile.ZipFile(target, "w") as zipped:
        for file, content in files.items():
            zipped.writestr(file, content)
    return target


def entry(files: dict[str, bytes], ending: str) -> str:
    """Return the name of the file of the backup that ends so."""
    (name,) = (name for name in files if name.endswith(ending))
    return name


def remade(kept: Path, change) -> Path:
    """Return a backup with true digests whose files were changed before it was sealed."""
    return changed(kept, lambda files: seal(files, change), name="remade.zip")


def seal(files: dict[str, bytes], change) -> None:
    """Change the files of a backup, and list their digests anew."""
    change(files)
    root = next(iter(files)).partition("/")[0]

    def digests(paths: list[str]) -> bytes:
        return "".join(f"{hashlib.sha256(files[f'{root}/{path}']).hexdigest()}  {path}\n" for path in paths).encode()

    payload = [name.partition("/")[2] for name in files if "/data/" in name]
    files[f"{root}/manifest-sha256.txt"] = digests(payload)
    files[f"{root}/tagmanifest-sha256.txt"] = digests(["bagit.txt", "bag-info.txt", "manifest-sha256.txt"])


def about(files: dict[str, bytes], **told: object) -> None:
    """Change what a backup says of itself."""
    name = entry(files, "backup.json")
    files[name] = json.dumps({**json.loads(files[name]), **told}).encode()
