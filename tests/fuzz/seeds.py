"""Sound pages and web archives to start from: those of the tests and the demonstration, and those of a folder."""

import gzip
import io
import os
import zipfile
import zlib
from pathlib import Path

import brotli

from archive.capture.warc import is_web_archive
from tests.capture.warcs import TYPE_HTML, URL, MadeWarc, block_of, by_hand, members

ROOT = Path(__file__).parents[2]
_OURS = [ROOT / "tests" / "extraction" / "data", ROOT / "fixtures" / "pages"]
_LARGEST = 4_000_000


def pages() -> list[tuple[str, bytes]]:
    """Return the (name, content) of the pages to spoil."""
    found = [(_name(path), path.read_bytes()) for path in _files() if not is_web_archive(path) and _is_page(path)]
    return [(name.removesuffix(".gz"), gzip.decompress(body) if name.endswith(".gz") else body) for name, body in found]


def archives() -> list[tuple[str, bytes]]:
    """Return the (name, content) of the web archives to spoil: of each kind that is read, and the folder's."""
    bodies = [path.read_bytes() for path in sorted(_OURS[1].glob("*.html"))[:2]]
    plain = MadeWarc(gzip=False).info()
    packed = MadeWarc().info()
    for number, body in enumerate(bodies):
        for made in (plain, packed):
            made.request(url=f"{URL}/{number}").response(body, url=f"{URL}/{number}").resource(body)
    coded = [
        block_of(pack(body), headers=(TYPE_HTML, ("Content-Encoding", coding)))
        for body in bodies
        for coding, pack in (("gzip", gzip.compress), ("br", brotli.compress), ("deflate", zlib.compress))
    ]
    coded += [block_of(_chunked(body), headers=(TYPE_HTML, ("Transfer-Encoding", "chunked"))) for body in bodies]
    records = [by_hand(block, WARC_Target_URI=f"{URL}/{number}") for number, block in enumerate(coded)]
    wacz = io.BytesIO()
    with zipfile.ZipFile(wacz, "w") as package:
        package.writestr("archive/data.warc.gz", packed.content)
        package.writestr("datapackage.json", '{"resources": [{"path": "archive/data.warc.gz", "hash": "sha256:00"}]}')
    ours = [
        ("plain.warc", plain.content),
        ("packed.warc.gz", packed.content),
        ("coded.warc", b"".join(records)),
        ("coded.warc.gz", members(*records)),
        ("old.arc", _arc(bodies)),
        ("whole.wacz", wacz.getvalue()),
    ]
    return ours + [(_name(path), path.read_bytes()) for path in _files() if is_web_archive(path)]


def _files() -> list[Path]:
    folders = list(_OURS)
    if told := os.environ.get("ARCHIVE_FUZZ_PAGES"):
        folders.append(Path(told))
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in files if 0 < path.stat().st_size <= _LARGEST]


def _is_page(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith((".html", ".htm", ".txt"))


def _name(path: Path) -> str:
    return path.name if len(path.name) < 100 else path.name[-100:]


def _chunked(body: bytes) -> bytes:
    pieces = [body[place : place + 700] for place in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _arc(bodies: list[bytes]) -> bytes:
    about = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://old.arc 0.0.0.0 20081103120000 text/plain %d\n%s\n" % (len(about), about)]
    for number, body in enumerate(bodies):
        block = block_of(body)
        records.append(
            b"%s/%d 192.0.2.1 20081103120101 text/html %d\n" % (URL.encode(), number, len(block)) + block + b"\n"
        )
    return b"".join(records)
