"""Check of quotations: whether a pasted text quotes what the archive has on record.

`check_text` is the door, `as_json` its answer for programs. The steps, each a module: `quotations`
(what is quoted in the text, and whom it names), `hints` (what the asker says of it), `finding`
(which published statements may have the words), `record_wordings` (all that those print),
`same_words` (whether words are the same: what *exact* covers), `former_words` (what was public
before), `joining` (several sentences made one), `nearest_wording` (what it may have been made
from), `named_speaker` (whether the one who is named said it), `denials` (whether the text says that
nobody did), `answers` (what is said to a reader) and `examiner`, which gives the verdict.
Nothing of a pasted text is kept.
"""

from quotes.quotation_check.as_json import as_json
from quotes.quotation_check.check import (
    MOST_CHARACTERS,
    MOST_QUOTATIONS,
    TextTooLong,
    UncheckableText,
    check_text,
)
from quotes.quotation_check.hints import Hints

__all__ = [
    "MOST_CHARACTERS",
    "MOST_QUOTATIONS",
    "Hints",
    "TextTooLong",
    "UncheckableText",
    "as_json",
    "check_text",
]
