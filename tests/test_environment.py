"""tools/environment.sh where it has to say no."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a blank in its name and nothing installed."""
    folder = tmp_path / "a checkout"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(settings.BASE_DIR / "tools" / "environment.sh", folder / "tools")
    return folder


def run(checkout: Path, purpose: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["sh", "tools/environment.sh", purpose],
        cwd=checkout,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def old_python(checkout: Path) -> str:
    """A program that answers as an interpreter that is too old."""
    program = checkout / "python3.10"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    return str(program)


def test_without_a_python_that_is_new_enough_it_says_what_is_needed(checkout: Path):
    for named in ("/no/such/python", old_python(checkout)):
        told = run(checkout, "demo", PYTHON=named)
        assert told.returncode == 1
        assert "needs Python 3.11 or later" in told.stderr
        assert named in told.stderr
        assert not (checkout / ".venv").exists()


def test_an_unknown_purpose_is_refused(checkout: Path):
    told = run(checkout, "party")
    assert told.returncode == 2
    assert told.stderr.startswith("usage:")
