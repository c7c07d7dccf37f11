"""Captures chosen by what the list of articles is filtered by, for what is asked without a form."""

from dataclasses import dataclass

from django.db.models import QuerySet

from archive.filters.articles import ArticleFilter
from archive.models import Article, Capture


class FilterError(Exception):
    """A filter that cannot be used; `field` names which, and the message says why."""

    def __init__(self, field: str, why: str) -> None:
        """Take the name of the filter and the sentence."""
        super().__init__(why)
        self.field = field


@dataclass(frozen=True)
class Asked:
    """What captures are asked for, each as one would type it into the list; intervals are "2023-11..2023-12"."""

    q: str = ""
    person: str = ""
    event: str = ""
    source: str = ""
    language: str = ""
    published: str = ""
    happened: str = ""


def chosen_captures(asked: Asked, *, drafts: bool = False) -> QuerySet[Capture]:
    """Return the captures of the articles that `asked` finds: of the published ones, or with `drafts` of all.

    Where nothing is asked, `drafts` includes captures without an article. Raises `FilterError`, for a mistake in the
    search too: what is exported must be what was meant.
    """
    data = {name: getattr(asked, name) for name in ("q", "person", "event", "source", "language")}
    for name in ("published", "happened"):
        data |= _interval(name, getattr(asked, name))
    if not any(data.values()):
        return Capture.objects.all() if drafts else Capture.objects.public()
    articles = Article.objects.all() if drafts else Article.objects.published()
    found = ArticleFilter(data, queryset=articles, public=not drafts)
    for field, reasons in found.errors.items():
        raise FilterError(field.removesuffix("_after").removesuffix("_before"), " ".join(reasons))
    for mistake in found.query.mistakes:
        raise FilterError("q", f"“{mistake.part}” cannot be searched as it stands ({mistake.code.replace('_', ' ')})")
    return Capture.objects.filter(article__in=found.qs.order_by().values("pk"))


def _interval(name: str, text: str) -> dict[str, str]:
    """Return the two ends of "A..B", either of which may be open; a date alone is both."""
    after, dots, before = text.partition("..")
    return {f"{name}_after": after.strip(), f"{name}_before": before.strip() if dots else after.strip()}
