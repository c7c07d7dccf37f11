"""The forms of an article: what a curator corrects, the names of its byline, and why it is withdrawn."""

from typing import Any

from django import forms
from django.db.models import F, Max
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.inlines import PagedFormSet
from archive.models import Article, Authorship
from archive.models.article import EXTRACTED_FIELDS
from archive.templatetags.origins import origin_words

MOVED_AWAY = 10_000


class LinesTextarea(forms.Textarea):
    """Several lines, with the line breaks that spans are counted with; browsers send others than they were given."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was sent, its line breaks as they are kept."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


class ArticleForm(forms.ModelForm):
    """A curator's edit of an article."""

    class Meta:
        model = Article
        fields = (*EXTRACTED_FIELDS, "published_note", "access", "note")
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "text": LinesTextarea(attrs={"rows": 24, "cols": 80, "class": "article-text"}),
            "lead": LinesTextarea(attrs={"rows": 3, "cols": 80}),
            "published_note": LinesTextarea(attrs={"rows": 2, "cols": 80}),
            "note": LinesTextarea(attrs={"rows": 2, "cols": 80}),
            "language": forms.TextInput(attrs={"size": 8}),
        }

    def clean_title(self) -> str:
        """Return the title in one line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_language(self) -> str:
        """Return the code in lower case."""
        return self.cleaned_data["language"].lower()


class AuthorshipForm(forms.ModelForm):
    """One name of the byline; without a position it comes last."""

    position = forms.IntegerField(label=gettext_lazy("position"), required=False, min_value=0, max_value=MOVED_AWAY - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take a form's arguments; a new row has no position yet."""
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["position"] = None


class AuthorshipFormSet(PagedFormSet):
    """The names of one article's byline, in order."""

    def key(self, form: forms.ModelForm) -> object:
        """Return the position."""
        return form.cleaned_data.get("position")

    def clean(self) -> None:
        """Give the rows without a position the next ones."""
        super().clean()
        last = -1
        if self.instance.pk:
            last = self.instance.authorships.aggregate(last=Max("position"))["last"]
            last = -1 if last is None else last
        given = [form.cleaned_data.get("position") for form in self.forms if form.is_valid() and form.cleaned_data]
        last = max([last, *(position for position in given if position is not None)])
        for form in self.forms:
            if form.is_valid() and form.cleaned_data and form.cleaned_data.get("position") is None:
                last += 1
                form.instance.position = last

    def save(self, commit: bool = True) -> Any:
        """Save the rows; those that change places are first moved out of each other's way."""
        moving = [form.instance.pk for form in self.initial_forms if "position" in form.changed_data]
        Authorship.objects.filter(pk__in=moving).update(position=F("position") + MOVED_AWAY)
        return super().save(commit)


class WithdrawForm(forms.Form):
    """Why articles are withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        max_length=2000,
        help_text=gettext_lazy("Readers who follow an old link are told it."),
    )


def told(article: Article, name: str) -> str:
    """Return the help of an extracted field: what it takes, where its value was found, and whether it was corrected."""
    field: Any = Article._meta.get_field(name)
    parts = [str(field.help_text)]
    if origin := str(article.origins.get(name, "")):
        parts.append(format_html('<span class="origin">{} {}</span>', _("From:"), origin_words(origin)))
    if name in article.corrected:
        parts.append(format_html('<span class="badge corrected">{}</span>', _("corrected by a curator")))
    return " ".join(conditional_escape(part) for part in parts if part)
