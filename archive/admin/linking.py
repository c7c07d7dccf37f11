"""What a changed person or event asks for: its articles linked again, and that said."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive import pipeline
from archive.models import Event, Person


def mentions_link(kind: str, pk: int | None) -> str:
    """Return a link to the list of the mentions of a person or event."""
    if pk is None:
        return ""
    return format_html(
        '<a href="{}?{}={}">{}</a>', reverse("admin:archive_mention_changelist"), kind, pk, _("See them")
    )


def changed_rows(formsets: Any, model: type[models.Model]) -> bool:
    """Return whether any row of `model` was added, changed or deleted."""
    return any(formset.model is model and formset.has_changed() for formset in formsets)


def changed_records(formsets: Any, model: type[models.Model], name: str) -> list[Any]:
    """Return the records that the changed rows of `model` point to with `name`, before and after."""
    records: dict[int, Any] = {}
    related: Any = model._meta.get_field(name).related_model
    for formset in (formset for formset in formsets if formset.model is model):
        for form in formset.forms:
            if form.has_changed() or form in formset.deleted_forms:
                ids = {form.initial.get(name), getattr(form.instance, f"{name}_id", None)} - {None}
                records |= related._default_manager.in_bulk(ids)
    return list(records.values())


def link_after(
    desk: admin.ModelAdmin, request: HttpRequest, *, people: Iterable[Person] = (), events: Iterable[Event] = ()
) -> None:
    """Link the articles that the changed records may concern, and say how many, once the change is committed.

    Within its transaction all others would wait for every article, and a proxy that gives up would undo the change.
    """
    people, events = list(people), list(events)
    transaction.on_commit(lambda: _link(desk, request, people, events))


def _link(desk: admin.ModelAdmin, request: HttpRequest, people: list[Person], events: list[Event]) -> None:
    number = pipeline.authority_changed(people=people, events=events)
    text = ngettext("%(number)d article was linked again.", "%(number)d articles were linked again.", number)
    desk.message_user(request, text % {"number": number}, messages.INFO)
