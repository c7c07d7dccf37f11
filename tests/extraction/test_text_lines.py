"""Lines of dumps: wrapped, in one line, with bullets; bylines and date lines; furniture."""

import pytest

from archive.extraction.dump_bylines import read_byline, read_date_line
from archive.extraction.dump_furniture import Furniture, furniture
from archive.extraction.dump_lines import read_lines
from archive.extraction.dump_title import unquoted

WRAPPED = """
   A lighthouse that was closed after a storm has been lit again, three
   years later than planned. Hundreds of people watched from the pier as
   the first beam crossed the bay at about seven in the evening.

   The dome, which cracked in February, had to be cast abroad because no
   foundry in the country could do it, which doubled the price that the
   town and the county have to pay together until the end of next year.

     * Who pays for painting the tower, which has to be done every five
       years
     * Who pays for the road
"""


def test_it_joins_wrapped_lines():
    lines = read_lines(WRAPPED)
    assert [line.bullet for line in lines] == [False, False, True, True]
    assert "three years later than planned" in lines[0].text
    assert lines[2].text.endswith("every five years")


def test_it_leaves_lines_that_were_not_wrapped():
    text = "\n".join(f"Speaker {number}: a short answer, and no more." for number in range(30))
    assert len(read_lines(text)) == 30


def test_it_reads_any_line_breaks():
    assert [line.text for line in read_lines("a\r\nb\rc\u2028d\n\n\ne")] == ["a", "b", "c", "d", "e"]
    assert [line.gap for line in read_lines("a\n \nb\nc")] == [False, True, False]


@pytest.mark.parametrize("row", ["  • Home", "* Home", "◦ Home", "- Home", "+ Home"])
def test_it_tells_bullets(row):
    (line,) = read_lines(row)
    assert (line.text, line.bullet) == ("Home", True)


@pytest.mark.parametrize("row", ["– Bonjour, dit-il.", "-5 degrés ce matin", "*important*", "o tempora"])
def test_it_tells_what_is_no_bullet(row):
    (line,) = read_lines(row)
    assert (line.text, line.bullet) == (row, False)


@pytest.mark.parametrize(
    ("text", "following", "printed", "names"),
    [
        ("Par Nadia Le Goff", "", "Nadia Le Goff", ("Nadia Le Goff",)),
        ("By ANN LEE and PETER O’HALE", "", "ANN LEE and PETER O’HALE", ("ANN LEE", "PETER O’HALE")),
        (
            "Par Jean de La Tour, Nadia Le Goff et Paul Kerven",
            "",
            None,
            ("Jean de La Tour", "Nadia Le Goff", "Paul Kerven"),
        ),
        ("nadia29 - Journaliste lequai.example", "", "nadia29", ("nadia29",)),
        ("Profil de Nadia29,  Lequai.example", "", "Nadia29", ("Nadia29",)),
        ("Par Nadia Le Goff (avec ANP)", "", "Nadia Le Goff", ("Nadia Le Goff",)),
        ("Par Nadia Le Goff | Publié le 20/11/2023 à 19h42", "", "Nadia Le Goff", ("Nadia Le Goff",)),
        ("Publié le 20 novembre 2023 par Nadia Le Goff", "", "Nadia Le Goff", ("Nadia Le Goff",)),
        ("Posted on November 20, 2023 by Ann Lee", "", "Ann Lee", ("Ann Lee",)),
        ("Propos recueillis par Jean Roux", "", "Jean Roux", ("Jean Roux",)),
        ("Auteur : Nadia Le Goff", "", "Nadia Le Goff", ("Nadia Le Goff",)),
        ("By", "Ann Lee", "Ann Lee", ("Ann Lee",)),
        ("Ann Lee, technology editor", "", "Ann Lee", ("Ann Lee",)),
        ("Nadia Le Goff", "20 nov. 2023 à 19:42", "Nadia Le Goff", ("Nadia Le Goff",)),
        ("Nadia Le Goff | lundi 20 novembre 2023 à 9h08", "", "Nadia Le Goff", ("Nadia Le Goff",)),
    ],
)
def test_it_reads_bylines(text, following, printed, names):
    byline = read_byline(text, following=following)
    assert byline is not None
    assert byline.names == names
    assert printed in (None, byline.printed)


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("", ""),
        ("Par ailleurs, le maire a démissionné.", ""),
        ("By Monday the work was done.", ""),
        ("Par la suite", ""),
        ("Marc Olier", "Le conseil s’est réuni vendredi."),
        ("Stand by me", ""),
        ("Le phare des Merles", "Par Nadia Le Goff, le 20 novembre 2023"),
        ("By " + "Ann Lee " * 100, ""),
    ],
)
def test_it_reads_no_byline_in_other_lines(text, following):
    assert read_byline(text, following=following) is None


@pytest.mark.parametrize(
    ("text", "published", "updated", "told"),
    [
        ("20 Nov. 2023 • 20:24", "2023-11-20T20:24:00", None, False),
        ("Publié le 20/11/2023 à 19h42 • Mis à jour le 21/11/2023", "2023-11-20T19:42:00", "2023-11-21", True),
        ("Updated 8:24 PM EST, November 20, 2023", None, "2023-11-20T20:24:00-05:00", False),
        ("Par Nadia Le Goff | 20 novembre 2023 | Mer", "2023-11-20", None, False),
        ("Last modified on Tue 21 Nov 2023 10.00 GMT", None, "2023-11-21T10:00:00Z", False),
        ("Publié en novembre 2023", "2023-11", None, True),
    ],
)
def test_it_reads_date_lines(text, published, updated, told):
    date = read_date_line(text)
    assert date is not None
    assert (date.published, date.updated, date.told) == (published, updated, told)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20 novembre",
        "novembre 2023",
        "Le 20 novembre 2023, le conseil de la compagnie des îles a renvoyé son directeur",
        "— Ann (@ann) November 20, 2023",
        "2023",
    ],
)
def test_it_reads_no_date_in_other_lines(text):
    assert read_date_line(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("83 698 vues", Furniture.SMALL),
        ("0", Furniture.SMALL),
        ("Share the Post:", Furniture.SMALL),
        ("Temps de lecture : 3 min", Furniture.SMALL),
        ("Il y a 3 heures", Furniture.SMALL),
        ("Facebook Twitter LinkedIn", Furniture.SMALL),
        ("Laisser un commentaire", Furniture.COMMENTS),
        ("Vous devez être connecté pour poster un commentaire.", Furniture.COMMENTS),
        ("Commentaires (4)", Furniture.TALK),
        ("Sur le même sujet", Furniture.RELATED),
        ("More on this story", Furniture.RELATED),
        ("À lire aussi : Les quais fermés", Furniture.TEASER),
        ("Mentions légales", Furniture.FOOTER),
        ("© 2023 La Gazette du Port", Furniture.FOOTER),
        ("Nous utilisons des cookies pour mesurer notre audience.", Furniture.COOKIES),
    ],
)
def test_it_tells_furniture(text, kind):
    assert furniture(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "Le phare des Merles rallumé",
        "La rumeur court, et les commentaires vont bon train.",
        "Partager le pouvoir, une idée neuve ?",
        "More than 600 sailors sign letter",
        "738 des 770 marins ont signé",
        "Un chantier deux fois arrêté",
    ],
)
def test_it_leaves_what_may_be_the_articles_own(text):
    assert furniture(text) is None


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("“What to know”", "What to know"),
        ("« Le phare, c’était la maison »", "Le phare, c’était la maison"),
        ("‘Ce qu’il faut savoir’", "Ce qu’il faut savoir"),
        ("« Oui » et « non »", "« Oui » et « non »"),
        ("Il a dit « oui »", "Il a dit « oui »"),
        ('"', '"'),
        ("", ""),
    ],
)
def test_it_strips_quotes_around_the_whole(text, bare):
    assert unquoted(text) == bare
