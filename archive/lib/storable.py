"""Text that every database and encoding takes."""

# Overrides of direction turn the letters of whatever follows them; no language needs them.
_CONTROLS = {code: None for code in range(32) if code not in (9, 10)} | {127: None, 0x202D: None, 0x202E: None}


def storable(text: str) -> str:
    """Return `text` without control characters (NUL and overrides of direction among them; tab and line feed stay).

    Lone surrogates become question marks.
    """
    return text.translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")
