"""Address parts proposed for what an editor gives none."""

from collections.abc import Callable, Container, Iterable, Mapping
from itertools import count
from typing import Any

from django.db.models import CharField, Model
from django.utils.text import slugify

from quotes.dates.partial import PartialDate
from quotes.models.sources import outlet_slug

# Words of a title that go into an address: enough to know the article by.
TITLE_WORDS = 6

# Characters of an address part that are never cut off for its length.
_NEVER_CUT = 40


def proposed_slug(*parts: str, is_taken: Callable[[str], bool], longest: int) -> str:
    """The parts as one address part of at most ``longest`` characters that nobody has yet.

    Letters of every script stay. What is too long ends after a whole word, if it has one; a number
    from 2 up tells namesakes apart. ``""`` when the parts hold no letter and no digit.
    """
    base = slugify(" ".join(parts), allow_unicode=True).replace("_", "-")
    number, candidate = 1, _cut(base, longest)
    while candidate and is_taken(candidate):
        number += 1
        ending = f"-{number}"
        candidate = _cut(base, longest - len(ending)) + ending
    return candidate


def free_slug(model: type[Model], *parts: str, besides: int | None = None) -> str:
    """The parts as an address part that no row of a table has yet, but the one of this key."""
    column = model._meta.get_field("slug")
    assert isinstance(column, CharField)
    others = model._default_manager.exclude(pk=besides)
    return proposed_slug(
        *parts,
        is_taken=lambda slug: others.filter(slug=slug).exists(),
        longest=column.max_length or 0,
    )


def sort_name_of(name: str, is_institution: bool = False) -> str:
    """What a list sorts an official by: the last word of a name first, of an institution all.

    An editor mends those of whom that is not right.
    """
    first, blank, last = name.strip().rpartition(" ")
    return f"{last}, {first}" if blank and not is_institution else name.strip()


def statement_parts(speaker_slug: str, said: PartialDate) -> list[str]:
    """What names a statement: who spoke, and when."""
    return [speaker_slug, _date(said)]


def source_parts(outlet_slug: str, published: PartialDate, title: str) -> list[str]:
    """What names a source: its outlet, its date, the first words of its title."""
    return [outlet_slug, _date(published), *title.split()[:TITLE_WORDS]]


def occasion_parts(name: str, date: PartialDate) -> list[str]:
    """What names an occasion: what it was, and when; also one whose name has no letter."""
    return [name if slugify(name, allow_unicode=True) else "occasion", _date(date)]


def _date(partial: PartialDate) -> str:
    return partial.text.replace("/", " ").replace("..", " ")


def _cut(slug: str, longest: int) -> str:
    if len(slug) <= longest:
        return slug
    whole_words, _hyphen, _rest = slug[: longest + 1].rpartition("-")
    return (whole_words or slug[:longest]).rstrip("-")


class FreeSlugs:
    """Address parts that are free, those taken read once for all namesakes."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        column: Any = model._meta.get_field("slug")
        self.longest: int = column.max_length
        self._taken: dict[str, set[str]] = {}

    def proposed(self, *parts: str) -> str:
        """A free one, which is taken from now on."""
        base = slugify(parts[0], allow_unicode=True)[:_NEVER_CUT]
        if base not in self._taken:
            named = self.model._default_manager.filter(slug__startswith=base)
            self._taken[base] = set(named.values_list("slug", flat=True))
        taken = self._taken[base]
        slug = proposed_slug(*parts, is_taken=taken.__contains__, longest=self.longest)
        taken.add(slug)
        return slug


def outlet_slugs(
    names: Iterable[str], given: Mapping[str, str], taken: Container[str] = ()
) -> dict[str, str]:
    """A slug for each name: the one given, or one made of the name that no other name has.

    Names that would share a slug ("TIME", "Time") are numbered in the order of their characters,
    whatever order they come in, so that every archive numbers them alike.
    """
    used = set(given.values())
    chosen = dict(given)
    for name in sorted(set(names) - set(given)):
        slug = base = outlet_slug(name)
        numbers = count(2)
        while slug in used or slug in taken:
            slug = f"{base}-{next(numbers)}"
        chosen[name] = slug
        used.add(slug)
    return chosen
