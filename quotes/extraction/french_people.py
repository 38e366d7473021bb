"""The people whom a French article names, and whom « M. Carney » or « elle » stands for."""

import re
from bisect import bisect
from collections.abc import Iterator

from quotes.extraction.french_forms import (
    ARTICLE,
    COMPLEMENT,
    COURTESY,
    FEMALE_NAMES,
    FEMININE,
    FOR_SOMEBODY,
    HANGS,
    LATTER,
    MALE_NAMES,
    NAME,
    NO_NAMES,
    NO_PERSON,
    OFFICE,
    OUTLET,
    STRANGER,
    UNNAMED,
    WHO,
    plain_office,
)
from quotes.extraction.identity import (
    NAMESAKE,
    OCCUPATIONS,
    NamedPerson,
    courtesy_gender,
    gender_of,
)
from quotes.extraction.posts import (
    FARTHEST_YEAR,
    Post,
    home,
    may_stand_before_title,
    post,
    post_before,
    years_told,
)
from quotes.text.folding import search_fold
from quotes.text.spans import Span


def gender_in_french(name: str) -> str:
    """The gender of a given name, by the lists of both languages."""
    first = re.split(r"[\s-]", search_fold(name))[0]
    if first in FEMALE_NAMES:
        return "f"
    return "m" if first in MALE_NAMES else gender_of(name)


def is_person_noun(noun: str) -> bool:
    """Whether a noun is of persons: infirmière, officier, ministre."""
    folded = search_fold(noun)
    return folded in UNNAMED or folded in OCCUPATIONS or _OFFICE.fullmatch(noun) is not None


def _is_of_person(noun: str) -> bool:
    """Whether a noun may be of a person by its ending, too: demandeur, pianiste."""
    return is_person_noun(noun) or _AGENT.search(noun) is not None


def is_no_name(mention: str) -> bool:
    return mention.split()[0] in NO_NAMES and len(mention.split()) == 1


class People:
    """The people an article names: their full names, what they are called, who was named last."""

    def __init__(self, text: str, masked: str, starts: list[int]) -> None:
        self.text = text
        self.masked = masked
        # Where sentences begin.
        self.starts = starts
        # Where people are named, with "f", "m" or "" for a gender that is not told.
        self.named: list[tuple[int, str, str]] = []
        self.full: list[str] = []
        self.described: dict[str, set[str]] = {}
        self.gender: dict[str, str] = {}
        self.introduced: dict[str, set[str]] = {}
        self.posts: dict[str, set[Post]] = {}
        self.years: dict[str, set[int]] = {}
        for match in WHO.finditer(masked):
            name = bare_name(match[0])
            if not name or is_no_name(name) or OUTLET.fullmatch(match[0]):
                continue
            self._read(match, name)
        self.named = [(at, name, self.gender[name]) for at, name, _gender in self.named]

    def _read(self, match: re.Match[str], name: str) -> None:
        """Note a name where it stands, if it is a person's."""
        full = self._fullest(name)
        if full == name and " " in name and name not in self.full:
            self.full.append(name)
        is_titled = bool(match["courtesy"] or match["titled"])
        # A sentence may begin with a word in front of the name: Après | Paul Long.
        at = match.start() if is_titled else match.start() + match[0].find(name)
        if is_titled or (full in self.full and self._looks_personal(match)):
            self._describe(full, match)
            if FEMININE.search(match[0]):
                self.gender[full] = "f"
            self.named.append((at, full, ""))
        elif " " not in name:
            self._describe(name, match)
            if gender_in_french(name) and not self._is_part(name):
                self.named.append((at, name, ""))

    def _is_part(self, name: str) -> bool:
        """Whether a name is the given name of somebody who is named in full."""
        return any(full.startswith(f"{name} ") for full in self.full)

    def _looks_personal(self, match: re.Match[str]) -> bool:
        """Whether a name is no place, outlet or body: not behind « à », no « Institut »."""
        before = self.masked[max(0, match.start() - 6) : match.start()]
        return not (NO_PERSON.search(match[0]) or _PLACED.search(before))

    def _describe(self, name: str, match: re.Match[str]) -> None:
        """What stands beside a name: its title, its apposition, what comes before in the clause."""
        called = self.described.setdefault(name, set())
        apposed = re.compile(
            r",? \(?(?!qui\b|dont\b|que\b|à\b|en\b|dans\b|lors\b|cité|(?:a|ont|est|sont|avait|était"
            r"|sera|se|ne|lui|y)\b|[snl][’'])((?:[^,.;:()«»\x00]|"
            r"(?<=[MJ])\.){3,70})"
        ).match(self.text, match.end())
        before = re.compile(
            r"(?:[LlUu]e|[Ll]a|[Uu]ne?|[Ll][’']|[Ss]on|[Ss]a)\s?((?:[a-zà-ÿ-]+ ?){1,6}),? ?$"
        ).search(self.text[max(0, match.start() - 60) : match.start()])
        words = [
            match["titled"] or "",
            apposed[1] if apposed and self.text[match.end()] in ",(" else "",
        ]
        is_of_another = before and _LINKS_ANOTHER.search(before[1])
        words.append(before[1] if before and not is_of_another else "")
        if _OF_FAMILY.match(self.text, match.end()):
            self.introduced.setdefault(name, set()).add(NAMESAKE)
        self.introduced.setdefault(name, set()).update(self._introduced(match, name))
        self.posts.setdefault(name, set()).update(self._posts(match, name))
        sentence = self.starts[max(0, bisect(self.starts, match.start()) - 1)]
        years = years_told(
            self.masked[sentence : match.start()],
            self.masked[match.end() : match.end() + FARTHEST_YEAR],
        )
        self.years.setdefault(name, set()).update(years)
        called |= {word.lower() for text in words for word in re.findall(r"[\w-]+", text)}
        told = courtesy_gender(match[0]) or gender_in_french(name)
        if not told and apposed and self.text[match.end()] in ",(":
            told = "f" if _FEMININE_NOUN.match(apposed[1]) else ""
        self.gender[name] = self.gender.get(name) or told

    def _introduced(self, match: re.Match[str], name: str) -> Iterator[str]:
        """What a name is presented as: le voltigeur | X; X, | consul de Russie; X, qui dirige …."""
        at = match.start() + max(0, match[0].find(name))
        before = _NOUN_BEFORE_NAME.search(self.text, max(0, at - 60), at)
        behind = _NOUN_BEHIND_NAME.match(self.text, match.end())
        nouns = [before["noun"]] if before else []
        nouns += [behind["noun"]] if behind and _is_of_person(behind["noun"]) else []
        yield from (
            noun
            for noun in nouns
            if not (search_fold(noun) in _PUBLIC or may_stand_before_title(noun))
        )
        if _OF_WORK.match(self.text, match.end()):
            yield "qui"

    def _posts(self, match: re.Match[str], name: str) -> Iterator[Post]:
        """The offices before and behind a name, with what they are of."""
        at = match.start() + max(0, match[0].find(name))
        clause = _CLAUSE_MARK.split(self.text[max(0, at - _LONGEST_TITLE) : at].rstrip(", "))[-1]
        before = post_before(_WORD.findall(clause))
        if before:
            yield before
        home_of = _HOME.match(self.text, match.end())
        if home_of and (found := home([home_of["place"]])):
            yield found
        apposed = _APPOSED.match(self.text, match.end())
        behind = post(_WORD.findall(apposed[0])) if apposed else None
        if behind:
            yield behind

    def persons(self) -> list[NamedPerson]:
        """Those with a full name, as identification asks for them."""
        return [self.person(name, "") for name in self.full]

    def person(self, name: str, mention: str) -> NamedPerson:
        described = self.described.get(name, set()) | {
            word.lower() for word in re.findall(r"[\w-]+", mention.replace(name, ""))
        }
        gender = courtesy_gender(mention) or self.gender.get(name, "")
        return NamedPerson(
            name,
            frozenset(described),
            gender=gender,
            introduced=frozenset(self.introduced.get(name, ())),
            posts=frozenset(self.posts.get(name, ())),
            years=frozenset(self.years.get(name, ())),
        )

    def namesakes(self, name: str) -> list[NamedPerson]:
        """Others of the article with the same surname."""
        surname = name.split()[-1]
        others = [full for full in self.full if full.split()[-1] == surname and full != name]
        return [self.person(full, "") for full in others]

    def name(self, mention: Span | None, pronoun: str) -> str:
        """The fullest form of the name that a mention stands for; "" where it cannot be told."""
        if mention is None:
            return ""
        if pronoun:
            return self.meant(mention, pronoun)[0]
        written = self.text[slice(*mention)]
        return self.name_of(written) or self._called(written, mention.start)

    def meant(self, mention: Span, pronoun: str) -> tuple[str, list[str]]:
        """Whom a pronoun takes up, and who else it may mean; of « ce dernier » whoever is last."""
        is_latter = _LATTER.match(self.text, mention.start) is not None
        return self.meant_by(pronoun.lower(), mention.start, is_latter=is_latter)

    def _called(self, mention: str, at: int) -> str:
        """Whom a noun takes up: « la ministre », « le chercheur », « la jeune femme »."""
        noun = _DEFINITE.fullmatch(plain_office(mention))
        if noun is None or FOR_SOMEBODY.match(mention):
            return ""
        words = noun["noun"].lower().split()
        met = [name for place, name, _gender in self.named if place < at]
        fitting = [name for name in met if set(words) <= self.described.get(name, set())]
        if fitting:
            return fitting[-1]
        if words[0] not in _VAGUE_NOUNS and not _AGED.fullmatch(words[0]):
            return ""
        is_woman = noun[0].lower().startswith(("la ", "cette")) or _FEMININE_NOUN.match(words[0])
        name, rivals = self.meant_by("elle" if is_woman else "il", at)
        return "" if rivals else name

    def name_of(self, mention: str) -> str:
        """The fullest form of the name in a mention; "" where it has none."""
        name = bare_name(mention)
        return self._fullest(name) if name else ""

    def _fullest(self, name: str) -> str:
        """Mark Carney for Carney, if the article names one such person."""
        found = [full for full in self.full if full == name or full.endswith(f" {name}")]
        found = found or [full for full in self.full if full.startswith(f"{name} ")]
        return found[0] if len(found) == 1 else name

    def knows(self, name: str) -> bool:
        """Whether the article names a person so, in full or by surname."""
        return any(full == name or full.endswith(f" {name}") for full in self.full)

    def speaks(self, at: int, name: str) -> None:
        """Note who speaks at a place by a pronoun or a noun, for what follows to take up."""
        self.named.append((at, name, self.gender.get(name, "")))
        self.named.sort(key=lambda one: one[0])

    def meant_by(self, pronoun: str, at: int, *, is_latter: bool = False) -> tuple[str, list[str]]:
        """Whom « il » or « elle » takes up, and who else it may mean ("" for a stranger).

        The first person of the gender in the last sentence that names one; nobody for several,
        for « on », or where somebody without a name is what the sentence between is about.
        """
        wanted = {"il": "m", "elle": "f", "son": "mf", "ses": "mf"}.get(pronoun, "")
        if not wanted:
            return "", []
        here = bisect(self.starts, at) - 1
        rivals: list[str] = []
        for number in range(here, max(-1, here - _FARTHEST), -1):
            start = self.starts[number]
            end = self.starts[number + 1] if number < here else at
            people = [
                (place, name)
                for place, name, gender in self._between(start, end)
                if gender in wanted
                and (number < here or (place - start < _NEAR_START and not self._hangs(place)))
            ]
            stranger = self._stranger(start, end, wanted)
            if people and number < here and self._is_of_another(people[0][0]):
                return "", []
            if people and is_latter:
                return self._last_of(people, end), rivals
            if people:
                others = [name for _place, name in people[1:] if name != people[0][1]]
                if stranger is not None and stranger < people[0][0]:
                    return "", []
                return people[0][1], [*rivals, *others, *([""] if stranger is not None else [])]
            if stranger is not None:
                if stranger - start < _NEAR_START:
                    return "", []
                rivals.append("")
        return "", []

    def _is_of_another(self, at: int) -> bool:
        """Whether a sentence is about somebody of the one it names: le ministre de | M. Long."""
        whose = _WHOSE.search(self.masked, max(0, at - 60), at)
        return whose is not None and any(map(is_person_noun, whose["noun"].split()))

    def _last_of(self, people: list[tuple[int, str]], end: int) -> str:
        """The last of these, unless somebody without a name comes behind: le président mexicain."""
        place, name = people[-1]
        surname = name.split()[-1]
        behind = max(place, self.masked.find(surname, place, end)) + len(surname)
        return "" if _OFFICE.search(self.masked, behind, end) else name

    def _hangs(self, at: int) -> bool:
        """Whether a name is no subject: Après M. Long, puis Mme Grand, il a dit …."""
        if HANGS.search(self.masked, max(0, at - 12), at):
            return True
        is_listed = _LISTED.search(self.masked, max(0, at - 12), at)
        before = self._between(max(0, at - _NEAR_START), at)
        return bool(is_listed and before) and self._hangs(before[-1][0])

    def named_between(self, start: int, end: int) -> list[str]:
        return [name for _place, name, _gender in self._between(start, end)]

    def mentioned_between(self, start: int, end: int) -> list[tuple[Span, str]]:
        """The places of a stretch where people are named, with their names."""
        found = []
        for match in WHO.finditer(self.masked, start, end):
            name = self.name_of(match[0])
            is_person = " " in name or match["courtesy"] or gender_in_french(name)
            if name in self.gender and is_person and not NO_PERSON.search(name):
                found.append((Span(*match.span()), name))
        return found

    def _between(self, start: int, end: int) -> list[tuple[int, str, str]]:
        first = bisect(self.named, start, key=lambda one: one[0] + 1)
        return [one for one in self.named[first:] if one[0] < end]

    def _stranger(self, start: int, end: int, gender: str) -> int | None:
        """Where somebody without a name comes up: un agriculteur, son adversaire."""
        for match in STRANGER.finditer(self.masked, start, end):
            if not is_person_noun(match["noun"]):
                continue
            opener = match["opener"].lower()
            is_other = opener == {"m": "une", "f": "un"}.get(gender, "")
            if not is_other:
                return match.start()
        return None


# Victor Halvorsen père; Martin Keller, troisième du nom
_OF_FAMILY = re.compile(
    r",? (?:fils|père|junior|l[’']aîné|le jeune|troisième du nom)\b|,? \(1\d{3} ?[–—-] ?\d{4}\)"
)
_NOUN_BEFORE_NAME = re.compile(
    r"(?:^|[.!?»]\s|, |\n)(?:[Ll]e |[Ll]a |[Uu]ne? |[Ll][’'])(?P<noun>[a-zà-ÿ-]+)"
    r"(?: (?!(?:de|du|des|à|au|aux|en|et|par|pour|que|qui) )[a-zà-ÿ-]+){0,2} $"
)
_AGENT = re.compile(r"(?:[tgdnv]eur|euse|trice|[bclmnrtv]ier|ière|iste|ien|ienne|ologue|iatre)$")
_NOUN_BEHIND_NAME = re.compile(r", (?:une? |l[ea] |l[’'])?(?P<noun>[a-zà-ÿ-]+)")
_OF_WORK = re.compile(
    r",? qui (?:a |avait )?(?:dirige|vend|enseign|possède|tient|exploit|travaill|jou|habit|vit"
    r"|anim|chant|fabriqu|élève|cultiv)\w*"
)
# What an official may be called in passing, whatever the office.
_PUBLIC = frozenset(
    (
        *"republicain republicaine democrate liberal liberale conservateur conservatrice".split(),
        *"candidat candidate elu elue chef cheffe dirigeant dirigeante milliardaire leader".split(),
        *"politicien politicienne homme femme nouveau nouvelle jeune sortant general".split(),
        *"depute deputee honorable ancien ancienne ex canadien canadienne americain".split(),
        *"americaine quebecois quebecoise populiste socialiste ecologiste".split(),
    )
)
_LONGEST_TITLE = 90
_CLAUSE_MARK = re.compile(r"[.;:,«»()\x00\n]")
_WORD = re.compile(r"\w+")
_HOME = re.compile(r",? (?:de|du) (?:la |l[’'])?(?P<place>[A-ZÀ-Þ]\w+)")
_APPOSED = re.compile(r",? \(?[^,.;:()«»\x00]{3,80}")
# L’ex-ministre de Martin Keller; le parti d’Ann Long: the name is of another.
_OF_ANOTHER = re.compile(
    rf"(?:{ARTICLE}|[Dd]es |[Ll]es )[^A-ZÀ-Þ]*(?:\bde |\bd[’'](?!État\b)){NAME}$"
)
_WHOSE = re.compile(r"\b(?P<noun>[a-zà-ÿ-]+(?: [a-zà-ÿ-]+)?) (?:de |d[’']|du )$")
_LISTED = re.compile(r"\b(?:puis|et|ou) $")
_LATTER = re.compile(LATTER)
_DEFINITE = re.compile(
    r"(?:[Ll]e |[Ll]a |[Ll][’']|[Cc]e |[Cc]et |[Cc]ette )"
    r"(?P<noun>[a-zà-ÿ-]+(?: (?!à|de|du)[a-zà-ÿ-]+)?)"
    r"(?: (?:à|de|du|d[’'])[^,.;:]*)?"
)
_VAGUE_NOUNS = frozenset(
    "homme femme fille garçon dame jeune intéressé intéressée élu élue spécialiste".split()
)
# Le quadragénaire, l’octogénaire.
_AGED = re.compile(r"\w+génaire")
_PLACED = re.compile(r"(?:\b[àÀ]|\b[Ee]n|\b[Aa]ux?|\b[Dd]ans|\bvia|\bplace|\brue) $")
# « l’attachée de presse de | M. Long »: what stands before is somebody else.
_LINKS_ANOTHER = re.compile(r"(?:\b(?:de|du|des|à|au|aux|pour|avec|par|contre)|\bd[’']) ?$")
_FEMININE_NOUN = re.compile(
    r"(?:\w+ )?(?:\w*(?:ante|euse|trice|ière|ienne|eure|aise|oise|ée|ère|avocate|élue))\b"
)
_FARTHEST = 8
# Characters of a sentence within which its subject begins.
_NEAR_START = 80
_OFFICE = re.compile(OFFICE)


def bare_name(mention: str) -> str:
    """The name in a mention, without courtesy and office; "" where it has none."""
    if FOR_SOMEBODY.match(mention) and "," not in mention:
        return ""
    if OUTLET.fullmatch(mention):
        return re.sub(r"^[lL][’']", "", mention)
    mention = mention.rpartition(", ")[2]
    if _OF_ANOTHER.match(mention):
        return ""
    bare = re.sub(rf"^{COURTESY}", "", mention)
    bare = re.sub(rf"^{ARTICLE}(?:[a-zà-ÿ]+ )?{OFFICE}{COMPLEMENT}{{0,3}},? ?", "", bare)
    while " " in bare and bare.split()[0] in NO_NAMES:
        bare = re.sub(r"^(?:de|du|des) ", "", bare.split(" ", 1)[1])
    return bare if re.fullmatch(NAME, bare) else ""
