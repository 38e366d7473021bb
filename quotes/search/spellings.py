"""Other ways to write a word that is looked for: British and American, 61bn and 61 billion.

Only words outside quotation marks are looked for in all of them. A spelling that no text has does
no harm, so that the endings -ise and -ize need no list; other endings are those of listed words,
because a rule for them would take "tour" for "tor" and "filed" for "filled".
"""

import re
from itertools import product

_OUR = """arbour ardour armour behaviour candour clamour colour demeanour endeavour favour favourite
fervour flavour harbour honour humour labour misdemeanour neighbour odour parlour rancour rigour
rumour saviour savour splendour tumour valour vapour vigour honourable favourable neighbourhood
colourful""".split()
_RE = """calibre centre epicentre fibre kilometre litre lustre meagre metre millimetre sabre sombre
spectre theatre""".split()
_ENCE = "defence offence pretence licence defenceless antidefence".split()
_DOUBLED = """cancel channel counsel dial equal fuel refuel initial label level libel marshal marvel
model panel parcel quarrel rival shovel signal spiral total travel tunnel unravel""".split()
# The first is British.
_PAIRS = """programme program|grey gray|cheque check|tyre tire|aluminium aluminum
manoeuvre maneuver|manoeuvres maneuvers|manoeuvred maneuvered|manoeuvring maneuvering
manoeuvrable maneuverable|sceptic skeptic|sceptical skeptical|scepticism skepticism|plough plow
judgement judgment|acknowledgement acknowledgment|ageing aging|catalogue catalog|dialogue dialog
analogue analog|practise practice|storey story|mould mold|moustache mustache|pyjamas pajamas
enrol enroll|enrolment enrollment|fulfil fulfill|fulfilment fulfillment|instalment installment
skilful skillful|wilful willful|jewellery jewelry|artefact artifact|draught draft
paediatric pediatric|anaesthetic anesthetic|encyclopaedia encyclopedia|foetus fetus
cosy cozy|kerb curb|woollen woolen|counsellor counselor|traveller traveler|whilst while
amongst among|towards toward|learnt learned|spelt spelled|burnt burned"""

_ENDINGS = ("", "s", "d", "ed", "ing", "er", "ers", "able", "less", "ful", "al", "ist", "ists")


def _listed() -> dict[str, str]:
    """The other spelling of each listed word with each ending, both ways."""
    pairs = [(word, word.replace("our", "or")) for word in _OUR]
    pairs += [(word, word[:-2] + "er") for word in _RE]
    pairs += [(word, word.replace("ence", "ense")) for word in _ENCE]
    made = [(a + end, b + end) for (a, b), end in product(pairs, _ENDINGS)]
    made += [
        (f"{w}l{end}", w + end) for w in _DOUBLED for end in ("ed", "ing", "er", "ers", "ation")
    ]
    # The ending -ed of centre is centred and of center centered.
    made += [(word + "d", word[:-2] + "ered") for word in _RE]
    made += [(word[:-1] + "ing", word[:-2] + "ering") for word in _RE]
    given = [pair.split(" ") for line in _PAIRS.splitlines() for pair in line.split("|")]
    made += [(a, b) for a, b in given]
    made += [(a + "s", b + "s") for a, b in given if not a.endswith("s")]
    return {one: other for a, b in made for one, other in ((a, b), (b, a))}


_LISTED = _listed()

_ISE = re.compile(r"(?P<stem>\w{3,}[iy])(?P<z>[sz])(?P<end>e|es|ed|er|ers|ing|ation|ations|able)")

# Prefixes that are written with a hyphen, or without.
_PREFIX = re.compile(
    r"(co|re|pre|non|anti|counter|multi|inter|over|under|semi|sub|super|ultra)(\w{4,})"
)

_HYPHENS = re.compile(r"(?<=\w)[-‐‑‒–−](?=\w)")

_MAGNITUDES = {
    "billion": ("billion", "bn", "b"),
    "million": ("million", "mn", "m"),
    "trillion": ("trillion", "tn", "trn"),
}
_MAGNITUDE_OF = {word: name for name, words in _MAGNITUDES.items() for word in (*words, f"{name}s")}
_AMOUNT = re.compile(r"[^\w.,]{0,3}(\d[\d.,]*)-?([a-z]{1,9})", re.IGNORECASE)
_NUMBER = re.compile(r"[^\w.,]{0,3}\d[\d.,]*")


def spellings(word: str) -> list[str]:
    """A word and the other ways to write it, each as words that follow each other."""
    amount = _AMOUNT.fullmatch(word)
    if amount and (magnitude := _MAGNITUDE_OF.get(amount[2].lower())):
        return [word, *_amounts(amount[1], magnitude)]
    # Compounds are indexed with their parts, which follow each other as words do.
    parts = _HYPHENS.sub(" ", word)
    ways = [parts]
    if parts != word:
        ways.append(_HYPHENS.sub("", word))
        ways += [" ".join(each) for each in product(*map(_ways_of, parts.split(" ")[:4]))]
        return list(dict.fromkeys(ways))
    ways += _ways_of(word)
    if prefixed := _PREFIX.fullmatch(word.lower()):
        ways.append(f"{prefixed[1]} {prefixed[2]}")
    return list(dict.fromkeys(ways))


def amount_spellings(number: str, magnitude: str) -> list[str]:
    """The ways to write "61 billion" in one word; none of what is no amount."""
    name = _MAGNITUDE_OF.get(magnitude.lower())
    if not name or not _NUMBER.fullmatch(number):
        return []
    return [way for way in _amounts(re.sub(r"[^\d.,]", "", number), name) if " " not in way]


def _amounts(number: str, magnitude: str) -> list[str]:
    whole, *short = _MAGNITUDES[magnitude]
    return [f"{number} {whole}", *(number + unit for unit in short)]


def _ways_of(word: str) -> list[str]:
    folded = word.lower()
    ways = [word]
    if other := _LISTED.get(folded):
        ways.append(other)
    if ise := _ISE.fullmatch(folded):
        ways.append(ise["stem"] + ("z" if ise["z"] == "s" else "s") + ise["end"])
    return ways
