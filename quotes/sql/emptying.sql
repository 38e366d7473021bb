-- A record with revisions is not emptied. TRUNCATE deletes without asking the triggers of rows, so
-- that it is refused where anything was ever published by an editor, unless the session says that
-- it means it: a test database does for all of its sessions, and
-- PGOPTIONS='-c archive.may_be_emptied=on' for one.

CREATE OR REPLACE FUNCTION archive_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- The record and its histories.
DO $do$
DECLARE
    table_ text;
BEGIN
    FOREACH table_ IN ARRAY ARRAY[
        'statement', 'citation', 'statementtopic', 'figure', 'relation', 'occasion', 'topic',
        'speaker', 'role', 'alias', 'source', 'outlet', 'capture', 'redirect', 'merge',
        'revision', 'speakerrevision'
    ] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER record_is_not_emptied BEFORE TRUNCATE ON quotes_%s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION archive_refuse_emptying()',
            table_);
    END LOOP;
END $do$;
