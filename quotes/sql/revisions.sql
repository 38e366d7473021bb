-- What is public does not change without a revision. Revisions are numbered without a gap, each
-- names the hash of the one before, and none is ever changed.
--
-- Statements and officials whose public state may have changed are noted in quotes_unrecorded. A
-- revision takes away the notes of what was changed before it, and so does the comparison that
-- finds nothing changed; what is still noted when the transaction ends is refused. The table is
-- empty between transactions. A note bears its transaction, so that two editors of one statement
-- never wait for each other here.

CREATE OR REPLACE TRIGGER revision_never_changes BEFORE UPDATE OR DELETE ON quotes_revision
    FOR EACH ROW EXECUTE FUNCTION archive_refuse_change();

CREATE OR REPLACE TRIGGER speakerrevision_never_changes BEFORE UPDATE OR DELETE ON quotes_speakerrevision
    FOR EACH ROW EXECUTE FUNCTION archive_refuse_change();

-- Revisions are numbered without a gap and each names the hash of the one before.
CREATE OR REPLACE FUNCTION archive_continue_revisions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last quotes_revision;
BEGIN
    SELECT * INTO last FROM quotes_revision r
        WHERE r.statement_id = NEW.statement_id ORDER BY r.number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
       OR NEW.previous_sha256 <> coalesce(last.sha256, '')
    THEN
        RAISE EXCEPTION 'revision % of statement % does not continue its history',
            NEW.number, NEW.statement_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'revision_continues';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER revision_continues BEFORE INSERT ON quotes_revision
    FOR EACH ROW EXECUTE FUNCTION archive_continue_revisions();

CREATE OR REPLACE FUNCTION archive_continue_speaker_revisions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last quotes_speakerrevision;
BEGIN
    SELECT * INTO last FROM quotes_speakerrevision r
        WHERE r.speaker_id = NEW.speaker_id ORDER BY r.number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
       OR NEW.previous_sha256 <> coalesce(last.sha256, '')
    THEN
        RAISE EXCEPTION 'revision % of speaker % does not continue its history',
            NEW.number, NEW.speaker_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'speakerrevision_continues';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER speakerrevision_continues BEFORE INSERT ON quotes_speakerrevision
    FOR EACH ROW EXECUTE FUNCTION archive_continue_speaker_revisions();

-- Arguments: the kind of row that is public, the columns that show, the query for the rows concerned.
CREATE OR REPLACE FUNCTION archive_note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF archive_keeps_no_history() THEN
        RETURN NULL;
    END IF;
    EXECUTE format(
        'WITH changed AS (%s) INSERT INTO quotes_unrecorded (kind, row_id)'
        ' SELECT DISTINCT %L, id FROM (%s) AS concerned ON CONFLICT DO NOTHING',
        archive_changed_rows(TG_OP, TG_ARGV[1]), TG_ARGV[0], TG_ARGV[2]);
    RETURN NULL;
END $$;

-- Of each table: the columns that a public state is made of, and whose state a changed row concerns.
-- They are those of quotes/models/fields.py: tests/test_fields.py holds both together.
DO $do$
DECLARE
    command text;
BEGIN
    FOR command IN
        WITH transitions (operation, tables) AS (VALUES
            ('insert', 'REFERENCING NEW TABLE AS new_rows'),
            ('update', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
            ('delete', 'REFERENCING OLD TABLE AS old_rows')
        ),
        -- The states of statements.
        of_statements (name, columns, concerned) AS (VALUES
            ('statement',
                'id, public_id, slug, speaker_id, said, said_basis, place, occasion_id, kind, language,'
                ' text, note, doubt, doubt_reason, reply, reply_by, state',
                'SELECT id FROM changed WHERE state = ''published'''),
            ('citation',
                'id, statement_id, position, source_id, kind, wording, via_id, locator, doubt,'
                ' doubt_reason',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.id = changed.statement_id'
                ' WHERE s.state = ''published'''),
            ('statementtopic',
                'id, statement_id, topic_id, position',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.id = changed.statement_id'
                ' WHERE s.state = ''published'''),
            ('figure',
                'id, statement_id, quantity, low, high, bound, unit, as_of',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.id = changed.statement_id'
                ' WHERE s.state = ''published'''),
            ('speaker',
                'id, slug, name',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.speaker_id = changed.id'
                ' WHERE s.state = ''published'''),
            ('role',
                'id, speaker_id, title, held_from, held_to',
                'SELECT s.id FROM changed JOIN quotes_statement s USING (speaker_id)'
                ' WHERE s.state = ''published'' AND s.said <> '''''
                ' AND held_from <= s.said_to AND held_to >= s.said_from'),
            ('source',
                'id, public_id, url, outlet_id, published',
                'SELECT s.id FROM changed JOIN quotes_citation c ON c.source_id = changed.id'
                ' JOIN quotes_statement s ON s.id = c.statement_id WHERE s.state = ''published'''),
            ('outlet',
                'id, name',
                'SELECT s.id FROM changed JOIN quotes_citation c ON'
                ' c.via_id = changed.id OR c.source_id IN'
                ' (SELECT source.id FROM quotes_source source WHERE source.outlet_id = changed.id)'
                ' JOIN quotes_statement s ON s.id = c.statement_id WHERE s.state = ''published'''),
            ('topic',
                'id, slug',
                'SELECT s.id FROM changed JOIN quotes_statementtopic t ON t.topic_id = changed.id'
                ' JOIN quotes_statement s ON s.id = t.statement_id WHERE s.state = ''published'''),
            ('occasion',
                'id, name',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.occasion_id = changed.id'
                ' WHERE s.state = ''published''')
        ),
        -- The states of statements that are related: a relation between two published statements is
        -- shown on both pages, so that one that comes, changes or goes asks for a revision of both.
        -- So does a statement that is published or withdrawn, of those related to it. Revisions from
        -- before that say nothing of relations and stay as they are.
        of_related (name, columns, concerned) AS (VALUES
            ('relation',
                'id, kind, from_statement_id, to_statement_id, reason',
                'SELECT s.id FROM changed'
                ' JOIN quotes_statement one ON one.id = from_statement_id AND one.state = ''published'''
                ' JOIN quotes_statement two ON two.id = to_statement_id AND two.state = ''published'''
                ' CROSS JOIN LATERAL (VALUES (one.id), (two.id)) AS s (id)'),
            ('statement',
                'id, state',
                'SELECT s.id FROM changed'
                ' JOIN quotes_relation r ON changed.id IN (r.from_statement_id, r.to_statement_id)'
                ' JOIN quotes_statement s ON s.state = ''published'' AND s.id <> changed.id'
                '  AND s.id IN (r.from_statement_id, r.to_statement_id)'
                ' WHERE changed.state = ''published''')
        ),
        -- The names and offices of officials of whom anything is published.
        of_speakers (name, columns, concerned) AS (VALUES
            ('speaker',
                'id, name, name_fr',
                'SELECT id AS id FROM changed WHERE EXISTS (SELECT FROM quotes_statement s'
                ' WHERE s.speaker_id = changed.id AND s.state = ''published'')'),
            ('role',
                'id, speaker_id, title, title_fr, organization, organization_fr, country, since, until',
                'SELECT speaker_id AS id FROM changed WHERE EXISTS (SELECT FROM quotes_statement s'
                ' WHERE s.speaker_id = changed.speaker_id AND s.state = ''published'')')
        ),
        noted (trigger, kind, name, columns, concerned) AS (
            SELECT 'change_noted', 'statement', * FROM of_statements
            UNION ALL SELECT 'change_noted_of_related', 'statement', * FROM of_related
            UNION ALL SELECT 'change_noted_of_speaker', 'speaker', * FROM of_speakers
        )
        SELECT format(
            'CREATE OR REPLACE TRIGGER %1$s_%3$s AFTER %3$s ON quotes_%2$s %4$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION archive_note_public_change(%5$L, %6$L, %7$L)',
            trigger, name, operation, tables, kind, columns, concerned)
        FROM noted CROSS JOIN transitions
    LOOP
        EXECUTE command;
    END LOOP;
END $do$;

-- What the editing functions call for rows of which they have compared the public state.
CREATE OR REPLACE FUNCTION archive_state_is_recorded(kind_ text, ids bigint[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM quotes_unrecorded
    WHERE made_in = pg_current_xact_id() AND kind = kind_ AND row_id = ANY (ids)
$$;

-- Argument: the kind of row that the new revisions are of.
CREATE OR REPLACE FUNCTION archive_note_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'DELETE FROM quotes_unrecorded u USING new_rows n'
        ' WHERE u.made_in = pg_current_xact_id() AND u.kind = %L AND u.row_id = n.%I',
        TG_ARGV[0], TG_ARGV[0] || '_id');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER revision_noted AFTER INSERT ON quotes_revision REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_note_revision('statement');

CREATE OR REPLACE TRIGGER revision_noted AFTER INSERT ON quotes_speakerrevision
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_note_revision('speaker');

-- What is still noted when the transaction ends.
CREATE OR REPLACE FUNCTION archive_require_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    -- None there: a revision has followed it, or a comparison that found nothing changed.
    DELETE FROM quotes_unrecorded
        WHERE made_in = NEW.made_in AND kind = NEW.kind AND row_id = NEW.row_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT s.public_id INTO missing FROM quotes_statement s WHERE s.id = NEW.row_id AND s.state = 'published';
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'statement % would read otherwise in public without a revision', missing
            USING ERRCODE = 'check_violation', CONSTRAINT = 'public_change_is_recorded',
                  HINT = 'Change it in the admin or through quotes.editing.record_changes.';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS public_change_is_recorded ON quotes_unrecorded;
CREATE CONSTRAINT TRIGGER public_change_is_recorded AFTER INSERT ON quotes_unrecorded
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'statement') EXECUTE FUNCTION archive_require_revision();

CREATE OR REPLACE FUNCTION archive_require_speaker_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    -- None there: a revision has followed it, or a comparison that found nothing changed.
    DELETE FROM quotes_unrecorded
        WHERE made_in = NEW.made_in AND kind = NEW.kind AND row_id = NEW.row_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT p.slug INTO missing FROM quotes_speaker p WHERE p.id = NEW.row_id AND EXISTS (SELECT FROM quotes_statement s             WHERE s.speaker_id = p.id AND s.state = 'published');
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'speaker % would have other names or offices without a revision', missing
            USING ERRCODE = 'check_violation', CONSTRAINT = 'speaker_change_is_recorded',
                  HINT = 'Change it in the admin or through quotes.editing.record_changes.';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS speaker_change_is_recorded ON quotes_unrecorded;
CREATE CONSTRAINT TRIGGER speaker_change_is_recorded AFTER INSERT ON quotes_unrecorded
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'speaker') EXECUTE FUNCTION archive_require_speaker_revision();
