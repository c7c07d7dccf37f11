"""BibTeX: entries that bibtexparser reads back, and text that LaTeX prints letter by letter."""

from typing import Any

import bibtexparser
import pytest
from bibtexparser.bparser import BibTexParser

from archive.exports.bibtex import escaped, write_bibtex
from archive.reading.exported import Author, Captured
from tests.exports.records import HOSTILE, article, named, result, when


def written(*articles: Any) -> str:
    """Return the whole file."""
    return "".join(write_bibtex(result(), articles))


def entries(*articles: Any) -> list[dict[str, str]]:
    """Return the entries, read back by bibtexparser."""
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    return bibtexparser.loads(written(*articles), parser).entries


def test_it_works() -> None:
    one = article()
    [entry] = entries(one)
    assert (entry["ENTRYTYPE"], entry["ID"]) == ("article", f"dossier-{one.id}")
    assert entry["title"] == "{Ada Byron dismissed}" and entry["journal"] == "The Harbour Gazette"
    assert (entry["year"], entry["month"], entry["day"]) == ("2023", "November", "20")
    assert entry["url"] == one.original and entry["archive"] == one.url and entry["urldate"] == "2023-12-01"
    assert entry["keywords"] == "Ada Byron, The dismissal" and "note" not in entry


def test_it_writes_an_entry_beside_the_next() -> None:
    some = [article(f"Title {number}") for number in range(5)]
    assert [entry["title"] for entry in entries(*some)] == [f"{{Title {number}}}" for number in range(5)]
    assert len({entry["ID"] for entry in entries(*some)}) == 5
    assert written() == ""


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("R&D 100 % $5 #1 a_b", r"R\&D 100 \% \$5 \#1 a\_b"),
        ("{", r"\textbraceleft{}"),
        ("a}b", r"a\textbraceright{}b"),
        ("~^\\", r"\textasciitilde{}\textasciicircum{}\textbackslash{}"),
        ("L’été œuvre ß", "L’été œuvre ß"),
        ("two\n\nlines\tand\x00 more", "two lines and more"),
    ],
)
def test_it_makes_text_safe_for_latex(text: str, latex: str) -> None:
    assert escaped(text) == latex
    assert escaped(text).count("{") == escaped(text).count("}")


@pytest.mark.parametrize("text", [HOSTILE, "{{{", "}", "\\", "@article{x,", 'a " b', "a,\n@comment{b}", "é" * 3000])
def test_any_text_is_read_back(text: str) -> None:
    one = article(text, authors=(Author(text),), lead=text, people=(named(text),), original=f"https://x.example/{text}")
    [first, second] = entries(one, article("The next one"))
    assert first["title"] == f"{{{escaped(text)}}}"
    assert second["title"] == "{The next one}"


@pytest.mark.parametrize(
    ("author", "name"),
    [
        (Author("Ada Byron", "Ada", "Byron"), "Byron, Ada"),
        (Author("Charles de Gaulle", "Charles", "de Gaulle"), "de Gaulle, Charles"),
        (Author("Jane Roe"), "Jane Roe"),
        (Author("AFP"), "{AFP}"),
        (Author("Research and Development"), "{Research and Development}"),
        (Author("Le Monde, avec AFP"), "{Le Monde, avec AFP}"),
    ],
)
def test_it_writes_names_that_bibtex_takes_apart_rightly(author: Author, name: str) -> None:
    [entry] = entries(article(authors=(author, Author("John Doe"))))
    assert entry["author"] == f"{name} and John Doe"


@pytest.mark.parametrize(
    ("edtf", "told", "note"),
    [
        ("2023-11-20T20:24:00", ("2023", "November", "20"), False),
        ("2023-11", ("2023", "November", None), False),
        ("2023", ("2023", None, None), False),
        ("2023-11-20?", ("2023", "November", "20"), True),
        ("2023-11-20/2023-11-22", ("2023", "November", None), True),
        ("2023-12-31/2024-01-02", (None, None, None), True),
        ("2023-11-20/..", (None, None, None), True),
    ],
)
def test_it_tells_of_a_date_what_is_certain_and_notes_the_rest(
    edtf: str, told: tuple[str | None, ...], note: bool
) -> None:
    [entry] = entries(article(published=when(edtf)))
    assert (entry.get("year"), entry.get("month"), entry.get("day")) == told
    assert (entry.get("note") == f"Published {edtf.replace('~', '')} (EDTF).") == note


def test_it_leaves_out_what_is_not_known() -> None:
    one = article(
        original="", authors=(), publisher=None, published=None, lead="", text="", people=(), events=(), language="",
        captured=Captured(),
    )  # fmt: skip
    [entry] = entries(one)
    assert set(entry) == {"ENTRYTYPE", "ID", "title", "url", "archive"} and entry["url"] == one.url


def test_a_comma_in_a_name_parts_no_keywords() -> None:
    [entry] = entries(article(people=(named("Byron, Ada"),), events=()))
    assert entry["keywords"] == "Byron Ada"
