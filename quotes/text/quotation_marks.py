"""Quotation marks round somebody's words, in the manner of the language they are in.

They are characters of the page and not CSS ``content``, so that a copied quotation keeps them and
a feed reader or a text browser shows them. Marks inside the words stay as their source printed
them: they are evidence.
"""

NO_BREAK_SPACE = "\u00a0"

ENGLISH = ("“", "”")
LOW_HIGH = ("„", "“")
LOW_RIGHT = ("„", "”")
GUILLEMETS = ("«", "»")
SAME_HIGH = ("”", "”")

# Unicode CLDR, delimiters/quotationStart and quotationEnd; French takes the no-break spaces that
# its typography sets inside the guillemets. In a right-to-left line « is mirrored by the browser
# (Unicode Bidi_Mirrored), so Persian has the same pair; “ ” are not mirrored, so Arabic and Urdu
# swap them.
MARKS = {
    "ar": ("”", "“"),
    "be": GUILLEMETS,
    "bg": LOW_HIGH,
    "cs": LOW_HIGH,
    "de": LOW_HIGH,
    "el": GUILLEMETS,
    "es": GUILLEMETS,
    "et": LOW_HIGH,
    "fa": GUILLEMETS,
    "fi": SAME_HIGH,
    "fr": ("«" + NO_BREAK_SPACE, NO_BREAK_SPACE + "»"),
    "he": SAME_HIGH,
    "hu": LOW_RIGHT,
    "is": LOW_HIGH,
    "it": GUILLEMETS,
    "ja": ("「", "」"),
    "lt": LOW_HIGH,
    "nb": GUILLEMETS,
    "nn": GUILLEMETS,
    "no": GUILLEMETS,
    "pl": LOW_RIGHT,
    "ro": LOW_RIGHT,
    "ru": GUILLEMETS,
    "sk": LOW_HIGH,
    "sl": LOW_HIGH,
    "sv": SAME_HIGH,
    "uk": GUILLEMETS,
    "ur": ("”", "“"),
    "zh-hant": ("「", "」"),
    "zh-tw": ("「", "」"),
    "zh-hk": ("「", "」"),
}


def marks(language: str) -> tuple[str, str]:
    """The opening and the closing mark for a BCP 47 tag; the English ones when it is not known.

    The longest matching prefix of the tag decides (RFC 4647, "lookup"): ``zh-Hant-TW`` is found
    under ``zh-hant``, ``fr-CA`` under ``fr``.
    """
    subtags = (language or "").lower().replace("_", "-").split("-")
    for length in range(len(subtags), 0, -1):
        found = MARKS.get("-".join(subtags[:length]))
        if found:
            return found
    return ENGLISH


def opening_mark(language: str) -> str:
    """``{{ statement.language|opening_mark }}``: what stands before the words."""
    return marks(language)[0]


def closing_mark(language: str) -> str:
    """``{{ statement.language|closing_mark }}``: what stands after the words."""
    return marks(language)[1]


# What a browser draws round <q> (HTML Standard, "Quotes"; Unicode CLDR, alternateQuotation), where
# it is not the single form of the outer marks.
_INNER = {
    ENGLISH: ("‘", "’"),
    LOW_HIGH: ("‚", "‘"),
    LOW_RIGHT: ("«", "»"),
    GUILLEMETS: ("“", "”"),
    SAME_HIGH: ("’", "’"),
    ("「", "」"): ("『", "』"),
    ("”", "“"): ("’", "‘"),
}


def drawn_marks(language: str, depth: int) -> tuple[str, str]:
    """The marks that a browser draws round ``<q>`` in so many others; they alternate by depth."""
    opening, closing = marks(language)
    outer = opening.strip(NO_BREAK_SPACE), closing.strip(NO_BREAK_SPACE)
    inner = outer if language.lower().split("-")[0] == "fr" else _INNER[outer]
    return inner if depth % 2 else outer
