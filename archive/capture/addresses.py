"""Which addresses of the web may be asked for a page: public ones, over http and https, at the ports of web servers.

The archive fetches what people and pages name, and it stands inside a network whose other machines trust it. So a
name is judged by every address it leads to, and the fetcher connects to the very address that was judged.
"""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from archive.capture.page import CaptureError

LONGEST_URL = 2000
PORTS = {"http": 80, "https": 443}

# Ports from 1024 up that other services listen at, as browsers refuse them (WHATWG Fetch Standard, section 2.9, "bad
# port"), and databases, caches and administration that no page is served from.
_OTHER_SERVICES = frozenset({1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6679, 6697, 10080})
_OTHER_SERVICES |= frozenset({*range(6665, 6670), 1433, 1521, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5672, 5900})
_OTHER_SERVICES |= frozenset({5984, 5985, 5986, 6379, 9042, 9200, 9300, 10250, 11211, 27017})

# Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, and what was added to them since).
_SPECIAL_4 = (
    ("0.0.0.0/8", "of this host itself"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "of a provider's inner network"),
    ("127.0.0.0/8", "a loopback one"),
    ("169.254.0.0/16", "link-local (cloud metadata among them)"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved for protocols"),
    ("192.0.2.0/24", "reserved for documentation"),
    ("192.31.196.0/24", "reserved for protocols"),
    ("192.52.193.0/24", "reserved for protocols"),
    ("192.88.99.0/24", "a relay's"),
    ("192.168.0.0/16", "private"),
    ("192.175.48.0/24", "reserved for protocols"),
    ("198.18.0.0/15", "reserved for measurements"),
    ("198.51.100.0/24", "reserved for documentation"),
    ("203.0.113.0/24", "reserved for documentation"),
    ("168.63.129.16/32", "of a cloud's inner service"),  # public by number, and answers inside Azure alone
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
)
_SPECIAL_6 = (
    ("::/128", "of this host itself"),
    ("::1/128", "a loopback one"),
    ("64:ff9b:1::/48", "private"),
    ("100::/64", "reserved"),
    ("2001::/23", "reserved for protocols"),  # Teredo, benchmarking, ORCHID and their like
    ("2001:db8::/32", "reserved for documentation"),
    ("2620:4f:8000::/48", "reserved for protocols"),
    ("3fff::/20", "reserved for documentation"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "private"),
    ("ff00::/8", "multicast"),
)
_NETWORKS_4 = tuple((IPv4Network(network), kind) for network, kind in _SPECIAL_4)
_NETWORKS_6 = tuple((IPv6Network(network), kind) for network, kind in _SPECIAL_6)
_GLOBAL_6 = IPv6Network("2000::/3")
# Where the IPv4 address stands that an IPv6 one carries: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
_CARRIERS = ((IPv6Network("::ffff:0:0/96"), 0), (IPv6Network("64:ff9b::/96"), 0), (IPv6Network("2002::/16"), 80))
_ISATAP = (0x00005EFE, 0x02005EFE)  # the third quarter of an address that carries an IPv4 one last (RFC 5214)

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.ASCII)
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DOTS = str.maketrans("。．｡", "...")
# Characters that browsers keep in a name, and Python's older rules (IDNA 2003) turn into others or nothing.
_DEVIATIONS = frozenset("ßς\u200c\u200d")


@dataclass(frozen=True)
class WebAddress:
    """An http or https address in its parts: `host` in ASCII and lower case, `target` the path and query as sent."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def name(self) -> str:
        """Return the host as an address writes it: an IPv6 one in brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def authority(self) -> str:
        """Return host and port, as in the Host header: the scheme's own port is left out."""
        return self.name if self.port == PORTS[self.scheme] else f"{self.name}:{self.port}"

    @property
    def origin(self) -> str:
        """Return the address of the site, without a path."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """Return the whole address."""
        return self.origin + self.target


def read_url(url: str) -> WebAddress:
    """Return the parts of `url`, written as a server is asked; raises `CaptureError` for one that cannot be asked.

    The fragment is left out; dot segments are resolved and what is not ASCII is encoded (RFC 3986, RFC 3987).
    """
    url = url.strip()
    if len(url) > LONGEST_URL:
        raise CaptureError(f"the address is longer than {LONGEST_URL} characters")
    if _CONTROLS.search(url):
        raise CaptureError("the address holds a line break or another control character")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise CaptureError(f"this is no address of the web: {error}") from error
    if parts.scheme not in PORTS:
        raise CaptureError(_wrong_scheme(url, parts.scheme))
    if not host or ("[" in parts.netloc and ":" not in host):
        raise CaptureError("the address names no host")
    if "@" in parts.netloc:
        raise CaptureError("the address holds a user name or password before an @; leave them out")
    wanted = PORTS[parts.scheme] if port is None else port
    address = WebAddress(parts.scheme, read_host(host), wanted, _target(parts.path, parts.query))
    if len(address.url) > LONGEST_URL:
        raise CaptureError(f"the address is longer than {LONGEST_URL} characters when it is encoded")
    return address


def _wrong_scheme(url: str, scheme: str) -> str:
    if "://" in url:
        return f"only http and https addresses are fetched, not {scheme[:20]}" if scheme else "this is no address"
    return "this is no address of the web: it begins with neither http:// nor https://"


def _target(path: str, query: str) -> str:
    # A stray % would have the whole escaped once more.
    rest = _STRAY_PERCENT.sub("%25", (path or "/") + (f"?{query}" if query else ""))
    try:
        return parse_url(f"http://host{rest}").request_uri
    except (LocationParseError, UnicodeError, ValueError) as error:
        raise CaptureError("the address holds characters that no address has") from error


def read_host(host: str) -> str:
    """Return the host name or numeric address `host` (no brackets) in ASCII; raises `CaptureError` where it is none."""
    if ":" in host:
        return _read_ipv6(host)
    if len(host) > 253:
        raise CaptureError("the host's name is longer than 253 characters")
    try:
        labels = [_ascii_label(label) for label in host.translate(_DOTS).removesuffix(".").split(".")]
    except UnicodeError as error:
        raise CaptureError(f"“{host}” is no name of a host") from error
    name = ".".join(labels)
    if not _HOST.fullmatch(name):
        raise CaptureError(f"“{host}” is no name of a host")
    if _NUMBER.match(name.rpartition(".")[2]):
        return _read_ipv4(name)
    return name


def _ascii_label(label: str) -> str:
    """Return one part of a host name as DNS writes it: "café" as "xn--caf-dma"."""
    label = label.lower()
    if label.isascii():
        return label
    if _DEVIATIONS.isdisjoint(label):
        return label.encode("idna").decode("ascii").lower()
    return "xn--" + unicodedata.normalize("NFC", label).encode("punycode").decode("ascii")


def _read_ipv4(name: str) -> str:
    """Return the address in four decimal numbers; octal, hexadecimal and shorter spellings only serve to disguise."""
    try:
        return str(IPv4Address(name))
    except ValueError as error:
        raise CaptureError(f"“{name}” is no numeric address: write four decimal numbers, as 192.0.2.1") from error


def _read_ipv6(host: str) -> str:
    try:
        address = IPv6Address(host)
    except ValueError as error:
        raise CaptureError(f"“{host}” is no numeric address") from error
    if address.scope_id:
        raise CaptureError("the address names a network interface after a %")
    return str(address)


def read_hosts(text: str) -> frozenset[str]:
    """Return the hosts of a list as in ARCHIVE_FETCH_ALLOW, "intranet.example, 10.0.0.5:8080, [::1]:8000".

    One without a port is opened at every port. Raises `CaptureError` that names the entry which is none.
    """
    opened = set()
    for entry in filter(None, (part.strip() for part in text.split(","))):
        try:
            parts = urlsplit(f"//{entry}")
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise CaptureError(f"“{entry}” is no host: {error}") from error
        if not host or parts.netloc != entry or "@" in entry:
            raise CaptureError(f"“{entry}” is no host: write a name, or a name and port, without http:// and path")
        name = WebAddress("http", read_host(host), 80, "").name
        opened.add(f"{name}:{port}" if port is not None else name)
    return frozenset(opened)


def is_opened(address: WebAddress, opened: frozenset[str]) -> bool:
    """Return whether the hosts that `read_hosts` returned hold that of `address`."""
    return address.name in opened or f"{address.name}:{address.port}" in opened


def port_refusal(address: WebAddress) -> str:
    """Return why the port of `address` is not asked; an empty string where it may be.

    Web servers listen at 80, 443, and above 1023 where no other well-known service does.
    """
    port = address.port
    if port in PORTS.values() or (port >= 1024 and port not in _OTHER_SERVICES):
        return ""
    return f"port {port} is not one of web servers, and is not asked"


def ip_refusal(text: str) -> str:
    """Return why the numeric address `text` is not asked; an empty string for a public one."""
    kind = _kind(ip_address(text))
    return f"{text} is not a public address but {kind}, and is not asked" if kind else ""


def _kind(address: IPv4Address | IPv6Address) -> str:
    """Return what kind of special address this is, or an empty string for a public one."""
    if isinstance(address, IPv4Address):
        return next((kind for network, kind in _NETWORKS_4 if address in network), "")
    address = IPv6Address(int(address))  # without its interface, which no network contains
    for network, shift in _CARRIERS:
        if address in network:
            return _kind(IPv4Address((int(address) >> shift) & 0xFFFFFFFF))
    for network, kind in _NETWORKS_6:
        if address in network:
            return kind
    if address not in _GLOBAL_6:
        return "reserved"
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return _kind(IPv4Address(int(address) & 0xFFFFFFFF))
    return ""
