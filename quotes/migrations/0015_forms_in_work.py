import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def of_an_account() -> list[tuple[str, models.Field]]:
    return [
        (
            "id",
            models.BigAutoField(
                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
            ),
        ),
        ("table", models.CharField(max_length=40, verbose_name="table")),
        ("row_id", models.BigIntegerField(default=0, verbose_name="number of the row")),
        (
            "account",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("quotes", "0014_offices_and_names_in_history"),
    ]
    operations = [
        migrations.CreateModel(
            name="OpenForm",
            fields=[
                *of_an_account(),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("seen_at", models.DateTimeField(verbose_name="last seen")),
            ],
            options={
                "verbose_name": "open form",
                "verbose_name_plural": "open forms",
                "indexes": [models.Index(fields=["seen_at"], name="open_form_seen")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("table", "row_id", "account"), name="open_form_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptForm",
            fields=[
                *of_an_account(),
                ("content", models.JSONField(verbose_name="content")),
                ("kept_at", models.DateTimeField(verbose_name="kept")),
            ],
            options={
                "verbose_name": "kept form",
                "verbose_name_plural": "kept forms",
                "indexes": [models.Index(fields=["kept_at"], name="kept_form_kept")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "table", "row_id"), name="kept_form_once"
                    )
                ],
            },
        ),
    ]
