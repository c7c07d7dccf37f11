"""Signs in SQLite's index, which answer for titles and phrases, and an index of uncertain days.

The search index is empty after this, and `migrate` fills it.
"""

from django.db import migrations

_COLUMNS = "title, byline, body, title_words, body_words, facts"  # as 0006 made them
_CREATE = "CREATE VIRTUAL TABLE archive_search USING fts5({}, content='', tokenize='ascii')"
_UNCERTAIN = "CREATE INDEX archive_search_uncertain ON archive_search_entry (latest, earliest) WHERE latest > earliest"


def create(apps, schema_editor):
    make_anew(schema_editor, _COLUMNS.replace("facts", "signs, facts"), _UNCERTAIN)


def go_back(apps, schema_editor):
    make_anew(schema_editor, _COLUMNS, "DROP INDEX archive_search_uncertain")


def make_anew(schema_editor, columns, index):
    if schema_editor.connection.vendor == "sqlite":
        for statement in (
            "DROP TABLE archive_search",
            "DELETE FROM archive_search_entry",
            "DELETE FROM archive_search_words",
            _CREATE.format(columns),
            index,
        ):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_searched_by_index_alone")]

    operations = [migrations.RunPython(create, go_back)]
