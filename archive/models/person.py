"""People: authority records, with the name forms by which texts are matched, and identifiers elsewhere."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive.lib.words import fold
from archive.models.covered import Covered
from archive.models.fields import Recorded, Strength
from archive.models.slug import Slugged, SluggedQuerySet
from archive.models.version import LinkerRead


class PersonQuerySet(SluggedQuerySet):
    """People, by what the public may see."""

    def public(self) -> "PersonQuerySet":
        """Return the people whom published articles mention and who are not hidden."""
        return self.filter(hidden=False, article_count__gt=0)

    def most_covered(self) -> "PersonQuerySet":
        """Return the people in order of how many published articles mention them."""
        return self.order_by("-article_count", "sort_name", "pk")


class Person(LinkerRead, Slugged, Covered, Recorded):
    """One real person."""

    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("As usually written. Empty: given name, then family name.")
    )
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(
        _("family name"), max_length=100, blank=True, help_text=_("With its particle: de Gaulle. Empty for a mononym.")
    )
    sort_name = models.CharField(
        _("sort name"), max_length=200, blank=True, help_text=_("Empty: family name, then given name.")
    )
    description = models.TextField(_("description"), blank=True, help_text=_("Who they were at the time, in a line."))
    hidden = models.BooleanField(_("hidden"), default=False, help_text=_("Has no page and is linked nowhere."))

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = [Lower("sort_name"), "pk"]
        indexes = [
            models.Index(fields=["-article_count", "sort_name", "id"], name="person_most_covered"),
            models.Index(Lower("sort_name"), "id", name="person_by_name"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="person_has_name")]

    def __str__(self) -> str:
        return self.name or f"{self.given_name} {self.family_name}".strip()

    def get_absolute_url(self) -> str:
        """Return the address of the person's page."""
        return reverse("person", args=[self.slug])

    def fill_names(self) -> None:
        """Fill the name and the sort name from given and family name where they are empty."""
        self.name = self.name.strip() or f"{self.given_name} {self.family_name}".strip()
        parts = [part for part in (self.family_name, self.given_name) if part]
        self.sort_name = self.sort_name.strip() or ", ".join(parts) or self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save; the name, when it is new or another than before, is a strong name form beside those there are."""
        self.fill_names()
        with transaction.atomic():
            before = Person.objects.filter(pk=self.pk).values_list("name", flat=True).first() if self.pk else None
            super().save(*args, update_fields=update_fields, **kwargs)
            is_saved = update_fields is None or "name" in update_fields
            folded = fold(self.name).text
            if is_saved and before != self.name and folded and not self.name_forms.filter(folded=folded).exists():
                NameForm(person=self, text=self.name).save()


class NameFormManager(models.Manager["NameForm"]):
    """Name forms."""

    def get_by_natural_key(self, person: str, text: str) -> "NameForm":
        """Return the form `text` of the person with slug `person`."""
        return self.get(person__slug=person, text=text)


class NameForm(LinkerRead):
    """A stored way of writing a person; family name and near spellings are derived when matching, not stored."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="name_forms", verbose_name=_("person"))
    text = models.CharField(_("name form"), max_length=200)
    strength = models.CharField(_("strength"), max_length=6, choices=Strength, default=Strength.STRONG)
    folded = models.CharField(max_length=400, editable=False, db_index=True)

    objects = NameFormManager()

    class Meta:
        verbose_name = _("name form")
        verbose_name_plural = _("name forms")
        ordering = ["person", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "folded"], name="nameform_unique"),
            models.CheckConstraint(condition=~Q(folded=""), name="nameform_has_words"),
            models.CheckConstraint(condition=Q(strength__in=Strength.values), name="nameform_strength_values"),
        ]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str, str]:
        """Return the person's slug and the text, by which fixtures name it."""
        return (self.person.slug, self.text)

    natural_key.dependencies = ["archive.person"]  # type: ignore[attr-defined]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save with the folded text."""
        self.folded = fold(self.text).text
        if update_fields is not None:
            update_fields = {*update_fields, "folded"}
        super().save(*args, update_fields=update_fields, **kwargs)


class IdentifierManager(models.Manager["Identifier"]):
    """Identifiers."""

    def get_by_natural_key(self, scheme: str, value: str) -> "Identifier":
        """Return the identifier `value` of `scheme`."""
        return self.get(scheme=scheme, value=value)


class Identifier(models.Model):
    """The number of a person in another authority file."""

    class Scheme(models.TextChoices):
        """The authority files we link to."""

        WIKIDATA = "wikidata", "Wikidata"
        VIAF = "viaf", "VIAF"
        ISNI = "isni", "ISNI"

    person = models.ForeignKey(Person, models.CASCADE, related_name="identifiers", verbose_name=_("person"))
    scheme = models.CharField(_("scheme"), max_length=10, choices=Scheme)
    value = models.CharField(_("value"), max_length=100)

    objects = IdentifierManager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_unique"),
            models.CheckConstraint(condition=~Q(value=""), name="identifier_has_value"),
            models.CheckConstraint(
                condition=Q(scheme__in=["wikidata", "viaf", "isni"]), name="identifier_scheme_values"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    def natural_key(self) -> tuple[str, str]:
        """Return scheme and value, by which fixtures name it."""
        return (self.scheme, self.value)

    def get_absolute_url(self) -> str:
        """Return the address of the record in the other authority file."""
        bases = {
            "wikidata": "https://www.wikidata.org/wiki/",
            "viaf": "https://viaf.org/viaf/",
            "isni": "https://isni.org/isni/",
        }
        return bases[self.scheme] + self.value.replace(" ", "")
