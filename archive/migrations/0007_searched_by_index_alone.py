"""The search index in PostgreSQL, so that its own index answers alone; it is empty after this, and `migrate` fills it."""

from django.db import migrations

CREATE = [
    "CREATE TABLE archive_search (article_id bigint PRIMARY KEY, place bigint NOT NULL, earliest integer, "
    "latest integer, public boolean NOT NULL, numbers bytea NOT NULL, facts text NOT NULL, digest text NOT NULL, "
    "vector tsvector NOT NULL, pairs smallint[] NOT NULL, words text NOT NULL, byline text NOT NULL)",
    # Every search reads what is pending: less of it, and nobody who writes waits long for it to be put in its place.
    "CREATE INDEX archive_search_vector ON archive_search USING gin (vector, pairs) "
    "WITH (gin_pending_list_limit = 1024)",
    "CREATE UNIQUE INDEX archive_search_place ON archive_search (place)",
    "CREATE INDEX archive_search_public ON archive_search (place) WHERE public",
    "CREATE INDEX archive_search_uncertain ON archive_search (latest) WHERE latest > earliest",
    # Long columns apart from the rows, of which lists and counts read thousands; the longest as they are, as they are
    # read more often than they are worth compressing, and unknown to the planner, who would read them for it.
    "ALTER TABLE archive_search SET (toast_tuple_target = 256)",
    "ALTER TABLE archive_search ALTER numbers SET STORAGE MAIN, ALTER vector SET STORAGE EXTERNAL, "
    "ALTER words SET STORAGE EXTERNAL, ALTER pairs SET STORAGE EXTERNAL, ALTER vector SET STATISTICS 0, "
    "ALTER words SET STATISTICS 0, ALTER pairs SET STATISTICS 0, ALTER numbers SET STATISTICS 0, "
    "ALTER facts SET STATISTICS 0",
]
# As 0006 made it.
CREATE_BEFORE = [
    "CREATE TABLE archive_search (article_id bigint PRIMARY KEY, place bigint NOT NULL, earliest integer, "
    "latest integer, numbers bytea NOT NULL, facts text NOT NULL, digest text NOT NULL, vector tsvector NOT NULL, "
    "words text NOT NULL, byline text NOT NULL)",
    "CREATE INDEX archive_search_vector ON archive_search USING gin (vector)",
    "CREATE UNIQUE INDEX archive_search_place ON archive_search (place)",
    "ALTER TABLE archive_search SET (toast_tuple_target = 256)",
]


def create(apps, schema_editor):
    make_anew(schema_editor, CREATE)


def go_back(apps, schema_editor):
    make_anew(schema_editor, CREATE_BEFORE)


def make_anew(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in ("DROP TABLE archive_search", *statements):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_places_and_facts")]

    operations = [migrations.RunPython(create, go_back)]
