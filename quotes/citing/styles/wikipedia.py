"""Wikipedia: {{cite news}} and {{cite web}}, in French {{Article}} and {{Lien web}}.

The parameters are those of Template:Cite news, Template:Cite web (Citation Style 1),
Modèle:Article and Modèle:Lien web. A value must not end the template nor begin markup of its own,
so each is escaped for where it stands.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

from quotes.citing.source_types import SOURCE_TYPES
from quotes.citing.styles.parts import ARCHIVE, Cited, capitalized
from quotes.citing.styles.style_dates import Manner
from quotes.citing.styles.styled_text import StyledText, one_line, text
from quotes.dates.partial import PartialDate
from quotes.text.languages import primary_subtag

DATES = Manner("day month year", circa="c.", doubt="c. {}")

# A title in these languages goes into ``script-title``, as their scripts are not set in italics.
_SCRIPTS = frozenset(
    "ar be bg el fa he hi hy ja ka kk ko mk mn mr ne ru sr ta te th uk ur zh".split()
)


Field = tuple[str, str]


def template(cited: Cited) -> StyledText:
    """The template in one line, to be set between <ref> and </ref>."""
    if cited.language == "fr":
        return _in_french(cited)
    name = "cite news" if cited.is_periodical else "cite web"
    return text(_written(name, [*_who(cited), *_what(cited), *_where(cited), *_words(cited)]))


def _written(name: str, fields: Iterable[Field]) -> str:
    return "{{" + "".join([name, *(f" |{key}={value}" for key, value in fields if value)]) + "}}"


# --- English ---------------------------------------------------------------------------------


def _who(cited: Cited) -> list[Field]:
    fields = []
    for place, name in enumerate(cited.source.authors, 1):
        number = "" if len(cited.source.authors) == 1 else place
        if name.family:
            fields.append((f"last{number}", escaped(name.family)))
            fields.append((f"first{number}", escaped(name.given)))
        else:
            fields.append((f"author{number}", escaped(name.literal)))
    return fields


def _what(cited: Cited) -> list[Field]:
    source = cited.source
    key = "publisher" if SOURCE_TYPES[source.kind].has_publisher else "work"
    return [
        ("date", _date(cited, source.published)),
        *_title(cited),
        ("type", "" if cited.is_periodical else capitalized(cited.kind)),
        ("language", _subtag(source.language, unless="en")),
        (key, escaped(source.outlet)),
        ("agency", "" if source.wire == source.outlet else escaped(source.wire)),
        ("at", escaped(cited.locator)),
    ]


def _title(cited: Cited) -> list[Field]:
    title, language = cited.source.title, _subtag(cited.source.language)
    if not title:
        return [("title", escaped_link(f"[{cited.untitled}]"))]
    if language in _SCRIPTS and not title.isascii():
        return [("script-title", f"{language}:{escaped_link(title)}")]
    return [("title", escaped_link(title))]


def _where(cited: Cited) -> list[Field]:
    """The page at its publisher, the archived copy, and this archive.

    Where there is no such page, this archive is what delivers the words. ``url-status`` is "live"
    unless the page is known to be gone.
    """
    url, archived, day = cited.source.url, *_archived(cited)
    accessed = cited.reference.accessed
    fields = [
        ("url", escaped_url(url or cited.url)),
        ("url-status", archived and ("dead" if cited.is_gone else "live")),
        ("archive-url", archived),
        ("archive-date", day),
        ("access-date", cited.manner(DATES).day(accessed) if accessed else ""),
        ("via", (cited.archive and not url and ARCHIVE) or ""),
    ]
    if cited.said and url:
        fields.append(("id", f"[{cited.said.pinned} {ARCHIVE} {cited.said.public_id}]"))
    return fields


def _archived(cited: Cited) -> tuple[str, str]:
    """The address of the copy and its day, which the template wants with it; else nothing."""
    source = cited.source
    day = source.archived_at or _day_of_capture(source.archived_url)
    if not (source.url and source.archived_url and day):
        return "", ""
    return escaped_url(source.archived_url), cited.manner(DATES).day(day)


def _day_of_capture(url: str) -> date | None:
    """The day that addresses of the Wayback Machine hold: /web/20250522031500/…"""
    found = re.search(r"/(\d{8})(?:\d{6})?(?:[a-z]{2}_)?/https?:", url)
    try:
        return datetime.strptime(found[1], "%Y%m%d").date() if found else None
    except ValueError:
        return None


def _words(cited: Cited) -> list[Field]:
    said = cited.said
    return [("quote", escaped(said.words))] if said and said.is_quotation else []


def _date(cited: Cited, published: PartialDate) -> str:
    """Citation Style 1 knows "c." before a year only, so what is in doubt is told by its year."""
    manner = cited.manner(DATES)
    if published.is_approximate or published.is_uncertain:
        years = manner.year(published).removeprefix("c. c. ").removeprefix("c. ")
        return f"{'vers' if cited.language == 'fr' else 'c.'} {years}".replace("vers vers", "vers")
    if len(published.sides) == 2 and not (published.first and published.last):
        return ""
    return manner.written(published)


def _subtag(language: str, unless: str = "") -> str:
    primary = primary_subtag(language)
    return "" if primary == unless else primary


# --- French ----------------------------------------------------------------------------------


def _in_french(cited: Cited) -> StyledText:
    """{{Article}} has no field for an archived copy, so what has one takes {{Lien web}}.

    Neither has one for where else the words can be read; it follows the template.
    """
    source, (archived, day) = cited.source, _archived(cited)
    said, accessed = cited.said, cited.reference.accessed
    is_article = cited.is_periodical and not archived
    fields = [
        ("langue", _subtag(source.language, unless="fr")),
        *_who_in_french(cited),
        ("titre", escaped_link(source.title or f"[{cited.untitled}]")),
        ("lire en ligne" if is_article else "url", escaped_url(source.url or cited.url)),
        ("périodique" if cited.is_periodical else "site", escaped(source.outlet)),
        ("nature document", "" if cited.is_periodical else cited.kind),
        ("date", _date(cited, source.published)),
        ("archive-url", archived),
        ("archive-date", day),
        ("consulté le", cited.manner(DATES).day(accessed) if accessed else ""),
        ("extrait", escaped(said.words) if said and said.is_quotation else ""),
    ]
    written = _written("Article" if is_article else "Lien web", fields)
    if said and source.url:
        written += f", [{said.pinned} {ARCHIVE}]"
    return text(written)


def _who_in_french(cited: Cited) -> list[Field]:
    fields = []
    for place, name in enumerate(cited.source.authors, 1):
        if name.family:
            fields.append((f"prénom{place}", escaped(name.given)))
            fields.append((f"nom{place}", escaped(name.family)))
        else:
            fields.append((f"auteur{place}", escaped(name.literal)))
    if not fields and cited.source.wire:
        fields.append(("auteur institutionnel", escaped(cited.source.wire)))
    return fields


# --- Escaping --------------------------------------------------------------------------------

_REFERENCE = re.compile(r"&(?=#?\w+;)")
_MARKUP = {
    "{": "&#123;",
    "}": "&#125;",
    "<": "&lt;",
    ">": "&gt;",
    "|": "{{!}}",
    "[[": "&#91;&#91;",
    "]]": "&#93;&#93;",
    "''": "&#39;&#39;",
    "~~~": "&#126;&#126;&#126;",
    "__": "&#95;&#95;",
    "\u00a0": "&nbsp;",
    "\u202f": "&#8239;",
    "\u00ad": "",
    "\u200b": "",
}
_FIND = re.compile("|".join(map(re.escape, _MARKUP)))
_IN_URLS = {character: f"%{ord(character):02X}" for character in " \"'<>[]{}|\\^`"}


def escaped(value: str) -> str:
    """A value of a named parameter; an equals sign does no harm in one."""
    plain = _REFERENCE.sub("&amp;", one_line(value))
    return _FIND.sub(lambda found: _MARKUP[found[0]], plain)


def escaped_link(value: str) -> str:
    """A value that becomes the text of an external link, which a single bracket would end."""
    return escaped(value).replace("[", "&#91;").replace("]", "&#93;")


def escaped_url(url: str) -> str:
    """An address as it may stand in a template: what means something to the wiki is encoded."""
    return "".join(_IN_URLS.get(character, character) for character in url)
