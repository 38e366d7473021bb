"""What an editor does to the public record: one act, one function, one transaction, one record.

The admin, the loader and the tests all come through here, so that no door leaves a public change
without its revision.
"""

from quotes.editing.act import Act
from quotes.editing.merging import Preview, merge, preview, undo
from quotes.editing.refusals import Refused
from quotes.editing.renaming import rename
from quotes.editing.revisions import publish, record_changes
from quotes.editing.withdrawing import withdraw

__all__ = [
    "Act",
    "Preview",
    "Refused",
    "merge",
    "preview",
    "publish",
    "record_changes",
    "rename",
    "undo",
    "withdraw",
]
