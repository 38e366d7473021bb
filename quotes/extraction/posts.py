"""Posts: the office beside a name with the body or the place that it is of.

"Ohio's secretary of state" and the secretary of defence share a title and nothing else. What is
read here are the words around a name in one language or the other; whether they are those of an
official of the archive is asked by `identity`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from quotes.extraction.english import ENGLISH
from quotes.extraction.known import countries_in, office_words
from quotes.text.folding import search_fold


class Post(NamedTuple):
    """A title in one spelling and language, and the words that say of what it is.

    ``of`` are its portfolio, its body, its country; ``regions`` parts of a country, and "local"
    where it is a province or a town that is not named. The title of "Ann Long of Iowa" is empty.
    """

    title: str
    of: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    is_former: bool = False


LOCAL = "local"
# All words below are folded as `search_fold` does it.
_TITLES = {
    "secretary": "secretary secretaire sec",
    "minister": "minister ministre",
    "senator": "senator sen senateur senatrice",
    "representative": "representative rep congressman congresswoman",
    "president": "president presidente",
    "mp": "mp lawmaker legislator depute deputee parlementaire",
    "director": "director directeur directrice",
    "commander": "commander commandant commandante",
    "ambassador": "ambassador ambassadeur ambassadrice",
    "chair": "chair chairman chairwoman",
    "leader": "leader chef cheffe",
    "premier": "premier premiere",
    "candidate": "candidate nominee contender hopeful running candidat",
    "partisan": "republican democrat republicain democrate",
}
# Of these, whoever holds an office may be one as well.
WEAK = frozenset(("", "candidate", "partisan"))
_TITLE_OF = {form: title for title, forms in _TITLES.items() for form in forms.split()}
_FORMER = frozenset("former ex ancien ancienne onetime then late retired past alors".split())
# What ministers and secretaries are of, in both languages.
_PORTFOLIOS = frozenset(
    (
        *"state etat treasury tresor interior interieur agriculture commerce labor labour".split(),
        *"travail health sante housing logement transportation transport transports energy".split(),
        *"energie education veterans homeland finance finances foreign etrangeres".split(),
        *"environment environnement justice fisheries peches forests forets".split(),
        *"foret culture industry industrie immigration tourism tourisme sport sports mines".split(),
        *"water eau economy economie budget defense defence trade war guerre".split(),
        *"armees army navy marine".split(),
    )
)
# Parts of countries by their last words, for a senator or a minister of one is of no other.
_REGIONS = frozenset(
    (
        *"alabama alaska arizona arkansas california colorado connecticut delaware florida".split(),
        *"georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine".split(),
        *"maryland massachusetts michigan minnesota mississippi missouri montana nebraska".split(),
        *"nevada hampshire jersey york carolina dakota ohio oklahoma oregon".split(),
        *"pennsylvania tennessee texas utah vermont virginia wisconsin wyoming".split(),
        *"californie floride georgie louisiane caroline virginie pennsylvanie hawai".split(),
        *"ontario quebec alberta manitoba saskatchewan brunswick scotia newfoundland".split(),
        *"labrador yukon nunavut ecosse galles queensland tasmania tasmanie wales".split(),
        *"scotland ulster bavaria baviere saxony saxe catalonia catalogne wallonia".split(),
        *"wallonie flanders flandre brittany bretagne".split(),
    )
)
_LOCAL_WORDS = frozenset(
    (
        *"provincial provinciale municipal municipale regional regionale territorial".split(),
        *"province city county town village municipality borough ville comte region".split(),
        *"wallon wallonne flamand flamande quebecois quebecoise ontarien ontarienne".split(),
        *"bavarois bavaroise catalan catalane".split(),
    )
)
_ADJECTIVES = frozenset("congressional gubernatorial mayoral senatorial opposition".split())
_LINKS = frozenset("of for from in at on de du des d a au aux en".split())
_ARTICLES = frozenset("the a an le la les l un une".split())
# Whose, and what side: words in capitals that are of no body.
_SIDES = frozenset(
    (
        *"democrat democratic republican liberal conservative independent party new labour".split(),
        *"green bloc parti liberale democrate republicain conservateur conservatrice".split(),
        *"mr mrs ms mme sir hon deputy vice prime premier first general former".split(),
    )
)


_BEFORE_TITLES = _PORTFOLIOS | _LOCAL_WORDS | _ADJECTIVES | _FORMER | _TITLE_OF.keys() | _SIDES
_NO_BODIES = _SIDES | _REGIONS | ENGLISH.days_and_months


def post(words: Sequence[str]) -> Post | None:
    """The post that the words before or behind a name give, if a title is among them."""
    folded = [search_fold(word).strip(".'’") for word in words]
    titles = [i for i in range(len(folded)) if _is_title(folded, i)]
    if not titles:
        return None
    at = next((i for i in titles if _TITLE_OF[folded[i]] != "partisan"), titles[0])
    is_former = bool(_FORMER & {part for word in folded for part in word.split("-")})
    owner = list(zip(words[:at], folded[:at], strict=True))
    behind = list(_complement(words[at + 1 :], folded[at + 1 :]))
    named = [low for _word, low in owner if low in _PORTFOLIOS]
    named += [low for word, low in behind if word[:1].isupper() or low in _PORTFOLIOS]
    regions = _regions([low for _word, low in (*owner, *behind)])
    of = " ".join(low for low in named if low not in _NO_BODIES)
    return Post(_TITLE_OF[folded[at]], office_words(of), regions, is_former)


def _is_title(folded: Sequence[str], at: int) -> bool:
    """Whether a word is a title; « premier » is none in « premier ministre »."""
    is_prime = folded[at].startswith("premi") and folded[at + 1 : at + 2] == ["ministre"]
    return folded[at] in _TITLE_OF and not is_prime


def post_before(words: Sequence[str]) -> Post | None:
    """The post of a title and its complement right before a name: « député | provincial »."""
    folded = [search_fold(word) for word in words]
    at = max((i for i, word in enumerate(folded) if word in _TITLE_OF), default=len(words))
    behind = zip(words[at:], folded[at:], strict=True)
    if not all(
        word[:1].isupper() or low in _LINKS | _ARTICLES or may_stand_before_title(word)
        for word, low in behind
    ):
        return None
    return post(words[max(0, at - 1) :])


def home(words: Sequence[str]) -> Post | None:
    """The part of a country that a person is of: "Ann Long | of Iowa"."""
    regions = _regions([search_fold(word).strip(".'’") for word in words])
    return Post("", regions=regions) if regions else None


# In 1911, Senator …; Dans les années 1960, le ministre …; the nineteenth-century senator …
_YEAR = r"(?P<year>1[4-9]\d\d|20\d\d)s?\b"
_IN_CLAUSE = r"[^«»“”\"\x00.;:!?]"
_YEAR_FIRST = re.compile(
    r"\W*(?:(?:Back |Early |Late )?[Ii]n|By|On|During|As early as|As late as|En|Dans|Au|Dès|Le)\b"
    rf"{_IN_CLAUSE}{{0,60}}?\b{_YEAR}{_IN_CLAUSE}{{0,50}}$"
)
_YEAR_BEHIND = re.compile(
    rf"(?!{_IN_CLAUSE}*\b(?:born|whose|née?|dont)\b){_IN_CLAUSE}{{0,50}}?"
    rf"\b(?:in|from|until|between|during|en|de|dans|jusqu[’']en|années) (?:the |early |late |les )*"
    rf"{_YEAR}"
)
_CENTURY = re.compile(
    r"\b(?:1[5-9]th|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)[- ]century\b[^.,;]*$",
    re.IGNORECASE,
)
_OF_OLD = 1850
# As far as a clause about a person reaches; a line may go on for pages.
_FARTHEST_CENTURY = 120
FARTHEST_YEAR = 90


def years_told(opening: str, behind: str) -> set[int]:
    """The years in which a sentence places a person: by its first words, and behind the name."""
    years = {int(m["year"]) for m in (_YEAR_FIRST.match(opening), _YEAR_BEHIND.match(behind)) if m}
    return years | {_OF_OLD} if _CENTURY.search(opening[-_FARTHEST_CENTURY:]) else years


def may_stand_before_title(word: str) -> bool:
    """Whether a word in small letters belongs to the title behind it: "defense secretary"."""
    low = search_fold(word).strip(".'’")
    is_known = low in _BEFORE_TITLES
    return is_known or bool(countries_in(word))


def _complement(words: Sequence[str], folded: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The words of what a title is of: "of | state", « des | Forêts | de | l’ | Ontario »."""
    is_linked = False
    for word, low in zip(words, folded, strict=True):
        if low in _LINKS:
            is_linked = True
        elif low in ("and", "et", "or", "ou"):
            return
        elif low not in _ARTICLES and (is_linked or low in _LOCAL_WORDS):
            yield word, low


def _regions(folded: Sequence[str]) -> frozenset[str]:
    named = {word for word in folded if word in _REGIONS}
    is_local = any(word in _LOCAL_WORDS for word in folded)
    return frozenset(named | ({LOCAL} if is_local else set()))
