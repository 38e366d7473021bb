"""The addresses of statements in any text, in every form that this site ever gave out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from quotes.addresses import public_ids

# What an address cannot hold, or what stands round one in a sentence, in TeX and in Markdown.
_ADDRESS = re.compile(
    r"""
    (?: https?:// (?P<host> [^\s/<>"'{}|\\^`\[\]()]+ )
      | (?<![\w./:-]) (?P<bare> [\w.-]+ \. [a-z]{2,63} (?: : \d{1,5} )? )
      | (?<![\w./:-]) (?=/)
    )
    (?P<path> / [^\s<>"{}|\\^`\[\]()?\#]* )
    """,
    re.VERBOSE | re.IGNORECASE,
)

_LANGUAGE = r"(?:/[a-z]{2})?"
_FORMS = [
    re.compile(_LANGUAGE + form)
    for form in (
        r"/s/(?P<id>[^/]+)(?:/v/(?P<version>[0-9]{1,9}))?/?",
        r"/statements/[^/]+/was/(?P<id>[^/]+)/v/(?P<version>[0-9]{1,9})/?",
        r"/statements/(?P<id>[^/]+)/v/(?P<version>[0-9]{1,9})/?",
        r"/statements/(?P<id>[^/]+)(?:/[^/]+)?/?",
    )
]
_ID = re.compile(public_ids.PATTERN)

# Pages beside the statements, whose addresses begin like theirs.
_NO_IDS = frozenset(("by-official", "choose"))

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
    for match in _ADDRESS.finditer(text):
        found = _permalink(match)
        if found:
            yield found


def _permalink(match: re.Match[str]) -> Permalink | None:
    # A full stop or comma at the end is the sentence's.
    path = match["path"].rstrip(".,;:!'’”»*_")
    if len(path) > _LONGEST:
        return None
    form = next((found for form in _FORMS if (found := form.fullmatch(path))), None)
    if form is None or form["id"] in _NO_IDS:
        return None
    version = form.groupdict().get("version")
    host = (match["host"] or match["bare"] or "").lower()
    text = match[0][: len(match[0]) - len(match["path"]) + len(path)]
    return Permalink(text, host, unquote(form["id"]), int(version) if version else None)
