"""Text as formats of single lines and of XML take it."""

import re

# What XML 1.0 has no way to write (section 2.2), lone surrogates among it.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def one_line(text: str) -> str:
    """Return `text` on one line, without characters that control a terminal or a line."""
    return " ".join(for_xml(text).split())


def for_xml(text: str) -> str:
    """Return `text` without the characters that no XML document may hold."""
    return _NOT_XML.sub("", text)
