"""The autocomplete of the desk's forms."""

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.http import HttpRequest


class KnownAutocomplete(AutocompleteSelect):
    """An autocomplete that is told the label of the chosen record, where its row was loaded with it."""

    known: tuple[str, str] | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the chosen option, without asking the database where it is known; what is no number chooses none."""
        value = [str(chosen) for chosen in value if str(chosen).isascii() and str(chosen).isdigit()]
        if self.known is None or value != [self.known[0]]:
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        chosen = self.create_option(name, self.known[0], self.known[1], True, len(empty))
        return [(None, [*empty, chosen], 0)]


class KnownAutocompletes(BaseModelAdmin):
    """A form or a table whose autocompletes are of that kind."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Return the field of a relation."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
