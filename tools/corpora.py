"""Read other people's files and count what becomes of them: ``python tools/corpora.py FOLDER``.

Bibliographies (.bib, .ris, .json and the like) are read and planned as the import of sources does
it, web pages (.html) as a capture is. Nothing of what people have is asked or changed: the plan is
made in an archive of its own, which holds the bundled record and is gone at the end.

    python tools/corpora.py FOLDER             the counts, and every kind of damage with its number
    python tools/corpora.py FOLDER --details   and each entry and page that stands behind them

What a person would call damage in a bibliography is in `DAMAGE`. Of a page it is known only where
``gold.jsonl`` in the folder, or in the one above it, says what is right: a line for each with
``file`` and, as far as known, ``url``, ``date``, ``title``, ``author``, ``with`` and ``without``
(words that belong to the article, and words that do not).

Exits with 1 if anything crashed.
"""

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unicodedata import normalize

ROOT = Path(__file__).resolve().parent.parent
BIBLIOGRAPHIES = frozenset(".bib .bibtex .biblatex .ris .json .enw .isi .txt".split())
PAGES = frozenset([".html", ".htm"])
# Names the home of the archive in the process that has one of its own.
OWN_ARCHIVE = "CORPORA_ARCHIVE"

# What stands for a value within a sentence, so that sentences of one kind are counted as one.
_VALUE = re.compile(r"“.*?”|\b[0-9]+\b|\b[\w-]+(?:\.[\w-]+)+\b", re.DOTALL)
_MOST_SHOWN = 90


@dataclass
class Tally:
    """What was counted under each heading, with what stands behind each number."""

    found: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, heading: str, name: str, behind: str) -> None:
        self.found[heading][name].append(behind)

    def count(self, heading: str, name: str) -> int:
        return len(self.found[heading].get(name, ()))

    def lines(self, headings: Iterable[str], details: bool) -> Iterator[str]:
        for heading in headings:
            if not self.found[heading]:
                continue
            yield f"{heading}:"
            most_first = sorted(self.found[heading].items(), key=lambda one: -len(one[1]))
            for name, behind in most_first:
                yield f"  {len(behind):>6,}  {name}"
                if details:
                    yield from (f"            {one}" for one in behind)


# --- bibliographies ------------------------------------------------------------------------------

_TEX = re.compile(r"\\[A-Za-z]+|\\['\"^`~=.&%$#_{}-]|\$[_^]|---?(?=\w)|``|''")
_BRACE = re.compile(r"[{}]")
_ENTITY = re.compile(r"&(?:#x?[0-9a-f]+|[a-z]+[0-9]*);", re.IGNORECASE)
_TAG = re.compile(r"</?(?:[a-z][\w:-]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|AND|et al\b\.?|others)\b")
_MACRO = re.compile(r"^\s*#|#\s*$|\"\s*#|#\s*\"")


def _texts(entry: Any) -> Iterator[tuple[str, str]]:
    yield "title", entry.title
    yield "outlet", entry.container
    for name in entry.authors:
        yield "author", name


def _matching(pattern: re.Pattern[str]) -> Callable[[Any, str], Iterator[str]]:
    def found(entry: Any, _source: str) -> Iterator[str]:
        return (f"{what}: {text}" for what, text in _texts(entry) if pattern.search(text))

    return found


def _joined_names(entry: Any, source: str) -> Iterator[str]:
    """Names with "and" that the file does not hold together, by braces or as one name."""
    for name in entry.authors:
        is_one = f"{{{name}}}" in source or f'"{name}"' in source or f"- {name}\n" in source
        if _JOINED.search(name) and not is_one:
            yield f"author: {name}"


def _overdone_dates(entry: Any, source: str) -> Iterator[str]:
    """Days that no value of the entry tells, or that it tells with a doubt."""
    date = entry.published
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
        return
    year, month, day = date.split("-")
    alone = re.compile(rf"(?<![0-9])0?{int(day)}(?![0-9])")
    # The parts of a date of JSON are no texts.
    parts = rf'{year}"?,\s*"?0?{int(month)}"?,\s*"?0?{int(day)}\b'
    is_told = any(alone.search(text.replace(year, " ", 1)) for text in entry.texts)
    if not is_told and not re.search(parts, source):
        yield f"published: {date}"
    for text in entry.texts:
        if re.fullmatch(re.escape(date) + r"([~?%]|/\S*)", text.strip()):
            yield f"published: {date} for {text.strip()}"


def _odd_addresses(entry: Any, _source: str) -> Iterator[str]:
    for url in entry.urls:
        if re.search(r"\\|[{}<>\"]|&amp;|\s", url):
            yield f"url: {url}"


DAMAGE: dict[str, Callable[[Any, str], Iterator[str]]] = {
    "TeX left": _matching(_TEX),
    "braces left": _matching(_BRACE),
    "entities left": _matching(_ENTITY),
    "markup left": _matching(_TAG),
    "macros left": _matching(_MACRO),
    "“and” inside a name": _joined_names,
    "a day more exact than told": _overdone_dates,
    "marks in an address": _odd_addresses,
}


def read_bibliography_file(path: Path, tally: Tally) -> None:
    """Read and plan one file, and count its entries."""
    from django.contrib.auth.models import User

    from quotes.citing.bibliography_files.bibliography_entry import UnreadableFile
    from quotes.citing.bibliography_files.reading import read_bibliography
    from quotes.transfer.source_plan import planned_sources

    content = path.read_bytes()
    source = content.decode(errors="replace")
    try:
        read = read_bibliography(content)
        plan = planned_sources(read, User(is_superuser=True), lambda host: host == "own.invalid")
    except UnreadableFile as error:
        tally.add("Files refused", _kind_of_sentence(str(error)), path.name)
        return
    tally.add("Bibliographies", "files read", path.name)
    for entry, planned in zip(read.entries, plan.entries, strict=True):
        where = f"{path.name}:{planned.where}"
        tally.add("Entries", planned.outcome.value, f"{where}  {planned.name[:_MOST_SHOWN]}")
        for reason in planned.reasons:
            tally.add("Reasons to refuse an entry", _kind_of_sentence(reason), f"{where}  {reason}")
        for note in planned.notes:
            tally.add("Notes", _kind_of_sentence(note), f"{where}  {note}")
        for name, damage in DAMAGE.items():
            for value in damage(entry, source):
                tally.add("Damage", name, f"{where}  {value[:_MOST_SHOWN]}")


def _kind_of_sentence(sentence: str) -> str:
    return _VALUE.sub("…", sentence)


# --- pages ---------------------------------------------------------------------------------------


def gold_of(folder: Path) -> dict[str, dict[str, Any]]:
    """What is known to be right of each page, by the name of its file."""
    for place in (folder, folder.parent):
        if (kept := place / "gold.jsonl").exists():
            told = map(json.loads, kept.read_text().splitlines())
            return {one["file"]: one for one in told}
    return {}


def read_page(path: Path, gold: dict[str, Any], officials: list[Any], tally: Tally) -> None:
    """Read one page as a capture does, and hold it against what is known of it."""
    from quotes.capture.documents import DocumentError, read

    url = gold.get("url", "")
    try:
        document = read(path.read_bytes(), "text/html", url=url)
    except DocumentError as error:
        tally.add("Pages refused", _kind_of_sentence(str(error)), path.name)
        return
    tally.add("Pages", "files read", path.name)
    told = document.metadata
    _compare(tally, "Publication day", path.name, told.published, gold.get("date"), _same)
    _compare(tally, "Title", path.name, told.title, gold.get("title"), _alike)
    _compare(tally, "Author", path.name, ", ".join(told.authors), gold.get("author"), _alike_names)
    _count_words(tally, "Words", path.name, document.article, gold)
    _count_words(tally, "Words, trafilatura alone", path.name, _alone(path.read_bytes()), gold)
    _count_credited(tally, path.name, document, officials)


def _compare(
    tally: Tally,
    heading: str,
    name: str,
    found: str,
    told: Any,
    is_right: Callable[[str, str], bool],
) -> None:
    right = ", ".join(told) if isinstance(told, list) else str(told or "")
    if not right:
        outcome = "not known, and nothing proposed" if not found else "not known, and proposed"
    elif not found:
        outcome = "empty"
    else:
        outcome = "right" if is_right(found, right) else "wrong"
    tally.add(heading, outcome, f"{name}  {found!r} for {right!r}")


def _same(found: str, right: str) -> bool:
    return found == right


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _alike(found: str, right: str) -> bool:
    """The same letters, or one within the other: a subtitle or the outlet more or less."""
    one, other = _letters(found), _letters(right)
    return one == other or (min(len(one), len(other)) > 10 and (one in other or other in one))


def _alike_names(found: str, right: str) -> bool:
    """The same people, in whatever order."""
    names = [{_letters(one) for one in re.split(r"[;,]", text)} for text in (found, right)]
    return names[0] == names[1]


def _count_words(tally: Tally, heading: str, name: str, text: str, gold: dict[str, Any]) -> None:
    flat = _seen(text)
    for key, kept, lost in (("with", "kept", "lost"), ("without", "let in", "left out")):
        for words in gold.get(key, ()):
            outcome = kept if _seen(words) in flat else lost
            tally.add(heading, f"{outcome} ({key})", f"{name}  {words}")


def _seen(text: str) -> str:
    """A text as it is seen: soft hyphens and line ends are not, nor how an accent is put on."""
    return " ".join(normalize("NFC", text).replace("\u00ad", "").split())


def _alone(body: bytes) -> str:
    from trafilatura import extract

    try:
        return extract(body, include_comments=False) or ""
    except Exception:
        return ""


def _count_credited(tally: Tally, name: str, document: Any, officials: list[Any]) -> None:
    from quotes.dates.partial import InvalidDate, PartialDate, parse
    from quotes.extraction import extract

    told = document.metadata
    try:
        published = parse(told.published)
    except InvalidDate:
        published = PartialDate.unknown()
    found = extract(
        document.article,
        published=published,
        outlet=told.outlet,
        language=told.language,
        speakers=officials,
    )
    for one in found:
        who = f"credited to {one.speaker}" if one.speaker else "credited to none of our officials"
        words = " […] ".join(document.article[slice(*piece)] for piece in one.pieces)
        tally.add("Proposals", who, f"{name}  {words[:_MOST_SHOWN]!r}")


# --- the run -------------------------------------------------------------------------------------


def run(folder: Path, tally: Tally) -> None:
    """Read every file below the folder."""
    from quotes.verification.known_speakers import known_speakers

    officials = known_speakers()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    gold: dict[Path, dict[str, dict[str, Any]]] = {}
    slowest: list[tuple[float, str]] = []
    for path in files:
        begun = time.monotonic()
        try:
            if path.suffix.lower() in PAGES:
                known = gold.setdefault(path.parent, gold_of(path.parent))
                read_page(path, known.get(path.name, {}), officials, tally)
            elif path.suffix.lower() in BIBLIOGRAPHIES:
                read_bibliography_file(path, tally)
        except Exception:
            last = traceback.format_exc().strip().splitlines()
            tally.add("Crashes", last[-1], f"{path.name}  {' '.join(last[-4:-1])}")
        slowest.append((time.monotonic() - begun, path.name))
    for seconds, name in sorted(slowest, reverse=True)[:3]:
        tally.add("Slowest files", f"{seconds:.1f} s  {name}", name)


HEADINGS = (
    *("Crashes", "Bibliographies", "Files refused", "Entries", "Reasons to refuse an entry"),
    *("Notes", "Damage", "Pages", "Pages refused", "Publication day", "Title", "Author", "Words"),
    *("Words, trafilatura alone", "Proposals", "Slowest files"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--details", action="store_true", help="name each entry and page")
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        parser.error(f"{asked.folder} is not a folder")
    if OWN_ARCHIVE not in os.environ:
        return _in_an_archive_of_its_own()
    tally = Tally()
    _begin_archive()
    run(asked.folder, tally)
    print("\n".join(tally.lines(HEADINGS, asked.details)))
    return 1 if tally.found["Crashes"] else 0


def _in_an_archive_of_its_own() -> int:
    """Run this again with a home in a temporary folder, whose server stops with that process."""
    with tempfile.TemporaryDirectory(prefix="corpora-") as home:
        own = {OWN_ARCHIVE: home, "DOMETRACKER_LINGER": "0", "DATABASE_URL": ""}
        ended = subprocess.run([sys.executable, *sys.argv], env=os.environ | own, check=False)
        for _tenth_of_a_second in range(100):
            if not any(Path(home).rglob("postmaster.pid")):
                break
            time.sleep(0.1)
    return ended.returncode


def _begin_archive() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "dometracker.settings"
    os.environ["DOMETRACKER_HOME"] = os.environ[OWN_ARCHIVE]
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_archive", verbosity=0, stdout=io.StringIO())


if __name__ == "__main__":
    sys.exit(main())
