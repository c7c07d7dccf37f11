"""The only conductor: store, extract, save, link, index. Commands, admin and API call it, and nothing below it."""

from archive.pipeline.authorities import authority_changed, keep_spellings
from archive.pipeline.curation import (
    add_span,
    decide,
    decide_spans,
    delete_articles,
    delete_authorities,
    publish,
    relate,
    save_article,
    unpublish,
    withdraw,
    zone_changed,
)
from archive.pipeline.feeds import follow
from archive.pipeline.ingest import Ingest, Told
from archive.pipeline.outcome import Outcome, Result
from archive.pipeline.rebuild import link, rebuild_counts
from archive.pipeline.same_text import Alike, alike, decide_same_text, find_same_text, rebuild_same_text
from archive.pipeline.ways import fetcher, ingest_list, ingest_paths

__all__ = [
    "Alike",
    "Ingest",
    "Outcome",
    "Result",
    "Told",
    "add_span",
    "alike",
    "authority_changed",
    "decide",
    "decide_same_text",
    "decide_spans",
    "delete_articles",
    "delete_authorities",
    "fetcher",
    "find_same_text",
    "follow",
    "ingest_list",
    "ingest_paths",
    "keep_spellings",
    "link",
    "publish",
    "rebuild_counts",
    "rebuild_same_text",
    "relate",
    "save_article",
    "unpublish",
    "withdraw",
    "zone_changed",
]
