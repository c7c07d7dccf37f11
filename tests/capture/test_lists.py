"""Lists of addresses, as text and as tables."""

from pathlib import Path

import pytest

from archive.capture.lists import ListedPage, read_list
from archive.capture.page import CaptureError

A, B = "https://gazette.example/a", "https://gazette.example/b"


def read(folder: Path, content: str | bytes, name: str = "list.txt", **options) -> list[ListedPage]:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_list(folder / name, **options)


def refusal(folder: Path, content: str | bytes, name: str = "list.txt", **options) -> str:
    with pytest.raises(CaptureError) as caught:
        read(folder, content, name, **options)
    return str(caught.value)


def test_it_reads_a_text(tmp_path):
    text = f"# Coverage of the lighthouse\n\n{A}\r\n  <{B}#top>  # again\n\thttp://Café.example/été\n#{A}\n"
    assert read(tmp_path, text) == [
        ListedPage(A, 3),
        ListedPage(B, 4),
        ListedPage("http://xn--caf-dma.example/%C3%A9t%C3%A9", 5),
    ]


def test_it_names_what_is_wrong_with_a_line_and_goes_on(tmp_path):
    found = read(tmp_path, f"www.gazette.example\n{A}\nftp://gazette.example/x\n{B} The lamp\nhttp://10.1/\n{A}#x\n")
    assert [(page.url, page.line) for page in found if not page.failed and not page.skipped] == [(A, 2)]
    assert [(page.line, page.failed or page.skipped) for page in found if page.line != 2] == [
        (1, "this is no address of the web: it begins with neither http:// nor https://"),
        (3, "only http and https addresses are fetched, not ftp"),
        (4, "there is more than an address on the line"),
        (5, "“10.1” is no numeric address: write four decimal numbers, as 192.0.2.1"),
        (6, "the address stands on line 2 already"),
    ]
    assert found[-1].skipped
    assert not found[-1].failed


@pytest.mark.parametrize("name", ["list.csv", "list.txt", "list.tsv"])
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("url,title,source,date", f'{A},"Le phare, rallumé",La Gazette,2023-11-20'),
        ("URL;Titre;Source;Date", f"{A};Le phare, rallumé;La Gazette;20/11/2023"),
        ("Titre\tJournal\tParu le\tLien", f"Le phare, rallumé\tLa Gazette\tlundi 20 novembre 2023\t{A}"),
        (
            '"Date de publication";"Adresse";"N°";"Média";"Titre"',
            f'"20 nov. 2023";"{A}";"7";"La Gazette";"Le phare, rallumé"',
        ),
        ("published_at|source|headline|url", f"Nov 20, 2023|La Gazette|Le phare, rallumé| {A} "),
        ("sep=;\nurl;title;source;published", f"<{A}>;Le phare, rallumé;La Gazette;20.11.2023"),
    ],
)
def test_it_reads_a_table(tmp_path, name, header, row):
    (found,) = read(tmp_path, f"{header}\n{row}\n", name)
    assert (found.url, found.title, found.source) == (A, "Le phare, rallumé", "La Gazette")
    assert (found.published, found.failed) == ("2023-11-20", "")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_it_reads_what_spreadsheets_write(tmp_path, charset):
    text = f"adresse;titre;publié le\r\n{A};Été à la côte;20/11/2023 20:24\r\n;;\r\n"
    (found,) = read(tmp_path, text.encode(charset), "list.csv")
    assert (found.title, found.published) == ("Été à la côte", "2023-11-20T20:24:00")


def test_it_counts_lines_as_an_editor_does(tmp_path):
    text = f'# from the desk\n\nurl,title\n{A},"The lamp\nof the lighthouse"\n\nx,y\n{B},\n'
    found = read(tmp_path, text, "list.csv")
    assert [(page.line, page.url, page.title) for page in found] == [
        (4, A, "The lamp of the lighthouse"),
        (7, "x", "y"),
        (8, B, ""),
    ]
    assert found[1].failed.startswith("this is no address")


def test_it_names_what_is_wrong_with_a_row_and_goes_on(tmp_path):
    text = f"url,title,date\n{A},,soon\n,No address,\n{B}\n{A},,2023-13-45\n{A},,before 20/11/2023\n"
    found = read(tmp_path, text, "list.csv")
    assert [(page.line, page.failed) for page in found] == [
        (2, "the date “soon” cannot be read; write it as 2023-11-20"),
        (3, "there is no address in the row"),
        (4, ""),
        (5, "the date “2023-13-45” cannot be read; write it as 2023-11-20"),
        (6, "the date “before 20/11/2023” cannot be read; write it as 2023-11-20"),
    ]


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2023", "2023"),
        ("2023-11", "2023-11"),
        ("2023-11-20/2023-11-22", "2023-11-20/2023-11-22"),
        ("2023-11-20?", "2023-11-20?"),
        ("2023-11-20T20:24:00+01:00", "2023-11-20T20:24:00+01:00"),
        ("2023-11-20 20:24", "2023-11-20T20:24:00"),
        ("1er août 2023", "2023-08-01"),
        ("novembre 2023", "2023-11"),
        ("Monday, November 20, 2023", "2023-11-20"),
        ("", ""),
    ],
)
def test_it_reads_dates(tmp_path, written, published):
    (found,) = read(tmp_path, f"url;date\n{A};{written}\n", "list.csv")
    assert (found.published, found.failed) == (published, "")


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        (["03/04/2023", "05/06/2023"], ["2023-04-03", "2023-06-05"]),
        (["03/04/2023", "11/20/2023"], ["2023-03-04", "2023-11-20"]),
        (["03/04/2023", "20/11/2023"], ["2023-04-03", "2023-11-20"]),
    ],
)
def test_it_tells_the_order_of_day_and_month_by_the_column(tmp_path, dates, published):
    found = read(tmp_path, f"url,date\n{A},{dates[0]}\n{B},{dates[1]}\n", "list.csv")
    assert [page.published for page in found] == published


def test_it_reads_a_table_without_a_header_as_a_list(tmp_path):
    assert [page.url for page in read(tmp_path, f"{A}\n{B}\n", "list.csv")] == [A, B]


def test_it_takes_the_first_of_two_columns_of_a_kind(tmp_path):
    (found,) = read(tmp_path, f"url,link,title\n{A},{B},x\n", "list.csv")
    assert found.url == A


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        ("", "list.txt", "the list is empty"),
        ("\n# nothing\n\n", "list.csv", "the list is empty"),
        (
            "titre;date\nx;y\n",
            "list.csv",
            "the table has no column called “url” or “adresse”; its first line is “titre;date”",
        ),
        (b"PK\x03\x04\0\0\0\0\xff\0\1\2", "list.csv", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "list.txt", "binary"),
    ],
)
def test_it_refuses_what_is_no_list(tmp_path, content, name, says):
    assert refusal(tmp_path, content, name).startswith(says)


def test_it_refuses_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(CaptureError, match="there is no such file"):
        read_list(tmp_path / "missing.txt")
    with pytest.raises(CaptureError, match="is no regular file"):
        read_list(tmp_path)
    assert "more than 20 bytes" in refusal(tmp_path, f"{A}\n{B}\n", limit=20)


def test_it_survives_a_broken_row(tmp_path):
    found = read(tmp_path, f'url,title\n{A},"{"x" * 200_000}"\n{B},y\n', "list.csv")
    assert found[0].failed.startswith("the row cannot be read")
    assert (found[-1].url, found[-1].line) == (B, 3)


def test_it_says_where_a_quotation_is_not_closed(tmp_path):
    found = read(tmp_path, f'url,title\n{A},x\n{B},"The lamp\n{A}?2,y\n', "list.csv")
    assert [(page.line, bool(page.failed)) for page in found] == [(2, False), (3, True)]
    assert "is never closed" in found[1].failed
