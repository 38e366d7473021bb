"""Names of authors as sources print them, parted into family and given name where that is safe.

A byline says neither whether it names a person nor which of its words is the family name. A name
that is left whole sorts badly in a bibliography; one that is parted wrongly names somebody else. So
whatever is in doubt is left whole.
"""

import re
import unicodedata
from dataclasses import dataclass

from quotes.text.languages import primary_subtag


@dataclass(frozen=True)
class Name:
    """A person's name in its parts, or, with ``family`` empty, a name that is not to be parted.

    ``literal`` is always the whole name as it is read: "Mark Carney", "Ministry of Defence".
    """

    literal: str
    family: str = ""
    given: str = ""


# They belong to the family name that follows: "Ursula von der Leyen" is "von der Leyen, Ursula".
_PARTICLES = frozenset(
    "af al av bin bint da dal de del della den der des di dos du el ibn la las le los"
    " ten ter tot van vom von zu zum zur".split()
)

# Words of bylines that name no person, in the languages of the record's sources.
_IMPERSONAL = frozenset(
    "admin administration afp agence agences agencia agencies agency agentur analysts analysis ap"
    " association authors board broadcasting bureau centre center channel commission committee"
    " company congress contributor contributors correspondence correspondent correspondents"
    " council court daily department desk digital editor editorial editors embassy force forces"
    " foundation gazette global government group guest herald inc information institute"
    " international journal journalist journalists ltd magazine media ministry national network"
    " networks news newsdesk newsroom newspaper observer office online parliament podcast post"
    " press presse producer radio redaction rédaction redaktion redazione redacción report"
    " reporter reporters reuters review secretariat service services special staff studio syndicate"
    " tass team television times today tribune tv union united university upi video voice web"
    " wire wires writer writers xinhua world"
    " and und et y og och avec with from by par the for of & chief senior deputy assistant"
    " minister president senator general admiral colonel captain dr prof mr mrs ms sir".split()
)

# Behind a name; no style asks for them, and none of them is a family name.
_SUFFIXES = frozenset("jr sr ii iii iv phd md esq".split())

# In these the family name comes first, also in Latin script, and not every byline turns it.
_FAMILY_FIRST = frozenset("hu ja km ko vi zh".split())
# In these a person has two family names.
_TWO_FAMILY_NAMES = frozenset("es gl pt".split())

# A word of a name: letters, also behind an elided or joined article (d’Arcy, al-Asad).
_WORD = re.compile(r"(?:[a-z]{1,3}[-'’])?[^\W\d_](?:[^\W\d_]|[-'’.](?!$)|\.$)*")


def parted(printed: str, language: str) -> Name:
    """The name in its parts; whole, with ``family`` empty, where they are in doubt.

    ``language`` is that of the source (BCP 47). Parted are "Doe, Jane", and two or three
    words in Latin script, each with a capital and particles of the family name not counted, of
    which none says that an agency, an office or several people are meant.
    """
    name = " ".join(printed.split())
    whole = Name(name)
    before, comma, after = name.partition(", ")
    words = f"{before} {after}".split()
    if not all(map(_is_of_a_name, words)):
        return whole
    if comma:
        return _turned(before, after) or whole
    return _read(words, primary_subtag(language)) or whole


def _turned(family: str, given: str) -> Name | None:
    """Of "Doe, Jane", unless what stands before the comma is a whole name ("Jane Doe, Ottawa")."""
    if _family_begins(family.split()) or not given:
        return None
    return Name(f"{given} {family}", family, given)


def _read(words: list[str], language: str) -> Name | None:
    """Of "Jane Doe"."""
    begins = _family_begins(words)
    given, family = words[:begins], words[begins:]
    most = 1 if language in _TWO_FAMILY_NAMES else 2
    if language in _FAMILY_FIRST or not 1 <= len(given) <= most:
        return None
    return Name(" ".join(words), " ".join(family), " ".join(given))


def _family_begins(words: list[str]) -> int:
    """Where the last word of a name begins, with the particles before it.

    What stands first in capitals is a given name, whatever it also means: Al Gore, Ben, Van.
    """
    begins = len(words) - 1
    while begins > 1 and words[begins - 1].lower() in _PARTICLES:
        begins -= 1
    return 0 if begins == 1 and words[0] in _PARTICLES else begins


def _is_of_a_name(word: str) -> bool:
    plain = word.lower().strip(".")
    if plain in _PARTICLES:
        return True
    if plain in _IMPERSONAL or plain in _SUFFIXES or not _WORD.fullmatch(word):
        return False
    letters = [character for character in word if character.isalpha()]
    if not all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters):
        return False
    # Several capitals and nothing else, without a stop, are the initials of an agency.
    is_acronym = len(letters) > 1 and word.isupper() and "." not in word
    return not is_acronym and any(letter.isupper() for letter in letters[:4])


# What stands before a name and is none of it.
_HONORIFICS = frozenset(
    "president prime minister premier senator sen representative rep congressman congresswoman"
    " secretary ambassador governor gov general gen admiral adm colonel col lieutenant lt brigadier"
    " maj major captain capt hon honourable honorable right the former mr mrs ms dr prof sir m mme"
    " sénateur sénatrice général".split()
)


def same_person(one: str, other: str) -> bool:
    """Whether two printed names are beyond doubt one: "Donald J. Trump" and "Donald Trump".

    Titles before a name and initials in it do not count; a given name and an initial of it, another
    middle name and another suffix do. Institutions are one by their whole name.
    """
    first, second = _worn(one), _worn(other)
    if first == second:
        return bool(first)
    if min(len(first), len(second)) < 2:
        return False
    (given, *middles, family), (given_too, *middles_too, family_too) = first, second
    return (given, family) == (given_too, family_too) and _agree(middles, middles_too)


def _worn(name: str) -> list[str]:
    """The words of a name without titles; suffixes hold on to the family name before them."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", unicodedata.normalize("NFC", name).casefold())
    while len(words) > 2 and words[0] in _HONORIFICS:
        del words[0]
    if len(words) > 2 and words[-1] in _SUFFIXES:
        words[-2:] = [" ".join(words[-2:])]
    # "J. D." is "JD".
    while len(words) > 2 and len(words[0]) == len(words[1]) == 1:
        words[:2] = [words[0] + words[1]]
    return words


def _agree(middles: list[str], others: list[str]) -> bool:
    """Whether what stands between given and family name can be the same."""
    if not middles or not others:
        return all(len(one) == 1 for one in middles + others)
    if len(middles) != len(others):
        return False
    pairs = zip(middles, others, strict=True)
    return all(
        one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
        for one, other in pairs
    )
