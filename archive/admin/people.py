"""People: authority records with their name forms and identifiers; saving one links its articles again."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import pipeline
from archive.admin.desk import DeskAdmin
from archive.admin.forms import SluggedForm, has_letters
from archive.admin.inlines import PagedFormSet, PagedInline
from archive.admin.linking import changed_records, changed_rows, link_after, mentions_link
from archive.lib.words import fold
from archive.models import Identifier, Mention, NameForm, Participation, Person, Span

NAMES_SHOWN = 4
LONGEST_NAME = 200
IDENTIFIERS = {
    "wikidata": (r"Q[1-9][0-9]{0,11}", "Q312"),
    "viaf": (r"[1-9][0-9]{1,21}", "113230702"),
    "isni": (r"[0-9]{15}[0-9X]", "0000000121032683"),
}
NAME_FIELDS = {"name", "given_name", "family_name"}
READ_BY_LINKER = {"name", "given_name", "family_name", "hidden"}


class PersonForm(SluggedForm):
    """A person; some name has to be there."""

    def clean(self) -> dict[str, Any]:
        """Refuse a person without any name; a name that was made from its parts follows them."""
        cleaned = super().clean() or {}
        if NAME_FIELDS & set(self.errors):
            return cleaned
        given, family = cleaned.get("given_name", "").strip(), cleaned.get("family_name", "").strip()
        before = self.instance
        if cleaned.get("name", "") in {"", f"{before.given_name} {before.family_name}".strip()}:
            cleaned["name"] = f"{given} {family}".strip()
        if cleaned.get("sort_name", "") in {"", f"{before.family_name}, {before.given_name}".strip(", ")}:
            cleaned["sort_name"] = f"{family}, {given}".strip(", ")[:LONGEST_NAME]
        if not cleaned["name"]:
            raise ValidationError({"name": _("Give a name: as usually written, or given name and family name.")})
        if len(cleaned["name"]) > LONGEST_NAME:
            raise ValidationError({"name": _("Given name and family name are too long together; write the name here.")})
        return cleaned


class NameFormForm(forms.ModelForm):
    """A name form, compared as texts are read: without case and accents."""

    def clean_text(self) -> str:
        """Refuse a form without words."""
        text = " ".join(self.cleaned_data["text"].split())
        if not has_letters(text):
            raise ValidationError(_("A name form needs letters or digits."))
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse a form that the person has already."""
        cleaned = super().clean() or {}
        folded = fold(cleaned.get("text", "")).text
        person = self.instance.person_id
        if folded and person and NameForm.objects.filter(person=person, folded=folded).exclude(pk=self.instance.pk):
            self.add_error("text", _("This person has that name form already (case and accents do not count)."))
        return cleaned


class NameFormFormSet(PagedFormSet):
    """The name forms of one person."""

    def key(self, form: forms.ModelForm) -> object:
        """Return the form as texts are read."""
        return fold(form.cleaned_data.get("text", "")).text

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> NameForm:
        """Return the saved form; the one that a new person has from their name takes what was entered."""
        row = super().save_new(form, commit=False)
        made = NameForm.objects.filter(person=row.person, folded=fold(row.text).text).first()
        if made is not None:
            made.text, made.strength, row = row.text, row.strength, made
        if commit:
            row.save()
        return row


class NameFormInline(PagedInline):
    """The stored ways of writing a person."""

    model = NameForm
    form = NameFormForm
    formset = NameFormFormSet
    fields = ("text", "strength")


class IdentifierForm(forms.ModelForm):
    """An identifier, of which the address may be pasted."""

    def clean(self) -> dict[str, Any]:
        """Take the identifier from a pasted address; refuse what its scheme does not write so."""
        cleaned = super().clean() or {}
        scheme, value = cleaned.get("scheme", ""), cleaned.get("value", "")
        if scheme in IDENTIFIERS and value:
            pattern, example = IDENTIFIERS[scheme]
            value = value.strip().rstrip("/").rpartition("/")[2].replace(" ", "").upper()
            if not re.fullmatch(pattern, value):
                said = _("“%(value)s” is no identifier of this kind; they look like %(example)s.")
                self.add_error("value", said % {"value": cleaned["value"], "example": example})
            cleaned["value"] = value
        return cleaned


class IdentifierFormSet(PagedFormSet):
    """The identifiers of one person."""

    def key(self, form: forms.ModelForm) -> object:
        """Return scheme and value."""
        return form.cleaned_data.get("scheme"), form.cleaned_data.get("value")


class IdentifierInline(PagedInline):
    """The person in other authority files."""

    model = Identifier
    form = IdentifierForm
    formset = IdentifierFormSet
    fields = ("scheme", "value")


class ParticipationOfPersonInline(PagedInline):
    """What the person took part in."""

    model = Participation
    fields = ("event", "role")
    autocomplete_fields = ("event",)
    list_select_related = ("event", "person")


@admin.register(Person)
class PersonAdmin(DeskAdmin):
    """The people of the archive."""

    form = PersonForm
    list_display = ("name", "shown_description", "article_count", "shown_forms", "shown_identifiers", "hidden")
    list_filter = ("hidden",)
    search_fields = ("name_forms__folded",)
    search_help_text = gettext_lazy("Any part of a name form, or an identifier.")
    sortable_by = ("name", "article_count")
    inlines = (NameFormInline, IdentifierInline, ParticipationOfPersonInline)
    readonly_fields = ("article_count", "shown_mentions")
    goes_along = (
        (Mention, "person"),
        (Span, "mention__person"),
        (NameForm, "person"),
        (Identifier, "person"),
        (Participation, "person"),
    )
    fieldsets = (
        (None, {"fields": (("given_name", "family_name"), "name", "sort_name", "description")}),
        (gettext_lazy("Page"), {"fields": ("slug", "hidden", "article_count", "shown_mentions")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the people; a list's rows come with the first of their name forms and their identifiers."""
        queryset = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "archive_person_changelist":
            forms_shown = NameForm.objects.order_by("person", "pk")[: NAMES_SHOWN + 1]
            queryset = queryset.prefetch_related(
                Prefetch("name_forms", forms_shown, to_attr="first_forms"),
                Prefetch("identifiers", Identifier.objects.order_by("pk")[:NAMES_SHOWN], to_attr="first_identifiers"),
            )
        return queryset

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Return the people with each word of the search in a name form of theirs, or with that identifier."""
        term = search_term.replace("\0", " ").strip()
        if not term:
            return queryset, False
        words = fold(term).text.split()
        found = queryset if words else queryset.none()
        for word in words:
            found = found.filter(pk__in=NameForm.objects.filter(folded__contains=word).values("person"))
        identified = Identifier.objects.filter(value=term).values("person")
        return found | queryset.filter(pk__in=identified), False

    @admin.display(description=gettext_lazy("description"))
    def shown_description(self, person: Person) -> str:
        """Return the beginning of the description."""
        return Truncator(person.description).chars(80)

    @admin.display(description=gettext_lazy("name forms"))
    def shown_forms(self, person: Person) -> str:
        """Return the first name forms."""
        texts = [form.text for form in person.first_forms]  # type: ignore[attr-defined]
        return " · ".join(texts[:NAMES_SHOWN]) + (" …" if len(texts) > NAMES_SHOWN else "")

    @admin.display(description=gettext_lazy("identifiers"))
    def shown_identifiers(self, person: Person) -> str:
        """Return the identifiers."""
        return " · ".join(str(identifier) for identifier in person.first_identifiers)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("mentions"))
    def shown_mentions(self, person: Person) -> str:
        """Return the way to the person's mentions."""
        return mentions_link("person", person.pk)

    def view_on_site(self, person: Person) -> str | None:
        """Return the address of the person's page, if there is one."""
        return person.get_absolute_url() if person.article_count and not person.hidden else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rows; where what the linker reads has changed, their articles are linked again, and so said.

        A name that changed is a name form, too: what it was before stays one.
        """
        super().save_related(request, form, formsets, change)
        events = changed_records(formsets, Participation, "event")
        if not change or events or READ_BY_LINKER & set(form.changed_data) or changed_rows(formsets, NameForm):
            link_after(self, request, people=[form.instance], events=events)

    def delete_model(self, request: HttpRequest, obj: Person) -> None:
        """Delete the person with every mention of them."""
        self.delete_queryset(request, Person.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete people with every mention of them."""
        pipeline.delete_authorities(queryset)
