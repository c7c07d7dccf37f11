"""What a changed person or event asks for: its articles linked again, and that said."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive import pipeline
from archive.models import Article


def link_again(articles: list[int]) -> None:
    """Link these articles again, a thousand at a time."""
    ids = sorted(set(articles))
    for start in range(0, len(ids), 1000):
        pipeline.link(Article.objects.filter(pk__in=ids[start : start + 1000]))


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


def say_linked(desk: admin.ModelAdmin, request: HttpRequest, number: int) -> None:
    """Say how many articles were linked again."""
    text = ngettext("%(number)d article was linked again.", "%(number)d articles were linked again.", number)
    desk.message_user(request, text % {"number": number}, messages.INFO)
