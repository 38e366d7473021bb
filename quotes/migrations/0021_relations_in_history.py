"""A relation between two published statements is part of what each of them says in public.

It is told on both pages, so that a relation that comes, changes or goes asks for a revision of
both (see migration 0013). So does a statement that is published or withdrawn, of those related to
it: a page shows no relation with what is not public. Revisions made before say nothing of
relations and stay as they are.
"""

from django.db import migrations

# Of each table: the columns that matter, and the statements that a changed row concerns.
PUBLIC = {
    "relation": (
        "id, kind, from_statement_id, to_statement_id, reason",
        "SELECT s.id FROM changed"
        " JOIN quotes_statement one ON one.id = from_statement_id AND one.state = 'published'"
        " JOIN quotes_statement two ON two.id = to_statement_id AND two.state = 'published'"
        " CROSS JOIN LATERAL (VALUES (one.id), (two.id)) AS s (id)",
    ),
    "statement": (
        "id, state",
        "SELECT s.id FROM changed"
        " JOIN quotes_relation r ON changed.id IN (r.from_statement_id, r.to_statement_id)"
        " JOIN quotes_statement s ON s.state = 'published' AND s.id <> changed.id"
        "  AND s.id IN (r.from_statement_id, r.to_statement_id)"
        " WHERE changed.state = 'published'",
    ),
}

TRANSITIONS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


def _triggers():
    """The commands that make the triggers, and those that drop them."""
    for table, (columns, query) in PUBLIC.items():
        call = f"archive_note_public_change('statement', {_quoted(columns)}, {_quoted(query)})"
        for operation, transition in TRANSITIONS.items():
            name = f"change_noted_of_related_{operation}"
            yield (
                f"CREATE TRIGGER {name} AFTER {operation} ON quotes_{table} {transition}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {call}",
                f"DROP TRIGGER {name} ON quotes_{table}",
            )


class Migration(migrations.Migration):
    dependencies = [("quotes", "0020_check_falls_with_its_words")]

    operations = [migrations.RunSQL(forward, backward) for forward, backward in _triggers()]
