"""The functions and triggers, from their files in ``quotes/sql``."""

from django.db import migrations

from quotes.sql import LoadSQL


class Migration(migrations.Migration):

    dependencies = [('quotes', '0001_tables')]

    replaces = [
        ('quotes', '0003_guards'),
        ('quotes', '0005_entry_functions'),
        ('quotes', '0006_entry_triggers'),
        ('quotes', '0018_alike'),
        ('quotes', '0020_check_falls_with_its_words'),
        ('quotes', '0021_relations_in_history'),
        ('quotes', '0022_no_change_after_its_revision'),
    ]

    operations = [
        LoadSQL('changed_rows', version=1),
        LoadSQL('search_words', version=1),
        LoadSQL('facets', version=1),
        LoadSQL('search_index', version=1),
        LoadSQL('sampling', version=1),
        LoadSQL('spelling', version=1),
        LoadSQL('search_index_check', version=1),
        LoadSQL('search_index_triggers', version=1),
        LoadSQL('record_rules', version=1),
        LoadSQL('evidence', version=1),
        LoadSQL('change_log', version=1),
        LoadSQL('revisions', version=1),
        LoadSQL('emptying', version=1),
        # What is published already, and the one row with what is counted of all.
        migrations.RunSQL('SELECT archive_rebuild_entries()', migrations.RunSQL.noop),
    ]
