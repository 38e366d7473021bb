"""The version of the archive, which answers are kept under."""

from django.db import migrations, models

from quotes.sql import LoadSQL


class Migration(migrations.Migration):

    dependencies = [('quotes', '0004_former_addresses_and_descriptions')]

    operations = [
        migrations.CreateModel(
            name='ArchiveVersion',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=0)),
                ('mark', models.UUIDField()),
            ],
            options={
                'verbose_name': 'version of the archive',
                'verbose_name_plural': 'version of the archive',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='archiveversion_one_row')],
            },
        ),
        LoadSQL('archive_version', version=1),
        migrations.RunSQL(
            'INSERT INTO quotes_archiveversion (id, number, mark) VALUES (1, 0, gen_random_uuid())',
            migrations.RunSQL.noop,
        ),
    ]
