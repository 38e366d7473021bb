"""Words that a sentence may lose, marked, without saying anything else: there are few.

A sound of hesitation says nothing anywhere. An address or "you know" says nothing where commas,
dashes or the ends of the sentence set it apart. All else may: an adverb turns a sentence round as
well as a verb does. They are known for English and French alone.
"""

import re
import unicodedata

from quotes.text.folding import fold
from quotes.text.languages import primary_subtag

_SOUNDS = {
    "en": frozenset("ah eh er erm hm hmm mm oh uh uhm um".split()),
    "fr": frozenset("ah bah ben eh euh heu hm hmm oh".split()),
}
_SET_APART = {
    "en": frozenset(
        (
            *("folks", "friends", "ladies and gentlemen", "ma'am", "madam", "my friends", "sir"),
            *("i mean", "look", "thank you", "well", "you know", "you see"),
        )
    ),
    "fr": frozenset(
        (
            *("bon", "chers amis", "eh bien", "madame", "mes amis", "mesdames et messieurs"),
            *("merci", "messieurs", "monsieur", "tu sais", "vous savez", "vous voyez"),
        )
    ),
}
_APART = re.compile(r"[,;:.()\u2010-\u2015]|(?<=\s)-(?=\s)")


def says_something(text: str) -> bool:
    """Whether more than marks are in it: letters, digits, signs as those of money."""
    return any(one.isalnum() or unicodedata.category(one)[0] == "S" for one in text)


def say_nothing(cut_out: str, language: str) -> bool:
    """Whether words that are cut out of a sentence say nothing; so it is where there are none.

    ``cut_out`` is the printed text from the word before to the word behind, or from the mark that
    ends a sentence, or up to it. ``language`` (BCP 47) is that of the text.
    """
    if not says_something(cut_out):
        return True
    primary = primary_subtag(language)
    if primary not in _SOUNDS:
        return False
    pieces = [
        " ".join(word for word in _words(piece) if word not in _SOUNDS[primary])
        for piece in _APART.split(cut_out)
    ]
    inner = [piece for piece in pieces[1:-1] if piece]
    return not (pieces[0] or pieces[-1]) and all(one in _SET_APART[primary] for one in inner)


def _words(piece: str) -> list[str]:
    return [word.strip('!?…"') for word in fold(piece).lower().split()]
