"""The frozen copy of the site: every promised address has a file, and every link leads to one."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from quotes.editing import EditContext, merge, record_changes, withdraw
from quotes.freezing import frozen_site, links
from quotes.models import Statement
from tests import factories as make
from tests import html

pytestmark = pytest.mark.django_db

ORIGIN = "https://archive.example"


def freeze(folder: Path) -> str:
    out = StringIO()
    call_command("freeze", folder, url=ORIGIN, stdout=out, stderr=StringIO())
    return out.getvalue()


def pages(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.html")))


@transaction.atomic
def _scene() -> dict[str, Statement]:
    speaker = make.speaker("Lorem Ipsum")
    topic = make.topic("coûts", name="Coûts")
    kept = make.statement(speaker=speaker, topics=(topic,), text="It is what it is & more.")
    merged = make.statement(speaker=speaker)
    gone = make.statement(text="These words were taken back.")
    make.draft(text="Nobody may read this draft.")
    for number in range(25):
        make.statement(f"2025-06-{number + 1:02}", speaker=speaker)
    kept.text = "It is what it is & <more>."
    kept.save()
    record_changes([kept.pk], EditContext("A slip", overrides_check=True))
    merge(kept, merged, EditContext("They are one."))
    withdraw(gone, EditContext("It was never said."))
    return {"kept": kept, "merged": merged, "gone": gone}


def broken_links(folder: Path) -> Iterator[str]:
    for page in pages(folder):
        tree = lxml.html.fromstring(page.read_bytes())
        found = [
            (element.tag, element.get(name, ""))
            for element in tree.iter("a", "link", "script", "img", "form", "iframe")
            for name in ("href", "src", "action")
            if element.get(name) and "canonical" not in element.get("rel", "")
            if not element.get("hreflang")
        ]
        found += [
            ("refresh", meta.get("content", "").partition("url=")[2])
            for meta in tree.iter("meta")
            if meta.get("http-equiv") == "refresh"
        ]
        for tag, link in found:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if f"{parts.scheme}://{parts.netloc}" == ORIGIN:
                    yield f"{page}: {tag} {link} leads to the server"
            elif link.startswith("/"):
                yield f"{page}: {tag} {link} is not relative"
            elif parts.path and not (page.parent / unquote(parts.path)).is_file():
                yield f"{page}: {tag} {link} leads nowhere"


def faults(folder: Path) -> Iterator[str]:
    """Where pages are not valid, or need a script, an inline style or a server."""
    for page in pages(folder):
        content = page.read_text()
        yield from (f"{page}: {fault}" for fault in html.faults(content))
        tree = lxml.html.fromstring(content.encode())
        scripts = [one for one in tree.iter("script") if one.get("type") != "application/ld+json"]
        if scripts and page.parent.name != "statements":
            yield f"{page}: it has scripts"
        yield from (f"{page}: an inline script" for one in scripts if one.text)
        yield from (f"{page}: an inline style" for _ in tree.xpath("//*[@style]|//style"))
        yield from (f"{page}: it posts" for _ in tree.xpath("//form[@method='post']"))


def test_the_copy_is_whole(tmp_path: Path, subtests: pytest.Subtests) -> None:
    """In two languages, with what was merged, withdrawn, corrected, and a list of two pages."""
    scene = _scene()
    kept, merged, gone = (scene[name].public_id for name in ("kept", "merged", "gone"))
    told = freeze(tmp_path / "copy")
    copy = tmp_path / "copy"
    with subtests.test("every link leads to a file"):
        assert "Led nowhere" not in told
        assert list(broken_links(copy)) == []
    with subtests.test("pages are valid and need no script"):
        assert list(faults(copy)) == []
    for name in (
        *("index.html", "statements/index.html", "frozen/index.html", "officials/index.html"),
        *(f"s/{kept}/index.html", f"s/{kept}/v/1/index.html", f"s/{merged}/v/1/index.html"),
        *(f"s/{gone}/index.html", f"s/{kept}.json", f"s/{kept}.bib", "statements.csv"),
        *("corrections.json", "data/citation.cff", "frozen/search/statements-1.js"),
        *("occasions/index.html", "figures/index.html", "threads/index.html"),
        *("analysis/index.html", "analysis/words/index.html", "data/api/index.html"),
    ):
        with subtests.test(file=name):
            assert (copy / name).is_file()
            assert (copy / "fr" / name).is_file()
    with subtests.test("what moved leads on, what is gone says why"):
        moved = json.loads((copy / "redirects.json").read_text())
        assert moved[f"/s/{merged}"]["status"] == 301
        page_of_gone = moved[f"/s/{gone}"]["to"]
        assert moved[page_of_gone] == {"status": 410}
        assert "It was never said." in (copy / links.file_of(page_of_gone)).read_text()
    with subtests.test("a list of more than a page is there to its end"):
        official = copy / links.file_of(scene["kept"].speaker.get_absolute_url())
        assert list((official.parent / "part").glob("after=*/index.html"))
    with subtests.test("nothing that is not public is in it"):
        everything = b"".join(path.read_bytes() for path in copy.rglob("*.*"))
        assert b"It is what it is &amp; &lt;more&gt;." in everything
        assert b"Nobody may read" not in everything
        assert b"taken back" not in everything


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError("full"), RuntimeError])
def test_a_copy_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    """It has its name only when it is whole, and takes the place of an empty folder."""
    seen = []

    def fail(self, name: str, _value: object) -> None:
        seen.append((self._made.files > 5, (tmp_path / "copy").exists()))
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(frozen_site._Freezing, "_write_json", fail)
        with pytest.raises((KeyboardInterrupt, CommandError, RuntimeError)):
            freeze(tmp_path / "copy")
    assert seen == [(True, False)]
    assert list(tmp_path.iterdir()) == []
    # What another run has begun, or left, is not touched.
    (tmp_path / "copy.part").mkdir()
    with pytest.raises(CommandError, match=r"copy\.part is left of"):
        freeze(tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.part"]


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(CommandError, match="not empty: name a new folder"):
        freeze(tmp_path)


LINKS = {
    "/statements/abc23/a-slug/": "../../statements/abc23/a-slug/index.html",
    "/s/abc23#words": "../../s/abc23/index.html#words",
    "/s/abc23.json": "../../s/abc23.json",
    "?after=x&before=": "part/after%3Dx/index.html",
    "/statements/?speaker=lorem&q=%22b%22": "../../statements/index.html?speaker=lorem&q=%22b%22",
    "/statements/by-official/?q=x": "../../statements/index.html?q=x",
    "/statements.json?q=x": "../../frozen/index.html",
    "/check-citations": "../../frozen/index.html",
    "/topics/co%C3%BBts/": "../../topics/co%C3%BBts/index.html",
    "#top": "index.html#top",
    "https://other.example/x": "https://other.example/x",
    "mailto:a@b.example": "mailto:a@b.example",
    "/admin/": "../../frozen/index.html",
    "/language/fr/?page=/officials/lorem/": "../../fr/officials/lorem/index.html",
}


@pytest.mark.parametrize("link", LINKS)
def test_a_link(link: str) -> None:
    assert links.linked("/officials/lorem/", link, ORIGIN)[1] == LINKS[link]
