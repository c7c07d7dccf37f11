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
from archive.pipeline.ingest import Ingest
from archive.pipeline.outcome import Outcome, Result
from archive.pipeline.preview import FoundMention, LikeIt, Preview, found_in, like_it, preview_page
from archive.pipeline.rebuild import link, rebuild_counts
from archive.pipeline.reextraction import Again, Reextracted, extract_again
from archive.pipeline.same_text import Alike, alike, decide_same_text, find_same_text, rebuild_same_text
from archive.pipeline.told import Corrected, Told
from archive.pipeline.versions import leave_version, take_version
from archive.pipeline.ways import fetcher, ingest_list, ingest_paths
from archive.pipeline.workers import WorkersError, can_share

__all__ = [
    "Again",
    "Alike",
    "Corrected",
    "FoundMention",
    "Ingest",
    "LikeIt",
    "Outcome",
    "Preview",
    "Reextracted",
    "Result",
    "Told",
    "WorkersError",
    "add_span",
    "alike",
    "authority_changed",
    "can_share",
    "decide",
    "decide_same_text",
    "decide_spans",
    "delete_articles",
    "delete_authorities",
    "extract_again",
    "fetcher",
    "find_same_text",
    "follow",
    "found_in",
    "ingest_list",
    "ingest_paths",
    "keep_spellings",
    "leave_version",
    "like_it",
    "link",
    "preview_page",
    "publish",
    "rebuild_counts",
    "rebuild_same_text",
    "relate",
    "save_article",
    "take_version",
    "unpublish",
    "withdraw",
    "zone_changed",
]
