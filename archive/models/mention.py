"""Mentions: that an article speaks of a person or an event, the words it rests on, and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.models.article import Article, Status
from archive.models.event import Event
from archive.models.fields import Recorded, Strength
from archive.models.person import Person


class Relation(models.TextChoices):
    """How an article speaks of a person or event, as in schema.org."""

    ABOUT = "about", _("about")
    MENTIONS = "mentions", _("mentions")


class MentionStatus(models.TextChoices):
    """Where a mention stands, from its spans and its decision."""

    AUTOMATIC = "automatic", _("automatic")
    SUGGESTED = "suggested", _("suggested")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")


class Decision(models.TextChoices):
    """What a curator decided."""

    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")


class Origin(models.TextChoices):
    """Who made a span."""

    MACHINE = "machine", _("machine")
    CURATOR = "curator", _("curator")


SHOWN = (MentionStatus.AUTOMATIC, MentionStatus.CONFIRMED)


class MentionQuerySet(models.QuerySet):
    """Mentions, by what the public may see."""

    def shown(self) -> "MentionQuerySet":
        """Return the mentions that stand: automatic or confirmed, of people and events that are not hidden."""
        return self.filter(status__in=SHOWN).exclude(person__hidden=True).exclude(event__hidden=True)

    def public(self) -> "MentionQuerySet":
        """Return the shown mentions in published articles."""
        return self.shown().filter(article__status=Status.PUBLISHED)


class Decided(models.Model):
    """What a curator decided of this row, who and when; empty while nobody has."""

    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        abstract = True


class Mention(Decided, Recorded):
    """One row per article and person, or article and event."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="mentions", verbose_name=_("article"))
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="mentions", verbose_name=_("person"), db_index=False
    )
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="mentions", verbose_name=_("event"), db_index=False
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Relation, default=Relation.MENTIONS)
    relation_decided = models.BooleanField(_("relation set by a curator"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=MentionStatus, default=MentionStatus.SUGGESTED)
    decided_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of title and text when it was decided."
    )

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering = ["article", "pk"]
        indexes = [
            models.Index(fields=["person", "status", "article"], name="mention_of_person"),
            models.Index(fields=["event", "status", "article"], name="mention_of_event"),
            models.Index(fields=["status", "id"], name="mention_by_status"),
            models.Index(fields=["-id"], condition=~Q(decision=""), name="mention_decided"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person"], condition=Q(person__isnull=False), name="mention_one_per_person"
            ),
            models.UniqueConstraint(
                fields=["article", "event"], condition=Q(event__isnull=False), name="mention_one_per_event"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, event__isnull=True) | Q(person__isnull=True, event__isnull=False),
                name="mention_person_or_event",
            ),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="mention_relation_values"),
            models.CheckConstraint(condition=Q(status__in=MentionStatus.values), name="mention_status_values"),
            models.CheckConstraint(condition=Q(decision__in=["", *Decision.values]), name="mention_decision_values"),
        ]

    def __str__(self) -> str:
        return str(self.target)

    @property
    def target(self) -> Person | Event:
        """Return the person or the event."""
        return self.person or self.event  # type: ignore[return-value]  # a constraint keeps one of the two


class SpanQuerySet(models.QuerySet):
    """Spans, by what the public may see of a mention that is shown."""

    def shown(self) -> "SpanQuerySet":
        """Return the anchored spans that stand: confirmed, or strong and not decided."""
        return self.filter(Q(decision=Decision.CONFIRMED) | Q(decision="", strength=Strength.STRONG), anchored=True)


class Span(Decided, Recorded):
    """One place that a mention rests on: code points `start` to `end` (excluded) of the article's title or text."""

    class Field(models.TextChoices):
        """Where in the article."""

        TITLE = "title", _("title")
        TEXT = "text", _("text")

    mention = models.ForeignKey(
        Mention, models.CASCADE, related_name="spans", verbose_name=_("mention"), db_index=False
    )
    field = models.CharField(_("field"), max_length=5, choices=Field)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    words = models.TextField(_("words"), help_text=_("Exactly as they stand there."))
    before = models.CharField(_("before"), max_length=80, blank=True)
    after = models.CharField(_("after"), max_length=80, blank=True)
    evidence = models.CharField(_("form or cue"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=20, help_text=_("Which rule of matching found it."), blank=True)
    strength = models.CharField(_("strength"), max_length=6, choices=Strength, default=Strength.STRONG)
    origin = models.CharField(_("origin"), max_length=7, choices=Origin, default=Origin.MACHINE)
    anchored = models.BooleanField(
        _("anchored"), default=True, help_text=_("No: the text changed and the words were not found again.")
    )

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("span")
        verbose_name_plural = _("spans")
        ordering = ["mention", "-field", "start", "pk"]
        indexes = [
            models.Index(fields=["mention", "field", "start"], name="span_of_mention"),
            models.Index(fields=["mention"], condition=Q(anchored=False), name="span_words_lost"),
            models.Index(fields=["reason", "mention"], name="span_by_reason"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mention", "field", "start", "end"], condition=Q(anchored=True), name="span_unique"
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="span_start_before_end"),
            models.CheckConstraint(condition=~Q(words=""), name="span_has_words"),
            models.CheckConstraint(condition=Q(field__in=["title", "text"]), name="span_field_values"),
            models.CheckConstraint(condition=Q(strength__in=Strength.values), name="span_strength_values"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="span_origin_values"),
            models.CheckConstraint(condition=Q(decision__in=["", *Decision.values]), name="span_decision_values"),
        ]

    def __str__(self) -> str:
        return self.words
