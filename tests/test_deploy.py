"""What is written to deploy the archive names settings, commands and files that there are."""

import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from dometracker import known_settings

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
ARCHIVE = {name: of for name, of in COMPOSE["services"].items() if of.get("image") == "dometracker"}
UNITS = sorted((ROOT / "deploy").glob("*.service"))
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def commands_in(text: str) -> set[str]:
    return set(re.findall(r"manage\.py[\s\",]+([a-z_]+)", text))


def test_each_setting_in_the_compose_file_is_known():
    assert {"app", "prepare", "worker", "scheduler"} == ARCHIVE.keys()
    for service in ARCHIVE.values():
        assert service["environment"].keys() <= known_settings.known()
    in_image = re.findall(r"^(?:ENV |    )([A-Z_]+)=", DOCKERFILE.rpartition("FROM ")[2], re.M)
    of_python = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    assert set(in_image) - of_python <= known_settings.known()
    assert "DOMETRACKER_HOME" in in_image


@pytest.mark.parametrize("name", ARCHIVE)
def test_no_service_of_the_archive_has_rights_that_it_needs_not(name: str):
    service: dict[str, Any] = ARCHIVE[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "ports" not in service
    # All that is written lies in a volume or in memory.
    assert {volume.split(":")[1] for volume in service["volumes"]} == {"/data", "/backups"}


def test_the_image_runs_as_a_user_without_rights():
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001$", last, re.M)
    assert last.index("USER 10001") < last.index("\nCMD ")
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M):
        assert [name for name in sources.split() if not (ROOT / name).exists()] == []
        kept = (ROOT / ".dockerignore").read_text().splitlines()
        assert [name for name in sources.split() if f"!{name}" not in kept] == []


def test_each_command_that_is_run_is_one():
    texts = [DOCKERFILE, (ROOT / "compose.yaml").read_text(), *(path.read_text() for path in UNITS)]
    named = set().union(*map(commands_in, texts))
    assert {"collectstatic", "migrate", "work_queue", "watch", "send_alerts"} <= named
    assert named - get_commands().keys() == set()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_reads_the_units(tmp_path: Any):
    # The program is not installed there, and the user is none of this machine.
    for path in [*UNITS, *(ROOT / "deploy").glob("*.timer")]:
        text = path.read_text().replace("/srv/archive/.venv/bin/python", "/bin/true")
        (tmp_path / path.name).write_text(text)
    told = subprocess.run(
        ["systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )
    ours = [line for line in told.stderr.splitlines() if "dometracker" in line]
    assert ours == []


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="there is no docker-compose")
def test_compose_reads_its_file():
    told = subprocess.run(
        ["docker-compose", "--file", str(ROOT / "compose.yaml"), "config"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "SITE_HOST": "a.example", "POSTGRES_PASSWORD": "x1"},
    )
    assert told.returncode == 0, told.stderr
    assert "postgres://archive:x1@db:5432/archive" in told.stdout
    without = subprocess.run(
        ["docker-compose", "--file", str(ROOT / "compose.yaml"), "config"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert without.returncode != 0
    assert "a password" in without.stderr + without.stdout
