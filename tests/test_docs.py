"""What README and the other pages for engineers and editors refer to is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "bench/*.md", ".github/**/*.md")
    for path in ROOT.glob(pattern)
)

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FOLDERS = "bench|docs|dometracker|quotes|static|templates|tests|tools"
# A folder or file in code, as far as it has no placeholder and no star.
_PATH = re.compile(rf"`((?:{_FOLDERS})/(?:[\w.-]+/)*(?:[\w-]+(?:\.\w+)+)?)`")


def headings(page: Path) -> set[str]:
    """The anchors that a forge gives to the headings of a page."""
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    return {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if re.match(r"#+ ", line)
    }


def broken_links(page: Path) -> list[str]:
    broken = []
    for link in _LINK.findall(_CODE.sub("", page.read_text())):
        address, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", address):
            continue
        target = (page.parent / address).resolve() if address else page
        if not target.exists() or (anchor and anchor not in headings(target)):
            broken.append(link)
    return broken


def test_there_are_pages_to_look_at():
    assert {"README.md", "CONTRIBUTING.md", "architecture.md"} <= {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path):
    assert broken_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_is_there(page: Path):
    # “xyz” is what an example is about to make.
    named = [name for name in _PATH.findall(page.read_text()) if "xyz" not in name]
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_a_broken_link_is_found(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("# A heading, with marks\n[a](#a-heading-with-marks) [b](#b) [c](c.md)")
    assert broken_links(page) == ["#b", "c.md"]
