"""Resolution of a mention in an article to a speaker of the archive, or to nobody.

Tried in this order, each only where it leaves exactly one speaker:

1. the whole name or an alias, blind to case and accents, without titles, initials and what stands
   behind a comma ("U.S. President Donald J. Trump, 78");
2. a surname that only one speaker has, alone or behind titles ("Carney", "M. Carney", "Gen.
   Guetlein"); with another first name before it, it is somebody else;
3. an office, with or without its country ("the prime minister", "Canada's defence minister", « le
   premier ministre »): whoever held it on that day, or may have. Where several may be meant, the
   one of them whom the article names is;
4. an institution by its name, an alias, or what it is commonly called ("the Pentagon", "China's
   foreign ministry").

Two that could be meant are nobody: a wrong name under true words is worse than none.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from quotes.extraction.english import ENGLISH
from quotes.extraction.values import KnownSpeaker, Office
from quotes.text.folding import search_fold

# All words below are folded as `search_fold` does it: small letters, no accents, no apostrophes.

_TITLES = frozenset(
    (
        *"mr mrs ms miss dr sir m mme mlle monsieur madame president prime minister pm".split(),
        *"sec secdef amb right rt very tres under assistant undersecretary speaker".split(),
        *"premier ministre secretary secretaire senator sen rep representative".split(),
        *"congressman congresswoman gov governor general gen lt lieutenant maj major".split(),
        *"col colonel capt captain adm admiral ambassador ambassadeur ambassadrice".split(),
        *"chairman chairwoman chair king queen roi reine chancellor chief director".split(),
        *"commander hon honourable mp depute deputee vice deputy acting former ex then".split(),
        *"us defense defence foreign treasury air force navy army interior trade".split(),
        *"finance state national security adviser advisor press spokesman spokeswoman".split(),
        *"spokesperson porte parole republican democratic liberal conservative".split(),
        *"democrat american canadian russian chinese danish japanese british israeli".split(),
        *"greenlandic le la l the de du des of for u s affaires etrangeres".split(),
    )
)
# What an official may be called in passing, whatever the office.
PUBLIC = frozenset(
    (
        *"republican democrat liberal conservative independent socialist progressive".split(),
        *"moderate centrist populist nationalist leader politician statesman lawmaker".split(),
        *"legislator member candidate nominee contender hopeful frontrunner rival".split(),
        *"front-runner opponent critic ally supporter proponent advocate skeptic hawk".split(),
        *"veteran official general admiral commander chief head chair chairman".split(),
        *"chairwoman director secretary minister president premier senator adviser".split(),
        *"representative congressman congresswoman governor ambassador diplomat advisor".split(),
        *"negotiator envoy delegate spokesman spokeswoman spokesperson appointee".split(),
        *"loyalist confidant confidante friend foe successor predecessor native".split(),
        *"billionaire millionaire businessman businesswoman tycoon mogul magnate banker".split(),
        *"man woman person figure voice champion architect sponsor co-sponsor star".split(),
        *"outsider insider newcomer favorite favourite firebrand hardliner mp pm".split(),
        *"speaker counterpart colleague one winner loser incumbent challenger strategist".split(),
    )
)
_INITIAL = re.compile(r"[^\W\d_]\.?")
# Behind a surname, of a son or a king.
# What tells a person from others of the family.
NAME_SUFFIXES = frozenset("jr sr ii iii iv".split())
_PARTICLES = frozenset("de da di du van von der den la le el al bin ben o mac".split())

_FORMER = frozenset("former ex ancien ancienne then late retired".split())

# Words of offices and institutions in one spelling, so that both languages and both shores meet.
_SAME = {
    "defense": "defence",
    "ministre": "minister",
    "premier": "prime",
    "secretaire": "secretary",
    "presidente": "president",
    "ambassadeur": "ambassador",
    "ambassadrice": "ambassador",
    "ministere": "ministry",
    "departement": "department",
    "etrangeres": "foreign",
    "affaires": "affairs",
    "finances": "finance",
    "tresor": "treasury",
    "chef": "chief",
    "commandant": "commander",
    "directeur": "director",
    "directrice": "director",
    "general": "general",
    "pm": "prime minister",
    "potus": "president",
    "spokeswoman": "spokesperson",
    "spokesman": "spokesperson",
    "porte": "spokesperson",
    "chairman": "chair",
    "chairwoman": "chair",
    "etat": "state",
    "roi": "king",
    "industrie": "industry",
    "securite": "security",
    "publique": "public",
    "energie": "energy",
    "environnement": "environment",
    "sante": "health",
    "interieur": "interior",
}
_IDLE = frozenset(
    (
        *"the of for to and a an le la les l de du des d au aux et national".split(),
        *"nationale affairs federal government s parole armed forces".split(),
    )
)

_COUNTRIES = {
    "canada": "canada canadian canadien canadienne ottawa",
    "united states": "us usa american americain americaine america washington",
    "russia": "russian russe moscow moscou russie",
    "china": "chinese chinois chinoise beijing pekin chine",
    "denmark": "danish danois danoise copenhagen danemark",
    "greenland": "greenlandic greenlands groenland groenlandais nuuk",
    "japan": "japanese japonais japonaise tokyo japon",
    "israel": "israeli israelien israelienne jerusalem",
    "north korea": "dprk pyongyang",
    "united kingdom": "british britain uk britannique london londres english scottish welsh",
    "france": "french francais francaise paris",
    "germany": "german allemand allemande berlin allemagne",
    "ukraine": "ukrainian ukrainien ukrainienne kyiv",
    "india": "indian indien indienne delhi inde",
    "south korea": "seoul",
    "iran": "iranian iranien iranienne tehran",
    "turkey": "turkish turc turque ankara turquie",
    "poland": "polish polonais polonaise warsaw pologne",
    "australia": "australian australien australienne canberra australie",
    "new zealand": "neozelandais neozelandaise",
    "ireland": "irish irlandais irlandaise dublin irlande",
    "south africa": "sudafricain sudafricaine",
    "jamaica": "jamaican jamaicain jamaicaine jamaique",
    "nigeria": "nigerian nigerien",
    "italy": "italian italien italienne rome italie",
    "spain": "spanish espagnol espagnole madrid espagne",
    "mexico": "mexican mexicain mexicaine mexique",
    "brazil": "brazilian bresilien bresilienne bresil",
    "belgium": "belgian belge belgique",
    "netherlands": "dutch neerlandais neerlandaise hollandais",
    "sweden": "swedish suedois suedoise suede",
    "norway": "norwegian norvegien norvegienne norvege",
    "switzerland": "swiss suisse",
    "philippines": "philippine filipino filipina manila",
    "chile": "chilean chilien chilienne santiago",
    "peru": "peruvian peruvien peruvienne perou",
    "colombia": "colombian colombien colombienne bogota",
    "argentina": "argentine argentinian argentin",
    "venezuela": "venezuelan venezuelien venezuelienne caracas",
    "cuba": "cuban cubain cubaine",
    "haiti": "haitian haitien haitienne",
    "pakistan": "pakistani pakistanais pakistanaise islamabad",
    "afghanistan": "afghan afghane kabul kaboul",
    "iraq": "iraqi irakien irakienne baghdad irak",
    "syria": "syrian syrien syrienne syrie",
    "lebanon": "lebanese libanais libanaise liban",
    "saudi arabia": "saudi saoudien saoudienne riyadh",
    "egypt": "egyptian egyptien egyptienne egypte",
    "morocco": "moroccan marocain marocaine maroc",
    "algeria": "algerian algerien algerienne algerie",
    "tunisia": "tunisian tunisien tunisienne tunisie",
    "senegal": "senegalese senegalais senegalaise",
    "kenya": "kenyan kenyane nairobi",
    "ethiopia": "ethiopian ethiopien ethiopienne ethiopie",
    "ghana": "ghanaian ghaneen ghaneenne",
    "finland": "finnish finlandais finlandaise finlande helsinki",
    "austria": "austrian autrichien autrichienne autriche",
    "greece": "greek grec grecque grece",
    "portugal": "portuguese portugais portugaise",
    "hungary": "hungarian hongrois hongroise hongrie",
    "romania": "romanian roumain roumaine roumanie",
    "bulgaria": "bulgarian bulgare bulgarie",
    "czech republic": "czech tcheque prague",
    "slovakia": "slovak slovaque slovaquie",
    "serbia": "serbian serbe serbie",
    "croatia": "croatian croate croatie",
    "lithuania": "lithuanian lituanien lituanienne lituanie",
    "latvia": "latvian letton lettone lettonie",
    "estonia": "estonian estonien estonienne estonie",
    "iceland": "icelandic islandais islandaise islande",
    "taiwan": "taiwanese taiwanais taiwanaise taipei",
    "vietnam": "vietnamese vietnamien vietnamienne hanoi",
    "thailand": "thai thailandais thailandaise thailande bangkok",
    "indonesia": "indonesian indonesien indonesienne indonesie",
    "malaysia": "malaysian malaisien malaisienne malaisie",
    "nato": "otan",
}
_COUNTRY_OF = (
    {word: country for country, words in _COUNTRIES.items() for word in (country, *words.split())}
    | {"etats unis": "united states"}
    | dict.fromkeys(("white house", "pentagon"), "united states")
)
_COUNTRY = re.compile(rf"\b(?:{'|'.join(sorted(_COUNTRY_OF, key=len, reverse=True))})\b")

# Codes of ISO 3166-1, for countries that officials of the archive are of.
_CODES = {
    "CA": "canada",
    "US": "united states",
    "RU": "russia",
    "CN": "china",
    "DK": "denmark",
    "GL": "greenland",
    "JP": "japan",
    "IL": "israel",
    "KP": "north korea",
    "GB": "united kingdom",
    "FR": "france",
    "DE": "germany",
    "UA": "ukraine",
    "IN": "india",
    "KR": "south korea",
    "IR": "iran",
    "TR": "turkey",
    "PL": "poland",
}

_CALLED = {
    "pentagon": "united states department of defence",
    "state department": "united states department of state",
}


# An institution is told by its country and no fewer than two words: not "China's office".
_FEWEST_WORDS = 3


# Titles that many hold of whom the archive knows one: alone they tell nobody.
_COMMON = frozenset(
    (
        *"spokesperson secretary commander director minister ambassador senator".split(),
        *"representative chair chief general officer member leader deputy advisor adviser".split(),
    )
)

_BODIES = frozenset(
    "ministry department office committee agency council command institute congress senate".split()
)


class Directory:
    """The archive's speakers, to be asked for the one that a mention means. Asking is quick."""

    def __init__(self, speakers: Iterable[KnownSpeaker]) -> None:
        self.by_slug = {speaker.slug: speaker for speaker in speakers}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_surname: dict[str, set[str]] = defaultdict(set)
        self._institutions: dict[frozenset[str], set[str]] = defaultdict(set)
        self._offices: dict[str, list[_Held]] = defaultdict(list)
        self._held_words: dict[str, frozenset[str]] = {}
        for speaker in self.by_slug.values():
            self._add(speaker)

    def _add(self, speaker: KnownSpeaker) -> None:
        for name in (speaker.name, *speaker.aliases):
            self._by_name[_name(name)].add(speaker.slug)
            bare = _without_titles(_name(name))
            if speaker.is_institution:
                self._institutions[_words(name)].add(speaker.slug)
            elif len(bare.split()) > 1:
                self._by_name[bare].add(speaker.slug)
                self._by_surname[_surname(bare)].add(speaker.slug)
        self._held_words[speaker.slug] = frozenset(
            word
            for office in speaker.offices
            for word in _words(office.title) | _words(office.organization)
        )
        for office in speaker.offices:
            title = _words(office.title)
            plain, whole = title - countries_of(title), title | _words(office.organization)
            if plain:
                self._offices[min(plain)].append(_Held(speaker.slug, office, plain, whole))

    # --- single questions, for who knows more of the person ------------------------------------

    def of_full_name(self, name: str) -> set[str]:
        """Speakers of the whole name or an alias, with given names or initials that fit."""
        found = self._named(name)
        if found:
            return {
                slug
                for slug in found
                if not self.by_slug[slug].is_institution and not self._is_strange(name, slug)
            }
        words = name_words(name)
        return self._surnamed(name) if len(words) > 1 and words[0] not in _TITLES else set()

    def of_surname(self, surname: str) -> set[str]:
        """Speakers whose surname it is."""
        return set(self._by_surname.get(surname, ()))

    def institution(self, mention: str) -> KnownSpeaker | None:
        """The institution of that name; None where there is none, or two."""
        wanted = _words(_called(mention))
        if not wanted - countries_of(wanted):
            # A country alone, or "us", is none of its institutions.
            return None
        named = {s for s in self._named(mention) if self.by_slug[s].is_institution}
        slugs = (
            named
            or self._institutions.get(_words(_called(mention)), set())
            or self._institution_of_country(mention)
        )
        return self.by_slug[next(iter(slugs))] if len(slugs) == 1 else None

    def holders(self, mention: str, on: date | None) -> set[str]:
        """Speakers who held an office of that title on a day."""
        if _words(mention) <= _COMMON:
            return {s for s in self._holders(mention, on) if s}
        return self._holders(mention, on)

    def held(self, slug: str) -> frozenset[str]:
        """The words of all offices of a speaker, with those of their organisations."""
        return self._held_words[slug]

    def countries(self, slug: str) -> frozenset[str]:
        """The countries that a speaker is of, or has an office in or to."""
        code = self.by_slug[slug].country
        own = _CODES.get(code, code.lower())
        named = countries_of(self._held_words[slug])
        return named | {f"@{own.replace(' ', '_')}"} if own else named

    def resolve(
        self, mention: str, on: date | None = None, among: Collection[str] = ()
    ) -> KnownSpeaker | None:
        """The one speaker that the mention means; None where it is nobody known, or two.

        ``on`` is the day of the words, for offices; without it, everybody counts who ever held
        one. ``among`` are the slugs of speakers that the article names elsewhere: a bare "the
        spokesman" means nobody else.
        """
        slugs = (
            self._named(mention)
            or self._surnamed(mention)
            or self._institutions.get(_words(_called(mention)), set())
            or self._holders(mention, on)
            or self._institution_of_country(mention)
        )
        if len(slugs) > 1 or _words(mention) <= _COMMON:
            slugs = slugs & set(among)
        return self.by_slug[next(iter(slugs))] if len(slugs) == 1 else None

    def _named(self, mention: str) -> set[str]:
        """Speakers of the name, or of a name of several words behind any others."""
        whole, bare = _name(mention), _name(_before_comma(mention))
        words = bare.split()
        behind = (" ".join(words[at:]) for at in range(1, len(words) - 1))
        for name in (whole, bare, *behind, _without_titles(bare)):
            if name and (found := self._by_name.get(name)):
                return found
        return set()

    def _is_strange(self, name: str, slug: str) -> bool:
        """ "Quarterback | Victor Halvorsen": before the name stands what no official is called."""
        words = _name(_before_comma(name)).split()
        own = {
            word
            for known in (self.by_slug[slug].name, *self.by_slug[slug].aliases)
            for word in _name(known).split()
        }
        known = own | _TITLES | PUBLIC | self._held_words[slug] | _COUNTRY_OF.keys()
        known |= ENGLISH.titles | ENGLISH.never_names | ENGLISH.organisation_words
        return any(
            not {word, word.rstrip("s")} & known
            and not word.endswith("ing")
            and not _INITIAL.fullmatch(word)
            for word in words
        )

    def _surnamed(self, mention: str) -> set[str]:
        """Speakers of the surname that the mention ends with, if only titles stand before it."""
        name = _name(_before_comma(mention))
        surname = _surname(name)
        if not name.endswith(surname):
            return set()
        before = name.removesuffix(surname).split()
        found = self._by_surname.get(surname, set())
        is_alone = all(word in _TITLES for word in before)
        return {slug for slug in found if is_alone or self._is_first_name(slug, " ".join(before))}

    def _is_first_name(self, slug: str, before: str) -> bool:
        """Whether what stands before the surname is of the same name: Mike, J. D."""
        given = {word for word in before.split() if word not in _TITLES}
        names = (self.by_slug[slug].name, *self.by_slug[slug].aliases)
        return any(given <= set(_name(name).split()) for name in names)

    def _institution_of_country(self, mention: str) -> set[str]:
        """Institutions of a country of which the mention has a part of the name."""
        wanted = _words(mention)
        if not countries_of(wanted) or not wanted & _BODIES or len(wanted) < _FEWEST_WORDS:
            return set()
        return {
            slug for words, slugs in self._institutions.items() if wanted <= words for slug in slugs
        }

    def _holders(self, mention: str, on: date | None) -> set[str]:
        """Who held an office of that title, and of that organisation or country if one is named."""
        words = re.findall(r"\w+", search_fold(mention))
        if _FORMER & set(words) or words[:1] in (["a"], ["an"], ["un"], ["une"]):
            return set()
        wanted = _words(mention)
        return {
            held.slug
            for word in wanted
            for held in self._offices.get(word, ())
            if held.title <= wanted <= held.whole and _is_held(held.office, on)
        }


class _Held(NamedTuple):
    """An office of a speaker: the words of its title, and those with its organisation."""

    slug: str
    office: Office
    title: frozenset[str]
    whole: frozenset[str]


def _is_held(office: Office, on: date | None) -> bool:
    if _FORMER & set(re.findall(r"\w+", search_fold(office.title))):
        return False
    if on is None:
        return True
    return (office.since is None or office.since <= on) and (
        office.until is None or on <= office.until
    )


def _name(text: str) -> str:
    """A name folded, without full stops, possessive ending and single letters between others."""
    text = re.sub(r"['’]s?$", "", text.strip())
    words = search_fold(text).replace(".", " ").replace("-", " ").split()
    last = len(words) - 1
    return " ".join(
        word for at, word in enumerate(words) if at in (0, last) or not _INITIAL.fullmatch(word)
    )


def _without_titles(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    return " ".join(words)


def _called(mention: str) -> str:
    return _CALLED.get(_without_titles(_name(mention)), mention)


def _before_comma(mention: str) -> str:
    return mention.partition(",")[0]


def _surname(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[-1] in NAME_SUFFIXES:
        words.pop()
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(words[max(start, 0) :])


def name_words(text: str) -> list[str]:
    """The words of a name folded, without titles before it."""
    return _without_titles(_name(_before_comma(text))).split()


def surname_of(name: str) -> str:
    """The surname of a full name, folded."""
    return _surname(_name(_before_comma(name)))


def office_words(text: str) -> frozenset[str]:
    """The words of an office, each in one spelling and one language."""
    return _words(text)


def countries_in(text: str) -> frozenset[str]:
    """The countries that a text names or has an adjective of."""
    return countries_of(_words(text))


def _words(text: str) -> frozenset[str]:
    """The words that make an office or an institution, each in one spelling, countries with "@"."""
    folded = re.sub(r"[.-]", lambda mark: "" if mark[0] == "." else " ", search_fold(text))
    named = _COUNTRY.sub(lambda match: "@" + _COUNTRY_OF[match[0]].replace(" ", "_"), folded)
    words = re.findall(r"@?\w+", named)
    same = " ".join(_SAME.get(word, word) for word in words).split()
    return frozenset(word for word in same if word not in _IDLE)


def countries_of(words: Iterable[str]) -> frozenset[str]:
    """The countries among words of `office_words`."""
    return frozenset(word for word in words if word.startswith("@"))
