"""Markup undone: TeX by pylatexenc, the tags and entities of HTML in fields that have them."""

import html
import re
import unicodedata
from functools import cache
from typing import Any

# What BibTeX files have unescaped and TeX would take for a comment, a column or a parameter.
_BARE = re.compile(r"(?<!\\)[%&#]")
_MATHS = re.compile(r"(?<!\\)\$([^$]*)(?<!\\)\$")
_SCRIPT = re.compile(r"[_^]\{?([^{}\\_^]+)\}?")
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " ", "{": "", "}": ""}
_LIGATURE = re.compile("---?|``|''|[~{}]")

# TeX nests as deep as somebody types; what is deeper or longer is no value of a bibliography.
_DEEPEST = 60
_LONGEST = 20_000

# Commands that pylatexenc does not know, or reads as another character, and what they set.
_COMMANDS = dict(
    pair.split("=", 1)
    for pair in (
        'textquotedbl=" textbraceleft={ textbraceright=} textasciicircum=^ textbar=| textless=<'
        " textgreater=> textunderscore=_ pounds=£ euro=€ copyright=© S=§ P=¶ glqq=„ grqq=“ flqq=«"
        " frqq=» og=« fg=» textperiodcentered=· no=o slash=/ -= /= BibTeX=BibTeX textpipe=ǀ"
        " textdoublepipe=ǁ textdoublebarpipe=ǂ degree=° celsius=°C ddag=‡ checkmark=✓ numero=№"
        " ordinalmasculine=º ordinalfeminine=ª"
    ).split()
) | dict.fromkeys(
    # What parts words.
    "thinspace medspace thickspace enspace enskip space nobreakspace xspace newline linebreak break"
    " par hfill hfil smallskip medskip bigskip".split(),
    " ",
)
# What each of these sets, with the arguments that it takes.
_WITH_ARGUMENTS = (
    dict.fromkeys(("url", "mbox", "textup", "nolinkurl"), ("{", "%s"))
    | dict.fromkeys(("enquote", "mkbibquote"), ("*{", "“%(2)s”"))
    | dict.fromkeys(("href", "foreignlanguage", "textlang", "raisebox"), ("{{", "%(2)s"))
    | dict.fromkeys(("SI", "qty"), ("[{{", "%(2)s %(3)s"))
    # No words of the text: how it looks, and what stands elsewhere.
    | dict.fromkeys("phantom hphantom vphantom color thanks label index".split(), ("{", ""))
    | dict.fromkeys(("footnote", "cite", "footnotemark"), ("[{", ""))
    | dict.fromkeys(("hspace", "vspace"), ("*{", " "))
    | dict.fromkeys(("rule", "fontsize"), ("{{", ""))
)
# Accents that pylatexenc does not know, as combining characters behind the letter.
_ACCENTS = {"textcommabelow": "\u0326", "textacutemacron": "\u0304\u0301", "newtie": "\u0361"}
# Declarations of how something looks.
_LOOKS = frozenset(
    "em it bf sc tt rm sl sf itshape bfseries scshape upshape mdseries rmfamily normalfont relax"
    " protect noindent null left right big Big bigl bigr limits displaystyle textstyle selectfont"
    " allowbreak negthinspace".split()
)

_TAG = re.compile(r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def plain_tex(tex: str) -> str:
    r"""The text that TeX would set: ``{\"U}ber \& so`` is ``Über & so``.

    A command that nobody knows stays as it is written, rather than that a letter is lost.
    """
    if "\\" not in tex and "$" not in tex:
        return _LIGATURE.sub(lambda match: _LIGATURES[match[0]], tex)
    if len(tex) > _LONGEST or _depth(tex) > _DEEPEST:
        return tex.replace("{", "").replace("}", "")
    reader, commands = _tex_reader()
    escaped = _MATHS.sub(_simple_maths, _BARE.sub(r"\\\g<0>", tex))
    if escaped.count("$") - escaped.count(r"\$") == 1:
        escaped = re.sub(r"(?<!\\)\$", r"\\$", escaped)
    try:
        read: str = reader.latex_to_text(escaped, latex_context=commands)
    except Exception:  # It fails on TeX that is broken, in whatever part meets the break.
        return tex
    return read.replace("\xa0", " ")


def _simple_maths(match: re.Match[str]) -> str:
    """Between signs for mathematics: ``$_2$`` is a 2; what has none of its signs is money."""
    maths = match[1]
    if "\\" in maths:
        return match[0]
    if re.search("[_^]", maths) or re.fullmatch("[A-Za-z<>=]{1,3}", maths):
        return _SCRIPT.sub(r"\1", maths)
    return rf"\${maths}\$"


def _depth(tex: str) -> int:
    deepest = depth = 0
    for character in tex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return deepest


def _unknown_command(node: Any) -> str:
    source = node.parsing_state.s
    has_argument = source[node.pos + node.len :][:1] == "{"
    is_silent = has_argument or node.macroname in _LOOKS
    return "" if is_silent else f"\\{node.macroname}{node.macro_post_space}"


def _accented(node: Any, reader: Any, mark: str) -> str:
    base = reader.nodelist_to_text(node.nodeargd.argnlist)
    return unicodedata.normalize("NFC", f"{base[:1]}{mark}{base[1:]}")


@cache
def _tex_reader() -> tuple[Any, Any]:
    """pylatexenc's reader and the commands that take an argument."""
    # Takes long to import, for what few requests need.
    from pylatexenc import latex2text, latexwalker
    from pylatexenc.macrospec import MacroSpec

    texts = latex2text.get_default_latex_context_db()
    named = _COMMANDS | {name: text for name, (_arguments, text) in _WITH_ARGUMENTS.items()}
    texts.add_context_category(
        "bibliographies",
        [
            latex2text.MacroTextSpec(
                name, simplify_repl=text if "%" in text else lambda _node, text=text: text
            )
            for name, text in named.items()
        ],
        prepend=True,
    )
    texts.add_context_category(
        "accents",
        [
            latex2text.MacroTextSpec(
                name, simplify_repl=lambda node, l2tobj, mark=mark: _accented(node, l2tobj, mark)
            )
            for name, mark in _ACCENTS.items()
        ],
        prepend=True,
    )
    texts.set_unknown_macro_spec(
        latex2text.MacroTextSpec("", simplify_repl=lambda node: _unknown_command(node))
    )
    commands = latexwalker.get_default_latex_context_db()
    taking = {name: arguments for name, (arguments, _text) in _WITH_ARGUMENTS.items()}
    specs = [MacroSpec(*one) for one in (taking | dict.fromkeys(_ACCENTS, "{")).items()]
    commands.add_context_category("bibliographies", specs, prepend=True)
    return latex2text.LatexNodes2Text(latex_context=texts, math_mode="text"), commands


def verbatim(value: str) -> str:
    r"""A value as an address, where two hyphens are no dash and ``%`` begins no comment.

    ``\url{…}`` around it, and the backslashes that BibTeX needed, are taken off.
    """
    bare = re.sub(r"^\\url\s*\{(.*)\}$", r"\1", value.strip(), flags=re.DOTALL)
    bare = re.sub(r"\{?\\text(?:asciitilde)\s*(?:\{\})?\}?", "~", bare)
    bare = re.sub(r"\\([%_&#~${}])(?:\{\})?", r"\1", bare).replace("&amp;", "&")
    return re.sub(r"\{([^{}]?)\}", r"\1", bare)


def without_markup(text: str) -> str:
    """The text of a value that has tags or entities of HTML, as CSL-JSON and RIS often do."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), _TAG.sub("", text))


def one_line(text: str) -> str:
    """The text with one blank for each stretch of white space."""
    return " ".join(text.split())
