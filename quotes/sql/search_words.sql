-- The words of texts as they are indexed: stemmed by language, and marked with their stemming.

-- The stemming of a language (BCP 47), by the marker its words carry: =en, =fr, or =xx for all
-- languages that are taken as they are written.
CREATE OR REPLACE FUNCTION archive_stemming(language text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE split_part(lower(language), '-', 1)
        WHEN 'en' THEN '=en' WHEN 'fr' THEN '=fr' ELSE '=xx' END;

-- Words, stemmed.
CREATE OR REPLACE FUNCTION archive_search_words(stemming text, words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE stemming
        WHEN '=en' THEN to_tsvector('pg_catalog.english'::regconfig, words)
        WHEN '=fr' THEN to_tsvector('pg_catalog.french'::regconfig, words)
        ELSE to_tsvector('pg_catalog.simple'::regconfig, words) END;

-- Words as they are indexed, behind the marker of their stemming. The marker stands 20 words
-- before the next text, so no phrase, whatever stop words it has, reaches from one into another.
CREATE OR REPLACE FUNCTION archive_search_piece(stemming text, words tsvector, weight "char") RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE stemming WHEN '=en' THEN '''=en'':20'::tsvector
        WHEN '=fr' THEN '''=fr'':20'::tsvector ELSE '''=xx'':20'::tsvector END
        || setweight(words, weight);

CREATE OR REPLACE AGGREGATE archive_search_join(tsvector) (
    SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '', PARALLEL = SAFE);
