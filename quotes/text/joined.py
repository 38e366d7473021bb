"""Messages with their values put in as the language of the page joins them."""

import re

from django.utils.translation import get_language, pgettext

# "de %(name)s", and the words before a date that take an article before a day: "jusqu’au 3 mai".
_ELISION = re.compile(r"\b([Dd])e %\((\w+)\)s")
_BEFORE_DAY = re.compile(r"\b(depuis|jusqu’à|à partir de) %\((\w+)\)s", re.IGNORECASE)
_WITH_ARTICLE = {"depuis": "depuis le", "jusqu’à": "jusqu’au", "à partir de": "à partir du"}
# A name whose first letter is a Y or an H is mostly not elided: "de Yoon", "de Havilland".
_VOWEL = re.compile(r"[aàâæeéèêëiîïoôœuùûü]", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}(?:er)? \D")


def joined(message: str, **values: object) -> str:
    """``message % values``; in French "d’Anita Anand" and "depuis le 3 mai 2025"."""
    if get_language() == "fr":

        def elided(found: re.Match[str]) -> str:
            is_vowel = _VOWEL.match(str(values[found[2]]))
            return f"{found[1]}’%({found[2]})s" if is_vowel else found[0]

        def with_article(found: re.Match[str]) -> str:
            is_day = _DAY.match(str(values[found[2]]))
            words = _WITH_ARTICLE[found[1].lower()] if is_day else found[1]
            return f"{words} %({found[2]})s"

        message = _ELISION.sub(elided, _BEFORE_DAY.sub(with_article, message))
    return message % values


def colon() -> str:
    """A colon between a label and what it labels, with its blanks."""
    return pgettext("between two parts of a sentence", ": ")


def semicolon() -> str:
    """A semicolon between the parts of a list, with its blanks."""
    return pgettext("between two parts of a sentence", "; ")
