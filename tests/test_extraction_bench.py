"""The scorer of the extraction, on tiny marked documents, and one run of the bench."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.extraction import cautions
from bench.extraction.classes import NONE, recall
from bench.extraction.documents import MarkedArticle, documents, written
from bench.extraction.report import failure_lines
from bench.extraction.run import sample
from bench.extraction.scoring import INDIRECT, QUOTED, is_same_name, score

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Headline\n\n“We will decide in June,” Mark Carney said Wednesday. It is a “smart” plan."
WORDS = (TEXT.index("We"), TEXT.index(",”"))
CARNEY = (TEXT.index("Mark"), TEXT.index(" said"))


def quote(**other: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "start": WORDS[0],
        "end": WORDS[1],
        "kind": "direct",
        "speaker": list(CARNEY),
        "speaker_name": "Mark Carney",
        "cue": None,
        "date": "2025-05-21",
    }
    return base | other


def document(tmp_path: Path, *quotes: dict[str, Any], name: str = "one") -> MarkedArticle:
    path = tmp_path / f"{name}-{len(quotes)}.jsonl"
    line = {"id": name, "text": TEXT, "published": "2025-05-22", "quotes": list(quotes)}
    path.write_text(json.dumps(line) + "\n", "utf-8")
    [read] = documents(path)
    return read


def f1(tmp_path: Path, marked: dict[str, Any], *proposed: dict[str, Any]) -> dict[str, float]:
    truth = document(tmp_path / "marked", marked)
    scores = score([truth], {"one": document(tmp_path / "proposed", *proposed)})
    return {m: scores.rows[QUOTED, m].f1 for m in ("words", "e2e", "who", "click")}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    (tmp_path / "marked").mkdir()
    (tmp_path / "proposed").mkdir()


ALL = {"words": 1.0, "e2e": 1.0, "who": 1.0, "click": 1.0}


@pytest.mark.parametrize(
    ("proposed", "lost"),
    [
        ({}, set()),
        # marks and full stops at the edges are nobody's loss
        ({"start": WORDS[0] - 1, "end": WORDS[1] + 2}, set()),
        ({"kind": "partial"}, {"click"}),
        ({"date": None}, {"click"}),
        ({"end": WORDS[1] - 2}, {"click"}),
        ({"speaker_name": "Diana Carney"}, {"who", "click"}),
        # the mention is wrong, but stands for the same name
        ({"speaker": None}, set()),
        ({"speaker": None, "speaker_name": None}, {"e2e", "who", "click"}),
        ({"end": WORDS[0] + 7}, {"words", "e2e", "who", "click"}),
        ({"kind": "indirect"}, {"words", "e2e", "who", "click"}),
    ],
)
def test_each_measure_loses_what_it_asks_for(
    tmp_path: Path, proposed: dict[str, Any], lost: set[str]
) -> None:
    scores = f1(tmp_path, quote(), quote(**proposed))
    assert scores == {measure: float(measure not in lost) for measure in ALL}


def test_a_made_up_statement_costs_precision_and_is_counted_as_nobodys(tmp_path: Path) -> None:
    smart = TEXT.index("smart")
    truth = document(tmp_path / "marked", quote())
    made_up = document(tmp_path / "proposed", quote(), quote(start=smart, end=smart + 5))
    scores = score([truth], {"one": made_up})
    assert scores.rows[QUOTED, "words"].precision == 0.5
    assert scores.rows[QUOTED, "words"].recall == 1.0
    assert (scores.nobodys.right, scores.nobodys.of) == (1, 1)


@pytest.mark.parametrize(
    ("flag", "marked"), [("headline", 0), ("single", 0), ("nested", 1), ("no-source", 1)]
)
def test_flags_say_what_is_asked_for(tmp_path: Path, flag: str, marked: int) -> None:
    truth = document(tmp_path / "marked", quote(flags=[flag]))
    scores = score([truth], {"one": document(tmp_path / "proposed", quote())})
    row = scores.rows[QUOTED, "words"]
    assert (row.right, row.marked, row.proposed) == (marked, marked, marked)
    assert scores.rows[QUOTED, "e2e"].marked == 0
    assert scores.rows[QUOTED, "e2e"].proposed == 0


def test_thoughts_are_no_indirect_speech(tmp_path: Path) -> None:
    truth = document(tmp_path / "marked", quote(kind="indirect", flags=["non-speech"]))
    scores = score([truth], {"one": document(tmp_path / "proposed", quote(kind="indirect"))})
    assert scores.rows[INDIRECT, "words"].marked == 0
    assert scores.rows[INDIRECT, "words"].proposed == 0


@pytest.mark.parametrize(
    ("marked", "proposed", "unmarked", "unfounded"),
    [
        ({}, {}, (0, 1), (0, 1)),
        ({"date": None}, {}, (1, 1), (0, 1)),
        ({"date": None}, {"date": None}, (0, 0), (0, 0)),
        # the headline's paragraph names no day
        (
            {"date": None, "start": 0, "end": 8},
            {"start": 0, "end": 8, "speaker": None},
            (1, 1),
            (1, 1),
        ),
    ],
)
def test_days_that_nobody_stated_are_counted(
    tmp_path: Path,
    marked: dict[str, Any],
    proposed: dict[str, Any],
    unmarked: tuple[int, int],
    unfounded: tuple[int, int],
) -> None:
    truth = document(tmp_path / "marked", quote(**marked))
    scores = score([truth], {"one": document(tmp_path / "proposed", quote(**proposed))})
    assert (scores.unmarked_day.right, scores.unmarked_day.of) == unmarked
    assert (scores.unfounded_day.right, scores.unfounded_day.of) == unfounded


def test_a_pronoun_is_right_with_its_name(tmp_path: Path) -> None:
    truth = document(tmp_path / "marked", quote(speaker_type="pronoun"))
    scores = score([truth], {"one": document(tmp_path / "proposed", quote())})
    assert (scores.resolved.right, scores.resolved.of) == (1, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Carney", "Mark Carney", True),
        ("Prime Minister Mark Carney", "Mark Carney", True),
        ("M. Carney", "Mark Carney", True),
        ("Diana Carney", "Mark Carney", False),
        ("Department of Defense", "the Department of Defense", True),
        ("", "Mark Carney", False),
        ("the president", "president", False),
    ],
)
def test_names_are_compared_without_titles(one: str, other: str, same: bool) -> None:
    assert is_same_name(one, other) is same


def test_words_over_paragraphs_are_one_record_each(tmp_path: Path) -> None:
    read = document(tmp_path / "marked", quote(start=0, end=WORDS[1]))
    assert [TEXT[r.start : r.end] for r in read.records] == ["Headline", "We will decide in June"]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    read = document(tmp_path / "marked", quote())
    path = tmp_path / "again.jsonl"
    path.write_text(written(read) + "\n", "utf-8")
    assert documents(path) == [read]


def test_another_form_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "one"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"bad\.jsonl, line 1"):
        documents(path)
    with pytest.raises(FileNotFoundError):
        documents(tmp_path / "proposed")


def test_classes_tell_what_is_hard(tmp_path: Path) -> None:
    said = TEXT.index("said")
    truth = document(tmp_path / "marked", quote(cue=[said, said + 4]))
    found = recall([truth], {})
    assert {name: (words.of, words.right) for name, (words, _) in found.items()} == {NONE: (1, 0)}


def test_failures_are_told_with_the_words_around(tmp_path: Path) -> None:
    truth = document(tmp_path / "marked", quote())
    [line] = failure_lines([truth], {})
    assert line.startswith("missed\tdirect\tone\t")
    assert "[We will decide in June]" in line


def test_a_sample_is_always_the_same(tmp_path: Path) -> None:
    marked = [document(tmp_path / "marked", quote(), name=f"d{n}") for n in range(9)]
    assert sample(marked, 3) == sample(marked[::-1], 3)
    assert sample(marked, 0) == marked


def test_the_bench_runs_from_end_to_end(tmp_path: Path) -> None:
    document(tmp_path / "marked", quote())
    out, errors = tmp_path / "out.jsonl", tmp_path / "errors.txt"
    command = [sys.executable, "-m", "bench.extraction", str(tmp_path / "marked")]
    done = subprocess.run(
        [*command, "--out", str(out), "--errors", str(errors)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "| quoted: one click | 100.0 | 100.0 | 100.0 | 1 |" in done.stdout
    assert errors.read_text("utf-8") == ""
    [proposed] = documents(out)
    assert proposed.records[0].name == "Mark Carney"


def test_cautions_are_counted_for_the_own_speaker_and_for_others(tmp_path: Path) -> None:
    text = "“We will decide in June,” Mark Carney said. “No, you will not,” Robert Short answered."
    said = [("We will decide in June", "Mark Carney"), ("No, you will not", "Robert Short")]
    quotes = [
        quote(start=text.index(words), end=text.index(words) + len(words), speaker_name=name)
        for words, name in said
    ]
    path = tmp_path / "two.jsonl"
    path.write_text(json.dumps({"id": "two", "text": text, "quotes": quotes}) + "\n", "utf-8")
    assert [*cautions.lines(documents(path))] == [
        "own speaker: 2 (none: 2)",
        "another speaker: 2 (credited: 2)",
        "joined, of two: 1 (partly: 1)",
    ]
