"""The only conductor: store, extract, save, link, index. Commands, admin and API call it, and nothing below it."""

from archive.pipeline.curation import (
    add_span,
    authority_changed,
    decide,
    decide_spans,
    delete_articles,
    delete_authorities,
    publish,
    save_article,
    unpublish,
    withdraw,
    zone_changed,
)
from archive.pipeline.ingest import Ingest, ingest_paths
from archive.pipeline.outcome import Outcome, Result
from archive.pipeline.rebuild import link, rebuild_counts

__all__ = [
    "Ingest",
    "Outcome",
    "Result",
    "add_span",
    "authority_changed",
    "decide",
    "decide_spans",
    "delete_articles",
    "delete_authorities",
    "ingest_paths",
    "link",
    "publish",
    "rebuild_counts",
    "save_article",
    "unpublish",
    "withdraw",
    "zone_changed",
]
