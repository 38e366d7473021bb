"""The command that prints what an article says: its table, its JSON, its exit codes."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from quotes.management.commands import extract as command
from tests import factories as make

ARTICLE = (
    "Carney weighs the shield\n\n"
    "OTTAWA — Canada is in talks about the missile shield.\n\n"
    "“It is a good idea to have protections in place for Canadians,” Mark Carney said Wednesday. "
    "“We would pay $61 billion for it.”\n"
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def run(*arguments: object) -> tuple[str, int]:
    """What the command prints, and its exit code."""
    out = io.StringIO()
    try:
        call_command("extract", *map(str, arguments), stdout=out, stderr=out)
    except SystemExit as stop:
        return out.getvalue(), int(stop.code or 0)
    except CommandError as error:
        return str(error), error.returncode
    return out.getvalue(), 0


def candidates(printed: str) -> list[dict[str, Any]]:
    return json.loads(printed)["candidates"]


@pytest.mark.django_db
def test_the_table_names_who_said_what_when(article: Path) -> None:
    make.speaker("Mark Carney", slug="mark-carney")
    printed, code = run(article, "--published", "2025-05-22")
    assert code == 0
    assert "Mark Carney" in printed
    assert "“It is a good idea to have protections in place for Canadians" in printed
    assert "found" in printed.splitlines()[-1]


@pytest.mark.django_db
def test_the_json_has_offsets_into_the_article(article: Path) -> None:
    printed, code = run(article, "--published", "2025-05-22", "--json")
    assert code == 0
    first = candidates(printed)[0]
    piece = first["pieces"][0]
    assert ARTICLE[piece["start"] : piece["end"]] == piece["text"]
    assert piece["text"].startswith("It is a good idea")
    assert first["name"] == "Mark Carney"
    assert json.loads(printed)["document"]["published"] == "2025-05-22"


@pytest.mark.django_db
def test_the_article_may_come_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(ARTICLE.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    printed, code = run("-", "--json")
    assert code == 0
    assert candidates(printed)


@pytest.mark.django_db
def test_a_page_says_itself_when_and_in_which_language(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    paragraphs = "".join(f"<p>{line}</p>" for line in ARTICLE.split("\n\n"))
    page.write_text(
        '<!doctype html><html lang="en"><head><title>Carney</title><meta charset="utf-8">'
        '<meta property="article:published_time" content="2025-05-22T08:00:00Z"></head>'
        f"<body><article>{paragraphs}</article></body></html>",
        "utf-8",
    )
    printed, code = run(page, "--json")
    assert code == 0
    assert json.loads(printed)["document"]["published"] == "2025-05-22"


@pytest.mark.django_db
def test_nothing_found_exits_with_1(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    path.write_text("Nobody spoke that day, and nothing was decided.", "utf-8")
    assert run(path) == ("None found.\n", 1)
    printed, code = run(path, "--json")
    assert (candidates(printed), code) == ([], 1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nosuch.txt",), "nosuch.txt: No such file or directory"),
        (("{article}", "--published", "2025-02-30"), "--published: 2025-02-30 is not a valid date"),
        (("{article}", "--language", "e_n"), "e_n is no language tag"),
        (("http://localhost/article",), ""),
        (("file:///etc/hosts",), ""),
    ],
)
def test_bad_input_exits_with_2_and_a_sentence(
    article: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    printed, code = run(*(argument.format(article=article) for argument in arguments))
    assert code == 2
    assert printed.startswith(sentence)
    assert printed.strip()


@pytest.mark.parametrize(
    "body", [b"", b"   \n", b"\x89PNG\r\n\x1a\n" + bytes(99), b"%PDF-1.4 broken"]
)
def test_what_is_no_article_exits_with_2(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(body)
    printed, code = run(path)
    assert code == 2
    assert printed.strip()


def test_a_file_that_is_too_large_is_not_read(
    article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "LARGEST", 10)
    printed, code = run(article)
    assert code == 2
    assert "too large" in printed


def test_it_works_without_a_database(article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable() -> None:
        raise OperationalError

    monkeypatch.setattr(command, "known_speakers", unreachable)
    printed, code = run(article, "--published", "2025-05-22")
    assert code == 0
    assert "No speakers are known" in printed
    assert "Mark Carney" in printed
