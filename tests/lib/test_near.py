"""One slip of the pen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lib.near import one_edit


@pytest.mark.parametrize(
    ("left", "right"),
    [("emmet", "emmett"), ("emmett", "emett"), ("marie", "maria"), ("sma", "sam"), ("", "a"), ("ab", "ba"), ("a", "b")],
)
def test_it_tells_one_edit(left: str, right: str) -> None:
    assert one_edit(left, right)
    assert one_edit(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("sam", "sam"),
        ("", ""),
        ("emmet", "emmanuel"),
        ("abcd", "badc"),
        ("abc", "cab"),
        ("abcx", "acbx2"),
        ("a", "bcd"),
    ],
)
def test_it_refuses_none_or_several(left: str, right: str) -> None:
    assert not one_edit(left, right)
    assert not one_edit(right, left)


@given(st.text("abc", max_size=8), st.data())
def test_it_tells_any_insertion(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word)))
    longer = word[:place] + data.draw(st.sampled_from("abc")) + word[place:]
    assert one_edit(word, longer)


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_it_agrees_with_trying_every_edit(left: str, right: str) -> None:
    shorter = [left[:i] + left[i + 1 :] for i in range(len(left))]
    longer = [left[:i] + letter + left[i:] for i in range(len(left) + 1) for letter in "abc"]
    replaced = [left[:i] + letter + left[i + 1 :] for i in range(len(left)) for letter in "abc"]
    swapped = [left[:i] + left[i + 1] + left[i] + left[i + 2 :] for i in range(len(left) - 1)]
    assert one_edit(left, right) == (left != right and right in [*shorter, *longer, *replaced, *swapped])
