"""The form's fields and the query's text as two views of one thing."""

import pytest

from archive.filters.joining import joined_text
from archive.search.query import parse


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({"q": "altman"}, "altman"),
        ({"q": "altman", "person": "Ada Byron"}, 'person:"Ada Byron" altman'),
        ({"q": '"sam altman', "person": "Ada Byron"}, 'person:"Ada Byron" "sam altman"'),
        ({"q": "altman OR", "language": "fr"}, "language:fr altman"),
        ({"q": "(altman", "language": "fr", "published_after": "2023"}, "language:fr altman published:2023.."),
        ({"q": 'person:"Ada Byron" a', "person": "Grace", "was": 'person=Ada+Byron&in.person=person:"Ada Byron"'},
         "person:Grace a"),
        ({"q": 'person:"Ada Byron" a', "person": "", "was": 'person=Ada+Byron&in.person=person:"Ada Byron"'}, "a"),
        ({"q": "a", "person": "Ada Byron", "was": 'person=Ada+Byron&in.person=person:"Ada Byron"'}, "a"),
        ({"q": "a", "published_after": "2023-11-20", "published_before": "2023-11-20"}, "a published:2023-11-20"),
        ({"q": "a", "person": 'Ada " Byron'}, 'person:"Ada Byron" a'),
    ],
)  # fmt: skip
def test_the_view_that_was_changed_counts(sent: dict[str, str], text: str) -> None:
    assert parse(joined_text(sent)).text == text
