"""The check of a pasted text: every quotation in it, held against the record."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from quotes.extraction.marks import paragraphs, quotations
from quotes.quotation_check.examiner import Examiner
from quotes.quotation_check.hints import Hints, read_hints
from quotes.quotation_check.named_speaker import public_speakers
from quotes.quotation_check.quotations import (
    PastedQuotations,
    is_changed_around,
    language_of,
    may_be_near,
    may_be_one,
    quotations_in,
    whole,
)
from quotes.quotation_check.verdicts import CheckedText, Fits, Outcome, QuotationVerdict
from quotes.text.characters import storable
from quotes.text.languages import primary_subtag
from quotes.verification.verify import OMISSION_MARK

# Of one text: a long article, and the quotations of a full one.
MOST_CHARACTERS = 20_000
MOST_QUOTATIONS = 40

# More stretches in marks, and cuts of one quotation, than a text has; each is looked for.
_MOST_STRETCHES, _MOST_CUTS = 400, 12

NO_HINTS = Hints()
# What says that the words stand in the record, or stood.
_AS_IT_IS = frozenset(
    (
        Outcome.EXACT,
        Outcome.UNCONFIRMED,
        Outcome.PART,
        Outcome.SOMEBODY_ELSE,
        Outcome.JOINED,
        Outcome.CHANGED,
    )
)


class UncheckableText(ValueError):
    """A text that cannot be checked; ``str()`` is a sentence for whoever pasted it."""


class TextTooLong(UncheckableText):
    """A text of more characters than are read at once."""


def check_text(text: str, hints: Hints = NO_HINTS, *, language: str = "") -> CheckedText:
    """A verdict on every quotation of a text, in the order of the text.

    Quotation marks are read in English and French; a text without any is one quotation. ``hints``
    are as typed (`Hints`), ``language`` a BCP 47 tag of the text, told by its words where it is
    empty. Sentences are in the active language. Raises `UncheckableText`. Nothing is stored.
    """
    text = storable(text).replace("\r\n", "\n")
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong(
            _("That is more than %(most)s characters. Paste it in parts.")
            % {"most": number_format(MOST_CHARACTERS, force_grouping=True)}
        )
    if not any(map(str.isalnum, text)):
        raise UncheckableText(_("Paste the words that you want to check."))
    _refuse_too_many_stretches(text)
    language = language or language_of(text)
    known = public_speakers()
    found = quotations_in(text, primary_subtag(language), known)
    taken = found.found[:MOST_QUOTATIONS]
    for quotation in taken:
        _refuse_too_many_cuts([text[slice(*piece)] for piece in quotation.pieces])
    read = read_hints(hints)
    examiner = Examiner(text, read, known)
    is_one = may_be_one(text, found) and _cuts([text]) <= _MOST_CUTS
    as_one = _of_one(text, found, examiner) if is_one else []
    if as_one:
        return CheckedText(tuple(_numbered(as_one)), language, True, hint_notes=read.notes)
    verdicts = [one for quotation in taken for one in examiner.verdicts(quotation)]
    short = _of_short(verdicts, found, examiner)
    return CheckedText(
        tuple(_numbered(short or verdicts)),
        language,
        found.is_whole_text and not short,
        found.skipped,
        len(found.found) - len(taken),
        read.notes,
    )


def _refuse_too_many_stretches(text: str) -> None:
    """Raises `UncheckableText` for more quotation marks than are read."""
    if len(quotations(text, paragraphs(text))) > _MOST_STRETCHES:
        raise UncheckableText(
            _("More than %(most)d stretches stand in quotation marks. Paste the text in parts.")
            % {"most": _MOST_STRETCHES}
        )


def _refuse_too_many_cuts(pieces: Sequence[str]) -> None:
    """Raises `UncheckableText` for a quotation that leaves words out in too many places."""
    if _cuts(pieces) > _MOST_CUTS:
        raise UncheckableText(
            _(
                "One of the quotations leaves words out in more than %(most)d places. Check its "
                "pieces by themselves."
            )
            % {"most": _MOST_CUTS}
        )


def _cuts(pieces: Sequence[str]) -> int:
    return sum(1 for piece in pieces for _mark in OMISSION_MARK.finditer(piece))


def _of_one(text: str, found: PastedQuotations, examiner: Examiner) -> list[QuotationVerdict]:
    """The verdict on all of a text, if the record has it so; else none.

    Also if the record has something near, where the marks are surely those within words.
    """
    verdicts = examiner.verdicts(whole(text).found[0])
    is_there = verdicts[0].outcome in _AS_IT_IS
    is_near = (
        verdicts[0].outcome == Outcome.ALTERED
        and may_be_near(text, found)
        and is_changed_around(text, verdicts[0], found)
    )
    return verdicts if is_there or is_near else []


def _of_short(
    verdicts: list[QuotationVerdict], found: PastedQuotations, examiner: Examiner
) -> list[QuotationVerdict]:
    """The verdicts on one or two words in marks, if the record has them so and not the whole text.

    A name in marks is a part of much that was said: it counts as a quotation of who is named alone.
    """
    if not found.short or verdicts[0].outcome in _AS_IT_IS:
        return []
    short = [one for each in found.short[:MOST_QUOTATIONS] for one in examiner.verdicts(each)]
    return [one for one in short if one.match and (not one.match.is_cut or _is_of_named(one))]


def _is_of_named(verdict: QuotationVerdict) -> bool:
    return any(one.question == "speaker" and one.fits == Fits.YES for one in verdict.answers)


def _numbered(verdicts: list[QuotationVerdict]) -> list[QuotationVerdict]:
    return [replace(one, number=number) for number, one in enumerate(verdicts, start=1)]
