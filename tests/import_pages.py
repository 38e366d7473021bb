"""The pages of an import as an editor uses them: a file, its preview, the confirmation."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.groups import make_groups

STATEMENTS = "/admin/quotes/statement/import/"
SOURCES = "/admin/quotes/source/import/"
REASON = "Mended in a table."


def signed_in(group: str) -> Client:
    make_groups()
    user = User.objects.create_user(group, is_staff=True, first_name="Ada", last_name="Long")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, page: str, name: str, content: bytes | str) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(page, {"file": SimpleUploadedFile(name, raw)})


def outcomes(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [entry.outcome.value for entry in response.context["plan"].entries]


def reasons(response: Any) -> str:
    return " ".join(
        reason for entry in response.context["plan"].entries for reason in entry.reasons
    )


def confirm(client: Client, response: Any, page: str = STATEMENTS, **fields: Any) -> Any:
    shown = {name: response.context[name] for name in ("kept", "digest")}
    return client.post(page, {**shown, "reason": REASON, **fields})
