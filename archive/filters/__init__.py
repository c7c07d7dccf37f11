"""What a list can be asked for, one FilterSet a list, shared by pages, exports and API.

Every filter narrows the queryset that it is given and never widens it: who sees what was decided before.
"""

from archive.filters.articles import ArticleFilter
from archive.filters.records import EventFilter, PersonFilter, SourceFilter

__all__ = ["ArticleFilter", "EventFilter", "PersonFilter", "SourceFilter"]
