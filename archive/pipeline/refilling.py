"""An article's fields set anew from what extraction finds in its capture; what people told or corrected stays."""

from archive.extraction.article import ExtractedArticle, Found
from archive.lib.edtf import parse
from archive.mentions import linker
from archive.models import Article
from archive.models.article import EXTRACTED_FIELDS
from archive.pipeline.authors import author_names, save_authors
from archive.pipeline.same_text import find_same_text
from archive.pipeline.told import storable_value
from archive.search import index

# The origins of what was not read in the page, but told by whoever brought it in.
TOLD_ORIGINS = frozenset({"list of addresses", "named when it was ingested", "told by a curator"})


def refill(article: Article, extracted: ExtractedArticle, *, alone: bool) -> list[str]:
    """Set the fields of `article` from `extracted`; returns the names of those that changed ("authors" among them).

    Nothing is saved. What a curator corrected, and what was told at ingest, stays; so does a source where extraction
    knows none. What extraction does not find any more goes only where the text's capture is `alone`: of what another
    capture told, nobody knows that it is wrong. Raises `EDTFError` for a date that is none.
    """
    changed = []
    for name in EXTRACTED_FIELDS:
        origins = dict(article.origins)
        if name in article.corrected or origins.get(name) in TOLD_ORIGINS:
            continue
        found = extracted.source_name if name == "source" else getattr(extracted, name)
        value = extracted.source_id if name == "source" else _value(name, found)
        attribute = "source_id" if name == "source" else name
        if value:
            # A source that stays keeps its origin: it may have been made of its page's host, and is known since.
            kept = origins.get(name, "") if name == "source" and value == article.source_id else ""
            origins[name] = kept or (found.origin if found else "")
        elif alone and name in origins and name != "source":
            value = ""
            del origins[name]
        else:
            continue
        if getattr(article, attribute) != value:
            setattr(article, attribute, value)
            changed.append(name)
        article.origins = origins
    return [*changed, *(["authors"] if _authors_change(article, extracted, alone) else [])]


def _value(name: str, found: Found | None) -> str:
    """Return what was found as the article's field `name` takes it; nothing where nothing was found."""
    if found is None:
        return ""
    value = storable_value(name, found.value)
    return parse(value).text if value and name in Article.edtf_fields else value


def _authors_change(article: Article, extracted: ExtractedArticle, alone: bool) -> bool:
    if "byline" in article.corrected or not (extracted.authors or alone):
        return False
    names = article.authorships.order_by("position").values_list("name", flat=True)
    return list(names) != author_names(extracted.authors)


def save_refilled(article: Article, extracted: ExtractedArticle, changed: list[str]) -> None:
    """Save what `refill` set of `article`; authorships, mentions, index and like texts follow what `changed`.

    To be called in the transaction that holds the article and keeps the counts.
    """
    article.save(update_fields=[*EXTRACTED_FIELDS, "origins", "corrected", "text_capture", "changed_at"])
    if "authors" in changed:
        article.authorships.all().delete()
        save_authors(article, extracted.authors)
    if changed:
        linker.link(article)
        index.index_articles([article.pk])
    if "text" in changed:
        find_same_text(article)
