import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0028_review_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('title', models.CharField(max_length=400, verbose_name='what was done')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('chosen', models.BigIntegerField(null=True, verbose_name='number of what was chosen')),
                ('rows', models.JSONField(default=list, verbose_name='statements')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'act that can be undone',
                'verbose_name_plural': 'acts that can be undone',
                'ordering': ['-made_at', '-pk'],
                'default_permissions': ('view',),
            },
        ),
    ]
