"""What an editor does to the public record: one act, one function, one transaction, one record.

The admin, the loader and the tests all come through here, so that no door leaves a public change
without its revision.
"""

from quotes.editing.gate import RefutedByCheck, record_changes
from quotes.editing.merge.merge_plan import Preview, merge, preview, undo
from quotes.editing.publish import publish
from quotes.editing.refusals import Refused
from quotes.editing.rename import rename
from quotes.editing.withdraw import withdraw
from quotes.revisions.edit_context import EditContext

__all__ = [
    "EditContext",
    "Preview",
    "Refused",
    "RefutedByCheck",
    "merge",
    "preview",
    "publish",
    "record_changes",
    "rename",
    "undo",
    "withdraw",
]
