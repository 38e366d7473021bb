"""The outlet that words came through: whom they were told, or who reported them first.

An outlet carries a statement and listens to it; it is the speaker only of its own words.
"""

import re

from quotes.extraction.lexicon import Lexicon, Tag
from quotes.extraction.sentences import Sentence, TaggedToken

_AGENCIES = (
    "The Associated Press|Associated Press|AP|Reuters|Agence France-Presse|AFP|UPI|Bloomberg"
    "|The Canadian Press|Canadian Press|CP|La Presse [Cc]anadienne|Agence France Presse"
    "|United Press International|Kyodo News|Kyodo|Xinhua|Interfax|TASS|dpa|EFE|ANSA"
)
# "OTTAWA (AP) —" at the head of an article, or a note at its end.
_DATELINE = re.compile(rf"\((?P<agency>{_AGENCIES})\)\s*[—–-]")
_NOTE = re.compile(
    rf"\b(?P<agency>{_AGENCIES}) (?:contributed to|first reported|reported this)"
    r"|(?:[Ww]ith (?:files|inputs?|reporting|material|agency inputs?) from"
    r"|[Ss]ource ?:|[Cc]redits? ?:|\b[Vv]ia|[Aa]vec(?: des informations de)?)"
    rf" (?:the |l[’'])?(?P<source>{_AGENCIES})\b"
)
_HEAD = 1000
_LEADS_TO_OUTLET = ("told", "tells", "telling", "with", "to", "on", "by", "in")


def credited_agency(text: str, outlet: str) -> str:
    """The news agency that the whole article is credited to; empty if none, or the outlet's own."""
    found = _DATELINE.search(text, 0, _HEAD) or _NOTE.search(text)
    if found is None:
        return ""
    agency = found.groupdict()["agency"] or found.groupdict().get("source") or ""
    return "" if agency.casefold() == outlet.casefold() else agency.removeprefix("The ")


_REPORTING = re.compile(
    rf"(?:\b(?P<agency>{_AGENCIES}) (?:reported|reports|said|says|rapporte|a rapporté)"
    r"|\b(?:[Aa]ccording to|[Aa]s reported by|[Ss]elon|[Dd][’']après|rapporte|rapportait"
    rf"|rapportée?s? par|cité[es]* par) (?:the |l[’']agence |l[’'])?"
    rf"(?P<source>{_AGENCIES}))\b(?! that| que)"
)


def reporting_agency(sentence: str) -> str:
    """The agency that a sentence says reported it; empty if none."""
    found = _REPORTING.search(sentence)
    return (found["agency"] or found["source"]).removeprefix("The ") if found else ""


def carrier(sentence: Sentence, lexicon: Lexicon, speaker: str) -> str:
    """The outlet that the sentence of a report names as listener or source; empty if none."""
    tokens = sentence.tokens
    for at in range(1, len(tokens)):
        start = at + 1 if at + 1 < len(tokens) and tokens[at].low == "the" else at
        if tokens[at - 1].low not in _LEADS_TO_OUTLET:
            continue
        name = outlet_starting(tokens, start, lexicon)
        if name and name not in speaker and speaker not in name:
            return name
    return ""


def outlet_starting(tokens: list[TaggedToken], start: int, lexicon: Lexicon) -> str:
    """The name of an outlet that begins with a word; empty if none does."""
    end = start
    while end < len(tokens) and tokens[end].tag is Tag.NAME:
        if tokens[end].low in lexicon.days_and_months:
            break
        end += 1
    while end > start and tokens[end - 1].low not in lexicon.outlets:
        end -= 1
    if start < end < len(tokens) and (tokens[end - 1].low, tokens[end].low) == ("truth", "social"):
        end += 1
    name = " ".join(token.text for token in tokens[start:end])
    return name.removeprefix("The ")


def is_outlet(tokens: list[TaggedToken], lexicon: Lexicon) -> bool:
    """Whether a phrase names an outlet: "the Washington Post", "ABC News"."""
    return any(token.tag is Tag.NAME and token.low in lexicon.outlets for token in tokens[-2:])
