-- The words of the published texts, for the spelling suggestion: added as entries are written.

CREATE OR REPLACE FUNCTION archive_add_words() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan SET jit = off AS $$
BEGIN
    INSERT INTO quotes_word (word)
    SELECT DISTINCT lexeme FROM (
        SELECT s.text FROM written JOIN quotes_statement s ON s.id = written.statement_id
        UNION
        SELECT c.wording FROM written
        JOIN quotes_statement s ON s.id = written.statement_id
        JOIN quotes_citation c ON c.statement_id = s.id AND c.wording <> s.text
    ) AS texts(words)
    CROSS JOIN LATERAL unnest(tsvector_to_array(
        to_tsvector('pg_catalog.simple', archive_search_text(left(words, 40000))))) AS lexeme
    WHERE lexeme ~ '^[[:alpha:]]{3,40}$'
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER entry_words_added AFTER INSERT ON quotes_entry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION archive_add_words();

CREATE OR REPLACE TRIGGER entry_words_changed AFTER UPDATE ON quotes_entry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION archive_add_words();

-- A rebuild begins by emptying the entries: the words begin anew with them.
CREATE OR REPLACE FUNCTION archive_forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM quotes_word;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER entry_words_forgotten AFTER TRUNCATE ON quotes_entry
    FOR EACH STATEMENT EXECUTE FUNCTION archive_forget_words();
