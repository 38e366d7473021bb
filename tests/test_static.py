"""Static files as production serves them: named by their content, compressed, complete."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

MANIFEST = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fails if a style sheet names a file that is not there."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=MANIFEST, STATIC_ROOT=folder):
        call_command("collectstatic", verbosity=0, interactive=False)
    return folder


@pytest.mark.parametrize("name", ["css/site.css", "css/fonts.css", "img/favicon.svg"])
def test_a_file_is_named_by_its_content_and_kept_under_its_own_name(name: str, collected: Path):
    hashed = json.loads((collected / "staticfiles.json").read_text())["paths"][name]
    assert hashed != name
    assert (collected / hashed).is_file()
    # The page for failures names it without the hash.
    assert (collected / name).is_file()


def test_style_sheets_are_compressed(collected: Path):
    hashed = json.loads((collected / "staticfiles.json").read_text())["paths"]["css/site.css"]
    assert (collected / f"{hashed}.br").stat().st_size < (collected / hashed).stat().st_size
    assert (collected / f"{hashed}.gz").is_file()
