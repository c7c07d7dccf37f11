"""Why a page cannot be brought in or holds no article, and what a query could not mean, in the reader's language.

The rooms that say so know no Django. Of a page they speak English: what they say is met here, sentence by sentence. Of
a query they give a code.
"""

import re

from django import template
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from archive.search.query import LONGEST, MOST_WORDS
from archive.search.tree import Mistake

register = template.Library()

# As they stand in `capture`, `extraction` and `pipeline`; of two that a sentence fits, the first one is taken.
_SENTENCES = (
    gettext_noop("redirected to %(url)s: %(reason)s"),
    # an address
    gettext_noop("the address is longer than %(most)s characters when it is encoded"),
    gettext_noop("the address is longer than %(most)s characters"),
    gettext_noop("the address holds a line break or another control character"),
    gettext_noop("this is no address of the web: it begins with neither http:// nor https://"),
    gettext_noop("this is no address of the web: %(error)s"),
    gettext_noop("this is no address"),
    gettext_noop("only http and https addresses are fetched, not %(scheme)s"),
    gettext_noop("the address names no host"),
    gettext_noop("the address holds a user name or password before an @; leave them out"),
    gettext_noop("the address holds characters that no address has"),
    gettext_noop("the host's name is longer than 253 characters"),
    gettext_noop("“%(host)s” is no name of a host"),
    gettext_noop("“%(host)s” is no numeric address: write four decimal numbers, as 192.0.2.1"),
    gettext_noop("“%(host)s” is no numeric address"),
    gettext_noop("port %(port)s is not one of web servers, and is not asked"),
    gettext_noop("%(reason)s; ARCHIVE_FETCH_ALLOW opens hosts by name"),
    gettext_noop("%(ip)s is not a public address but %(kind)s, and is not asked"),
    gettext_noop("of this host itself"),
    gettext_noop("private"),
    gettext_noop("of a provider's inner network"),
    gettext_noop("a loopback one"),
    gettext_noop("link-local (cloud metadata among them)"),
    gettext_noop("link-local"),
    gettext_noop("reserved for protocols"),
    gettext_noop("reserved for documentation"),
    gettext_noop("reserved for measurements"),
    gettext_noop("a relay's"),
    gettext_noop("of a cloud's inner service"),
    gettext_noop("multicast"),
    gettext_noop("reserved"),
    # a server
    gettext_noop("there are more than %(most)s redirects, one after the other"),
    gettext_noop("the redirects run in a circle: %(url)s comes twice"),
    gettext_noop("the server redirects to what is no address"),
    gettext_noop("the server redirects to “%(url)s”, but %(reason)s"),
    gettext_noop("there is no host named %(host)s, or it has no address"),
    gettext_noop("the name %(host)s was not found in time"),
    gettext_noop("the name %(host)s has no address"),
    gettext_noop("the name %(host)s cannot be looked up: %(error)s"),
    gettext_noop("the server takes no connection in time"),
    gettext_noop("the server refused the connection"),
    gettext_noop("the server cannot be reached: %(error)s"),
    gettext_noop("the server's certificate is not trusted: %(error)s"),
    gettext_noop("the server did not answer within %(seconds)s seconds"),
    gettext_noop("no secure connection came about: %(error)s"),
    gettext_noop("the server closed the connection without an answer"),
    gettext_noop("the connection failed: %(error)s"),
    gettext_noop("the server does not answer in HTTP"),
    gettext_noop("it took longer than %(seconds)s seconds, which is the most"),
    gettext_noop("the server answered %(status)s; it asks to wait %(seconds)s seconds"),
    gettext_noop("the server answered %(status)s"),
    gettext_noop("%(site)s/robots.txt cannot be read, and then no page of the site may be: %(reason)s"),
    gettext_noop("%(site)s/robots.txt does not allow a robot to take this page"),
    # its answer
    gettext_noop("this is %(kind)s; only HTML and plain text become pages"),
    gettext_noop("the answer is empty"),
    gettext_noop("the server does not say of what kind the answer is, and it does not begin as HTML"),
    gettext_noop("the answer is too large: it unpacks to more than %(most)s bytes"),
    gettext_noop("the answer is too large: more than %(most)s bytes with its head and frames"),
    gettext_noop("the answer is too large: more than %(most)s bytes, which is the most"),
    gettext_noop("the answer is too large: %(size)s bytes, and %(most)s are the most"),
    gettext_noop("the answer is damaged (%(flaw)s); fetch it again"),
    gettext_noop("the answer was not complete within %(seconds)s seconds"),
    gettext_noop("the answer broke off before its end; fetch it again"),
    gettext_noop("the answer cannot be read: %(error)s"),
    # a file
    gettext_noop("unknown kind: .txt, .html, .htm and .xhtml are read, also packed as .gz"),
    gettext_noop("unknown kind: it is XML (a feed, a sitemap or a drawing), not a page of text or HTML"),
    gettext_noop("empty file: nothing but blanks"),
    gettext_noop("empty file"),
    gettext_noop("too large: %(size)s, and %(most)s is the most"),
    gettext_noop("too large: more than %(most)s when unpacked"),
    gettext_noop("truncated gzip: its end is missing; fetch the file again"),
    gettext_noop("broken gzip: it has more than %(most)s members; unpack the file yourself"),
    gettext_noop("broken gzip: the name ends in .gz, the content is not packed"),
    gettext_noop("broken gzip: other bytes follow the packed ones; fetch the file again"),
    gettext_noop("broken gzip: it cannot be unpacked; fetch the file again"),
    gettext_noop("binary: it holds bytes that no text has"),
    gettext_noop("binary: it is %(kind)s, not a page of text or HTML"),
    gettext_noop("a PDF document"),
    gettext_noop("a PNG image"),
    gettext_noop("a JPEG image"),
    gettext_noop("a GIF image"),
    gettext_noop("an image or sound"),
    gettext_noop("a ZIP archive (a document or a web archive)"),
    gettext_noop("an office document"),
    gettext_noop("an RTF document"),
    gettext_noop("a WARC file"),
    gettext_noop("a database"),
    gettext_noop("a program"),
    gettext_noop("packed with bzip2"),
    gettext_noop("packed with xz"),
    gettext_noop("packed with 7-Zip"),
    gettext_noop("packed with Zstandard"),
    # a page
    gettext_noop("the page is nested too deeply to be read"),
    gettext_noop("the corrections leave no title, or no text"),
    gettext_noop("its address is longer than %(most)s bytes"),
    gettext_noop("it has %(size)s characters; a plain text of more than %(most)s is not read"),
    gettext_noop("it has %(size)s lines; a plain text of more than %(most)s is not read"),
    gettext_noop("no line of the page can be its title"),
    gettext_noop("only %(size)s characters of text belong to “%(title)s”"),
    gettext_noop("no line of the page reads as an article's text"),
    gettext_noop("only %(size)s characters of the page read as an article's text"),
    gettext_noop("it is an error page"),
    gettext_noop("it is a list of teasers, each with its date"),
    gettext_noop("The server answered %(status)s: an error page, not an article."),
    gettext_noop("The page has %(size)s bytes; a page of more than %(most)s is not read."),
    gettext_noop("The page is empty."),
    gettext_noop("The page holds no HTML that can be read."),
    gettext_noop("The page has more than %(most)s elements, too many to be one article."),
    gettext_noop("An element of the page has more than %(most)s attributes, or too many have many."),
    gettext_noop("The page holds no running text."),
    gettext_noop("The page holds no words; its bytes may be compressed, or of another charset."),
    gettext_noop("The page is an error message, not an article: %(title)s."),
    gettext_noop("The page is a notice to its visitor (about cookies, access or a missing page), not an article."),
    gettext_noop("The page is a login form; the article behind it was not captured."),
    gettext_noop("The page is a list of links to other pages, not an article."),
    gettext_noop("The page holds only %(size)s characters of text, too few for an article."),
)
_WITHIN = {"reason", "kind"}  # their values are of these sentences too
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what `sentence` looks like with values in its placeholders."""
    parts = _PLACEHOLDER.split(sentence)
    parts[::2] = map(re.escape, parts[::2])
    parts[1::2] = [f"(?P<{name}>.+?)" for name in parts[1::2]]
    return re.compile("".join(parts), re.DOTALL)


_PATTERNS = tuple((_pattern(sentence), sentence) for sentence in _SENTENCES)


@register.filter
def reason_words(reason: str) -> str:
    """Return the reason, and any reason within it, in the active language; as it stands where it has no other words."""
    for pattern, sentence in _PATTERNS:
        if match := pattern.fullmatch(reason):
            values = {name: reason_words(said) if name in _WITHIN else said for name, said in match.groupdict().items()}
            return gettext(sentence) % values if values else gettext(sentence)
    return reason


# By code: where something was searched instead, and where nothing was.
_INSTEAD = {
    "unclosed_quote": gettext_lazy("“%(part)s” has no closing quotation mark; searched instead: %(instead)s"),
    "reversed": gettext_lazy("“%(part)s” ends before it begins; searched instead: %(instead)s"),
    "unknown_field": gettext_lazy("“%(part)s” begins with the name of no field; searched as words: %(instead)s"),
    "days_in_or": gettext_lazy("“%(part)s” stands in a choice or an exclusion; days narrow the whole search instead."),
    "unknown_person": gettext_lazy("The archive knows nobody by the name “%(part)s”; searched instead: %(instead)s"),
    "unknown_event": gettext_lazy("The archive knows no event by the name “%(part)s”; searched instead: %(instead)s"),
    "unknown_source": gettext_lazy("The archive knows no source by the name “%(part)s”; searched instead: %(instead)s"),
    "several_people": gettext_lazy(
        "Several people bear the name “%(part)s”; searched was any of them: %(instead)s. "
        "What stands in parentheses names one alone."
    ),
    "several_events": gettext_lazy(
        "Several events bear the name “%(part)s”; searched was any of them: %(instead)s. "
        "What stands in parentheses names one alone."
    ),
    "several_sources": gettext_lazy(
        "Several sources bear the name “%(part)s”; searched was any of them: %(instead)s. "
        "What stands in parentheses names one alone."
    ),
}
_LEFT_OUT = {
    "unclosed_quote": gettext_lazy("A quotation mark without words was left out."),
    "unbalanced": gettext_lazy("A parenthesis without its other half was left out: %(part)s"),
    "lonely_or": gettext_lazy("“%(part)s” needs something on both sides; it was left out."),
    "empty_value": gettext_lazy("“%(part)s” says nothing to look for, and was left out; write it behind the colon."),
    "bad_date": gettext_lazy(
        "“%(part)s” names no date, and was left out; write a day as 2023-11-20, a month as 2023-11, a year as 2023, "
        "or two of them with two points between."
    ),
    "unknown_field": gettext_lazy("“%(part)s” begins with the name of no field, and was left out."),
    "days_in_or": gettext_lazy("“%(part)s” was left out: days cannot be excluded."),
    "too_long": gettext_lazy("A query has at most %(longest)s characters; this was left out: %(part)s"),
    "too_many_words": gettext_lazy("A query has at most %(most_words)s words; this was left out: %(part)s"),
    "no_words": gettext_lazy("“%(part)s” says nothing to look for; all articles are shown."),
    "unknown_person": gettext_lazy("The archive knows nobody by the name “%(part)s”, which was left out."),
    "unknown_event": gettext_lazy("The archive knows no event by the name “%(part)s”, which was left out."),
    "unknown_source": gettext_lazy("The archive knows no source by the name “%(part)s”, which was left out."),
    "unknown_language": gettext_lazy(
        "“%(part)s” is the name of no language, and was left out; write its name or its code, as fr or en."
    ),
    "unknown_evidence": gettext_lazy("“%(part)s” was left out; evidence is confirmed or automatic."),
    "many_events": gettext_lazy(
        "More than 500 events happened in the days asked for (%(part)s); searched were the 500 with the most articles."
    ),
    "no_events": gettext_lazy(
        "The archive knows of no event in the days asked for (%(part)s), and so of no article about one."
    ),
}


@register.filter
def mistake_words(mistake: Mistake) -> str:
    """Return what was wrong in a query, and what was searched instead, in a sentence of the active language."""
    sentence = (_INSTEAD if mistake.instead else _LEFT_OUT).get(mistake.code) or _LEFT_OUT.get(mistake.code)
    if sentence is None:
        return mistake.part
    values = {"part": mistake.part, "instead": mistake.instead, "longest": LONGEST, "most_words": MOST_WORDS}
    return str(sentence) % values
