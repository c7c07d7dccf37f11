"""Names of files: one part of a path, on every system, with the ending of the media type."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lib.filenames import file_name


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("harbour", "harbour.html"),
        ("harbour.html.html", "harbour.html"),
        ("a b\tc.htm", "a_b_c.html"),
        ("e\u0301te\u0301", "été.html"),
        ("page.html.exe", "page.html.exe.html"),
        ("LPT1.txt", "_LPT1.html"),
        ("-rf *", "rf.html"),
        ("$(reboot)", "(reboot).html"),
        ("", "fallback.html"),
        (".html", "fallback.html"),
        (" . _ ", "fallback.html"),
        ("中文新闻", "中文新闻.html"),
    ],
)
def test_it_names_a_file(wanted: str, name: str):
    assert file_name(wanted, "text/html", "fallback") == name


@pytest.mark.parametrize("media_type", ["application/javascript", "image/svg+xml", "", "text/html; charset=utf-8"])
def test_it_gives_what_it_does_not_know_no_ending_that_runs(media_type: str):
    assert file_name("run.exe", media_type, "fallback") == "run.exe.bin"


@given(st.text(max_size=300))
def test_it_is_safe_whatever_is_wanted(wanted: str):
    name = file_name(wanted, "text/plain", "fallback")
    assert name.endswith(".txt") and 5 <= len(name) <= 90 and name[0] not in ".-"
    assert not set(name) & (set('\\/:*?"<>|%\r\n') | set(string.whitespace))
