"""The verdict on a quotation: what is found of it, under whose name, and what is said of that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from quotes.dates.display import humanize
from quotes.extraction.known import Directory
from quotes.models import Dimension, Facet
from quotes.quotation_check import answers, finding
from quotes.quotation_check.denials import denial
from quotes.quotation_check.former_words import former_words
from quotes.quotation_check.hints import ReadHints
from quotes.quotation_check.joining import FoundPart, found_sentences, two_runs
from quotes.quotation_check.matches import (
    MOST_MATCHES,
    FoundWords,
    Shown,
    found_words,
    record_matches,
    shown,
)
from quotes.quotation_check.named_speaker import (
    NamedSpeaker,
    hinted_speaker,
    named_speaker,
)
from quotes.quotation_check.nearest_wording import NearWording, nearest_wording
from quotes.quotation_check.quotations import PastedQuotation
from quotes.quotation_check.record_wordings import RecordStatement, record_statements
from quotes.quotation_check.same_words import QuotedWords, Standing, quoted_words
from quotes.quotation_check.unread_language import is_unread
from quotes.quotation_check.verdicts import (
    Answer,
    Fits,
    FormerWords,
    JoinedPart,
    Outcome,
    QuotationVerdict,
    RecordMatch,
)
from quotes.text.differences import word_difference
from quotes.text.joined import joined
from quotes.text.spans import Span

# Sentences of a quotation with fewer words are said by everybody.
_FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A quotation as it is asked for: its place in the text, its words, and who is named.

    ``denial`` are the words by which the text denies it; empty where it does not. ``is_unread``
    says that the text around it is in a language that is not read here.
    """

    start: int
    end: int
    words: str
    quoted: QuotedWords
    named: NamedSpeaker
    denial: str = ""
    is_unread: bool = False

    def fits(self, slug: str, known: Directory) -> Fits:
        """Whether the text gives the words to this official."""
        is_open = bool(self.denial) or self.is_unread
        return Fits.UNCLEAR if is_open else self.named.fits(slug, known)


class Examiner:
    """Gives verdicts on the quotations of one text."""

    def __init__(self, text: str, hints: ReadHints, known: Directory) -> None:
        self.text = text
        self.hints = hints
        self.known = known
        self.hinted = hinted_speaker(hints)

    def verdicts(self, quotation: PastedQuotation) -> list[QuotationVerdict]:
        """The verdict on a quotation; one on each piece where "he said" parts two passages."""
        named = named_speaker(quotation, self.text, self.known)
        whole = self._asked(quotation, quotation.pieces, named)
        found = self._found(whole)
        if not found and len(quotation.pieces) > 1:
            return [
                self._verdict(asked, self._found(asked))
                for asked in (self._asked(quotation, (piece,), named) for piece in quotation.pieces)
            ]
        return [self._verdict(whole, found)]

    def _asked(
        self, quotation: PastedQuotation, pieces: Sequence[Span], named: NamedSpeaker
    ) -> Asked:
        texts = [self.text[slice(*piece)] for piece in pieces]
        start, end = pieces[0].start, pieces[-1].end
        quoted = quoted_words(texts)
        is_told = named.name and not (self.hinted.slugs and self.hinted.slugs <= named.near)
        whom = named if is_told else self.hinted
        beside = (quotation.pieces, quotation.candidate, self.text)
        words = self.text[start:end]
        return Asked(start, end, words, quoted, whom, denial(*beside), is_unread(*beside))

    # --- what is found ---------------------------------------------------------------------------

    def _found(self, asked: Asked) -> list[FoundWords]:
        """Where the words stand, the place that is spoken of first."""
        if not asked.quoted.has_words:
            return []
        numbers = finding.having(asked.quoted.texts, self._facets(asked.named))
        found = [
            one
            for statement in record_statements(numbers)
            if (one := found_words(asked.quoted, statement)) is not None
        ]
        return sorted(found, key=lambda one: self._rank(one, asked.named), reverse=True)

    def _facets(self, named: NamedSpeaker) -> Iterable[int]:
        slugs = named.slugs | named.perhaps | named.near
        if slugs <= self.hints.slugs:
            return self.hints.speakers if slugs else ()
        wanted = Facet.objects.named((Dimension.SPEAKER, slug) for slug in slugs)
        return [facet.pk for facet in wanted.values()]

    def _rank(self, one: FoundWords, named: NamedSpeaker) -> tuple:
        fits = named.fits(one.statement.speaker, self.known)
        said, when = one.statement.said, self.hints.when
        return (
            fits == Fits.YES,
            fits != Fits.NO,
            one.wording.is_sure and not one.statement.is_misattributed,
            one.is_exact,
            one.standing.is_whole,
            when is not None and said.possibly_within(when.first, when.last),
            self._is_printed_there(one.statement),
            len(one.citations),
            one.statement.pk,
        )

    def _is_printed_there(self, statement: RecordStatement) -> bool:
        if self.hints.source is not None:
            return self.hints.source in statement.sources
        return bool(self.hints.outlets & statement.outlets)

    # --- what is said of it ----------------------------------------------------------------------

    def _verdict(self, asked: Asked, found: Sequence[FoundWords]) -> QuotationVerdict:
        if not asked.quoted.has_words:
            return self._made(asked, Outcome.NOT_FOUND, _("There are no words in it."))
        if found:
            return self._on_record(asked, found)
        if asked.quoted.is_slight:
            return self._made(
                asked,
                Outcome.NOT_FOUND,
                _(
                    "So few words tell nothing: many people have said them. Give more of the "
                    "sentence."
                ),
            )
        numbers = finding.nearest(asked.words)
        former = former_words(asked.quoted)
        if former:
            return self._changed(asked, former)
        near_by = record_statements(numbers)
        parts = self._parts(asked, near_by)
        if parts and all(part.found for part in parts):
            return self._joined(asked, parts)
        near = nearest_wording(
            asked.words,
            near_by,
            lambda slug: asked.named.fits(slug, self.known) == Fits.YES,
        )
        return self._near(asked, near) if near else self._nowhere(asked, parts)

    def _parts(self, asked: Asked, near_by: Sequence[RecordStatement]) -> list[FoundPart]:
        def find(quoted: QuotedWords) -> FoundWords | None:
            part = replace(asked, words=quoted.text, quoted=quoted)
            return next(iter(self._found(part)), None)

        def find_here(quoted: QuotedWords) -> FoundWords | None:
            found = (found_words(quoted, statement) for statement in near_by)
            return next((one for one in found if one is not None), None)

        return found_sentences(asked.words, find) or two_runs(asked.words, near_by, find_here)

    def _made(
        self,
        asked: Asked,
        outcome: Outcome,
        sentence: str,
        notes: Iterable[str] = (),
        **more: Any,
    ) -> QuotationVerdict:
        said = (*notes, *answers.advice(outcome))
        place = (asked.words, asked.start, asked.end)
        return QuotationVerdict(0, *place, outcome, sentence, said, **more)

    def _on_record(self, asked: Asked, found: Sequence[FoundWords]) -> QuotationVerdict:
        best = found[0]
        spoken_of, *others = record_matches([shown(one) for one in found[:MOST_MATCHES]])
        if spoken_of is None:
            return self._nowhere(asked, [])
        matches = (spoken_of, *(one for one in others if one is not None))
        fits = asked.fits(best.statement.speaker, self.known)
        outcome = _outcome(best, fits, matches[0])
        sentence = _sentence(outcome, matches[0], best.standing, asked)
        notes = [*_place_notes(best), *answers.match_notes(matches[0])]
        if len(matches) > 1:
            notes.append(answers.others_note(matches[1:]))
        difference = (
            tuple(word_difference(matches[0].text, asked.words.strip()))
            if outcome == Outcome.ALTERED
            else ()
        )
        return self._made(
            asked,
            outcome,
            sentence,
            notes=[note for note in notes if note not in sentence],
            answers=self._answers(asked, fits, best, matches[0]),
            matches=matches,
            omitted=tuple(best.wording.words[slice(*gap)].strip() for gap in best.standing.omitted),
            difference=difference,
        )

    def _answers(
        self,
        asked: Asked,
        fits: Fits,
        found: FoundWords,
        match: RecordMatch,
        *,
        is_near: bool = False,
    ) -> tuple[Answer, ...]:
        hinted = self.hinted.fits(match.speaker_slug, self.known)
        made = [
            self._speaker_answer(asked, fits, match, is_near=is_near),
            answers.hint_answer(self.hinted, hinted, match)
            if asked.named is not self.hinted
            else None,
            answers.where_answer(self.hints, found, match),
            answers.when_answer(self.hints, match),
        ]
        return tuple(one for one in made if one is not None)

    def _speaker_answer(
        self, asked: Asked, fits: Fits, match: RecordMatch, *, is_near: bool
    ) -> Answer:
        if asked.is_unread and not is_near:
            return answers.unread_answer(asked.named, match)
        if asked.denial and not is_near:
            return answers.denial_answer(asked.named, asked.denial, match)
        return answers.speaker_answer(asked.named, fits, match, is_near=is_near)

    def _changed(self, asked: Asked, former: FormerWords) -> QuotationVerdict:
        if former.is_withdrawn:
            sentence = _("The statement with these words was withdrawn from this archive.")
        elif former.merged_into:
            sentence = _("The statement with these words was merged into another one.")
        else:
            sentence = _("This archive had these words once, and has corrected them since.")
        difference = word_difference(former.text, asked.words.strip()) if former.text else []
        return self._made(
            asked,
            Outcome.CHANGED,
            sentence,
            former=former,
            difference=tuple(difference),
        )

    def _joined(self, asked: Asked, parts: Sequence[FoundPart]) -> QuotationVerdict:
        joined = self._joined_parts(asked, parts)
        if len(joined) < len(parts):
            return self._nowhere(asked, [])
        speakers = {part.match.speaker_slug for part in joined}
        told = (
            _("Each of these sentences is on record, but nobody said them as one passage.")
            if len(speakers) > 1
            else _("Each of these sentences is on record, but not one after the other.")
        )
        match = joined[0].match
        fits = asked.fits(match.speaker_slug, self.known)
        return self._made(
            asked,
            Outcome.JOINED,
            told,
            parts=tuple(joined),
            answers=(answers.speaker_answer(asked.named, fits, match, is_near=False),)
            if len(speakers) == 1
            else (),
        )

    def _joined_parts(self, asked: Asked, parts: Sequence[FoundPart]) -> list[JoinedPart]:
        found = [(part.words, part.found) for part in parts if part.found is not None]
        matches = record_matches([shown(one) for _words, one in found])
        return [
            JoinedPart(
                words, _outcome(one, asked.fits(one.statement.speaker, self.known), match), match
            )
            for (words, one), match in zip(found, matches, strict=True)
            if match is not None
        ]

    def _near(self, asked: Asked, near: NearWording) -> QuotationVerdict:
        found = FoundWords(
            near.statement,
            near.wording,
            Standing(near.span, near.span, begins=False, ends=False),
            near.citations,
        )
        (match,) = record_matches(
            [Shown(near.statement.pk, near.passage, near.wording.words, near.citations)]
        )
        if match is None:
            return self._nowhere(asked, [])
        is_words = near.wording.is_quoted and not near.wording.is_translated
        outcome = Outcome.ALTERED if is_words else Outcome.PARAPHRASE
        fits = asked.named.fits(near.statement.speaker, self.known)
        return self._made(
            asked,
            outcome,
            _near_sentence(outcome, match),
            notes=answers.match_notes(match),
            answers=self._answers(asked, fits, found, match, is_near=True),
            matches=(match,),
            difference=near.difference,
            findings=near.findings,
        )

    def _nowhere(self, asked: Asked, parts: Sequence[FoundPart]) -> QuotationVerdict:
        joined = self._joined_parts(
            asked, [part for part in parts if len(part.words.split()) >= _FEW_WORDS]
        )
        return self._made(
            asked,
            Outcome.NOT_FOUND,
            _(
                "This archive has neither these words nor any that are near to them. That does not "
                "mean that they were not said: it holds only what it has found so far."
            ),
            parts=tuple(joined),
        )


def _outcome(found: FoundWords, fits: Fits, match: RecordMatch) -> Outcome:
    """What words that stand in the record are to whoever quotes them."""
    if not found.wording.is_quoted or found.wording.is_translated:
        return Outcome.PARAPHRASE
    if fits == Fits.NO or found.statement.is_misattributed:
        return Outcome.SOMEBODY_ELSE
    if found.wording.is_doubted:
        return Outcome.ALTERED
    if fits == Fits.UNCLEAR or match.doubt:
        return Outcome.UNCONFIRMED
    return Outcome.EXACT if found.is_exact else Outcome.PART


def _unconfirmed(match: RecordMatch, asked: Asked) -> str:
    if match.doubt:
        return _(
            "These words are on record under the name of %(name)s (%(date)s), but it is not "
            "certain who said them. %(doubt)s"
        )
    if asked.is_unread:
        return _(
            "These words are on record from %(name)s (%(date)s), but this archive cannot read the "
            "language of the text around them."
        )
    if asked.denial:
        return _(
            "These words are on record from %(name)s (%(date)s), but your text denies them or "
            "leaves them open."
        )
    return _(
        "These words are on record from %(name)s (%(date)s), but it is not certain that this is "
        "whom you name."
    )


def _sentence(outcome: Outcome, match: RecordMatch, standing: Standing, asked: Asked) -> str:
    told = {"name": match.speaker, "date": humanize(match.said), "doubt": match.doubt}
    sentences = {
        Outcome.EXACT: _("On record word for word: %(name)s, %(date)s.")
        if not standing.omitted
        else _("On record but for what you mark as left out: %(name)s, %(date)s."),
        Outcome.UNCONFIRMED: _unconfirmed(match, asked),
        Outcome.PART: _("These words are part of what %(name)s said (%(date)s)."),
        Outcome.SOMEBODY_ELSE: _("These words are on record, but from %(name)s (%(date)s)."),
        Outcome.PARAPHRASE: _(
            "These are not the words of %(name)s (%(date)s), but how a source, or this archive, "
            "reports or translates them."
        ),
        Outcome.ALTERED: _(
            "A source prints these words as those of %(name)s (%(date)s), and this archive "
            "considers that wording doubtful."
        ),
    }
    return joined(sentences[outcome], **told)


def _near_sentence(outcome: Outcome, match: RecordMatch) -> str:
    told = {"name": match.speaker, "date": humanize(match.said)}
    if outcome == Outcome.PARAPHRASE:
        return joined(
            _("Close to a report, in the words of a source, of what %(name)s said (%(date)s)."),
            **told,
        )
    return joined(
        _("Not word for word. The nearest words on record are those of %(name)s (%(date)s)."),
        **told,
    )


def _place_notes(found: FoundWords) -> Iterable[str]:
    if found.standing.denial:
        yield _("The sentence denies what you quote (“%(words)s”). Quote the whole of it.") % {
            "words": found.standing.denial
        }
    if found.standing.hides:
        yield _(
            "You leave out words inside of a sentence, and what is left may say something else. "
            "Quote the whole of it."
        )
    if found.is_across_join:
        yield _(
            "These words stand in separate passages that this archive has put together: no source "
            "says which of them came first."
        )
