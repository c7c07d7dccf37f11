"""Events: with their cues, who took part, and the events inside them; saving one links its articles again."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import pipeline
from archive.admin.dates import days
from archive.admin.desk import DeskAdmin
from archive.admin.forms import SluggedForm, has_letters
from archive.admin.inlines import PagedFormSet, PagedInline
from archive.admin.linking import changed_records, changed_rows, link_after, mentions_link
from archive.models import Cue, Event, Mention, Participation, Person, Span

CHILDREN_SHOWN = 50
READ_BY_LINKER = {"happened", "zone", "parent", "hidden"}


class CueForm(forms.ModelForm):
    """A cue, compared after folding."""

    def clean_words(self) -> str:
        """Return the words with single spaces between them; refuses a word without letters or digits."""
        words = " ".join(self.cleaned_data["words"].split())
        for word in words.split():
            if not has_letters(word):
                raise ValidationError(_("“%(word)s” has no letters or digits.") % {"word": word})
        return words


class CueFormSet(PagedFormSet):
    """The cues of one event."""

    def key(self, form: forms.ModelForm) -> object:
        """Return the words."""
        return form.cleaned_data.get("words")


class CueInline(PagedInline):
    """The words by which texts tell of the event."""

    model = Cue
    form = CueForm
    formset = CueFormSet
    fields = ("words", "strength")


class ParticipationInEventInline(PagedInline):
    """Who took part in the event."""

    model = Participation
    fields = ("person", "role")
    autocomplete_fields = ("person",)
    list_select_related = ("event", "person")


@admin.register(Event)
class EventAdmin(DeskAdmin):
    """The events of the archive."""

    form = SluggedForm
    list_display = ("title", "shown_happened", "parent", "article_count", "hidden")
    list_filter = ("hidden", ("parent", admin.EmptyFieldListFilter))
    list_select_related = ("parent",)
    list_defer = ("description",)
    date_hierarchy = "happened_earliest"
    search_fields = ("title",)
    search_help_text = gettext_lazy("Words of the title.")
    sortable_by = ("title", "shown_happened", "article_count")
    autocomplete_fields = ("parent",)
    inlines = (CueInline, ParticipationInEventInline)
    readonly_fields = ("happened_days", "article_count", "shown_children", "shown_mentions")
    goes_along = (
        (Mention, "event"),
        (Span, "mention__event"),
        (Cue, "event"),
        (Participation, "event"),
    )
    stands_in_the_way = ((Event, "parent"),)
    fieldsets = (
        (None, {"fields": ("title", "description")}),
        (gettext_lazy("When"), {"fields": (("happened", "zone"), "happened_days")}),
        (gettext_lazy("Story"), {"fields": ("parent", "shown_children")}),
        (gettext_lazy("Page"), {"fields": ("slug", "hidden", "article_count", "shown_mentions")}),
    )

    @admin.display(description=gettext_lazy("happened"), ordering="happened_earliest")
    def shown_happened(self, event: Event) -> str:
        """Return the date as written."""
        return event.happened

    @admin.display(description=gettext_lazy("days, as computed"))
    def happened_days(self, event: Event) -> str:
        """Return the first and last day that the date may mean."""
        return days(event.happened_earliest, event.happened_latest)

    @admin.display(description=gettext_lazy("events inside it"))
    def shown_children(self, event: Event) -> str:
        """Return links to the events inside it, the first of them, and to the list of the others."""
        children = list(event.children.in_order()[: CHILDREN_SHOWN + 1]) if event.pk else []
        rows = [
            (reverse("admin:archive_event_change", args=[child.pk]), child.title, child.happened)
            for child in children[:CHILDREN_SHOWN]
        ]
        links = format_html_join("", '<li><a href="{}">{}</a> {}</li>', rows)
        if len(children) > CHILDREN_SHOWN:
            address = f"{reverse('admin:archive_event_changelist')}?parent__id__exact={event.pk}"
            links += format_html('<li><a href="{}">{}</a></li>', address, _("All of them"))
        return format_html('<ul class="plain">{}</ul>', links) if links else ""

    @admin.display(description=gettext_lazy("mentions"))
    def shown_mentions(self, event: Event) -> str:
        """Return the way to the event's mentions."""
        return mentions_link("event", event.pk)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Return the events with each word of the search in their title."""
        return super().get_search_results(request, queryset, search_term.replace("\0", " "))

    def view_on_site(self, event: Event) -> str | None:
        """Return the address of the event's page, if there is one."""
        return event.get_absolute_url() if event.article_count and not event.hidden else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rows; where what the linker reads has changed, its articles are linked again, and so said."""
        super().save_related(request, form, formsets, change)
        people: list[Person] = changed_records(formsets, Participation, "person")
        if not change or people or READ_BY_LINKER & set(form.changed_data) or changed_rows(formsets, Cue):
            before = Event.objects.filter(pk=form.initial.get("parent"))
            events = {event.pk: event for event in (form.instance, *before, form.instance.parent) if event is not None}
            link_after(self, request, events=events.values())

    def delete_model(self, request: HttpRequest, obj: Event) -> None:
        """Delete the event with every mention of it."""
        self.delete_queryset(request, Event.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete events with every mention of them."""
        pipeline.delete_authorities(queryset)
