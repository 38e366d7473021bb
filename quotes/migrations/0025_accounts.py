"""What an account is told, and the public name that it has confirmed."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("quotes", "0024_replies_and_inquiries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('public_name', models.CharField(blank=True, max_length=150, verbose_name='public name')),
                ('named_at', models.DateTimeField(blank=True, null=True, verbose_name='public name confirmed')),
                ('letters', models.CharField(choices=[('at-once', 'at once'), ('daily', 'once a day'), ('never', 'never')], default='daily', max_length=8, verbose_name='notices by e-mail')),
                ('language', models.CharField(default='en', max_length=35, verbose_name='language')),
                ('digest_at', models.DateTimeField(blank=True, null=True, verbose_name='last digest')),
            ],
            options={
                'verbose_name': 'profile',
                'verbose_name_plural': 'profiles',
                'constraints': [models.CheckConstraint(condition=models.Q(('letters__in', ['at-once', 'daily', 'never'])), name='profile_letters_known')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('to-review', 'waits for review'), ('sent-back', 'sent back'), ('published', 'published'), ('mention', 'you are mentioned'), ('comment', 'comment'), ('assigned', 'assigned to you')], max_length=10, verbose_name='kind')),
                ('text', models.CharField(blank=True, max_length=2000, verbose_name='text')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='told at')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='sent by e-mail at')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='quotes.statement')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'indexes': [models.Index(models.F('account'), models.OrderBy(models.F('read_at'), nulls_first=True), models.OrderBy(models.F('made_at'), descending=True), name='notice_unread_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['to-review', 'sent-back', 'published', 'mention', 'comment', 'assigned'])), name='notice_kind_known')],
            },
        ),
    ]
