"""tools/environment.sh where it has to say no, and where an environment has broken."""

import os
import shutil
import subprocess
import sys
import time
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


# --- a .venv that broke after it had been made ----------------------------------------------------

# uv as far as tools/environment.sh knows it. Like the real one, `sync` believes what the folder of
# a package's metadata says, and does not look for the package.
UV = """#!/bin/sh
echo "uv $1" >>uv.log
site() {{ .venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))'; }}
case "$1" in
    venv) {python} -m venv --without-pip --clear .venv ;;
    sync)
        [ -d "$(site)/django-5.2.dist-info" ] && exit
        mkdir -p "$(site)/django" "$(site)/django-5.2.dist-info"
        touch "$(site)/django/__init__.py"
        ;;
esac
"""


@pytest.fixture
def installed(checkout: Path) -> Path:
    """A checkout in which `make demo` has served once."""
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(settings.BASE_DIR / name, checkout)
    (checkout / "manage.py").write_text("import django, sys\nprint(f'{sys.argv[1]} is served')\n")
    (checkout / "bin").mkdir()
    (checkout / "bin" / "uv").write_text(UV.format(python=sys.executable))
    (checkout / "bin" / "uv").chmod(0o755)
    assert serve(checkout) == ["uv cache", "uv venv", "uv cache", "uv sync"]
    return checkout


def serve(checkout: Path) -> list[str]:
    """`make demo` serves; returns what it asked of uv."""
    log = checkout / "uv.log"
    log.write_text("")
    told = subprocess.run(
        ["make", "demo"],
        cwd=checkout,
        env={"PATH": f"{checkout / 'bin'}:/usr/bin:/bin", "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout.splitlines()[-1:]) == (0, ["demo is served"]), told
    return log.read_text().splitlines()


def packages(checkout: Path) -> Path:
    (folder,) = (checkout / ".venv" / "lib").glob("python3.*/site-packages")
    return folder


def test_a_second_start_installs_nothing(installed: Path):
    assert serve(installed) == []


def test_a_newer_lock_is_installed_into_the_environment_that_is_there(installed: Path):
    (packages(installed) / "mine.py").touch()
    later = time.time() + 5
    os.utime(installed / "uv.lock", (later, later))
    assert serve(installed) == ["uv cache", "uv sync"]
    assert (packages(installed) / "mine.py").exists()


def test_an_interpreter_that_has_left_the_machine_is_replaced(installed: Path):
    for program in (installed / ".venv" / "bin").glob("python*"):
        program.unlink()
    (installed / ".venv" / "bin" / "python").symlink_to("/no/such/python3.12")
    assert "uv venv" in serve(installed)
    assert serve(installed) == []


def test_packages_of_another_version_of_python_are_installed_anew(installed: Path):
    """The link leads to a newer Python since the system was upgraded."""
    packages(installed).parent.rename(installed / ".venv" / "lib" / "python3.0")
    assert "uv venv" in serve(installed)


@pytest.mark.parametrize("lost", ["django*", "django"])
def test_a_package_that_was_lost_is_installed_again(installed: Path, lost: str):
    """Uninstalled, or with its metadata left behind."""
    for folder in packages(installed).glob(lost):
        shutil.rmtree(folder)
    assert "uv sync" in serve(installed)
    assert serve(installed) == []


def test_a_package_that_was_lost_is_missed_for_every_purpose(installed: Path):
    """The stamp of one purpose must not be made from what another purpose has lost."""
    (installed / ".venv" / ".demo").rename(installed / ".venv" / ".test")
    shutil.rmtree(packages(installed) / "django")
    assert "uv venv" in serve(installed)
