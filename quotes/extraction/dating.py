"""The day of a statement, where the sentence that reports it names one.

A date in a sentence is that of its report only where grammar ties it to the verb of saying: right
behind it ("said Wednesday", "told reporters in Ottawa on May 20"), right before it ("Carney on
Wednesday said"), or at the head of the sentence ("On Wednesday, Carney said"; "Speaking in Detroit
Tuesday, he said"; "In a statement on Friday"). A date behind another verb, or within what is
reported ("said the deal signed Friday", "said that on Monday he would"), tells the day of something
else. What stands in quotation marks is never read. When in doubt there is none: an editor adds a
day more easily than he notices a wrong one.

What a phrase means is for `quotes.dates.relative.resolve`; a day after the article is never given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from quotes.dates.partial import PartialDate
from quotes.dates.relative import Unresolvable, resolve
from quotes.extraction.values import SaidOn
from quotes.text.languages import primary_subtag
from quotes.text.spans import Span

# Of a day without a year that is older than this, the year was more likely left to the future.
_OLDEST = timedelta(days=270)
_ONE_DAY = timedelta(days=1)
# Characters of a sentence before and behind the cue that are read.
_REACH = 400

# --- phrases -------------------------------------------------------------------------------------

_WEEKDAY = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\.(?=[\s,])"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_TIME = r"(?:\s+(?:morning|afternoon|evening|night))?"
_ENGLISH = re.compile(
    rf"""
    (?:(?i:earlier|late|early|later)\s+(?:on\s+)?)?
      (?:(?i:last|this|this\ past)\s+)?\b(?:{_WEEKDAY})\b,?\s+(?:{_MONTH})\s+\d{{1,2}}\b
      (?:,?\s+\d{{4}}\b)?
    |(?:(?i:earlier|late|early|later)\s+(?:on\s+)?)?
      \b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?
    |\b\d{{1,2}}\s+{_MONTH}\b(?:\s+\d{{4}}\b)?
    |(?:\b(?i:earlier|late|early|later)\s+(?:on\s+)?)?
      (?:\b(?i:last|this|this\ past)\s+)?
      \b(?:{_WEEKDAY})(?<=[a-z.]){_TIME}
    |\b(?:(?i:late|earlier|early)\s+)?(?i:yesterday)\b{_TIME}|\b(?:(?i:earlier)\s+)?(?i:today)\b|\b(?i:tonight)\b
    |\b(?i:this)\s+(?:morning|afternoon|evening)\b|\b(?i:last)\s+(?:night|week|month|year)\b
    |\b(?:(?i:earlier)\s+)?(?i:this)\s+(?:week|month|year)\b
    |\b(?i:in)\s+{_MONTH}\s+\d{{4}}\b|\b(?i:in|last)\s+{_MONTH}\b(?!\s*\d)
    |\b(?:\d{{1,2}}|a|one|two|three|four|five|six|seven)\s+(?:day|week|month|year)s?\s+ago\b
    """,
    re.VERBOSE,
)
_JOUR = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_MOIS = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
_TEMPS = r"(?:\s+(?:matin|après-midi|soir))?"
_FRENCH = re.compile(
    rf"""
    \b(?:le\s+|ce\s+)?(?:{_JOUR}\s+)?\d{{1,2}}(?:er)?\s+{_MOIS}\b(?:\s+\d{{4}}\b|\s+dernier\b)?
    |\b(?:le\s+|ce\s+)?{_JOUR}\b{_TEMPS}(?:\s+dernier\b)?
    |\bhier\b{_TEMPS}|\bavant-hier\b|\baujourd['’]hui\b|\bce\s+(?:matin|soir)\b|\bcet\s+après-midi\b
    |\b(?:plus\s+tôt\s+)?cette\s+semaine\b|\bla\s+semaine\s+(?:dernière|passée)\b
    |\b(?:plus\s+tôt\s+)?ce\s+mois-ci\b|\ble\s+mois\s+dernier\b
    |\ben\s+{_MOIS}(?:\s+\d{{4}}\b|\s+dernier\b)
    |\bil\s+y\s+a\s+(?:\d{{1,2}}|une?|deux|trois|quatre|cinq)\s+(?:jour|semaine|mois|an)s?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_ENGLISH_HINT = re.compile(
    r"day|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|night|ago"
    r"|week|month|year|morning|afternoon|evening",
    re.IGNORECASE,
)
_FRENCH_HINT = re.compile(
    r"di|hier|aujourd|matin|soir|midi|semaine|mois|jour|\bans?\b|vier|vrier|mars|avril|mai|juin"
    r"|juillet|août|bre",
    re.IGNORECASE,
)

# --- what may stand between a cue and its date ---------------------------------------------------

# A verb of another clause, or a word that begins one: behind it, a date is that clause's.
_ENGLISH_CLAUSE = frozenset(
    (
        *"that which who whom whose if because since while when after before as".split(),
        *"until unless although though whether where why how than will would could".split(),
        *"should may might must can had has have was were is are be been being do".split(),
        *"does did won't wouldn't isn't wasn't he's she's it's they're we're i'm".split(),
        *"said says saying told and but or he she it they we you i his her their its".split(),
        *"our your went took made gave came began held met won lost set".split(),
    )
)
_FRENCH_CLAUSE = frozenset(
    (
        *"que qu qui dont où si car parce lorsque quand après avant pendant alors".split(),
        *"puisque quoique est sont était étaient sera seront a ont avait avaient il".split(),
        *"elle ils elles nous vous je on et mais ou donc son sa ses leur leurs".split(),
    )
)
_ENGLISH_VERB = re.compile(r"\w{2,}(?:ed|ing|izes?|ises?)")
_FRENCH_VERB = re.compile(r"\w{3,}(?:ée?s?|ant|aient|ait|era|eront)")
_NO_VERBS = frozenset(
    (
        *"meeting briefing hearing building morning evening opening gathering united".split(),
        *"red filing posting wing king beijing ring wedding unveiling writing".split(),
        *"televised prepared speaking asked following during interviewing nothing".split(),
        *"thing taping testing signing closing rating wyoming reading setting".split(),
        *"remaining leading ranking sitting outgoing incoming opposing visiting acting".split(),
        *"offering landing ruling recording fundraising armed conseil comité députés".split(),
        *"députée député communiqué marché été entrée soirée journée année assemblée".split(),
        *"armée canada".split(),
    )
)
# A statement is released, an interview broadcast: their day stands for that of the words.
_SPEECH_NOUN = (
    r"(?:statement|release|email|e-mail|letter|post|tweet|memo|note|interview|speech|report"
    r"|video|message|transcript|remarks|poll|survey|study|filing|document|figure|record|estimate"
    r"|communiqué|déclaration|entrevue|lettre|entretien|discours|rapport|sondage)s?"
)
_GIVEN = re.compile(
    rf"\b{_SPEECH_NOUN}\s+(?:that\s+was\s+)?(?:released|issued|posted|published|sent|dated"
    r"|delivered|given|aired|broadcast|recorded|emailed|shared|out|publiée?|diffusée?|accordée?"
    r"|transmise?)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b(?:tell|told|telling|tells|ask|asked|inform|informed|address|addressed|remind|reminded|assure"
    r"|assured|warn|warned|brief|briefed|testif\w+|spoke|speak|speaking|wrote|tweet\w*|post\w*"
    r"|to|selon|après)$",
    re.IGNORECASE,
)
# Begins what is reported, if nothing is told to anybody.
_CONTENT = re.compile(
    r"(?:the|a|an|this|these|those|such|there|no|some|many|most|all|any|every|le|la|les|un|une|des"
    r"|ce|cette|ces)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:in|at|during|on|from|via|through|to|with|outside|inside|before|over|by|aboard|near|for"
    r"|about|of|à|au|aux|en|dans|lors|devant|sur|depuis|chez|par|de|du|d['’])\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|would|to|shall|may|might|could|va|vont|doit|devrait)\s+(?:\w+ly\s+)?$"
)
# More words than this between a cue and its date, and the date is of something else.
_MOST_WORDS = 25
_WORD = re.compile(r"[\w’'.&-]+|[,;:()—–]|\x00+")
_LEADS = re.compile(
    r"(?:(?:And|But|Then|Also|Later|Earlier|Meanwhile|Et|Mais|Or|Puis),?\s+)?", re.IGNORECASE
)


def said_on(
    text: str, span: Span, published: PartialDate | date | None, language: str = "en"
) -> SaidOn | None:
    """The day that the sentence gives for what is reported by its cue; None where it gives none.

    ``span`` is the cue ("said"), or where there is none the words themselves with their marks.
    ``published`` is the day of the article: without it only whole dates are understood.
    """
    day = PartialDate.of(published) if isinstance(published, date) else published
    masked = _masked(text)
    sentence = _sentence(masked, span)
    grammar = _IN_FRENCH if primary_subtag(language) == "fr" else _IN_ENGLISH
    for phrase in _belonging(masked, sentence, span, grammar):
        found = _resolved(text[phrase.start : phrase.end], day, language)
        if found:
            return SaidOn(*found, phrase)
    return None


# Paired marks, straight and curly ones mixed, within a paragraph; of a straight mark that is never
# closed nothing is hidden.
_QUOTED = re.compile(
    r"“[^”\"\n]*(?:[”\"]|(?=\n|$))|«[^»\n]*(?:»|(?=\n|$))|\"[^\"”\n]*[\"”]|''[^\n]*?''"
)
_MARKS = "“”\"«»' \u00a0\u202f"


@lru_cache(maxsize=4)
def _masked(text: str) -> str:
    """The text with all that stands in quotation marks made unreadable, of the same length.

    Words that end a sentence end it for what stands around them as well.
    """
    return _QUOTED.sub(lambda quoted: _mask(quoted[0]), text)


def _mask(quoted: str) -> str:
    is_end = quoted.rstrip(_MARKS)[-1:] in (".", "!", "?")
    return "\x00" * (len(quoted) - is_end) + "." * is_end


_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|Jr|Sr|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct"
    r"|Nov|Dec|Mon|Tues|Tue|Wed|Thurs|Thu|Fri|Sat|Sun|No|Prof|Hon|Capt|Adm|Maj|Cmdr|vs|M|Mme"
    r"|[ap]\.m|U\.S|U\.N|D-[A-Z][a-z]+|R-[A-Z][a-z]+))$"
)
_END = re.compile(r"[.!?](?=\s+[\"“«‘(\x00]*[^\W\d_a-z])|\n")


def _sentence(masked: str, span: Span) -> Span:
    """The sentence around a stretch; marks within quotations end none."""
    low, high = max(0, span.start - _REACH), min(len(masked), span.end + _REACH)
    start = low
    for end in _END.finditer(masked, low, span.start):
        if not _is_abbreviated(masked, end.start()):
            start = end.end()
    stop = next(
        (
            end.start()
            for end in _END.finditer(masked, span.end, high)
            if not _is_abbreviated(masked, end.start())
        ),
        high,
    )
    while start < span.start and masked[start].isspace():
        start += 1
    return Span(start, stop)


def _is_abbreviated(masked: str, at: int) -> bool:
    return masked[at] == "." and bool(_ABBREVIATED.search(masked, max(0, at - 12), at))


def _belonging(masked: str, sentence: Span, cue: Span, grammar: "_DateGrammar") -> Iterator[Span]:
    """The phrases that are tied to the cue, the surest first."""
    if not grammar.hint.search(masked, *sentence):
        return
    phrases = [
        Span(*match.span())
        for match in grammar.phrases.finditer(masked, *sentence)
        if not _names_something(masked, match)
    ]
    if _FUTURE.search(masked[sentence.start : cue.start]):
        return
    for phrase in phrases:
        if phrase.end > cue.start:
            if _is_tied_behind(masked, cue, phrase, grammar):
                yield phrase
            break
    before = [phrase for phrase in phrases if phrase.end <= cue.start]
    if not before or _FROM.search(masked[cue.start : cue.end]):
        return
    if _stands_beside(masked, sentence, before[-1], cue, grammar) or _heads(
        masked, sentence, before[-1], cue, grammar
    ):
        yield before[-1]


# "according to figures her campaign released | Friday": the day of a source is that of its words.
_RELEASED = re.compile(
    r"\b(?:released|issued|published|posted|filed|unveiled|out|publiée?s?|diffusée?s?|paru)\s+"
    r"(?:on\s+|late\s+|early\s+|le\s+)?$"
)
# "according to": what its sentence says happened on a day, not when it was said.
_FROM = re.compile(r"\b(?:according|per|selon|après)\b", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"\b(?:Super|Black|Good|Ash|Cyber|Easter|Fat|Holy|Palm|Bloody"
    r"|through|until|till|since|by|before|after|from|jusqu['’]au|depuis|d['’]ici)\s+(?:au\s+|le\s+)?$"
)


# Where people speak: of these, the day is that of their words.
_OCCASION = re.compile(
    r"(?:\s+[\w’'-]+){0,3}?\s+(?:debate|interview|speech|conference|briefing|hearing|rally|hall"
    r"|call|meeting|event|address|announcement|ceremony|forum|response|column|editorial|edition"
    r"|newspaper|broadcast|show|program|testimony|statement|remarks|Times|Post|Journal|Press)\b"
)


# Papers and programmes that have a day in their names: USA Today, the Mail on Sunday.
_TITLE_BEHIND = re.compile(
    r"\s+(?:Times|Morning|Night|Evening|Afternoon|Telegraph|Mail|Express|Mirror|Magazine|Herald|Post"
    r"|Review|Edition|Show|Today|Breakfast|Live|Independent|World|Star|Politics|Sun|Tribune|Journal"
    r"|Football|Agenda|Supper|Project|Business|People|Service)\b"
)
_TITLE_BEFORE = re.compile(
    r"(?:\b(?:News|USA|Mail on|Independent on|Sun on|Sun|Globe|Star on|Herald on)"
    r"|(?<!\bthe )\b[A-Z]{3}(?:['’]s)? (?=Today))\s*$"
)
# "Fox News Sunday" is a programme; "told Fox News | Wednesday".
_DAYS_IN_TITLES = frozenset("Sunday Saturday Today Tonight".split())


# In French a day in capitals within a sentence, or behind « Journal du », is a name.
_FRENCH_DAY = re.compile(_JOUR, re.IGNORECASE)
_FRENCH_TITLE = re.compile(r"\b[A-ZÀ-Þ][\w’'-]* d[eu] $")


def _is_in_title(masked: str, phrase: re.Match[str]) -> bool:
    if _TITLE_BEHIND.match(masked, phrase.end()):
        return True
    word = phrase[0].split()[-1]
    before = masked[max(0, phrase.start() - 24) : phrase.start()]
    opens = not before.strip() or before.rstrip()[-1:] in ".!?:…\n\x00—–»"
    if word == "Today":
        return not opens
    if _FRENCH_DAY.match(phrase[0]):
        return (phrase[0][0].isupper() and not opens) or _FRENCH_TITLE.search(before) is not None
    return word.capitalize() in _DAYS_IN_TITLES and _TITLE_BEFORE.search(before) is not None


def _names_something(masked: str, phrase: re.Match[str]) -> bool:
    """Monday's vote, Super Tuesday, through Friday: the date is no day on which somebody speaks."""
    if _is_in_title(masked, phrase):
        return True
    if masked[phrase.end() : phrase.end() + 2] in ("'s", "’s"):
        return _OCCASION.match(masked, phrase.end() + 2) is None
    return bool(_OTHER_DAY.search(masked[max(0, phrase.start() - 10) : phrase.start()]))


def _is_tied_behind(masked: str, cue: Span, phrase: Span, grammar: "_DateGrammar") -> bool:
    """Whether only a listener, a speaker, a place or an occasion stands between."""
    if phrase.start < cue.end:
        # "issued a letter Friday saying": the day stands between the verb and the cue.
        behind_verb = masked[cue.start : phrase.start].partition(" ")[2]
        behind_verb = _OWN.sub("the ", behind_verb)
        return _has_no_clause(_GIVEN.sub(" ", behind_verb), grammar)
    between = masked[cue.end : phrase.start]
    if not between.strip(" ,"):
        return True
    if _FROM.match(masked, cue.start) and _RELEASED.search(between):
        return len(between.split()) <= _MOST_WORDS and "," not in between
    between = _GIVEN.sub(" ", between)
    first = between.lstrip(" ,\x00")
    is_told = _TELLING.search(masked[cue.start : cue.end])
    if not is_told and _CONTENT.match(first) and not _SPEAKER.match(first):
        return False
    return _has_no_clause(between, grammar)


# "defended | his | father Tuesday, saying": no subject of another clause.
_OWN = re.compile(r"\b(?:his|her|its|their) (?=[a-z])")
# "said the prime minister on Wednesday": words for persons, in small letters, behind the verb.
_SPEAKER = re.compile(
    r"(?:the|le|la|an?|une?)\s+(?:[\w’'.-]+\s+){0,3}?(?:minister|president|spokes\w+|secretary|official"
    r"|leader|general|senator|ambassador|director|premier|ministre|président\w*|porte-parole|mayor"
    r"|chairman|chief|commander|maire|ambassad\w+|cheffe?|secrétaire|général\w*)\b",
    re.IGNORECASE,
)


def _has_no_clause(between: str, grammar: "_DateGrammar") -> bool:
    """Whether none of the words begins a clause or looks like a verb."""
    between = _HARMLESS.sub(" a ", between)
    found = _WORD.findall(between)
    if len(found) > _MOST_WORDS or any(word in ";—–" for word in found):
        return False
    if _INFINITIVE.search(between):
        return False
    return not any(_is_clausal(word, grammar) for word in found)


# What looks like a verb or another subject and is none: his speech, a moderated discussion, a post
# on X and Facebook.
_HARMLESS = re.compile(
    r"\b(?:in|at|on|during|aboard|of|with|to|from|by|for|about|via|after|before)\s+(?:his|her|its|their)\b"
    r"|\b(?:an?|the)\s+(?:\w+ed|\w+ing)\b"
    r"|\bwhile\s+(?:speaking|campaigning|visiting|travell?ing|appearing|addressing)\b"
    r"|\b(?:aired|airing|broadcast|taped)\s*$"
    r"|\band(?=\s(?:[A-Z]|\d))"
)


def _is_clausal(word: str, grammar: "_DateGrammar") -> bool:
    low = word.lower().replace("’", "'")
    if low in grammar.clause:
        return True
    return low not in _NO_VERBS and word[:1].islower() and bool(grammar.verb.fullmatch(low))


# "expected to unveil on Monday", but not "said to reporters on Monday".
_INFINITIVE = re.compile(
    r"\bto\s+(?!the\b|an?\b|reporters|journalists|supporters|lawmakers|members|voters|donors|news)"
    r"[a-z]"
)
_ADVERB = re.compile(r"(?:also|again|then|has|had|a|ont|aussi)?", re.IGNORECASE)


def _stands_beside(
    masked: str, sentence: Span, phrase: Span, cue: Span, grammar: "_DateGrammar"
) -> bool:
    """ "Carney on Wednesday said", "Trump, speaking in Detroit on Tuesday, said"."""
    if not _ADVERB.fullmatch(masked[phrase.end : cue.start].strip(" ,")):
        return False
    clause = _LAST_CLAUSE.split(masked[sentence.start : phrase.start])[-1].strip()
    return _has_no_clause(_GIVEN.sub(" ", _OPENED.sub("", clause, count=1)), grammar)


_LAST_CLAUSE = re.compile(r",|\b(?:and|but|et|mais)\b")
# What a phrase begins with that tells where and when somebody speaks.
_OPENED = re.compile(r"(?:speaking|asked|appearing|testifying|s['’]exprimant|interrogée?)\b", re.I)


def _heads(masked: str, sentence: Span, phrase: Span, cue: Span, grammar: "_DateGrammar") -> bool:
    """ "On Wednesday, Carney said": the date opens the sentence, or closes a phrase that does."""
    lead = _LEADS.sub("", masked[sentence.start : phrase.start], count=1)
    bare = _OPENED.sub("", lead, count=1)
    begins = bare != lead or _PREPOSITION.match(lead)
    opens = not lead.strip(" \x00,") or (begins and _has_no_clause(_GIVEN.sub(" ", bare), grammar))
    subject = _ASIDE.sub(" ", _PRONOUN.sub("", masked[phrase.end : cue.start]))
    if _PARTICIPLE.fullmatch(masked[cue.start : cue.end].split(" ")[0]):
        # "On Sunday, Sanders drew a new line, stating …": the clause before it is the report's.
        is_free = _FREE_PARTICIPLE.search(subject) and not _SUBORDINATE.search(subject)
        return bool(opens) and bool(is_free)
    return bool(opens) and _has_no_clause(subject, grammar)


# A subject in one word, and the auxiliary of the cue.
_PRONOUN = re.compile(
    r"(?:\b(?:he|she|they|it|we|i|il|elle|ils|elles|on)\s+)?(?:\b(?:a|ont|avait|has|have|had)\s+)?$",
    re.IGNORECASE,
)
# "…, chairman of the Ways and Means Committee, | said", "… — named in June — | told".
_ASIDE = re.compile(r"(?<=\w)(?:,[^,;—–\n]+,|\s[—–-]{1,2}\s[^;—–\n]+\s[—–-]{1,2})\s*$")
_PARTICIPLE = re.compile(r"\w{3,}(?:ing|ant)")
# "…, | saying", "…, | still | calling": a participle of the whole clause before it.
_FREE_PARTICIPLE = re.compile(r",\s+(?:(?:\w+ly|still|also|again|then|later)\s+)?$")
_SUBORDINATE = re.compile(
    r"\b(?:that|which|who|because|if|while|when|after|before|since|que|qui|dont|si|quand|après|avant)\b"
)


@dataclass(frozen=True, slots=True)
class _DateGrammar:
    """How a language writes dates, and how its clauses are known."""

    phrases: re.Pattern[str]
    # Some part of every phrase, and quick to look for: most sentences name no time.
    hint: re.Pattern[str]
    clause: frozenset[str]
    verb: re.Pattern[str]


_IN_ENGLISH = _DateGrammar(_ENGLISH, _ENGLISH_HINT, _ENGLISH_CLAUSE, _ENGLISH_VERB)
_IN_FRENCH = _DateGrammar(_FRENCH, _FRENCH_HINT, _FRENCH_CLAUSE, _FRENCH_VERB)


def _resolved(
    phrase: str, published: PartialDate | None, language: str
) -> tuple[PartialDate, str] | None:
    try:
        said, basis = _read(phrase, published, language)
    except Unresolvable:
        return None
    latest = published.last if published else None
    if said.first is None or (latest and said.first > latest + _ONE_DAY):
        return None
    is_dated = re.search(r"\d{4}", phrase) or re.search(r"\b(?:last|dernier)\b", phrase)
    if latest and not is_dated and latest - said.first > _OLDEST:
        return None
    return said, basis


def _read(phrase: str, published: PartialDate | None, language: str) -> tuple[PartialDate, str]:
    found = resolve(phrase, published, language)
    return found.said, found.basis or phrase
