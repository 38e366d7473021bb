"""Phrases are held against the words as they were printed; lists can begin with what was added last.

An unknown day within a year or a month is no longer the newest of it.
"""

from datetime import UTC, datetime

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from quotes.models.search_index import PhraseKeys
from quotes.sql import LoadSQL

NEWEST_FIRST = (
    models.OrderBy(models.F('said_from'), descending=True),
    models.OrderBy(models.F('said_to'), descending=True),
    models.OrderBy(models.F('statement'), descending=True),
)


class Migration(migrations.Migration):

    dependencies = [('quotes', '0007_outlet_aliases')]

    operations = [
        migrations.RemoveIndex(model_name='entry', name='entry_newest_first'),
        migrations.RemoveIndex(model_name='entry', name='entry_most_cited'),
        *[
            migrations.AddField(table, name, field, preserve_default=False)
            for table in ('entry', 'entrysample')
            for name, field in (
                ('added', models.DateTimeField(default=datetime(1970, 1, 1, tzinfo=UTC))),
                ('printed', models.TextField(default='')),
            )
        ],
        LoadSQL('printed_words', version=1),
        LoadSQL('search_index', version=2),
        LoadSQL('search_index_triggers', version=2),
        migrations.AddIndex('entry', models.Index(*NEWEST_FIRST, name='entry_newest_first')),
        migrations.AddIndex(
            'entry',
            models.Index(models.F('said_to'), models.F('said_from'), models.F('statement'), name='entry_oldest_first'),
        ),
        migrations.AddIndex(
            'entry',
            models.Index(models.OrderBy(models.F('sources'), descending=True), *NEWEST_FIRST, name='entry_most_cited'),
        ),
        migrations.AddIndex(
            'entry',
            models.Index(
                models.OrderBy(models.F('added'), descending=True),
                models.OrderBy(models.F('statement'), descending=True),
                name='entry_last_added',
            ),
        ),
        *[
            migrations.AddIndex(
                table, GinIndex(PhraseKeys('printed'), fastupdate=False, name=f'{table}_phrases')
            )
            for table in ('entry', 'entrysample')
        ],
        migrations.RunSQL('SELECT archive_rebuild_entries()', migrations.RunSQL.noop),
    ]
