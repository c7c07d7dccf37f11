"""Ways to spoil the bytes of a page or of a web archive, as hypothesis strategies."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass

import brotli
from hypothesis import strategies as st

from tests.fuzz.traps import RUNS

_MOST = 1 << 21
_CHARSETS = ("latin-1", "cp1252", "utf-16", "utf-16-be", "utf-32", "utf-7", "mac-roman", "cp037", "shift_jis", "big5")
_OPENED = ("p", "div", "h1", "h2", "article", "table", "tr", "td", "li", "blockquote", "time", "script", "style", "svg")
_CLOSED = ("p", "div", "h1", "head", "body", "html", "script", "table", "article")
_TOKENS = (
    [unit * count for unit in RUNS.values() for count in (1, 300)]
    + ["<" + tag + ">" for tag in _OPENED]
    + ["</" + tag + ">" for tag in _CLOSED]
    + ["<div>" * 300, "<b>" * 2000, "<table><tr><td>" * 100, "<!--", "-->", "<![CDATA[", "]]>", "<?php", '"', "'", ">"]
    + ['<meta charset="utf-16">', '<meta property="article:published_time" content="9999-99-99T99:99:99Z">']
    + ['<time datetime="2023-02-30">', '<time datetime="0001-01-01T00:00:00+23:59">', "<title>", '<a rel="author">']
    + ['<script type="application/ld+json">', '{"@type":"NewsArticle","author":', "[" * 500, '{"@graph":' * 500]
    + ["&#0;", "&#xD800;", "&#x10FFFF;", "\ufeff", "\u2028", "\x0b", "\x1a", "\x00"]
)
_WARC_TOKENS = (
    [f"{name}: {value}\r\n" for name in ("Content-Length", "WARC-Truncated", "WARC-Segment-Number") for value in (
        "0", "1", "-1", "99999999999999999999", "+5", "0x10", " ", "1 2", "é")]
    + [f"WARC-Type: {kind}\r\n" for kind in ("response", "revisit", "request", "", "x" * 500)]
    + [f"WARC-Date: {date}\r\n" for date in ("2023", "9999-12-31T23:59:59Z", "2023-02-30T00:00:00Z", "0000-00-00")]
    + [f"Transfer-Encoding: {coding}\r\n" for coding in ("chunked", "chunked, gzip", "gzip, chunked, br")]
    + [f"Content-Encoding: {coding}\r\n" for coding in ("gzip", "br", "deflate", "zstd", "gzip," * 50, "x" * 5000)]
    + [f"Content-Type: {kind}\r\n" for kind in ("text/html; charset=utf-16", "text/plain", "image/png", ";;;", "")]
    + ["WARC-Payload-Digest: sha1:AAAA\r\n", "WARC-Block-Digest: md5:x\r\n", "WARC-Target-URI: <http://[::1>\r\n"]
    + ["WARC/1.0\r\n", "WARC/1.1\r\n\r\n", "WARC/9\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 99999\r\n", "\r\n\r\n\r\n"]
    + ["ffffffff\r\n", "0\r\n\r\n", "5;" + "x" * 5000 + "\r\n", "Header: " + "y" * 70_000 + "\r\n", " folded\r\n" * 99]
)  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """One change: `how`, at which part of the content (`start`, `length`: of 1), and what is put there."""

    how: str
    start: float
    length: float
    token: bytes

    def apply(self, content: bytes) -> bytes:
        """Return `content` changed."""
        begin = int(self.start * len(content))
        end = begin + int(self.length * (len(content) - begin))
        return _WAYS[self.how](content, begin, end, self.token)[:_MOST]


def _flip(content: bytes, begin: int, end: int, token: bytes) -> bytes:
    """Change single bytes between the two places, some ten of them."""
    changed = bytearray(content)
    for number, place in enumerate(range(begin, end, max(1, (end - begin) // 10))):
        changed[place] ^= token[number % len(token)] or 255
    return bytes(changed)


def _recoded(content: bytes, begin: int, end: int, token: bytes) -> bytes:
    charset = _CHARSETS[token[0] % len(_CHARSETS)]
    return content[:begin] + content[begin:end].decode("utf-8", "replace").encode(charset, "replace") + content[end:]


def _packed(content: bytes, begin: int, end: int, token: bytes) -> bytes:
    pack: Callable[[bytes], bytes] = (gzip.compress, brotli.compress)[token[0] % 2]
    return content[:begin] + pack(content[begin:end]) + content[end:]


_WAYS: dict[str, Callable[[bytes, int, int, bytes], bytes]] = {
    "flip": _flip,
    "delete": lambda content, begin, end, token: content[:begin] + content[end:],
    "truncate": lambda content, begin, end, token: content[:begin],
    "behead": lambda content, begin, end, token: content[begin:],
    "double": lambda content, begin, end, token: content[:end] + content[begin:],
    "repeat": lambda content, begin, end, token: content[:begin] + content[begin:end][:2000] * 40 + content[end:],
    "swap": lambda content, begin, end, token: content[end:] + content[begin:end] + content[:begin],
    "insert": lambda content, begin, end, token: content[:begin] + token + content[begin:],
    "insert often": lambda content, begin, end, token: content[:begin] + token[:200] * 200 + content[begin:],
    "replace": lambda content, begin, end, token: content[:begin] + token + content[end:],
    "between tags": lambda content, begin, end, token: (
        content[:begin] + content[begin:end].replace(b">", b">" + token[:300], 30) + content[end:]
    ),
    "between lines": lambda content, begin, end, token: (
        content[:begin] + content[begin:end].replace(b"\n", b"\n" + token[:300], 30) + content[end:]
    ),
    "recode": _recoded,
    "pack": _packed,
}


def mutated(seeds: list[tuple[str, bytes]], *, tokens: list[str] | None = None) -> st.SearchStrategy[tuple[str, bytes]]:
    """Return a strategy of (name, content): one of the (name, content) `seeds` after one to six mutations."""
    known = st.sampled_from([token.encode("utf-8", "surrogatepass") for token in tokens or _TOKENS])
    share = st.floats(0, 1, allow_nan=False)
    parts = st.one_of(share, st.floats(0, 0.02))
    mutation = st.builds(
        Mutation, st.sampled_from(sorted(_WAYS)), share, parts, st.one_of(known, st.binary(min_size=1, max_size=40))
    )
    return st.builds(_spoiled, st.sampled_from(seeds), st.lists(mutation, min_size=1, max_size=6))


def _spoiled(seed: tuple[str, bytes], mutations: list[Mutation]) -> tuple[str, bytes]:
    name, content = seed
    for mutation in mutations:
        content = mutation.apply(content)
    return name, content


WARC_TOKENS = _WARC_TOKENS + _TOKENS[::5]
