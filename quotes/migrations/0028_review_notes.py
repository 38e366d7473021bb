import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


SENT_BACK = "Sent back: "


def keep_reasons(apps, _schema_editor):
    """The reasons of before stood in the history alone; what was public-to-be then is not known."""
    entries = apps.get_model("admin", "LogEntry").objects.filter(
        content_type__app_label="quotes",
        content_type__model="statement",
        change_message__startswith=SENT_BACK,
    )
    known = set(apps.get_model("quotes", "Statement").objects.values_list("pk", flat=True))
    note = apps.get_model("quotes", "ReviewNote")
    note.objects.bulk_create(
        note(
            statement_id=int(entry.object_id),
            author_id=entry.user_id,
            text=entry.change_message.removeprefix(SENT_BACK),
            sent_back={},
            written_at=entry.action_time,
        )
        for entry in entries.iterator()
        if int(entry.object_id) in known
    )


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0027_invitations'),
        ('admin', '0003_logentry_add_action_flag_choices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assigned_at', models.DateTimeField(auto_now=True, verbose_name='assigned')),
                ('assigned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned by')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='assignment', to='quotes.statement', verbose_name='statement')),
            ],
            options={
                'default_permissions': (),
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
            },
        ),
        migrations.CreateModel(
            name='ReviewNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='comment')),
                ('sent_back', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, verbose_name='when sent back')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('mentioned', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='mentioned')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_notes', to='quotes.statement', verbose_name='statement')),
            ],
            options={
                'default_permissions': (),
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
                'ordering': ['written_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='review_note_has_text')],
            },
        ),
        migrations.RunPython(keep_reasons, migrations.RunPython.noop, elidable=True),
    ]
