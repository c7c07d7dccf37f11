"""Titles without the site's name, and the people in bylines."""

import pytest

from archive.capture.page import CapturedPage
from archive.extraction import html
from archive.extraction.article import ExtractedArticle
from archive.extraction.authors import split
from archive.extraction.sources import KnownSources

SENTENCE = "Le conseil municipal a voté hier soir un nouveau budget pour les écoles, après trois heures de débat. "
TEXT = f"<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>"
TITLE = "Le budget des écoles est voté"
H1 = f"<h1>{TITLE}</h1>"


def read(head: str, body: str) -> ExtractedArticle:
    markup = f"<html><head>{head}</head><body>{body}{TEXT}</body></html>"
    return html.extract(CapturedPage(body=markup.encode(), media_type="text/html"), KnownSources())


@pytest.mark.parametrize(
    ("head", "body", "origin"),
    [
        ("", H1, "h1"),
        (f"<title>{TITLE} | Le Phare</title>", H1, "h1"),
        (f"<title>Le Phare - {TITLE}</title>", f"<h1>Le Phare</h1><h2>{TITLE}</h2>", "h2"),
        (f'<title>Le Phare</title><meta property="og:title" content="{TITLE}">', "<div>Accueil</div>", "meta og:title"),
        (f'<title>{TITLE} – Le Phare</title><meta property="og:site_name" content="Le Phare">', "", "title element"),
        (
            f"<title>{TITLE} - lephare.example</title><link rel='canonical' href='https://www.lephare.example/a'>",
            "",
            "title element",
        ),
        (f"<title>{TITLE}</title>", f"<h1><span class='kicker'>Écoles</span> {TITLE}</h1>", "h1"),
        (f"<title>{TITLE}</title>", f"<h1>Menu</h1>{H1}<aside><h1>Les plus lus de la semaine</h1></aside>", "h1"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + TITLE + '"}</script>',
            "",
            "JSON-LD headline",
        ),
        (f'<meta property="og:title" content="{TITLE.replace("é", "&amp;eacute;")}">', "", "meta og:title"),
    ],
)
def test_it_finds_the_title(head, body, origin):
    title = read(head, body).title
    assert (title.value, title.origin) == (TITLE, origin)


def test_it_keeps_a_title_with_separators_of_its_own():
    head = "<title>Écoles - rentrée : le budget, enfin | Le Phare</title>"
    assert (
        read(head, "<h1>Écoles - rentrée : le budget, enfin</h1>").title.value == "Écoles - rentrée : le budget, enfin"
    )


def test_it_names_a_page_without_a_title_by_its_first_words():
    title = read("", "").title
    assert title.value.startswith("Le conseil municipal")
    assert title.value.endswith("…")
    assert title.origin == "first words of the text"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Par Jeanne Martin", ["Jeanne Martin"]),
        ("Par Jeanne Martin et Luc d’Ormesson avec AFP", ["Jeanne Martin", "Luc d’Ormesson"]),
        ("By Joan Pellow and Ned Garrity, staff writers", ["Joan Pellow", "Ned Garrity"]),
        ("Von Dr. Hanna Terlow, Redakteurin", ["Hanna Terlow"]),
        ("Por María José Núñez", ["María José Núñez"]),
        ("Christoph von Eichen", ["Christoph von Eichen"]),
        ("JEANNE MARTIN | Publié le 3 mai 2021", ["JEANNE MARTIN"]),
        ("Jeanne Martin (envoyée spéciale à Lyon)", ["Jeanne Martin"]),
        ("Jeanne Martin jeanne.martin@phare.example", ["Jeanne Martin"]),
        ("Jeanne MartinJeanne Martin", ["Jeanne Martin"]),
        ("Le Phare Recueilli par Jeanne MARTIN.", ["Jeanne MARTIN"]),
        ("La rédaction", []),
        ("AFP", []),
        ("Le Phare", []),
        ("admin", []),
        ("Institut für Wald und Forst", []),
        ("March 4, 2024", []),
        ("https://www.phare.example/auteur", []),
        ("", []),
        ("x" * 10_000, []),
    ],
)
def test_it_takes_people_from_a_byline(line, names):
    assert split(line, ("Le Phare", "phare")) == names


@pytest.mark.parametrize(
    ("head", "body", "names"),
    [
        ('<meta name="author" content="Jeanne Martin">', H1, ("Jeanne Martin",)),
        ('<meta name="author" content="Le Phare"><meta property="og:site_name" content="Le Phare">', H1, ()),
        ('<meta property="article:author" content="https://social.example/phare">', H1, ()),
        ("", H1 + '<a rel="author" href="/a">Jeanne Martin</a>', ("Jeanne Martin",)),
        ("", H1 + '<p class="byline">Par Jeanne Martin</p>', ("Jeanne Martin",)),
        ("", H1 + "<p>Publié le 3 mai 2021 à 8h00 par Jeanne Martin</p>", ("Jeanne Martin",)),
        ("", H1 + '<div class="comment"><span class="author">Un Lecteur</span></div>', ()),
        ('<meta name="author" content="jmartin">', H1 + "<p>Par Jeanne Martin</p>", ("Jeanne Martin",)),
        ('<meta name="author" content="Qui Publie">', H1 + "<p>Texte : Jeanne Martin</p>", ("Jeanne Martin",)),
        ("", H1 + '<figure><figcaption class="author">Photo Luc Ormesson</figcaption></figure>', ()),
    ],
)
def test_it_finds_the_authors(head, body, names):
    assert read(head, body).authors == names


def test_it_takes_all_the_names_shown_where_json_ld_gives_one():
    head = '<script type="application/ld+json">{"@type": "Article", "author": {"name": "Jeanne Martin"}}</script>'
    shown = '<p class="byline">Jeanne Martin et Luc Ormesson</p>'
    assert read(head, H1 + shown).authors == ("Jeanne Martin", "Luc Ormesson")


def test_it_keeps_the_byline_as_printed():
    byline = read("", H1 + "<p>Par Jeanne Martin avec AFP</p>").byline
    assert (byline.value, byline.origin) == ("Par Jeanne Martin avec AFP", "line beside the title")


def test_it_reads_people_that_json_ld_refers_to():
    head = (
        '<script type="application/ld+json">{"@graph": [{"@type": "Article", "headline": "x", "author": {"@id": "#p"}},'
        '{"@type": "Person", "@id": "#p", "name": "Jeanne Martin"}]}</script>'
    )
    assert read(head, H1).authors == ("Jeanne Martin",)
