"""The formats in which every result can be had: how each is asked for, and what writes it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from archive.exports.atom import write_atom
from archive.exports.bibtex import write_bibtex
from archive.exports.csl import write_csl
from archive.exports.csv import write_csv
from archive.exports.json import write_json
from archive.exports.result import Result
from archive.exports.ris import write_ris
from archive.reading.exported import Exported


@dataclass(frozen=True)
class Format:
    """A format: the ending of its addresses, its media type, and what writes a result in it.

    `is_file`: browsers keep it as a file. `is_paged`: it comes in pages, each of which is written whole.
    """

    suffix: str
    media_type: str
    write: Callable[[Result, Iterable[Exported]], Iterator[str]]
    parameters: str = ""
    is_file: bool = False
    is_paged: bool = False

    @property
    def content_type(self) -> str:
        """Return the media type with its parameters."""
        return self.media_type + self.parameters

    @property
    def is_json(self) -> bool:
        """Return whether its readers read JSON."""
        return self.media_type.endswith("json")


_UTF8 = "; charset=utf-8"

JSON = Format("json", "application/json", write_json)
CSV = Format("csv", "text/csv", write_csv, f"{_UTF8}; header=present", is_file=True)
ATOM = Format("atom", "application/atom+xml", write_atom, _UTF8, is_paged=True)
RIS = Format("ris", "application/x-research-info-systems", write_ris, _UTF8, is_file=True)
BIBTEX = Format("bib", "application/x-bibtex", write_bibtex, _UTF8, is_file=True)
CSL = Format("csl.json", "application/vnd.citationstyles.csl+json", write_csl, is_file=True)

FORMATS = {form.suffix: form for form in (JSON, CSV, ATOM, RIS, BIBTEX, CSL)}
