"""Links as HTTP's Link header and link-format documents write them.

Sources: RFC 8288 (Web Linking) section 3, RFC 6690 (CoRE Link Format) section 2.
"""

from collections.abc import Iterable
from urllib.parse import quote

# What may stand in a URI (RFC 3986 section 2); "%" as what is encoded already stays.
_URI = ":/?#[]@!$&'()*+,;=-._~%"


def as_uri(text: str) -> str:
    """Return `text` with all that no URI has percent-encoded in UTF-8 (RFC 3987 section 3.1): it ends no header."""
    return quote(text, safe=_URI)


def web_link(uri: str, rel: str, **attributes: str) -> str:
    """Return the link to `uri` with its relation types, and those of `attributes` that have a value, in their order.

    Values are ours: they hold no quotes and no backslashes.
    """
    told = {"rel": rel, **attributes}
    return f"<{as_uri(uri)}>" + "".join(f'; {name}="{value}"' for name, value in told.items() if value)


def link_header(links: Iterable[str], most: int) -> str:
    """Return the value of a Link header of at most `most` characters; links that do not fit into it are left out.

    Servers and proxies bound what they take for headers, some at 4 kB for all of them.
    """
    value = ""
    for link in links:
        longer = f"{value}, {link}" if value else link
        value = longer if len(longer) <= most else value
    return value
