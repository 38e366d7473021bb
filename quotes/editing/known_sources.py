"""Known sources: the one an address leads to, those it may be, and what a new one begins with."""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext

from quotes.addresses.canonical import (
    InvalidURL,
    canonical_url,
    host_of,
    possible_twins,
    unwrapped,
)
from quotes.addresses.platforms import PlatformAccount, account_of, is_of_anybody, locator_of
from quotes.dates.partial import PartialDate
from quotes.editing.named_rows import speakers_by_name
from quotes.models import Capture, Outlet, Source, Statement, TwoDocuments
from quotes.models.vocabulary import SourceKind
from quotes.text.folding import search_fold
from quotes.text.titles import TitleWords

# So many sources that may be the same document are shown; more is a guess gone wrong.
MOST_TWINS = 5

# Documents of one outlet and day whose titles are compared.
_MOST_OF_A_DAY = 200

# Captured pages of an outlet, the newest, whose own addresses are looked through.
_MOST_READ = 1_000


# Labels below which countries let others register: the name stands in front of them.
_BELOW_COUNTRY = frozenset("ac co com edu gc gob gouv gov govt mil net or org".split())


# A short label without a blank is most often an abbreviation: CBC, NATO.
_LONGEST_ABBREVIATION = 4


def known_source(url: str) -> Source | None:
    """The source that this address leads to, also by way of an archive or a redirector.

    Raises `quotes.addresses.InvalidURL`.
    """
    found = unwrapped(url)
    forms_of_it = {canonical_url(url), canonical_url(found.url)}
    same = Q(canonical_url__in=forms_of_it)
    if found.archived_url:
        same |= Q(archived_url=found.archived_url)
    whole = Source.objects.select_related("outlet", "wire", "derived_from")
    return whole.filter(same).order_by("pk").first()


def possibly_known(url: str) -> list[Source]:
    """Sources whose addresses are so like this one that a person should look.

    So are those whose page, when it was read, gave this address as its own. Raises
    `quotes.addresses.InvalidURL`.
    """
    found = unwrapped(url).url
    alike = Source.objects.filter(canonical_url__in=possible_twins(found)).order_by("pk")
    return [*dict.fromkeys((*alike[:MOST_TWINS], *_whose_page_names(found)))][:MOST_TWINS]


def _whose_page_names(url: str) -> list[Source]:
    """The sources of this host whose captured page gave this address, in any form, as its own."""
    wanted, host = canonical_url(url), host_of(url)
    own = Source.objects.filter(
        Q(canonical_url__startswith=f"https://{host}/") | Q(outlet__in=outlets_of(host))
    )
    read = Capture.objects.filter(source__in=own, metadata__has_key="canonical_url")
    given = read.order_by("-pk").values_list("source", "metadata__canonical_url")[:_MOST_READ]
    named = {source for source, address in given if _canonical_or_nothing(address) == wanted}
    rows = Source.objects.filter(pk__in=named).exclude(canonical_url=wanted)
    return list(rows.order_by("pk")[:MOST_TWINS])


def _canonical_or_nothing(url: str) -> str:
    try:
        return canonical_url(url)
    except InvalidURL:
        return ""


def alike_documents(
    outlet: str, published: PartialDate, title: str, without: int = 0
) -> list[Source]:
    """Sources of an outlet of exactly the same day whose titles are very alike.

    Not those with other numbers, nor those that an editor has told apart from the one ``without``.
    """
    if not (outlet and title.strip() and published.first and published.first == published.last):
        return []
    rows = Source.objects.filter(
        outlet__name=outlet,
        published_from__lte=published.first,
        published_to__gte=published.first,
    )
    wanted = TitleWords.of(title)
    there = rows.exclude(pk=without).exclude(title="").order_by("pk")[:_MOST_OF_A_DAY]
    others = _told_apart_from(without) if without else set()
    alike = (
        row for row in there if row.pk not in others and wanted.is_alike(TitleWords.of(row.title))
    )
    return list(islice(alike, MOST_TWINS))


def _told_apart_from(source: int) -> set[int]:
    """The sources that somebody has told apart from this one, and itself."""
    pairs = TwoDocuments.objects.filter(Q(first=source) | Q(second=source))
    return {pk for pair in pairs.values_list("first", "second") for pk in pair}


def statements_of(source: Source) -> int:
    """How many statements cite a source, in any state."""
    return Statement.objects.filter(citations__source=source).distinct().count()


def here_already(source: Source) -> str:
    """That a document is here, and with how many statements, in a sentence."""
    count = statements_of(source)
    return ngettext(
        "This document is already in the archive, with %(count)d statement.",
        "This document is already in the archive, with %(count)d statements.",
        count,
    ) % {"count": count}


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an address tells of a source that is not here yet.

    ``outlets`` are those of its host: one, several that share it, or none; then ``new_outlet`` is
    a name to begin with. On a platform they are those of its account, and it is empty where the
    address names none. ``language`` and ``kind`` are empty where the outlet's sources differ.
    ``locator`` is the time of a video that the address leads to.
    """

    url: str
    archived_url: str
    host: str
    outlets: tuple[Outlet, ...]
    new_outlet: str
    language: str
    kind: str
    account: PlatformAccount | None = None
    locator: str = ""

    @property
    def outlet(self) -> Outlet | None:
        return self.outlets[0] if len(self.outlets) == 1 else None

    @property
    def guessed(self) -> str:
        """Where the outlet comes from, in a sentence."""
        told: dict[str, object] = {"host": self.host, "name": self.new_outlet}
        if self.account and not self.outlets:
            told["platform"] = self.account.platform
            if not self.new_outlet:
                return _now("The address names no account. Name it: “… on %(platform)s”.") % told
            return _now("An account is an outlet: “%(name)s”.") % told
        if self.outlet:
            told["outlet"] = self.outlet
            return _now("%(host)s belongs to %(outlet)s.") % told
        if self.outlets:
            told["outlets"] = ", ".join(map(str, self.outlets))
            return _now("%(host)s belongs to several outlets: %(outlets)s.") % told
        return _now("No outlet has the host %(host)s yet. Choose one, or add a new one.") % told


def begun(url: str) -> Beginning:
    """What can be known of a new source by its address. Raises `quotes.addresses.InvalidURL`."""
    found = unwrapped(url)
    host = host_of(found.url)
    account = account_of(found.url)
    outlets = _outlets_of_account(found.url, account) if account else outlets_of(host)
    new_outlet = "" if outlets else account_name(account) if account else name_of_host(host)
    printed = Source.objects.filter(outlet__in=outlets)
    kind = _agreed(printed, "kind")
    return Beginning(
        url=found.url,
        archived_url=found.archived_url,
        host=host,
        outlets=outlets,
        new_outlet=new_outlet,
        language=_agreed(printed, "language"),
        kind=kind or (_kind_on(account) if account else ""),
        account=account,
        locator=locator_of(url) or locator_of(found.url),
    )


def _kind_on(account: PlatformAccount) -> str:
    is_of_videos = account.platform in ("YouTube", "Vimeo", "Rumble", "TikTok")
    return SourceKind.VIDEO if is_of_videos else SourceKind.SOCIAL_POST


def account_name(account: PlatformAccount) -> str:
    """What the outlet of an account is called: ``Ann Long on X``, or by its handle.

    ``""`` where the account is not known: the platform is no outlet.
    """
    if not account.name:
        return ""
    handle = search_fold(account.name).strip()
    spoken = {
        row
        for name, rows in speakers_by_name().items()
        if name.replace(" ", "").removeprefix("@") == handle
        for row in rows
    }
    name = spoken.pop().name if len(spoken) == 1 else f"@{account.name}"
    return f"{name} on {account.platform}"


def _outlets_of_account(url: str, account: PlatformAccount) -> tuple[Outlet, ...]:
    """The outlets of the sources of this account, else one that is named after it."""
    if not account.name:
        return ()
    # Sources keep the address as it was found, which names the account where the identity does not.
    path = urlsplit(url).path.lower()
    end = path.index(account.name.lower()) + len(account.name)
    mine = Source.objects.filter(
        url__iregex=rf"^https?://[^/]+{re.escape(path[:end])}(/|\?|#|$)"
    ).filter(canonical_url__startswith=_beginning_of(url))
    printed = Outlet.objects.filter(sources__in=mine).distinct().order_by("name")[:5]
    return tuple(printed or Outlet.objects.filter(folded=search_fold(account_name(account))))


def _beginning_of(url: str) -> str:
    return f"https://{host_of(canonical_url(url))}/"


def outlets_of(host: str) -> tuple[Outlet, ...]:
    """The outlets with this host, or else with the longest domain that it is part of."""
    labels = host.split(".")
    # Never the top-level domain alone.
    for first in range(max(1, len(labels) - 1)):
        domain = ".".join(labels[first:])
        found = Outlet.objects.filter(hosts__overlap=[domain, f"www.{domain}"]).order_by("name")
        if found:
            return tuple(found)
    return _with_sources_at(host)


def _with_sources_at(host: str) -> tuple[Outlet, ...]:
    """The outlets of the sources that are here from this very host."""
    if is_of_anybody(host):
        return ()
    # By its beginning, so that the index of addresses is read.
    there = Source.objects.filter(canonical_url__startswith=f"https://{host.removeprefix('www.')}/")
    return tuple(Outlet.objects.filter(pk__in=there.values("outlet")).order_by("name"))


def name_of_host(host: str) -> str:
    """A name for an outlet to begin with: ``Example News`` for ``example-news.co.uk``."""
    labels = host.split(".")
    if not any(c.isalpha() for c in labels[-1]) or ":" in host:
        return host
    labels = labels[:-1] or labels
    if len(labels) > 1 and labels[-1] in _BELOW_COUNTRY:
        labels = labels[:-1]
    name = _readable(labels[-1])
    if len(name) <= _LONGEST_ABBREVIATION:
        return name.upper()
    return " ".join(f"{word[:1].upper()}{word[1:]}" for word in name.split("-"))


def _readable(label: str) -> str:
    """A label of a host as people write it (IDNA)."""
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _agreed(sources: QuerySet[Source], column: str) -> str:
    """The value that all of the sources have; ``""`` when they differ or there are none."""
    values = list(sources.order_by().values_list(column, flat=True).distinct()[:2])
    return values[0] if len(values) == 1 else ""
