"""Words found again in a changed text."""

from archive.mentions.anchor import find_again, surroundings

TEXT = "Le conseil a congédié Ada Noir. Plus tard, Ada Noir est revenue au bureau."


def test_it_takes_what_stands_before_and_after():
    assert surroundings("abc def ghi", 4, 7) == ("abc ", " ghi")
    assert surroundings("x" * 300, 150, 151) == ("x" * 80, "x" * 80)
    assert surroundings("abc", 0, 3) == ("", "")


def test_it_finds_words_that_moved():
    start = TEXT.index("Ada Noir")
    before, after = surroundings(TEXT, start, start + 8)
    changed = "Mardi. " + TEXT
    assert find_again(changed, "Ada Noir", before, after, start) == start + 7


def test_it_tells_two_places_apart_by_their_surroundings():
    second = TEXT.rindex("Ada Noir")
    before, after = surroundings(TEXT, second, second + 8)
    assert find_again("Ada Noir, Ada Noir. " + TEXT, "Ada Noir", before, after, 0) == second + 20


def test_it_refuses_a_place_with_other_surroundings():
    start = TEXT.index("Ada Noir")
    before, after = surroundings(TEXT, start, start + 8)
    assert find_again("Une autre phrase nomme Ada Noir autrement.", "Ada Noir", before, after, start) is None


def test_it_refuses_words_that_are_gone():
    assert find_again("Rien.", "Ada Noir", "", "", 0) is None


def test_it_takes_words_that_are_the_whole_text():
    assert find_again("Ada Noir", "Ada Noir", "", "", 0) == 0
