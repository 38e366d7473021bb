-- The sample of entries that large counts are estimated from: whether there is one, how large it
-- is, and how it is made.

-- Whether an entry is in a sample of one in `rate`, a power of 2; 0 is no sample.
CREATE OR REPLACE FUNCTION archive_in_sample(statement_id bigint, rate int) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN rate > 0 AND (hashint8(statement_id) & (rate - 1)) = 0;

-- How many entries are all counted; beyond, large counts are estimated from a sample of three
-- sixteenths to three eighths as many. Tests set archive.sample_above.
CREATE OR REPLACE FUNCTION archive_sample_above() RETURNS int
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('archive.sample_above', true), ''), '200000')::int;

CREATE OR REPLACE FUNCTION archive_sample_rate(entries bigint) RETURNS int
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN entries <= archive_sample_above() THEN 0
        ELSE 2 ^ ceil(log(2, entries / (0.375 * archive_sample_above()))) END::int;

-- Whether the sample has become too small or too large, with some play, so that an archive at the
-- border does not make it anew again and again.
CREATE OR REPLACE FUNCTION archive_sample_is_due(entries bigint, rate int) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN rate = 0 THEN entries > archive_sample_above()
        WHEN rate & (rate - 1) <> 0 THEN true
        ELSE entries / rate NOT BETWEEN 0.375 * 0.4 * archive_sample_above()
            AND 0.375 * 1.2 * archive_sample_above() END;

-- Make the sample anew, at the rate that fits the number of entries.
CREATE OR REPLACE FUNCTION archive_make_sample() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    indexes text[];
    rate int;
BEGIN
    PERFORM archive_lock_entries();
    UPDATE quotes_entrystate SET sample_rate = archive_sample_rate(entries)
        RETURNING sample_rate INTO rate;
    indexes := archive_drop_indexes('quotes_entrysample');
    TRUNCATE quotes_entrysample;
    INSERT INTO quotes_entrysample
        SELECT * FROM quotes_entry WHERE archive_in_sample(statement_id, rate);
    PERFORM archive_make_indexes(indexes);
    ANALYZE quotes_entrysample;
END $$;
