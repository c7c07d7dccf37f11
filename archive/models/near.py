"""Near duplicates: articles whose texts are nearly the same, told by the bands of their MinHash signatures."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.models.article import Article, Status
from archive.models.mention import Decided, Decision


class TextBand(models.Model):
    """One band of the MinHash signature of an article's text: articles that share a key may have nearly one text."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="text_bands", verbose_name=_("article"), db_index=False
    )
    key = models.BigIntegerField(_("key"), help_text=_("64 bits of the digest of the band's number and values."))

    class Meta:
        verbose_name = _("band of a text")
        verbose_name_plural = _("bands of texts")
        indexes = [models.Index(fields=["key", "-article"], name="textband_key")]
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="textband_unique")]

    def __str__(self) -> str:
        return f"{self.key:016x}"


class SameTextQuerySet(models.QuerySet):
    """Pairs of articles with nearly one text, by what the public may see."""

    def of(self, article: Article) -> "SameTextQuerySet":
        """Return the pairs that `article` is in."""
        return self.filter(Q(article=article) | Q(other=article))

    def shown(self) -> "SameTextQuerySet":
        """Return the pairs that no curator has rejected."""
        return self.exclude(decision=Decision.REJECTED)

    def public(self) -> "SameTextQuerySet":
        """Return the shown pairs of which both articles are published."""
        return self.shown().filter(article__status=Status.PUBLISHED, other__status=Status.PUBLISHED)


class SameText(Decided):
    """Two articles with nearly the same text, found by machine; a curator may confirm or reject it. `article` is the
    one with the lower key: there is one row for a pair.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name=_("article"), db_index=False)
    other = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name=_("other article"))
    likeness = models.FloatField(
        _("likeness"), help_text=_("Share of all runs of words in the two that both have, 0 to 1 (Jaccard index).")
    )
    contained = models.FloatField(
        _("contained"), help_text=_("Share of the shorter text’s runs of words that the longer one has, 0 to 1.")
    )
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    objects = SameTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of articles with the same text")
        verbose_name_plural = _("pairs of articles with the same text")
        ordering = ["article", "other"]
        indexes = [models.Index(fields=["decision", "-id"], name="sametext_by_decision")]
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="sametext_one_per_pair"),
            models.CheckConstraint(condition=Q(article__lt=F("other")), name="sametext_in_order"),
            models.CheckConstraint(condition=Q(likeness__gte=0, likeness__lte=1), name="sametext_likeness_range"),
            models.CheckConstraint(condition=Q(contained__gte=0, contained__lte=1), name="sametext_contained_range"),
            models.CheckConstraint(condition=Q(decision__in=["", *Decision.values]), name="sametext_decision_values"),
        ]

    def __str__(self) -> str:
        return gettext("articles %(one)d and %(other)d") % {"one": self.article_id, "other": self.other_id}

    def of(self, article: Article) -> int:
        """Return the key of the other article of the pair that `article` is in."""
        return self.other_id if self.article_id == article.pk else self.article_id
