"""Why a page holds no article: lists of links, errors, logins, checks for robots."""

import re

from lxml.html import HtmlElement

from archive.extraction.metadata import Metadata
from archive.extraction.outline import Block
from archive.extraction.titles import key

_SHORTEST = 120
_SHORT = 1500
_SAMPLE = 5000
_MOST_OF = 0.6
_LEAST_PLAIN = 0.7
_LONGEST_WORD = 100  # characters to a word, on the average
_SENTENCE = 60
_OWN_TEXT = 300
_MANY_TEASERS = 6
_ERRORS = re.compile(
    r"^(?:erreur |error |fehler )?(?:40[0-9]|410|451|50[0-4])\b|not found|introuvable|non trouvée?"
    r"|n['’]existe (?:pas|plus)"
    r"|nicht gefunden|no encontrad|access (?:to this page )?(?:has been |is )?denied|accès (?:refusé|interdit)"
    r"|forbidden|just a moment|attention required"
    r"|are you (?:a robot|human)|êtes[- ]vous un robot|captcha|service unavailable|bad gateway|internal server error"
    r"|zugriff verweigert|page (?:unavailable|supprimée)|enable javascript",
    re.IGNORECASE,
)
# What a page says of itself where it has no article to show: to its visitor, never about somebody.
_NOTICES = re.compile(
    r"\b(?:page|article|contenu) (?:que vous (?:cherche|demande|souhaite)\w*|n['’]existe (?:pas|plus)"
    r"|n['’]est plus disponible"
    r"|you (?:are|were) looking for|you requested|you have requested)"
    r"|\b(?:nous|nos partenaires|ce site|notre site)\b[^.]{0,60}\b(?:utilis|stock|trait"
    r"|dépos)\w*[^.]{0,60}\b(?:cookies?|traceurs"
    r"|données)|\bvous acceptez\b[^.]{0,80}\b(?:cookies?|traceurs)|\baccepter? (?:tous )?les cookies|\bsans cookies\b"
    r"|\bcookies? (?:ou|et) (?:technologies|autres)|\bconsentement\b[^.]{0,60}\b(?:retirer|choix|à tout moment)"
    r"|\b(?:we|our partners|this (?:web)?site)\b[^.]{0,60}\b(?:use|store|process|access)\w*[^.]{0,60}\b(?:cookies?|data"
    r"|information on (?:a|your) device)|\bby (?:clicking|continuing)\b[^.]{0,80}\b(?:agree|accept|consent)"
    r"|\byou (?:may|can) (?:click to )?(?:consent|accept|refuse|withdraw|manage)|\byour (?:consent|privacy"
    r"|personal data)\b"
    r"|\bwith your permission\b|\byou are (?:attempting|trying) to access|\b(?:your|votre) (?:browser|navigateur)\b"
    r"|\byou are (?:a (?:robot|human)|using automat)|\bautomation tools\b|\b(?:enable|activer?) (?:javascript|cookies)"
    r"|\bwir (?:und|verwenden|nutzen)\b[^.]{0,80}\b(?:cookies?|daten)|\bihre (?:einwilligung|zustimmung)\b",
    re.IGNORECASE,
)
_LISTS = re.compile(r"collectionpage|searchresultspage|itemlist|profilepage", re.IGNORECASE)


def has_login(tree: HtmlElement) -> bool:
    """Return whether the page asks for a password."""
    return any((element.get("type") or "").lower() == "password" for element in tree.iter("input"))


def reason(head: Metadata, blocks: list[Block], paragraphs: list[str], title: str, asks_password: bool) -> str | None:
    """Return why what was found on the page is no article, in words for people; None where it is one."""
    length = sum(map(len, paragraphs))
    if not paragraphs:
        return "The page holds no running text."
    if not _has_words(" ".join(paragraphs)[:_SAMPLE]):
        return "The page holds no words; its bytes may be compressed, or of another charset."
    if length < _SHORT and _ERRORS.search(title):
        return f"The page is an error message, not an article: {title[:80]!r}."
    if length < _SHORT and _is_notice(paragraphs):
        return "The page is a notice to its visitor (about cookies, access or a missing page), not an article."
    if asks_password and length < _SHORT // 2 and not _declares_article(head):
        return "The page is a login form; the article behind it was not captured."
    if _is_list(head, blocks):
        return "The page is a list of links to other pages, not an article."
    if length < _SHORTEST and max(map(len, paragraphs)) < _SHORTEST / 2:
        return f"The page holds only {length} characters of text, too few for an article."
    return None


def _is_notice(paragraphs: list[str]) -> bool:
    """Return whether most of what the page says is about the page itself or its visitor."""
    told = sum(len(text) for text in paragraphs if _NOTICES.search(text))
    return told > _MOST_OF * sum(map(len, paragraphs))


def _has_words(sample: str) -> bool:
    """Return whether `sample` reads as writing: mostly letters, in words (Chinese has no spaces between them)."""
    plain = sum(character.isalnum() or character.isspace() for character in sample)
    spaced = not any("\u2e80" <= character <= "\ud7ff" for character in sample)
    return plain >= _LEAST_PLAIN * len(sample) and not (spaced and len(sample) > _LONGEST_WORD * len(sample.split()))


def _declares_article(head: Metadata) -> bool:
    if "article" in head.meta("og:type").lower() or head.meta("article:published_time"):
        return True
    return any(node.is_article for node in head.nodes)


def _is_list(head: Metadata, blocks: list[Block]) -> bool:
    """Return whether links make up the page: no run of text of its own, between many that lead elsewhere."""
    main = [block for block in blocks if block.zone in {"", "teaser"}]
    own = _longest_run(main)
    if not main or _declares_article(head) or own >= _OWN_TEXT:
        return False
    linked = {key(block.text) for block in main if _is_link(block)}
    teasers = {key(block.text) for block in main if block.heading and _is_link(block)}
    if len(teasers) >= _MANY_TEASERS or any(_LISTS.search(kind) for kind in head.types):
        return True
    return own < _OWN_TEXT / 3 and len(linked) >= _MANY_TEASERS and len(linked) > len(main) / 2


def _is_link(block: Block) -> bool:
    return block.linked > 0.8 * len(block.text.replace(" ", ""))


def _longest_run(blocks: list[Block]) -> int:
    """Return the most characters of unlinked sentences that no linked heading and no list of links interrupts."""
    best = run = 0
    for block in blocks:
        if _is_link(block):
            run = 0
        elif len(block.text) >= _SENTENCE and block.linked < len(block.text) / 3:
            run += len(block.text)
            best = max(best, run)
    return best
