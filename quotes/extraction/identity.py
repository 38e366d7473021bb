"""Identity: whether a person whom an article names is an official of the archive.

An official is proposed only if the fullest name that the article gives the person is theirs, no
other person of the article shares the form that is printed, and neither courtesy title, office,
occupation, country nor state speak against it. Whoever may be meant and is not proposed is offered.
Words under the wrong name are worse than a name left open.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from quotes.extraction.english import ENGLISH
from quotes.extraction.known import (
    NAME_SUFFIXES,
    PUBLIC,
    Directory,
    countries_in,
    countries_of,
    name_words,
    office_words,
    surname_of,
)
from quotes.extraction.posts import WEAK, Post
from quotes.extraction.values import KnownSpeaker
from quotes.text.folding import search_fold


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person of an article: the fullest name, and what stands beside it anywhere.

    ``described`` are the nouns and adjectives before and behind the name, ``states`` those of a
    party label ("D-Ariz."), ``gender`` "m", "f" or "" by courtesy title or given name.
    ``introduced`` is what the article presents the person as: "a grandmaster", an age, a namesake;
    ``posts`` are the offices beside the name, with what they are of, ``years`` those in which the
    article places the person.
    """

    name: str
    described: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    gender: str = ""
    introduced: frozenset[str] = frozenset()
    posts: frozenset[Post] = frozenset()
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Identification:
    """The official who is meant, how certain that is from 0 to 1, and who may be meant else."""

    speaker: KnownSpeaker | None = None
    certainty: float = 0.0
    offered: tuple[str, ...] = ()


NOBODY = Identification()
# Introduces somebody of the same name: "no relation", "the elder".
NAMESAKE = "namesake"
# Of these, one is president, secretary or minister, too, and no official.
PRIVATE = frozenset(
    (
        *"union college university company club association school church society".split(),
        *"league firm foundation hospital guild chapter congregation parish rev reverend".split(),
        *"fraternity sorority charity choir orchestra brewery museum".split(),
    )
)

_FULL, _TITLED, _SURNAME, _OFFICE_OF_COUNTRY, _BARE_OFFICE = 0.98, 0.96, 0.75, 0.85, 0.7

# Years for which somebody has been speaking in public when an office is taken up.
_LONGEST_BEFORE_OFFICE = 55

# Offices that exclude each other unless the archive knows both; ranks and "official" do not.
_OFFICES = frozenset(
    (
        *"senator representative governor mayor judge president premier sheriff king".split(),
        *"queen prince princess councillor councilman alderman lawmaker mp chancellor".split(),
    )
)
_OFFICE_FORMS = {
    "sen": "senator",
    "sens": "senator",
    "senators": "senator",
    "senateur": "senator",
    "senatrice": "senator",
    "rep": "representative",
    "reps": "representative",
    "congressman": "representative",
    "congresswoman": "representative",
    "councilwoman": "councilman",
    "councilor": "councilman",
    "councillor": "councilman",
    "gov": "governor",
    "gouverneur": "governor",
    "gouverneure": "governor",
    "maire": "mayor",
    "mairesse": "mayor",
    "juge": "judge",
    "chancelier": "chancellor",
    "chanceliere": "chancellor",
    "depute": "mp",
    "deputee": "mp",
}
# What somebody is called who holds no office that this archive is about.
OCCUPATIONS = frozenset(
    (
        *"actor actress singer musician rapper guitarist drummer bassist comedian coach".split(),
        *"striker midfielder goalkeeper quarterback pitcher footballer golfer boxer".split(),
        *"swimmer cyclist athlete player teammate captain-coach referee umpire jockey".split(),
        *"professor lecturer teacher student pupil historian economist philosopher".split(),
        *"scientist researcher biologist physicist chemist psychologist doctor nurse".split(),
        *"surgeon dentist pastor priest bishop rabbi imam vicar nun author novelist poet".split(),
        *"writer playwright screenwriter filmmaker artist painter sculptor designer".split(),
        *"photographer journalist reporter columnist editor blogger presenter anchor".split(),
        *"broadcaster farmer baker chef plumber electrician carpenter mechanic driver".split(),
        *"pilot-instructor shopkeeper owner restaurateur resident neighbour neighbor".split(),
        *"tourist widow widower victim witness survivor suspect defendant detective".split(),
        *"constable inspector firefighter paramedic librarian gardener landlord tenant".split(),
        *"realtor barista waiter waitress bartender model dancer choreographer".split(),
        *"skater skier wrestler youtuber influencer podcaster astronomer geologist".split(),
        *"acteur actrice chanteur chanteuse entraineur joueur joueuse professeur".split(),
        *"professeure enseignant enseignante eleve etudiant etudiante medecin infirmier".split(),
        *"infirmiere romancier romanciere ecrivain ecrivaine auteur autrice journaliste".split(),
        *"agriculteur agricultrice proprietaire citoyen citoyenne habitant habitante".split(),
        *"historien historienne economiste chercheur chercheuse realisateur comedien".split(),
        *"comedienne humoriste musicien musicienne avocat avocate policier policiere".split(),
        *"wife husband mother father brother sister daughter epouse mari mere pere".split(),
        *"frere soeur fils fille cousin cousine uncle aunt grandfather grandmother".split(),
        *"runner jogger hiker climber diver surfer sailor fisherman rev reverend deacon".split(),
        *"butcher tailor barber hairdresser cook waiter trucker miner welder mason roofer".split(),
        *"nanny babysitter janitor cleaner clerk cashier postman bookseller".split(),
        *"trainer jockey juggler magician rancher grower breeder beekeeper".split(),
        *"boulanger boulangere boucher epicier epiciere coiffeur coiffeuse fermier".split(),
        *"fermiere pompier caissier caissiere serveur serveuse cuisinier cuisiniere".split(),
        *"pecheur marin menuisier plombier electricien macon jardinier chauffeur routier".split(),
        *"libraire facteur concierge retraite retraitee touriste voisin voisine temoin".split(),
        *"victime suspect accuse peintre sculpteur danseur danseuse patineur patineuse".split(),
        *"skieur skieuse nageur nageuse coureur coureuse boxeur boxeuse gardien gardienne".split(),
        *"coaches teaches sings studies preaches farms owns runs lives works died".split(),
        *"attorney lawyer police fire quarterback grandmaster junior sophomore shopper".split(),
        *"prof lord baron baroness principal pvt cpl".split(),
        *"voter neighbor passerby bystander analyst ceo".split(),
        *"footballeur footballeuse hockeyeur hockeyeuse cycliste athlete dentiste".split(),
    )
)
# Trades that end so: cardiologist, cardiologue, psychiatrist, dressmaker.
_OF_TRADE = re.compile(
    r"(?:ologist|ologue|iatrist|iatre|ontist|apist|apeute|metrist|shoemaker|filmmaker|dressmaker"
    r"|watchmaker|housekeeper|shopkeeper|zookeeper|innkeeper|smith|monger|stylist|violinist"
    r"|pianist|cellist|florist|cyclist|pharmacist|pharmacien|pharmacienne|mechanic)s?$"
)
_FORMER = frozenset("former ex ancien ancienne onetime one-time then retired".split())

# Surnames that so many bear that alone they mean nobody of the archive.
_COMMON_SURNAMES = frozenset(
    (
        *"smith johnson williams brown jones garcia miller davis wilson anderson thomas".split(),
        *"taylor moore jackson martin lee thompson white harris clark lewis robinson".split(),
        *"walker young allen king wright scott hill green adams baker nelson mitchell".split(),
        *"campbell roberts carter phillips evans turner parker edwards collins stewart".split(),
        *"morris murphy cook rogers morgan cooper peterson bailey reed kelly howard".split(),
        *"ward cox richardson watson brooks wood bennett gray james hughes price myers".split(),
        *"long foster sanders ross powell sullivan russell bell fisher henderson cole".split(),
        *"warren fox rose stone hunt black mason hawkins dunn perkins hudson spencer".split(),
        *"fraser banks strong rounds charles paul john david mark crank waltz fischer".split(),
        *"martin roy tremblay gagnon cote bouchard gauthier morin lavoie fortin leblanc".split(),
        *"bernard dubois durand petit moreau laurent simon michel leroy roux".split(),
    )
)

# Of somebody who is in politics, whatever the office.
_POLITICAL = frozenset(
    (
        *"republican democrat democratic liberal conservative independent politician".split(),
        *"lawmaker legislator congressional congress elu elue republicain democrate".split(),
        *"republicaine parlementaire".split(),
    )
)

# Given names in two scripts' spellings or short for one another; the short ones need more to go by.
_SHORT = {
    "mike": "michael",
    "jim": "james",
    "bill": "william",
    "ed": "edward",
    "dan": "daniel",
    "bob": "robert",
    "pete": "peter",
    "tim": "timothy",
    "ken": "kenneth",
    "greg": "gregory",
    "jeff": "jeffrey",
    "deb": "deborah",
    "steve": "stephen",
    "steven": "stephen",
    "don": "donald",
    "liz": "elizabeth",
    "rick": "richard",
    "dick": "richard",
    "tom": "thomas",
    "joe": "joseph",
    "chris": "christopher",
    "matt": "matthew",
    "dave": "david",
    "andy": "andrew",
    "tony": "anthony",
    "sam": "samuel",
    "ben": "benjamin",
    "nick": "nicholas",
}

_STATES = {
    "ala": "alabama",
    "alaska": "alaska",
    "ak": "alaska",
    "ariz": "arizona",
    "az": "arizona",
    "ark": "arkansas",
    "calif": "california",
    "ca": "california",
    "colo": "colorado",
    "conn": "connecticut",
    "ct": "connecticut",
    "del": "delaware",
    "fla": "florida",
    "ga": "georgia",
    "hawaii": "hawaii",
    "idaho": "idaho",
    "ill": "illinois",
    "ind": "indiana",
    "iowa": "iowa",
    "kan": "kansas",
    "ky": "kentucky",
    "la": "louisiana",
    "maine": "maine",
    "me": "maine",
    "md": "maryland",
    "mass": "massachusetts",
    "ma": "massachusetts",
    "mich": "michigan",
    "minn": "minnesota",
    "miss": "mississippi",
    "mo": "missouri",
    "mont": "montana",
    "mt": "montana",
    "neb": "nebraska",
    "ne": "nebraska",
    "nev": "nevada",
    "n.h": "hampshire",
    "n.j": "jersey",
    "n.m": "mexico",
    "n.y": "york",
    "n.c": "carolina",
    "n.d": "dakota",
    "nd": "dakota",
    "s.d": "dakota",
    "sd": "dakota",
    "s.c": "carolina",
    "ohio": "ohio",
    "okla": "oklahoma",
    "ore": "oregon",
    "or": "oregon",
    "pa": "pennsylvania",
    "r.i": "island",
    "ri": "island",
    "tenn": "tennessee",
    "tn": "tennessee",
    "texas": "texas",
    "tx": "texas",
    "utah": "utah",
    "vt": "vermont",
    "va": "virginia",
    "wash": "washington",
    "wa": "washington",
    "w.va": "virginia",
    "wis": "wisconsin",
    "wyo": "wyoming",
    "al": "alabama",
    "ar": "arkansas",
    "fl": "florida",
    "hi": "hawaii",
    "id": "idaho",
    "il": "illinois",
    "in": "indiana",
    "ia": "iowa",
    "ks": "kansas",
    "mi": "michigan",
    "mn": "minnesota",
    "ms": "mississippi",
    "nv": "nevada",
    "nh": "hampshire",
    "nj": "jersey",
    "nm": "mexico",
    "ny": "york",
    "nc": "carolina",
    "oh": "ohio",
    "ok": "oklahoma",
    "sc": "carolina",
    "ut": "utah",
    "wv": "virginia",
    "wi": "wisconsin",
    "wy": "wyoming",
    "co": "colorado",
    "de": "delaware",
}
_STATE_WORDS = frozenset(_STATES.values())
_PARTY = re.compile(r"\s*[,(]?\s*\(?(?:[RDI]|Ind)[-–]\s?(?P<state>[A-Z][\w.]*\w)")


_OF_STATE = re.compile(r" of (?:[A-Z][a-z]+ )?(?P<state>[A-Z][a-z]+)\b")


def state_behind(text: str, at: int) -> str:
    """The state of a party label behind a name: "Mark Kelly | (D-Ariz.)"; empty without one."""
    label = _PARTY.match(text, at)
    if label is None:
        named = _OF_STATE.match(text, at)
        word = named["state"].lower() if named else ""
        return word if word in _STATE_WORDS else ""
    written = label["state"].lower().rstrip(".")
    return _STATES.get(written, _STATES.get(written.replace(".", ""), ""))


class Identifier:
    """The officials behind the names and titles of one article."""

    def __init__(
        self,
        directory: Directory,
        people: Iterable[NamedPerson],
        titled: Callable[[], Iterable[str]] = tuple,
        day: date | None = None,
    ) -> None:
        """``titled`` gives the titles with a country in the article: "Danish prime minister".

        ``day`` is that of the article.
        """
        self.directory = directory
        self.people = list(people)
        self._titled = titled
        self._day = day

    @cached_property
    def titles_of_countries(self) -> list[frozenset[str]]:
        return [office_words(title) for title in self._titled()]

    @cached_property
    def named(self) -> frozenset[str]:
        """The officials whom the article names in full."""
        found = (self._by_full_name(person)[0] for person in self.people)
        return frozenset(slug for slugs in found for slug in slugs)

    # --- names -----------------------------------------------------------------------------------

    def of_name(
        self,
        person: NamedPerson,
        mention: str,
        day: date | None,
        namesakes: Collection[NamedPerson] = (),
    ) -> Identification:
        """Whom a name means; ``namesakes`` are others of the article who share the form."""
        if not self.directory.by_slug:
            return NOBODY
        institution = self.directory.institution(person.name) or self.directory.institution(mention)
        if institution and not namesakes:
            return Identification(institution, _FULL)
        if len(name_words(person.name)) > 1:
            slugs, certainty = self._by_full_name(person)
        else:
            slugs, certainty = self._by_surname(person, mention)
        slugs = {slug for slug in slugs if not self._excluded(slug, person, mention)}
        if len(slugs) != 1:
            return Identification(offered=tuple(sorted(slugs)))
        speaker = self.directory.by_slug[next(iter(slugs))]
        if namesakes and not self._is_told_apart(speaker, mention, namesakes):
            others = {slug for one in namesakes for slug in self._by_full_name(one)[0]}
            return Identification(offered=tuple(sorted({speaker.slug, *others})))
        if not certainty:
            return Identification(offered=(speaker.slug,))
        if not self._is_confirmed(speaker, person, mention):
            certainty = min(certainty, _SURNAME)
        return Identification(speaker, certainty)

    def _is_confirmed(self, speaker: KnownSpeaker, person: NamedPerson, mention: str) -> bool:
        """Whether the article says anything of the person that is so of the official.

        The name alone may be of anybody; of somebody without an office there is nothing to say.
        """
        slug = speaker.slug
        if speaker.is_institution or not speaker.offices:
            return True
        beside = person.described | _lows(mention)
        folded = {search_fold(word).rstrip(".") for word in beside}
        return bool(
            self.fits(slug, beside)
            or folded & _POLITICAL
            or person.states & self._states(slug)
            or office_words(" ".join(beside)) & self._held(slug)
            or _countries(beside) & self.directory.countries(slug)
        )

    def _by_full_name(self, person: NamedPerson) -> tuple[set[str], float]:
        if len(name_words(person.name)) < 2:
            return set(), 0.0
        slugs = self.directory.of_full_name(person.name)
        certainty = _FULL
        if not slugs:
            slugs = self._by_variant(person)
            certainty = _TITLED
        return {slug for slug in slugs if not self.conflicts(slug, person)}, certainty

    def _by_variant(self, person: NamedPerson) -> set[str]:
        """Sergei for Sergey; and James for Jim, where an office or a country agrees."""
        words = name_words(person.name)
        first = _spelled_alike(words[0])
        found: set[str] = set()
        if words[-1] in NAME_SUFFIXES:
            return found
        for slug in self.directory.of_surname(surname_of(person.name)):
            speaker = self.directory.by_slug[slug]
            for name in (speaker.name, *speaker.aliases):
                own = name_words(name)
                if len(own) < 2:
                    continue
                is_short = _whole(own[0]) == _whole(words[0])
                if _spelled_alike(own[0]) == first or (
                    is_short and self.fits(slug, person.described)
                ):
                    found.add(slug)
        return found

    def _by_surname(self, person: NamedPerson, mention: str) -> tuple[set[str], float]:
        """A surname that no given name stands before in the whole article."""
        words = name_words(person.name)
        if not words:
            return set(), 0.0
        surname = words[-1]
        slugs = self.directory.of_surname(surname) | self.directory.of_full_name(person.name)
        beside = person.described | _lows(mention)
        titled = {slug for slug in slugs if self.fits(slug, beside)}
        is_past = bool(_FORMER.intersection(map(search_fold, beside)))
        if titled and (is_past or any(word.endswith("-elect") for word in beside)):
            # "former President Keller" may have been another of the name.
            return titled, 0.0
        if titled:
            return {s for s in titled if not self.conflicts(s, person)}, _TITLED
        slugs = {slug for slug in slugs if not self.conflicts(slug, person)}
        if self._is_half_of_another(surname):
            return slugs, 0.0
        if surname in _COMMON_SURNAMES or surname in ENGLISH.given_names:
            return slugs, 0.0
        return slugs, _SURNAME

    def _is_half_of_another(self, surname: str) -> bool:
        """Whether somebody or something of the article has it in a longer name.

        "Ann Long-Bell" is called Long, too, and "Long Industries".
        """
        names = (search_fold(person.name).split() for person in self.people)
        return any(
            surname in words[:-1] or ("-" in words[-1] and surname in words[-1].split("-"))
            for words in names
        )

    def _is_told_apart(
        self, speaker: KnownSpeaker, mention: str, namesakes: Collection[NamedPerson]
    ) -> bool:
        """Whether the mention itself is of this one: by full name, or by an office of theirs."""
        if len(name_words(mention)) > 1 and speaker.slug in self.directory.of_full_name(mention):
            return True
        beside = _titles(_lows(mention))
        if not self.fits(speaker.slug, _lows(mention)):
            return False
        return not any(beside & _titles(one.described) for one in namesakes)

    # --- what speaks for and against -------------------------------------------------------------

    def fits(self, slug: str, described: Collection[str]) -> bool:
        """Whether an office of theirs is named there."""
        return bool(_titles(described) & self._held(slug))

    def conflicts(self, slug: str, person: NamedPerson) -> bool:
        """Whether the archive knows that what the article says of the person is not theirs."""
        speaker = self.directory.by_slug[slug]
        if person.gender and (own := gender_of(speaker.name)) and own != person.gender:
            return True
        if (
            self._is_stranger(slug, person)
            or self._has_post_elsewhere(slug, person)
            or self._is_before_their_time(slug, person.years)
        ):
            return True
        mine = self._held(slug)
        offices = _offices(person.described)
        former = {search_fold(word) for word in person.described} & _FORMER
        if not former and self._holds_another(slug, person.described, offices):
            return True
        if not former - {"retired"} and (
            not offices & mine
            and _occupations(person.described)
            and not _ministries(person.described) & mine
        ):
            return True
        home = self.directory.countries(slug)
        told = _countries(person.described)
        if home and told and not home & told:
            return True
        states = self._states(slug)
        told = person.states.union(*(post.regions for post in person.posts)) & _STATE_WORDS
        return bool(told and states and not told & states)

    def _states(self, slug: str) -> frozenset[str]:
        """The states that an official's offices are for, Washington too."""
        titles = " ".join(office.title for office in self.directory.by_slug[slug].offices)
        return _STATE_WORDS.intersection(re.findall(r"\w+", search_fold(titles)))

    def _holds_another(
        self, slug: str, described: Collection[str], offices: Collection[str]
    ) -> bool:
        """Whether an office, a post or a rank is named that is none of theirs."""
        mine = self._held(slug)
        posts = _ministries(described) & _POSTS
        return bool(
            (offices and not set(offices) & mine)
            or (posts and not posts & mine and not self.fits(slug, described))
            or (_is_deputy(described, offices) and not mine & _DEPUTIES)
            or (_has_rank(described) and not offices and mine & _ELECTED)
        )

    def _is_before_their_time(self, slug: str, years: Collection[int]) -> bool:
        """ "In 1911, Senator Daniel Kelly": nobody speaks so long before an office of today."""
        since = [office.since for office in self.directory.by_slug[slug].offices if office.since]
        first = min(since, default=self._day)
        return first is not None and any(
            year < first.year - _LONGEST_BEFORE_OFFICE for year in years
        )

    def _has_post_elsewhere(self, slug: str, person: NamedPerson) -> bool:
        """Whether an office of the person is of another body or place: "Ohio's secretary of state".

        What somebody was, and where they are from, speaks against nobody whom the article gives
        their own office.
        """
        aliases = office_words(" ".join(self.directory.by_slug[slug].aliases))
        mine = self._held(slug) | self.directory.countries(slug) | aliases

        def is_other(post: Post) -> bool:
            is_elsewhere = bool(post.regions) and not post.regions & mine
            is_shared = post.title in mine or post.title == "candidate"
            return is_elsewhere or (is_shared and bool(post.of) and not post.of & mine)

        is_theirs = any(
            post.title in mine and not post.is_former and not is_other(post)
            for post in person.posts
        )
        return any(
            is_other(post) and not ((post.is_former or post.title in WEAK) and is_theirs)
            for post in person.posts
        )

    def _is_stranger(self, slug: str, person: NamedPerson) -> bool:
        """Whether the article presents somebody whom its readers would not know: "a welder"."""
        if NAMESAKE in person.introduced:
            return True
        if (person.introduced & PRIVATE) - self._held(slug):
            # "president of the miners' union", whatever else fits
            return True
        mine = self._held(slug)
        strange = {
            word
            for word in person.introduced
            if word.rstrip("s") not in PUBLIC and not office_words(word) & mine
        }
        return bool(strange) and not self.fits(slug, person.described | person.introduced)

    def _excluded(self, slug: str, person: NamedPerson, mention: str) -> bool:
        """ "Mrs. Carney": the courtesy title of the mention is not of his sex, as far as is known.

        Of a given name that may be of either, a surname behind "Mrs." is somebody else's.
        """
        speaker = self.directory.by_slug[slug]
        if speaker.is_institution:
            return False
        told = courtesy_gender(mention)
        own = gender_of(speaker.name)
        if told == "f" and not own:
            return len(name_words(person.name)) < 2
        return bool(told and own and told != own)

    def _held(self, slug: str) -> frozenset[str]:
        words = self.directory.held(slug)
        implied = {part for word, parts in _IMPLIED.items() if word in words for part in parts}
        return words | implied

    # --- offices ---------------------------------------------------------------------------------

    def of_title(self, mention: str, day: date | None) -> Identification:
        """Whom a bare title means: "Canada's defence minister", "the prime minister"."""
        if not self.directory.by_slug:
            return NOBODY
        institution = self.directory.institution(mention)
        if institution:
            return Identification(institution, _FULL)
        holders = self.directory.holders(mention, day)
        if not holders:
            return NOBODY
        meant = holders & self.named
        if _countries(_lows(mention)) and len(holders) == 1:
            certainty = _FULL if meant else _OFFICE_OF_COUNTRY
            return Identification(self.directory.by_slug[next(iter(holders))], certainty)
        if len(meant) == 1 and not self._is_borne(mention, next(iter(meant))):
            return Identification(self.directory.by_slug[next(iter(meant))], _BARE_OFFICE)
        return Identification(offered=tuple(sorted(holders)) if len(holders) < 4 else ())

    def _is_borne(self, mention: str, slug: str) -> bool:
        """Whether somebody else of the article has that title as well."""
        wanted = office_words(mention)
        home = self.directory.countries(slug)
        if any(
            wanted <= title and home and not countries_of(title) <= home
            for title in self.titles_of_countries
        ):
            # "the prime minister", where "the Danish prime minister" came up
            return True
        return any(
            wanted <= office_words(" ".join(person.described))
            for person in self.people
            if self._by_full_name(person)[0] != {slug}
        )


_DEPUTIES = frozenset("vice deputy".split())


def _is_deputy(described: Collection[str], offices: Collection[str]) -> bool:
    """Of somebody who stands in for an office and does not hold it: "Vice President Ann Long"."""
    folded = {search_fold(word).rstrip(".") for word in described}
    is_vice = "vice" in folded and "president" in offices
    return is_vice or ("deputy" in folded and bool(folded & _DEPUTIZED))


_DEPUTIZED = frozenset("premier minister secretary mayor governor".split())
_ELECTED = frozenset("senator representative president king mp".split())
_RANKED = frozenset(
    "gen general brig adm admiral col colonel lt lieutenant maj major capt captain sgt".split()
)


def _has_rank(described: Collection[str]) -> bool:
    """A rank of the forces, which nobody has who is elected to an office."""
    return bool({search_fold(word).rstrip(".") for word in described} & _RANKED)


_POSTS = frozenset("ambassador spokesperson chancellor".split())
_RANKS = frozenset("general admiral colonel lieutenant commander".split())
_MINISTRIES = frozenset(
    (
        *"minister secretary ambassador spokesperson press chancellor chair adviser".split(),
        *"advisor chief director commander".split(),
    )
)
_IMPLIED = {
    "house": ("representative", "lawmaker"),
    "senate": ("senator", "lawmaker"),
    "senator": ("lawmaker",),
    "representative": ("lawmaker",),
    "parliament": ("mp", "lawmaker"),
    "minister": ("mp",),
}


def _lows(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w.’'-]+", text.lower()))


def _offices(described: Collection[str]) -> frozenset[str]:
    found = {search_fold(word).rstrip(".") for word in described}
    if "ministre" in found:
        # The French premier is a prime minister.
        found.discard("premier")
    return frozenset(_OFFICE_FORMS.get(word, word) for word in found) & _OFFICES | (
        office_words(" ".join(found)) & _OFFICES
    )


def _titles(described: Collection[str]) -> frozenset[str]:
    """Titles of office and ranks, "prime" for prime ministers."""
    words = office_words(" ".join(described))
    return _offices(described) | words & (_MINISTRIES | _RANKS | {"prime"})


def _ministries(described: Collection[str]) -> frozenset[str]:
    return office_words(" ".join(described)) & _MINISTRIES


def _occupations(described: Collection[str]) -> bool:
    folded = {search_fold(word).rstrip(".") for word in described}
    return bool(folded & OCCUPATIONS) or any(_OF_TRADE.search(word) for word in folded)


def _countries(described: Collection[str]) -> frozenset[str]:
    return countries_in(" ".join(described))


def _spelled_alike(given: str) -> str:
    """A given name in one Latin spelling: Sergei, Sergey; Dmitri, Dmitry, Dmitriy."""
    given = re.sub(r"(?:iy|ii|ij)$", "y", given)
    return re.sub(r"i$", "y", given.replace("ei", "ey"))


def _whole(given: str) -> str:
    return _SHORT.get(given, given)


def is_same_given_name(one: str, other: str) -> bool:
    """Whether two given names, folded, may be of one person: Sergei, Sergey; Mike, Michael."""
    return _spelled_alike(one) == _spelled_alike(other) or _whole(one) == _whole(other)


def gender_of(name: str) -> str:
    """The gender of a given name, "m" or "f"; empty where it is either or unknown."""
    first = name.split()[0].lower() if name.split() else ""
    is_female, is_male = first in ENGLISH.female_names, first in ENGLISH.male_names
    return "" if is_female == is_male else "f" if is_female else "m"


_COURTESY = {
    **dict.fromkeys(("mr", "m", "monsieur", "sir", "lord"), "m"),
    **dict.fromkeys(("mrs", "ms", "miss", "mme", "mlle", "madame", "lady", "dame"), "f"),
}


def courtesy_gender(mention: str) -> str:
    """The gender of a courtesy title that begins a mention; empty without one."""
    words = mention.split()
    return _COURTESY.get(words[0].lower().rstrip("."), "") if len(words) > 1 else ""
