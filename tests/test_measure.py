"""tools/measure.py counts what is there: on small checkouts, and on this one against Python."""

from pathlib import Path
from textwrap import dedent

import pytest
from django.conf import settings
from django.contrib import admin

from tools import measure
from tools.measure import Checkout


@pytest.fixture
def checkout(tmp_path: Path):
    """Writes files, given by their path, into a checkout and reads it."""

    def made(**files: str) -> Checkout:
        for name, text in files.items():
            path = tmp_path / "quotes" / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        return Checkout(tmp_path)

    return made


def contract(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(dedent(text))


def test_ancestors_are_found_through_other_modules_and_under_other_names(checkout):
    found = checkout(
        admin__base="class Base(ModelAdmin):\n    def get_urls(self): ...\n",
        admin__acts="""
            from . import base
            from .base import Base as Root

            class Acting(Root):
                def get_urls(self): ...

            class Beside(base.Base[int]): ...
            """,
        admin__people="""
            from quotes.admin.acts import Acting, Beside

            class SpeakerAdmin(Acting, Beside):
                def get_urls(self): ...
                def clean(self): ...
            """,
    )
    top = ("quotes.admin.people", "SpeakerAdmin")
    assert found.deepest() == top
    assert {name for _, name in found.ancestors[top]} == {"Acting", "Beside", "Base"}
    assert found.defined_below(top) == [("get_urls", 3), ("clean", 1)]


def test_the_towers_of_this_checkout_are_those_that_python_makes():
    found = Checkout(settings.BASE_DIR)
    seen = {}
    for site_admin in admin.site._registry.values():
        kind = type(site_admin)
        if kind.__module__.startswith("quotes."):
            seen[kind.__module__, kind.__name__] = {
                (base.__module__, base.__name__)
                for base in kind.__mro__[1:]
                if base.__module__.partition(".")[0] in measure.PACKAGES
            }
    assert seen
    assert {key: found.ancestors[key] for key in seen} == seen


def test_names_with_two_meanings(checkout):
    found = checkout(
        a="class Change: ...\nclass Command: ...\ndef told(): ...\nclass Once: ...\n",
        b="class _Change: ...\nclass Command: ...\ndef told(): ...\n"
        "class Own:\n    def own(self): ...\n",
        c__a="def own(): ...\n",
    )
    assert measure.repeated(found.class_homes()) == {"Change": ["quotes.a", "quotes.b"]}
    assert measure.repeated(found.function_homes()) == {"told": ["quotes.a", "quotes.b"]}
    assert measure.repeated(found.file_homes()) == {"a.py": ["quotes.a", "quotes.c.a"]}


def test_the_files_that_name_a_column(checkout):
    found = checkout(
        models__statements="""
            class Statement(Model):
                said_basis = models.CharField()
                speaker = models.ForeignKey("Speaker", CASCADE)
                objects = StatementQuerySet.as_manager()
            """,
        exports="NAMES = ['said_basis']\n",
        other="unsaid_basis = said_basis_of = 1\n",
        migrations__one="said_basis = 1\n",
    )
    assert found.columns == ["said_basis", "speaker"]
    assert found.files_with("said_basis") == ["quotes.exports", "quotes.models.statements"]


def test_imports_are_told_apart_by_when_they_are_made(checkout):
    found = checkout(
        models____init__="",
        models__people="""
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                from quotes.views import pages

            def late():
                from quotes import text
            """,
        views__pages="from quotes.models.people import Speaker\nimport quotes.text as words\n",
        text="",
    )
    assert found.edges() == {
        ("quotes.views.pages", "quotes.models.people"),
        ("quotes.views.pages", "quotes.text"),
    }
    assert [i.imported for i in found.imports if i.is_deferred] == ["quotes.text"]
    assert [i.imported for i in found.imports if i.is_for_types] == ["quotes.views.pages"]


def test_an_import_into_a_higher_layer_is_upward(checkout, tmp_path: Path):
    files = {
        "views__pages": "from quotes.models import people\n",
        "models__people": "def late():\n    from quotes.views import pages\n",
        "text": "",
    }
    assert checkout(**files).upward_imports() is None
    contract(
        tmp_path,
        """
        [[tool.importlinter.contracts]]
        name = "Imports point down"
        type = "layers"
        containers = ["quotes"]
        layers = ["views | (admin)", "models", "text"]
        """,
    )
    assert checkout(**files).upward_imports() == ["quotes.models.people → quotes.views.pages"]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([], []),
        ([("a", "b"), ("b", "c"), ("a", "c")], []),
        ([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")], [["a", "b", "c"]]),
        ([("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "c")], [["a", "b"], ["c", "d"]]),
    ],
)
def test_cycles(edges: list[measure.Edge], expected: list[list[str]]):
    assert measure.cycles(edges) == expected


def test_the_table_has_a_column_for_each_checkout(checkout, tmp_path: Path, capsys):
    checkout(
        admin__people="""
            from typing import Any  # type: ignore[x]

            class SpeakerAdmin(ModelAdmin):
                def clean(self, row: Any) -> None:
                    "Any of them, # type: ignore"
            """,
        other="x = 1  # type: ignore\n",
    )
    measure.main(["--root", str(tmp_path), "--root", str(tmp_path), "--details"])
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == f"| measured | {tmp_path.name} | {tmp_path.name} |"
    cells = {name: values for name, *values in (row.strip("| ").split(" | ") for row in rows[2:])}
    assert cells["`type: ignore` (in the admin)"] == ["2 (1)"] * 2
    assert cells["`Any` (in the admin)"] == ["2 (2)"] * 2
    assert cells["lines of a function: median; longest"] == ["2; 2 (quotes.admin.people.clean)"] * 2


def test_a_folder_without_our_packages_is_refused(tmp_path: Path):
    with pytest.raises(SystemExit, match="has none of the packages"):
        Checkout(tmp_path)
