"""The schema: one noun a file, the queryset that reads it right above its model. No HTTP, HTML, parsing or indexing."""

from archive.models.article import Article, Authorship
from archive.models.capture import Capture
from archive.models.captured_text import CapturedText
from archive.models.event import Cue, Event, Participation
from archive.models.mention import Mention, Span
from archive.models.near import SameText, TextBand
from archive.models.person import Identifier, NameForm, Person
from archive.models.redirect import Redirect
from archive.models.slug import OldSlug
from archive.models.source import Source, SourceFeed, SourceHost, SourceName
from archive.models.tally import DayTally
from archive.models.version import AuthorityVersion

__all__ = [
    "Article",
    "AuthorityVersion",
    "Authorship",
    "Capture",
    "CapturedText",
    "Cue",
    "DayTally",
    "Event",
    "Identifier",
    "Mention",
    "NameForm",
    "OldSlug",
    "Participation",
    "Person",
    "Redirect",
    "SameText",
    "Source",
    "SourceFeed",
    "SourceHost",
    "SourceName",
    "Span",
    "TextBand",
]
