-- The version of the archive, raised by every change of what a public page may be made of.
--
-- A row and not a sequence: a sequence moves before the commit, so a page made between the two
-- would be kept under the new number with what stood there before. Whoever raises the version holds
-- the lock of all writers until the transaction ends, so versions are committed in their order.

CREATE OR REPLACE FUNCTION archive_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM archive_lock_entries();
    INSERT INTO quotes_archiveversion AS v (id, number, mark) VALUES (1, 1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET number = v.number + 1, mark = gen_random_uuid();
    RETURN NULL;
END $$;

-- Every table that a public page reads. Those of editors alone have no such trigger: drafts of
-- forms, proposals, accounts.
DO $do$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'speaker', 'alias', 'role', 'outlet', 'source', 'capture', 'watchedpage', 'topic',
        'statementtopic', 'occasion', 'statement', 'citation', 'figure', 'relation', 'redirect',
        'merge', 'revision', 'speakerrevision', 'facet', 'entry', 'entrysample', 'entrystate', 'word'
    ] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER version_raised'
            ' AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON quotes_%s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION archive_raise_version()', name);
    END LOOP;
END $do$;
