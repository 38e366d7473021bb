"""`tools/corpora.py`: what other people's files become, counted."""

import json
from pathlib import Path

import pytest

from tools import corpora

pytestmark = pytest.mark.django_db


def _counted(folder: Path) -> corpora.Tally:
    tally = corpora.Tally()
    corpora.run(folder, tally)
    return tally


def test_entries_are_counted_by_what_becomes_of_them_and_why(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(
        "@online{a, title={A plan}, author={Long, Ann}, url={https://one.example/a}}\n"
        "@online{b, title={Nowhere}}\n"
    )
    (tmp_path / "b.ris").write_text(
        "TY  - NEWS\nTI  - A plan\nUR  - https://one.example/b\nER  -\n"
    )
    (tmp_path / "c.json").write_text('{"no": "bibliography"')
    tally = _counted(tmp_path)
    assert tally.count("Bibliographies", "files read") == 2
    assert (tally.count("Entries", "new"), tally.count("Entries", "refused")) == (2, 1)
    assert tally.found["Reasons to refuse an entry"] == {"Missing URL.": ["a.bib:2  Missing URL."]}
    assert sum(map(len, tally.found["Files refused"].values())) == 1
    assert not tally.found["Damage"]
    assert not tally.found["Crashes"]


@pytest.mark.parametrize(
    ("entry", "damage"),
    [
        ({"title": r"A \unknown thing"}, "TeX left"),
        ({"title": "A {Globe"}, "braces left"),
        ({"container": "Star &nbsp; Mail"}, "entities left"),
        ({"authors": ("<b>Ann</b> Long",)}, "markup left"),
        ({"title": '# "plan"'}, "macros left"),
        ({"authors": ("Ann Long and Bob Short",)}, "“and” inside a name"),
        ({"published": "2025-05-21", "texts": ("2025-05",)}, "a day more exact than told"),
        ({"published": "2025-05-21", "texts": ("2025-05-21~",)}, "a day more exact than told"),
        ({"urls": ("https://one.example/a b",)}, "marks in an address"),
    ],
)
def test_damage_is_seen(entry: dict, damage: str) -> None:
    from quotes.citing.bibliography_files.bibliography_entry import BibliographyEntry

    read = BibliographyEntry(**entry)
    assert [name for name, found in corpora.DAMAGE.items() if list(found(read, ""))] == [damage]


def test_pages_are_held_against_what_is_known_of_them(tmp_path: Path) -> None:
    head = '<title>Ann Long on the plan</title><meta name="author" content="Bob Short">'
    day = '<meta property="article:published_time" content="2025-05-21">'
    text = "<p>Ann Long spoke on Wednesday about the plan that her office has made.</p>"
    (tmp_path / "html").mkdir()
    (tmp_path / "html/a.html").write_text(f"<html><head>{head}{day}</head><body>{text}</body>")
    gold = {"file": "a.html", "date": "2025-05-22", "title": "Ann Long on the plan"}
    words = {"author": "Bob Short", "with": ["spoke on Wednesday"], "without": ["Subscribe"]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold | words))
    tally = _counted(tmp_path)
    assert tally.count("Publication day", "wrong") == 1
    assert tally.count("Title", "right") == 1
    assert tally.count("Author", "right") == 1
    assert tally.count("Words", "kept (with)") == 1
    assert tally.count("Words", "left out (without)") == 1
