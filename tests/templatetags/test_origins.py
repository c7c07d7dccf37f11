"""Where a field's value was found, in words."""

import pytest
from django.utils.translation import override

from archive.templatetags.origins import origin_words

IN_FRENCH = {
    "visible date line": "ligne de date affichée",
    "h1": "titre principal (h1)",
    "12 lines of the page, from 73": "12 lignes de la page, à partir de la ligne 73",
}


@pytest.mark.parametrize(("origin", "words"), IN_FRENCH.items())
def test_it_says_origins_in_french(origin: str, words: str) -> None:
    with override("fr"):
        assert origin_words(origin) == words


def test_it_says_origins_in_english() -> None:
    with override("en"):
        assert origin_words("line above the text") == "line above the text"
        assert origin_words("12 lines of the page, from 73") == "12 lines of the page, from line 73 on"


@pytest.mark.parametrize("origin", ["JSON-LD datePublished", "meta article:published_time", "", "<b>"])
def test_it_keeps_what_has_no_other_words(origin: str) -> None:
    with override("fr"):
        assert origin_words(origin) == origin
