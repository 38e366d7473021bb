"""Faster estimates and names: a sample of half the size with an index of days; folded labels."""

import quotes.models.columns
from django.db import migrations, models

# Entries are sampled down to a share of archive_sample_above() between a half of `most` and `most`;
# the sample is made anew when it has grown or shrunk beyond that by a fifth.
SAMPLING = """
CREATE OR REPLACE FUNCTION archive_sample_rate(entries bigint) RETURNS int
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN entries <= archive_sample_above() THEN 0
        ELSE 2 ^ ceil(log(2, entries / ({most} * archive_sample_above()))) END::int;

CREATE OR REPLACE FUNCTION archive_sample_is_due(entries bigint, rate int) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN rate = 0 THEN entries > archive_sample_above()
        WHEN rate & (rate - 1) <> 0 THEN true
        ELSE entries / rate NOT BETWEEN {most} * 0.4 * archive_sample_above()
            AND {most} * 1.2 * archive_sample_above() END;

DO $$ BEGIN
    IF (SELECT sample_rate > 0 FROM quotes_entrystate) THEN PERFORM archive_make_sample(); END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0007_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='facet',
            name='folded',
            field=models.GeneratedField(db_persist=True, expression=quotes.models.columns.Fold('label'), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='facet',
            name='folded_fr',
            field=models.GeneratedField(db_persist=True, expression=quotes.models.columns.Fold('label_fr'), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='entrysample',
            index=models.Index(fields=['said_to', 'said_from'], name='entrysample_days'),
        ),
        migrations.RunSQL(SAMPLING.format(most=0.375), SAMPLING.format(most=0.75)),
    ]
