"""A revision answers for what was changed before it, and a record with history is not emptied.

Until now a revision of the same transaction was enough, and a change made after it went
unrecorded. A note of a public change (migration 0013) is now taken away by the revision that
follows it, or by the comparison that finds nothing changed; what is still noted when the
transaction ends is refused.

TRUNCATE deletes without asking the triggers of rows. Where anything was ever published by an
editor it is refused, unless the session says that it means it: a test database does for all of its
sessions, and ``PGOPTIONS='-c archive.may_be_emptied=on' manage.py flush`` for one.
"""

from django.db import migrations

# What is still noted when the transaction ends is refused, for statements and for officials.
REQUIRE = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    -- None there: a revision has followed it, or a comparison that found nothing changed.
    DELETE FROM quotes_unrecorded
        WHERE made_in = NEW.made_in AND kind = NEW.kind AND row_id = NEW.row_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    {missing}{but};
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION '{told}', missing
            USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}',
                  HINT = 'Change it in the admin or through quotes.editing.record_changes.';
    END IF;
    RETURN NULL;
END $$;
"""

OF_STATEMENTS = {
    "function": "archive_require_revision",
    "missing": "SELECT s.public_id INTO missing FROM quotes_statement s"
    " WHERE s.id = NEW.row_id AND s.state = 'published'",
    "told": "statement % would read otherwise in public without a revision",
    "constraint": "public_change_is_recorded",
}
OF_SPEAKERS = {
    "function": "archive_require_speaker_revision",
    "missing": "SELECT p.slug INTO missing FROM quotes_speaker p WHERE p.id = NEW.row_id"
    " AND EXISTS (SELECT FROM quotes_statement s"
    "             WHERE s.speaker_id = p.id AND s.state = 'published')",
    "told": "speaker % would have other names or offices without a revision",
    "constraint": "speaker_change_is_recorded",
}

# As migrations 0013 and 0014 have it: any revision of the same transaction is enough.
ANY_REVISION = (
    " AND NOT EXISTS (SELECT FROM {table} r"
    " WHERE r.{kind}_id = NEW.row_id AND r.made_in = NEW.made_in)"
)


def _require(of_statements, of_speakers):
    """The commands that make both functions, each with what else excuses a note."""
    return REQUIRE.format(**OF_STATEMENTS, but=of_statements) + REQUIRE.format(
        **OF_SPEAKERS, but=of_speakers
    )


FORWARD = """
CREATE FUNCTION archive_note_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'DELETE FROM quotes_unrecorded u USING new_rows n'
        ' WHERE u.made_in = pg_current_xact_id() AND u.kind = %L AND u.row_id = n.%I',
        TG_ARGV[0], TG_ARGV[0] || '_id');
    RETURN NULL;
END $$;

CREATE TRIGGER revision_noted AFTER INSERT ON quotes_revision REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_note_revision('statement');
CREATE TRIGGER revision_noted AFTER INSERT ON quotes_speakerrevision
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_note_revision('speaker');

ALTER TABLE quotes_revision DROP COLUMN made_in;
ALTER TABLE quotes_speakerrevision DROP COLUMN made_in;

CREATE FUNCTION archive_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('archive.may_be_emptied', true), '') <> 'on'
       AND EXISTS (SELECT FROM quotes_revision)
    THEN
        RAISE EXCEPTION '% belongs to a record that was published, and is not emptied',
            TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_is_not_emptied',
                  HINT = 'SET archive.may_be_emptied = ''on'', if all of it is meant to go.';
    END IF;
    RETURN NULL;
END $$;
"""

BACKWARD = """
DROP FUNCTION archive_refuse_emptying() CASCADE;
DROP FUNCTION archive_note_revision() CASCADE;
ALTER TABLE quotes_revision ADD COLUMN made_in xid8 DEFAULT pg_current_xact_id();
ALTER TABLE quotes_speakerrevision ADD COLUMN made_in xid8 DEFAULT pg_current_xact_id();
"""

# The record and its histories (quotes.models.changes.TABLES has the first ones).
KEPT = [
    *("statement", "citation", "statementtopic", "figure", "relation", "occasion", "topic"),
    *("speaker", "role", "alias", "source", "outlet", "capture", "redirect", "merge"),
    *("revision", "speakerrevision"),
]


def _guards():
    for table in KEPT:
        yield (
            f"CREATE TRIGGER record_is_not_emptied BEFORE TRUNCATE ON quotes_{table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION archive_refuse_emptying();\n"
        )


class Migration(migrations.Migration):
    dependencies = [("quotes", "0021_relations_in_history")]

    operations = [
        migrations.RunSQL(
            FORWARD + _require("", "") + "".join(_guards()),
            BACKWARD
            + _require(
                ANY_REVISION.format(table="quotes_revision", kind="statement"),
                ANY_REVISION.format(table="quotes_speakerrevision", kind="speaker"),
            ),
        )
    ]
