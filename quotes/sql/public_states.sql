-- The words of a public state: what a quotation of words that were corrected since is found by.

-- The text of a state and each wording of its sources, a line each.
CREATE OR REPLACE FUNCTION archive_state_words(state jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN concat_ws(E'\n', state ->> 'text', (
        SELECT string_agg(DISTINCT citation ->> 'wording', E'\n')
        FROM jsonb_array_elements(CASE jsonb_typeof(state -> 'citations')
            WHEN 'array' THEN state -> 'citations' ELSE '[]' END) AS citation
        WHERE citation ->> 'wording' <> state ->> 'text'));
