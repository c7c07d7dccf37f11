"""Forms that several kinds of record share."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class SluggedForm(forms.ModelForm):
    """A record with an address of its own."""

    def clean_slug(self) -> str:
        """Refuse a slug that is, or ever was, another record's: its old address still leads there."""
        slug = self.cleaned_data.get("slug", "")
        if slug and slug != self.instance.slug and self.instance.slug_taken(slug):
            raise ValidationError(_("“%(slug)s” is, or was, the address of another record.") % {"slug": slug})
        return slug


def has_letters(text: str) -> bool:
    """Return whether `text` has any letter or digit, by which it could be found."""
    return any(character.isalnum() for character in text)
