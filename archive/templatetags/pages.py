"""Small helps of the public pages: counts in words, languages by name, the canonical address."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from archive.reading.evidence import Part
from archive.reading.narrowing import list_address
from archive.templatetags.kept import kept_by_language

register = template.Library()
register.filter(list_address)


@register.filter
@kept_by_language
def number(value: int) -> str:
    """Return a whole number as the reader's language groups it: 12,345 or 12 345."""
    return number_format(value, decimal_pos=0, use_l10n=True, force_grouping=True)


@register.filter
@kept_by_language
def count_articles(value: int) -> str:
    """Return "1 article", "12 articles"."""
    return ngettext("%(number)s article", "%(number)s articles", value) % {"number": number(value)}


@register.filter
@kept_by_language
def count_events(value: int) -> str:
    """Return "1 event", "12 events"."""
    return ngettext("%(number)s event", "%(number)s events", value) % {"number": number(value)}


@register.filter
@kept_by_language
def language_name(code: str) -> str:
    """Return the name of the language `code` in the reader's language; the code itself where it has none."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.simple_tag(takes_context=True)
def canonical(context: dict[str, Any], path: str = "") -> str:
    """Return the whole address of `path` (the page's own path), with its page number and nothing else of the query."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return path
    page = request.GET.get("page", "")
    query = f"?page={page}" if page.isascii() and page.isdigit() and page != "1" and not path else ""
    return request.build_absolute_uri((path or request.path) + query)


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], section: str) -> str:
    """Return "page" on the page of `section` itself, "true" on pages inside it, and "" elsewhere (for aria-current)."""
    request: HttpRequest | None = context.get("request")
    if request is None or not request.path.startswith(section):
        return ""
    return "page" if request.path == section else "true"


@register.filter
def language_name_local(code: str) -> str:
    """Return the name of the language `code` in that language."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


@register.filter
def marked(parts: Iterable[Part]) -> SafeString:
    """Return a text in parts, those that were searched for as `<mark>`."""
    return mark_safe(  # noqa: S308  (each part is escaped)
        "".join(
            f'<mark class="found">{conditional_escape(part.text)}</mark>'
            if part.marked
            else conditional_escape(part.text)
            for part in parts
        )
    )


@register.filter
def options(names: Iterable[str]) -> SafeString:
    """Return names as the options of a `<datalist>`."""
    return format_html_join("", '<option value="{}"></option>', ((name,) for name in names))


def _no_place() -> None:
    return None


def _page_link(request: HttpRequest | None, number: int, **place: int | None) -> str:
    """Return the query of the page `number` of the list, found by its place if one is given."""
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name in ("page", "after", "before"):
        query.pop(name, None)
    if number > 1:
        query["page"] = str(number)
    for name, value in place.items():
        if value is not None and number > 1:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("archive/_pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Page) -> dict[str, Any]:
    """Return links to the pages around `page`, which keep the rest of the query."""
    request: HttpRequest | None = context.get("request")
    beyond = getattr(page, "beyond", False)  # too deep to be counted: only its neighbours and the first page are near
    numbers = [] if beyond else page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "request": request,
        "page": page,
        "pages": list(numbers),
        "beyond": beyond,
        "previous": _page_link(request, page.number - 1, before=getattr(page, "previous_place", _no_place)()),
        "next": _page_link(request, page.number + 1, after=getattr(page, "next_place", _no_place)()),
        "ellipsis": page.paginator.ELLIPSIS,
        "label": _("Pages"),
    }
