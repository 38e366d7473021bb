"""The office that an article gives somebody who is not in the archive yet."""

import re

_OFFICE = (
    r"\b(?:president|minister|secretary|director|chief|commander|chair\w*|spokes\w+|comptroller"
    r"|advis[eo]r|senator|representative|ambassador|officer|head|governor|mayor|premier|leader"
    r"|administrator|general|ministre|présidente?|directeur|directrice|secrétaire|sénat\w+|chef\w*"
    r"|commandante?|ambassad\w+|porte-parole|conseill\w+|député\w*|maire|contrôleu\w+)\b"
)
_IS_OFFICE = re.compile(_OFFICE, re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?|le|la|les|un|une|l[’'])\s*(?=\w)", re.IGNORECASE)
_PARTY = re.compile(r",\s*[A-Z][\w.]{1,6}$")
_LONGEST = 90


def office_in(text: str, name: str, label_office: str = "") -> str:
    """The office in the brackets of a label, before the full name, or behind it between commas.

    Empty where the article gives none in these forms.
    """
    if label_office:
        return _clean(_PARTY.sub("", label_office))
    if " " not in name:
        return ""
    named = re.escape(name)
    for pattern in (
        rf"(?<![\w’']){named}, (?P<office>[^,.;:“”\"«»\n]{{3,{_LONGEST}}})[,.]",
        r"(?:^|[.,;“”\n] ?)(?P<office>(?:[Tt]he |[Ll]e |[Ll]a |[Ll][’'])"
        rf"[^,.;:“”\"«»\n]{{3,{_LONGEST}}}?),"
        rf"? {named}\b",
        rf"(?P<office>(?:[A-Z][\w’-]+ (?:of (?:the )?)?){{1,5}}){named}\b",
    ):
        for found in re.finditer(pattern, text):
            office = _clean(found["office"])
            if _IS_OFFICE.search(office) and not re.search(r"\b(?:said|who|qui|a dit)\b", office):
                return office
    return ""


def _clean(office: str) -> str:
    bare = _ARTICLE.sub("", office.strip())
    return bare[:1].upper() + bare[1:]
