"""How many published articles there are, by the days on which they were published; derived, kept by the pipeline."""

from datetime import date

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _


class DayTallyQuerySet(models.QuerySet):
    """Tallies; a calendar page reads these few rows instead of counting the archive."""

    def meeting(self, after: date, before: date) -> "DayTallyQuerySet":
        """Return the tallies whose interval meets the days from `after` to `before`."""
        return self.filter(earliest__lte=before, latest__gte=after)

    def total(self) -> int:
        """Return the number of articles in these tallies."""
        return self.aggregate(total=Sum("articles"))["total"] or 0


class DayTally(models.Model):
    """The number of published articles with one interval of publication; both days empty: those without a date."""

    interval = models.CharField(_("interval"), max_length=21, unique=True, blank=True)
    earliest = models.DateField(_("earliest day"), null=True, blank=True)
    latest = models.DateField(_("latest day"), null=True, blank=True)
    articles = models.BigIntegerField(_("articles"), default=0)

    objects = DayTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("day tally")
        verbose_name_plural = _("day tallies")
        indexes = [models.Index(fields=["earliest", "latest"], name="daytally_days")]

    def __str__(self) -> str:
        return f"{self.interval or 'undated'}: {self.articles}"

    @staticmethod
    def key(earliest: date | None, latest: date | None) -> str:
        """Return the text by which the interval is known; empty for articles without a date."""
        return f"{earliest}/{latest}" if earliest and latest else ""
