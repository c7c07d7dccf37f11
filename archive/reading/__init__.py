"""What a page shows of an article, a person, an event, a source or a day: gathered once, for views, preview and API.

Querysets and frozen dataclasses; no HTML and no request objects. Every function makes a number of queries that does
not depend on how many rows there are, and reads no more than a page of them.
"""

from archive.reading.articles import ArticlePage, article_page, cards, source_articles, withdrawn_article
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
from archive.reading.listing import Known, Listed, known, listed
from archive.reading.people import PersonPage, person_articles, person_page, person_sentences
from archive.reading.slugs import Gone, find_slugged, linkable

__all__ = [
    "ArticlePage",
    "DayPage",
    "EventPage",
    "EventTree",
    "Gone",
    "HomePage",
    "Known",
    "Listed",
    "MonthPage",
    "PersonPage",
    "Sentence",
    "Standing",
    "YearPage",
    "YearTally",
    "article_page",
    "cards",
    "coverage",
    "coverage_sentences",
    "day_page",
    "event_page",
    "event_trees",
    "find_slugged",
    "home_page",
    "known",
    "linkable",
    "listed",
    "month_page",
    "person_articles",
    "person_page",
    "person_sentences",
    "published_on",
    "roots",
    "source_articles",
    "withdrawn_article",
    "year_page",
    "years",
]
