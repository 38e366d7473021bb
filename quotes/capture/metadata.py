"""What a web page says of itself: its title, who wrote and published it, when, and for whom.

JSON-LD comes first, because it names each value and gives times with their zone; then the meta
tags of OpenGraph, Dublin Core, Highwire (``citation_…``) and Parse.ly; what the page only shows in
its text comes last. A value is taken as the page gives it and never guessed: without one the field
is empty.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from quotes.capture.bylines import name_of_one, names_in
from quotes.capture.publication_day import day_told
from quotes.text.languages import is_language_tag

# The longest value that is believed to be one.
_LONGEST = 500
# JSON-LD nests; deeper is a page that went wrong.
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; an empty string where it says nothing.

    ``published`` and ``modified`` are days as ISO 8601 writes them, in the time zone the page
    gives. ``wire`` is the agency whose report it is.
    """

    title: str = ""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    language: str = ""
    wire: str = ""
    canonical_url: str = ""

    def as_json(self) -> dict[str, Any]:
        """What is known, as plain JSON."""
        values = asdict(self) | {"authors": list(self.authors)}
        return {name: value for name, value in values.items() if value}


def page_metadata(tree: HtmlElement, url: str = "") -> Metadata:
    """What an HTML page says of itself in its head. ``url`` is where it was found. Never raises."""
    linked = [*_linked_data(tree)]
    article, known = _article_of(linked), _by_id(linked)
    meta = _meta_tags(tree)
    title = _first(_text_of(article.get("headline")), _of(meta, _TITLE), _title_tag(tree))
    outlet = _first(_name_of(article.get("publisher"), known), _of(meta, _OUTLET))
    authors = _names_of(article.get("author"), known, outlet) or _meta_authors(meta, outlet)
    people, credited = _apart(authors)
    return Metadata(
        title=_as_headed(_without_outlet(title, outlet), tree),
        outlet=outlet,
        authors=people,
        modified=_first(day_told(_text_of(article.get("dateModified"))), _day_of(meta, _MODIFIED)),
        language=_language(article, meta, tree),
        wire=_first(credited, agency_in(_name_of(article.get("sourceOrganization"), known))),
        canonical_url=_canonical(article, meta, tree, url),
    )


# --- JSON-LD -------------------------------------------------------------------------------------

_ARTICLES = re.compile(r"(Article|BlogPosting|Report|WebPage|VideoObject|SocialMediaPosting)$")


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Every object of every JSON-LD script; what cannot be read is passed over."""
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            yield from _objects(_loaded(script.text or ""), 0)


def _loaded(text: str) -> Any:
    """JSON as it is found: with comment marks around it, raw line ends, a comma too many."""
    text = re.sub(r"^\s*(<!--|//<!\[CDATA\[)|(-->|//\]\]>)\s*;?\s*$", "", text).strip().rstrip(";")
    for attempt in (text, re.sub(r",(\s*[}\]])", r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for inner in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(inner), depth + 1)


def _article_of(objects: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The object that is the article: the most telling one of an article's type, or nothing."""
    candidates = [found for found in objects if any(map(_ARTICLES.search, _types(found)))]
    return max(candidates, key=_told_by, default={})


def _told_by(article: dict[str, Any]) -> tuple[int, int]:
    telling = ("headline", "datePublished", "author", "publisher")
    is_page = any(kind == "WebPage" for kind in _types(article))
    return (0 if is_page else 1, sum(bool(article.get(name)) for name in telling))


def _types(found: dict[str, Any]) -> list[str]:
    kinds = found.get("@type")
    return [
        kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
    ]


def _text_of(value: Any) -> str:
    if isinstance(value, list):
        return _text_of(value[0]) if value else ""
    if isinstance(value, dict):
        return _text_of(value.get("@value"))
    return _clean(value) if isinstance(value, str) else ""


def _by_id(objects: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The objects that are named once, to be referred to by ``@id``."""
    return {
        found["@id"]: found
        for found in objects
        if isinstance(found.get("@id"), str) and found.get("name")
    }


def _name_of(value: Any, known: Mapping[str, dict[str, Any]]) -> str:
    """The one name of a body, whole."""
    if isinstance(value, list):
        return _name_of(value[0], known) if value else ""
    return _text_of(_referred(value, known).get("name") if isinstance(value, dict) else value)


def _names_of(value: Any, known: Mapping[str, dict[str, Any]], outlet: str) -> list[str]:
    """Names in a string, an object or a list of these; one string may hold several names."""
    if isinstance(value, list):
        names = (name for item in value for name in _names_of(item, known, outlet))
        return list(dict.fromkeys(names))
    if isinstance(value, dict):
        told = _referred(value, known)
        if any("Organization" in kind for kind in _types(told)):
            return [name] if (name := _text_of(told.get("name"))) else []
        return _names_of(told.get("name"), {}, outlet)
    return names_in(_clean(value), outlet) if isinstance(value, str) else []


def _referred(value: dict[str, Any], known: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """An object, or the one that it refers to."""
    name = value.get("@id")
    return known.get(name, value) if "name" not in value and isinstance(name, str) else value


# --- meta tags -----------------------------------------------------------------------------------

_TITLE = (
    "og:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "twitter:title",
)
_OUTLET = (
    "og:site_name",
    "citation_publisher",
    "dc.publisher",
    "dcterms.publisher",
    "application-name",
)
_AUTHORS = (
    "citation_author",
    "author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "article:author",
    "byl",
)
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "pubdate",
)
# As often the day on which a file was made.
_MADE = ("dcterms.issued", "dc.date.issued", "date", "dcterms.date", "dc.date", "dcterms.created")
_MODIFIED = ("article:modified_time", "og:updated_time", "dcterms.modified", "last-modified")
_LANGUAGE = (
    "dc.language",
    "dcterms.language",
    "citation_language",
    "content-language",
    "og:locale",
)


def _meta_tags(tree: HtmlElement) -> dict[str, list[str]]:
    """The values of the page's meta tags, by lower-case name."""
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        name = (
            tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        )
        value = _clean(tag.get("content") or "")
        if name and value:
            found.setdefault(name.strip().lower(), []).append(value)
    return found


def _of(meta: dict[str, list[str]], names: Iterable[str]) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _meta_authors(meta: dict[str, list[str]], outlet: str) -> list[str]:
    for name in _AUTHORS:
        # A page of its own is no name: article:author is often an address.
        values = [value for value in meta.get(name, []) if "://" not in value]
        if name == "citation_author" and values:
            return [*map(name_of_one, values)]
        authors = [author for value in values for author in names_in(value, outlet)]
        if authors:
            return authors
    return []


def _day_of(meta: dict[str, list[str]], names: Iterable[str]) -> str:
    return next((day for name in names for day in map(day_told, meta.get(name, [])) if day), "")


def _all_of(meta: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [value for name in names for value in meta.get(name, [])]


def times_told(tree: HtmlElement) -> tuple[list[str], list[str]]:
    """What a page names as the time of publication, and what else may be it, as it writes them."""
    article, meta = _article_of(_linked_data(tree)), _meta_tags(tree)
    told = [_text_of(article.get("datePublished")), *_all_of(meta, _PUBLISHED)]
    marked = {*map(_marked_time, tree.iter("time", "span", "meta", "p", "div"))} - {""}
    # Of several that are marked so, most are those of comments.
    if len({*map(day_told, marked)}) == 1:
        told += sorted(marked)
    return told, [_text_of(article.get("dateCreated")), *_all_of(meta, _MADE)]


def _marked_time(element: Any) -> str:
    """What an element of the page says that is marked as the time of publication, or ``""``."""
    is_marked = "datepublished" in (element.get("itemprop") or "").lower().split() or (
        element.tag == "time"
        and (element.get("pubdate") is not None or "published" in (element.get("class") or ""))
    )
    return (element.get("datetime") or element.get("content") or "") if is_marked else ""


def _title_tag(tree: HtmlElement) -> str:
    title = tree.find(".//title")
    return _clean(title.text_content()) if title is not None else ""


def _language(article: dict[str, Any], meta: dict[str, list[str]], tree: HtmlElement) -> str:
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    given = [_text_of(article.get("inLanguage")), root.get("lang") or "", _of(meta, _LANGUAGE)]
    tags = (tag.partition(",")[0].strip().replace("_", "-") for tag in given)
    return next((tag for tag in tags if tag and is_language_tag(tag)), "")


def _canonical(
    article: dict[str, Any], meta: dict[str, list[str]], tree: HtmlElement, url: str
) -> str:
    linked = [
        link.get("href") or ""
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    page = article.get("mainEntityOfPage")
    named = page.get("@id") if isinstance(page, dict) else page
    for given in (*linked, _of(meta, ["og:url"]), named, article.get("url")):
        if isinstance(given, str) and given.strip():
            absolute = _absolute(given.strip(), url)
            if absolute:
                return absolute
    return ""


def _absolute(address: str, base: str) -> str:
    try:
        absolute = urljoin(base, address)
    except ValueError:
        return ""
    return absolute if absolute.startswith(("http://", "https://")) else ""


# --- values --------------------------------------------------------------------------------------


def _clean(text: str) -> str:
    """On one line; what is too long to be the value of anything counts as none.

    JSON can spell what no database takes: NUL, and halves of characters.
    """
    text = text.replace("\0", "").encode("utf-8", "ignore").decode()
    text = " ".join(_without_markup(text).split())
    return text if len(text) <= _LONGEST else ""


def _first(*values: str) -> str:
    return next((value for value in values if value), "")


_MARKUP = re.compile(
    r"</?(?:i|b|em|strong|sub|sup|span|small|mark|u|q|cite|br|wbr|p)(?:\s[^<>]*)?/?>", re.I
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]\w*);", re.I)


def _without_markup(text: str) -> str:
    """A value without the entities and tags of another layer; they may be written twice."""
    for _layer in range(2):
        if _ENTITY.search(text):
            text = html.unescape(text)
    return _MARKUP.sub("", text)


def _as_headed(title: str, tree: HtmlElement) -> str:
    """A title as the headline of the page has it, where it only hangs its site on to that."""
    for heading in tree.iter("h1"):
        shown = _clean(heading.text_content())
        if len(shown.split()) > 1 and shown in title:
            before, _shown, behind = title.partition(shown)
            if re.fullmatch(r"(?:.*\s[|–—»:/·-]\s+)?", before) and re.fullmatch(
                r"(?:\s+[|–—«:/·-]\s.*|\s+[(\[][^()]+[)\]])?", behind
            ):
                return shown
    return title


def _without_outlet(title: str, outlet: str) -> str:
    """A headline without the name of the outlet that many pages hang on to it."""
    if not outlet:
        return title
    ending = re.search(rf"\s+[|–—-]\s+{re.escape(outlet)}$", title, re.IGNORECASE)
    return title[: ending.start()] if ending else title


# --- agencies ------------------------------------------------------------------------------------

# As they are credited: with their name in full in any letters, with initials only in capitals.
_AGENCIES = [
    ("The Canadian Press", r"(?i:(the )?canadian press)"),
    ("La Presse Canadienne", r"(?i:la presse canadienne)"),
    ("The Associated Press", r"(?i:(the )?associated press)|AP"),
    ("Reuters", r"(?i:(thomson )?reuters)"),
    ("Agence France-Presse", r"(?i:agence[ -]france[ -]presse)|AFP"),
    ("Bloomberg", r"(?i:bloomberg( news)?)"),
    ("PA Media", r"(?i:press association|pa media)|PA"),
    ("United Press International", r"(?i:united press international)|UPI"),
    ("Xinhua", r"(?i:xinhua( news agency)?)"),
    ("TASS", r"(?i:itar-tass)|TASS"),
    ("Kyodo News", r"(?i:kyodo( news)?)"),
    ("Deutsche Presse-Agentur", r"(?i:deutsche presse-agentur)|dpa|DPA"),
    ("EFE", r"EFE"),
    ("ANI", r"ANI"),
    ("Press Trust of India", r"(?i:press trust of india)|PTI"),
]
_CREDIT = [(name, re.compile(rf"(?:{pattern})\Z")) for name, pattern in _AGENCIES]
# "OTTAWA (AP) — ", "OTTAWA, May 21 (Reuters) - ", "OTTAWA — (La Presse Canadienne)"
_DATELINE = re.compile(r"\A[^()\n]{0,60}\((?P<agency>[^()\n]{2,40})\)\s*[-–—]")
_BYLINE = re.compile(
    r"^(?:source|credit)\s*:\s*(?P<named>.{2,40})$"
    r"|(?:^|/|\||,|•|—)\s*(?P<agency>[^/|,•—\n]{2,40})\s*$",
    re.IGNORECASE,
)


def agency_in(credit: str) -> str:
    """The agency that a credit names and nothing else, in full, or ``""``."""
    credit = credit.strip(" .–—-")
    return next((name for name, pattern in _CREDIT if pattern.match(credit)), "")


def wire_of(text: str) -> str:
    """The agency that an article credits in its dateline or beneath its headline, or ``""``.

    Only the first lines and the last are looked at, and only a line that is a dateline or no
    sentence: an article *about* Reuters is not by Reuters.
    """
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    for line in paragraphs[:8]:
        dateline = _DATELINE.match(line)
        found = agency_in(dateline["agency"]) if dateline else _by(line)
        if found:
            return found
    return _by(paragraphs[-1]) if paragraphs else ""


def _by(line: str) -> str:
    """The agency of a byline: ``Lee Long / The Canadian Press``, ``By Lee Long, The AP``."""
    match = _BYLINE.search(line) if len(line) <= 120 else None
    if not match:
        return ""
    return agency_in(match["agency"] or match["named"] or "")


def _apart(authors: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """The people among the authors, and the agency that is named beside them, or ``""``."""
    people: list[str] = []
    agency = ""
    for author in authors:
        name, _slash, credit = author.partition("/")
        found = agency_in(author) or agency_in(credit)
        agency = agency or found
        person = "" if agency_in(author) else (name if agency_in(credit) else author).strip()
        if person:
            people.append(person)
    return tuple(dict.fromkeys(people)), agency
