"""The groups of accounts: made by their command once in a process, and then as it left them."""

from django.core.management import call_command
from django.db import connection

# A group, and a permission of it by its names: ids change when the database is flushed.
Granted = tuple[str, str, str]

GRANTED = """
SELECT auth_group.name, app_label || '.' || model, codename
FROM auth_group_permissions
JOIN auth_group ON auth_group.id = group_id
JOIN auth_permission ON auth_permission.id = permission_id
JOIN django_content_type ON django_content_type.id = content_type_id
"""
GRANT = """
WITH kept AS (
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) AS kept (name, model, codename)
), made AS (
    INSERT INTO auth_group (name) SELECT DISTINCT name FROM kept
    ON CONFLICT (name) DO NOTHING RETURNING id, name
)
INSERT INTO auth_group_permissions (group_id, permission_id)
SELECT made.id, auth_permission.id
FROM kept
JOIN made USING (name)
JOIN auth_permission USING (codename)
JOIN django_content_type AS type
    ON type.id = content_type_id AND app_label || '.' || type.model = kept.model
"""

_granted: list[Granted] = []


def make_groups() -> None:
    """Make them where they are not there, in one query for the two dozen of the command."""
    with connection.cursor() as cursor:
        if _granted:
            cursor.execute(GRANT, [list(column) for column in zip(*_granted, strict=True)])
            return
        call_command("make_groups", verbosity=0)
        cursor.execute(GRANTED)
        _granted.extend(cursor.fetchall())
