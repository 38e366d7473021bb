"""Languages by their BCP 47 tags: validity, primary subtag, names, direction of writing."""

import re
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from itertools import chain
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.conf import settings
from django.utils.translation import override

from quotes.text.folding import search_fold

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


_FRENCH_WORDS = re.compile(
    r"\b(?:le|la|les|des|du|et|est|une|dans|que|qui|pour|sur|avec|il|au|de|ont|mais|pas)\b", re.I
)
_ENGLISH_WORDS = re.compile(
    r"\b(?:the|of|and|is|was|in|that|to|for|on|with|he|she|said|by)\b", re.I
)
_FRENCH_LETTERS = re.compile(r"[éèêëàâçîïôûùœ]|\b(?:[ldnscjmt]|qu)[’'](?=[a-zà-ÿ]{3})")
# Characters of a text that tell its language as well as all of it.
_BEGINNING = 4_000


def is_french(text: str) -> bool:
    """Whether a text reads like French rather than English, by its smallest words."""
    beginning = text[:_BEGINNING]
    french = len(_FRENCH_WORDS.findall(beginning)) + len(_FRENCH_LETTERS.findall(beginning)) // 2
    french += 2 * beginning.count("«")
    return french > 1 and french > 2 * len(_ENGLISH_WORDS.findall(beginning))


# The languages in which others are named.
_READ_IN = ("fr", "en")

# What LaTeX (babel and polyglossia) calls languages by, where that is no name of theirs.
_OF_LATEX = dict(
    pair.split("=")
    for pair in (
        "american=en-US usenglish=en-US british=en-GB ukenglish=en-GB canadian=en-CA"
        " australian=en-AU newzealand=en-NZ ngerman=de austrian=de-AT naustrian=de-AT"
        " swissgerman=de-CH nswissgerman=de-CH francais=fr frenchb=fr acadian=fr-CA canadien=fr-CA"
        " brazilian=pt-BR brazil=pt-BR portuges=pt mexican=es-MX magyar=hu norsk=no"
        " serbianc=sr-Cyrl ukraineb=uk"
    ).split()
)

# Languages that are looked for by what they call themselves.
_BY_OWN_NAME = "ar cs da de el es fi fr he hu it ja ko nl no pl pt ro ru sv tr uk zh".split()


def named_language(text: str) -> str:
    """The BCP 47 tag of a language as people and programs name it: ``fr`` of "Français" or "fre".

    By a tag, a code of ISO 639-2, its name in English, in French or in itself, also with a country
    ("English (Canada)"), or by what LaTeX calls it. ``""`` for what names none, or several.
    """
    tag = text.strip().replace("_", "-")
    if is_language_tag(tag):
        primary, hyphen, rest = tag.partition("-")
        shorter = get_global("language_aliases").get(primary.lower(), primary)
        return f"{shorter}{hyphen}{rest}".replace("_", "-")
    name = search_fold(text).strip()
    if match := re.fullmatch(r"(.+?) ?\((.+)\)", name):
        language, country = _languages().get(match[1], ""), _countries().get(match[2], "")
        return f"{language}-{country}" if language and country else ""
    return _OF_LATEX.get(name) or _languages().get(name, "")


@cache
def _languages() -> dict[str, str]:
    """The tags of languages by their folded names."""
    own = {Locale(code).languages[code]: code for code in _BY_OWN_NAME}
    named = {name: tag for locale in _READ_IN for tag, name in Locale(locale).languages.items()}
    return {search_fold(name).strip(): tag.replace("_", "-") for name, tag in (own | named).items()}


@cache
def _countries() -> dict[str, str]:
    named = (Locale(locale).territories.items() for locale in _READ_IN)
    return {search_fold(name).strip(): code for code, name in chain.from_iterable(named)}


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
