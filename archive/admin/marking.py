"""Marking words by hand: a curator links a place of an article to a person or an event."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import pipeline
from archive.admin.desk import curator
from archive.admin.widgets import KnownAutocomplete
from archive.models import Article, Event, Mention, Person, Span

MOST_PLACES = 200


class MarkForm(forms.Form):
    """The words, and whom or what they tell of."""

    words = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text=gettext_lazy("Exactly as they stand in the title or the text; copy them from there."),
    )
    place = forms.IntegerField(
        label=gettext_lazy("Which time"),
        min_value=1,
        max_value=MOST_PLACES,
        initial=1,
        help_text=gettext_lazy("Where the words stand there more than once: 1 for the first time."),
    )
    person = forms.ModelChoiceField(
        Person.objects.all(),
        required=False,
        label=gettext_lazy("Person"),
        widget=KnownAutocomplete(Mention._meta.get_field("person"), admin.site),
    )
    event = forms.ModelChoiceField(
        Event.objects.all(),
        required=False,
        label=gettext_lazy("Event"),
        widget=KnownAutocomplete(Mention._meta.get_field("event"), admin.site),
    )

    def __init__(self, article: Article, *args: Any, **kwargs: Any) -> None:
        """Take the article, and a form's arguments."""
        super().__init__(*args, **kwargs)
        self.article = article

    def clean_words(self) -> str:
        """Return the words with the line breaks of the text."""
        return self.cleaned_data["words"].replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        """Refuse none or both of person and event, and words that do not stand there so often."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("person")) == bool(cleaned.get("event")) and not self.errors:
            self.add_error(None, _("Choose a person or an event, one of the two."))
        words, place = cleaned.get("words"), cleaned.get("place")
        if words and place:
            places = list(zip(range(place), places_of(self.article, words), strict=False))
            if not places:
                self.add_error("words", _("These words stand neither in the title nor in the text."))
            elif len(places) < place:
                self.add_error("place", _("They stand there %(number)d times only.") % {"number": len(places)})
            else:
                cleaned["at"] = places[-1][1]
        return cleaned


def places_of(article: Article, words: str) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of each place where `words` stand in `article`, the title first."""
    for field in (Span.Field.TITLE, Span.Field.TEXT):
        text = getattr(article, field)
        start = text.find(words)
        while start >= 0:
            yield str(field), start, start + len(words)
            start = text.find(words, start + len(words))


class MarkView:
    """The page on which words are marked; for those who may change mentions."""

    def __init__(self, desk: admin.ModelAdmin) -> None:
        """Take the article's desk."""
        self.desk = desk

    def __call__(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, or mark the words and go back to the article."""
        if not self.desk.admin_site.get_model_admin(Mention).has_change_permission(request):
            raise PermissionDenied
        article = Article.objects.filter(pk=pk).first() if pk < 2**63 else None
        if article is None:
            raise Http404
        form = MarkForm(article, request.POST if request.method == "POST" else None)
        if form.is_valid() and self._mark(request, article, form):
            return HttpResponseRedirect(reverse("admin:archive_article_change", args=[article.pk]) + "#mentions")
        context = {
            **self.desk.admin_site.each_context(request),
            "title": _("Mark words"),
            "subtitle": str(article),
            "opts": self.desk.opts,
            "article": article,
            "form": form,
            "media": self.desk.media + form.media,
        }
        return TemplateResponse(request, "admin/archive/article/mark.html", context)

    def _mark(self, request: HttpRequest, article: Article, form: MarkForm) -> bool:
        """Mark the words and say so; returns False, with an error on the form, where the text has just changed."""
        field, start, end = form.cleaned_data["at"]
        target = form.cleaned_data["person"] or form.cleaned_data["event"]
        try:
            pipeline.add_span(article, target, field, start, end, curator(request))
        except ValueError:
            form.add_error(
                "words", _("Somebody has changed the article at this moment. Look at its words, and try again.")
            )
            return False
        said = _("“%(words)s” is linked to %(target)s now.")
        words = form.cleaned_data["words"][:100]
        self.desk.message_user(request, said % {"words": words, "target": target}, messages.SUCCESS)
        return True
