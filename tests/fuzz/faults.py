"""Ways of reading that end as no reading may: the tests see to it that they would be noticed."""

from collections.abc import Iterator
from pathlib import Path


def hang(path: Path) -> Iterator[str]:
    """Reckon for ever."""
    sum(range(10**12))
    yield ""


def bloat(path: Path) -> Iterator[str]:
    """Hold 400 MB."""
    yield str(len(b"x" * (400 << 20)))


def break_down(path: Path) -> Iterator[str]:
    """Raise what nobody expects."""
    yield str([][1])
