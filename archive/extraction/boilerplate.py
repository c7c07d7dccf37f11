"""Paragraphs that stand in an article's text without being part of it: links to others, credits, offers."""

import re

from archive.extraction.metadata import clean
from archive.extraction.outline import Block
from archive.extraction.titles import key

_SHORT = 170
_LEAST_LINKED = 25
_MOST_LEADS = 2

_READ_ALSO = re.compile(
    r"(?:>+|»|→|▶|\+{2,}|[-–—•*])?\s*(?:"
    r"(?:à )?(?:re)?lire (?:aussi|également|ensuite|la suite|plus|notre|nos)\b|(?:re)?lire\s*:|(?:à )?(?:voir"
    r"|écouter) (?:aussi|également)"
    r"|sur le même (?:sujet|thème)|(?:vous aimerez|cela pourrait|ça pourrait|pour aller plus loin\b"
    r"|articles? (?:liés?|associés?|similaires?))"
    r"|les plus lus|articles les plus|plus d['’](?:articles|infos|actu)|toute l['’]actu"
    r"|dans la même rubrique"
    r"|read (?:also|more|next|our|the full)\b|also read|see also|related\b.{0,40}$|recommended\b.{0,20}$"
    r"|you (?:may|might) (?:also )?(?:like|enjoy)"
    r"|more (?:on this|from|stories)|most (?:read|popular)|up next|don['’]t miss|continue reading"
    r"|keep reading"
    r"|lesen sie (?:auch|hier|mehr|dazu|weiter)|auch interessant|mehr (?:zum thema|themen|dazu|lesen|infos"
    r"|artikel|aus)|(?:weitere|ähnliche|empfohlene|passende)"
    r" (?:aktuelle |interessante )?(?:artikel|themen|beiträge|infos|informationen|meldungen|pressemitteilungen"
    r"|news|nachrichten)"
    r"|das könnte (?:sie|dich|euch)|zum (?:weiterlesen|thema)\b|siehe auch|vorschau auf|beiträge aus dem"
    r"|meist-?(?:gelesen|diskutiert|geklickt)"
    r"|(?:le |te )?(?:puede|podría) interesar|lea (?:también|además|aquí)|leer más|le recomendamos|también puede"
    r"|más noticias|lo más (?:leído|visto)"
    r"|leia (?:também|mais|ainda)|veja também|saiba mais|leggi anche|potrebbe interessarti|lees ook|les også"
    r"|läs också"
    r")",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:©|\(c\)\s|crédits?\s*(?:photos?|images?|:)|photos?\s*(?:credit)?\s*:|images?\s*(?:credit|illustrative"
    r"|:)|illustration\s*:"
    r"|(?:titel|symbol|archiv|beitrags)?(?:bild|foto)s?(?:nachweis|quelle|rechte)?\s*(?:©|:)|bildquelle"
    r"|copyright\b|fotografía\s*:|foto:"
    r"|getty images|picture alliance|shutterstock|reuters/|afp/)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?:(?:additional |further )?(?:reporting|writing|editing|compiled|research) by |(?:our|nos) (?:standards"
    r"|principes):"
    r"|[^.]{3,80} contributed (?:reporting|to this (?:report|article|story))\b|©\s?\S|[^.]{0,60} ©\s?(?:19|20)\d\d\b)",
    re.IGNORECASE,
)
# Only what speaks to the reader: a sentence about newsletters and subscriptions may well be news.
_OFFER = re.compile(
    r"\babonnez-vous|\bs['’]abonner (?:pour|à partir|dès)|\bje m['’]abonne|^pour (?:lire la suite|accéder|continuer)\b"
    r"|\binscrivez-vous|^déjà (?:abonnée?|inscrite?)\b|\bcréez (?:un|votre) compte|\bconnectez-vous|\bsuivez-nous"
    r"|^partage[rz] (?:cet|l['’]article|sur)\b|^soutenez |\bfaites un don\b|\bréservé aux abonnés|^il vous reste \d+"
    r"|\bsubscribe (?:to|now|for|today)\b|\bsign(?:ing)? up (?:to|for)\b|^(?:please )?(?:sign|log) in\b|\bfollow us\b"
    r"|\bregister (?:now|for free)|^share this\b|^already a (?:member|subscriber)|^support our\b"
    r"|\bjetzt (?:abonnieren|anmelden|registrieren|testen)|\bnicht eingeloggt|\bmelden sie sich (?:jetzt |hier )?an\b"
    r"|\bwerden sie mitglied|^unterstütze|\bfolgen sie uns|^teilen sie\b|\bkostenlos (?:anmelden|registrieren)"
    r"|\bsuscríbe|\bregístrate|\bsíguenos|\binscreva-se|\biscriviti"
    r"|^anzeige\b|^werbung\b|^publicité$|^advertisement|^publicidad$|^(?:inhaltsverzeichnis|inhalt|sommaire|contents)$"
    r"|^(?:partager|share|teilen|compartir|imprimer|drucken|print|facebook|twitter|whatsapp|comments?|commentaires?"
    r"|kommentare?)\s*:?$",
    re.IGNORECASE,
)


def leave_out(paragraphs: list[tuple[str, str]], blocks: list[Block]) -> list[str]:
    """Return the texts of the (kind, text) paragraphs that are the article's.

    Short ones that lead to other articles, credit a picture or offer a subscription are left out, so are short ones
    that are one link, and headings at the end with nothing below them.
    """
    links = {key(text) for block in blocks for text in _linked_texts(block)}
    kept = [(kind, text) for kind, text in paragraphs if not _is_other(kind, text, links)]
    while len(kept) > 1 and kept[-1][0] == "head":
        kept.pop()
    return [text for _kind, text in kept]


def _linked_texts(block: Block) -> list[str]:
    """Return the texts of a block that are one link: the whole block, or lines of it."""
    if block.linked > 0.9 * len(block.text.replace(" ", "")):
        return [block.text]
    lines = block.lines if block.linked > _LEAST_LINKED else []
    if len(lines) < 2:
        return []
    shown = {clean(element.text_content()) for tag, _marks, element in block.inline if tag == "a"}
    return [line for line in lines if line in shown]


def _is_other(kind: str, text: str, links: set[str]) -> bool:
    if len(text) > _SHORT:
        return False
    if kind in {"list", "quote", "table"}:
        return False
    bare = text.strip()
    if _READ_ALSO.match(bare) or _CREDIT.match(bare) or _OFFER.search(bare) or _SIGNATURE.match(bare):
        return True
    if kind == "p" and not any(character.isalpha() for character in bare):
        return True  # a counter, or a row of stars
    return kind == "p" and len(bare) > _LEAST_LINKED and "@" not in bare and key(bare) in links


def leads(blocks: list[Block], title_at: int | None, text: str) -> list[str]:
    """Return the paragraphs between the title and the text that the text lacks: the lead, which pages set apart."""
    if title_at is None:
        return []
    have = key_of_all(text)
    found: list[str] = []
    for distance, block in enumerate(blocks[title_at + 1 : title_at + 14], 1):
        candidate = block.text
        if len(candidate) > 60 and key(candidate)[:200] in have:
            break
        if block.zone in {"comment", "form", "caption", "menu", "footer"} or (block.zone and distance > 5):
            continue
        if block.heading == "h1" or not 70 <= len(candidate) <= 1200 or block.linked > len(candidate) / 3:
            continue
        if candidate[-1] not in '.!?…»”"“' and len(candidate) < 120:
            continue
        if (
            _READ_ALSO.match(candidate)
            or _CREDIT.match(candidate)
            or (len(candidate) < 250 and _OFFER.search(candidate))
        ):
            continue
        found.append(candidate)
        if len(found) == _MOST_LEADS:
            break
    return found


def key_of_all(text: str) -> str:
    """Return a whole text folded to its bare words, to find a paragraph in."""
    return " ".join(key(part) for part in text.split("\n"))
