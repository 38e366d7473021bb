"""The people and bodies an article names: full names, later short forms, titles, gender.

News names somebody in full once, with an office, and by surname from then on. What is read here is
only what the article itself says; who of the archive is meant is another module's question.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile

from quotes.extraction.english import ENGLISH
from quotes.extraction.identity import NAMESAKE, OCCUPATIONS, PRIVATE, state_behind
from quotes.extraction.known import NAME_SUFFIXES
from quotes.extraction.lexicon import Lexicon, Tag
from quotes.extraction.posts import (
    FARTHEST_YEAR,
    Post,
    home,
    may_stand_before_title,
    post,
    years_told,
)
from quotes.extraction.sentences import Sentence, TaggedToken, names_a_day
from quotes.text.spans import Span


@dataclass(eq=False, slots=True)
class Entity:
    """Somebody, or something, that the article names; ``words`` are the fullest form."""

    words: tuple[str, ...]
    is_person: bool
    name: str
    gender: str = ""
    times: int = 0
    first: int = 0
    titles: Counter[str] = field(default_factory=Counter)
    # Nouns and adjectives that stand before or behind the name anywhere, and states of its party
    # labels ("D-Ariz.").
    described: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    # What the report presents a person as whom readers do not know: "a grandmaster", an age.
    introduced: set[str] = field(default_factory=set)
    posts: set[Post] = field(default_factory=set)
    years: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a name stands: tokens ``start:end`` of a sentence, titles left out."""

    sentence: int
    start: int
    end: int
    span: Span
    words: tuple[str, ...]
    titles: tuple[str, ...]
    written: str


class Names:
    """The table of an article's names, and the one that a written form stands for."""

    def __init__(self, text: str, sentences: list[Sentence], lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.mentions: list[Mention] = []
        self.by_sentence: list[list[tuple[Mention, Entity]]] = []
        self.entities: list[Entity] = []
        surnames = self._like_titles = _surnames_like_titles(sentences, lexicon)
        for number, sentence in enumerate(sentences):
            if not _is_headline(sentence.tokens):
                self.mentions += _mentions(sentence.tokens, number, lexicon, surnames)
        self._by_last: dict[str, list[Entity]] = {}
        self._by_first: dict[str, list[Entity]] = {}
        self._by_initials: dict[str, list[Entity]] = {}
        self._add_full_names(sentences)
        self._link(sentences)
        self._introduced_by_kin = {
            id(entity)
            for sentence, line in zip(sentences, self.by_sentence, strict=True)
            for (before, _), (mention, entity) in pairwise(line)
            if _is_of_kin(sentence.tokens, before)
            and mention.start < before.end + _FARTHEST_KIN
            and mention.span.start == entity.first
        }

    # --- building --------------------------------------------------------------------------------

    def _add_full_names(self, sentences: list[Sentence]) -> None:
        forms = Counter(m.words for m in self.mentions if len(m.words) > 1)
        with_article = Counter(
            m.words
            for m in self.mentions
            if m.start and sentences[m.sentence].tokens[m.start - 1].low == "the"
        )
        first: dict[tuple[str, ...], Mention] = {}
        for mention in self.mentions:
            first.setdefault(mention.words, mention)
        for mention in self.mentions:
            if words := self._first_of_couple(sentences[mention.sentence].tokens, mention):
                forms[words] += 1
                first.setdefault(words, mention)
        for words in sorted(forms, key=lambda form: (-len(form), first[form].span.start)):
            if not self._merge_form(words):
                mention = first[words]
                entity = Entity(
                    words,
                    self._looks_personal(words, 2 * with_article[words] > forms[words]),
                    mention.written if mention.words == words else " ".join(words),
                    first=mention.span.start,
                )
                entity.gender = self._gender_of_first(words)
                self._enter(entity)

    def _first_of_couple(self, tokens: list[TaggedToken], mention: Mention) -> tuple[str, ...]:
        """ "Jonas | and Ellen Reed": Jonas Reed, too, is named."""
        start = mention.start
        if len(mention.words) != 2 or start < 2 or tokens[start - 1].low != "and":
            return ()
        first = tokens[start - 2]
        is_alone = start < 3 or tokens[start - 3].tag is not Tag.NAME
        if not is_alone or first.low not in self.lexicon.given_names:
            return ()
        return first.text, mention.words[1]

    def _enter(self, entity: Entity) -> None:
        self.entities.append(entity)
        self._by_last.setdefault(_last(entity.words), []).append(entity)
        initials = "".join(word[0] for word in entity.words if word[0].isupper())
        if len(initials) > 1 and not entity.is_person:
            self._by_initials.setdefault(initials, []).append(entity)
        if entity.is_person and len(entity.words) > 1:
            self._by_first.setdefault(_key(entity.words[0]), []).append(entity)

    def _merge_form(self, words: tuple[str, ...]) -> bool:
        """Whether the form is a shorter one of a name that is known: J. Smith of John Q. Smith."""
        for entity in self._by_last.get(_last(words), ()):
            if _same_first(entity.words[0], words[0]) and _suffix(entity.words) == _suffix(words):
                return True
        return False

    def _looks_personal(self, words: tuple[str, ...], has_article: bool) -> bool:
        """Names of people take no article in English: "the Golden Dome" is a thing."""
        lexicon = self.lexicon
        lows = [word.lower() for word in words]
        if has_article and lows[0] not in lexicon.given_names:
            return False
        if any(low in lexicon.organisation_words or low in lexicon.outlets for low in lows):
            return False
        if lows[-1] in lexicon.places and lows[0] not in lexicon.given_names:
            return False
        if any(low in lexicon.days_and_months for low in lows[1:]):
            return False
        if _key(lows[-1]) in lexicon.titles and lows[0] not in lexicon.given_names:
            return False
        return not any(word.isupper() and len(word) > 3 for word in words)

    def _gender_of_first(self, words: tuple[str, ...]) -> str:
        first = words[0].lower()
        if first in self.lexicon.female_names and first not in self.lexicon.male_names:
            return "f"
        if first in self.lexicon.male_names and first not in self.lexicon.female_names:
            return "m"
        return ""

    def _link(self, sentences: list[Sentence]) -> None:
        self.by_sentence = [[] for _ in sentences]
        for mention in self.mentions:
            entity = self.entity(mention.words, mention.titles)
            if entity is None:
                entity = self._single(mention, sentences[mention.sentence].tokens)
            entity.times += 1
            entity.titles.update(mention.titles)
            tokens = sentences[mention.sentence].tokens
            entity.titles.update(self._apposed(tokens, mention.end))
            entity.described.update(_described(tokens, mention.start, mention.end, self.lexicon))
            entity.posts.update(_posts(tokens, mention))
            if len(mention.words) == len(entity.words):
                entity.introduced.update(_introduced(self.text, tokens, mention))
                entity.years |= years_told(
                    self.text[tokens[0].start : mention.span.start],
                    self.text[mention.span.end : tokens[-1].end][:FARTHEST_YEAR],
                )
            if state := state_behind(self.text, mention.span.end):
                entity.states.add(state)
            if _OF_TOWN.match(self.text, mention.span.end):
                entity.described.add("resident")
            for title in mention.titles:
                entity.gender = entity.gender or self.lexicon.title_gender.get(title, "")
            self.by_sentence[mention.sentence].append((mention, entity))

    def _single(self, mention: Mention, tokens: list[TaggedToken]) -> Entity:
        word = mention.words[-1]
        is_acronym = word.isupper() and len(word) > 1
        is_titled = any(title in self.lexicon.titles for title in mention.titles)
        is_known = is_titled or word.lower() in self._like_titles
        is_person = not is_acronym and (is_known or self._speaks(mention, tokens))
        entity = Entity(mention.words, is_person, mention.written, first=mention.span.start)
        self._enter(entity)
        return entity

    def _speaks(self, mention: Mention, tokens: list[TaggedToken]) -> bool:
        """ "“…,” | Keller | said": a lone name beside "said" that is no known place or body."""
        lexicon, low = self.lexicon, mention.words[-1].lower()
        if low in lexicon.places or low in lexicon.outlets or low in lexicon.organisation_words:
            return False
        is_bare = not mention.start or tokens[mention.start - 1].tag in (Tag.QUOTE, Tag.MARK)
        is_said = mention.end < len(tokens) and tokens[mention.end].low in ("said", "told", "asked")
        return is_bare and is_said

    def _apposed(self, tokens: list[TaggedToken], end: int) -> Iterator[str]:
        """The nouns of "…, the mayor of Toronto," behind a name."""
        if end + 1 >= len(tokens) or tokens[end].text != ",":
            return
        if tokens[end + 1].tag not in (Tag.DETERMINER, Tag.WORD, Tag.POSSESSIVE):
            return
        for token in tokens[end + 1 : end + 9]:
            if token.tag in (Tag.MARK, Tag.QUOTE, Tag.RELATIVE) or token.low in (
                "for",
                "at",
                "with",
            ):
                return
            if token.tag in (Tag.WORD, Tag.NAME):
                yield token.low

    # --- asking ----------------------------------------------------------------------------------

    def entity(self, words: tuple[str, ...], titles: tuple[str, ...] = ()) -> Entity | None:
        """Whom these words stand for: the full name with the same last word that fits best."""
        if not words:
            return None
        same_last = self._by_last.get(_last(words), [])
        if len(words) > 1:
            alike = [e for e in same_last if _same_first(e.words[0], words[0])]
            return next((e for e in alike if _suffix(e.words) == _suffix(words)), None)
        persons = [e for e in same_last if e.is_person or len(e.words) == 1] or same_last
        gender = next((g for t in titles if (g := self.lexicon.title_gender.get(t))), "")
        fitting = [e for e in persons if not gender or e.gender in ("", gender)]
        # "Mr. Kelly" is nobody's given name.
        first = [] if gender else self._by_first.get(_key(words[0]), [])
        fitting = fitting or persons or first
        fitting = fitting or self._by_initials.get(words[0], [])
        return max(fitting, key=lambda e: (len(e.words) > 1, e.times, -e.first), default=None)

    def namesakes(self, entity: Entity, titles: tuple[str, ...] = ()) -> list[Entity]:
        """Other people of the article whom the surname of this one could mean.

        They bear it, or as Kelly Osbourne have it as a given name; a courtesy title tells men
        from women.
        """
        surname = _last(entity.words)
        gender = next((g for t in titles if (g := self.lexicon.title_gender.get(t))), "")
        sharing = [*self._by_last.get(surname, ()), *self._by_first.get(surname, ())]
        return [
            other
            for other in dict.fromkeys(sharing)
            if other is not entity
            and len(other.words) > 1
            and (other.is_person or other.words[0].lower() in self.lexicon.given_names)
            and not (gender and other.gender not in ("", gender))
        ]

    def is_of_family(self, entity: Entity) -> bool:
        """ "Keller's daughter, | Ann Keller": the surname alone meant somebody else before."""
        return len(entity.words) > 1 and id(entity) in self._introduced_by_kin

    def within(self, sentence: int, start: int, end: int) -> list[tuple[Mention, Entity]]:
        """The names among the words ``start:end`` of a sentence, in order."""
        return [m for m in self.by_sentence[sentence] if start <= m[0].start and m[0].end <= end]


_FEWEST_OF_HEADLINE = 5
# Characters in quotation marks that no headline has.
_LONGER_THAN_TITLES = 24


def _is_headline(tokens: list[TaggedToken]) -> bool:
    """Nearly every word is written large, so that nothing tells the names among them."""
    if tokens and tokens[-1].text == "." and any(_is_plain(token) for token in tokens):
        return False
    quoted = [t.quoted for t in tokens if t.quoted]
    if any(q.words.end - q.words.start >= _LONGER_THAN_TITLES for q in quoted):
        return False
    words = [t.text for t in tokens if t.tag is not Tag.MARK and len(t.text) > 3]
    if len(words) < _FEWEST_OF_HEADLINE:
        return False
    return sum(word[0].isupper() for word in words) > 0.8 * len(words)


def _is_plain(token: TaggedToken) -> bool:
    """A word of a sentence rather than of a title: "spoke", not "of"."""
    return token.text.islower() and len(token.text) > 3


def _key(word: str) -> str:
    return word.lower().rstrip(".").replace("’", "'")


def _suffix(words: tuple[str, ...]) -> str:
    """ "jr" of Donald Trump Jr., who is not Donald Trump."""
    last = _key(words[-1])
    return last if len(words) > 1 and last in NAME_SUFFIXES else ""


def _last(words: tuple[str, ...]) -> str:
    """The surname, without what tells a son from his father."""
    return _key(words[-2] if _suffix(words) else words[-1])


# "Ann Long, 34, of Windsor": somebody whom the report knows by age and town.
_OF_TOWN = re.compile(r", (?:aged? )?\d{1,2}, (?:of|from) [A-Z]")
_KIN = frozenset(
    (
        *"son daughter wife husband brother sister mother father widow nephew niece cousin".split(),
        *"uncle aunt grandson granddaughter sons daughters children parents family".split(),
    )
)
_FARTHEST_NOUN = 10
_OF_OFFICE = ("of", "for")


_FARTHEST_KIN = 6


def _is_of_kin(tokens: list[TaggedToken], mention: Mention) -> bool:
    """ "Keller|'s youngest daughter": the surname alone, of another than who is named next."""
    end = mention.end
    if len(mention.words) > 1 or end >= len(tokens) or tokens[end].tag is not Tag.GENITIVE:
        return False
    return any(token.low in _KIN for token in tokens[end + 1 : end + 3])


def _described(tokens: list[TaggedToken], start: int, end: int, lexicon: Lexicon) -> Iterator[str]:
    """What a name is called beside it: "the British singer | Ann Long", "…, the mayor of Oslo"."""
    yield from _nouns_before(tokens, start - 1, lexicon)
    if start > 2 and tokens[start - 1].text == ",":
        before = list(_nouns_before(tokens, start - 2, lexicon))
        opener = start - 2 - len(before)
        if before and opener >= 0 and tokens[opener].tag in (Tag.DETERMINER, Tag.POSSESSIVE):
            yield from before
    if end + 1 < len(tokens) and tokens[end].text == "&":
        # "Angus King & Sons"
        yield "owner"
    if end + 2 < len(tokens) and [t.low for t in tokens[end : end + 2]] == [",", "who"]:
        # "…, who coaches the Suns"
        yield tokens[end + 2].low
    if end + 1 < len(tokens) and (tokens[end].text == "," or tokens[end].low in ("is", "was")):
        yield from _nouns_behind(tokens, end + 1, lexicon)


def _nouns_before(tokens: list[TaggedToken], at: int, lexicon: Lexicon) -> Iterator[str]:
    first = max(-1, at - _FARTHEST_NOUN)
    while at > first and (
        _is_noun(tokens[at], lexicon) or tokens[at].tag is Tag.NAME or tokens[at].text in (".", "-")
    ):
        if tokens[at].tag is not Tag.MARK:
            yield tokens[at].low
        at -= 1


def _nouns_behind(tokens: list[TaggedToken], at: int, lexicon: Lexicon) -> Iterator[str]:
    """The nouns of an apposition up to a preposition, and those of its "of" behind a title."""
    if tokens[at].tag not in (Tag.DETERMINER, Tag.WORD, Tag.POSSESSIVE, Tag.NAME):
        return
    last = ""
    for token in tokens[at : at + _FARTHEST_NOUN]:
        if token.tag in (Tag.WORD, Tag.NAME):
            last = token.low
            yield last
        elif token.low in _OF_OFFICE and last in lexicon.titles:
            continue
        elif token.tag not in (Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADVERB):
            return


_ENDS_POST = (Tag.MARK, Tag.QUOTE, Tag.RELATIVE, Tag.AUXILIARY, Tag.PRONOUN, Tag.VERB)
_LONGEST_POST = 10


def _posts(tokens: list[TaggedToken], mention: Mention) -> Iterator[Post]:
    """The offices before and behind a name, with what they are of."""
    is_apposed = mention.start > 1 and tokens[mention.start - 1].text == ","
    before = post(_words_of_post(tokens, mention.start - 1 - is_apposed))
    if before:
        yield before
    end = mention.end
    if end + 1 >= len(tokens):
        return
    ended = takewhile(lambda t: t.tag not in _ENDS_POST, tokens[end + 1 :])
    words = [token.text for token in islice(ended, _LONGEST_POST)]
    if tokens[end].low == "of" and (found := home(words[:2])):
        yield found
    is_running = [t.low for t in tokens[end : end + 4]] == [",", "who", "is", "running"]
    if is_running:
        words = [token.text for token in tokens[end + 3 : end + _LONGEST_POST]]
    if is_running or tokens[end].text == "," or tokens[end].low in ("is", "was"):
        found = post(words)
        if found:
            yield found


def _words_of_post(tokens: list[TaggedToken], last: int) -> list[str]:
    """The words of a title up to the one at ``last``: "Ohio | 's | opposition | leader"."""
    at = last
    while at >= 0 and at > last - _LONGEST_POST and _belongs_to_post(tokens, at):
        at -= 1
    return [token.text for token in tokens[at + 1 : last + 1]]


def _belongs_to_post(tokens: list[TaggedToken], at: int) -> bool:
    token = tokens[at]
    if token.tag in (Tag.NAME, Tag.GENITIVE) or token.low in ("of", "for") or token.text == ".":
        return True
    if token.tag is not Tag.WORD:
        return False
    is_owned = at > 0 and tokens[at - 1].tag is Tag.GENITIVE
    return is_owned or may_stand_before_title(token.text)


# "…, 17, …", "… (no relation) …", "…, who died in 1911": of somebody else than who is known.
_AGED = re.compile(r",? (?:\(|aged? )?\d{1,3}[,);.]")
_OF_ANOTHER = re.compile(
    r"[^.!?\n]{0,12}(?:\bno relation\b|\bnot related\b|\bunrelated\b|\bnot to be confused\b"
    r"|\bof the same name\b|\bnamesake\b|\bwho died\b)"
    r"|,? the (?:elder|younger|older|third|second|son|father)\b"
    r"|,? \(1\d{3} ?[–—-] ?\d{4}\)|(?: |,[^.!?;\n]{3,80}, )died (?:on|in|at|of|aged|last|this)\b"
)
_ANOTHER = frozenset(
    (
        *"another different elder younger older youngest oldest eldest late also other".split(),
        *"second fictional old".split(),
    )
)
_LEGISLATORS = frozenset("sen senator rep representative lawmaker legislator del".split())
_LONGEST_APPOSITION = 8
# What somebody does for a living, and makes.
_OF_WORK = frozenset(
    (
        *"heads leads runs directs chairs owns manages founded teaches taught coaches".split(),
        *"sells sold makes works worked plays played hosts edits sings writes studies".split(),
        *"farms".split(),
    )
)
_MADE = frozenset(
    (
        *"novel novels album song songs band film restaurant bakery shop store farm garden".split(),
        *"painting paintings exhibition gallery studio classroom clinic garage podcast".split(),
    )
)
_OF_SCHOOL = frozenset("university college institute hospital school clinic".split())


def _introduced(text: str, tokens: list[TaggedToken], mention: Mention) -> Iterator[str]:
    """What tells that a name is of somebody the reader does not know, or of a namesake."""
    if _OF_ANOTHER.match(text, mention.span.end) or _is_another(tokens, mention):
        yield NAMESAKE
    if len(mention.words) < 2:
        return
    if _AGED.match(text, mention.span.end):
        yield "aged"
    yield from _of_private_body(tokens, mention)
    start, end = mention.start, mention.end
    nouns = [t.low for t in tokens[max(0, start - 4) : start] if is_person_noun(t.low)]
    if nouns and tokens[start - 1].low in ("named", "called", nouns[-1]):
        yield tokens[start - 1].low
    if end + 2 < len(tokens) and tokens[end].low in ("of", "at"):
        names = [t.low for t in tokens[end + 1 : end + 5] if t.tag is Tag.NAME]
        if _OF_SCHOOL.intersection(names):
            yield "scholar"
    yield from _apposed_head(tokens, end)
    behind = [token.low for token in tokens[end : end + 4]]
    if behind[:2] == [",", "who"] and _OF_WORK.intersection(behind[2:3]):
        yield f"who {behind[2]}"
    if end < len(tokens) and tokens[end].tag is Tag.GENITIVE:
        # "Aaron Smith's new | novel"
        yield from _MADE.intersection(behind[1:])


def _of_private_body(tokens: list[TaggedToken], mention: Mention) -> Iterator[str]:
    """ "…, president of the miners' | union", "| union | leader …", "| state | Sen. …"."""
    yield from PRIVATE.intersection(mention.titles)
    before = [token.low for token in tokens[max(0, mention.start - 4) : mention.start]]
    if "state" in before:
        behind = before[before.index("state") + 1 :]
        if behind[:1] and behind[0] in _LEGISLATORS:
            yield NAMESAKE
    end = mention.end
    if end + 1 < len(tokens) and tokens[end].text == ",":
        apposed = takewhile(lambda t: t.text not in ",.;" and t.low != "who", tokens[end + 1 :])
        words = [t.low for t in islice(apposed, _LONGEST_APPOSITION)]
        if (
            words
            and not _FORMERLY.intersection(words)
            and not any(w.endswith("ing") for w in words)
        ):
            yield from PRIVATE.intersection(words)


def _is_another(tokens: list[TaggedToken], mention: Mention) -> bool:
    """ "another | Victor Halvorsen", "the elder | Keller"; not "also, Keller"."""
    if not mention.start:
        return False
    before = tokens[mention.start - 1]
    if before.low == "also" or before.low == "named":
        return before.low == "also" and mention.start > 1 and tokens[mention.start - 2].text == ","
    return before.low in _ANOTHER


def _apposed_head(tokens: list[TaggedToken], end: int) -> Iterator[str]:
    """The noun of "…, a chess | grandmaster|, …" and "…, | owner | of a bar"."""
    if end + 2 >= len(tokens) or tokens[end].text not in (",", "("):
        return
    at = end + 1
    has_article = tokens[at].low in ("a", "an", "one", "the")
    at += has_article
    words = []
    while at < len(tokens) and tokens[at].tag in (Tag.WORD, Tag.NAME, Tag.NUMBER, Tag.ADVERB):
        words.append(tokens[at].low)
        at += 1
    if not words or _FORMERLY.intersection(words):
        return
    is_linked = at < len(tokens) and tokens[at].low in ("of", "at", "for", "with")
    if has_article or (is_linked and is_person_noun(words[-1])):
        yield words[-1]


_FORMERLY = frozenset("former ex onetime one-time retired then longtime".split())
# Endings of those who do something; words that end so and are nobody.
_AGENT = re.compile(r"[a-z]{2,}(?:er|or|ist|ian|eer|ant|ent|man|woman|mate|ee)(?<!arian)$")
_NO_AGENTS = frozenset(
    (
        *"number power order letter paper matter center centre water river quarter dinner".split(),
        *"summer winter corner border chapter offer error floor door color colour motor".split(),
        *"tower weather answer cover layer november december september october whether".split(),
        *"other another either neither rather later earlier after under over never ever".split(),
        *"better larger smaller greater higher lower former together however further".split(),
        *"statement document government department investment agreement amendment".split(),
        *"argument comment moment movement management percent present recent different".split(),
        *"important significant current ancient urgent silent absent apparent evident".split(),
        *"event content extent accent intent tent cent talent parliament element".split(),
        *"employment development treatment settlement punishment environment payment".split(),
        *"committee degree fee three free agree see guarantee coffee knee".split(),
        *"restaurant grant want giant plant instant distant relevant constant significant".split(),
        *"labor labour favor favour behavior behaviour humor rumor terror horror honor".split(),
        *"minor major prior senior junior superior interior exterior poor mirror sector".split(),
        *"factor vector russian canadian christian italian".split(),
        *"newspaper poster banner trigger danger anger hunger finger shoulder computer".split(),
        *"server printer folder filter meter cancer per super".split(),
        *"consider remember encounter discover deliver suffer bitter clever proper inner".split(),
        *"outer upper entire twitter tweeter offer transfer disaster shelter".split(),
        *"gender tender slender wonder thunder murder order ladder launcher fighter".split(),
        *"interceptor reactor helicopter bomber tanker carrier".split(),
        *"ceo-less assessment deployment equipment experiment procurement counter".split(),
    )
)


def is_person_noun(low: str) -> bool:
    """Whether a noun, in the singular, may be of a person, by its ending or as one known."""
    if low in ENGLISH.determiners or low in ("others", "none", "neither"):
        return False
    if low in ENGLISH.person_nouns or low in OCCUPATIONS or low in _PEOPLE:
        return True
    return low not in _NO_AGENTS and _AGENT.match(low) is not None


_PEOPLE = frozenset(
    (
        *"ceo coo cfo boss counterpart predecessor successor guest neighbor neighbour kid".split(),
        *"boy girl client fan partner spouse foe rival cousin uncle aunt nephew niece".split(),
        *"grandson granddaughter junior senior sophomore freshman fellow cop chief nurse".split(),
        *"mayor judge premier coach".split(),
    )
)


def _same_first(longer: str, shorter: str) -> bool:
    one, other = _key(longer), _key(shorter)
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _mentions(
    tokens: list[TaggedToken], sentence: int, lexicon: Lexicon, surnames: frozenset[str]
) -> Iterator[Mention]:
    at = 0
    while at < len(tokens):
        if not _may_begin(tokens, at, lexicon):
            at += 1
            continue
        end = _end_of_name(tokens, at, lexicon)
        start, titles = _without_titles(tokens, at, end, lexicon, surnames)
        if start < end:
            words = tuple(t.text for t in tokens[start:end] if t.tag is not Tag.MARK)
            span = Span(tokens[start].start, tokens[end - 1].end)
            written = " ".join(_glued(tokens[start:end]))
            if words:
                yield Mention(sentence, start, end, span, words, titles, written)
        at = end


def _may_begin(tokens: list[TaggedToken], at: int, lexicon: Lexicon) -> bool:
    token = tokens[at]
    if token.tag is not Tag.NAME:
        return False
    if names_a_day(tokens, at, lexicon):
        return False
    return token.low not in lexicon.never_names or (at > 0 and len(token.text) > 3)


def _end_of_name(tokens: list[TaggedToken], at: int, lexicon: Lexicon) -> int:
    end = at + 1
    while end < len(tokens) and _goes_on(tokens, end, lexicon):
        end += 1
    return end


def _goes_on(tokens: list[TaggedToken], at: int, lexicon: Lexicon) -> bool:
    """Whether the word belongs to the name before it."""
    token, before = tokens[at], tokens[at - 1]
    if token.tag is Tag.NAME:
        return token.low not in lexicon.days_and_months
    if token.text == "." and before.end == token.start:
        return _takes_point(before, lexicon)
    if token.low == "of" and before.low in lexicon.organisation_words:
        return at + 1 < len(tokens) and tokens[at + 1].tag is Tag.NAME
    return _is_particle(tokens, at, lexicon)


def _takes_point(before: TaggedToken, lexicon: Lexicon) -> bool:
    return before.low in lexicon.abbreviations or (len(before.text) == 1 and before.text.isupper())


def _is_particle(tokens: list[TaggedToken], at: int, lexicon: Lexicon) -> bool:
    if tokens[at].low not in lexicon.name_particles or tokens[at].low in ("a", "the"):
        return False
    follows = tokens[at + 1 : at + 3]
    return bool(follows) and (
        follows[0].tag is Tag.NAME
        or (follows[0].low in lexicon.name_particles and follows[-1].tag is Tag.NAME)
    )


def _glued(tokens: list[TaggedToken]) -> Iterator[str]:
    """The words as written, a full stop at the word it belongs to, one blank between words."""
    word, end = tokens[0].text, tokens[0].end
    for token in tokens[1:]:
        if token.start == end:
            word += token.text
        else:
            yield word
            word = token.text
        end = token.end
    yield word


def _without_titles(
    tokens: list[TaggedToken], at: int, end: int, lexicon: Lexicon, surnames: frozenset[str]
) -> tuple[int, tuple[str, ...]]:
    """Where the name itself begins, and the titles before it, those in small letters too."""
    start = at
    while start < end and tokens[start].low in lexicon.never_names and tokens[start].text[1:]:
        start += 1
    last_title = _last_title(tokens, start, end, lexicon)
    titles = [token.low for token in tokens[start:last_title]]
    start = last_title
    before = at - 1
    while before >= 0 and _is_noun(tokens[before], lexicon) and len(titles) < 6:
        titles.append(tokens[before].low)
        before -= 1
    named = {_last((token.text,)) for token in tokens[start:end]}
    if named <= lexicon.titles and not (end - start == 1 and named <= surnames):
        start = end
    return start, tuple(title for title in titles if title != ".")


def _surnames_like_titles(sentences: list[Sentence], lexicon: Lexicon) -> frozenset[str]:
    """Words that are titles elsewhere and in this article somebody's surname: Angus King."""
    return frozenset(
        token.low
        for sentence in sentences
        for before, token in pairwise(sentence.tokens)
        if token.low in lexicon.titles
        and token.tag is Tag.NAME
        and before.tag is Tag.NAME
        and before.low in lexicon.given_names
    ) | {
        sentence.tokens[at].low
        for sentence in sentences
        for at in range(len(sentence.tokens) - 1)
        if _is_bare_surname(sentence.tokens, at, lexicon)
    }


_ALSO_SURNAMES = frozenset("king bishop dean duke prince baron major marshal pope judge".split())


def _is_bare_surname(tokens: list[TaggedToken], at: int, lexicon: Lexicon) -> bool:
    """ "| King | was not persuaded": without an article, and no name behind it."""
    if tokens[at].low not in _ALSO_SURNAMES or tokens[at].tag is not Tag.NAME:
        return False
    before, follows = tokens[at - 1] if at else None, tokens[at + 1]
    is_alone = before is None or before.tag in (Tag.MARK, Tag.QUOTE, Tag.CONJUNCTION)
    is_verb = follows.tag in (Tag.AUXILIARY, Tag.VERB) or follows.low in lexicon.speech
    return is_alone and (is_verb or follows.tag is Tag.GENITIVE)


def _is_noun(token: TaggedToken, lexicon: Lexicon) -> bool:
    """Not a verb of saying, in front of which its own subject stands."""
    is_verb = token.low in lexicon.speech and token.low not in lexicon.also_nouns
    return token.tag is Tag.WORD and not is_verb


def _is_surname(tokens: list[TaggedToken], at: int, start: int, end: int, lexicon: Lexicon) -> bool:
    """ "Angus | King | Jr.", "Martin Luther | King | III": no title here."""
    behind = [t.low.rstrip(".") for t in tokens[at + 1 : end] if t.tag is not Tag.MARK]
    is_last = all(low in NAME_SUFFIXES for low in behind)
    return is_last and at > start and tokens[at - 1].low not in lexicon.titles


def _last_title(tokens: list[TaggedToken], start: int, end: int, lexicon: Lexicon) -> int:
    """Where a name begins behind its titles, as behind "House Speaker"; bodies have no titles."""
    if end <= start or tokens[end - 1].low in lexicon.organisation_words:
        return start
    for at in range(end - 2, start - 1, -1):
        if tokens[at].low in lexicon.titles and not _is_surname(tokens, at, start, end, lexicon):
            follows = at + 1
            return follows + 1 if tokens[follows].tag is Tag.MARK and follows < end - 1 else follows
    return start
