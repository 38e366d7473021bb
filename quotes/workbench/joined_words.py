"""The words of one utterance that an article prints in pieces, as a statement has them.

What stands between two pieces is marked as left out, unless nothing of the speech can be missing
there: the end of a paragraph, or a report that cuts a sentence in two ("“We can pay,” he said on
Wednesday, “and we will.”"). Between two sentences, and where a report goes on in the writer's own
words, the mark stays: more may have been said there than is printed.
"""

import re
from collections.abc import Iterable, Sequence

from quotes.text.spans import Span

# Between the pieces of one utterance, as the record writes them.
OMISSION = " [...] "

_LETTER = re.compile(r"\w")

# What a report stands in that cuts a sentence in two: a comma on both sides, closing and opening
# marks, and no other mark that ends anything, nor the end of a line. Only an apposition between a
# name and its verb has commas within ("_, the minister of defence, _"): behind any other comma the
# report may go on to another day, another answer, or another speaker. What is known to be name or
# verb is written as lines here, for names have marks of their own: "Gen. Ann Long".
_BEFORE_REPORT = re.compile(r"[,—–]\Z")
_REPORT = re.compile(
    r"[”\"»’']+[^\S\n]+(?P<report>(?:_+,(?:[^\S\n]|[\w’'-]){1,80},(?= _))?"
    r"(?:[^\S\n]|[\w’'-]){1,120}),[^\S\n]+[“\"«‘']+[^\S\n]*"
)
_MOST_WORDS = 14
# The sentence goes on with a small letter; "I" may begin another one.
_GOES_ON = re.compile(r"[a-zà-öø-ÿ]")
# By these a report goes on to another clause, or to what else was said, or said elsewhere.
_MORE = re.compile(
    r"\b(?:that|and|but|or|as|while|who|whom|whose|which|when|where|after|before|because|since|if"
    r"|whether|though|although|than|not|que|qu|qui|dont|et|mais|ou|où|quand|lorsque|si|car|pas"
    r"|then|later|again|also|next|another|two|both|several|separate|different|various|added|adds"
    r"|puis|ensuite|encore|aussi|également|tard|autre|deux|plusieurs|différentes?|différents"
    r"|(?!morning|evening|meeting|briefing|hearing|during)\w+ing|\w+ant)\b",
    re.IGNORECASE,
)


def words_of(text: str, pieces: Iterable[Span], report: Sequence[Span] = ()) -> str:
    """The words of the pieces. ``report`` is where the article says who says it: verb and name."""
    joined, before = "", None
    for piece in pieces:
        if before is not None:
            is_whole = not _LETTER.search(text, before.end, piece.start) or _is_cut_by_report(
                text, before, piece, report
            )
            joined += " " if is_whole else OMISSION
        joined += text[slice(*piece)]
        before = piece
    return joined


def statement_text(text: str, pieces: Iterable[Span], report: Sequence[Span] = ()) -> str:
    """The words as a new statement has them: without the comma that “…,” he said adds in print.

    The citation keeps it, since that is what the source prints.
    """
    return words_of(text, pieces, report).rstrip().removesuffix(",")


def _is_cut_by_report(text: str, one: Span, other: Span, report: Sequence[Span]) -> bool:
    """Whether two pieces are one sentence with nothing between but who says it, and when."""
    inside = [span for span in report if one.end <= span.start and span.end <= other.start]
    if not inside or not _BEFORE_REPORT.search(text, one.start, one.end):
        return False
    between = list(text[one.end : other.start])
    for span in inside:
        between[span.start - one.end : span.end - one.end] = "_" * (span.end - span.start)
    found = _REPORT.fullmatch("".join(between))
    return (
        found is not None
        and len(text[one.end : other.start].split()) <= _MOST_WORDS
        and not _MORE.search(found["report"])
        and _GOES_ON.match(text, other.start) is not None
    )
