"""A record of each merge; and a capture may follow its document when two sources are one."""

from django.db import migrations, models

# A capture is still never changed or deleted: only whose it is may change, and only in a
# transaction that says so (quotes.editing.journal.moving_captures).
FORWARD = """
CREATE FUNCTION archive_keep_capture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND coalesce(current_setting('archive.move_captures', true), '') = 'on'
       AND to_jsonb(NEW) - 'source_id' = to_jsonb(OLD) - 'source_id'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;

DROP TRIGGER capture_never_changes ON quotes_capture;
CREATE TRIGGER capture_never_changes BEFORE UPDATE OR DELETE ON quotes_capture
    FOR EACH ROW EXECUTE FUNCTION archive_keep_capture();
"""

BACKWARD = """
DROP TRIGGER capture_never_changes ON quotes_capture;
CREATE TRIGGER capture_never_changes BEFORE UPDATE OR DELETE ON quotes_capture
    FOR EACH ROW EXECUTE FUNCTION archive_refuse_change();
DROP FUNCTION archive_keep_capture();
"""

KINDS = [
    ('speaker', 'official'),
    ('outlet', 'outlet'),
    ('topic', 'topic'),
    ('source', 'source'),
    ('statement', 'statement'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0010_sample_drawn_by_hash'),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=KINDS, max_length=10, verbose_name='kind')),
                ('kept_id', models.BigIntegerField(verbose_name='number of the row that was kept')),
                ('kept_name', models.TextField(verbose_name='kept')),
                ('merged_key', models.CharField(max_length=160, verbose_name='address part of the one that was merged')),
                ('merged_name', models.TextField(verbose_name='merged into it')),
                ('moved', models.JSONField(verbose_name='what moved')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('editor_name', models.CharField(blank=True, max_length=150, verbose_name='editor')),
                ('reason', models.TextField(verbose_name='reason')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone')),
            ],
            options={
                'verbose_name': 'merge',
                'verbose_name_plural': 'merges',
                'ordering': ['-made_at', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', [kind for kind, _ in KINDS])), name='merge_kind_known'),
                    models.CheckConstraint(condition=models.Q(('reason__regex', r'\S')), name='merge_has_reason'),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
