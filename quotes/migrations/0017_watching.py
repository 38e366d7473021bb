"""What the watch has found of the pages that are cited."""

import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("unseen", "not looked at yet"),
    ("readable", "readable"),
    ("missing", "not found"),
    ("blocked", "cannot be read"),
]

# Not by Django, which would write it without ON DELETE: see quotes/models/link_checks.py.
CONSTRAIN = """
ALTER TABLE quotes_watchedpage ADD CONSTRAINT watched_page_source
    FOREIGN KEY (source_id) REFERENCES quotes_source (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0016_proposals")]
    operations = [
        migrations.CreateModel(
            name="WatchedPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=STATES, default="unseen", max_length=8, verbose_name="page"
                    ),
                ),
                ("told", models.TextField(blank=True, verbose_name="what was found")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="looks in vain")),
                (
                    "failing_since",
                    models.DateTimeField(blank=True, null=True, verbose_name="in vain since"),
                ),
                (
                    "looked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="looked at"),
                ),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="next look")),
                ("read_url", models.TextField(blank=True, verbose_name="address of the last look")),
                ("etag", models.TextField(blank=True)),
                ("last_modified", models.TextField(blank=True)),
                ("article_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "seen_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="noted by an editor"),
                ),
                (
                    "archive_due_at",
                    models.DateTimeField(
                        blank=True,
                        db_index=True,
                        null=True,
                        verbose_name="an archived copy is asked for next",
                    ),
                ),
                (
                    "archive_tries",
                    models.PositiveIntegerField(
                        default=0, verbose_name="tries for an archived copy"
                    ),
                ),
                (
                    "archive_told",
                    models.TextField(blank=True, verbose_name="what the web archive answered"),
                ),
                (
                    "capture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="quotes.capture",
                        verbose_name="text of the last look",
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="watched",
                        to="quotes.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "watched page",
                "verbose_name_plural": "watched pages",
                "ordering": ["-looked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", [name for name, _ in STATES])),
                        name="watched_page_state_known",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            CONSTRAIN, "ALTER TABLE quotes_watchedpage DROP CONSTRAINT watched_page_source"
        ),
    ]
