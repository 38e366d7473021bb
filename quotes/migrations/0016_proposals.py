"""What was found in articles, and what editors decided about it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DECISIONS = [
    ("open", "open"),
    ("accepted", "accepted"),
    ("rejected", "rejected"),
    ("merged", "added as another wording"),
]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("quotes", "0015_forms_in_work"),
    ]
    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField(verbose_name="start")),
                ("end", models.PositiveIntegerField(verbose_name="end")),
                (
                    "candidate",
                    models.JSONField(blank=True, default=dict, verbose_name="as found"),
                ),
                ("values", models.JSONField(default=dict, verbose_name="as edited")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "decision",
                    models.CharField(
                        choices=DECISIONS, default="open", max_length=8, verbose_name="decision"
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided"),
                ),
                (
                    "made",
                    models.JSONField(blank=True, default=dict, verbose_name="what was written"),
                ),
                (
                    "capture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="quotes.capture",
                        verbose_name="capture",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposals",
                        to="quotes.statement",
                        verbose_name="statement",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["start", "end", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", [name for name, _ in DECISIONS])),
                        name="proposal_decision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))),
                        name="proposal_end_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decision", "open"),
                                ("statement__isnull", True),
                            ),
                            models.Q(
                                models.Q(("decision", "open"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_decided_when",
                    ),
                ],
            },
        ),
    ]
