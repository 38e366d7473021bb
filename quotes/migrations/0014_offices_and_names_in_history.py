"""Names and offices of officials have a numbered public history, and a withdrawal names its editor.

The triggers are those of statements (migrations 0003 and 0013): numbers without a gap, each with the
hash of the one before, never changed, and none left out.
"""

import hashlib
import json

import django.core.serializers.json
from django.db import migrations, models
from django.utils import timezone

FORWARD = """
ALTER TABLE quotes_speakerrevision ADD COLUMN made_in xid8 DEFAULT pg_current_xact_id();

CREATE TRIGGER speakerrevision_never_changes BEFORE UPDATE OR DELETE ON quotes_speakerrevision
    FOR EACH ROW EXECUTE FUNCTION archive_refuse_change();

CREATE FUNCTION archive_continue_speaker_revisions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last quotes_speakerrevision;
BEGIN
    SELECT * INTO last FROM quotes_speakerrevision r
        WHERE r.speaker_id = NEW.speaker_id ORDER BY r.number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
       OR NEW.previous_sha256 <> coalesce(last.sha256, '')
    THEN
        RAISE EXCEPTION 'revision % of speaker % does not continue its history',
            NEW.number, NEW.speaker_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'speakerrevision_continues';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER speakerrevision_continues BEFORE INSERT ON quotes_speakerrevision
    FOR EACH ROW EXECUTE FUNCTION archive_continue_speaker_revisions();

CREATE FUNCTION archive_require_speaker_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    DELETE FROM quotes_unrecorded
        WHERE made_in = NEW.made_in AND kind = NEW.kind AND row_id = NEW.row_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT p.slug INTO missing FROM quotes_speaker p
        WHERE p.id = NEW.row_id
          AND EXISTS (SELECT FROM quotes_statement s
                      WHERE s.speaker_id = p.id AND s.state = 'published')
          AND NOT EXISTS (SELECT FROM quotes_speakerrevision r
                          WHERE r.speaker_id = p.id AND r.made_in = NEW.made_in);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'speaker % would have other names or offices without a revision', missing
            USING ERRCODE = 'check_violation', CONSTRAINT = 'speaker_change_is_recorded',
                  HINT = 'Change it in the admin or through quotes.editing.record_changes.';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER speaker_change_is_recorded AFTER INSERT ON quotes_unrecorded
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'speaker') EXECUTE FUNCTION archive_require_speaker_revision();
"""

BACKWARD = """
DROP FUNCTION archive_require_speaker_revision() CASCADE;
DROP FUNCTION archive_continue_speaker_revisions() CASCADE;
"""

# Of each table: the columns that a speaker's public state is made of, and the speakers concerned.
PUBLIC = {
    "speaker": ("id, name, name_fr", "id"),
    "role": (
        "id, speaker_id, title, title_fr, organization, country, since, until",
        "speaker_id",
    ),
}

TRANSITIONS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}


def _triggers():
    """The commands that make the triggers, and those that drop them."""
    for table, (columns, speaker) in PUBLIC.items():
        query = (
            f"SELECT {speaker} AS id FROM changed WHERE EXISTS (SELECT FROM quotes_statement s"
            f" WHERE s.speaker_id = changed.{speaker} AND s.state = ''published'')"
        )
        for operation, transition in TRANSITIONS.items():
            name = f"change_noted_of_speaker_{operation}"
            yield (
                f"CREATE TRIGGER {name} AFTER {operation} ON quotes_{table} {transition}"
                " FOR EACH STATEMENT EXECUTE FUNCTION"
                f" archive_note_public_change('speaker', '{columns}', '{query}')",
                f"DROP TRIGGER {name} ON quotes_{table}",
            )


def _first_revisions(apps, schema_editor):
    """What officials are called and held on the day that their history begins."""
    Speaker = apps.get_model("quotes", "Speaker")
    Role = apps.get_model("quotes", "Role")
    SpeakerRevision = apps.get_model("quotes", "SpeakerRevision")
    public = Speaker.objects.filter(statements__state="published").distinct().order_by("pk")
    made_at = timezone.now()
    for speaker in public.iterator():
        roles = Role.objects.filter(speaker=speaker).order_by("held_from", "held_to", "pk")
        state = {"name": speaker.name, "name_fr": speaker.name_fr, "roles": [_role(r) for r in roles]}
        written = json.dumps(state, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        SpeakerRevision.objects.create(
            speaker_id=speaker.pk,
            slug=speaker.slug,
            number=1,
            made_at=made_at,
            reason="Names and offices are recorded from here on",
            public_state=state,
            sha256=hashlib.sha256(f"\n{written}".encode()).hexdigest(),
        )


def _role(role):
    texts = {name: getattr(role, name) for name in ("title", "title_fr", "organization", "country")}
    return texts | {"since": role.since.text, "until": role.until.text}


class Migration(migrations.Migration):
    dependencies = [("quotes", "0013_every_change_kept")]

    operations = [
        migrations.AddField(
            "redirect",
            "editor_name",
            models.CharField("editor", max_length=150, blank=True, default=""),
        ),
        migrations.CreateModel(
            name="SpeakerRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("speaker", models.ForeignKey(to="quotes.speaker", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="revisions", verbose_name="official")),
                ("slug", models.CharField("slug", max_length=120)),
                ("number", models.PositiveIntegerField("number")),
                ("made_at", models.DateTimeField("made")),
                ("editor_name", models.CharField("editor", max_length=150, blank=True)),
                ("reason", models.TextField("reason")),
                ("public_state", models.JSONField("public state", encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("sha256", models.CharField(max_length=64)),
                ("previous_sha256", models.CharField(max_length=64, blank=True)),
            ],
            options={
                "verbose_name": "revision of an official",
                "verbose_name_plural": "revisions of officials",
                "ordering": ["speaker_id", "number"],
                "indexes": [
                    models.Index(fields=["-made_at", "-id"], condition=models.Q(number__gt=1), name="speakerrevision_corrections"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(reason__regex=r"\S"), name="speakerrevision_has_reason"),
                    models.UniqueConstraint(fields=["speaker", "number"], name="speakerrevision_numbered_once"),
                    models.CheckConstraint(condition=models.Q(number__gte=1), name="speakerrevision_from_one"),
                    models.CheckConstraint(condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="speakerrevision_sha256_form"),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        *(migrations.RunSQL(forward, backward) for forward, backward in _triggers()),
        migrations.RunPython(_first_revisions, migrations.RunPython.noop),
    ]
