"""Requests made up from the schema: whatever they ask, the answers are those that the schema promises."""

from typing import Any

import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings

from archive.api.schema import schema
from tests.views.small_archive import SmallArchive

# What the schema cannot tell: which names there are, and that days and places are real ones.
KNOWN = {
    "person": "ada-byron",
    "event": "The crisis",
    "source": "the-harbour-gazette",
    "published_after": "2023-11-19",
    "published_before": "2023-11",
    "happened_after": "2023",
    "happened_before": "2023-11-20",
    "captured_after": "2023",
    "captured_before": "2024-01-31",
    "after": "",
}

api = schemathesis.openapi.from_dict(schema())
api.app = get_wsgi_application()


@api.parametrize()
@settings(max_examples=25, suppress_health_check=list(HealthCheck), derandomize=True, deadline=None, database=None)
def test_it_answers_as_the_schema_says(case: Any, small: SmallArchive) -> None:
    if case.meta.generation.mode.is_positive and case.query:
        case.query = {name: KNOWN.get(name, value) if value else value for name, value in case.query.items()}
    case.call_and_validate(headers={"Host": "testserver"})
