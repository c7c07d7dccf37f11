"""Pages without an article, and pages that would break a careless reader."""

import time
from datetime import UTC, datetime

import pytest

from archive.capture.html import html_page
from archive.capture.page import CapturedPage
from archive.extraction import html
from archive.extraction.article import ExtractedArticle, NoArticle
from archive.extraction.sources import KnownSources

SENTENCE = "Le conseil municipal a voté hier soir un nouveau budget pour les écoles, après trois heures de débat. "
ARTICLE = f"<h1>Le budget des écoles est voté</h1><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>"

LINKS = "<ul>" + "".join(f"<li><a href='/{n}'>Un lien vers la page {n} du site</a></li>" for n in range(30)) + "</ul>"


def read(markup: str | bytes, **known) -> ExtractedArticle:
    body = markup if isinstance(markup, bytes) else markup.encode()
    return html.extract(CapturedPage(body=body, media_type="text/html", **known), KnownSources())


def teasers(number: int, blurb: str) -> str:
    return "".join(
        f"<div><h2><a href='/{n}'>Une nouvelle numéro {n} du jour</a></h2><p>{blurb}</p></div>" for n in range(number)
    )


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("<!-- rien -->", "no HTML"),
        ("<html><head><title>Titre</title></head></html>", "no running text"),
        ("<html><frameset><frame src='x'></frameset></html>", "no running text"),
        ("<p>Bonjour.</p>", "too few"),
        ("<h1>Actualités</h1>" + teasers(12, "Ce que l'on sait de cette affaire, en quelques mots."), "list of links"),
        ("<h1>Liens</h1>" + LINKS, "list of links"),
        (f"<title>Page introuvable</title><h1>Page introuvable</h1><p>{SENTENCE * 2}</p>", "error message"),
        (f"<h1>404 Not Found</h1><p>{SENTENCE * 2}</p>", "error message"),
        (f"<h1>Connexion</h1><form><input type='password'></form><p>{SENTENCE * 2}</p>", "login form"),
        ("<p>" + "x" * 5000 + "</p>", "no words"),
        ("<p>" + "Ã©}ˆÝH‡ “¤§¶ï¿½ÐâŠ‹ x" * 200 + "</p>", "no words"),
    ],
)
def test_it_refuses_a_page_without_an_article(markup, reason):
    with pytest.raises(NoArticle, match=reason):
        read(markup)


NOTICES = {
    "cookies, in French": (
        "<h1>Le respect de votre vie privée est notre priorité</h1><p>Avec votre accord, nos partenaires et "
        "nous utilisons des cookies ou technologies similaires pour stocker, consulter et traiter des données"
        " personnelles comme votre visite sur ce site.</p><button>Accepter et fermer</button>"
    ),
    "cookies before an article": (
        "<meta property='og:type' content='article'><title>Le budget des écoles est voté</title><p>En "
        "poursuivant votre navigation sur ce site, vous acceptez l'utilisation de cookies pour vous proposer "
        "des contenus adaptés à vos centres d'intérêt.</p><p>Vous pouvez vous abonner pour lire sans cookies "
        "publicitaires, ou accepter tous les cookies.</p>"
    ),
    "cookies, in English": (
        "<h1>We value your privacy</h1><p>We and our partners store and access information on a device, such "
        "as cookies, and process personal data.</p><p>You may click to consent to our processing as described"
        " above, or refuse it and go on to a smaller page.</p>"
    ),
    "another continent": (
        "<h1>Unavailable</h1><p>You are attempting to access this website from a country where it is not "
        "offered, and therefore access cannot be granted at this time. For any issue write to the editor.</p>"
    ),
    "robots": (
        "<h1>hill.example</h1><p>This may happen because JavaScript is blocked by an extension, or because "
        "your browser does not support cookies. Please make sure that they are enabled and load this page "
        "again.</p>"
    ),
    "a missing page": (
        "<h1>Oups !</h1><p>La page que vous cherchez n'existe plus ou a été déplacée. Vous pouvez revenir à "
        "l'accueil ou utiliser le moteur de recherche pour retrouver l'article parmi nos archives.</p>"
    ),
}


@pytest.mark.parametrize("name", NOTICES)
def test_it_refuses_a_notice_to_the_visitor(name):
    with pytest.raises(NoArticle, match="notice to its visitor"):
        read(NOTICES[name])


def test_it_reads_an_article_about_cookies():
    told = "L'autorité reproche au groupe de déposer des cookies avant que ses visiteurs n'aient dit oui ou non. "
    assert (
        "cookies"
        in read(f"<h1>Une amende pour des cookies</h1><p>{told}</p><p>{SENTENCE}</p><p>{SENTENCE}</p>").text.value
    )


def test_it_reads_writing_without_spaces():
    assert read(
        "<h1>市议会通过预算</h1><p>" + "市议会昨晚就学校的新预算进行了三个小时的辩论，最后投票通过。" * 9 + "</p>"
    ).text


def test_it_refuses_an_error_of_the_server():
    with pytest.raises(NoArticle, match="503"):
        read(ARTICLE, status=503)


def test_it_refuses_a_page_of_too_many_elements():
    with pytest.raises(NoArticle, match="30,000 elements"):
        read(ARTICLE + "<br>" * 30_001)


@pytest.mark.parametrize(
    "tag",
    [
        "<p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">",
        "<p " + "".join(f"a{n}='>'" for n in range(60_000)) + ">",
        "<p " + "/".join(f"a{n}" for n in range(60_000)) + ">",
    ],
)
def test_it_refuses_an_element_of_too_many_attributes_at_once(tag):
    start = time.perf_counter()
    with pytest.raises(NoArticle, match="attributes"):
        read(tag + ARTICLE)
    assert time.perf_counter() - start < 5


def test_it_reads_an_element_with_a_long_attribute():
    state = "{&quot;a&quot;: [" + "1, 2, x=3, " * 20_000 + "]}"
    assert read(f'<div data-state="{state}" class="x">{ARTICLE}</div>').title.value == "Le budget des écoles est voté"


def test_it_reads_an_article_with_links_to_many_others():
    assert "trois heures" in read(ARTICLE + teasers(12, "En bref.")).text.value


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 230 + ARTICLE + "</div>" * 230,
        "<form>" * 300 + ARTICLE,
        "<a href='x'>" * 5000 + ARTICLE,
        "\x00".join(ARTICLE),
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + ARTICLE,
        '<script type="application/ld+json">' + '{"@graph":' * 5000 + "1" + "}" * 5000 + "</script>" + ARTICLE,
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": {"a": 1}, "author": [[["x"]], 5, null,'
        ' {"name": [{"a": 2}]}], "datePublished": {"x": 1}, "url": 5, "publisher": [[]], "articleBody": {"x": 1}}'
        "</script>" + ARTICLE,
        '<script type="application/ld+json">{"@type": {"a": 1}, "@id": [], "name": 5}</script>' + ARTICLE,
        '<link rel="canonical" href="http://[::1"><meta property="og:url" content="//x[">' + ARTICLE,
        '<meta property="article:published_time" content="0000-00-00T99:99:99Z"><time datetime="2020-13-45">x</time>'
        + ARTICLE,
        '<?xml version="1.0" encoding="utf-16"?>' + ARTICLE,
        "<svg><title>icône</title></svg>" + ARTICLE,
        "<title>" + "x - " * 50_000 + "</title>" + ARTICLE,
        '<div class="' + "x " * 100_000 + '">' + ARTICLE,
        b"<p>\xed\xa0\x80 \xff\xfe " + ARTICLE.encode(),
    ],
    ids=lambda markup: str(markup[:24]),
)
def test_it_reads_an_article_in_hostile_markup(markup):
    begun = time.process_time()
    article = read(markup)
    assert "trois heures" in article.text.value.replace("\x00", "")
    assert article.title.value == "Le budget des écoles est voté"
    assert time.process_time() - begun < 10


def test_it_reads_a_page_in_an_old_charset():
    body = f'<meta charset="iso-8859-1">{ARTICLE}'.encode("latin-1")
    assert html.extract(html_page(body), KnownSources()).title.value == "Le budget des écoles est voté"


def test_it_never_takes_the_time_of_capture_for_a_date():
    article = read(ARTICLE, captured_at=datetime(2024, 1, 2, tzinfo=UTC))
    assert article.published is None
    assert article.updated is None


def test_it_takes_no_day_after_the_capture():
    markup = '<meta property="article:published_time" content="2031-01-01T08:00:00Z">' + ARTICLE
    assert read(markup, captured_at=datetime(2024, 1, 2, tzinfo=UTC)).published is None


def test_it_takes_only_web_addresses():
    assert read('<link rel="canonical" href="javascript:alert(1)">' + ARTICLE).url is None
    assert read('<link rel="canonical" href="file:///etc/passwd">' + ARTICLE).url is None
    canonical = read('<link rel="canonical" href="/a/b">' + ARTICLE, url="https://site.example/a/b?utm=1").url
    assert (canonical.value, canonical.origin) == ("https://site.example/a/b", "link canonical")


def test_it_never_runs_script_into_the_text():
    assert "alert" not in read("<script>alert('x')</script>" + ARTICLE + "<noscript>alert</noscript>").text.value
