"""A kind of source that has no types to be cited by fails here."""

from dataclasses import fields
from pathlib import Path

import pytest

from quotes.citing.source_types import SOURCE_TYPES, SourceType
from quotes.citing.styles.parts import LANGUAGES
from quotes.models.vocabulary import SourceKind

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_every_kind_of_source_has_its_types():
    assert set(SourceKind) - set(SOURCE_TYPES) == set(), "a row of quotes/citing/source_types.py"


@pytest.mark.parametrize("kind", SOURCE_TYPES)
def test_no_type_is_left_open(kind):
    types = SOURCE_TYPES[kind]
    assert all(getattr(types, one.name) for one in fields(SourceType) if one.type is str)
    assert set(types.names) == set(LANGUAGES)
    assert all(types.names.values())


@pytest.mark.parametrize("kind", SourceKind)
def test_the_documentation_tells_how_it_is_cited(kind):
    lines = (DOCS / "exports.md").read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in lines if line.startswith(f"| {kind.label} | `@")]
    types = SOURCE_TYPES[kind]
    cells = row.split("|")
    assert f"`@{types.biblatex}`" in cells[2]
    assert f"`{types.ris}`" in cells[3]
    assert f"`{types.csl}`" in cells[4]
    assert f"`{kind.value}`" in (DOCS / "format.md").read_text(encoding="utf-8")
