"""Messages with their values put in as the language of the page joins them."""

import re

from django.utils.translation import get_language, pgettext

# "de %(name)s" and "que %(name)s", and the words before a date that may take its article.
_ELISION = re.compile(r"\b([Dd]|[Qq]u)e %\((\w+)\)s")
_BEFORE_DATE = re.compile(r"\b(depuis|jusqu’à|à partir de) %\((\w+)\)s", re.IGNORECASE)
# Which article a date takes there: "jusqu’au 3 mai", "depuis l’été 2025", "jusqu’aux années 2020".
_ARTICLES = {
    " le ": re.compile(r"\d{1,2}(?:er)? \D|printemps\b"),
    " l’": re.compile(r"(?:été|automne|hiver)\b"),
    " les ": re.compile(r"les années\b"),
}
_CONTRACTED = {"à le ": "au ", "à les ": "aux ", "de le ": "du ", "de les ": "des "}
# A name whose first letter is a Y or an H is mostly not elided: "de Yoon", "de Havilland".
_VOWEL = re.compile(r"[aàâæeéèêëiîïoôœuùûü]", re.IGNORECASE)


def joined(message: str, **values: object) -> str:
    """``message % values``; in French "d’Anita Anand" and "depuis le 3 mai 2025"."""
    if get_language() == "fr":

        def elided(found: re.Match[str]) -> str:
            is_vowel = _VOWEL.match(str(values[found[2]]))
            return f"{found[1]}’%({found[2]})s" if is_vowel else found[0]

        def with_article(found: re.Match[str]) -> str:
            words, name = found.groups()
            value = values[name]
            date = value if isinstance(value, str) else str(value)
            article = next((one for one, dates in _ARTICLES.items() if dates.match(date)), " ")
            # A decade brings its own: "les années 2020".
            values[name] = date.removeprefix(article.lstrip() or " ")
            said = words + article
            for apart, together in _CONTRACTED.items():
                said = re.sub(rf"\b{apart}$", together, said)
            return f"{said}%({name})s"

        message = _ELISION.sub(elided, _BEFORE_DATE.sub(with_article, message))
    return message % values


def colon() -> str:
    """A colon between a label and what it labels, with its blanks."""
    return pgettext("between two parts of a sentence", ": ")


def semicolon() -> str:
    """A semicolon between the parts of a list, with its blanks."""
    return pgettext("between two parts of a sentence", "; ")
