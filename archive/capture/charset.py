"""The encoding that turns a page's bytes into text: the one it declares, or else the one that fits."""

import codecs
import re

from charset_normalizer import from_bytes

HEAD = 4096
SAMPLE = 16_384

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta\b[^<>]{0,400}?\bcharset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:+-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml\b[^<>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w.:+-]{1,40})[\"']", re.IGNORECASE)
# Names under which pages mean a larger set, as browsers read them (WHATWG Encoding Standard, section 4.2).
_BROWSERS_READ = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}
_BROWSERS_READ |= {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"}
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem"}
_WESTERN = ("cp1252", "mac-roman", "cp850")
_ONE_BYTE = {"cp1252", "cp1254", "iso8859-15", "iso8859-2", "cp1250", "mac-roman", "cp850", "cp437"}
_WESTERN_CHARACTERS = frozenset("àâäçéèêëîïôöùûüÿœæñßáíóúÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ’‘“”«»–—…•·€£°º©®™²½\u00a0\u00ad")


def declared_charset(body: bytes) -> str | None:
    """Return the charset an HTML page declares in its first 4 kB (`<meta>`, XML declaration), if it is a known one."""
    head = body[:HEAD]
    match = _XML.match(head.lstrip()) or _META.search(head)
    name = known_charset(match[1].decode("ascii", "replace")) if match else None
    # A declaration that can be read as ASCII does not stand in a page of two-byte characters.
    return "utf-8" if name and name.startswith(("utf-16", "utf-32")) else name


def known_charset(name: str) -> str | None:
    """Return Python's name of the charset `name`, widened as browsers do; None for one it does not know."""
    try:
        found = codecs.lookup(name.strip()).name
        b"xx".decode(found, errors="replace")  # "zip" and its like are no charsets, and say so
    except (LookupError, ValueError):
        return None
    return None if found in _NO_CHARSETS else _BROWSERS_READ.get(found, found)


def find_charset(body: bytes, declared: str | None = None) -> str:
    """Return the charset that decodes `body`: byte order mark, `declared` where it fits, or else detected.

    A page in UTF-8 with a few broken bytes is still UTF-8; what fits nothing is read as cp1252.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return name
    if wide := _wide_charset(body):
        return wide
    # Bytes that make sense as UTF-8 throughout are nothing else, while the one-byte sets make something of any bytes.
    first = "utf-8" if declared in _ONE_BYTE and not body.isascii() else declared
    for fitting in (first, declared, "utf-8"):
        if fitting and _decodes(body, fitting):
            return fitting
    if _is_mostly_utf8(body):
        return "utf-8"
    return _detected(body)


def _wide_charset(body: bytes) -> str | None:
    """Return the UTF-16 that a page without a mark is in: in Western text every other byte is then zero."""
    sample = body[:HEAD]
    half = len(sample) // 2
    if half < 8 or sample.count(0) < half * 0.7:
        return None
    name = "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    return name if _decodes(body, name) else None


def _decodes(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except (UnicodeError, LookupError):
        return False
    return True


def _is_mostly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    return whole >= 9 * broken


def _detected(body: bytes) -> str:
    sample = _telling_sample(body)
    for western in _WESTERN:
        if _reads_western(sample, western):
            return western
    best = from_bytes(sample).best()
    name = known_charset(best.encoding) if best else None
    return name if name and _decodes(body, name) else "cp1252"


def _telling_sample(body: bytes) -> bytes:
    """Return a bounded part of `body` that holds its first byte beyond ASCII."""
    match = re.search(rb"[\x80-\xff]", body)
    start = max(0, match.start() - 200) if match else 0
    return body[start : start + SAMPLE]


def _reads_western(sample: bytes, name: str) -> bool:
    beyond = [character for character in sample.decode(name, errors="replace") if character > "\x7f"]
    return sum(character in _WESTERN_CHARACTERS for character in beyond) >= 0.9 * len(beyond)
