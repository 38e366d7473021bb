-- Captures and checks: the text of a source is never changed, a check is about the words it was made
-- for, and a caution about who is said to have said them.

-- A capture follows its source when two sources are one: whose it is may change, and only in a
-- transaction that says so (archive.move_captures). Its sketch is computed behind this trigger.
CREATE OR REPLACE FUNCTION archive_keep_capture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND coalesce(current_setting('archive.move_captures', true), '') = 'on'
       AND to_jsonb(NEW) - '{source_id,sketch}'::text[]
         = to_jsonb(OLD) - '{source_id,sketch}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE OR REPLACE TRIGGER capture_never_changes BEFORE UPDATE OR DELETE ON quotes_capture
    FOR EACH ROW EXECUTE FUNCTION archive_keep_capture();

-- A citation points into a capture of its own source, and words found there exactly are the words
-- between its offsets.
CREATE OR REPLACE FUNCTION archive_require_words_in_capture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    captured quotes_capture;
BEGIN
    SELECT * INTO captured FROM quotes_capture c WHERE c.id = NEW.capture_id;
    IF captured.source_id <> NEW.source_id THEN
        RAISE EXCEPTION 'the capture of a citation is of another source'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'citation_capture_of_its_source';
    END IF;
    IF NEW.check_state = 'exact' AND NEW.wording IS DISTINCT FROM
       substr(captured.text, NEW."start" + 1, NEW."end" - NEW."start")
    THEN
        RAISE EXCEPTION 'the words of a citation are not those between its offsets'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'citation_exact_words';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER citation_words_in_capture
    BEFORE INSERT OR UPDATE OF source_id, capture_id, wording, "start", "end", check_state
    ON quotes_citation FOR EACH ROW WHEN (NEW.capture_id IS NOT NULL)
    EXECUTE FUNCTION archive_require_words_in_capture();

-- Other words, written by whatever way, have no check. *Exact* words that are changed beside their
-- check are refused already, because they can be held against their text here. The other outcomes
-- cannot, so they fall.
CREATE OR REPLACE FUNCTION archive_drop_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.check_state := 'unchecked';
    NEW.checked_at := NULL;
    NEW.capture_id := NULL;
    NEW."start" := NULL;
    NEW."end" := NULL;
    NEW.prefix := '';
    NEW.suffix := '';
    NEW.caution := 'unknown';
    NEW.credited_to := '';
    NEW.watch := 'unknown';
    NEW.watched_at := NULL;
    RETURN NEW;
END $$;

-- Triggers of one kind fire in the order of their names: this one before the one that looks at
-- the words in the capture.
CREATE OR REPLACE TRIGGER citation_check_falls
    BEFORE UPDATE OF wording ON quotes_citation FOR EACH ROW
    WHEN (
        NEW.wording IS DISTINCT FROM OLD.wording
        AND OLD.check_state NOT IN ('unchecked', 'exact')
        AND NEW.check_state = OLD.check_state
        AND NEW.checked_at IS NOT DISTINCT FROM OLD.checked_at
    )
    EXECUTE FUNCTION archive_drop_check();

-- Whom a page credits was held against the speaker of the statement and the kind of the quotation:
-- of another it has not been read.
CREATE OR REPLACE FUNCTION archive_drop_caution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.caution := 'unknown';
    NEW.credited_to := '';
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER citation_caution_falls
    BEFORE UPDATE OF statement_id, kind ON quotes_citation FOR EACH ROW
    WHEN (
        (NEW.statement_id, NEW.kind) IS DISTINCT FROM (OLD.statement_id, OLD.kind)
        AND NEW.checked_at IS NOT DISTINCT FROM OLD.checked_at
    )
    EXECUTE FUNCTION archive_drop_caution();

CREATE OR REPLACE FUNCTION archive_drop_cautions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE quotes_citation SET caution = 'unknown', credited_to = ''
     WHERE statement_id = NEW.id AND caution <> 'unknown';
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER statement_cautions_fall
    AFTER UPDATE OF speaker_id ON quotes_statement FOR EACH ROW
    WHEN (NEW.speaker_id IS DISTINCT FROM OLD.speaker_id)
    EXECUTE FUNCTION archive_drop_cautions();
