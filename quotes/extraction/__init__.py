"""Statements in an article: who said which words, when, and through whom.

Rules over a shallow reading of the text, no model and no network. The steps, each a module:
`marks` (what stands in quotation marks), `sentences` (words and sentences with the quotations out
of the way), `clauses` (who does what), `attribution` (who is credited in a sentence), `modality`
(what was said, and what was not), `labels` (what is nobody's words), `article` (credits across
sentences), `indirect` (reports without marks), `names` and `coreference` (whom a mention stands
for), `posts` (the office beside a name, and what it is of), `identity` (an official, or a
namesake), `carriers` (the outlet in between), `certainty` (how often a rule is right), and
`candidates`, which makes candidates of it all; `carrying` brings day, place and wire of a report to
its statements, and `framing` reads what the sentences around words say of them. `french` and
its modules read French, `turns` transcripts and posts, and `legible` the text without what nobody
sees. `lexicon` says what a language's tables hold.
"""

from collections.abc import Iterable
from datetime import date

from quotes.dates.partial import PartialDate
from quotes.extraction.article import Article
from quotes.extraction.candidates import ArticleContext, CandidateBuilder
from quotes.extraction.english import ENGLISH
from quotes.extraction.framing import framed
from quotes.extraction.known import Directory
from quotes.extraction.legible import LegibleText
from quotes.extraction.turns import TurnReader, embedded, post
from quotes.extraction.values import Candidate, KnownSpeaker
from quotes.text.languages import is_french, primary_subtag


def extract(
    text: str,
    *,
    published: PartialDate | date | None = None,
    outlet: str = "",
    language: str = "",
    speakers: Iterable[KnownSpeaker] | Directory = (),
) -> list[Candidate]:
    """The statements that the article seems to print, in the order of the text.

    ``published`` is the day from which "Wednesday" is counted, ``outlet`` who publishes the text,
    ``language`` a BCP 47 tag (where it is not told, French or English by the words), ``speakers``
    those of the archive, to be recognised by name, alias and office; as a `Directory` they are made
    ready once for many texts. Any text is read; what cannot
    be understood is left out.
    """
    if isinstance(published, date):
        published = PartialDate.of(published)
    legible = LegibleText(text)
    known = speakers if isinstance(speakers, Directory) else Directory(speakers)
    found = _read(legible.text, published, outlet, language, known)
    return legible.printed_candidates(found)


def _read(
    text: str,
    published: PartialDate | None,
    outlet: str,
    language: str,
    directory: Directory,
) -> list[Candidate]:
    language = language or ("fr" if is_french(text) else ENGLISH.language)
    posted = post(text, directory, published, language)
    if posted:
        return [posted]
    reader = TurnReader(text, directory, published, outlet, language)
    embeds = embedded(text, directory, published, language)
    spoken = [*reader.candidates(), *embeds]
    context = ArticleContext(published, outlet, language, directory)
    if primary_subtag(language) == "fr":
        # Its patterns take as long to compile as all others, and most articles are English.
        from quotes.extraction.french import FrenchBuilder

        found = FrenchBuilder(text, context).candidates()
    else:
        found = CandidateBuilder(Article(text, ENGLISH), context).candidates()
    found = framed(found, text, directory)
    if not spoken:
        return found
    turns = [*reader.spans(), *(piece for one in embeds for piece in one.pieces)]
    around = [
        one for one in found if not any(one.start < s.end and s.start < one.end for s in turns)
    ]
    return sorted([*around, *spoken], key=lambda one: one.pieces)
