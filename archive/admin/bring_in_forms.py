"""The forms by which a page is brought in: where it is, and what is to be made of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.article_forms import ArticleForm, LinesTextarea
from archive.admin.forms import has_letters
from archive.capture.addresses import read_url
from archive.capture.charset import HEAD
from archive.capture.files import read_content
from archive.capture.html import begins_as_html, has_tags, html_page
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.text import text_page
from archive.capture.warc import is_web_archive
from archive.models import Article, Source
from archive.models.article import EXTRACTED_FIELDS
from archive.pipeline import Corrected, Preview
from archive.templatetags.reasons import reason_words

MOST_AUTHORS = 50
WAYS = ("url", "file", "text")


class Kind(TextChoices):
    """What pasted text is."""

    AUTO = "auto", gettext_lazy("as it looks")
    TEXT = "text", gettext_lazy("plain text")
    HTML = "html", gettext_lazy("the source of an HTML page")


def known_source(name: str) -> Source | None:
    """Return the source that has this name, whatever its case and accents; None for none."""
    name = name.strip()
    return Source.objects.named(name) or Source.objects.filter(name=name).order_by("pk").first()


class BringInForm(forms.Form):
    """Where the page is: at an address, in a file, or in what was pasted; and what is known of it."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("The page is fetched from there now, as everybody sees it who is not logged in."),
    )
    any_robot = forms.BooleanField(
        label=gettext_lazy("Take it even where robots.txt keeps robots away"),
        required=False,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".html,.htm,.xhtml,.txt,.text,.gz"}),
        help_text=gettext_lazy(
            "One page, as .html, .htm or .txt, also packed as .gz. Web archives (WARC, WACZ) and folders are brought "
            "in with the command “manage.py ingest”."
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        widget=LinesTextarea(attrs={"rows": 10, "cols": 80}),
        help_text=gettext_lazy("The whole page, copied from a browser or a mail; or its HTML source."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What was pasted"), choices=Kind, required=False)
    address = forms.CharField(
        label=gettext_lazy("Address of the page"),
        required=False,
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("Where the page in the file, or the pasted one, was published; if you know."),
    )
    captured_at = forms.DateTimeField(
        label=gettext_lazy("Captured"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-sources", "autocomplete": "off"}),
        help_text=gettext_lazy("A source that the archive knows; it goes before what the page says of itself."),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        """Take a form's arguments, and whether the file was too large to be received."""
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        self.page: CapturedPage | None = None
        zone = timezone.get_current_timezone_name()
        self.fields["captured_at"].help_text = _(
            "When the page in the file was saved, or the text copied (time zone: %(zone)s). Empty: nobody knows."
        ) % {"zone": zone}

    def clean_url(self) -> str:
        """Return the address as it will be asked."""
        return _read_address(self.cleaned_data["url"])

    def clean_address(self) -> str:
        """Return the address as the archive writes it."""
        return _read_address(self.cleaned_data["address"])

    def clean_captured_at(self) -> Any:
        """Refuse a time that is not yet."""
        moment = self.cleaned_data["captured_at"]
        if moment is not None and moment > timezone.now():
            raise ValidationError(_("This time is still to come."))
        return moment

    def clean_source(self) -> Source | None:
        """Return the source; refuses a name that the archive does not know."""
        name = self.cleaned_data["source"].strip()
        source = known_source(name) if name else None
        if name and source is None:
            said = _("The archive knows no source “%(name)s”. Leave this empty, and name it in the next step.")
            raise ValidationError(said % {"name": name})
        return source

    def clean(self) -> dict[str, Any]:
        """Refuse none and several of the ways; read the page from the file or the text, into `page`."""
        cleaned = super().clean() or {}
        given = [name for name in WAYS if self._is_given(name)]
        if self.too_large:
            self.add_error("file", _too_large())
        if len(given) != 1:
            said = _("Give one of the three: an address, a file, or a text.")
            if given:
                labels = ", ".join(str(self.fields[name].label) for name in given)
                said += " " + _("Given were: %(ways)s.") % {"ways": labels}
            self.add_error(None, said)
        elif given == ["url"]:
            self._refuse_told("address", "captured_at")
        elif not self.errors:
            self._read(given[0], cleaned)
        return cleaned

    def _is_given(self, name: str) -> bool:
        if name == "file":
            return self.too_large or bool(self.files.get("file"))
        return bool(str(self.data.get(name, "")).strip())

    def _refuse_told(self, *names: str) -> None:
        for name in names:
            if self.cleaned_data.get(name):
                self.add_error(name, _("This is for a file or a text: what is fetched has its own."))

    def _read(self, way: str, cleaned: dict[str, Any]) -> None:
        try:
            page = _from_file(cleaned["file"]) if way == "file" else _from_text(cleaned["text"], cleaned["kind"])
        except CaptureError as error:
            reason = reason_words(str(error)).rstrip(".")
            self.add_error(way, _("It cannot be brought in: %(reason)s.") % {"reason": reason})
            return
        self.page = replace(page, url=cleaned["address"] or page.url, captured_at=cleaned["captured_at"])


class PreviewForm(ArticleForm):
    """What is to be made of a page: what extraction found, as the curator corrects it."""

    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-sources", "autocomplete": "off"}),
        help_text=gettext_lazy("Its name, as the archive knows it."),
    )
    new_source = forms.BooleanField(label=gettext_lazy("It is a new source"), required=False)
    authors = forms.CharField(
        label=gettext_lazy("Authors"),
        required=False,
        widget=LinesTextarea(attrs={"rows": 2, "cols": 60}),
        help_text=gettext_lazy("The names of people in the byline, one in a line."),
    )
    field_order = ("title", "byline", "authors", "source", "new_source", "published", "published_note", "updated")

    class Meta(ArticleForm.Meta):
        fields = (*(name for name in EXTRACTED_FIELDS if name != "source"), "published_note")  # type: ignore[assignment]

    def __init__(self, preview: Preview, data: Any = None, *, may_add_sources: bool = True) -> None:
        """Take what the page would become, what was sent, and whether the curator may add sources."""
        values = {name: in_form(name, field.value) for name, field in preview.fields.items()}
        self.given = {**values, "authors": "\n".join(_names("\n".join(preview.authors)))}
        instance = Article(**{name: value for name, value in values.items() if name != "source"})
        super().__init__(data, initial=self.given, instance=instance)
        self.preview = preview
        self.named: Source | str | None = known_source(values["source"]) if values["source"] else None
        if not may_add_sources:
            del self.fields["new_source"]

    def clean_url(self) -> str:
        """Refuse what begins as an address and is none."""
        url = self.cleaned_data["url"]
        if url and url != self.given["url"]:
            _read_address(url)
        return url

    def clean_authors(self) -> tuple[str, ...]:
        """Return the names; refuses one that is too long, and more than there can be."""
        names = _names(self.cleaned_data["authors"])
        if too_long := [name for name in names if len(name) > 200]:
            said = _("“%(name)s…” is longer than a name can be (200 characters).")
            raise ValidationError(said % {"name": too_long[0][:60]})
        if len(names) > MOST_AUTHORS:
            raise ValidationError(_("These are more than %(most)d names.") % {"most": MOST_AUTHORS})
        return names

    def clean(self) -> dict[str, Any]:
        """Find the source that was named, which may be a new one where the curator says so."""
        cleaned = super().clean() or {}
        name = " ".join(cleaned.get("source", "").split())
        self.named = known_source(name) if name else None
        if not name or self.named is not None:
            return cleaned
        proposed = self.preview.source_is_new and name == self.given["source"]
        if not has_letters(name):
            self.add_error("source", _("A name needs letters or digits."))
        elif proposed or cleaned.get("new_source"):
            self.named = name
        else:
            said = _("The archive knows no source “%(name)s”, and you may not add one. Correct the name.")
            if "new_source" in self.fields:
                said = _("The archive knows no source “%(name)s”. Correct the name, or say below that it is a new one.")
            self.add_error("source", said % {"name": name})
        return cleaned

    @property
    def article(self) -> Article:
        """Return the article (not saved) as the form has it; what is no date or address is left as the page had it."""
        article = self.instance
        for name in ("published", "updated", "url"):
            if name in self.errors:
                setattr(article, name, self.given[name])
        article.source = self.named if isinstance(self.named, Source) else None
        return article

    @property
    def corrected(self) -> Corrected:
        """Return what the curator wrote over the page; the form is valid."""
        names = [name for name in EXTRACTED_FIELDS if name != "source"]
        fields: dict[str, Source | str | None] = {
            name: self.cleaned_data[name] for name in names if self.cleaned_data[name] != self.given[name]
        }
        if " ".join(self.cleaned_data["source"].split()) != self.given["source"]:
            fields["source"] = self.named
        if note := self.cleaned_data["published_note"]:
            fields["published_note"] = note
        authors = self.cleaned_data["authors"]
        return Corrected(fields, authors if "\n".join(authors) != self.given["authors"] else None)


def in_form(name: str, value: str) -> str:
    """Return `value` as a form sends it back when nobody has touched it."""
    if name in ("text", "lead"):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    value = " ".join(value.split())
    return value.lower() if name == "language" else value


def _names(text: str) -> tuple[str, ...]:
    """Return the names in the lines of `text`, each once."""
    return tuple(dict.fromkeys(name for line in text.splitlines() if (name := " ".join(line.split()))))


def _read_address(url: str) -> str:
    if not url.strip():
        return ""
    try:
        return read_url(url).url
    except CaptureError as error:
        said = _("This cannot be an address: %(reason)s.")
        raise ValidationError(said % {"reason": reason_words(str(error))}) from error


def _too_large() -> str:
    return _("It is too large: %(most)s is the most.") % {"most": filesizeformat(settings.ARCHIVE_MAX_PAGE_BYTES)}


def _from_file(file: Any) -> CapturedPage:
    """Return the page in an uploaded file; raises `CaptureError` with the reason where there is none."""
    if is_web_archive(Path(file.name)):
        raise CaptureError(_("it is a web archive, which may hold many pages; use the command manage.py ingest"))
    return read_content(file.name, file.read(), limit=settings.ARCHIVE_MAX_PAGE_BYTES)


def _from_text(text: str, kind: str) -> CapturedPage:
    """Return the page in pasted text, in UTF-8; raises `CaptureError` where it is too large."""
    body = text.encode()
    if len(body) > settings.ARCHIVE_MAX_PAGE_BYTES:
        raise CaptureError(_too_large())
    looks = begins_as_html(body[:HEAD]) or (body.lstrip().startswith(b"<") and has_tags(body))
    if kind == Kind.HTML or (kind != Kind.TEXT and looks):
        return html_page(body, charset="utf-8")
    return text_page(body, charset="utf-8")
