"""How often a caution beside a check is right: over quotations whose speaker people have marked.

Each quoted record of a person is held once against its own speaker, where every caution is a false
alarm, and once against each other speaker of the article, where one is wanted. So are two that
follow each other, joined as by an omission.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from bench.extraction.documents import MarkedArticle, MarkedQuote
from quotes.extraction import extract
from quotes.extraction.english import ENGLISH
from quotes.extraction.values import KnownSpeaker
from quotes.models.vocabulary import Caution, CheckState
from quotes.text.spans import Span
from quotes.verification.credits import PageReading
from quotes.verification.verify import WIDEST_GAP, WordingVerdict

_QUOTED = ("direct", "partial")


def lines(marked: Iterable[MarkedArticle]) -> Iterator[str]:
    """A line for each case: how many there are, and how many have which caution."""
    counted: dict[str, Counter[Caution]] = {}
    for document in marked:
        for case, caution in _cases(document):
            counted.setdefault(case, Counter())[caution] += 1
    for case, cautions in counted.items():
        told = ", ".join(f"{caution}: {count:,}" for caution, count in cautions.most_common())
        yield f"{case}: {sum(cautions.values()):,} ({told})"


def _cases(document: MarkedArticle) -> Iterator[tuple[str, Caution]]:
    records = [each for each in document.records if each.kind in _QUOTED and _is_person(each.name)]
    speakers = [KnownSpeaker(slug=name, name=name) for name in {each.name for each in records}]
    published = date.fromisoformat(document.published) if document.published else None
    found = extract(document.text, published=published, speakers=speakers)
    page = PageReading.of(document.text, found, speakers)
    for record in records:
        verdict = _verdict(record)
        yield "own speaker", page.credit(verdict, record.name).caution
        for other in speakers:
            if other.slug != record.name:
                yield "another speaker", page.credit(verdict, other.slug).caution
    for one, next_one in pairwise(records):
        if 0 < next_one.start - one.end <= WIDEST_GAP:
            case = "joined, of one" if one.name == next_one.name else "joined, of two"
            yield case, page.credit(_verdict(one, next_one), one.name).caution


def _is_person(name: str) -> bool:
    """Whether it is a given name with a surname, and no title before it or outlet."""
    words = name.split()
    return len(words) in (2, 3) and words[0].lower() in ENGLISH.given_names


def _verdict(*records: MarkedQuote) -> WordingVerdict:
    pieces = tuple(Span(each.start, each.end) for each in records)
    whole = Span(pieces[0].start, pieces[-1].end)
    outcome = CheckState.OMISSIONS if len(pieces) > 1 else CheckState.EXACT
    return WordingVerdict(outcome, whole, pieces, (whole,))
