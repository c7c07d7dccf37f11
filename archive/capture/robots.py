"""What a site's robots.txt lets a robot take.

Source: RFC 9309, Robots Exclusion Protocol (2022). `urllib.robotparser` takes the first rule that fits where the
standard takes the longest, and knows neither `*` nor `$`; the newspapers' files are written with both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 500 * 1024  # the standard's least; what stands beyond is not read
_MOST_RULES = 10_000
_PRODUCT = re.compile(r"[A-Za-z_-]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True)
class Rule:
    """One line of a group: a path's beginning, in which `*` stands for anything and `$` at the end for its end."""

    allows: bool
    path: str

    def fits(self, target: str) -> bool:
        """Return whether the rule speaks of `target`, a path and query in the form of `normal`."""
        ends = self.path.endswith("$")
        first, *later = self.path.removesuffix("$").split("*")
        if not target.startswith(first):
            return False
        place = len(first)
        if not later:
            return not ends or place == len(target)
        final = later.pop() if ends else ""
        for part in later:
            found = target.find(part, place)
            if found < 0:
                return False
            place = found + len(part)
        return len(target) - len(final) >= place and target.endswith(final)


@dataclass(frozen=True)
class Robots:
    """The rules of one site for one robot."""

    rules: tuple[Rule, ...] = ()

    def allows(self, target: str) -> bool:
        """Return whether `target`, path and query, may be taken: the longest rule that fits says so, or else none."""
        asked = normal(target)
        if asked == "/robots.txt":
            return True
        longest, allowed = -1, True
        for rule in self.rules:
            length = len(rule.path)
            if (length > longest or (length == longest and rule.allows)) and rule.fits(asked):
                longest, allowed = length, rule.allows
        return allowed


EVERYTHING = Robots()
NOTHING = Robots((Rule(False, "/"),))


def product(user_agent: str) -> str:
    """Return the name under which robots.txt speaks of a robot: "Dossier" for "Dossier/1.0 (+https://…)"."""
    match = _PRODUCT.match(user_agent)
    return match.group().lower() if match else ""


def normal(target: str) -> str:
    """Return a path with escapes as the standard compares them: those of plain characters undone, others upper case."""
    written = "".join(
        character if character.isascii() else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        for character in target
    )
    return _ESCAPE.sub(_plain_escape, written)


def _plain_escape(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code in _UNRESERVED else match.group().upper()


def read_robots(body: bytes, name: str) -> Robots:
    """Return the rules that the file `body` has for the robot `name` (see `product`), or else for all robots."""
    own: list[Rule] = []
    general: list[Rule] = []
    is_named = False
    agents: set[str] = set()
    in_rules = False
    for key, value in _lines(body):
        if key == "user-agent":
            if in_rules:
                agents.clear()
                in_rules = False
            agents.add(product(value) or value)
            is_named = is_named or name in agents
        elif key in ("allow", "disallow"):
            in_rules = True
            rule = Rule(key == "allow", normal(value))
            if value and name in agents:
                own.append(rule)
            if value and "*" in agents:
                general.append(rule)
    return Robots(tuple((own if is_named else general)[:_MOST_RULES]))


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    text = body[:MOST_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    for line in re.split(r"[\r\n]+", text):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()
