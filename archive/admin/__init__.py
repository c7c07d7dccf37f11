"""The curator's desk: Django's admin. Rules stand elsewhere, and what changes goes through the pipeline."""

from archive.admin import articles, captures, events, mentions, people, same_texts, site, sources

__all__ = ["articles", "captures", "events", "mentions", "people", "same_texts", "site", "sources"]
