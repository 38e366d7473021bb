-- What must never be false of several rows, which no check of one row can see.

-- A published statement has at least one citation. Deferred, so that one transaction may write the
-- statement first and its citations after it.
CREATE OR REPLACE FUNCTION archive_require_citation() RETURNS trigger LANGUAGE plpgsql AS $$
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

DROP TRIGGER IF EXISTS statement_published_is_cited ON quotes_statement;
CREATE CONSTRAINT TRIGGER statement_published_is_cited
    AFTER INSERT OR UPDATE OF state ON quotes_statement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION archive_require_citation();

DROP TRIGGER IF EXISTS citation_leaves_one ON quotes_citation;
CREATE CONSTRAINT TRIGGER citation_leaves_one
    AFTER DELETE OR UPDATE OF statement_id ON quotes_citation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION archive_require_citation();

-- What was public stays: it is withdrawn, with a reason, and keeps its address.
CREATE OR REPLACE FUNCTION archive_keep_public_statement() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE TRIGGER statement_public_stays
    BEFORE DELETE OR UPDATE OF public_id, published_at, state ON quotes_statement
    FOR EACH ROW EXECUTE FUNCTION archive_keep_public_statement();

-- A document is not derived from itself by way of others.
CREATE OR REPLACE FUNCTION archive_refuse_source_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE TRIGGER source_no_cycle
    BEFORE INSERT OR UPDATE OF derived_from_id ON quotes_source
    FOR EACH ROW WHEN (NEW.derived_from_id IS NOT NULL)
    EXECUTE FUNCTION archive_refuse_source_cycle();
