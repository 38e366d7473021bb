"""What a run of pytest takes in: no browser test is lost, and none that touches a database."""

import os
import re
import subprocess
import sys

import pytest

from tests.conftest import BROWSER, MATRICES, ROOT

PAGES = "tests/browser/test_captures.py"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Another pytest, which is given no Chromium unless the test says so."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", *arguments],
        cwd=ROOT,
        env={**os.environ, "CHROMIUM": "/nowhere/chromium", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_this_one_takes_no_browser(request: pytest.FixtureRequest):
    assert not [item for item in request.session.items if item.path.is_relative_to(BROWSER)]


def test_without_a_browser_its_tests_are_skipped_with_a_reason():
    ran = run("-rs", PAGES, DOMETRACKER_REQUIRE_BROWSER="")
    assert ran.returncode == 0, ran.stdout
    assert "no Chromium" in ran.stdout
    assert "skipped" in ran.stdout.splitlines()[-1]


def test_a_run_that_requires_a_browser_fails_without():
    ran = run(PAGES, DOMETRACKER_REQUIRE_BROWSER="1")
    assert ran.returncode == 1, ran.stdout
    assert "no Chromium" in ran.stdout
    assert "passed" not in ran.stdout.splitlines()[-1]


def test_on_another_server_what_is_the_same_there_is_left_out_and_counted():
    files = [f"tests/test_{name}.py" for name in ("alike", "dates", "roles", "watch")]
    ran = run("--collect-only", "--database-only", *files)
    assert "tests/test_alike.py::" in ran.stdout
    assert "tests/test_dates.py::" not in ran.stdout
    # Of a matrix only what asks the server for more than the others do: its locks.
    of_matrices = re.findall(r"tests/test_(?:roles|watch)\.py::\S+", ran.stdout)
    assert 0 < len(of_matrices) < 10
    assert any("two_runs_at_once" in name for name in of_matrices)
    assert any("test_roles" in name for name in of_matrices)
    assert "tests are the same on every server: left out." in ran.stdout


def test_matrices_are_named_as_they_are():
    assert all((ROOT / "tests" / name).is_file() for name in MATRICES)


def test_no_test_module_imports_another():
    """What two of them need stands in a helper module: a test that moves breaks no other."""
    importing = re.compile(
        r"^\s*(?:from tests(?:\.browser)?\.test_|from tests(?:\.browser)? import .*\btest_)"
    )
    found = [
        f"{path.name}: {line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line in path.read_text().splitlines()
        if importing.match(line)
    ]
    assert not found
