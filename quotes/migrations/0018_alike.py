"""Indexes by which alike statements are found: pairs of words, and the days of an official."""

from django.db import migrations

# Expressions, so that the database keeps them with every row, of drafts too, and no trigger and no
# table has to follow. Of very long texts the beginning is enough to find them by. The cost tells
# the planner not to compute the pairs of a whole table instead of reading the index.
FORWARD = r"""
CREATE FUNCTION archive_word_pairs(t text) RETURNS int[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
    RETURN (
        SELECT CASE WHEN cardinality(w) < 2
            THEN ARRAY(SELECT hashtext(one) FROM unnest(w) AS one)
            ELSE ARRAY(SELECT hashtext(one || ' ' || next)
                FROM unnest(w[:cardinality(w) - 1], w[2:]) AS pairs(one, next)) END
        -- Han and kana have no blanks: each letter counts as a word.
        FROM string_to_array(archive_slug(regexp_replace(
            left(t, 20000), '([\u3040-\u30ff\u3400-\u9fff])', ' \1 ', 'g')), '-') AS w);

-- Without a pending list, which single readers would pay for.
CREATE INDEX statement_alike ON quotes_statement
    USING gin (archive_word_pairs(text)) WITH (fastupdate = off);
CREATE INDEX citation_alike ON quotes_citation
    USING gin (archive_word_pairs(wording)) WITH (fastupdate = off);

-- The statements of one official around a day, without those of all others.
CREATE INDEX statement_speaker_days
    ON quotes_statement (speaker_id, said_to DESC, said_from DESC, id DESC);
"""

BACKWARD = """
DROP INDEX statement_speaker_days;
DROP INDEX citation_alike;
DROP INDEX statement_alike;
DROP FUNCTION archive_word_pairs(text);
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0017_watching")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
