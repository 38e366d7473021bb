"""References for BibLaTeX (biber), in UTF-8; programs that read BibTeX read them, too.

LaTeX gives a meaning to characters that stand in quotations and titles. They are escaped, all
others kept; `unescaped` takes the escapes off again. Fields that hold addresses are verbatim.
"""

import re
from collections.abc import Iterable, Iterator

from quotes.citing.reference import Name, Reference, account_of, authors_of, title_of
from quotes.citing.reference_fields import (
    BETWEEN_FACTS,
    day_of_access,
    facts,
    genre,
    one_line,
    place_of_access,
)
from quotes.citing.source_types import SOURCE_TYPES
from quotes.text.languages import primary_subtag

# The field for who published it, by the type; "organization" in the others.
_OUTLET_FIELDS = {"article": "journaltitle", "report": "institution"}
# The field for the genre: "type" is not one of @online's.
_GENRE_FIELDS = {"online": "titleaddon"}

# The names that the package babel knows languages by.
_BABEL = {
    "ar": "arabic",
    "bg": "bulgarian",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fa": "persian",
    "fr": "french",
    "hi": "hindi",
    "nl": "dutch",
    "no": "norsk",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "uk": "ukrainian",
}

# The facts that a field of BibLaTeX holds exactly.
_IN_FIELDS = ("said", "said-at", "occasion", "published")

# The facts that a note tells once more.
_IN_NOTE = ("speaker", "said", "via", "kept-at")

VERBATIM = frozenset(["url", "sourceurl", "archiveurl", "sourcepage", "keptat"])

_ESCAPES = {
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
}
# Parsers count braces, escaped or not, so that one without its partner needs another name.
_LONE_BRACES = {"{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
_SPECIAL = re.compile(r"[\\~^%&#$_{}]")
_PLAIN = {
    escape: plain for escapes in (_ESCAPES, _LONE_BRACES) for plain, escape in escapes.items()
}
# Two characters that LaTeX prints as another one: dashes, quotation marks, turned marks.
_LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')|(?<=[!?])(?=`)|(?<=,)(?=,)")
_ESCAPED = re.compile(
    r"\{\\text(?:backslash|asciitilde|asciicircum|braceleft|braceright)\}|\\[%&#$_{}]|\{\}"
)
# A verbatim field cannot hold these; they have no place in an address either (RFC 3986).
_NOT_VERBATIM = {ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"}


def document(parts: Iterable[list[Reference]]) -> Iterator[str]:
    """The entries one after another, with an empty line behind each."""
    for references in parts:
        yield "".join(_entry(one) for one in references)


def _entry(reference: Reference) -> str:
    fields = {name: value for name, value in _fields(reference).items() if value}
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{SOURCE_TYPES[reference.source.kind].biblatex}{{{reference.key},\n{lines}}}\n\n"


def _fields(reference: Reference) -> dict[str, str]:
    """The fields as they are written; a value may be empty."""
    source, said = reference.source, reference.said
    kind = SOURCE_TYPES[source.kind].biblatex
    accessed = day_of_access(reference)
    fields = {
        "author": " and ".join(_name(author) for author in authors_of(reference)),
        # Braced, so that no style puts its capitals in lower case.
        "title": f"{{{escaped(title_of(reference))}}}",
        _OUTLET_FIELDS.get(kind, "organization"): escaped(account_of(source)[1]),
        _GENRE_FIELDS.get(kind, "type"): escaped(genre(reference)),
        # BibLaTeX reads EDTF.
        "date": source.published.text,
        "entrysubtype": "newspaper" if kind == "article" else "",
        "language": source.language,
        "langid": _BABEL.get(primary_subtag(source.language), ""),
        "url": _clickable(place_of_access(reference)),
        "urldate": accessed.isoformat() if accessed else "",
        "note": escaped(BETWEEN_FACTS.join(_facts_noted(reference))),
    }
    if said:
        fields |= {
            "abstract": escaped(said.words),
            "eventdate": said.said.text,
            "eventtitle": escaped(said.occasion),
            "venue": escaped(said.place),
            "keywords": ", ".join(escaped(topic).replace(",", "") for topic in said.topics),
        }
    return fields | _custom(reference)


def _facts_noted(reference: Reference) -> Iterator[str]:
    """The facts that whoever cites needs, for readers that drop the fields they do not know.

    Zotero does: of our own fields it keeps none, and of those of an event only its title.
    """
    known = facts(reference, ()) if reference.said else {}
    return (f"{name}: {known[name]}" for name in _IN_NOTE if name in known)


def _custom(reference: Reference) -> dict[str, str]:
    """The facts as fields; their names without the hyphens, which BibTeX has in no name."""
    named = {name.replace("-", ""): value for name, value in facts(reference, _IN_FIELDS).items()}
    return {
        name: _verbatim(value) if name in VERBATIM else escaped(value)
        for name, value in named.items()
    }


def _name(name: Name) -> str:
    """In the form that needs no guessing; braces keep together what is not to be parted."""
    if not name.family:
        return f"{{{escaped(name.literal)}}}"
    return f"{_name_part(name.family)}, {_name_part(name.given)}"


def _name_part(part: str) -> str:
    is_read_otherwise = "," in part or " and " in f" {part.lower()} "
    return f"{{{escaped(part)}}}" if is_read_otherwise else escaped(part)


def escaped(text: str) -> str:
    """The text as LaTeX reads it, on one line. `unescaped` undoes it."""
    escapes = _ESCAPES if _has_partners(text) else _ESCAPES | _LONE_BRACES
    return _LIGATURES.sub("{}", _SPECIAL.sub(lambda match: escapes[match[0]], one_line(text)))


def unescaped(value: str) -> str:
    """What `escaped` was given, but for line breaks."""
    return _ESCAPED.sub(lambda match: _PLAIN.get(match[0], ""), value)


def _has_partners(text: str) -> bool:
    """Whether every brace has its partner, an opening one first."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _verbatim(address: str) -> str:
    return address.translate(_NOT_VERBATIM)


def _clickable(address: str) -> str:
    """An address in which no reader finds the beginning of a formula."""
    return _verbatim(address).replace("$", "%24")
