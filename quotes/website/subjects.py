"""What a page is about, as it is told to machines: schema.org, reference managers, previews."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst

from quotes.citing import meta_tags
from quotes.citing.bylines import parted
from quotes.citing.meta_tags import Meta
from quotes.citing.reference import Site, by_source, of_source, reference
from quotes.embedding.oembed import oembed_links
from quotes.embedding.share_images import share_image_url
from quotes.exports import linked_data
from quotes.exports.linked_data import Node
from quotes.models import Role, Source, Speaker, Statement
from quotes.presentation.alternates import Alternate, source_alternates, statement_alternates
from quotes.releases import licence
from quotes.text.joined import colon


@dataclass(frozen=True)
class Image:
    """A picture of the page for those who share it; ``url`` is absolute, sizes are in pixels."""

    url: str
    alt: str
    width: int = 1200
    height: int = 630


@dataclass(frozen=True)
class Subject:
    """What a page is about, beyond what every page says of itself (`quotes.presentation.head`).

    ``nodes`` are JSON-LD, ``tags`` are for reference managers, ``alternates`` are the same thing in
    other forms.
    """

    nodes: Sequence[Node] = ()
    tags: Sequence[Meta] = ()
    alternates: Sequence[Alternate] = ()
    image: Image | None = None
    is_article: bool = False
    schemas: Sequence[tuple[str, str]] = meta_tags.SCHEMAS


def statement_subject(
    statement: Statement, revision: int | None, heading: str, site: Site
) -> Subject:
    """One statement, cited in its best source. Load it by ``with_page()``.

    ``revision`` is the number of its last one. What reference managers are told is the statement in
    the source that is best to cite; the other sources are in the JSON-LD.
    """
    best = by_source(statement)[:1]
    address = site.origin + statement.get_absolute_url()
    doubt = capfirst(statement.get_doubt_display())
    image_url = share_image_url(statement, revision, site.origin)
    return Subject(
        nodes=linked_data.of_statement(statement, site),
        tags=meta_tags.of_reference(reference(statement, best[0], site, revision)) if best else (),
        alternates=[*statement_alternates(statement), *oembed_links(address, site.origin)],
        image=Image(image_url, colon().join(filter(None, [doubt, heading, statement.text]))),
        is_article=True,
    )


def source_subject(
    source: Source, statement_ids: Collection[str], speakers: Iterable[str], site: Site
) -> Subject:
    """One source, with the public ids of its statements and the names of those it quotes."""
    quoted = [parted(name, settings.LANGUAGE_CODE) for name in speakers]
    return Subject(
        nodes=linked_data.of_source(source, statement_ids, site),
        tags=meta_tags.of_reference(of_source(source, site), quoted),
        alternates=source_alternates(source),
        is_article=True,
    )


def official_subject(
    official: Speaker, roles: Collection[Role], aliases: Collection[str], site: Site
) -> Subject:
    """One official, with the offices held and the names that sources print."""
    return Subject(nodes=linked_data.of_official(official, roles, aliases, site))


def home_subject(site: Site) -> Subject:
    """The site itself, and how it is searched."""
    return Subject(nodes=linked_data.of_site(site, reverse("home"), reverse("statements")))


def dataset_subject(
    site: Site,
    *,
    name: str,
    description: str,
    version: str,
    forms: Iterable[tuple[str, str, str]],
    identifier: str,
) -> Subject:
    """The whole record; ``forms`` are label, media type and path of each form of it, and
    ``identifier`` is its DOI as an address, if it has one."""
    nodes = linked_data.of_dataset(
        site,
        page=reverse("data"),
        name=name,
        description=description,
        version=version,
        modified=version,
        forms=forms,
        licence=licence.URL,
        identifier=identifier,
    )
    return Subject(nodes=nodes)
