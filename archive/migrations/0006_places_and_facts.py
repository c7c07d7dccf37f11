"""The search index by places in time and with facts; it is empty after this, and `manage.py index` fills it."""

from django.db import migrations

CREATE = {
    "sqlite": [
        # Without content, and `ascii`: every character but ASCII punctuation and spaces is kept, the words come analysed.
        "CREATE VIRTUAL TABLE archive_search USING fts5("
        "title, byline, body, title_words, body_words, facts, content='', tokenize='ascii')",
        "CREATE TABLE archive_search_entry (place integer PRIMARY KEY, article_id integer NOT NULL, "
        "earliest integer, latest integer, public integer NOT NULL, numbers blob NOT NULL)",
        "CREATE TABLE archive_search_words (article_id integer PRIMARY KEY, place integer NOT NULL, "
        "digest text NOT NULL, words blob NOT NULL, facts text NOT NULL)",
        "UPDATE archive_article SET published_order = strftime('%Y-%m-%d %H:%M:00', published_order) "
        "WHERE published_order IS NOT NULL",
    ],
    "postgresql": [
        "CREATE TABLE archive_search (article_id bigint PRIMARY KEY, place bigint NOT NULL, earliest integer, "
        "latest integer, numbers bytea NOT NULL, facts text NOT NULL, digest text NOT NULL, vector tsvector NOT NULL, "
        "words text NOT NULL, byline text NOT NULL)",
        "CREATE INDEX archive_search_vector ON archive_search USING gin (vector)",
        "CREATE UNIQUE INDEX archive_search_place ON archive_search (place)",
        # Long columns apart from the rows, of which lists and counts read thousands.
        "ALTER TABLE archive_search SET (toast_tuple_target = 256)",
        "UPDATE archive_article SET published_order = date_trunc('minute', published_order) "
        "WHERE published_order IS NOT NULL",
    ],
}


# The index as it was before, made by 0002.
DROP_BEFORE = {
    "sqlite": ["DROP TABLE archive_search_entry", "DROP TABLE archive_search"],
    "postgresql": ["DROP TABLE archive_search"],
}
CREATE_BEFORE = {
    "sqlite": [
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
DROP = {"sqlite": [*DROP_BEFORE["sqlite"], "DROP TABLE archive_search_words"], "postgresql": DROP_BEFORE["postgresql"]}


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*DROP_BEFORE[vendor], *CREATE[vendor]):
        schema_editor.execute(statement, params=None)


def go_back(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*DROP[vendor], *CREATE_BEFORE[vendor]):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_redirect")]

    operations = [migrations.RunPython(create, go_back)]
