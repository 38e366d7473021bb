"""Pages that are to be read for the archive, until an editor confirms them; what a browser sends."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Not by Django, which would write it without ON DELETE: see the model WatchedPage.
OF_SOURCE = """
ALTER TABLE quotes_queuedpage ADD CONSTRAINT queued_page_source
    FOREIGN KEY (source_id) REFERENCES quotes_source (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0021_sources_are_followed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QueuedPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aim', models.CharField(choices=[('source', 'new source'), ('text', 'text of a source')], default='source', max_length=8, verbose_name='aim')),
                ('url', models.TextField(verbose_name='URL')),
                ('canonical_url', models.TextField(verbose_name='canonical URL')),
                ('host', models.TextField(verbose_name='host')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('read', 'to be confirmed'), ('here', 'already here'), ('failed', 'not read'), ('added', 'added')], default='waiting', max_length=8, verbose_name='state')),
                ('told', models.TextField(blank=True, verbose_name='result')),
                ('language', models.CharField(default='en', max_length=8, verbose_name='language of the result')),
                ('tries', models.PositiveIntegerField(default=0, verbose_name='tries')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='last asked for')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next try')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('how', models.CharField(choices=[('fetched', 'fetched'), ('pasted', 'pasted'), ('uploaded', 'uploaded'), ('sent', 'sent from the browser')], default='fetched', max_length=8, verbose_name='how')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='taken')),
                ('title', models.TextField(blank=True, verbose_name='title')),
                ('document', models.JSONField(blank=True, null=True, verbose_name='what was read')),
                ('origin', models.JSONField(blank=True, default=dict, verbose_name='origin')),
                ('words', models.TextField(blank=True, verbose_name='selected words')),
            ],
            options={
                'verbose_name': 'page in the queue',
                'verbose_name_plural': 'pages in the queue',
            },
        ),
        migrations.RemoveConstraint(
            model_name='capture',
            name='capture_how_known',
        ),
        migrations.AlterField(
            model_name='capture',
            name='how',
            field=models.CharField(choices=[('fetched', 'fetched'), ('pasted', 'pasted'), ('uploaded', 'uploaded'), ('sent', 'sent from the browser')], max_length=8, verbose_name='how'),
        ),
        migrations.AddConstraint(
            model_name='capture',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ['fetched', 'pasted', 'uploaded', 'sent'])), name='capture_how_known'),
        ),
        migrations.AddField(
            model_name='queuedpage',
            name='account',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='queuedpage',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='queued', to='quotes.source', verbose_name='source'),
        ),
        migrations.AddIndex(
            model_name='queuedpage',
            index=models.Index(fields=['account', '-id'], name='queued_page_of_account'),
        ),
        migrations.AddIndex(
            model_name='queuedpage',
            index=models.Index(fields=['state', 'due_at'], name='queued_page_due'),
        ),
        migrations.AddIndex(
            model_name='queuedpage',
            index=models.Index(fields=['host', 'asked_at'], name='queued_page_of_host'),
        ),
        migrations.AddConstraint(
            model_name='queuedpage',
            constraint=models.CheckConstraint(condition=models.Q(('aim__in', ['source', 'text'])), name='queued_page_aim_known'),
        ),
        migrations.AddConstraint(
            model_name='queuedpage',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'read', 'here', 'failed', 'added'])), name='queued_page_state_known'),
        ),
        migrations.AddConstraint(
            model_name='queuedpage',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ['fetched', 'pasted', 'uploaded', 'sent'])), name='queued_page_how_known'),
        ),
        migrations.RunSQL(OF_SOURCE, migrations.RunSQL.noop),
    ]
