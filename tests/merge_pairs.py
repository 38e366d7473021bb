"""Two rows of each kind that can be merged, with all that hangs on them."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from quotes.editing import (
    EditContext,
    publish,
    record_changes,
)
from quotes.models import (
    Capture,
    Citation,
    Figure,
    Occasion,
    Outlet,
    Relation,
    Source,
    Speaker,
    Statement,
    Topic,
)
from quotes.verification.store import check_citations
from tests import factories as make

WORDS = "We will build it in three years."


def capture(of: Source) -> Capture:
    return Capture.objects.create(
        source=of, text=WORDS, sha256="0" * 64, taken_at=timezone.now(), how="pasted"
    )


def checked(statement: Statement, source: Source, **fields: Any) -> Citation:
    made = make.citation(
        statement,
        source=source,
        wording=WORDS,
        capture=capture(source),
        start=0,
        end=len(WORDS),
        check_state="exact",
        checked_at=timezone.now(),
        **fields,
    )
    made.caution, made.checked_at = "none", timezone.now()
    made.save()
    return made


@transaction.atomic
def two_statements() -> tuple[Statement, Statement]:
    """Two statements of one official: each with a topic, sources and relations, some shared."""
    speaker, shared = make.speaker(), make.topic()
    own = make.topic()
    source = make.source()
    kept = make.statement(speaker=speaker, topics=(shared,), text=WORDS)
    merged = make.statement(speaker=speaker, topics=(shared, own), text=f"{WORDS} I said so.")
    make.citation(kept, source=source, wording="in three years", kind="partial", position=1)
    make.citation(merged, source=source, wording="in three years", kind="partial", position=1)
    make.citation(merged, source=source, wording="build it", kind="partial", position=2)
    for of, bound in ((kept, "exact"), (merged, "exact"), (merged, "at-most")):
        Figure.objects.create(statement=of, quantity="duration", low=3, bound=bound, unit="years")
    other = make.statement(speaker=speaker)
    for of in (kept, merged):
        relate(of, other)
        relate(other, of, "denies")
    relate(merged, other, "clarifies")
    relate(merged, kept)
    record_changes([kept.pk, merged.pk, other.pk], EditContext("More sources."))
    return kept, merged


def relate(one: Statement, other: Statement, kind: str = "repeats") -> None:
    Relation.objects.create(kind=kind, from_statement=one, to_statement=other, reason="Same words.")


def two_speakers() -> tuple[Speaker, Speaker]:
    kept = make.speaker("Mark Carney", country="CA")
    merged = make.speaker("M. Carney", name_fr="Marc Carney", party="Liberal", country="CA")
    for of, names in ((kept, ["PM Carney"]), (merged, ["PM Carney", "Mark Carney", "Carney"])):
        for name in names:
            make.alias(of, name)
    for of in (kept, merged):
        make.role(of, "Prime Minister", since="2025-03-14")
    make.role(merged, "Governor", since="2008", until="2013")
    make.statement(speaker=kept)
    make.statement(speaker=merged, said="2010-01-01")
    make.draft(speaker=merged)
    return kept, merged


@transaction.atomic
def two_outlets() -> tuple[Outlet, Outlet]:
    kept = make.outlet("The Gazette", hosts=["gazette.example"])
    merged = make.outlet(
        "Gazette", hosts=["gazette.example", "www.gazette.example"], kind="newspaper"
    )
    statement = make.statement()
    make.citation(statement, source=make.source(outlet=kept), wording="build")
    make.citation(statement, source=make.source(outlet=merged), wording="it")
    make.citation(statement, source=make.source(wire=merged), via=merged, wording="years")
    record_changes([statement.pk], EditContext("More sources."))
    return kept, merged


def two_topics() -> tuple[Topic, Topic]:
    kept, merged = make.topic("cost"), make.topic("costs", name_fr="Coûts")
    make.statement(topics=(kept, merged))
    make.statement(topics=(merged,))
    make.statement(topics=(kept,))
    return kept, merged


def two_sources() -> tuple[Source, Source]:
    outlet = make.outlet()
    kept = make.source("2025-05", outlet=outlet)
    merged = make.source(
        "2025-05-21",
        outlet=outlet,
        title="A shield",
        archived_url="https://archive.example/1",
        archived_at=timezone.now(),
    )
    make.source(derived_from=merged, outlet=outlet)
    capture(kept)
    both = make.draft(text=WORDS)
    make.citation(both, source=kept, wording="build it", kind="partial", position=0)
    checked(both, merged, position=1)
    make.citation(both, source=merged, wording="build it", kind="partial", position=2)
    check_citations(both.citations.filter(check_state="unchecked"))
    publish(both, EditContext("First published"))
    one = make.draft(text=WORDS)
    checked(one, merged)
    publish(one, EditContext("First published"))
    return kept, merged


def two_occasions() -> tuple[Occasion, Occasion]:
    kept = make.occasion("Hearing on the shield", date="2025-05")
    merged = make.occasion("Hearing", name_fr="Audience", place="Ottawa", date="2025-05-21")
    make.statement(occasion=kept)
    make.statement(occasion=merged)
    make.draft(occasion=merged)
    return kept, merged


PAIRS = {
    "statement": two_statements,
    "speaker": two_speakers,
    "outlet": two_outlets,
    "topic": two_topics,
    "source": two_sources,
    "occasion": two_occasions,
}
