"""Names under which files are given out: safe on every system, whatever the page called itself."""

import re
import unicodedata

_LONGEST = 80
# What file systems and shells do not take in a name, and what separates folders.
_UNSAFE = re.compile(r"[\\/:*?\"<>|%$`'&;#~]+")
_BLANKS = re.compile(r"[\s_]+")
# Devices of Windows, whatever ending stands behind them (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
# The endings that pages and packed pages bear; the one of the media type takes their place.
_ENDINGS = re.compile(r"(?:\.(?:x?html?|txt|gz))+$", re.IGNORECASE)
# By media type; nothing else gets an ending under which a system might run it.
_ENDING_OF = {"text/html": ".html", "application/xhtml+xml": ".xhtml", "text/plain": ".txt"}


def file_name(wanted: str, media_type: str, fallback: str) -> str:
    """Return a name for a file of `media_type`, made of `wanted`, or of `fallback` where nothing of it is left.

    It is one part of a path, at most 80 characters and an ending, without controls, marks of direction, quotes or a
    dot at its beginning. The ending follows the media type alone: "invoice.exe" of plain text is "invoice.exe.txt".
    """
    name = "".join(letter for letter in unicodedata.normalize("NFC", wanted) if _is_shown(letter))
    name = _BLANKS.sub("_", _UNSAFE.sub("-", name))
    stem = _ENDINGS.sub("", name).strip("._-")[:_LONGEST].rstrip("._-") or fallback
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    return stem + _ENDING_OF.get(media_type, ".bin")


def _is_shown(letter: str) -> bool:
    """Return whether `letter` is no control, format character, surrogate, or one of no or of private meaning."""
    return letter.isspace() or not unicodedata.category(letter).startswith("C")
