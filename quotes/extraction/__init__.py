"""Statements in an article: who said which words, when, and through whom.

Rules over a shallow reading of the text, no model and no network. The steps, each a module:
`marks` (what stands in quotation marks), `sentences` (words and sentences with the quotations out
of the way), `clauses` (who does what), `attribution` (who is credited in a sentence), `labels`
(what is nobody's words), `article` (credits across sentences), `indirect` (reports without marks),
`names` and `coreference` (whom a mention stands for), `carriers` (the outlet in between), and
`candidate_builder`, which makes candidates of it all. `lexicon` says what a language's tables hold.
"""

from collections.abc import Iterable
from datetime import date

from quotes.dates.partial import PartialDate
from quotes.extraction import french
from quotes.extraction.article import Article
from quotes.extraction.candidate_builder import ArticleContext, CandidateBuilder
from quotes.extraction.candidates import Candidate, KnownSpeaker
from quotes.extraction.english import ENGLISH
from quotes.extraction.known import Directory
from quotes.text.languages import primary_subtag


def extract(
    text: str,
    *,
    published: PartialDate | date | None = None,
    outlet: str = "",
    language: str = "",
    speakers: Iterable[KnownSpeaker] = (),
) -> list[Candidate]:
    """The statements that the article seems to print, in the order of the text.

    ``published`` is the day from which "Wednesday" is counted, ``outlet`` who publishes the text,
    ``language`` a BCP 47 tag (where it is not told, French or English by the words), ``speakers``
    those of the archive, to be recognised by name, alias and office. Any text is read; what cannot
    be understood is left out.
    """
    if isinstance(published, date):
        published = PartialDate.of(published)
    if primary_subtag(language) == "fr" or (not language and french.is_french(text)):
        return french.candidates(text, published, outlet, Directory(speakers))
    context = ArticleContext(published, outlet, language or ENGLISH.language, Directory(speakers))
    return CandidateBuilder(Article(text, ENGLISH), context).candidates()
