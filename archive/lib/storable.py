"""Text that every database and encoding takes."""

_CONTROLS = {code: None for code in range(32) if code not in (9, 10)} | {127: None}


def storable(text: str) -> str:
    """Return `text` without control characters (NUL among them; tab and line feed stay) and without lone surrogates."""
    return text.translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")
