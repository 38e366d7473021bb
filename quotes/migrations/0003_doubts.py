"""Whether a wording, or who said it, is doubtful, and why."""

from django.conf import settings
from django.db import migrations, models

from quotes.sql import LoadSQL


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0002_sql'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='citation',
            name='doubt',
            field=models.CharField(blank=True, choices=[('back-translation', 'back-translation'), ('disputed', 'disputed wording')], help_text='A doubtful wording comes last everywhere and is never offered first for citing.', max_length=20, verbose_name='doubt'),
        ),
        migrations.AddField(
            model_name='citation',
            name='doubt_reason',
            field=models.TextField(blank=True, verbose_name='reason for the doubt'),
        ),
        migrations.AddField(
            model_name='statement',
            name='doubt',
            field=models.CharField(blank=True, choices=[('disputed', 'disputed attribution'), ('misattributed', 'misattributed')], help_text='Shown with its reason wherever the statement is.', max_length=20, verbose_name='doubt'),
        ),
        migrations.AddField(
            model_name='statement',
            name='doubt_reason',
            field=models.TextField(blank=True, verbose_name='reason for the doubt'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('doubt__in', ['', 'back-translation', 'disputed'])), name='citation_doubt_known'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('doubt', ''), ('doubt_reason', '')), models.Q(models.Q(('doubt', ''), _negated=True), ('doubt_reason__regex', '\\S')), _connector='OR'), name='citation_doubt_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('doubt__in', ['', 'disputed', 'misattributed'])), name='statement_doubt_known'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('doubt', ''), ('doubt_reason', '')), models.Q(models.Q(('doubt', ''), _negated=True), ('doubt_reason__regex', '\\S')), _connector='OR'), name='statement_doubt_has_reason'),
        ),
        LoadSQL('revisions', version=2),
    ]
