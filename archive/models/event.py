"""Events: things that happened, nested where one is a step of another, with the cues by which texts tell of them."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive.models.covered import Covered
from archive.models.fields import Dated, EDTFField, Recorded, Strength, ZoneField, days_constraint
from archive.models.person import Person
from archive.models.slug import Slugged, SluggedQuerySet
from archive.models.version import LinkerRead

DEEPEST = 20


class EventQuerySet(SluggedQuerySet):
    """Events, by what the public may see."""

    def public(self) -> "EventQuerySet":
        """Return the events that published articles cover, themselves or through their sub-events, not hidden."""
        return self.filter(hidden=False, article_count__gt=0)

    def in_order(self) -> "EventQuerySet":
        """Return the events in the order in which they happened, undated ones last."""
        return self.order_by(
            F("happened_earliest").asc(nulls_last=True), F("happened_at").asc(nulls_last=True), "happened_latest", "pk"
        )


class Event(LinkerRead, Slugged, Dated, Covered, Recorded):
    """One thing that happened; its coverage includes that of the events inside it."""

    edtf_fields = ("happened",)

    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    happened = EDTFField(_("happened"), help_text=_("EDTF."))
    happened_earliest = models.DateField(null=True, blank=True, editable=False)
    happened_latest = models.DateField(null=True, blank=True, editable=False)
    happened_at = models.DateTimeField(null=True, blank=True, editable=False)
    zone = ZoneField(_("time zone"), default="UTC", help_text=_("Where it happened."))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    people = models.ManyToManyField(
        Person, through="archive.Participation", related_name="events", verbose_name=_("people")
    )
    hidden = models.BooleanField(_("hidden"), default=False, help_text=_("Has no page and is linked nowhere."))

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = [F("happened_earliest").asc(nulls_last=True), "pk"]
        indexes = [
            models.Index(fields=["happened_earliest", "happened_at", "id"], name="event_in_order"),
            models.Index(fields=["-article_count"], name="event_most_covered"),
            models.Index(fields=["happened_latest"], name="event_latest"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="event_has_title"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="event_not_above_itself"),
            days_constraint("happened", "event_happened_days"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the event's page."""
        return reverse("event", args=[self.slug])

    def date_zone(self) -> str:
        """Return the zone in which it happened."""
        return self.zone

    def above(self) -> list["Event"]:
        """Return the events above this one, the nearest first; a query each, at most `DEEPEST`."""
        events: list[Event] = []
        event = self.parent
        while event is not None and len(events) < DEEPEST:
            events.append(event)
            event = event.parent
        return events

    def clean(self) -> None:
        """Refuse a parent that is this event or lies inside it."""
        super().clean()
        above = self.above()
        if self.pk and any(event.pk == self.pk for event in above):
            raise ValidationError({"parent": _("An event cannot be part of itself or of an event inside it.")})
        if len(above) + self._levels_below() >= DEEPEST:
            raise ValidationError({"parent": _("Events can be nested %(most)d deep at the most.") % {"most": DEEPEST}})

    def _levels_below(self) -> int:
        """Return how many levels of events lie inside this one; a query each, at most `DEEPEST`."""
        levels, inside = 0, [self.pk] if self.pk else []
        while inside and levels < DEEPEST:
            inside = list(Event.objects.filter(parent__in=inside).values_list("pk", flat=True))
            levels += bool(inside)
        return levels

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save; an event above itself is refused here too, not only in forms."""
        if self.parent_id is not None and (update_fields is None or {"parent", "parent_id"} & set(update_fields)):
            self.clean()
        super().save(*args, update_fields=update_fields, **kwargs)


class CueManager(models.Manager["Cue"]):
    """Cues."""

    def get_by_natural_key(self, event: str, words: str) -> "Cue":
        """Return the cue `words` of the event with slug `event`."""
        return self.get(event__slug=event, words=words)


class Cue(LinkerRead):
    """Words that, together in one sentence, tell of an event; `-word` excludes."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="cues", verbose_name=_("event"))
    words = models.CharField(_("words"), max_length=200, help_text=_("All in one sentence; -word: not with this one."))
    strength = models.CharField(_("strength"), max_length=6, choices=Strength, default=Strength.STRONG)

    objects = CueManager()

    class Meta:
        verbose_name = _("cue")
        verbose_name_plural = _("cues")
        ordering = ["event", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "words"], name="cue_unique"),
            models.CheckConstraint(condition=~Q(words=""), name="cue_has_words"),
            models.CheckConstraint(condition=Q(strength__in=Strength.values), name="cue_strength_values"),
        ]

    def __str__(self) -> str:
        return self.words

    def natural_key(self) -> tuple[str, str]:
        """Return the event's slug and the words, by which fixtures name it."""
        return (self.event.slug, self.words)

    natural_key.dependencies = ["archive.event"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Refuse a cue that has only words that exclude."""
        super().clean()
        if not any(not word.startswith("-") for word in self.words.split()):
            raise ValidationError({"words": _("A cue needs at least one word that must be there.")})


class ParticipationManager(models.Manager["Participation"]):
    """Participations."""

    def get_by_natural_key(self, event: str, person: str) -> "Participation":
        """Return the participation of the person with slug `person` in the event with slug `event`."""
        return self.get(event__slug=event, person__slug=person)


class Participation(LinkerRead):
    """A person's part in an event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="participations", verbose_name=_("event"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="participations", verbose_name=_("person"))
    role = models.CharField(
        _("role"), max_length=200, blank=True, help_text=_("In words: dismissed, named interim chief.")
    )

    objects = ParticipationManager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["event", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="participation_unique")]

    def __str__(self) -> str:
        return f"{self.person} · {self.event}"

    def natural_key(self) -> tuple[str, str]:
        """Return the slugs of event and person, by which fixtures name it."""
        return (self.event.slug, self.person.slug)

    natural_key.dependencies = ["archive.event", "archive.person"]  # type: ignore[attr-defined]
