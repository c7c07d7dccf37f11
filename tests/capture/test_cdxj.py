"""Lines of the index, and the members that they tell of."""

import gzip
import json
from io import BytesIO

import pytest

from archive.capture.cdxj import cdxj_line, timestamp
from archive.capture.copying import member_at, pieces, request_of
from tests.capture.warcs import HTML, TYPE_HTML, URL, MadeWarc, by_hand, members


def line_of(content: bytes) -> tuple[str, str, dict] | None:
    member = member_at(BytesIO(content), 0)
    assert member is not None
    line = cdxj_line(member, "a.warc.gz", 40)
    if line is None:
        return None
    key, moment, told = line.decode().split(" ", 2)
    return key, moment, json.loads(told)


def test_it_tells_of_a_response():
    content = MadeWarc().response().content
    key, moment, told = line_of(content)
    assert (key, moment) == ("test,gazette)/phare", "20231120202400")
    assert (told["url"], told["mime"], told["status"]) == (URL, "text/html", "200")
    assert (told["offset"], told["length"], told["filename"]) == ("40", str(len(content)), "a.warc.gz")
    assert told["digest"].startswith("sha1:")


def test_it_tells_of_a_resource_and_of_a_revisit():
    assert line_of(MadeWarc().resource(media_type="text/html; charset=utf-8").content)[2]["mime"] == "text/html"
    revisit = line_of(members(by_hand(b"HTTP/1.1 200 OK\r\n\r\n", WARC_Type="revisit")))[2]
    assert (revisit["mime"], revisit["status"]) == ("warc/revisit", "200")


def test_it_tells_nothing_of_what_nobody_looks_up():
    assert line_of(MadeWarc().info().content) is None
    assert line_of(MadeWarc().request().content) is None
    assert line_of(members(by_hand(WARC_Target_URI=None))) is None
    assert line_of(members(by_hand(WARC_Date="yesterday"))) is None


@pytest.mark.parametrize(
    ("date", "digits"),
    [
        ("2023-11-20T20:24:00.123456Z", "20231120202400"),
        ("2023-11-20T20:24:00+01:00", "20231120192400"),
        ("20050102030405", "20050102030405"),
        ("2023-11", "20231101000000"),
        ("2023", "20230101000000"),
        ("", ""),
    ],
)
def test_it_writes_dates_as_the_index_does(date, digits):
    assert timestamp(date) == digits


def test_it_finds_where_a_member_ends():
    first, second = MadeWarc().response(HTML * 5000).content, MadeWarc().request().content
    handle = BytesIO(first + second)
    member = member_at(handle, 0)
    assert (member.length, b"".join(pieces(handle, 0, member.length))) == (len(first), first)
    assert member_at(handle, member.length).field("WARC-Type") == "request"


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"no record"), MadeWarc().response().content[:-1]])
def test_it_finds_no_member_in_what_is_none(content):
    assert member_at(BytesIO(content), 0) is None


def test_it_finds_the_request_of_an_answer_and_no_other():
    answer = MadeWarc().response(headers=[TYPE_HTML], WARC_Record_ID="<urn:x:1>").content
    own = MadeWarc().request(WARC_Concurrent_To="<urn:x:1>").content
    for behind, found in ((own, True), (MadeWarc().request().content, False), (answer, False), (b"", False)):
        handle = BytesIO(answer + behind)
        assert (request_of(handle, member_at(handle, 0)) is not None) == found


def test_it_does_not_copy_beyond_the_end():
    with pytest.raises(EOFError):
        list(pieces(BytesIO(b"abc"), 1, 5))
