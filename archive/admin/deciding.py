"""What the machine found and a curator decides: mentions and pairs of articles, confirmed, rejected or left open."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.desk import DeskAdmin, curator
from archive.models.mention import Decided, Decision
from archive.templatetags.dates import day_in_words


class DecidingAdmin(DeskAdmin):
    """Rows that are `Decided`: nobody adds or deletes them; subclasses write `decide_rows` and `said`."""

    actions: Any = ("confirm", "reject", "undo")

    def decide_rows(self, rows: Any, decision: str, user: AbstractBaseUser) -> int:
        """Hand the decision on `rows` to the pipeline (an empty one takes it back); returns how many there were."""
        raise NotImplementedError

    def said(self, decision: str, number: int) -> str:
        """Return the message that says what was decided of `number` rows, in which `%(n)d` stands for the number."""
        raise NotImplementedError

    @admin.display(description=gettext_lazy("decided"))
    def shown_decided(self, row: Decided) -> str:
        """Return what was decided, by whom, and when."""
        return decided(row)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return no: the machine finds them, and words are marked on the article."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return no: what is wrong is rejected, so that it does not come back."""
        return False

    @admin.action(description=gettext_lazy("Confirm"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Confirm the selected rows."""
        self.decide(request, queryset, Decision.CONFIRMED)

    @admin.action(description=gettext_lazy("Reject"), permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Reject the selected rows."""
        self.decide(request, queryset, Decision.REJECTED)

    @admin.action(description=gettext_lazy("Undo the decision"), permissions=["change"])
    def undo(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take back what was decided of the selected rows."""
        self.decide(request, queryset, "")

    def decide(self, request: HttpRequest, queryset: QuerySet, decision: str) -> None:
        """Decide the selected rows, and say how many they were."""
        if (rows := self.selected(request, queryset)) is None:
            return
        number = self.decide_rows(rows, decision, curator(request))
        self.message_user(request, self.said(decision, number) % {"n": number}, messages.SUCCESS)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form, with the buttons to decide."""
        extra_context = {**(extra_context or {}), "may_decide": self.has_change_permission(request)}
        return super().change_view(request, object_id, form_url, extra_context)


def decided(row: Decided) -> str:
    """Return what was decided of `row`, by whom and when."""
    if not row.decision:
        return _("not yet")
    parts = [row.get_decision_display(), str(row.decided_by or "")]
    if row.decided_at:
        parts.append(day_in_words(localtime(row.decided_at).date()))
    return " · ".join(part for part in parts if part)
