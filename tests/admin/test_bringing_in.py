"""Bringing a page in: an address, a file or pasted text, a preview, and what the curator made of it."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.capture.store import CaptureStore
from archive.models import Article, Capture, Source, SourceHost
from tests.capture.server import Server, answer, page, serving
from tests.makers import make_article, make_capture, make_event, make_person, make_source
from tests.pipeline.test_ingest import BODY, DUMP, HTML

ASK = "/admin/archive/article/bring-in/"


@pytest.fixture
def site(settings) -> Iterator[Server]:
    """Serve a page at /page, which the archive may fetch."""
    with serving() as server:
        settings.ARCHIVE_FETCH_ALLOW = frozenset([f"127.0.0.1:{server.port}"])
        server.replies["/page"] = page(HTML.replace("https://lematin.example/2023/banque", "").encode())
        yield server


def ask(client: Client, **data):
    """Send the first form."""
    return client.post(ASK, {"kind": "auto", **data})


def preview_of(client: Client, **data):
    """Send the first form, and return the preview and its address."""
    response = ask(client, **data)
    assert response.status_code == 302, response.context["form"].errors
    return client.get(response.url), response.url


def sent(response) -> dict[str, str]:
    """Return what the preview's form would send unchanged, with the line breaks of a browser."""
    data = {}
    for bound in response.context["form"]:
        value = bound.value()
        if value is not None and value is not False:
            data[bound.html_name] = str(value).replace("\n", "\r\n")
    return data


def act(client: Client, address: str, response, action: str = "save", **changes):
    return client.post(address, sent(response) | {"action": action} | changes)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def errors(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", " ".join(str(told) for told in response.context["form"].errors.values()))


def nothing_is_saved(data_folder: Path) -> bool:
    rows = [model.objects.exists() for model in (Article, Capture, Source, LogEntry)]
    return not any(rows) and not (data_folder / "captures").exists()


def test_it_brings_in_pasted_text(desk, data_folder):
    make_person("Ada", "Noir")
    make_event("La lettre", cues={"lettre ouverte salariés": "weak"})
    response, address = preview_of(desk, text=DUMP)
    html = response.content.decode()
    assert response.context["form"]["title"].value() == "La banque du port perd sa directrice"
    assert "From: " in html
    assert "<mark>Ada Noir</mark> a quitté son bureau lundi" in html
    assert [str(row.mention.status.label) for row in response.context["mentions"]] == ["automatic", "suggested"]
    assert nothing_is_saved(data_folder)

    done = act(desk, address, response)

    article, capture = Article.objects.get(), Capture.objects.get()
    assert done.url == f"/admin/archive/article/{article.pk}/change/"
    assert (article.status, article.text, article.corrected) == ("draft", "\n\n".join(BODY), [])
    assert (capture.media_type, capture.charset, capture.target_uri[:11]) == ("text/plain", "utf-8", "urn:sha256:")
    assert (capture.captured_at, capture.original_name, article.text_capture) == (None, "", capture)
    stored = CaptureStore(data_folder / "captures").read(capture.warc_file, capture.warc_offset)
    assert stored == DUMP.encode()
    assert set(article.mentions.values_list("status", flat=True)) == {"automatic", "suggested"}
    assert LogEntry.objects.get().get_change_message() == "Brought in."
    assert "was made of the page" in desk.get(done.url).content.decode()


def test_it_brings_in_a_file(desk):
    response, address = preview_of(desk, file=upload("été.html.gz", gzip.compress(HTML.encode())))
    assert response.context["form"]["published"].value() == "2023-11-20T20:24:00+01:00"
    assert response.context["form"]["source"].value() == "Le Matin"

    act(desk, address, response)

    article, capture = Article.objects.get(), Capture.objects.get()
    assert (article.source.name, article.corrected, capture.original_name) == ("Le Matin", [], "été.html.gz")


def test_it_brings_in_an_address(desk, site, data_folder):
    url = f"http://127.0.0.1:{site.port}/page"
    response, address = preview_of(desk, url=url)
    assert response.context["form"]["url"].value() == url
    assert nothing_is_saved(data_folder)

    act(desk, address, response)

    article, capture = Article.objects.get(), Capture.objects.get()
    assert (article.url, capture.target_uri, capture.http_status) == (url, url, 200)
    assert capture.captured_at is not None
    assert site.asked == ["/robots.txt", "/page"]


@pytest.mark.parametrize(("kind", "media_type"), [("auto", "text/html"), ("html", "text/html"), ("text", "text/plain")])
def test_it_takes_pasted_html_for_what_it_is(desk, kind, media_type):
    told = {"address": "https://lematin.example/2023/banque#top", "captured_at": "2023-11-21T10:30"}
    response, address = preview_of(desk, text=f"\r\n{HTML}\r\n", kind=kind, **told)

    act(desk, address, response, title="Titre", text="Texte.")

    capture = Capture.objects.get()
    assert (capture.media_type, capture.charset) == (media_type, "utf-8")
    assert capture.target_uri == "https://lematin.example/2023/banque"
    assert capture.captured_at.isoformat() == "2023-11-21T10:30:00+00:00"


def test_it_saves_what_a_curator_corrected(desk):
    make_person("Zoé", "Blanc")
    response, address = preview_of(desk, text=HTML)
    changes = {
        "title": "Un  titre\r\nà moi",
        "published": "2023-11-20?",
        "published_note": "au plus tard",
        "authors": "Zoé Blanc\r\nLi Wei\r\n\r\nLi Wei",
        "section": "Ville",
    }

    act(desk, address, response, **changes)

    article = Article.objects.get()
    assert (article.title, article.published, article.section) == ("Un titre à moi", "2023-11-20?", "Ville")
    assert (article.published_note, article.text) == ("au plus tard", "\n\n".join(BODY))
    assert set(article.corrected) == {"title", "published", "section", "byline"}
    assert "title" not in article.origins
    assert article.origins["text"]
    names = [(row.name, row.person_id is not None) for row in article.authorships.all()]
    assert names == [("Zoé Blanc", True), ("Li Wei", False)]
    assert str(article.published_earliest) == "2023-11-20"


def test_it_keeps_a_field_that_was_emptied_empty(desk):
    response, address = preview_of(desk, text=HTML)
    act(desk, address, response, published="", source="")

    article = Article.objects.get()
    assert (article.published, article.source, set(article.corrected)) == ("", None, {"published", "source"})
    assert not Source.objects.exists()


TWO_TITLES = HTML.replace("<h1>La banque du port perd sa directrice", "<h1>Le port sans banque, et sans direction")


def test_it_takes_an_alternative(desk):
    response, address = preview_of(desk, text=TWO_TITLES)
    row = next(row for row in response.context["rows"] if row.field.name == "title")
    chosen = row.field.value()
    number, other = row.offers[0]
    assert other.value != chosen

    again = act(desk, address, response, f"use:title:{number}", section="Ville")

    assert (again.context["form"]["title"].value(), again.context["form"]["section"].value()) == (other.value, "Ville")
    offered = next(row for row in again.context["rows"] if row.field.name == "title")
    assert chosen in [found.value for _number, found in offered.offers]
    act(desk, address, again)
    article = Article.objects.get()
    assert (article.title, "title" in article.corrected) == (other.value, True)


@pytest.mark.parametrize("action", ["use:title:99", "use:nothing:0", "use:title:x", "use", "use:title:-1", "other", ""])
def test_it_shows_the_preview_for_an_action_that_is_none(desk, action):
    response, address = preview_of(desk, text=DUMP)

    again = act(desk, address, response, action, title="À moi")

    assert again.context["form"]["title"].value() == "À moi"
    assert not Article.objects.exists()


def test_it_looks_again_at_what_was_corrected(desk):
    person = make_person("Grace", "Hopper")
    response, address = preview_of(desk, text=DUMP)
    assert response.context["mentions"] == []

    again = act(desk, address, response, "look", text="Grace Hopper arrive. Elle parle.")

    assert [row.mention.target for row in again.context["mentions"]] == [person]
    assert "<mark>Grace Hopper</mark> arrive." in again.content.decode()
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "required"),
        ({"text": ""}, "required"),
        ({"title": "x" * 1001}, "1000"),
        ({"published": "hier"}, "no date that can be kept"),
        ({"updated": "2023-02-30"}, "no date that can be kept"),
        ({"url": "javascript:alert(1)"}, "cannot be an address"),
        ({"url": "https://[lematin.example/a"}, "cannot be an address"),
        ({"byline": "a\0b"}, "Null characters"),
        ({"source": "Nulle part"}, "knows no source “Nulle part”"),
        ({"source": "…"}, "needs letters or digits"),
        ({"authors": "x" * 201}, "longer than a name"),
        ({"authors": "\n".join(f"A{number}" for number in range(51))}, "more than 50 names"),
    ],
)
def test_it_says_what_is_wrong_and_loses_nothing(desk, data_folder, changes, said):
    response, address = preview_of(desk, text=DUMP)

    refused = act(desk, address, response, **{"section": "Ville", "lead": "Mon chapeau", **changes})

    assert said in errors(refused)
    form = refused.context["form"]
    assert (form["section"].value(), form["lead"].value()) == ("Ville", "Mon chapeau")
    assert nothing_is_saved(data_folder)


def test_it_names_a_new_source_when_told_that_it_is_one(desk):
    response, address = preview_of(desk, text=HTML)
    act(desk, address, response, source="Le Soir", new_source="on")

    source = Source.objects.get()
    assert (source.name, [host.host for host in source.hosts.all()]) == ("Le Soir", ["lematin.example"])
    assert (Article.objects.get().source, Article.objects.get().corrected) == (source, ["source"])


def test_it_leaves_a_known_source_its_host(desk):
    known = make_source("Le Matin", names=("Le Matin",), hosts=("lematin.example",))
    response, address = preview_of(desk, text=HTML)
    act(desk, address, response, source="Le Soir", new_source="on")

    assert Article.objects.get().source.name == "Le Soir"
    assert SourceHost.objects.get().source == known


def test_it_takes_a_known_source_by_its_name(desk):
    source = make_source("Le Soir", names=("Le Soir", "Soir.example"))
    response, address = preview_of(desk, text=DUMP, source="SOIR.EXAMPLE")
    assert response.context["form"]["source"].value() == "Le Soir"
    assert "named when it was ingested" in response.content.decode()

    act(desk, address, response)

    assert (Article.objects.get().source, Article.objects.get().corrected) == (source, [])
    assert "knows no source" in errors(ask(desk, text=DUMP, source="Nulle part"))


def test_it_makes_an_article_by_hand_where_none_is_found(desk):
    response, address = preview_of(desk, text="<html><body><nav><a href='/'>Accueil</a></nav></body></html>")
    assert "No article was found in this page:" in response.content.decode()
    assert "required" in errors(act(desk, address, response, title="À la main"))

    act(desk, address, response, title="À la main", text="Un texte.\r\n\r\nEt un autre.")

    article, capture = Article.objects.get(), Capture.objects.get()
    assert (article.title, article.text) == ("À la main", "Un texte.\n\nEt un autre.")
    assert (set(article.corrected), article.text_capture, capture.article) == ({"title", "text"}, capture, article)


def test_it_publishes_at_once(desk):
    person = make_person("Ada", "Noir")
    response, address = preview_of(desk, text=DUMP)
    act(desk, address, response, "publish")

    person.refresh_from_db()
    assert (Article.objects.get().status, person.article_count) == ("published", 1)


def test_it_changes_nothing_the_second_time(desk):
    response, address = preview_of(desk, text=DUMP)
    first = act(desk, address, response)
    again, other = preview_of(desk, text=DUMP)
    assert "The archive has this very page already." in again.content.decode()
    assert f'href="{first.url}"' in again.content.decode()
    assert 'value="save"' not in again.content.decode()

    for place in (address, other):
        done = act(desk, place, response, title="Autre chose")
        assert done.url == first.url
    assert "The archive had this very page already" in desk.get(first.url).content.decode()
    assert (Article.objects.get().title, Capture.objects.count()) == ("La banque du port perd sa directrice", 1)


def test_it_adds_a_capture_to_a_known_address(desk):
    first, address = preview_of(desk, text=HTML.replace("lundi", "mardi"))
    act(desk, address, first)
    known = Article.objects.get()
    again, address = preview_of(desk, text=HTML)
    assert "The archive has an article of this address." in again.content.decode()
    assert 'value="publish"' not in again.content.decode()

    done = act(desk, address, again, section="Ville")

    article = Article.objects.get()
    assert done.url == f"/admin/archive/article/{known.pk}/change/"
    assert (article.section, article.corrected, article.captures.count()) == ("Ville", ["section"], 2)
    assert "mardi" in article.text
    assert article.text_capture == known.text_capture


def test_it_gives_a_known_article_the_text_that_was_corrected(desk):
    first, address = preview_of(desk, text=HTML.replace("lundi", "mardi"))
    act(desk, address, first)
    again, address = preview_of(desk, text=HTML)

    act(desk, address, again, text="Un texte à moi.")

    article = Article.objects.get()
    assert (article.text, article.corrected) == ("Un texte à moi.", ["text"])
    assert article.text_capture == Capture.objects.order_by("pk").last()


def test_it_tells_what_the_archive_has_like_it(desk):
    response, address = preview_of(desk, text=DUMP)
    act(desk, address, response)
    alike = Article.objects.get()
    same_url = make_article("Tout autre", url="https://lematin.example/2023/banque", text="Rien de commun.")
    bytes_of = make_article("Mêmes octets")
    changed = DUMP.replace("Menu", "Accueil")
    sha256 = preview_of(desk, text=changed)[0].context["page"].sha256
    make_capture(bytes_of, sha256=sha256, target_uri="https://ailleurs.example/")

    response, address = preview_of(desk, text=changed)
    again = act(desk, address, response, "look", url="https://lematin.example/2023/banque")

    found = again.context["like_it"]
    assert [row.article for row in found.alike] == [alike]
    assert (found.same_address, found.article, found.capture) == ((same_url,), None, None)
    assert [capture.article for capture in found.same_bytes] == [bytes_of]
    html = again.content.decode()
    for title in ("nearly the same text", "another article of this address", "the same bytes"):
        assert title in html


def test_it_lets_a_page_go(desk, data_folder):
    response, address = preview_of(desk, text=DUMP)
    done = act(desk, address, response, "discard")

    assert done.url == "/admin/archive/article/"
    assert not list((data_folder / "incoming").iterdir())
    assert desk.get(address).url == ASK
    assert nothing_is_saved(data_folder)


def test_it_keeps_what_a_page_says_from_running(desk):
    hostile = "<script>alert(1)</script>"
    text = DUMP.replace("La banque du port perd", f'La banque "{hostile}" perd').replace(
        "Ada Noir", f"{hostile} Ada Noir"
    )
    make_person("Ada", "Noir", forms={hostile: "strong"})
    response, address = preview_of(desk, text=text, kind="text")
    shown = act(desk, address, response, "look", source=hostile, authors=hostile, section='"><img src=x>')

    html = shown.content.decode()
    assert hostile not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<img src=x" not in html
    upload_name = upload('"><script>x</script>.txt', DUMP.encode() + b"\n")
    assert "<script>x" not in preview_of(desk, file=upload_name)[0].content.decode()


# Refusals


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Give one of the three"),
        ({"url": " ", "text": " \r\n "}, "Give one of the three"),
        ({"url": "https://gazette.example/a", "text": DUMP}, "Given were: Address, Text."),
        ({"url": "https://gazette.example/a", "file": ("a.txt", DUMP.encode())}, "Given were: Address, File."),
        ({"file": ("a.txt", b""), "text": DUMP}, "Given were: File, Text."),
        ({"url": "https://gazette.example/a", "address": "https://gazette.example/b"}, "what is fetched has its own"),
        ({"url": "gazette"}, "This cannot be an address"),
        ({"url": "ftp://gazette.example/a"}, "This cannot be an address"),
        ({"url": "javascript:alert(1)"}, "This cannot be an address"),
        ({"url": "https://gazette.example/" + "x" * 2000}, "2000"),
        ({"text": DUMP, "address": "file:///etc/passwd"}, "This cannot be an address"),
        ({"text": DUMP, "captured_at": "hier"}, "valid date/time"),
        ({"text": DUMP, "captured_at": "2999-01-01T10:00"}, "still to come"),
        ({"text": DUMP, "kind": "pdf"}, "valid choice"),
        ({"text": "a\0b"}, "Null characters"),
        ({"file": ("a.html", b"\x89PNG\r\n\x1a\n\0\0")}, "it is a PNG image, not a page"),
        ({"file": ("a.txt", b"")}, "empty file"),
        ({"file": ("a.html.gz", b"not packed")}, "broken gzip"),
        ({"file": ("a.html.gz", gzip.compress(bytes(2000)))}, "too large: more than 1.5 kB when unpacked"),
        ({"file": ("a.docx", b"PK")}, "unknown kind"),
        ({"file": ("a.warc.gz", b"WARC/1.1")}, "use the command manage.py ingest"),
        ({"file": ("a.wacz", b"PK")}, "use the command manage.py ingest"),
        ({"file": ("a.txt", b"x" * 1501)}, "It is too large: 1.5"),
        ({"file": ("a.txt", b"x" * 200_000)}, "It is too large: 1.5"),
        ({"text": "x" * 1501}, "It is too large: 1.5"),
    ],
)
def test_it_refuses_what_is_no_page(desk, settings, data_folder, data, said):
    settings.ARCHIVE_MAX_PAGE_BYTES = 1500
    data = {name: upload(*value) if name == "file" else value for name, value in data.items()}

    response = ask(desk, **data)

    assert said in errors(response).replace("\xa0", " ")
    assert nothing_is_saved(data_folder)
    assert not (data_folder / "incoming").exists()


def test_it_keeps_nothing_of_a_file_that_is_too_large(desk, settings, tmp_path):
    settings.ARCHIVE_MAX_PAGE_BYTES = 100_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)

    response = ask(desk, file=upload("a.txt", b"x" * 5_000_000), address="https://gazette.example/a")

    assert "It is too large" in errors(response)
    assert response.context["form"]["address"].value() == "https://gazette.example/a"
    assert not list(tmp_path.iterdir())


def test_it_says_that_too_much_was_pasted(desk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = desk.post(ASK, {"text": "x" * 2000}, follow=True)

    assert response.redirect_chain == [(ASK, 302)]
    assert "Save it as a file" in response.content.decode()


def test_it_says_that_a_corrected_text_is_too_large(desk, settings):
    response, address = preview_of(desk, text=DUMP)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    again = act(desk, address, response, text="x" * 2000)

    assert again.url == address
    assert "Nothing was saved" in desk.get(address).content.decode()
    assert not Article.objects.exists()


def test_it_asks_for_the_file_again_when_something_else_is_wrong(desk):
    response = ask(desk, file=upload("a.txt", DUMP.encode()), source="Nulle part")

    assert "Choose the file again." in response.content.decode()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1/", "It cannot be fetched"),
        ("http://169.254.169.254/latest/meta-data/", "It cannot be fetched"),
        ("http://[::1]/", "It cannot be fetched"),
    ],
)
def test_it_asks_no_address_inside_the_network(desk, data_folder, url, said):
    assert said in errors(ask(desk, url=url))
    assert nothing_is_saved(data_folder)


def test_it_says_why_a_page_cannot_be_fetched(desk, site, settings):
    settings.ARCHIVE_MAX_PAGE_BYTES = 5000
    site.replies |= {
        "/error": answer("500 Internal Server Error", b"oh", content_type="text/html"),
        "/image": page(b"\x89PNG", content_type="image/png"),
        "/large": page(b"<html>" + b"x" * 6000),
        "/away": answer("302 Found", location="http://169.254.169.254/"),
        "/robots.txt": page(b"User-agent: *\nDisallow: /private", content_type="text/plain"),
        "/private": page(HTML.encode()),
    }
    for path, said in [
        ("/none", "404"),
        ("/error", "500"),
        ("/image", "image/png"),
        ("/large", "large"),
        ("/away", "redirected to http://169.254.169.254/"),
        ("/private", "robots.txt does not allow"),
    ]:
        told = errors(ask(desk, url=f"http://127.0.0.1:{site.port}{path}"))
        assert "It cannot be fetched" in told
        assert said in told
    assert ask(desk, url=f"http://127.0.0.1:{site.port}/private", any_robot="on").status_code == 302


def test_it_shows_a_preview_to_nobody_else(desk, client, data_folder):
    _response, address = preview_of(desk, text=DUMP)
    other = User.objects.create(username="other", is_staff=True, is_superuser=True)
    client.force_login(other)

    for response in (client.get(address), client.post(address, {"action": "save", "title": "x", "text": "y"})):
        assert response.url == ASK
    assert "not there any more" in client.get(ASK).content.decode()
    assert nothing_is_saved(data_folder)


def test_it_refuses_forged_and_expired_previews(desk, data_folder, monkeypatch):
    response, address = preview_of(desk, text=DUMP)
    token = address.removeprefix(ASK).rstrip("/")
    for forged in (token[:-1], token[::-1], "x", "a:b:c", unquote("%00"), "é", "x" * 5000):
        assert desk.get(f"{ASK}{forged}/").url == ASK
    assert act(desk, f"{ASK}{token}x/", response).url == ASK

    monkeypatch.setattr("archive.admin.bringing_in.KEPT_SECONDS", -1)
    assert act(desk, address, response).url == ASK
    assert nothing_is_saved(data_folder)


def test_it_forgets_a_source_that_is_gone(desk):
    source = make_source("Le Soir", names=("Le Soir",))
    _response, address = preview_of(desk, text=DUMP, source="Le Soir")
    source.delete()

    assert desk.get(address).context["form"]["source"].value() == ""


def test_it_lets_nobody_in_who_may_not_add(onlooker, client, data_folder):
    for address in (ASK, f"{ASK}x/"):
        assert onlooker.get(address).status_code == 403
        assert onlooker.post(address, {"text": DUMP}).status_code == 403
    assert "bring-in" not in onlooker.get("/admin/archive/article/").content.decode()
    assert "bring-in" not in onlooker.get("/admin/").content.decode()
    client.logout()
    for address in (ASK, f"{ASK}x/"):
        assert client.get(address).url.startswith("/admin/login/?next=")
        assert client.post(address, {"text": DUMP}).url.startswith("/admin/login/?next=")
    assert nothing_is_saved(data_folder)


@pytest.fixture
def clerk(db) -> Client:
    """Return a client of staff who may add articles, and do nothing else."""
    user = User.objects.create(username="clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="add_article"))
    client = Client()
    client.force_login(user)
    return client


def test_it_lets_those_who_may_only_add_make_drafts(clerk):
    response, address = preview_of(clerk, text=HTML)
    html = response.content.decode()
    assert 'value="publish"' not in html
    assert 'name="new_source"' not in html
    assert act(clerk, address, response, "publish").status_code == 403
    assert "you may not add one" in errors(act(clerk, address, response, source="Le Soir", new_source="on"))
    assert not Article.objects.exists()

    assert act(clerk, address, response).url == "/admin/"
    assert Article.objects.get().status == "draft"


def test_it_takes_no_form_of_another_site(curator, data_folder):
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator)
    assert client.post(ASK, {"text": DUMP}).status_code == 403
    assert not (data_folder / "incoming").exists()

    page = client.get(ASK).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    response = client.post(ASK, {"text": DUMP, "csrfmiddlewaretoken": token})
    assert response.status_code == 302
    assert client.post(response.url, {"action": "save", "title": "x", "text": "y"}).status_code == 403
    assert nothing_is_saved(data_folder)


def test_it_says_so_when_saving_fails(desk, data_folder, monkeypatch):
    response, address = preview_of(desk, text=HTML)

    def fail(*_arguments: object) -> None:
        raise ValueError("no room today")

    monkeypatch.setattr("archive.pipeline.ingest.Ingest._outcome", fail)
    refused = act(desk, address, response, section="Ville")

    assert "no room today" in errors(refused)
    assert refused.context["form"]["section"].value() == "Ville"
    assert not Article.objects.exists()
    assert not Source.objects.exists()


def grow(number: int) -> None:
    for _number in range(number):
        make_source(names=(f"S{Source.objects.count()}",), hosts=(f"s{Source.objects.count()}.fr",))
        make_person("Ada", "Noir")
        make_event(cues={"lettre ouverte salariés": "strong"})
        make_article(text="\n\n".join(BODY), url="https://lematin.example/2023/banque")


def test_it_makes_no_more_queries_when_the_archive_grows(desk, django_assert_max_num_queries):
    grow(2)
    _response, address = preview_of(desk, text=HTML)
    with CaptureQueriesContext(connection) as before:
        desk.get(address)
    number = len(before)  # the next request empties the log
    grow(8)
    desk.get(address)  # reads the new names and cues

    with django_assert_max_num_queries(number):
        desk.get(address)


def test_it_has_no_inline_script_or_style(desk):
    response, _address = preview_of(desk, text=DUMP)
    for html in (response.content.decode(), desk.get(ASK).content.decode()):
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)
