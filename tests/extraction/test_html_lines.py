"""Lines beside the title, as newspapers and broadcasters write them: who wrote the article, and when."""

import pytest

from archive.capture.html import html_page
from archive.extraction import html
from archive.extraction.article import ExtractedArticle
from archive.extraction.sources import KnownSources

FRENCH = "Le conseil municipal a voté hier soir un nouveau budget pour les écoles, après trois heures de débat. "
ENGLISH = "The town council voted last night on a new budget for the schools, after three hours of debate in the hall. "
MENU = "<nav><a href='/m'>Monde</a><a href='/s'>Sport</a><a href='/c'>Culture</a><a href='/e'>Économie</a></nav>"


def read(below: str, language: str) -> ExtractedArticle:
    """Return the article of a page without metadata, `below` between its title and its text."""
    title, sentence = "Le budget des écoles est voté", FRENCH
    if language == "en":
        title, sentence = "School budget passes after a long debate", ENGLISH
    name = "Le Courrier du Lorne"
    head = f"<title>{title} - {name}</title><meta property='og:site_name' content='{name}'>"
    text = f"<p>{sentence * 3}</p><p>{sentence * 2}</p><p>{sentence * 3}</p>"
    page = f"<html lang='{language}'><head>{head}</head><body>{MENU}<h1>{title}</h1>{below}{text}<p>© 2024 {name}</p>"
    return html.extract(html_page(page.encode()), KnownSources())


@pytest.mark.parametrize(
    ("below", "language", "names"),
    [
        ("<p>Par la rédaction</p>", "fr", []),
        ("<p>Rédaction Lornec</p>", "fr", []),
        ("<p>Par Le Courrier du Lorne avec AFP</p>", "fr", []),
        ("<p>Le Courrier avec AFP</p>", "fr", []),
        ("<div class='author'>admin</div>", "fr", []),
        ("<p>By Staff Reporter</p>", "en", []),
        ("<p>By The Associated Press</p>", "en", []),
        ("<p>By Associated Press</p>", "en", []),
        ("<p>By <b>JEANNE MORVAN</b></p>", "en", ["JEANNE MORVAN"]),
        ("<p>By Siobhán O'Brien</p>", "en", ["Siobhán O'Brien"]),
        ("<p>Par Jean-Baptiste d'Estrée</p>", "fr", ["Jean-Baptiste d'Estrée"]),
        ("<p>By Ada Kern | Special to the Record</p>", "en", ["Ada Kern"]),
        ("<p>By Ada Kern ada.kern@record.example</p>", "en", ["Ada Kern"]),
        ("<p>Written by: Ada Kern</p>", "en", ["Ada Kern"]),
        ("<p>Story by Ada Kern, photos by Lena Hart</p>", "en", ["Ada Kern"]),
        ("<p>By Ada Kern, Staff Writer</p>", "en", ["Ada Kern"]),
        ("<p>By Ada Kern and Lena Hart, Hillsdale Record staff</p>", "en", ["Ada Kern", "Lena Hart"]),
        ("<p>By Ada Kern, Lena Hart and John Roe</p>", "en", ["Ada Kern", "Lena Hart", "John Roe"]),
        (
            "<p>Par Jeanne Morvan, Luc Abadie et Rita Cosme (à Lornec)</p>",
            "fr",
            ["Jeanne Morvan", "Luc Abadie", "Rita Cosme"],
        ),
        ("<p>Jeanne Morvan - 21 nov. 2023 à 18:04 - Temps de lecture : 3 min</p>", "fr", ["Jeanne Morvan"]),
        (
            "<p>Le Courrier du Lorne - Jeanne Morvan - 21 nov. 2023 à 18:04 - Temps de lecture : 3 min</p>",
            "fr",
            ["Jeanne Morvan"],
        ),
        ("<p>Publié : 20 novembre 2023 à 6h30 par Jeanne Morvan</p>", "fr", ["Jeanne Morvan"]),
        ("<p>De notre correspondante à Lornec, Jeanne Morvan</p>", "fr", ["Jeanne Morvan"]),
        ("<p>Jeanne Morvan (avec AFP)</p><p>Publié le 20/11/2023</p>", "fr", ["Jeanne Morvan"]),
        ("<p>Jeanne Morvan, correspondante à Lornec</p>", "fr", ["Jeanne Morvan"]),
        ("<p>Jeanne Morvan<br>Publié le 20/11/2023 à 10:00</p>", "fr", ["Jeanne Morvan"]),
        ("<p>Par Jeanne Morvan Publié le 20 novembre 2023 à 10h00</p>", "fr", ["Jeanne Morvan"]),
        ("<p><span>Par</span> <span>Jeanne Morvan</span> <span>le</span> 20/11/2023</p>", "fr", ["Jeanne Morvan"]),
        ("<p>Par : Jeanne Morvan</p>", "fr", ["Jeanne Morvan"]),
        ("<p>Écrit par Jeanne Morvan</p>", "fr", ["Jeanne Morvan"]),
        ("<p>Auteur : Jeanne Morvan</p>", "fr", ["Jeanne Morvan"]),
        ("<div>Dr. Ada Kern</div><div>Published Nov 20, 2023</div>", "en", ["Ada Kern"]),
        ("<p>Author: Ada Kern</p><p>Published: 5:30 PM EST November 20, 2023</p>", "en", ["Ada Kern"]),
        ("<p>by: <a>Ada Kern</a></p><p>Posted: Nov 20, 2023 / 05:30 PM EST</p>", "en", ["Ada Kern"]),
        ("<p>Monday, November 20, 2023</p><p>Save Money</p>", "en", []),
        ("<p>20 novembre 2023</p><p>Grand Est</p>", "fr", []),
        ("<p>Vie Locale</p><p>20 novembre 2023</p>", "fr", []),
        ("<p>Île de France</p><p>20 novembre 2023</p>", "fr", []),
        ("<p>Nouvelle Aquitaine</p><p>20 novembre 2023</p>", "fr", []),
        ("<p>Health Care</p><p>November 20, 2023</p>", "en", []),
        ("<p>Home Page</p><p>November 20, 2023</p>", "en", []),
        ("<p>New York</p><p>November 20, 2023</p>", "en", []),
        ("<p>Los Angeles</p><p>November 20, 2023</p>", "en", []),
        ("<p>Facebook Twitter</p><p>November 20, 2023</p>", "en", []),
        ("<p>Listen Now</p><p>November 20, 2023</p>", "en", []),
        ("<p>Lecture Audio</p><p>20 novembre 2023</p>", "fr", []),
        ("<p>Saint Lornec</p><p>20 novembre 2023</p>", "fr", []),
    ],
)
def test_it_finds_the_people_in_a_line_below_the_title(below, language, names):
    assert list(read(below, language).authors) == names


@pytest.mark.parametrize(
    ("below", "language", "published", "updated"),
    [
        (
            "<p>Publié le 20/11/2023 à 06:31 , mis à jour à 08:10</p>",
            "fr",
            "2023-11-20T06:31:00",
            "2023-11-20T08:10:00",
        ),
        (
            "<p>Article publié le : 20/11/2023 - 14:05 Modifié le : 21/11/2023 - 09:00</p>",
            "fr",
            "2023-11-20T14:05:00",
            "2023-11-21T09:00:00",
        ),
        ("<p>20 novembre 2023 | 14:05</p>", "fr", "2023-11-20T14:05:00", None),
        ("<p>Le lundi 20 novembre 2023 à 14 heures</p>", "fr", "2023-11-20T14:00:00", None),
        (
            "<p>Posted at 10:32 AM, Nov 20, 2023 and last updated 6:10 PM, Nov 20, 2023</p>",
            "en",
            "2023-11-20T10:32:00",
            "2023-11-20T18:10:00",
        ),
        (
            "<p>Published: Nov. 20, 2023 at 5:30 PM EST|Updated: 3 hours ago</p>",
            "en",
            "2023-11-20T17:30:00-05:00",
            None,
        ),
        ("<p>Published 1:04 pm Monday, November 20, 2023</p>", "en", "2023-11-20T13:04:00", None),
        ("<p>Monday, November 20, 2023 - 10:31</p>", "en", "2023-11-20T10:31:00", None),
        ("<p>20th November 2023</p>", "en", "2023-11-20", None),
        ("<p>Last updated: 20 November 2023</p>", "en", None, "2023-11-20"),
        ("<p>November 20, 2023 / 6:01 PM EST / VBC News</p>", "en", "2023-11-20T18:01:00-05:00", None),
        ("<p>Nov 20, 2023 10:31 IST</p>", "en", "2023-11-20T10:31:00", None),
        (
            "<p>20 Nov 2023 05:30PM (Updated: 20 Nov 2023 06:12PM)</p>",
            "en",
            "2023-11-20T17:30:00",
            "2023-11-20T18:12:00",
        ),
        (
            "<p>Published 5:30 p.m. ET Nov. 20, 2023 | Updated 9:05 a.m. ET Nov. 21, 2023</p>",
            "en",
            "2023-11-20T17:30:00",
            "2023-11-21T09:05:00",
        ),
        ("<p>Publié hier à 18:04, mis à jour à 20:10</p>", "fr", None, None),
        (
            "<p>Posted: Nov 20, 2023 / 05:30 PM EST Updated: Nov 20, 2023 / 07:45 PM EST</p>",
            "en",
            "2023-11-20T17:30:00-05:00",
            "2023-11-20T19:45:00-05:00",
        ),
        (
            "<p>Published: 5:30 PM EST November 20, 2023 Updated: 7:45 PM EST November 20, 2023</p>",
            "en",
            "2023-11-20T17:30:00-05:00",
            "2023-11-20T19:45:00-05:00",
        ),
        ("<p>Mis en ligne le 20/11/2023 à 14h05</p>", "fr", "2023-11-20T14:05:00", None),
        (
            "<p>Créé le 20.11.2023 à 14h05, modifié le 21.11.2023 à 09h00</p>",
            "fr",
            "2023-11-20T14:05:00",
            "2023-11-21T09:00:00",
        ),
        ("<p>Temps de lecture : 3 min | 20 nov. 2023 à 14:05 | Jeanne Morvan</p>", "fr", "2023-11-20T14:05:00", None),
        ("<p>Paru le 1 er décembre 2023</p>", "fr", "2023-12-01", None),
        ("<p>Diffusé le jeudi 17 août 2023 à 20h50</p>", "fr", "2023-08-17T20:50:00", None),
        ("<p>Sept. 9, 2023, 12:05 a.m. EDT</p>", "en", "2023-09-09T00:05:00-04:00", None),
        ("<p>Tue 9 Sep 2014 13.05 BST</p>", "en", "2014-09-09T13:05:00+01:00", None),
        ("<p>(Date: 2023-11-20)</p>", "en", "2023-11-20", None),
        ("<p>Lornec, le 20 novembre 2023 –</p>", "fr", "2023-11-20", None),
        ("<p>2023/11/20 14:05</p>", "en", "2023-11-20T14:05:00", None),
        ("<p>11/20/2023 02:05 PM EST</p>", "en", "2023-11-20T14:05:00-05:00", None),
        ("<p>Publié le 20/11/2023 14:05:33</p>", "fr", "2023-11-20T14:05:33", None),
        (
            "<p>Depuis le 20 novembre 2023, la passerelle est fermée au public et aux riverains du quai.</p>",
            "fr",
            None,
            None,
        ),
        ("<p>Événement du 20 novembre 2023 au 25 novembre 2023</p>", "fr", None, None),
        ("<p>Par Jeanne Morvan<br>20 nov. 2023<br>Mise à jour 22 nov. 2023</p>", "fr", "2023-11-20", "2023-11-22"),
    ],
)
def test_it_reads_the_dates_in_a_line_below_the_title(below, language, published, updated):
    article = read(below, language)
    assert (article.published.value if article.published else None) == published
    assert (article.updated.value if article.updated else None) == updated


def test_it_takes_no_clock_above_the_menu_for_the_date():
    clock = "<div>Mercredi 22 novembre 2023 - 17:05</div>"
    page = f"<html lang='fr'><body>{clock}{MENU}<h1>Le budget des écoles est voté</h1><p>{FRENCH * 3}</p>"
    assert html.extract(html_page(page.encode()), KnownSources()).published is None
