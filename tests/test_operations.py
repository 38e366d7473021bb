"""The configuration of nginx in docs/operations.md is one that nginx reads."""

import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "operations.md"
# Debian's lies where only root looks for programs.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def configuration(folder: Path) -> str:
    """What the document says, with the folders and the port of a test."""
    [block] = re.findall(r"```nginx\n(.+?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    [version] = re.findall(r"`(map \$host \$archive_version .+?)`", DOCUMENT.read_text())
    (folder / "version.conf").write_text(version)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for said, ours in {
        "/etc/nginx/dometracker-version.conf": str(folder / "version.conf"),
        "/var/cache/nginx/dometracker": str(folder / "cache"),
        "listen 80": f"listen 127.0.0.1:{port}",
    }.items():
        assert said in block
        block = block.replace(said, ours)
    logs = f"error_log {folder}/error.log; pid {folder}/pid;"
    bodies = (
        f"access_log off; client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/kept;"
    )
    return f"{logs} events {{}} http {{ {bodies} {block} }}"


@pytest.mark.skipif(NGINX is None, reason="there is no nginx here")
def test_nginx_reads_what_the_document_says(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(configuration(tmp_path))
    told = subprocess.run(
        [str(NGINX), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
