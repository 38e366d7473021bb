"""What readers write to the archive, and the replies of those who are quoted."""

import django.db.models.deletion
import quotes.models.inquiries
from django.conf import settings
from django.db import migrations, models

from quotes.sql import LoadSQL


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0023_newest_of_all'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=quotes.models.inquiries.new_reference, editable=False, max_length=16, unique=True, verbose_name='reference')),
                ('about', models.CharField(choices=[('correction', 'something is wrong'), ('source', 'a source is missing'), ('reply', 'a reply by the person quoted'), ('takedown', 'something should not be here'), ('other', 'something else')], max_length=10, verbose_name='about')),
                ('text', models.TextField(max_length=5000, verbose_name='message')),
                ('url', models.URLField(blank=True, max_length=2000, verbose_name='address of a source')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(max_length=35, verbose_name='language')),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('state', models.CharField(choices=[('new', 'new'), ('open', 'being looked into'), ('done', 'done'), ('declined', 'declined'), ('spam', 'spam')], default='new', max_length=10, verbose_name='state')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
            ],
            options={
                'verbose_name': 'message from a reader',
                'verbose_name_plural': 'messages from readers',
                'ordering': ['received_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='statement',
            name='reply',
            field=models.TextField(blank=True, help_text='What the person quoted answers to this entry, whole and in their own words.', verbose_name='reply'),
        ),
        migrations.AddField(
            model_name='statement',
            name='reply_by',
            field=models.CharField(blank=True, help_text='Who signed the reply, and when: Office of the Minister, 3 December 2026.', max_length=200, verbose_name='reply by'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reply', ''), ('reply_by', '')), models.Q(('reply__regex', '\\S'), ('reply_by__regex', '\\S')), _connector='OR'), name='statement_reply_is_signed'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='editor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='editor'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='statement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='inquiries', to='quotes.statement', verbose_name='statement'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(models.F('received_at'), models.F('id'), condition=models.Q(('state__in', ['new', 'open'])), name='inquiry_waiting'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('reference__regex', '^[23456789bcdfghjkmnpqrstvwxyz]{5,}$')), name='inquiry_reference_form'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='inquiry_has_words'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('about__in', ['correction', 'source', 'reply', 'takedown', 'other'])), name='inquiry_about_known'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['new', 'open', 'done', 'declined', 'spam'])), name='inquiry_state_known'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['new', 'open'])), models.Q(models.Q(('state__in', ['new', 'open']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='inquiry_ended_when'),
        ),
        LoadSQL('revisions', version=4),
    ]
