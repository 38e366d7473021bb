"""The addresses of statements in any text, in every form that this site ever gave out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from quotes.addresses import public_ids
from quotes.addresses.mistyped import meant

# What an address cannot hold, or what stands round one in a sentence, in TeX and in Markdown.
_ADDRESS = re.compile(
    r"""
    (?: https?:// (?P<host> [^\s/<>"'{}|\\^`\[\]()]+ )
      | (?<![\w./:-]) (?P<bare> [\w.-]+ \. [a-z]{2,63} (?: : \d{1,5} )? )
      | (?<![\w./:-]) (?=/)
    )
    (?P<path> / [^\s<>"{}|\\^`\[\]()?\#]* )
    (?: \? v= (?P<shown> [0-9]{1,9} ) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)

_LANGUAGE = r"(?:/[a-z]{2})?"
_FORMS = [
    re.compile(_LANGUAGE + form)
    for form in (
        r"/s/(?P<id>[^/.]+)(?:/v/(?P<version>[0-9]{1,9}))?/?",
        r"/statements/[^/]+/was/(?P<id>[^/]+)/v/(?P<version>[0-9]{1,9})/?",
        r"/statements/(?P<id>[^/]+)/v/(?P<version>[0-9]{1,9})/?",
        r"/s/(?P<id>[^/.]+)\.(?:csl\.json|json|bib|ris)",
        r"/s/(?P<id>[^/]+)/annotation\.jsonld",
        r"/embed/(?P<id>[^/]+)/?",
        r"/statements/(?P<id>[^/]+)(?:/[^/]+)?/?",
    )
]
_ID = re.compile(public_ids.PATTERN)

# An address within that of a copy: https://web.archive.org/web/20260102/https://dome.example/s/…
_COPIED = re.compile(r"https?:/{1,2}(?P<host>[^\s/]+)(?P<path>/.*)", re.IGNORECASE)

# What nobody sees and what programs put into addresses: soft hyphens, blanks without width.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")

# Pages beside the statements, whose addresses begin like theirs.
_NO_IDS = frozenset(("by-official", "choose"))

# An address that a redirector carries in its own, escaped.
_ESCAPED = re.compile(r"https?%3a%2f%2f[^\s&\"'<>]+", re.IGNORECASE)

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Permalink:
    """An address of a statement. ``host`` is empty where the text gave none."""

    text: str
    host: str
    public_id: str
    version: int | None = None

    @property
    def can_be_ours(self) -> bool:
        """Whether the id is one that this kind of archive gives; other sites have ``/s/`` too."""
        return _ID.fullmatch(self.public_id) is not None


def permalinks(text: str) -> Iterator[Permalink]:
    """The addresses in a text that have the form of a statement's, in order."""
    text = _ESCAPED.sub(lambda escaped: f" {unquote(escaped[0])} ", _UNSEEN.sub("", text))
    for match in _ADDRESS.finditer(text):
        found = _permalink(match)
        if found:
            yield found


def _permalink(match: re.Match[str]) -> Permalink | None:
    # A full stop or comma at the end is the sentence's.
    whole = match["path"].rstrip(".,;:!'’”»*_…&")
    if len(whole) > _LONGEST:
        return None
    text = match.string[match.start() : match.start("path") + len(whole)]
    host, path = match["host"] or match["bare"] or "", whole
    while copied := _COPIED.search(path):
        host, path = copied["host"], copied["path"]
    form = next((found for form in _FORMS if (found := form.fullmatch(path))), None)
    asked = _as_it_is(form, text, host.lower(), match["shown"])
    if asked and asked.can_be_ours:
        return asked
    # Damaged, as the site itself would read it; else what it is, to be told of as unknown.
    address = next(meant(path), None)
    if address is None or address.family == "source":
        return asked
    version = address.version or _number(match["shown"])
    return Permalink(text, host.lower(), address.public_id, version)


def _as_it_is(
    form: re.Match[str] | None, text: str, host: str, shown: str | None
) -> Permalink | None:
    """An address that has the form of a statement's; ``shown`` is the version an embed shows."""
    if form is None or form["id"] in _NO_IDS:
        return None
    version = form.groupdict().get("version") or shown
    return Permalink(text, host, unquote(form["id"]), _number(version))


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None
