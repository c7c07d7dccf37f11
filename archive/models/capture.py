"""Captures: where the bytes of a page lie, and the digest that proves them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.article import Article, Status

MAX_URI = 2000


class CaptureQuerySet(models.QuerySet):
    """Captures, by what the public may see."""

    def public(self) -> "CaptureQuerySet":
        """Return the captures of published articles."""
        return self.filter(article__status=Status.PUBLISHED)

    def same(self, target_uri: str, captured_at: object, sha256: str) -> "CaptureQuerySet":
        """Return the capture with this identity, if there is one."""
        return self.filter(target_uri=target_uri, captured_at=captured_at, sha256=sha256)

    def with_payload(self, target_uri: str, sha256: str) -> "CaptureQuerySet":
        """Return the captures of the address that have this payload, of whatever time."""
        return self.filter(target_uri=target_uri, sha256=sha256)

    def first_of(self, target_uri: str, sha256: str) -> "Capture | None":
        """Return the first capture of the address with this payload, whose record holds it; None for none."""
        return self.with_payload(target_uri, sha256).filter(refers_to__isnull=True).order_by("pk").first()

    def end_in(self, warc_file: str) -> int:
        """Return the offset behind the last record of the file that a row names; 0 where none does."""
        last = self.filter(warc_file=warc_file).order_by("-warc_offset").values_list("warc_offset", "warc_length")
        offset, length = last.first() or (0, 0)
        return offset + length


class Capture(models.Model):
    """The bytes of one page as they were taken, at one time: a record in a WARC file, never changed."""

    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="captures", verbose_name=_("article")
    )
    target_uri = models.CharField(_("target URI"), max_length=MAX_URI)
    captured_at = models.DateTimeField(_("captured"), null=True, blank=True, help_text=_("Empty where nobody told."))
    sha256 = models.CharField(_("SHA-256 of the payload"), max_length=64)
    media_type = models.CharField(_("media type"), max_length=100)
    charset = models.CharField(_("charset"), max_length=40, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    original_name = models.CharField(_("name of the file"), max_length=255, blank=True)
    warc_file = models.CharField(_("WARC file"), max_length=200)
    warc_offset = models.PositiveBigIntegerField(_("offset"))
    warc_length = models.PositiveBigIntegerField(_("length of the record"))
    record_id = models.CharField(_("WARC record ID"), max_length=200)
    payload_length = models.PositiveBigIntegerField(_("length of the payload"))
    refers_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="revisits",
        verbose_name=_("same payload as"),
        help_text=_("Of a revisit record: the capture of the same address whose record holds the bytes."),
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = CaptureQuerySet.as_manager()

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["sha256"], name="capture_sha256"),
            models.Index(fields=["warc_file", "warc_offset"], name="capture_record"),
            models.Index(fields=["recorded_at"], name="capture_recorded"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["target_uri", "captured_at", "sha256"], name="capture_identity"),
            models.UniqueConstraint(
                fields=["target_uri", "sha256"],
                condition=Q(captured_at__isnull=True),
                name="capture_identity_without_time",
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="capture_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.target_uri} ({self.sha256[:12]})"

    @property
    def bytes_in(self) -> "Capture":
        """Return the capture whose record holds the payload: itself, or for a revisit the one that it refers to."""
        return self.refers_to or self

    @property
    def url(self) -> str:
        """Return the address that was captured, if a browser may follow it: a web archive's record can name any URI."""
        return self.target_uri if self.target_uri.lower().startswith(("http://", "https://")) else ""
