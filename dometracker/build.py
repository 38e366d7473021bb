"""The build: which program an answer was made by."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

# What an answer is made of beside the record: code, templates, translations.
_MADE_OF = ("dometracker", "quotes", "templates", "static")
_KINDS = {".py", ".html", ".txt", ".xml", ".mo", ".css", ".js", ".svg"}
_SETTINGS = (
    *("SITE_URL", "ARCHIVE_NAME", "HTTPS", "LANGUAGES", "DEBUG"),
    *("MAIL_FROM", "WEBSUB_HUB", "DATA_DOI", "RELEASES_DIR"),
)


@cache
def build_id() -> str:
    """A digest of the program's files and of the settings that pages tell; the same on machines
    that run the same."""
    digest = hashlib.sha256()
    for folder in _MADE_OF:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if path.suffix in _KINDS and path.is_file():
                digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
                digest.update(path.read_bytes())
    for name in _SETTINGS:
        digest.update(f"{name}={getattr(settings, name)}".encode())
    return digest.hexdigest()[:16]
