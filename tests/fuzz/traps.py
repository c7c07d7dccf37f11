"""Inputs that make careless code run for ever: each a function of its size, about so many bytes of HTML or text."""

import json
from collections.abc import Callable

SENTENCE = "Le conseil municipal a voté hier soir un nouveau budget pour les écoles, après trois heures de débat. "
ARTICLE = f"<h1>Le budget des écoles est voté</h1><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>"

Trap = Callable[[int], str]


def _run(unit: str) -> Trap:
    """Return a page whose one paragraph beside the title, and whose text, is `unit` over and over."""
    return lambda size: f"<h1>Titre du jour</h1><p>{unit * (size // len(unit))}</p>{ARTICLE}"


def _many(unit: str, *, after: str = "") -> Trap:
    return lambda size: f"<h1>Le budget</h1>{unit * (size // len(unit))}{after}{ARTICLE}"


def _head(before: str, unit: str, after: str) -> Trap:
    return lambda size: f"<html><head>{before}{unit * (size // len(unit))}{after}</head><body>{ARTICLE}"


def _json(value: Callable[[int], object]) -> Trap:
    return lambda size: f'<script type="application/ld+json">{json.dumps(value(size))}</script>{ARTICLE}'


def _nested_json(opening: str, closing: str) -> Trap:
    def page(size: int) -> str:
        count = size // (len(opening) + len(closing))
        return f'<script type="application/ld+json">{opening * count}1{closing * count}</script>{ARTICLE}'

    return page


def _article(**properties: object) -> dict:
    return {"@type": "NewsArticle", "headline": "Le budget des écoles est voté", **properties}


def _byline(unit: str, tag: str = "span") -> Trap:
    return lambda size: (
        f'<h1>Le budget des écoles est voté</h1><{tag} class="byline author">Par {unit * (size // len(unit))}</{tag}>'
        + ARTICLE
    )


def _nested(tag: str) -> Trap:
    return lambda size: f"<{tag}>" * (size // (len(tag) + 2)) + ARTICLE


def _attribute(unit: str) -> Trap:
    return lambda size: f'<div class="{unit * (size // len(unit))}" id="x">{ARTICLE}</div>'


def _table(size: int) -> str:
    return f"<h1>Le budget</h1><table>{'<tr><td>1<td>2<td>3' * (size // 19)}</table>{ARTICLE}"


RUNS = {
    "spaces": " ",
    "hard spaces": "\u00a0",
    "soft hyphens": "a\u00ad",
    "digits": "1234567890",
    "digits apart": "1 ",
    "dates": "1/2/2023 ",
    "commas": ",",
    "words and commas": "a, ",
    "names": "Jeanne Martin ",
    "names in a list": "Jeanne Martin, ",
    "names joined": "Jeanne Martin et ",
    "capitals": "A",
    "particles": "de la ",
    "elisions": "d'",
    "le 1": "le 1 ",
    "le 1 mai": "le 1 mai ",
    "mai": "mai ",
    "updated": "mis à jour le ",
    "published": "publié par ",
    "clock": "20:24 ",
    "quotes": "«“‘\"'",
    "quotes shut": "”’»\"'",
    "brackets": "([{",
    "dashes": "– - — ",
    "bars": "a | ",
    "dots": ".",
    "sentences": "A. ",
    "questions": "?!",
    "ampersands": "&amp;",
    "broken entities": "&#x;&#99999999;&nosuch;",
    "lesser than": "< ",
    "slashes": "/",
    "at signs": "a@",
    "addresses": "http://a.b/",
    "one word": "a",
    "accents": "e\u0301",
    "marks alone": "\u0301",
    "ligatures": "œﬁß",
    "read also": "lire aussi : ",
    "cookies": "nous utilisons des cookies ",
    "chinese": "市议会",
    "arabic": "\u0645\u062d\u0645\u062f ",
    "emoji": "\U0001f600",
    "overrides": "\u202e",
    "tabs": "\t",
    "lines": "\n",
    "crlf": "\r\n",
    "numbers of pages": "1 commentaire ",
    "by": "by by ",
    "colons": ": ",
}

PAGES: dict[str, Trap] = {name: _run(unit) for name, unit in RUNS.items()}
PAGES |= {
    f"title of {name}": _head("<title>", RUNS[name], "</title>")
    for name in ("spaces", "bars", "dashes", "colons", "names", "slashes")
}
PAGES |= {
    "meta author": _head('<meta name="author" content="', "Jeanne Martin, ", '">'),
    "meta title": _head('<meta property="og:title" content="', "a - ", '">'),
    "metas": _head("", '<meta name="author" content="Jeanne Martin">', ""),
    "canonicals": _head("", '<link rel="canonical" href="http://a.example/b">', ""),
    "address": _head('<link rel="canonical" href="http://a.example/', "2023/11/20/", '">'),
    "base": _head('<base href="', "../", '">'),
    "comment": _head("<!--", " -", "-->"),
    "comment unclosed": _head("<!--", " - ", ""),
    "doctype": lambda size: "<!DOCTYPE " + "x " * (size // 2) + ">" + ARTICLE,
    "entity bomb": lambda size: (
        '<!DOCTYPE html [<!ENTITY a "lol">'
        + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(size // 60))
        + f"]>{ARTICLE}&a9;"
    ),
    "script unclosed": _head("<script>", "x<y ", ""),
    "styles": _head("", "<style>a{b:c}</style>", ""),
    "json headline": _json(lambda size: _article(headline="A - " * (size // 4))),
    "json authors": _json(
        lambda size: _article(author=[{"@type": "Person", "name": f"Jeanne M{n}"} for n in range(size // 45)])
    ),
    "json author": _json(lambda size: _article(author="Jeanne Martin, " * (size // 15))),
    "json author spaces": _json(lambda size: _article(author=" " * size)),
    "json dates": _json(lambda size: _article(datePublished="2023-11-20T" * (size // 11))),
    "json body": _json(lambda size: _article(articleBody=SENTENCE * (size // len(SENTENCE)))),
    "json body of tags": _json(lambda size: _article(articleBody="<" * size)),
    "json body of entities": _json(lambda size: _article(articleBody="&amp;lt;" * (size // 8))),
    "json graph": _json(lambda size: {"@graph": [_article(url=f"http://a.example/{n}") for n in range(size // 110)]}),
    "json people": _json(
        lambda size: {
            "@graph": [
                _article(author=[{"@id": f"#{n}"} for n in range(size // 80)]),
                *({"@type": "Person", "@id": f"#{n}", "name": f"Jeanne M{n}"} for n in range(size // 80)),
            ]
        }
    ),
    "json commas": lambda size: f'<script type="application/ld+json">[{"1, " * (size // 3)}]</script>{ARTICLE}',
    "json spaces": lambda size: f'<script type="application/ld+json">[1{"," + " " * size}x</script>{ARTICLE}',
    "json lists": _nested_json("[", "]"),
    "json objects": _nested_json('{"@graph":', "}"),
    "json authors in authors": _nested_json('{"@type":"NewsArticle","author":', "}"),
    "json scripts": _many('<script type="application/ld+json">{"@type":"NewsArticle"}</script>'),
    "byline of names": _byline("Jeanne Martin, "),
    "byline of spaces": _byline(" "),
    "byline of capitals": _byline("A"),
    "byline of ands": _byline("et "),
    "byline of brackets": _byline("("),
    "byline of tags": _byline("<b>Jeanne</b> "),
    "bylines": _many('<span class="byline">Par Jeanne Martin</span>'),
    "bylines below each other": _many('<p class="byline">Par Jeanne Martin</p>'),
    "bylines in each other": _nested('span class="author"'),
    "times": _many('<time datetime="2023-11-20T20:24:00Z">hier</time>'),
    "times below each other": _many('<p><time datetime="2023-11-20">20 novembre 2023</time></p>'),
    "date lines": _many("<p>Publié le 20 novembre 2023 à 14h05</p>"),
    "headings": _many("<h1>Le budget des écoles</h1>"),
    "small headings": _many("<h2>Le budget des écoles</h2>"),
    "links": _many("<a href='/x'>Le budget</a> "),
    "paragraphs": _many("<p>Le budget.</p>"),
    "paragraphs unclosed": _many("<p>Le budget."),
    "long paragraphs": _many(f"<p>{SENTENCE}</p>"),
    "breaks": _many("mot<br>"),
    "items": _many("<li>mot"),
    "lists": _nested("ul><li"),
    "quotations": _nested("blockquote"),
    "divs": _nested("div"),
    "spans": _nested("span"),
    "anchors": _nested("a"),
    "bolds": _nested("b"),
    "fonts": _nested('font color="1"'),
    "tables": _nested("table><tr><td"),
    "forms": _nested("form"),
    "closed only": _many("</div></b></p>"),
    "misnested": _many("<b><p><i></b></p></i>"),
    "table": _table,
    "row": lambda size: f"<table><tr>{'<td>1' * (size // 5)}</table>{ARTICLE}",
    "spans of cells": _many('<table><tr><td colspan="1000">1</table>'),
    "pictures": _many('<figure><img src="x"><figcaption>Photo : X</figcaption></figure>'),
    "class of words": _attribute("author "),
    "class of dashes": _attribute("author-"),
    "class of one word": _attribute("x"),
    "attribute of data": _attribute("{&quot;a&quot;:1,"),
    "attributes": lambda size: "<p " + " ".join(f"a{n}=1" for n in range(size // 8)) + ">" + ARTICLE,
    "equals": lambda size: "<p " + "=" * size + ">" + ARTICLE,
    "open tag": lambda size: ARTICLE + "<p " + "a=' " * (size // 4),
    "tag of spaces": lambda size: "<p" + " " * size + ARTICLE,
    "lesser thans": lambda size: "<" * size + ARTICLE,
    "lesser than a": lambda size: "<a" * (size // 2) + ARTICLE,
    "ends": lambda size: ARTICLE + "</" * (size // 2),
    "nulls": lambda size: ARTICLE + "\0" * size,
    "surrogates": lambda size: ARTICLE + "&#xD800;&#xDFFF;" * (size // 16),
    "svg": _many("<svg><title>x</title></svg>"),
    "templates": _nested("template"),
    "selects": _many("<select><option>a<option>b</select>"),
    "meta charset": _head("", "<meta charset", ""),
    "saved from": lambda size: "<!-- saved from url=(" + " " * size + ARTICLE,
}

TEXTS: dict[str, Trap] = {
    f"text of {name}": lambda size, unit=unit: f"Le budget\n\n{SENTENCE * 3}\n{unit * (size // len(unit))}\n{SENTENCE}"
    for name, unit in RUNS.items()
}
TEXTS |= {
    f"lines of {name}": lambda size, line=line: (
        f"Le budget\n\n{line * (size // 2 // len(line))}{SENTENCE * 3}\n{SENTENCE}\n{line * (size // 2 // len(line))}"
    )
    for name, line in {
        "dates": "20 novembre 2023\n",
        "bylines": "Par Jeanne Martin\n",
        "names": "Jeanne Martin\n",
        "bullets": "• mot\n",
        "teasers": "Lire aussi : le budget\n",
        "sentences": f"{SENTENCE}\n",
        "titles": "Le budget des écoles\n",
        "paragraphs": f"{SENTENCE}\n\n",
        "figures": "1\n",
        "spaces": "   \n",
        "links": "[1]http://a.example/\n",
    }.items()
}
