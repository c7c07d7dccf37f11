"""What a page was when it was captured, whatever it came as."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime


class CaptureError(Exception):
    """A file or record that holds no page that can be kept; the message says why, and what to do."""


@dataclass(frozen=True)
class CapturedPage:
    """One page as it was captured.

    `body` is the decoded payload (transfer and content encodings undone, a `.gz` file unpacked), `sha256` its
    hexadecimal digest, `charset` the name of the encoding that decodes it (declared, or else detected). `url` and
    `captured_at` (UTC) are None where nobody told them. `record` tells the pages of one WARC file apart.

    Of a page fetched from its server, `request` and `raw` are what was sent and received, byte for byte (`raw` is head
    and body with their codings on), `server_ip` is the address that was connected to, and `redirected_from` holds the
    addresses that were asked before `url`, the first one first. Of a page out of a web archive, `raw` and `request` are
    the blocks of its record and of the request's as they stood there (`raw` of a stored resource is its body), and
    `record_headers` and `request_headers` the named fields of these records.
    """

    body: bytes
    media_type: str
    charset: str = "utf-8"
    url: str | None = None
    captured_at: datetime | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    record: str | None = None
    name: str = ""
    request: bytes | None = None
    sha256: str = field(default="")
    raw: bytes | None = None
    server_ip: str | None = None
    redirected_from: tuple[str, ...] = ()
    record_headers: tuple[tuple[str, str], ...] = ()
    request_headers: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Compute the digest where it was not given."""
        if not self.sha256:
            object.__setattr__(self, "sha256", hashlib.sha256(self.body).hexdigest())

    @property
    def target_uri(self) -> str:
        """Return the address, or `urn:sha256:<digest>` for a file that came without one."""
        return self.url or f"urn:sha256:{self.sha256}"

    @property
    def is_html(self) -> bool:
        """Return whether the page is HTML (the other kind is plain text)."""
        return self.media_type in {"text/html", "application/xhtml+xml"}

    def text(self) -> str:
        """Return the body decoded by its charset, undecodable bytes replaced."""
        return self.body.decode(self.charset, errors="replace").removeprefix("\ufeff")
