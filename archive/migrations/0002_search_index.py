"""The tables of the search index, which the ORM does not know: `archive.search.backends` reads and writes them."""

from django.db import migrations

CREATE = {
    "sqlite": [
        # `ascii` keeps every character but ASCII punctuation and spaces: the words come analysed.
        "CREATE VIRTUAL TABLE archive_search USING fts5("
        "title, byline, body, title_words, body_words, content='', tokenize='ascii')",
        "CREATE TABLE archive_search_entry (article_id integer PRIMARY KEY, digest text NOT NULL, words blob NOT NULL)",
    ],
    "postgresql": [
        "CREATE TABLE archive_search (article_id bigint PRIMARY KEY, digest text NOT NULL, "
        "vector tsvector NOT NULL, words text NOT NULL, byline text NOT NULL)",
        "CREATE INDEX archive_search_vector ON archive_search USING gin (vector)",
    ],
}
DROP = {
    "sqlite": ["DROP TABLE archive_search_entry", "DROP TABLE archive_search"],
    "postgresql": ["DROP TABLE archive_search"],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
