"""The scores as Markdown, and the failures, one a line."""

from collections.abc import Iterable, Iterator

from bench.extraction.classes import recall
from bench.extraction.documents import MarkedArticle, MarkedQuote
from bench.extraction.scoring import FAMILIES, MEASURES, PrecisionRecall, Scores, Share, outcomes_of

_NAMES = {
    "words": "words",
    "e2e": "words + mention",
    "who": "words + name",
    "click": "one click",
}
_CONTEXT = 120


def tables(
    marked: list[MarkedArticle],
    proposed: dict[str, MarkedArticle],
    scores: Scores,
    milliseconds: float,
) -> Iterator[str]:
    """The table of scores, that of shares, and that of classes."""
    yield f"{len(marked)} documents, {milliseconds:.0f} ms for 1,000 words\n"
    yield "| | precision | recall | F1 | marked |"
    yield "|---|---|---|---|---|"
    for family in FAMILIES:
        for measure in MEASURES:
            yield _row(f"{family}: {_NAMES[measure]}", scores.rows[family, measure])
    yield "\n| | share | of |"
    yield "|---|---|---|"
    yield _share("kind, direct or partial", scores.kind)
    yield _share("said-date where one is stated", scores.day)
    yield _share("days given where none is marked", scores.unmarked_day)
    yield _share("days given where the paragraph names none", scores.unfounded_day)
    yield _share("pronouns and titles named", scores.resolved)
    yield _share("nobody's words, proposed", scores.nobodys)
    yield "\n| certainty of the name | wrong | of |"
    yield "|---|---|---|"
    for least, share in scores.wrong_names.items():
        yield _share(f"from {least}", share)
    yield "\n| class | words | words + mention | marked |"
    yield "|---|---|---|---|"
    found = recall(marked, proposed)
    for name, (words, speaker) in sorted(found.items(), key=lambda item: -item[1][0].of):
        yield f"| {name} | {_percent(words.value)} | {_percent(speaker.value)} | {words.of} |"


def _row(name: str, row: PrecisionRecall) -> str:
    values = " | ".join(_percent(value) for value in (row.precision, row.recall, row.f1))
    return f"| {name} | {values} | {row.marked} |"


def _share(name: str, share: Share) -> str:
    return f"| {name} | {_percent(share.value)} | {share.of} |"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def failure_lines(
    marked: Iterable[MarkedArticle], proposed: dict[str, MarkedArticle]
) -> Iterator[str]:
    """What was missed, made up, or credited to somebody else, with the words around."""
    for document in marked:
        found = proposed[document.name].records if document.name in proposed else ()
        for outcome, record, proposal in outcomes_of(document, list(found)):
            one = record or proposal
            if one is None:
                continue
            who = " / ".join(_speaker(document.text, r) for r in (record, proposal) if r)
            yield f"{outcome}\t{one.kind}\t{document.name}\t{one.start}\t{who}\t" + _around(
                document.text, one
            )


def _speaker(text: str, record: MarkedQuote) -> str:
    mention = text[slice(*record.speaker)] if record.speaker else "-"
    return f"{mention} ({record.name or '-'})".replace("\n", " ")


def _around(text: str, record: MarkedQuote) -> str:
    before = text[max(0, record.start - _CONTEXT) : record.start]
    behind = text[record.end : record.end + _CONTEXT]
    return f"{before}[{text[record.start : record.end]}]{behind}".replace("\n", "¶")
