"""Bring the French catalogue up to date, and compile it: ``make messages``.

Reads every message that a page, a feed, a letter or an answer to a program says, public or not.
Commands, releases and the server for language models speak English. A new message is added without
a translation, one that is gone is dropped, and nothing is guessed: a translation that is merely
near to a message is wrong more often than it helps. Babel does what gettext's own programs would,
so that these need not be there.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "quotes/locale/fr/LC_MESSAGES/django.po"

SOURCES = ("dometracker/*.py", "quotes/**/*.py", "templates/**/*.html", "templates/**/*.txt")
# What speaks English wherever it is read.
ENGLISH = ("quotes/management/", "quotes/migrations/", "quotes/mcp_server/", "quotes/releases/")

_CALLS: dict[str, Any] = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def django_template(file: Any, keywords: Any, comments: Any, options: Any) -> Iterator[Any]:
    """Babel's messages of a template of Django.

    Django turns a template into calls of gettext among blots; within parentheses Python reads
    them whatever their indentation.
    """
    source = templatize(file.read().decode())
    return extract_python(BytesIO(f"({source})".encode()), keywords, comments, options)


def jinja_template(file: Any, keywords: Any, comments: Any, options: Any) -> Iterator[Any]:
    """Babel's messages of a template of Jinja2, as `dometracker.jinja` trims them."""
    return babel_extract(file, list(_CALLS), comments, options | {"trimmed": "true"})


def method_of(path: Path) -> Any:
    """How Babel reads a file: Python, a template of Django's, or one of Jinja2's."""
    if path.suffix == ".py":
        return "python"
    return django_template if "django" in path.parts else jinja_template


def files() -> list[Path]:
    found = {path for pattern in SOURCES for path in ROOT.glob(pattern)}
    return sorted(path for path in found if not str(path.relative_to(ROOT)).startswith(ENGLISH))


def extracted() -> Catalog:
    """Every message, with the files that say it."""
    catalog = Catalog()
    for path in files():
        method = method_of(path)
        with path.open("rb") as file:
            for _line, message, comments, context in extract(method, file, _CALLS, ["Translators"]):
                place = (str(path.relative_to(ROOT)), 0)
                catalog.add(message, None, [place], auto_comments=comments, context=context)
    return catalog


def catalogue(path: Path = CATALOGUE) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fr", domain="django")


def compiled(catalog: Catalog) -> bytes:
    """What Django reads: the .mo of a catalogue."""
    made = BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def untranslated(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id and not all(_texts(message.string))]


def _texts(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def main() -> None:
    catalog, template = catalogue(), extracted()
    # No date that changes with every run.
    template.creation_date = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, catalog, width=100, sort_by_file=True, include_lineno=False)
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(catalogue()))
    missing = untranslated(catalog)
    for message in missing:
        print(f"not translated: {message.id!r} in {message.locations[0][0]}")
    print(f"{len(catalog)} messages, {len(missing)} of them not translated")


if __name__ == "__main__":
    main()
