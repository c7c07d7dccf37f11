"""The ways in which one address may have been written down when its page was captured."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from archive.capture.addresses import LONGEST_URL, read_url
from archive.capture.page import CaptureError

_MOST = 16
_UNSOUND = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # controls, and halves of letters
# A proxy may have merged the slashes of an address that stands in the path of another one.
_MERGED = re.compile(r"(https?):/{1,9}(?!/)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}:(?!\d{1,5}(?:[/?#]|$))", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+\w{2,63}\.?(?::\d{1,5})?(?:[/?#]|$)")
_OTHER_SCHEME = {"http": "https", "https": "http"}


def spellings(asked: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses that may be meant by the first of `asked`, the likeliest first; at most 16.

    Each of `asked` as it stands goes first; after them come, of those that are addresses of the web, the same with host
    and escapes as browsers write them, without fragment, with and without the slash behind a bare host, and all
    of these with the other of http and https. What has no scheme is read as an address of either.
    """
    told = [whole for uri in asked for whole in _whole(uri)]
    nearest = list(dict.fromkeys([*told, *(near for uri in told for near in _near(uri))]))
    others = [other for uri in nearest for other in _other_scheme(uri)]
    return tuple(dict.fromkeys([*nearest, *others]))[:_MOST]


def _whole(uri: str) -> Iterator[str]:
    if not uri or len(uri) > LONGEST_URL or _UNSOUND.search(uri):
        return
    if _SCHEME.match(uri):
        yield _MERGED.sub(r"\1://", uri, count=1) if _MERGED.match(uri) else uri
    elif _HOST.match(uri):
        yield f"https://{uri}"


def _near(uri: str) -> Iterator[str]:
    if not uri.lower().startswith(("http://", "https://")):
        return
    without = uri.partition("#")[0]
    yield without
    yield quote(without, safe=":/?[]@!$&'()*+,;=-._~%")
    try:
        parts = urlsplit(without)
        lower = without.replace(parts.netloc, parts.netloc.lower(), 1).replace(parts.scheme, parts.scheme.lower(), 1)
        yield lower
        yield read_url(without).url
    except (ValueError, CaptureError):
        return
    if not parts.query and parts.path in ("", "/"):
        yield lower.removesuffix("/")
        yield lower.removesuffix("/") + "/"


def _other_scheme(uri: str) -> Iterator[str]:
    scheme, colon, rest = uri.partition(":")
    if other := _OTHER_SCHEME.get(scheme.lower()):
        yield other + colon + rest
