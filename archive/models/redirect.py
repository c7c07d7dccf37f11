"""Redirects: that an address, when it was asked, sent on to another one."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.capture import MAX_URI


class RedirectManager(models.Manager["Redirect"]):
    """Redirects as they were met."""

    def keep(self, urls: Iterable[str], target_uri: str) -> None:
        """Keep that each of `urls` led to the capture of `target_uri`; where it led before is forgotten."""
        met = [Redirect(url=url, target_uri=target_uri) for url in urls if len(url.encode()) <= MAX_URI]
        if met:
            self.bulk_create(
                met, update_conflicts=True, unique_fields=["url"], update_fields=["target_uri", "recorded_at"]
            )


class Redirect(models.Model):
    """An address and the one that answered in its place; by it a list or a feed knows what has been captured."""

    url = models.CharField(_("address"), max_length=MAX_URI, unique=True)
    target_uri = models.CharField(_("target URI"), max_length=MAX_URI)
    recorded_at = models.DateTimeField(_("recorded"), auto_now=True)

    objects = RedirectManager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")

    def __str__(self) -> str:
        return f"{self.url} → {self.target_uri}"
