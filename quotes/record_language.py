"""The one language in which the record and its history are kept.

What is stored is read by whoever comes later, in public and in other programs, so it does not
depend on the language of the page at which somebody happened to sit: a name is the row's own and
never its French form, and a sentence that a program writes is English.
"""

from contextlib import AbstractContextManager

from django.conf import settings
from django.utils.translation import override


def in_record_language() -> AbstractContextManager[None]:
    """``with in_record_language(): …`` for making a text that is stored."""
    return override(settings.LANGUAGE_CODE)
