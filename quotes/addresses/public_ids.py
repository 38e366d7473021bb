"""Short identifiers for permalinks: ``7kq2m``.

Digits and consonants without look-alikes (no 0, 1, l) and without vowels, so that no id reads as a
word in any language. Five characters tell 17 million things apart.
"""

import hashlib
import secrets
from collections.abc import Callable, Container

ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH = 5
PATTERN = rf"^[{ALPHABET}]{{{LENGTH},}}$"

# How often a random id of one length may be found taken before a longer one is drawn.
PATIENCE = 8


def derived(name: str, taken: Container[str]) -> str:
    """The id that a record gives the thing it calls ``name``: the same in every archive.

    It grows by a character for as long as it is among those ``taken``.
    """
    digits = _digits(hashlib.sha256(name.encode()).digest())
    length = LENGTH
    while digits[:length] in taken:
        length += 1
    return digits[:length]


def drawn(is_taken: Callable[[str], bool]) -> str:
    """A random id that is not yet taken; longer when the short ones run out."""
    length = LENGTH
    while True:
        for _ in range(PATIENCE):
            candidate = "".join(secrets.choice(ALPHABET) for _ in range(length))
            if not is_taken(candidate):
                return candidate
        length += 1


def _digits(seed: bytes) -> str:
    """The bytes as a number written in the alphabet, least significant digit first."""
    number = int.from_bytes(seed, "big")
    digits = []
    while number:
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(digits)
