"""Rows within a form: a page of them at a time, whatever their number, and no query for each."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive.admin.widgets import KnownAutocomplete, KnownAutocompletes

ROWS = 50


class PagedFormSet(BaseInlineFormSet):
    """The rows of one page (`?<prefix>-page=2`), of which there may be any number."""

    def __init__(self, *args: Any, page: int = 1, **kwargs: Any) -> None:
        """Take a formset's arguments, and the page."""
        self.asked = page
        self.total = 0
        self._paged = False
        super().__init__(*args, **kwargs)

    def get_queryset(self) -> QuerySet:
        """Return the rows of the page."""
        if not self._paged:
            rows = super().get_queryset()
            self.total = rows.count() if self.instance.pk else 0
            start = (self.page - 1) * ROWS
            self._queryset = rows[start : start + ROWS]
            self._paged = True
        return self._queryset

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // ROWS))

    @property
    def page(self) -> int:
        """Return the number of this page, which is one that there is."""
        return min(max(1, self.asked), self.pages)

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """Return the number and the query string of the page before, this and the page after."""
        near = range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)
        return [(page, f"?{self.prefix}-page={page}") for page in sorted({1, *near, self.pages})]

    def key(self, form: forms.ModelForm) -> object:
        """Return what no two rows of a record may share, or None."""
        return None

    def clean(self) -> None:
        """Refuse two rows with the same key."""
        super().clean()
        seen = set()
        for form in self.forms:
            if not form.is_valid() or not form.cleaned_data or form.cleaned_data.get("DELETE"):
                continue
            key = self.key(form)
            if key is not None and key in seen:
                form.add_error(None, _("This stands in two rows; keep one of them."))
            seen.add(key)

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """Add the fields of a row; the column's heading is the label of each."""
        super().add_fields(form, index)
        for field in form.fields.values():
            widget: Any = getattr(field.widget, "widget", field.widget)
            if not widget.is_hidden:
                widget.attrs.setdefault("aria-label", capfirst(field.label or ""))

    def _construct_form(self, i: int, **kwargs: Any) -> forms.ModelForm:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownAutocomplete):
                row = form.instance._state.fields_cache.get(name)
                widget.known = (str(row.pk), str(row)) if row is not None else None
        return form


class PagedInline(KnownAutocompletes, admin.TabularInline):
    """A table of rows, a page at a time; name in `list_select_related` what its rows show."""

    paged = True
    formset = PagedFormSet
    template = "admin/archive/_paged_tabular.html"
    extra = 0
    list_select_related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the rows in the order in which they were made, which holds while someone edits them."""
        queryset = super().get_queryset(request).order_by("pk")
        return queryset.select_related(*self.list_select_related) if self.list_select_related else queryset
