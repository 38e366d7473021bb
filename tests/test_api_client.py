"""A typed client, generated from the description of the API, reads a running archive."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction

from quotes.editing import EditContext, record_changes
from quotes.models import Figure
from tests import factories, openapi

pytestmark = pytest.mark.django_db(transaction=True)

PACKAGE = "archive_client"


@pytest.fixture(scope="module")
def client_package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(openapi.description()))
    (folder / "settings.yaml").write_text("post_hooks: []\n")
    program = Path(sys.executable).with_name("openapi-python-client")
    asked = ["generate", "--path", "openapi.json", "--output-path", PACKAGE]
    asked += ["--meta", "none", "--config", "settings.yaml", "--fail-on-warning"]
    done = subprocess.run(
        [program, *asked], cwd=folder, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def operation(name: str) -> Any:
    """What asks for one operation: ``operation("statements.list_statements")``."""
    return importlib.import_module(f"{PACKAGE}.api.{name}").sync


def model(name: str, of: str) -> Any:
    return getattr(importlib.import_module(f"{PACKAGE}.models.{of}"), name)


def test_a_generated_client_reads_the_archive(client_package: ModuleType, live_server: Any):
    speaker = factories.speaker("Ann Able", slug="ann-able")
    made = [
        factories.statement(f"2025-05-{10 + number}", speaker=speaker, topics=(factories.topic(),))
        for number in range(12)
    ]
    with transaction.atomic():
        Figure.objects.create(statement=made[0], quantity="cost", low=17.5, unit="USD")
        record_changes([], EditContext("It names a number", overrides_check=True))
    with client_package.Client(base_url=live_server.url) as client:
        part = operation("statements.list_statements")(
            client=client,
            speaker=["ann-able"],
            sort=model("ListStatementsSort", "list_statements_sort").OLDEST,
        )
        assert part.count.number == 12
        assert [one.public_id for one in part.statements] == [one.public_id for one in made]
        first = part.statements[0]
        assert (first.text, first.speaker.name) == (made[0].text, "Ann Able")
        assert first.said.first.isoformat() == "2025-05-10"
        assert first.citations[0].check.value == "unchecked"
        assert first.figures[0].low == 17.5

        expand = model("GetStatementExpandItem", "get_statement_expand_item").OFFICIALS
        one = operation("statements.get_statement")(first.public_id, client=client, expand=[expand])
        assert [official.slug for official in one.included.officials] == ["ann-able"]

        missing = operation("officials.get_official")("nobody", client=client)
        assert (type(missing).__name__, missing.status) == ("Problem", 404)
        refused = operation("sources.list_sources")(client=client, speaker=["nobody"])
        assert "nobody" in refused.errors[0]

        cursor, seen = "0", []
        while True:
            news = operation("changes.list_changes")(client=client, since=cursor)
            seen += news.changes
            cursor = news.cursor
            if news.next_ is None:
                break
        kinds = {type(change.object_).__name__ for change in seen}
        assert kinds == {
            "WholeStatement",
            "WholeOfficial",
            "WholeSource",
            "WholeOutlet",
            "WholeTopic",
        }
