"""What the desk's pages share: lists with an end, refusals instead of server errors, deletions that count."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models
from django.db.models import QuerySet
from django.db.models.deletion import ProtectedError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive.admin.lists import MOST_COUNTED, BoundedPaginator, DeskChangeList
from archive.admin.widgets import KnownAutocompletes
from archive.lib.edtf import EDTFError

MOST_AT_ONCE = 1_000
MOST_DELETED = 1_000

Refused = (IntegrityError, DataError, ValidationError, EDTFError, ProtectedError)


class DeskAdmin(KnownAutocompletes, admin.ModelAdmin):
    """What every list and form of the desk does."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    list_defer: Sequence[str] = ()
    # What goes when a row is deleted: the name of each model, and its path from there to the row.
    goes_along: Sequence[tuple[type[models.Model], str]] = ()
    # What keeps a row from being deleted, likewise.
    stands_in_the_way: Sequence[tuple[type[models.Model], str]] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the class of the list."""
        return DeskChangeList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list or run an action; what no page of ours would send is refused before the database sees it."""
        if _has_nul(request.GET) or _has_nul(request.POST):
            return HttpResponseRedirect(f"{request.path}?e=1")
        if not all(is_key(value) for value in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            self.message_user(request, _("The selection could not be read. Nothing was changed."), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        title = capfirst(self.opts.verbose_name_plural)
        response = super().changelist_view(request, {"title": title, **(extra_context or {})})
        back = own_address(request.POST.get("_back", ""))
        return HttpResponseRedirect(back) if back and isinstance(response, HttpResponseRedirect) else response

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show or save the form; what the database refuses is said on the form, which keeps what was entered."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as error:
            if request.method != "POST" or hasattr(request, "refusal"):
                raise
            request.refusal = refusal(error)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Show the form under the name of what it holds; Django's own words for it ("Modification de …") fit few."""
        if change:
            context["title"] = capfirst(self.opts.verbose_name)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        """Return the form; it refuses itself where the database has just refused what it held."""
        form_class = super().get_form(request, obj, change=change, **kwargs)
        if not (said := getattr(request, "refusal", "")):
            return form_class

        class RefusedForm(form_class):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                cleaned = super().clean()
                self.add_error(None, said)
                return cleaned

        return RefusedForm

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Return what a formset is made with; a paged one is told its page."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if getattr(inline, "paged", False):
            page = request.GET.get(f"{prefix}-page", "1")
            kwargs["page"] = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return kwargs

    def selected(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        """Return the selected rows, whole; None, with a message, where they are more than `MOST_AT_ONCE`."""
        ids = list(queryset.order_by().values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            said = _("More than %(most)d rows are selected. Narrow the list with filters, or select a page at a time.")
            self.message_user(request, said % {"most": MOST_AT_ONCE}, messages.ERROR)
            return None
        return self.model._default_manager.filter(pk__in=ids)

    def log_many(self, request: HttpRequest, rows: QuerySet, message: str) -> None:
        """Write `message` into the history of each row."""
        LogEntry.objects.log_actions(curator(request).pk, rows, CHANGE, message)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[str], dict[str, int], set, list[str]]:
        """Return what would go, counted and never listed; a record that too much hangs on is protected."""
        ids = [row.pk for row in objs[: MOST_AT_ONCE + 1]]
        if len(ids) > MOST_AT_ONCE:
            return [], {}, set(), [_("More than %(most)d rows cannot be deleted at once.") % {"most": MOST_AT_ONCE}]
        listed = [f"{capfirst(self.opts.verbose_name)}: {row}" for row in objs]
        counts = {str(self.opts.verbose_name_plural): len(ids)}
        protected = [_in_words(model, number) for model, number in _count(self.stands_in_the_way, ids) if number]
        for model, number in _count(self.goes_along, ids):
            counts[str(model._meta.verbose_name_plural)] = number
            if number > MOST_DELETED:
                protected.append(_in_words(model, number))
        return listed, {name: number for name, number in counts.items() if number}, set(), protected


def curator(request: HttpRequest) -> AbstractBaseUser:
    """Return who is at the desk: the admin lets nobody in who is not logged in."""
    return cast(AbstractBaseUser, request.user)


def is_key(value: str) -> bool:
    """Return whether `value` could be the key of a row."""
    return value.isascii() and value.isdigit() and len(value) < 19


def own_address(address: str) -> str:
    """Return `address` if it lies on this site, else an empty string."""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


def refusal(error: Exception) -> str:
    """Return, for people, why the database refused a row."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, EDTFError):
        return str(error)
    return _(
        "Nothing was saved: another record stands in the way, perhaps saved by someone else at this moment (%(what)s). "
        "Look at what is there now, and save again."
    ) % {"what": _constraint(error)}


def _constraint(error: Exception) -> str:
    """Return the constraint or the column that `error` names, for whoever reports it."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if name := getattr(diagnosis, "constraint_name", None):
        return str(name)
    found = re.search(r"constraint failed: (.+)$", str(error))
    return found.group(1) if found else type(error).__name__


def _has_nul(data: Any) -> bool:
    return any("\0" in text for name, values in data.lists() for text in (name, *values))


def _count(paths: Iterable[tuple[type[models.Model], str]], ids: list[int]) -> Iterable[tuple[type[models.Model], int]]:
    for model, path in paths:
        rows = model._default_manager.filter(**{f"{path}__in": ids}).order_by().values("pk")
        yield model, rows[: MOST_COUNTED + 1].count()


def _in_words(model: type[models.Model], number: int) -> str:
    name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
    if number > MOST_COUNTED:
        return _("more than %(number)d %(name)s") % {"number": MOST_COUNTED, "name": name}
    return f"{number} {name}"
