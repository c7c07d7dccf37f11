"""Spellings that differ by one slip of the pen."""


def one_edit(left: str, right: str) -> bool:
    """Tell whether one inserted, deleted, replaced or two swapped neighbouring letters turn `left` into `right`.

    Equal words are none. Source: F. J. Damerau, "A technique for computer detection and correction of spelling
    errors", CACM 7 (1964).
    """
    if len(left) > len(right):
        left, right = right, left
    if left == right or len(right) - len(left) > 1:
        return False
    start = 0
    while start < len(left) and left[start] == right[start]:
        start += 1
    rest, other = left[start:], right[start:]
    if len(left) < len(right):
        return rest == other[1:]
    return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
