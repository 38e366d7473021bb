"""What is said to a reader beside a verdict: who, where, when, and what a reader asks next."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from quotes.dates.display import date_format, humanize
from quotes.dates.partial import PartialDate
from quotes.models import Citation
from quotes.quotation_check.hints import ReadHints
from quotes.quotation_check.matches import FoundWords
from quotes.quotation_check.named_speaker import NamedSpeaker
from quotes.quotation_check.verdicts import Answer, Fits, Outcome, Printing, RecordMatch

# Days that are counted in words; beyond, the date tells more.
_MOST_DAYS = 60


def speaker_answer(named: NamedSpeaker, fits: Fits, match: RecordMatch, *, is_near: bool) -> Answer:
    """Whether the one who is named said the words; ``is_near`` where only near ones were found."""
    told = {"asked": named.name, "name": match.speaker}
    if match.doubt and not is_near and fits in (Fits.YES, Fits.NOT_ASKED):
        fits = Fits.UNCLEAR if fits == Fits.YES else fits
        doubted = _("The record gives it to %(name)s, which is not certain.")
        return Answer("speaker", named.name, fits, doubted % told)
    if named.near and fits == Fits.UNCLEAR and not is_near:
        beside = _("Your text names %(asked)s beside the words. On record, %(name)s said them.")
        return Answer("speaker", named.name, fits, beside % told)
    sentences = _of_near_words() if is_near else _of_same_words()
    return Answer("speaker", named.name, fits, sentences[fits] % told)


def _of_same_words() -> dict[Fits, str]:
    return {
        Fits.YES: _("%(name)s said it, as you have it."),
        Fits.NO: _("You give the words to “%(asked)s”. On record, %(name)s said them."),
        Fits.UNCLEAR: _(
            "On record, %(name)s said it. We cannot tell whether “%(asked)s” is the same person."
        ),
        Fits.NOT_ASKED: _("You name nobody. On record, %(name)s said it."),
    }


def _of_near_words() -> dict[Fits, str]:
    return {
        Fits.YES: _("The nearest words on record are those of %(name)s, whom you name."),
        Fits.NO: _("You name “%(asked)s”; the nearest words on record are those of %(name)s."),
        Fits.UNCLEAR: _(
            "The nearest words on record are those of %(name)s. We cannot tell whether "
            "“%(asked)s” is the same person."
        ),
        Fits.NOT_ASKED: _("You name nobody; the nearest words on record are those of %(name)s."),
    }


def denial_answer(named: NamedSpeaker, words: str, match: RecordMatch) -> Answer:
    """That the text denies the words, or does not say that they were said."""
    sentence = _(
        "Your sentence denies the words (“%(words)s”), or does not say that they were said. On "
        "record, %(name)s said them."
    )
    told = {"words": words, "name": match.speaker}
    return Answer("speaker", named.name, Fits.UNCLEAR, sentence % told)


def unread_answer(named: NamedSpeaker, match: RecordMatch) -> Answer:
    """That the sentence around the words may say of them what it likes."""
    sentence = _(
        "The text around the words is neither English nor French. We cannot read whether it gives "
        "them to somebody or denies them. On record, %(name)s said them."
    )
    return Answer("speaker", named.name, Fits.UNCLEAR, sentence % {"name": match.speaker})


def hint_answer(hinted: NamedSpeaker, fits: Fits, match: RecordMatch) -> Answer | None:
    """That the asker thinks of another than the text does, and than said it; else None."""
    if fits != Fits.NO:
        return None
    sentence = _("You asked for “%(asked)s”; on record, it is %(name)s.")
    told = {"asked": hinted.name, "name": match.speaker}
    return Answer("speaker", hinted.name, fits, sentence % told)


def when_answer(hints: ReadHints, match: RecordMatch) -> Answer | None:
    """Whether it was said when the asker thinks; None where no day was asked that can be read."""
    asked, said = hints.when, match.said
    if asked is None or asked.is_unknown:
        return None
    told = {"date": humanize(said)}
    if said.is_unknown:
        fits, sentence = Fits.UNCLEAR, _("The day on which it was said is not known.")
    elif said.certainly_within(asked.first, asked.last):
        fits, sentence = Fits.YES, _("It was said then: %(date)s.") % told
    elif said.possibly_within(asked.first, asked.last):
        fits = Fits.UNCLEAR
        sentence = _("It may have been said then; all that is known is: %(date)s.") % told
    else:
        fits, sentence = Fits.NO, _not_then(asked, said)
    printed = [one for one in match.printings if _printed_within(one, asked)]
    if fits != Fits.YES and printed:
        sentence += " " + _("%(outlet)s printed it then.") % {"outlet": printed[0].outlet}
    return Answer("when", hints.given.when, fits, sentence)


def _printed_within(one: Printing, asked: PartialDate) -> bool:
    return one.published.certainly_within(asked.first, asked.last)


def _not_then(asked: PartialDate, said: PartialDate) -> str:
    told: dict[str, object] = {"date": humanize(said)}
    apart = _days_apart(asked, said)
    if apart is None or abs(apart) > _MOST_DAYS:
        return _("It was not said then. Day on record: %(date)s.") % told
    told["count"] = abs(apart)
    if apart == -1:
        return _("It was said the day before: %(date)s.") % told
    if apart == 1:
        return _("It was said the day after: %(date)s.") % told
    if apart < 0:
        return (
            ngettext(
                "It was said %(count)d day earlier: %(date)s.",
                "It was said %(count)d days earlier: %(date)s.",
                abs(apart),
            )
            % told
        )
    return (
        ngettext(
            "It was said %(count)d day later: %(date)s.",
            "It was said %(count)d days later: %(date)s.",
            apart,
        )
        % told
    )


def _days_apart(asked: PartialDate, said: PartialDate) -> int | None:
    """Days from the span that was asked for to the day of the words; less than 0 for earlier.

    None where the words are not of one day.
    """
    if said.first is None or said.first != said.last:
        return None
    if asked.first is not None and said.first < asked.first:
        return (said.first - asked.first).days
    return (said.first - asked.last).days if asked.last is not None else None


def where_answer(hints: ReadHints, found: FoundWords, match: RecordMatch) -> Answer | None:
    """Whether the words stood where the asker thinks; None where no known place was asked."""
    if not hints.place_is_known:
        return None
    there = _citations(hints, found)
    told = {"place": hints.given.where, "others": printed_by(match.printings)}
    if any(one.pk in found.citations for one in there):
        fits, sentence = (
            Fits.YES,
            _printed_there([one for one in there if one.pk in found.citations]),
        )
    elif there:
        fits = Fits.NO
        sentence = _("%(place)s printed this statement, but not in these words.") % told
    elif match.printings:
        fits = Fits.NO
        sentence = _("Not in %(place)s, as far as this archive knows, but: %(others)s.") % told
    else:
        fits, sentence = Fits.NO, _("Not in %(place)s, as far as this archive knows.") % told
    return Answer("where", hints.given.where, fits, sentence)


def _citations(hints: ReadHints, found: FoundWords) -> list[Citation]:
    """The citations of the statement by the source, or the outlets, that were asked for."""
    rows = Citation.objects.filter(statement=found.statement.pk).select_related(
        "source__outlet", "source__wire", "via"
    )
    if hints.source is not None:
        return list(rows.filter(source=hints.source))
    return [
        one
        for one in rows
        if {one.source.outlet_id, one.via_id, one.source.wire_id} & hints.outlets
    ]


def _printed_there(there: Sequence[Citation]) -> str:
    one = there[0]
    via = one.via or one.source.wire
    told = {"outlet": one.source.outlet.name, "date": humanize(one.source.published)}
    if via is not None and via.pk != one.source.outlet_id:
        return _("%(outlet)s printed it, from %(via)s: %(date)s.") % (told | {"via": via.name})
    return _("%(outlet)s printed it: %(date)s.") % told


def printed_by(printings: Sequence[Printing]) -> str:
    """The outlets that print the words, with their days; three of many."""
    named = list(dict.fromkeys((one.outlet, humanize(one.published)) for one in printings))
    shown = [f"{outlet} ({day})" for outlet, day in named[:3]]
    more = len(named) - len(shown)
    if more:
        shown.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return ", ".join(shown)


# --- what a reader asks next ---------------------------------------------------------------------


def advice(outcome: Outcome) -> Iterator[str]:
    """What somebody who wants to quote the words does best; nothing where they are exact."""
    told = {
        Outcome.ALTERED: _(
            "To quote it, use the words on record, and mark what you leave out or put in."
        ),
        Outcome.SOMEBODY_ELSE: _("Look at the statement and its sources before you name anybody."),
        Outcome.UNCONFIRMED: _(
            "Compare the statement and its sources with your sentence before you name anybody."
        ),
        Outcome.PART: _("Whether this part stands for the whole is yours to judge."),
        Outcome.JOINED: _("Quote each sentence by itself, with its own day and source."),
        Outcome.PARAPHRASE: _("Do not print it in quotation marks as the official’s own words."),
        Outcome.CHANGED: _("Quote what stands there now, or say which version you quote."),
        Outcome.NOT_FOUND: _("If you know where it was said, compare it with that source."),
    }
    if outcome in told:
        yield told[outcome]


def match_notes(match: RecordMatch) -> Iterator[str]:
    """What has to be known of the statement before it is relied on."""
    if match.doubt:
        yield match.doubt
    if not match.printings:
        yield _(
            "No single source on record prints all of these words: the text of the archive is "
            "joined from several."
        )
        return
    yield _check_note(match.printings)
    for one in match.printings:
        if one.doubt:
            yield _("%(outlet)s: %(doubt)s") % {"outlet": one.outlet, "doubt": one.doubt}


def _check_note(printings: Sequence[Printing]) -> str:
    checked = [one for one in printings if one.is_checked]
    if not checked:
        return _(
            "The wording itself has not been checked against the text of its source yet: this "
            "archive may have copied it wrongly."
        )
    one = checked[0]
    assert one.checked_at is not None
    return _("The wording was checked against the text of %(outlet)s on %(date)s: %(outcome)s.") % {
        "outlet": one.outlet,
        "date": _shown(one.checked_at.date()),
        "outcome": one.check_label,
    }


def _shown(day: date) -> str:
    return date_format(day, pgettext("format of a day", "j F Y"))


def others_note(others: Sequence[RecordMatch]) -> str:
    """That the same words are on record more than once."""
    return ngettext(
        "The same words are on record in %(count)d more statement.",
        "The same words are on record in %(count)d more statements.",
        len(others),
    ) % {"count": len(others)}
