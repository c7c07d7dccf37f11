"""Addresses as the keys of a web archive's index: canonical, their hosts turned round, so that a site stands together.

Sources: Sort-friendly URI Reordering Transform (Heritrix 3, glossary); the canonical form of the Wayback Machine:
Google's Safe Browsing URLs (unescape wholly, resolve the path, escape once), then lower case, no "www.", no session
ids, parameters in order. Readers of CDXJ (pywb, wabac.js) make the same key of the address that they look for.
"""

import re
from urllib.parse import unquote_to_bytes

_PORTS = {b"http": b"80", b"https": b"443", b"ftp": b"21"}
_PARTS = re.compile(rb"([a-z][a-z0-9+.-]*)://([^/?#]+)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_PORT = re.compile(rb"(.*?)(?::(\d*))?", re.DOTALL)
_WWW = re.compile(rb"^www\d*\.")
_ESCAPE = re.compile(rb"[\x00-\x20\x7f-\xff#%]")
_ASPX_SESSIONS = (
    re.compile(rb"(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)", re.IGNORECASE | re.DOTALL),
    re.compile(rb"(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)", re.IGNORECASE | re.DOTALL),
)
_QUERY_SESSIONS = tuple(
    re.compile(rb"(.*)(?:" + form + rb")(?:&(.*))?", re.IGNORECASE | re.DOTALL)
    for form in (
        rb"jsessionid=[0-9a-z]{32}",
        rb"phpsessid=[0-9a-z]{32}",
        rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)


def surt(uri: str) -> str:
    """Return the key of `uri`: "https://www.example.org/A?b&a" becomes "org,example)/a?a&b".

    A URI that is no address of a host ("urn:sha256:…", "dns:…") is its own key. The key has no blank in it.
    """
    parts = _PARTS.fullmatch(uri.strip().encode())
    if not parts:
        return _escape(uri.strip().encode()).decode()
    scheme, authority, path, query = parts.groups()
    key = _host(authority, scheme.lower()) + b")" + _path(path) + _query(query or b"")
    return key.decode()


def _host(authority: bytes, scheme: bytes) -> bytes:
    match = _PORT.fullmatch(authority.rpartition(b"@")[2])
    host, port = (match[1], match[2]) if match else (authority, None)
    host = _WWW.sub(b"", _ascii(_unescape(host)).strip(b"."))
    host = host.strip(b"[]") if host.startswith(b"[") else _turned(_escape(host))
    return host + b":" + port if port and port != _PORTS.get(scheme) else host


def _turned(host: bytes) -> bytes:
    return b",".join(reversed(re.sub(rb"\.+", b".", host).split(b".")))


def _ascii(host: bytes) -> bytes:
    """Return the host in lower case, international names in Punycode where they can be."""
    try:
        return host.decode().lower().encode("idna")
    except UnicodeError:
        return host.lower()


def _path(path: bytes) -> bytes:
    path = _escape(_resolved(_unescape(path)))
    for session in _ASPX_SESSIONS:
        if match := session.fullmatch(path):
            path = match[1] + match[2]
    return path.lower().removesuffix(b"/") or b"/"


def _resolved(path: bytes) -> bytes:
    """Return the path without empty steps, and with those to the same or the upper folder taken where there is one."""
    steps: list[bytes] = []
    for step in path.split(b"/"):
        if step == b".." and steps and steps[-1] != b"..":
            steps.pop()
        elif step not in (b"", b"."):
            steps.append(step)
    return b"/" + b"/".join(steps)


def _query(query: bytes) -> bytes:
    query = _escape(_unescape(query))
    for session in _QUERY_SESSIONS:
        if match := session.fullmatch(query):
            query = match[1] + (match[2] or b"")
    return b"?" + b"&".join(sorted(query.lower().split(b"&"))) if query else b""


def _unescape(part: bytes) -> bytes:
    """Return `part` with its escapes resolved, and those that come of it; each time makes it shorter."""
    while (plain := unquote_to_bytes(part)) != part:
        part = plain
    return part


def _escape(part: bytes) -> bytes:
    return _ESCAPE.sub(lambda byte: b"%%%02x" % byte[0][0], part)
