"""Triggers for what a check on one row cannot see: what must never be false of several rows."""

from django.db import migrations

FORWARD = """
-- A published statement has at least one citation. Deferred, so that one transaction may write the
-- statement first and its citations after it.
CREATE FUNCTION archive_require_citation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    id_ bigint;
BEGIN
    IF TG_TABLE_NAME = 'quotes_citation' THEN
        id_ := OLD.statement_id;
    ELSE
        id_ := NEW.id;
    END IF;
    IF EXISTS (SELECT FROM quotes_statement s WHERE s.id = id_ AND s.state = 'published')
       AND NOT EXISTS (SELECT FROM quotes_citation c WHERE c.statement_id = id_)
    THEN
        RAISE EXCEPTION 'statement % is published without a citation', id_
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_published_is_cited';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER statement_published_is_cited
    AFTER INSERT OR UPDATE OF state ON quotes_statement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION archive_require_citation();

CREATE CONSTRAINT TRIGGER citation_leaves_one
    AFTER DELETE OR UPDATE OF statement_id ON quotes_citation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION archive_require_citation();

-- What was public stays: it is withdrawn, with a reason, and keeps its address.
CREATE FUNCTION archive_keep_public_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'statement % was published: withdraw it instead', OLD.public_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_public_stays';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.public_id <> OLD.public_id
       OR (OLD.published_at IS NOT NULL AND (NEW.published_at IS NULL OR NEW.state IN ('draft', 'in-review')))
    THEN
        RAISE EXCEPTION 'statement % was published: its id and its having been public stay', OLD.public_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_public_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER statement_public_stays
    BEFORE DELETE OR UPDATE OF public_id, published_at, state ON quotes_statement
    FOR EACH ROW EXECUTE FUNCTION archive_keep_public_statement();

-- A document is not derived from itself by way of others.
CREATE FUNCTION archive_refuse_source_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE origin(id) AS (
            SELECT NEW.derived_from_id
            UNION
            SELECT s.derived_from_id FROM quotes_source s JOIN origin o ON s.id = o.id
            WHERE s.derived_from_id IS NOT NULL
        )
        SELECT FROM origin WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'source % would be derived from itself', NEW.slug
            USING ERRCODE = 'check_violation', CONSTRAINT = 'source_no_cycle';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER source_no_cycle
    BEFORE INSERT OR UPDATE OF derived_from_id ON quotes_source
    FOR EACH ROW WHEN (NEW.derived_from_id IS NOT NULL)
    EXECUTE FUNCTION archive_refuse_source_cycle();

-- Evidence and history are added to and never changed.
CREATE FUNCTION archive_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE TRIGGER capture_never_changes BEFORE UPDATE OR DELETE ON quotes_capture
    FOR EACH ROW EXECUTE FUNCTION archive_refuse_change();
CREATE TRIGGER revision_never_changes BEFORE UPDATE OR DELETE ON quotes_revision
    FOR EACH ROW EXECUTE FUNCTION archive_refuse_change();

-- Revisions are numbered without a gap and each names the hash of the one before.
CREATE FUNCTION archive_continue_revisions() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER revision_continues BEFORE INSERT ON quotes_revision
    FOR EACH ROW EXECUTE FUNCTION archive_continue_revisions();

-- A citation points into a capture of its own source, and words found there exactly are the words
-- between its offsets.
CREATE FUNCTION archive_require_words_in_capture() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER citation_words_in_capture
    BEFORE INSERT OR UPDATE OF source_id, capture_id, wording, "start", "end", check_state
    ON quotes_citation FOR EACH ROW WHEN (NEW.capture_id IS NOT NULL)
    EXECUTE FUNCTION archive_require_words_in_capture();
"""

BACKWARD = """
DROP TRIGGER citation_words_in_capture ON quotes_citation;
DROP TRIGGER revision_continues ON quotes_revision;
DROP TRIGGER revision_never_changes ON quotes_revision;
DROP TRIGGER capture_never_changes ON quotes_capture;
DROP TRIGGER source_no_cycle ON quotes_source;
DROP TRIGGER statement_public_stays ON quotes_statement;
DROP TRIGGER citation_leaves_one ON quotes_citation;
DROP TRIGGER statement_published_is_cited ON quotes_statement;
DROP FUNCTION archive_require_words_in_capture();
DROP FUNCTION archive_continue_revisions();
DROP FUNCTION archive_refuse_change();
DROP FUNCTION archive_refuse_source_cycle();
DROP FUNCTION archive_keep_public_statement();
DROP FUNCTION archive_require_citation();
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0002_record")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
