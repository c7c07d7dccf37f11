"""What every format says of a result beside its articles."""

from dataclasses import dataclass

from archive.reading.exported import Exported
from archive.search.tree import Mistake


@dataclass(frozen=True)
class Result:
    """A result of the list of articles; all addresses are whole.

    `page` is its page for readers, `address` this format of it, `next` the address of what follows where it comes in
    parts. `count` is exact unless there are `more`. `people` and `events` are the ids of those that were asked for,
    `mistakes` what was not understood in the query.
    """

    title: str
    query: str
    order: str
    count: int
    more: bool
    root: str
    page: str
    address: str
    first: str = ""
    next: str = ""
    people: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()
    mistakes: tuple[Mistake, ...] = ()

    def evidence(self, article: Exported) -> str:
        """Return the first sentence that tells of whom or what was asked for, or else of anybody or anything."""
        asked = [one for one in article.people if one.id in self.people]
        asked += [one for one in article.events if one.id in self.events]
        told = [*asked, *article.people, *article.events]
        return next((one.sentence for one in told if one.sentence), "")

    def summary(self, article: Exported) -> str:
        """Return what tells in short why the article is here: the evidence where somebody or something was asked for.

        Or else its lead, the evidence, or the first paragraph; empty where readers see none of its text.
        """
        evidence, paragraph = self.evidence(article), article.text.partition("\n\n")[0]
        is_asked = bool(self.people or self.events)
        texts = (evidence, article.lead, paragraph) if is_asked else (article.lead, evidence, paragraph)
        return next((text for text in texts if text and text != article.title), "")
