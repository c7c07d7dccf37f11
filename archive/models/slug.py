"""Addresses: a slug once used is never another record's."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

SLUG_LENGTH = 80


class OldSlug(models.Model):
    """A slug that a record gave up; its address redirects there, or answers 410 where the record is gone."""

    kind = models.CharField(_("kind"), max_length=20)
    slug = models.CharField(_("slug"), max_length=SLUG_LENGTH)
    record_id = models.BigIntegerField(_("record"), null=True, blank=True)

    class Meta:
        verbose_name = _("old slug")
        verbose_name_plural = _("old slugs")
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="oldslug_unique")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"


class SluggedQuerySet(models.QuerySet):
    """Rows with a slug; deleting them keeps their slugs."""

    def get_by_natural_key(self, slug: str) -> Any:
        """Return the record with `slug`."""
        return self.get(slug=slug)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, and keep their slugs from ever being another record's."""
        with transaction.atomic():
            kind = str(self.model._meta.model_name)
            OldSlug.objects.bulk_create(
                [OldSlug(kind=kind, slug=slug) for slug in self.values_list("slug", flat=True)], ignore_conflicts=True
            )
            return super().delete()

    # As Django's own: not to be had from a manager, where it would delete every row, nor from a template.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Slugged(models.Model):
    """A record with an address of its own, made from its name when it has none."""

    slug = models.SlugField(
        _("slug"), max_length=SLUG_LENGTH, unique=True, blank=True, help_text=_("Part of the record's address.")
    )

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        """Return the slug, by which fixtures name the record."""
        return (self.slug,)

    def slug_taken(self, slug: str) -> bool:
        """Return whether `slug` is, or ever was, another record's of this kind."""
        others = type(self)._default_manager.filter(slug=slug)
        if self.pk:
            others = others.exclude(pk=self.pk)
        return self.slug_given_up(slug) or others.exists()

    def slug_given_up(self, slug: str) -> bool:
        """Return whether `slug` was another record's of this kind, which changed it or is gone."""
        old = OldSlug.objects.filter(kind=self._meta.model_name, slug=slug)
        if self.pk:
            old = old.exclude(record_id=self.pk)
        return old.exists()

    def free_slug(self, name: str) -> str:
        """Return a slug made from `name` that no other record of this kind has or had."""
        base = slugify(name)[: SLUG_LENGTH - 8].strip("-") or str(self._meta.model_name)
        slug, number = base, 1
        while self.slug_taken(slug):
            number += 1
            slug = f"{base}-{number}"
        return slug

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save; a record without a slug gets one, and a slug that changes is kept in `OldSlug`."""
        with transaction.atomic():
            drawn = not self.slug
            if drawn:
                self.slug = self.free_slug(str(self))
                update_fields = {*update_fields, "slug"} if update_fields is not None else None
            if self.pk or not drawn:  # a new record's slug was just seen to be free
                self._keep_old_slug()
            super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        """Refuse a slug that was another record's; that it is no other's now, the field itself says."""
        super().clean()
        if self.slug and self.slug_given_up(self.slug):
            message = _("“%(slug)s” was the address of another record; choose another.")
            raise ValidationError({"slug": ValidationError(message, code="slug_given_up", params={"slug": self.slug})})

    def _keep_old_slug(self) -> None:
        """Keep the slug that is given up, if one is; raises `ValidationError` for one that was another record's."""
        rows = type(self)._default_manager.filter(pk=self.pk) if self.pk else type(self)._default_manager.none()
        old = rows.values_list("slug", flat=True).first()
        if old == self.slug:
            return
        Slugged.clean(self)
        if old:
            kind = self._meta.model_name
            OldSlug.objects.update_or_create(kind=kind, slug=old, defaults={"record_id": self.pk})
            OldSlug.objects.filter(kind=kind, slug=self.slug, record_id=self.pk).delete()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the record and keep its slug from ever being another's."""
        with transaction.atomic():
            OldSlug.objects.update_or_create(kind=self._meta.model_name, slug=self.slug, defaults={"record_id": None})
            return super().delete(*args, **kwargs)
