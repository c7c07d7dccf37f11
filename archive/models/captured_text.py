"""Captured texts: what extraction read in each capture of an article of which not all captures say the same."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.capture import Capture
from archive.models.mention import Decided, Decision


class CapturedText(Decided):
    """Title and text as extracted from one capture; kept from the second capture with other words on.

    `decision` is a curator's on a text that the article does not have: confirmed, the article took it; rejected, the
    article keeps its own; empty, it waits. Of the text that the article was made from it stays empty.
    """

    capture = models.OneToOneField(Capture, models.CASCADE, related_name="captured_text", verbose_name=_("capture"))
    title = models.CharField(_("title"), max_length=1000)
    text = models.TextField(_("text"))
    waits = models.BooleanField(
        _("waits for a decision"), default=False, help_text=_("Whether a curator is to take it or to leave it.")
    )

    class Meta:
        verbose_name = _("captured text")
        verbose_name_plural = _("captured texts")
        ordering = ["capture"]
        indexes = [models.Index(fields=["-id"], condition=Q(waits=True), name="capturedtext_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=["", *Decision.values]), name="capturedtext_decision_values"
            ),
        ]

    def __str__(self) -> str:
        return self.title
