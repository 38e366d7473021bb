"""What a page says against the attribution of words that stand in it."""

from django.db import migrations, models

from quotes.sql import LoadSQL


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0005_archive_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='citation',
            name='caution',
            field=models.CharField(choices=[('unknown', 'attribution not read'), ('none', 'nothing against the attribution'), ('credited', 'credited to somebody else'), ('partly', 'credited in part to somebody else'), ('separate', 'joined from separate quotations'), ('not-said', 'reported as not said')], default='unknown', max_length=10, verbose_name='caution'),
        ),
        migrations.AddField(
            model_name='citation',
            name='credited_to',
            field=models.TextField(blank=True, verbose_name='credited by the page to'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('caution__in', ['unknown', 'none', 'credited', 'partly', 'separate', 'not-said'])), name='citation_caution_known'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('caution', 'unknown'), models.Q(('check_state', 'unchecked'), _negated=True), _connector='OR'), name='citation_caution_of_a_check'),
        ),
        # What the new version of the triggers has and the old one has not.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            "DROP TRIGGER statement_cautions_fall ON quotes_statement;"
            "DROP TRIGGER citation_caution_falls ON quotes_citation;"
            "DROP FUNCTION archive_drop_cautions();"
            "DROP FUNCTION archive_drop_caution();",
        ),
        LoadSQL('evidence', version=2),
    ]
