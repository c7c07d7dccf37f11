"""Addresses of a page in other formats."""

import pytest

from archive.templatetags.formats import in_format


@pytest.mark.parametrize(
    ("address", "suffix", "found"),
    [
        ("/people/ada/", "json", "/people/ada.json"),
        ("/articles/?q=a%2Fb%2F&order=oldest", "csl.json", "/articles.csl.json?q=a%2Fb%2F&order=oldest"),
        ("/dates/2023/11/20/", "atom", "/dates/2023/11/20.atom"),
        ("/articles/?q=why%3F+?/", "csv", "/articles.csv?q=why%3F+?/"),
    ],
)
def test_it_puts_the_ending_behind_the_path(address: str, suffix: str, found: str) -> None:
    assert in_format(address, suffix) == found
