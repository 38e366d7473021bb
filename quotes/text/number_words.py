"""The words of English and French that count and that deny: one list for all who look for them.

A number or a "not" that is dropped or changed makes another statement.
"""

# Whole numbers below a hundred. "One" and "un" are more often somebody than a number.
NUMBERS: dict[str, int] = {
    word: value
    for values, words in (
        (
            range(20),
            "zero one two three four five six seven eight nine ten eleven twelve thirteen"
            " fourteen fifteen sixteen seventeen eighteen nineteen",
        ),
        (range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety"),
        (range(1, 8), "un deux trois quatre cinq six sept"),
        (range(8, 17), "huit neuf dix onze douze treize quatorze quinze seize"),
        (range(20, 70, 10), "vingt trente quarante cinquante soixante"),
    )
    for value, word in zip(values, words.split(), strict=True)
}
PERHAPS_NUMBERS = frozenset(("one", "un"))

# What a number before it is multiplied by, in the singular.
SCALES = ("hundred", "thousand", "million", "billion", "trillion", "cent", "mille", "milliard")

NO_ENGLISH = frozenset("not no never none nothing nobody neither nor without".split())
NO_FRENCH = frozenset("pas jamais aucun aucune rien".split())
# They deny without "ne".
NEITHER_FRENCH = frozenset(("sans", "ni", "non"))

# What sets two titles apart of which all else is the same: part 1 and part 2, part II, "not".
_ROMAN = frozenset("i ii iii iv v vi vii viii ix x xi xii".split())
PARTING = NUMBERS.keys() | NO_ENGLISH | NO_FRENCH | NEITHER_FRENCH | _ROMAN | {"ne"}
