"""Languages by their BCP 47 tags: validity, primary subtag, direction of writing."""

import re
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils.translation import override

_LANGUAGE_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-(?P<script>[A-Za-z]{4}))?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)


# Scripts of ISO 15924 in use that run from right to left.
_RTL_SCRIPTS = frozenset(
    ("adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi")
)


# Of the languages usually written in one of them (likely scripts, Unicode CLDR), those for which
# Babel has no locale.
_RTL_WITHOUT_LOCALE = frozenset(("arc", "ary", "arz", "azb", "glk", "khw", "pnb", "prs"))


def is_language_tag(tag: str) -> bool:
    """Whether the tag is well-formed by BCP 47 in its common shape.

    That is language, and then script, region and variants where needed; no extended language,
    extension or private use. Any case is well-formed; whether a subtag is registered is not
    asked.
    """
    return _LANGUAGE_TAG.fullmatch(tag) is not None


def primary_subtag(language: str) -> str:
    """The language that a BCP 47 tag names, in whatever country or script: ``fr`` of ``fr-CA``."""
    return language.split("-")[0].lower()


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The value of an HTML ``dir`` for a BCP 47 tag: its script decides, else its language.

    An unknown or malformed tag is "ltr", as HTML takes it.
    """
    match = _LANGUAGE_TAG.fullmatch(language)
    if match is None:
        return "ltr"
    if match["script"]:
        return "rtl" if match["script"].lower() in _RTL_SCRIPTS else "ltr"
    return _direction_of_language(primary_subtag(language))


@lru_cache(maxsize=1_000)
def _direction_of_language(subtag: str) -> Literal["ltr", "rtl"]:
    if subtag in _RTL_WITHOUT_LOCALE:
        return "rtl"
    try:
        locale = Locale.parse(subtag)
    except (UnknownLocaleError, ValueError):
        return "ltr"
    return "rtl" if locale.text_direction == "rtl" else "ltr"


def in_record_language() -> AbstractContextManager[None]:
    """``with in_record_language(): …`` for making a text that is stored."""
    return override(settings.LANGUAGE_CODE)
