"""What a page shows of an article, a person, an event, a source or a day: gathered once, for views, preview and API.

Querysets and frozen dataclasses; no HTML and no request objects. Every function makes a number of queries that does
not depend on how many rows there are, and reads no more than a page of them.
"""

from archive.reading.above import Above, above
from archive.reading.articles import ArticlePage, article_page, cards, source_articles, withdrawn_article
from archive.reading.captures import (
    CapturePage,
    capture_page,
    member_of,
    mementos,
    neighbours,
    payload_of,
    readers_may_download,
)
from archive.reading.days import (
    DayPage,
    MonthPage,
    YearPage,
    YearTally,
    day_page,
    month_page,
    published_on,
    year_page,
    years,
)
from archive.reading.events import EventPage, EventTree, coverage, coverage_sentences, event_page, event_trees, roots
from archive.reading.evidence import Sentence, Standing
from archive.reading.home import HomePage, home_page
from archive.reading.listing import Known, Listed, Wanted, known, listed
from archive.reading.people import PersonPage, person_articles, person_page, person_sentences
from archive.reading.recognised import Offer, Recognised, recognise
from archive.reading.same_text import SameTexts, Twin, same_texts, twin
from archive.reading.slugs import Gone, find_slugged, linkable
from archive.reading.suggested import Suggestion, suggested
from archive.reading.timemaps import TimeMapPage, ends, find_address, nearest, timemap
from archive.reading.versions import Changes, KeptCapture, Wording, changes, present_changes, with_wordings

__all__ = [
    "Above",
    "ArticlePage",
    "CapturePage",
    "Changes",
    "DayPage",
    "EventPage",
    "EventTree",
    "Gone",
    "HomePage",
    "KeptCapture",
    "Known",
    "Listed",
    "MonthPage",
    "Offer",
    "PersonPage",
    "Recognised",
    "SameTexts",
    "Sentence",
    "Standing",
    "Suggestion",
    "TimeMapPage",
    "Twin",
    "Wanted",
    "Wording",
    "YearPage",
    "YearTally",
    "above",
    "article_page",
    "capture_page",
    "cards",
    "changes",
    "coverage",
    "coverage_sentences",
    "day_page",
    "ends",
    "event_page",
    "event_trees",
    "find_address",
    "find_slugged",
    "home_page",
    "known",
    "linkable",
    "listed",
    "member_of",
    "mementos",
    "month_page",
    "nearest",
    "neighbours",
    "payload_of",
    "person_articles",
    "person_page",
    "person_sentences",
    "present_changes",
    "published_on",
    "readers_may_download",
    "recognise",
    "roots",
    "same_texts",
    "source_articles",
    "suggested",
    "timemap",
    "twin",
    "with_wordings",
    "withdrawn_article",
    "year_page",
    "years",
]
