"""The addresses that a damaged one can mean: from print, mail, chat, or typed by hand.

A permalink is read out, broken over two lines, set in capitals, and sent with the full stop of its
sentence. Public ids have no vowels and none of 0, 1 and l, so what is left of a damaged address
mostly means one thing. Whether that exists is for others to say.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple
from urllib.parse import unquote

from quotes.addresses.public_ids import ALPHABET, LENGTH

Family = Literal["statement", "source", "embed"]


class MeantAddress(NamedTuple):
    """What an address can mean: a statement or source by its id, at a version or in a form."""

    family: Family
    public_id: str
    version: int | None = None
    suffix: str = ""


_LONGEST = 2_000
# Addresses are encoded again by programs that pass them on; more than that is not an address.
_MOST_DECODED = 3

# Letters of other alphabets that look like those of ids, and letters that no id has for those that
# they are taken for.
_LOOKS_LIKE = str.maketrans("вЗзвкмнрстхѵуѕіјдԛԝհοαρνκυχτγμ", "b33bkmhpctxvysijdqwho" + "apvkuxtym")
_TAKEN_FOR = str.maketrans("u", "v")

_ID = rf"[{ALPHABET}]{{{LENGTH},16}}"
_SUFFIX = r"(?:\.(?P<suffix>csl\.json|json|bib|ris))"
_VERSION = r"/v/?(?P<version>[0-9]{1,9})"
_FORMS: tuple[tuple[Family, re.Pattern[str]], ...] = (
    ("embed", re.compile(rf"/embed/(?P<id>{_ID})$")),
    ("source", re.compile(rf"/sources?/(?P<id>{_ID}){_SUFFIX}?(?:/[^/]*)?$")),
    (
        "statement",
        re.compile(rf"/statements/[^/]+/was/(?P<id>{_ID}){_VERSION}$"),
    ),
    ("statement", re.compile(rf"/s(?:tatements?)?/(?P<id>{_ID}){_VERSION}$")),
    ("statement", re.compile(rf"/s(?:tatements?)?/(?P<id>{_ID}){_SUFFIX}$")),
    ("statement", re.compile(rf"/s(?:tatements?)?/(?P<id>{_ID})(?:/[^/]*)?$")),
)

# What stands round an address in a sentence, in mark-up and in a program's text.
_AROUND = re.compile(r"(?:[^\w/]|&(?:\w+|#\w+);?|_)+$")
_ENTITY = re.compile(r"&(?:gt|lt|quot|apos|nbsp|#\w+);?", re.IGNORECASE)
# What goes on behind an address without a blank: parameters, or its sentence.
_GLUED = re.compile(r"(?:(?:[&?]|#:?)[\w~:]|['’]s\b|[—–]).*$", re.DOTALL)
_BEFORE_ID = re.compile(r"(?<=/)[^\w/]+")


def meant(path: str) -> Iterator[MeantAddress]:
    """What a path can mean, the nearest first; nothing where it is no address of ours at all."""
    if len(path) > _LONGEST:
        return
    whole = _plain(path)
    seen = set()
    for text in (whole, whole.translate(_LOOKS_LIKE), whole.translate(_LOOKS_LIKE | _TAKEN_FOR)):
        for found in _read(text):
            if found not in seen:
                seen.add(found)
                yield found


def _plain(path: str) -> str:
    """The path in small plain letters, without what nobody sees and what only stands round it."""
    for _again in range(_MOST_DECODED):
        path = unquote(path)
    path = unicodedata.normalize("NFKC", path).replace("\\", "/").replace("&amp;", "&")
    path = _GLUED.sub("", _ENTITY.sub("", path).casefold())
    # Blanks, line ends, and every sign without a form: Zs, Zl, Zp, Cc, Cf.
    path = "".join(letter for letter in path if unicodedata.category(letter)[0] not in "ZC")
    path = re.sub("/{2,}", "/", _BEFORE_ID.sub("", path))
    while (bare := _AROUND.sub("", path).rstrip("/")) != path:
        path = bare
    return path


def _read(path: str) -> Iterator[MeantAddress]:
    for family, form in _FORMS:
        found = form.search(path)
        if found is None:
            continue
        parts = found.groupdict()
        version = parts.get("version")
        yield MeantAddress(
            family, parts["id"], int(version) if version else None, parts.get("suffix") or ""
        )
        return


def words_in(path: str) -> str:
    """What a path says in words, to search for: the slug of an address whose id is wrong."""
    last = unquote(path).rstrip("/").rpartition("/")[2]
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", last))
    return " ".join(words)[:200]
