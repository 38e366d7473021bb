"""An index of names at any size: whole, like a printed one, or cut by initial letter.

The query string: ``letter`` (a key of an ``Initial``) with ``page`` in it, or ``name`` (what a word
of the name begins with).
"""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from quotes.models.name_index import IndexQuerySet
from quotes.text.folding import search_fold

# An index of so many names is one page, and no page of a longer one has more.
MOST = 250

# The keys of what is no single letter; each is longer than one, so that none is taken for one.
IDEOGRAPHS, DIGITS, OTHERS = "han", "0-9", "other"


@dataclass(frozen=True, slots=True)
class Initial:
    """What names of an index begin with.

    ``key`` stands in addresses; ``label`` is shown, and ``spoken`` said in its place where the
    label is a sign that a screen reader may not know.
    """

    key: str
    label: str
    spoken: str
    count: int
    characters: tuple[str, ...]
    url: str


@dataclass
class LetterIndex:
    """What an index shows. Without ``initials`` it is whole, or what a ``name`` finds."""

    rows: list[Any]
    total: int
    path: str
    name: str = ""
    has_more: bool = False
    errors: list[str] = field(default_factory=list)
    initials: list[Initial] = field(default_factory=list)
    chosen: Initial | None = None
    number: int = 1
    first: int = 1
    newer_url: str = ""
    older_url: str = ""

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def index_of(request: HttpRequest, names: IndexQuerySet[Any]) -> LetterIndex:
    """What the query string asks of an index of public names; at most three queries.

    Http404: no name begins with the letter, or the letter has no such page.
    """
    asked = request.GET
    if name := asked.get("name", "").replace("\0", "").strip()[:100]:
        return _named(request.path, names, name)
    if not asked.get("letter"):
        rows = _rows(names, MOST + 1)
        if len(rows) <= MOST:
            return LetterIndex(rows, len(rows), request.path)
    initials = initials_of(names.initials(), request.path)
    chosen = _chosen(initials, asked.get("letter") or initials[0].key)
    total = sum(initial.count for initial in initials)
    if total <= MOST:
        return LetterIndex(_rows(names, MOST), total, request.path)
    number = _page_number(asked.get("page") or "1", chosen)
    offset = (number - 1) * MOST
    return LetterIndex(
        _rows(names.beginning_with(chosen.characters), MOST, offset),
        total,
        request.path,
        initials=initials,
        chosen=chosen,
        number=number,
        first=offset + 1,
        newer_url=_url(request.path, chosen.key, number - 1) if number > 1 else "",
        older_url=_url(request.path, chosen.key, number + 1)
        if offset + MOST < chosen.count
        else "",
    )


def _rows(names: IndexQuerySet[Any], most: int, offset: int = 0) -> list[Any]:
    return list(names.with_statement_count().by_name()[offset : offset + most])


def _named(path: str, names: IndexQuerySet[Any], name: str) -> LetterIndex:
    if not search_fold(name).strip():
        error = _("“%(name)s” has no letter to search for.") % {"name": name}
        return LetterIndex([], 0, path, name=name, errors=[error])
    rows = _rows(names.named(name), MOST + 1)
    shown = rows[:MOST]
    return LetterIndex(shown, len(shown), path, name=name, has_more=len(rows) > MOST)


def initials_of(counts: dict[str, int], path: str) -> list[Initial]:
    """The initials of an index, from the number of names with each folded first character.

    Letters come first, in the order of Unicode, which keeps scripts together. Each stands for
    itself; only Chinese characters are one group, since nearly each surname begins with another.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for character in sorted(counts):
        groups[_key(character)].append(character)
    return [
        Initial(
            key,
            *_label(key),
            count=sum(counts[character] for character in groups[key]),
            characters=tuple(groups[key]),
            url=_url(path, key),
        )
        for key in sorted(groups, key=_place)
    ]


def _key(character: str) -> str:
    if unicodedata.name(character, "").startswith("CJK "):
        return IDEOGRAPHS
    if character.isalpha():
        return character
    return DIGITS if character.isnumeric() else OTHERS


def _place(key: str) -> tuple[int, str]:
    later = (IDEOGRAPHS, DIGITS, OTHERS)
    return (later.index(key) + 1 if key in later else 0, key)


def _label(key: str) -> tuple[str, str]:
    """The label of a key, and what to say in its place; the latter is mostly empty."""
    if key == IDEOGRAPHS:
        return "漢字", _("Chinese characters")
    if key == DIGITS:
        return "0–9", _("Digits")
    if key == OTHERS:
        return "#", _("Other characters")
    return key.upper(), ""


def _chosen(initials: list[Initial], letter: str) -> Initial:
    folded = search_fold(letter).strip()
    for initial in initials:
        if initial.key == folded:
            return initial
    raise Http404(_("No name in this index begins with that."))


def _page_number(text: str, initial: Initial) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= ceil(initial.count / MOST):
        raise Http404(_("This list has no such page."))
    return number


def _url(path: str, key: str, number: int = 1) -> str:
    page = {"page": number} if number > 1 else {}
    return f"{path}?{urlencode({'letter': key} | page)}"
