"""Suggestions for the search box while somebody types, as JSON."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from archive import reading
from archive.models import Event
from archive.reading.suggested import Suggestion
from archive.templatetags.dates import in_words
from archive.templatetags.pages import count_articles
from archive.views.pages import public_page

_LONGEST_DETAIL = 60


@public_page
@cache_control(public=True, max_age=60)
def suggest(request: HttpRequest) -> JsonResponse:
    """Answer {"suggestions": [{kind, name, detail, query, url, words}, …]} for the words in `q`; bad words have none.

    `query` is the condition that stands for the last `words` words of `q`.
    """
    found = reading.suggested(request.GET.get("q", ""))
    return JsonResponse({"suggestions": [_described(one) for one in found]})


def _described(suggestion: Suggestion) -> dict[str, str | int]:
    record = suggestion.record
    return {
        "kind": suggestion.kind,
        "name": str(record),
        "detail": _detail(suggestion),
        "query": f"{suggestion.kind}:{record.slug}",
        "url": record.get_absolute_url(),
        "words": suggestion.words,
    }


def _detail(suggestion: Suggestion) -> str:
    """Return what tells the record from others of the same name, and how many articles there are."""
    record = suggestion.record
    about = in_words(record.happened, lasting=True) if isinstance(record, Event) else _first_line(record.description)
    articles = count_articles(record.article_count)
    return _("%(description)s · %(articles)s") % {"description": about, "articles": articles} if about else articles


def _first_line(text: str) -> str:
    line = (text.strip().splitlines() or [""])[0]
    return line if len(line) <= _LONGEST_DETAIL else f"{line[:_LONGEST_DETAIL].rsplit(' ', 1)[0]} …"
