"""Articles: what a reader reads, made from a capture and corrected by curators; who is public is decided here."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from django.db import connections, models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from archive.models.fields import Dated, EDTFField, Recorded, days_constraint, validate_web_address
from archive.models.source import Access, Source

# The fields that extraction fills and that a curator may correct.
EXTRACTED_FIELDS = ("title", "byline", "source", "published", "updated", "language", "section", "lead", "text", "url")


class Status(models.TextChoices):
    """Where an article stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Each language is found behind the one before, so that no more is read than an entry of the index for each.
_LANGUAGES = """
WITH RECURSIVE found (language) AS (
    SELECT (SELECT min(language) FROM archive_article WHERE status = %(status)s AND language > '')
    UNION ALL
    SELECT (SELECT min(language) FROM archive_article WHERE status = %(status)s AND language > found.language)
    FROM found WHERE language IS NOT NULL
)
SELECT language, (SELECT count(*) FROM (
    SELECT 1 FROM archive_article WHERE status = %(status)s AND language = found.language LIMIT %(each)s
) counted)
FROM found WHERE language IS NOT NULL LIMIT %(most)s
"""


class ArticleQuerySet(models.QuerySet):
    """Articles; `published` is the one rule of visibility."""

    def published(self) -> "ArticleQuerySet":
        """Return the articles that the public sees."""
        return self.filter(status=Status.PUBLISHED)

    def count_languages(self, *, each: int, most: int) -> dict[str, int]:
        """Return the first `most` languages of all published articles, and how many each has, counted up to `each`."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(_LANGUAGES, {"status": Status.PUBLISHED.value, "each": each, "most": most})
            return dict(cursor.fetchall())

    def of_address(self, url: str) -> "ArticleQuerySet":
        """Return the articles of the address, held until the transaction ends; nobody else makes one of it meanwhile.

        What is not there cannot be locked: on PostgreSQL an advisory lock stands for the address, on SQLite there is
        one writer anyway.
        """
        if connections[self.db].vendor == "postgresql":
            with connections[self.db].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [url])
        return self.select_for_update(of=("self",)).filter(url=url)

    def newest(self) -> "ArticleQuerySet":
        """Return the articles in order of publication, the newest first, undated ones last."""
        return self.order_by("undated", "-published_order", "-pk")

    def oldest(self) -> "ArticleQuerySet":
        """Return the articles in order of publication, the oldest first, undated ones last."""
        return self.order_by("undated", "published_order", "pk")


class Article(Dated, Recorded):
    """One article of a source."""

    edtf_fields = ("published", "updated")

    title = models.CharField(_("title"), max_length=1000)
    slug = models.SlugField(_("slug"), max_length=80, blank=True, help_text=_("The readable part of its address."))
    url = models.CharField(
        _("address"),
        max_length=2000,
        blank=True,
        validators=[validate_web_address],
        help_text=_("Where it was published, if known."),
    )
    byline = models.CharField(_("byline"), max_length=500, blank=True, help_text=_("As printed."))
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("source"),
        db_index=False,
    )
    section = models.CharField(_("section"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True, help_text=_("ISO 639 code: fr, en."))
    lead = models.TextField(
        _("lead"), blank=True, help_text=_("The summary above the text, where the page sets it apart.")
    )
    text = models.TextField(_("text"), help_text=_("Paragraphs, with an empty line between them."))

    published = EDTFField(_("published"), help_text=_("EDTF; empty where nobody knows."))
    published_earliest = models.DateField(null=True, blank=True, editable=False)
    published_latest = models.DateField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_order = models.DateTimeField(null=True, blank=True, editable=False)
    undated = models.BooleanField(default=True, editable=False)
    published_note = models.TextField(
        _("how the date was inferred"), blank=True, help_text=_("Shown to readers beside a date no page gives.")
    )
    updated = EDTFField(_("updated"), help_text=_("EDTF; the page's own date of its last change."))
    updated_earliest = models.DateField(null=True, blank=True, editable=False)
    updated_latest = models.DateField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(null=True, blank=True, editable=False)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("reason of withdrawal"), blank=True)
    access = models.CharField(
        _("access"), max_length=10, choices=Access, blank=True, help_text=_("Empty: as its source says.")
    )

    text_capture = models.ForeignKey(
        "archive.Capture", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("text taken from")
    )
    origins = models.JSONField(_("origins"), default=dict, blank=True, help_text=_("Where each field was found."))
    corrected = models.JSONField(_("corrected by a curator"), default=list, blank=True)
    note = models.TextField(_("curators' note"), blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(fields=["status", "undated", "-published_order", "-id"], name="article_newest"),
            models.Index(fields=["status", "undated", "published_order", "id"], name="article_oldest"),
            models.Index(
                fields=["source", "status", "undated", "-published_order", "-id"], name="article_source_newest"
            ),
            models.Index(
                fields=["language", "status", "undated", "-published_order", "-id"], name="article_language_newest"
            ),
            models.Index(fields=["status", "published_earliest", "published_latest"], name="article_days"),
            models.Index(
                fields=["status", "published_earliest", "published_latest"],
                condition=Q(published_latest__gt=F("published_earliest")),
                name="article_uncertain_days",
            ),
            models.Index(fields=["status", "-id"], name="article_by_status"),
            models.Index(fields=["recorded_at"], name="article_recorded"),
            models.Index(fields=["-id"], condition=~Q(published_note=""), name="article_inferred"),
            # Not for those with an address alone: SQLite would not take it for a search of one address.
            models.Index(fields=["url"], name="article_url"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="article_has_title"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="article_status_values"),
            models.CheckConstraint(condition=Q(access__in=["", *Access.values]), name="article_access_values"),
            days_constraint("published", "article_published_days"),
            days_constraint("updated", "article_updated_days"),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN) | Q(withdrawn_on__isnull=False), name="article_withdrawn_has_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the article's page."""
        return reverse("article", args=[self.pk, self.slug or "-"])

    def date_zone(self) -> str:
        """Return the zone of the source, in which times without an offset are read."""
        return self.source.zone if self.source else "UTC"

    def compute_days(self) -> None:
        """Set the computed days, and what lists sort by: the instant, or else the start of the earliest day, in UTC.

        Lists sort by the minute, as the search index does, and articles of one minute by their number.
        """
        super().compute_days()
        self.undated = self.published_earliest is None
        start = datetime.combine(self.published_earliest, time.min, UTC) if self.published_earliest else None
        self.published_order = self.published_at.replace(second=0, microsecond=0) if self.published_at else start

    def shown_access(self) -> str:
        """Return what readers may see of it: its own access, or its source's."""
        return self.access or (self.source.access if self.source else Access.FULL)

    def digest(self) -> str:
        """Return the SHA-256 of title and text, by which a decision knows whether the words have changed since."""
        return hashlib.sha256(f"{self.title}\0{self.text}".encode()).hexdigest()

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save; the slug follows the title."""
        self.slug = slugify(self.title)[:80].strip("-")
        if update_fields is not None:
            update_fields = {*update_fields, "slug", "undated", "published_order"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Authorship(models.Model):
    """One name of an article's byline, as printed, and the person where known."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="authorships", verbose_name=_("article"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name as printed"), max_length=200)
    person = models.ForeignKey(
        "archive.Person", models.SET_NULL, null=True, blank=True, related_name="authorships", verbose_name=_("person")
    )

    class Meta:
        verbose_name = _("authorship")
        verbose_name_plural = _("authorships")
        ordering = ["article", "position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="authorship_position_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="authorship_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
