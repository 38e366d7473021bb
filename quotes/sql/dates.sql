-- The days that a date in EDTF (ISO 8601-2:2019) may mean. They also stand in Python
-- (`PartialDate`); a property test holds both together. Generated columns are computed with them.

-- The first or last possible day of one side of an EDTF text (ISO 8601-2:2019); NULL when it is
-- open or unknown. What is not a date is an error.
CREATE OR REPLACE FUNCTION archive_edtf_day(side text, is_last boolean) RETURNS date
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    plain text := regexp_replace(side, '[~?%]$', '');
    p text[];
    y int;
    m int;
BEGIN
    IF side IN ('', '..') THEN
        RETURN NULL;
    END IF;
    -- Digits are left out from the right only; the winter of 9999 would end in the year 10000.
    p := regexp_match(plain, '^(?!9999-24)([0-9]{4}|[0-9]{3}X(?!-)|[0-9]{2}XX(?!-))'
        '(?:-(?!XX-[0-9])([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?$');
    IF p IS NULL THEN
        RAISE EXCEPTION 'not an EDTF date: %', side USING ERRCODE = 'invalid_datetime_format';
    END IF;
    y := translate(p[1], 'X', CASE WHEN is_last THEN '9' ELSE '0' END)::int;
    IF p[2] IS NULL OR p[2] = 'XX' THEN
        RETURN CASE WHEN is_last THEN make_date(y, 12, 31) ELSE make_date(y, 1, 1) END;
    END IF;
    m := p[2]::int;
    IF m BETWEEN 21 AND 24 AND p[3] IS NULL THEN
        -- Seasons of the north: spring is March to May, winter December to the next February.
        RETURN CASE WHEN is_last
            THEN (make_date(y, 3 * (m - 20), 1) + interval '3 months - 1 day')::date
            ELSE make_date(y, 3 * (m - 20), 1) END;
    END IF;
    IF p[3] IS NULL OR p[3] = 'XX' THEN
        RETURN CASE WHEN is_last
            THEN (make_date(y, m, 1) + interval '1 month - 1 day')::date
            ELSE make_date(y, m, 1) END;
    END IF;
    RETURN make_date(y, m, p[3]::int);
END $$;

-- Sorting and filtering compare plain days: an open beginning or end is the first or last of all.
-- An unknown date (the empty text) is the first of all at both bounds where it is something said
-- or printed, so that a list with the newest first ends with what is undated.
CREATE OR REPLACE FUNCTION archive_first_day(edtf text) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(archive_edtf_day(split_part(edtf, '/', 1), false), DATE '0001-01-01');

CREATE OR REPLACE FUNCTION archive_last_day(edtf text) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN edtf = '' THEN DATE '0001-01-01' ELSE coalesce(
        archive_edtf_day(split_part(edtf, '/', CASE WHEN edtf LIKE '%/%' THEN 2 ELSE 1 END), true),
        DATE '9999-12-31') END;
