"""Names that no row of the archive holds: countries and languages, in the language of the page.

They are those of the Unicode Common Locale Data Repository, which Babel carries.
"""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language


def country_name(code: str) -> str:
    """The name of a country by its ISO 3166-1 code; the code itself where CLDR has none."""
    return _locale(get_language() or "en").territories.get(code, code)


def language_name(tag: str) -> str:
    """The name of a language by its BCP 47 tag; the tag itself where CLDR has none."""
    return _language_name(tag, get_language() or "en")


@lru_cache(maxsize=1024)
def _language_name(tag: str, shown_in: str) -> str:
    try:
        name = Locale.parse(tag, sep="-").get_display_name(_locale(shown_in))
    except (ValueError, UnknownLocaleError):
        name = None
    return name or _locale(shown_in).languages.get(tag, tag)


@lru_cache(maxsize=8)
def _locale(code: str) -> Locale:
    return Locale.parse(code, sep="-")
