"""What changed of what is public is kept in the order of the commits, from the first publication."""

from django.db import migrations, models

from quotes.sql import LoadSQL

# What was public before there was a list of changes, as if it had been noted then. Of what stands
# no more, the records of addresses say when it went.
NOTE_WHAT_WAS = """
    INSERT INTO quotes_publicchange (about, key, act, number, made_at, made_in, mark)
    SELECT about, key, act, number, at, 0, left(gen_random_uuid()::text, 8) FROM (
        SELECT 'statement' AS about, s.public_id AS key, 2 AS rank, r.id, r.number, r.made_at AS at,
            CASE r.number WHEN 1 THEN 'published' ELSE 'revised' END AS act
        FROM quotes_revision r JOIN quotes_statement s ON s.id = r.statement_id
        UNION ALL
        SELECT 'statement', s.public_id, 2, s.id, NULL, s.published_at, 'published'
        FROM quotes_statement s WHERE s.state = 'published'
            AND NOT EXISTS (SELECT FROM quotes_revision r WHERE r.statement_id = s.id)
        UNION ALL
        SELECT 'speaker', coalesce(p.slug, r.slug), 1, r.id, r.number, r.made_at,
            CASE r.number WHEN 1 THEN 'published' ELSE 'revised' END
        FROM quotes_speakerrevision r LEFT JOIN quotes_speaker p ON p.id = r.speaker_id
        UNION ALL
        SELECT 'speaker', p.slug, 1, p.id, NULL, now(), 'published'
        FROM quotes_speaker p WHERE archive_is_public('speaker', p.slug)
            AND NOT EXISTS (SELECT FROM quotes_speakerrevision r WHERE r.speaker_id = p.id)
        UNION ALL
        SELECT 'source', d.public_id, 0, d.id, NULL, now(), 'published'
        FROM quotes_source d WHERE archive_is_public('source', d.public_id)
        UNION ALL
        SELECT 'outlet', o.slug, 0, o.id, NULL, now(), 'published'
        FROM quotes_outlet o WHERE archive_is_public('outlet', o.slug)
        UNION ALL
        SELECT 'topic', t.slug, 0, t.id, NULL, now(), 'published'
        FROM quotes_topic t WHERE archive_is_public('topic', t.slug)
        UNION ALL
        SELECT r.kind, r.old, 3, r.id, NULL, r.made_at, 'gone'
        FROM quotes_redirect r WHERE NOT archive_is_public(r.kind, r.old) AND (
            coalesce(r.speaker_id, r.outlet_id, r.topic_id, r.source_id, r.statement_id) IS NULL
            OR EXISTS (SELECT FROM quotes_merge m WHERE m.kind = r.kind AND m.merged_key = r.old
                       AND m.undone_at IS NULL))
    ) AS was ORDER BY at, rank, id
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0014_words_of_public_states")]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("speaker", "official"),
                            ("outlet", "outlet"),
                            ("topic", "topic"),
                            ("source", "source"),
                            ("statement", "statement"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.TextField()),
                ("act", models.CharField(max_length=10)),
                ("number", models.PositiveIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_in", models.BigIntegerField()),
                ("mark", models.CharField(max_length=8)),
            ],
            options={
                "verbose_name": "public change",
                "verbose_name_plural": "public changes",
                "indexes": [models.Index("about", "key", "id", name="public_change_of")],
            },
        ),
        LoadSQL("public_changes", version=1),
        migrations.RunSQL(NOTE_WHAT_WAS, migrations.RunSQL.noop),
    ]
