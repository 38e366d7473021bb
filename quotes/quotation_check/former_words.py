"""Words that were public and are no more: those of what was corrected, merged or withdrawn."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from quotes.models import Redirect, Revision, Statement
from quotes.models.vocabulary import Addressed
from quotes.quotation_check.same_words import QuotedWords, printed_words, standing
from quotes.quotation_check.verdicts import FormerWords
from quotes.revisions.comparison import PublicState, printed, text_of
from quotes.revisions.resolve import current_statement

# States that are read, the latest of those that have all the pairs of words.
_MOST_READ = 24

# Of a statement that was withdrawn or merged every state is a former one. The words are looked for
# first: walked in the order of time, states without them would be read one by one.
_FORMER = """
WITH r AS MATERIALIZED (
    SELECT id, statement_id, number, made_at FROM quotes_revision
    WHERE archive_word_pairs(archive_state_words(public_state)) @> archive_word_pairs(%s)
)
SELECT r.id FROM r JOIN quotes_statement s ON s.id = r.statement_id
WHERE s.published_at IS NOT NULL
  AND (s.state <> 'published' OR EXISTS (SELECT FROM quotes_revision AS later
      WHERE later.statement_id = r.statement_id AND later.number > r.number))
ORDER BY r.made_at DESC, r.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class _FormerState:
    """A public state that is not that of today, and the revision that ended it, if one did."""

    revision: Revision
    ended_by: Revision | None


def former_words(quoted: QuotedWords) -> FormerWords | None:
    """The last public state that had the words; None where none had, or had but one of them."""
    longest = max(quoted.texts, key=len, default="")
    if len(longest.split()) < 2:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_FORMER, [longest, _MOST_READ])
        numbers = [number for (number,) in cursor]
    rows = Revision.objects.select_related("statement").in_bulk(numbers)
    for number in numbers:
        if _has(rows[number].public_state, quoted):
            return _told(_FormerState(rows[number], _next(rows[number])))
    return None


def _next(revision: Revision) -> Revision | None:
    later = Revision.objects.filter(statement=revision.statement_id, number__gt=revision.number)
    return later.order_by("number").first()


def _has(state: PublicState, quoted: QuotedWords) -> bool:
    language = text_of(state, "language")
    wordings = [text_of(state, "text"), *(one.wording for one in printed(state) if one.wording)]
    return any(
        standing(quoted, printed_words(words), language) is not None
        for words in dict.fromkeys(wordings)
    )


def _told(former: _FormerState) -> FormerWords:
    statement = former.revision.statement
    stands = current_statement(statement)
    is_same = stands is not None and stands.pk == statement.pk
    tombstone = None if is_same else Redirect.objects.of(Addressed.STATEMENT, statement.public_id)
    change = former.ended_by if is_same else tombstone
    return FormerWords(
        public_id=statement.public_id,
        version=former.revision.number if stands else None,
        is_withdrawn=stands is None,
        merged_into=stands.public_id if stands and not is_same else "",
        reason=change.reason if change else _("This statement was withdrawn."),
        date=change.made_at if change else None,
        text=stands.text if stands else "",
        language=stands.language if stands else "",
        page=_page(stands or statement),
    )


def _page(statement: Statement) -> str:
    return statement.get_absolute_url()
