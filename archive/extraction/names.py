"""Names of people in a byline: split from each other, and told from roles, agencies and the site itself."""

import re
from functools import cache

from justext import get_stoplist

from archive.extraction.metadata import clean
from archive.extraction.titles import key

MOST = 12
LONGEST_NAME = 60
_LONGEST_LINE = 200

BY = r"par|by|von|por|di|door|av"
OUR = (
    r"de (?:notre|nos) (?:correspondante?s?|envoyée?s?)(?: spéciale?s?)?(?: permanente?s?)?"
    r"(?: (?:à|en|aux?) [^,|]{2,30})?,?"
)
LABELS = (
    r"auteure?s?|autore?s?|autora|autoren|autor[:/*]?in(?:nen)?|autor/in|authors?|redaktion|redakteur(?:in)?"
    r"|text|texte"
    r"|texto|rédaction|verfasser(?:in)?|written by|words"
)
_BEFORE = re.compile(
    rf"^(?:(?:(?:une? )?(?:article|entretien|enquête|texte|reportage|tribune|analyse|chronique"
    rf"|billet)(?: (?:écrit|rédigé))? |(?:[^|]{{0,40}} )?(?:propos )?recueillis? "
    rf"|(?:written|posted|published|reported|words|story"
    rf"|text) |(?:publié|posté|écrit|rédigé) )?(?:par|by)"
    rf"|(?:(?:ein|eine) )?(?:(?:gast)?(?:artikel|beitrag|kommentar)|text|interview|kolumne|analyse|rezension"
    rf"|bericht|verfasst|geschrieben"
    rf"|veröffentlicht|gepostet|erstellt|eingestellt|im wortlaut)? ?von|(?:escrito |publicado )?por|di|door|av"
    rf"|(?:{LABELS})(?=\s*:)|autore?n?|autor/in|authors?|auteure?s?)(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s*(?:[|•·(\[]|\s[–—-]\s|\b(?:le|am|on|el|vom|um|à)\b\s*:?\s*\d|\b(?:posted|published|publié|updated|mis à jour"
    r"|veröffentlicht|aktualisiert|aktualizado)\b|\b(?:avec|with|mit|con)\s+(?:l')?[A-Z]{2,5}\b|\bavec\b|\bwith agenc"
    r"|\bmit (?:agentur|material)|\d{1,2}[./]\d|\b\d{4}\b|\b\d{1,2}\.? (?=[^\W\d_]{3,})|https?:|www\."
    r"|,\s*(?:le|am|on)\b|\s+(?:in|for|pour)\s+(?=[A-ZÉ«])|\s[^\W\d_]{3,9}\.? \d{1,2}\b)"
    r".*$",
    re.DOTALL | re.IGNORECASE,
)
_WITH = re.compile(r"\b(?:avec|with)\s+(?=[^\W\d_a-zà-öø-ÿ])")
BETWEEN = re.compile(r"\s*(?:;|\s/\s|\n|\||\s&\s|\s\+\s|,?\s+(?:et|and|und|y|e|sowie|og|och)\s+|,)\s*")
_ROLES = re.compile(
    r"journalist|reporter|correspondent|\beditor|r[ée]dact|redakt|\bchef|writer|\bstaff|\badmin|webmaster"
    r"|\bteam\b|équipe"
    r"|newsroom|\bdesk\b|agenc|agentur|agentie|\bpresse\b|\bservice|direct(?:or|eur|rice)|profess|chercheu|special to"
    r"|contribut|\bguest|\bgast\b|\bauthor|\bautor|\bauteur|\bmembres?\b|\bthe\b"
    r"|univers|institut|anstalt|gmbh|verlag|\bmedia\b|\bmédias?\b|magazin|zeitung|\bonline\b|\bnews\b|\bradio\b"
    r"|\bblog\b"
    r"|\bpress\b|company|\binc\b|\bltd\b|foundation|verein|verband|e\.\s?v|\bamt\b|minist|partei|redacci"
    r"|noticias|\bdiario"
    r"|periodista|collecti[fv]|\bwww|http|mitteilung|kommentar|comment|editorial|unknown|anonym|übersetz|traduc"
    r"|traduit|translat|published|meldung|twitter|facebook|\bfoto|\bphoto"
    r"|\bfans?\b|copyright|\bminute|lesezeit|\bread\b|\bshare|teilen|partager|follow|suivre|abonn|newsletter"
    r"|login|mehr\b"
    r"|\b(?:ag|se|sa|dpa|afp|reuters|ap|apa|sda|ats|kna|efe|epd|ansa|afp)\b|\w\.(?:com|de|fr|net|org|it|ch|at|eu"
    r"|uk|io|info)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?P<name>[^,|•·()]{4,60}?)(?:\s?[,|•·]\s|\s[–—-]\s)\W*(?:[^,.]{0,40}\b)?"
    r"(?:journalist\w{0,2}|reporter|correspond\w+|(?:staff|senior) writer|(?:\w+ )?editor|rédact(?:eur|rice)\b"
    r"|envoyée? spéciale?|chroniqueu\w+|columnist)\b[^.!?]*",
    re.IGNORECASE,
)
_MOST_CAPITALS = 3
_ALSO_NAMES = frozenset(
    [
        "david",
        "henry",
        "james",
        "jean",
        "john",
        "king",
        "louis",
        "may",
        "paris",
        "petit",
        "pierre",
        "robert",
        "william",
        "young",
    ]
)
_LOWER_PARTICLES = {"de", "du", "des", "la", "le", "van", "von", "der", "den", "di", "da", "del", "dos", "el", "al"}
_LOWER_PARTICLES |= {"bin", "ten", "ter", "zu", "y", "e", "d", "und", "af", "av", "of", "mc", "st", "das", "die", "les"}
_NAME_CHARACTERS = re.compile(r"[^\W\d_][\w.'’\-‐ ·]*")
_HONORIFICS = re.compile(r"^(?:dr|prof|mr|mrs|ms|mme|m|dipl|mag)\.\s+(?:(?:-ing|med|phil)\.?\s+)*", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_a-zà-öø-ÿ]\.\s?){1,3}[^\W\d_a-zà-öø-ÿ]")


def split(text: str, sites: tuple[str, ...]) -> list[str]:
    """Return the names of people in a byline, in order; roles, agencies and the names in `sites` are left out."""
    text = clean(text)[:_LONGEST_LINE]
    text = re.sub(r"\S+@\S+\.\S+|https?://\S+|(?<!\w)@\w+", " ", text)
    for _round in range(2):
        text = _BEFORE.sub("", text.strip())
    text = re.sub(r"\([^)]*\)?", " ", text)
    cut = _CUT.sub("", text)
    names = _people_in(cut, sites)
    if not names and (later := _WITH.search(text, len(cut))):  # "Par Le Courrier avec Jeanne Martin"
        names = _people_in(_CUT.sub("", text[later.end() :]), sites)
    return names


def _people_in(text: str, sites: tuple[str, ...]) -> list[str]:
    parts = [part for part in BETWEEN.split(text)[:MOST] if part.strip()]
    names = [name for part in parts if (name := as_name(_BEFORE.sub("", part.strip()), sites))]
    if len(names) < len(parts):  # what stands beside a role or an office is a person only with a whole name
        names = [name for name in names if " " in name]
    return names


def name_before_role(line: str) -> str:
    """Return the name in a line that gives a name and an office ("X, correspondante à Y"), or an empty string."""
    match = _OFFICE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    return match["name"] if match and is_whole(as_name(match["name"], ())) else ""


def is_whole(name: str) -> bool:
    """Return whether `name` is one of two or three words in capitals, particles aside, none of them a common word."""
    words = name.split()
    capitals = [word for word in words if not _is_particle(word)]
    common = any(word.lower() in _common_words() for word in words)
    return len(words) > 1 and 1 <= len(capitals) <= _MOST_CAPITALS and not common


@cache
def _common_words() -> frozenset[str]:
    """Return the words that are too common in French or English to stand in a line that is taken for a bare name."""
    return frozenset(get_stoplist("French") | get_stoplist("English")) - _ALSO_NAMES - _LOWER_PARTICLES


def as_name(part: str, sites: tuple[str, ...]) -> str:
    """Return `part` as a name, or an empty string where it cannot be one."""
    part = part.strip(' \t.,;:-–—|*"“”«»/')
    part = _HONORIFICS.sub("", part)
    half = len(part) // 2
    if half > 4 and part[:half].strip() == part[half:].strip():  # shown twice, for narrow and wide screens
        part = part[:half].strip()
    words = part.split()
    if not words or len(words) > 5 or not 2 <= len(part) <= LONGEST_NAME:
        return ""
    if not _NAME_CHARACTERS.fullmatch(part) or _ROLES.search(part):
        return ""
    if all(word.lower() in _LOWER_PARTICLES for word in words) or _is_site(part, sites):
        return ""
    if len(words) > 1 and any(character.isdigit() for character in part):
        return ""
    if len(words) > 1 and any(word[0].islower() and not _is_particle(word) for word in words):
        return ""
    return f"{part}." if _INITIALS.fullmatch(part) else part


def _is_particle(word: str) -> bool:
    return re.split("['’]", word, maxsplit=1)[0].rstrip(".").lower() in _LOWER_PARTICLES


def _is_site(part: str, sites: tuple[str, ...]) -> bool:
    folded = key(part)
    bare = folded.replace(" ", "")
    for site in sites:
        name = key(site)
        if bare == name.replace(" ", "") or (" " in folded and name.startswith(folded + " ") and "www" in name):
            return True
    return False


def unique(names: list[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(key(name), name)
    return tuple(kept.values())[:MOST]
