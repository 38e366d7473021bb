"""Those who are spoken of without being named: "everyone", "critics", « quelqu’un ».

Whether an official is among them nobody can tell: the words are neither theirs nor another's.
"""

import re

from quotes.text.folding import search_fold

# All words are folded as `search_fold` does it: small letters, no accents, no apostrophes.
_NOBODY_NAMED = (
    "anybody|anyone|everybody|everyone|somebody|someone|nobody|no one|none|some|many|most|few"
    "|several|others|people|folks|quelqu un|quelques uns|chacune?|certaine?s|plusieurs|personne|nul"
    "|beaucoup|d autres|tout le monde|tous|toutes|les gens|aucune?"
)
# Of such people an official may be one.
_OF_A_KIND = (
    "critics|supporters|opponents|proponents|skeptics|sceptics|advocates|allies|rivals|officials"
    "|experts|analysts|observers|commentators|sources|reporters|journalists|lawmakers|legislators"
    "|politicians|leaders|ministers|senators|congressmen|members|generals|admirals|commanders"
    "|diplomats|advis[eo]rs|aides|democrats|republicans|liberals|conservatives|canadians|americans"
    "|russians|chinese|danes|greenlanders|europeans|voters|citizens|insiders|hawks|doves|scientists"
    "|engineers|critiques|partisans|opposants|detracteurs|responsables|analystes|observateurs"
    "|commentateurs|journalistes|elus|deputes|ministres|senateurs|dirigeants|diplomates|conseillers"
    "|democrates|republicains|liberaux|conservateurs|canadiens|americains|russes|chinois|danois"
    "|electeurs|citoyens|scientifiques|ingenieurs"
)
_BEFORE = (
    r"(?:(?:some|many|most|few|several|other|all|both|the|of|d|les|des|de|l|autres|certains) )*"
)
_ANYBODY = re.compile(rf"{_BEFORE}(?:{_NOBODY_NAMED}|{_OF_A_KIND})(?: else)?")
# The verbs that make them the subject stand no further away.
_SPEAKS = re.compile(
    rf"\b({_NOBODY_NAMED})(?: (?:n|ne|a|ont|had|has|have|could|would|can|might|will))*"
    r" (?:sa(?:y|ys|id)|ask(?:ed|s)?|call(?:ed|s)?|agreed?|knows?|dit|disent|declare\w*|demande\w*"
    r"|repet\w+|affirm\w+)\b"
)


def is_anybody(name: str) -> bool:
    """Whether it names nobody in particular, alone or several of a kind."""
    return _ANYBODY.fullmatch(search_fold(name).strip()) is not None


def anybody_who_speaks(sentence: str) -> str:
    """Who speaks in a sentence that names nobody in particular; empty where it does not."""
    found = _SPEAKS.search(search_fold(sentence))
    return found[1] if found else ""
