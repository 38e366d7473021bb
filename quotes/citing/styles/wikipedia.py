"""Wikipedia: {{cite news}} and {{cite web}}, in French {{Article}} and {{Lien web}}.

The parameters are those of Template:Cite news, Template:Cite web (Citation Style 1),
Modèle:Article and Modèle:Lien web. A value must not end the template nor begin markup of its own,
so each is escaped for where it stands.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlsplit

from quotes.citing.bylines import Name, parted
from quotes.citing.reference import account_of, is_address, own_title_of
from quotes.citing.source_types import SOURCE_TYPES
from quotes.citing.styles.parts import ARCHIVE, Cited, capitalized
from quotes.citing.styles.style_dates import Manner
from quotes.citing.styles.styled_text import StyledText, one_line, text
from quotes.dates.partial import PartialDate, parse
from quotes.text.languages import primary_subtag

DATES = Manner("day month year", circa="c.", doubt="c. {}", has_wide_ranges=True)

# A title in these languages goes into ``script-title``, as their scripts are not set in italics.
_SCRIPTS = frozenset(
    "ar be bg el fa he hi hy ja ka kk ko mk mn mr ne ru sr ta te th uk ur zh".split()
)


Field = tuple[str, str]


def template(cited: Cited) -> StyledText:
    """The template in one line, to be set between <ref> and </ref>.

    No field is for where else the words can be read, so that the permalink follows the template.
    """
    if cited.language == "fr":
        return _in_french(cited)
    name = "cite news" if cited.is_periodical else "cite web"
    written = _written(name, [*_who(cited), *_what(cited), *_where(cited), *_words(cited)])
    if cited.permalink:
        kept = "Words kept" if cited.said and cited.said.is_quotation else "Summarized"
        written += f" {kept} at [{cited.permalink} {ARCHIVE}]."
    return text(written)


def _written(name: str, fields: Iterable[Field]) -> str:
    return "{{" + "".join([name, *(f" |{key}={value}" for key, value in fields if value)]) + "}}"


# --- English ---------------------------------------------------------------------------------


def _who(cited: Cited) -> list[Field]:
    fields = []
    authors, has_more = _signed(cited)
    for place, name in enumerate(authors, 1):
        number = "" if len(authors) == 1 else place
        if name.family:
            fields.append((f"last{number}", escaped(name.family)))
            fields.append((f"first{number}", escaped(name.given)))
        else:
            fields.append((f"author{number}", escaped(name.literal)))
    return [*fields, ("display-authors", "etal" if has_more and fields else "")]


_AND_OTHERS = re.compile(r"[\s,]*\b(?:et al\b\.?|and others|et coll\b\.?)\s*$", re.IGNORECASE)


def _signed(cited: Cited) -> tuple[list[Name], bool]:
    """Who signs, or whose account it is; and whether a byline ends in "et al.", no one's name."""
    holder, _platform = account_of(cited.source)
    signed = cited.source.authors or (cited.authors if holder else ())
    parts = [(name, _AND_OTHERS.sub("", name.literal)) for name in signed]
    names = [
        name if plain == name.literal else parted(plain, cited.source.language)
        for name, plain in parts
        if plain
    ]
    return names, any(plain != name.literal for name, plain in parts)


def _what(cited: Cited) -> list[Field]:
    source = cited.source
    key = "publisher" if SOURCE_TYPES[source.kind].has_publisher else "work"
    return [
        ("date", _date(cited, source.published)),
        *_title(cited),
        ("type", "" if cited.is_periodical else capitalized(cited.kind)),
        ("language", _subtag(source.language, unless="en")),
        (key, escaped(_outlet(cited))),
        ("agency", "" if source.wire == source.outlet else escaped(source.wire)),
        ("at", escaped(cited.locator)),
    ]


def _title(cited: Cited) -> list[Field]:
    title, language = own_title_of(cited.reference), _subtag(cited.source.language)
    if not title:
        return [("title", escaped_link(cited.described.plain))]
    if language in _SCRIPTS and not title.isascii():
        return [("script-title", f"{language}:{escaped_link(title)}")]
    return [("title", escaped_link(title))]


def _where(cited: Cited) -> list[Field]:
    """The page at its publisher, the archived copy, and this archive.

    Where there is no such page, this archive is what delivers the words. ``url-status`` is "live"
    unless the page is known to be gone.
    """
    archived, day = _archived(cited)
    accessed = cited.day_of_access
    return [
        ("url", escaped_url(cited.source.url or cited.url)),
        ("url-status", archived and ("dead" if cited.is_gone else "live")),
        ("archive-url", archived),
        ("archive-date", day),
        ("access-date", cited.manner(DATES).day(accessed) if accessed else ""),
        ("via", cited.archive),
    ]


def _outlet(cited: Cited) -> str:
    """The outlet or the platform of an account; of a bare address its host, as no link may be."""
    _holder, outlet = account_of(cited.source)
    return (urlsplit(outlet).hostname or outlet) if is_address(outlet) else outlet


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
    published = _with_whole_years(published)
    if published.is_approximate or published.is_uncertain:
        years = manner.year(published).removeprefix("c. c. ").removeprefix("c. ")
        return f"{'vers' if cited.language == 'fr' else 'c.'} {years}".replace("vers vers", "vers")
    if len(published.sides) == 2 and not (published.first and published.last):
        return ""
    return manner.written(published)


def _with_whole_years(published: PartialDate) -> PartialDate:
    """A decade or a century as the span of its years: the template knows no "2020s"."""
    side = published.sides[0] if len(published.sides) == 1 else None
    if side is None or side.precision not in ("decade", "century"):
        return published
    assert side.first
    assert side.last
    return parse(f"{side.first.year}/{side.last.year}")


def _subtag(language: str, unless: str = "") -> str:
    primary = primary_subtag(language)
    return "" if primary == unless else primary


# --- French ----------------------------------------------------------------------------------


def _in_french(cited: Cited) -> StyledText:
    """{{Article}} has no field for an archived copy, so what has one takes {{Lien web}}.

    Neither has one for where else the words can be read; it follows the template.
    """
    source, (archived, day) = cited.source, _archived(cited)
    said, accessed = cited.said, cited.day_of_access
    is_article = cited.is_periodical and not archived
    fields = [
        ("langue", _subtag(source.language, unless="fr")),
        *_who_in_french(cited),
        ("titre", escaped_link(own_title_of(cited.reference) or cited.described.plain)),
        ("lire en ligne" if is_article else "url", escaped_url(source.url or cited.url)),
        ("périodique" if cited.is_periodical else "site", escaped(_outlet(cited))),
        ("nature document", "" if cited.is_periodical else cited.kind),
        ("date", _date(cited, source.published)),
        ("archive-url", archived),
        ("archive-date", day),
        ("consulté le", cited.manner(DATES).day(accessed) if accessed else ""),
        ("extrait", escaped(said.words) if said and said.is_quotation else ""),
    ]
    written = _written("Article" if is_article else "Lien web", fields)
    if cited.permalink:
        kept = "paroles conservées" if said and said.is_quotation else "résumé"
        written += f", {kept} par [{cited.permalink} {ARCHIVE}]"
    return text(written)


def _who_in_french(cited: Cited) -> list[Field]:
    fields = []
    authors, has_more = _signed(cited)
    for place, name in enumerate(authors, 1):
        if name.family:
            fields.append((f"prénom{place}", escaped(name.given)))
            fields.append((f"nom{place}", escaped(name.family)))
        else:
            fields.append((f"auteur{place}", escaped(name.literal)))
    if fields and has_more:
        fields.append(("et al.", "oui"))
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
}
# What nobody sees, and what the templates complain of.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]"
    # Joiners have a meaning in scripts that join, and in no Latin word.
    "|(?<=[\u0000-\u024f])[\u200c\u200d]|^[\u200c\u200d]"
)
_FIND = re.compile("|".join(map(re.escape, _MARKUP)))
_IN_URLS = {character: f"%{ord(character):02X}" for character in " \"'<>[]{}|\\^`"}


def escaped(value: str) -> str:
    """A value of a named parameter; an equals sign does no harm in one."""
    plain = _REFERENCE.sub("&amp;", one_line(_UNSEEN.sub("", value)))
    return _FIND.sub(lambda found: _MARKUP[found[0]], plain)


def escaped_link(value: str) -> str:
    """A value that becomes the text of an external link, which a single bracket would end."""
    return escaped(value).replace("[", "&#91;").replace("]", "&#93;")


def escaped_url(url: str) -> str:
    """An address as it may stand in a template: what means something to the wiki is encoded."""
    url = _HOST.sub(_ascii_host, _UNSEEN.sub("", url))
    # Three tildes and more are a signature.
    url = url.replace("~~~", "%7E%7E%7E")
    return "".join(_IN_URLS.get(character, character) for character in url)


_HOST = re.compile(r"(?<=://)[^/?#]+")


def _ascii_host(found: re.Match[str]) -> str:
    """A host in the letters of the domain name system, which alone the templates take."""
    try:
        return found[0] if found[0].isascii() else found[0].encode("idna").decode()
    except UnicodeError:
        return found[0]
