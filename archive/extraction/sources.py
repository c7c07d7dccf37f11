"""The sources that the archive knows, found by a name on the page or by its host."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from archive.lib.words import fold

_HOST = re.compile(r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}\b")


@dataclass(frozen=True)
class KnownSource:
    """A source that the archive knows: its row's id, and the names and hosts by which its pages are recognised."""

    id: int
    names: tuple[str, ...]
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class NamedSource:
    """A known source named in a line: the words that name it, from character `start` to `end` (excluded)."""

    source: KnownSource
    words: str
    start: int
    end: int


class KnownSources:
    """The known sources, to be found by name (folded) or by host (with its subdomains)."""

    def __init__(self, sources: Iterable[KnownSource] = ()) -> None:
        """Take the sources; a name or host that two of them share belongs to the first."""
        self._by_name: dict[str, KnownSource] = {}
        self._by_host: dict[str, KnownSource] = {}
        self._by_first_word: dict[str, list[tuple[str, str, KnownSource]]] = defaultdict(list)
        for source in sources:
            self.add(source)

    def add(self, source: KnownSource) -> None:
        """Know one more source, after all that are known."""
        for name in source.names:
            folded = fold(name.strip()).text
            if folded and folded not in self._by_name:
                self._by_name[folded] = source
                self._by_first_word[_first_word(folded)].append((folded, name.strip(), source))
        for host in map(_plain_host, source.hosts):
            if host:
                self._by_host.setdefault(host, source)

    def by_name(self, text: str) -> KnownSource | None:
        """Return the source whose name `text` is, whatever its case and accents; None for none."""
        return self._by_name.get(fold(text.strip()).text)

    def by_host(self, host: str) -> KnownSource | None:
        """Return the source of `host` ("www." and port dropped) or of the nearest domain above it; None for none."""
        labels = _plain_host(host).split(".")
        for start in range(len(labels)):
            if source := self._by_host.get(".".join(labels[start:])):
                return source
        return None

    def named_in(self, line: str) -> KnownSource | None:
        """Return the source that `line` names as whole words (of several, the longest name); None for none.

        Ask it only about lines that tell of the page's source: a byline, a header, a breadcrumb.
        """
        named = self.find_in(line)
        return named.source if named else None

    def find_in(self, line: str) -> NamedSource | None:
        """Return the source that `line` names, with the words that name it; see `named_in`.

        Capitals of the known name must be capitals in the line: "Le Point" is not named in "faisons le point".
        """
        folded = fold(line)
        best: NamedSource | None = None
        for start in _word_starts(folded.text):
            for name, written, source in self._by_first_word.get(_first_word(folded.text[start:]), ()):
                if best is not None and len(name) <= len(fold(best.words).text):
                    continue
                if not folded.text.startswith(name, start) or _goes_on(folded.text, start + len(name)):
                    continue
                first, end = folded.original(start, start + len(name))
                if _has_its_capitals(line[first:end], written):
                    best = NamedSource(source, line[first:end], first, end)
        return best or self._host_in(line)

    def _host_in(self, line: str) -> NamedSource | None:
        for match in _HOST.finditer(line):
            if source := self.by_host(match.group()):
                return NamedSource(source, match.group(), match.start(), match.end())
        return None


def _first_word(folded: str) -> str:
    for index, character in enumerate(folded):
        if index and not character.isalnum():
            return folded[:index]
    return folded


def _word_starts(folded: str) -> list[int]:
    return [
        index
        for index, character in enumerate(folded)
        if character != " " and (index == 0 or not (character.isalnum() and folded[index - 1].isalnum()))
    ]


def _goes_on(folded: str, end: int) -> bool:
    """Return whether a word or a host name goes on at `end` ("lemonde" is not named in "lemonde.example")."""
    rest = folded[end : end + 2]
    return rest[:1].isalnum() or (rest[:1] == "." and rest[1:].isalnum())


def _has_its_capitals(words: str, written: str) -> bool:
    theirs, ours = words.split(), written.split()
    if len(theirs) != len(ours):
        return True
    return all(their[0].isupper() or not our[0].isupper() for their, our in zip(theirs, ours, strict=True))


def _plain_host(host: str) -> str:
    """Return the bare host of a host, or of an address typed in its place."""
    bare = host.strip().lower().rpartition("//")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    return bare.rstrip(".").removeprefix("www.")
