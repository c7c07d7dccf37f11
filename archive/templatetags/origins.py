"""Where a field's value was found, in the reader's language."""

import re

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

# What extraction says, word for word. What is not here is the name of an element or a property, and stays as it is.
_ORIGINS = {
    "address": gettext_lazy("address of the page"),
    "address of the capture": gettext_lazy("address of the capture"),
    "beginning of the window's title line": gettext_lazy("beginning of the window’s title line"),
    "byline": gettext_lazy("byline"),
    "byline line": gettext_lazy("byline"),
    "byline line above the title": gettext_lazy("byline above the title"),
    "byline line below the text": gettext_lazy("byline below the text"),
    "date in the byline line": gettext_lazy("date in the byline"),
    "date line above the title": gettext_lazy("date line above the title"),
    "date line below the text": gettext_lazy("date line below the text"),
    "date line below the title": gettext_lazy("date line below the title"),
    "end of the breadcrumb line, repeated below": gettext_lazy("end of the breadcrumb line, repeated below"),
    "first paragraph, set apart from the text": gettext_lazy("first paragraph, set apart from the text"),
    "first line of the text": gettext_lazy("first line of the text"),
    "first sentence of the text": gettext_lazy("first sentence of the text"),
    "first words of the text": gettext_lazy("first words of the text"),
    "h1": gettext_lazy("main heading (h1)"),
    "h2": gettext_lazy("heading (h2)"),
    "h3": gettext_lazy("heading (h3)"),
    "headline": gettext_lazy("heading"),
    "host of its address": gettext_lazy("host of its address"),
    "html lang": gettext_lazy("language the page declares (html lang)"),
    "itemprop author": gettext_lazy("name marked as the author’s (itemprop author)"),
    "known name in the byline line": gettext_lazy("known name in the byline"),
    "known name in the copyright line": gettext_lazy("known name in the copyright line"),
    "known name in the header": gettext_lazy("known name in the head of the page"),
    "known name in the line of the title": gettext_lazy("known name in the line of the title"),
    "labelled date line": gettext_lazy("labelled date line"),
    "line above the text": gettext_lazy("line above the text"),
    "line below the title": gettext_lazy("line below the title"),
    "line beside the title": gettext_lazy("line beside the title"),
    "line of the title, between source and title": gettext_lazy("line of the title, between source and title"),
    "line repeated on the page": gettext_lazy("line repeated on the page"),
    "list of addresses": gettext_lazy("list of addresses"),
    "main text by trafilatura": gettext_lazy("main text, as trafilatura finds it"),
    "name and office beside the title": gettext_lazy("name and office beside the title"),
    "name beside the date": gettext_lazy("name beside the date"),
    "named when it was ingested": gettext_lazy("named when it was ingested"),
    "published abbr element": gettext_lazy("marked date (abbr)"),
    "rel author": gettext_lazy("link to the author (rel author)"),
    "the page as captured again": gettext_lazy("the page as captured again"),
    "time element": gettext_lazy("marked date (time)"),
    "title element": gettext_lazy("title of the window (title)"),
    "visible date line": gettext_lazy("visible date line"),
    "words of the text": gettext_lazy("words of the text"),
}
_LINES = re.compile(r"(\d+) lines of the page, from (\d+)")


@register.filter
def origin_words(origin: str) -> str:
    """Return where a value was found, in words of the active language; as it stands where it has no others."""
    if match := _LINES.fullmatch(origin):
        return _("%(number)s lines of the page, from line %(first)s on") % {"number": match[1], "first": match[2]}
    return str(_ORIGINS.get(origin, origin))
