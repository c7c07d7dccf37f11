"""Sources: who published, and the names and hosts by which their pages are recognised."""

from collections.abc import Iterable
from typing import Any

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive.lib.words import fold
from archive.models.covered import Covered
from archive.models.fields import Recorded, ZoneField
from archive.models.slug import Slugged, SluggedQuerySet


class Access(models.TextChoices):
    """What readers see of a published article."""

    FULL = "full", _("full text")
    EXCERPT = "excerpt", _("excerpt")
    REFERENCE = "reference", _("reference alone")


class SourceQuerySet(SluggedQuerySet):
    """Sources, by what the public may see."""

    def public(self) -> "SourceQuerySet":
        """Return the sources that have published articles and are not hidden."""
        return self.filter(hidden=False, article_count__gt=0)

    def named(self, name: str) -> "Source | None":
        """Return the source that has this among its names, whatever its case and accents; None for none."""
        found: Any = self.filter(names__folded=fold(name).text).first()
        return found


class Source(Slugged, Covered, Recorded):
    """A newspaper, a site or an agency."""

    name = models.CharField(_("name"), max_length=200)
    homepage = models.URLField(_("home page"), blank=True, max_length=500)
    description = models.TextField(_("description"), blank=True)
    zone = ZoneField(_("time zone"), default="UTC", help_text=_("Times without an offset on its pages are read in it."))
    access = models.CharField(
        _("access"),
        max_length=10,
        choices=Access,
        default=Access.FULL,
        help_text=_("Unless an article says otherwise."),
    )
    hidden = models.BooleanField(_("hidden"), default=False, help_text=_("Has no page of its own."))

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = [Lower("name"), "pk"]
        indexes = [
            models.Index(fields=["-article_count", "name"], name="source_most_covered"),
            models.Index(Lower("name"), "id", name="source_by_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="source_has_name"),
            models.CheckConstraint(condition=Q(access__in=Access.values), name="source_access_values"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the source's page."""
        return reverse("source", args=[self.slug])


class SourceNameManager(models.Manager["SourceName"]):
    """Names of sources."""

    def get_by_natural_key(self, text: str) -> "SourceName":
        """Return the name written as `text`."""
        return self.get(text=text)


class SourceName(models.Model):
    """A way in which pages print a source's name; no two sources share one."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="names", verbose_name=_("source"))
    text = models.CharField(_("name"), max_length=200)
    folded = models.CharField(max_length=400, unique=True, editable=False)

    objects = SourceNameManager()

    class Meta:
        verbose_name = _("name of a source")
        verbose_name_plural = _("names of a source")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(folded=""), name="sourcename_has_words")]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str]:
        """Return the text, by which fixtures name it."""
        return (self.text,)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save with the folded text."""
        self.folded = fold(self.text).text
        super().save(*args, update_fields=update_fields, **kwargs)


class SourceHostManager(models.Manager["SourceHost"]):
    """Hosts of sources."""

    def get_by_natural_key(self, host: str) -> "SourceHost":
        """Return the row of `host`."""
        return self.get(host=host)


class SourceHost(models.Model):
    """A host on which a source publishes, without "www."; its subdomains count with it unless they have a row."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="hosts", verbose_name=_("source"))
    host = models.CharField(_("host"), max_length=253, unique=True)

    objects = SourceHostManager()

    class Meta:
        verbose_name = _("host of a source")
        verbose_name_plural = _("hosts of a source")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(host=""), name="sourcehost_has_host")]

    def __str__(self) -> str:
        return self.host

    def natural_key(self) -> tuple[str]:
        """Return the host, by which fixtures name it."""
        return (self.host,)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save the host in lower case, without "www."."""
        self.host = self.host.strip().lower().removeprefix("www.")
        super().save(*args, update_fields=update_fields, **kwargs)


class SourceFeed(models.Model):
    """An RSS or Atom feed that is followed for a source, and what its server said when it was last asked."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="feeds", verbose_name=_("source"))
    url = models.CharField(_("address"), max_length=2000, unique=True, validators=[URLValidator(["http", "https"])])
    etag = models.CharField(max_length=1000, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    followed_at = models.DateTimeField(_("last followed"), null=True, blank=True, editable=False)
    error = models.TextField(_("error"), blank=True, editable=False, help_text=_("Why it could not be read last time."))

    class Meta:
        verbose_name = _("feed of a source")
        verbose_name_plural = _("feeds of a source")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(url=""), name="sourcefeed_has_address")]

    def __str__(self) -> str:
        return self.url
