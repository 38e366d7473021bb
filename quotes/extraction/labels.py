"""Titles, names of programmes and slang in quotation marks, which are nobody's statement.

“Golden Dome” in marks is a name, the title of a broadcast is a title, and a single word that the
writer keeps at a distance is the writer's own.
"""

from quotes.extraction.attribution import STRONG, Attribution
from quotes.extraction.clauses import Parser
from quotes.extraction.lexicon import Tag
from quotes.extraction.sentences import TaggedToken

_NOT_OF_TITLES = frozenset("!?…—")
_BEFORE_REPORT = frozenset(",.!?…—'’")
_SMALL_WORDS = frozenset("a an and as at by for from in of on or the to vs with de la le".split())
_LONGEST_TITLE = 16
# Words between a verb and what it labels, the one who is labelled among them.
_FARTHEST_LABEL = 10
_NEAR = 3
# Verbs whose object, written as a title, is a programme or a song.
_OF_THINGS = ("name", "list", "sing")
_LISTING = frozenset("including like pitched".split())
_WORKS = frozenset(
    "show series book film song album podcast episode movie novel play sitcom magazine".split()
)


def is_label(parser: Parser, index: int, words: str, attribution: Attribution) -> bool:
    """Whether the words are a title, a name or a writer's own, though a report stands near."""
    if attribution.rule in ("continued", "goes on", "last"):
        return False
    if _is_named_so(parser, index, words, attribution):
        return True
    if is_title(words):
        return not _is_led_to(parser, index, words, attribution)
    is_fragment = len(words.split()) < _NEAR and words[0].islower()
    if not is_fragment or attribution.frame != "acting":
        return False
    verb = _verb(parser, attribution)
    return verb is None or index - verb > _NEAR


def _is_named_so(parser: Parser, index: int, words: str, attribution: Attribution) -> bool:
    """ "including “playbooks”", "the show “The Apprentice”", "according to the “Rome” paper"."""
    before = parser.tokens[index - 1] if index else None
    if before is None:
        return False
    if before.low in _WORKS and is_title(words):
        return True
    if _is_byname(parser, index):
        return True
    is_fragment = len(words.split()) <= _NEAR and words.rstrip()[-1:] not in _BEFORE_REPORT
    if not is_fragment:
        return False
    if before.low in _LISTING and attribution.rule != "behind":
        return True
    follows = parser.tokens[index + 1] if index + 1 < len(parser.tokens) else None
    if before.tag is Tag.NAME and follows is not None and follows.tag is Tag.NAME:
        # "Marcia “Cia” Long"
        return words[0].isupper()
    is_attribute = follows is not None and follows.tag is Tag.WORD and not parser.is_verb(index + 1)
    is_source = attribution.rule == "according" and attribution.cue is not None
    return bool(is_source and is_attribute and before.tag in (Tag.DETERMINER, Tag.POSSESSIVE))


def _is_byname(parser: Parser, index: int) -> bool:
    """ "a man known as “Hypo”", "known online as", "who goes by “Vito”"."""
    before = [token.low for token in parser.tokens[max(0, index - 3) : index]]
    if before[-1:] == ["as"]:
        return "known" in before[:-1]
    return before[-1:] == ["by"] and before[-2:-1] in (["goes"], ["went"], ["go"])


def is_title(words: str) -> bool:
    """Whether the words are written as names and titles are: The Golden Dome."""
    parts = words.strip("“”\"‘’' ").rstrip(",.").split()
    if not 1 <= len(parts) <= _LONGEST_TITLE or words.rstrip()[-1:] in _NOT_OF_TITLES:
        return False
    is_name = len(parts) > 1 or len(words) > _NEAR
    return is_name and not parts[0][0].islower() and all(map(_is_of_title, parts))


def _is_of_title(word: str) -> bool:
    return not word[0].islower() or word.lower() in _SMALL_WORDS


def _is_led_to(parser: Parser, index: int, words: str, attribution: Attribution) -> bool:
    """Whether a report leads straight to the words, or labels somebody with them."""
    before = parser.tokens[index - 1] if index else None
    if attribution.rule == "behind" and attribution.frame not in STRONG:
        return False
    if attribution.rule in ("behind", "labelled", "put"):
        if before is None:
            return words[-1] in _BEFORE_REPORT
        return before.tag is Tag.MARK and before.text in ":,"
    verb = _verb(parser, attribution)
    if before is None or verb is None:
        return False
    if before.tag is Tag.MARK:
        return before.text == ":" or verb == index - 2
    if verb == index - 1:
        return not _is_told(parser, verb, words)
    return _labels(parser, verb, index, before)


def _is_told(parser: Parser, verb: int, words: str) -> bool:
    """ "told “Good Evening, Ottawa”", "a plan called “Golden Dome Two”": a programme, a name."""
    low = parser.tokens[verb].low
    base = parser.lexicon.speech.get(low) or parser.lexicon.naming.get(low)
    is_name = base in parser.lexicon.calling and not _has_namer(parser, verb)
    if is_name and parser.is_name_of(verb):
        return True
    is_thing = base in parser.lexicon.addressing or base in _OF_THINGS or is_name
    return len(words.split()) > 1 and is_thing


def _has_namer(parser: Parser, verb: int) -> bool:
    """ "what he called", "Carney calls": somebody stands before the verb."""
    return verb > 0 and parser.tokens[verb - 1].tag in (Tag.PRONOUN, Tag.NAME, Tag.ADVERB)


def _labels(parser: Parser, verb: int, index: int, before: TaggedToken) -> bool:
    """ "calls his rival “Crooked Hillary”"; not "calls it the “Golden Dome” plan"."""
    low = parser.tokens[verb].low
    base = parser.lexicon.speech.get(low) or parser.lexicon.naming.get(low)
    if verb > index:
        return False
    if before.low == "as" and base:
        # "identified him as “Canadian”", "cited her remarks as “Old News”"
        return True
    if base not in parser.lexicon.calling or index - verb >= _FARTHEST_LABEL:
        return False
    return before.tag not in (Tag.DETERMINER, Tag.POSSESSIVE, Tag.GENITIVE)


def _verb(parser: Parser, attribution: Attribution) -> int | None:
    """The word of the sentence that is the cue."""
    for at, token in enumerate(parser.tokens):
        if attribution.cue and token.start == attribution.cue.start:
            return at
    return None
