"""The French catalogue: whole, compiled, and true to the strings in code and templates."""

import ast
import gettext
import re
import shutil
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

CI_NEEDS = "needs GNU gettext: apt install gettext"
CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "fr" / "LC_MESSAGES" / "django.po"
_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")')
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")


@dataclass
class Entry:
    """One entry of a catalogue."""

    flags: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """Return context and message."""
        return self.fields.get("msgctxt", ""), self.fields.get("msgid", "")

    @property
    def translations(self) -> list[str]:
        """Return the translations, the singular first."""
        return [text for name, text in self.fields.items() if name.startswith("msgstr")]


def entries_of(path: Path) -> Iterator[Entry]:
    """Yield the entries of a .po file, its head left out."""
    for block in path.read_text("utf-8").split("\n\n"):
        entry, name = Entry(), ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry.flags += line
            elif match := _LINE.fullmatch(line):
                name = match[1]
                entry.fields[name] = ast.literal_eval(match[2])
            elif line.startswith('"') and name:
                entry.fields[name] += ast.literal_eval(line)
        if entry.fields.get("msgid"):
            yield entry


def test_every_entry_is_translated_and_certain() -> None:
    wrong = [entry.key for entry in entries_of(CATALOGUE) if "fuzzy" in entry.flags or not all(entry.translations)]
    assert not wrong


def test_every_translation_keeps_the_placeholders() -> None:
    for entry in entries_of(CATALOGUE):
        for number, text in enumerate(entry.translations):
            original = entry.fields.get("msgid_plural", "") if number else entry.key[1]
            assert set(_PLACEHOLDER.findall(text)) == set(_PLACEHOLDER.findall(original)), entry.key


def test_french_is_set_as_french() -> None:
    for entry in entries_of(CATALOGUE):
        for text in entry.translations:
            assert not re.search(r"\w'\w|« | »|\w [;!?:](\s|$)", text), text
            assert not set(text) - set(string.printable) - set("àâçèéêëîïôùûœÀÉÊ«»’…–—“”\u00a0\u202f"), text


def test_the_compiled_catalogue_is_up_to_date() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as handle:
        compiled = gettext.GNUTranslations(handle)
    for entry in entries_of(CATALOGUE):
        context, message = entry.key
        plural = entry.fields.get("msgid_plural")
        if plural is not None and context:
            said = [compiled.npgettext(context, message, plural, number) for number in (1, 2)]
        elif plural is not None:
            said = [compiled.ngettext(message, plural, number) for number in (1, 2)]
        else:
            said = [compiled.pgettext(context, message) if context else compiled.gettext(message)]
        assert said == entry.translations, f"compile the catalogue again: {message}"


def test_it_has_every_string_of_the_code_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip(CI_NEEDS)
    for name in ("archive", "templates"):
        shutil.copytree(settings.BASE_DIR / name, tmp_path / name, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    settings_there = tmp_path / "archive" / "locale"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings._wrapped, "LOCALE_PATHS", [settings_there])
    call_command("makemessages", locale=["fr"], no_location=True, no_obsolete=True, verbosity=0)
    there = {entry.key for entry in entries_of(settings_there / "fr" / "LC_MESSAGES" / "django.po")}
    assert there == {entry.key for entry in entries_of(CATALOGUE)}, "run makemessages, translate, compilemessages"
