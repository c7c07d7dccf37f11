"""Words of a changed text found again by themselves and their surroundings. Pure."""

from collections.abc import Collection

SURROUNDINGS = 80
_ENOUGH = 8


def surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """Return up to 80 characters before and after `text[start:end]`."""
    return text[max(0, start - SURROUNDINGS) : start], text[end : end + SURROUNDINGS]


def find_again(text: str, words: str, before: str, after: str, near: int, taken: Collection[int] = ()) -> int | None:
    """Return where `words` stand in `text` between surroundings like `before` and `after`, or None.

    The place with the most characters of its surroundings alike wins, then the one nearest to `near`; a place with
    fewer than 8 alike (or than there were) is none, and so is one where another span stands (`taken`).
    """
    best: tuple[int, int] | None = None
    best_place = None
    place = text.find(words)
    while place >= 0:
        alike = _alike(text, place, place + len(words), before, after)
        if place not in taken and (best is None or (alike, -abs(place - near)) > best):
            best, best_place = (alike, -abs(place - near)), place
        place = text.find(words, place + 1)
    enough = min(_ENOUGH, len(before) + len(after))
    return best_place if best is not None and best[0] >= enough else None


def _alike(text: str, start: int, end: int, before: str, after: str) -> int:
    """Return how many characters next to `text[start:end]` are as in `before` (from its end) and `after`."""
    alike = 0
    for offset in range(1, len(before) + 1):
        if start - offset < 0 or text[start - offset] != before[-offset]:
            break
        alike += 1
    for offset, character in enumerate(after):
        if end + offset >= len(text) or text[end + offset] != character:
            break
        alike += 1
    return alike
