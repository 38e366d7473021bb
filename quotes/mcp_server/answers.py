"""What programs are answered: plain values for JSON, each statement with its caveats.

A language model quotes what it is given. So no answer has words without their permalink, without
the state of their checks, and without a sentence for each thing that stands against them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from quotes.api.changes import BEGINNING, CursorLost, changes_since
from quotes.api.reading import Unreadable
from quotes.citing.reference import Site, by_source, reference
from quotes.citing.styles import STYLES, Cited
from quotes.exports.objects import objects_of
from quotes.models import CheckState, Facet, Kind, Speaker, Statement
from quotes.models.vocabulary import CAUTIONED
from quotes.quotation_check import Hints, UncheckableText, as_json, check_text
from quotes.revisions.resolve import at, newest_revision, resolve_public_id
from quotes.search.filters import find
from quotes.search.rows import listed
from quotes.website.lists.sentence import sentence

Answer = dict[str, Any]

# Officials of one name.
MOST_NAMESAKES = 10

ABSENCE = (
    "That something is not in this archive does not mean that it was not said: the archive holds "
    "what the sources it has read have printed."
)


class Unanswerable(ValueError):
    """A question that cannot be answered; the message is a sentence for whoever asked."""


# --- what stands against words -------------------------------------------------------------------


def caveats(made: Mapping[str, Any]) -> list[str]:
    """What whoever quotes a statement has to know, a sentence each; ``made`` is its JSON object."""
    return [*_of_attribution(made), *_of_words(made["citations"])]


def _of_attribution(made: Mapping[str, Any]) -> Iterator[str]:
    if made["kind"] == Kind.PARAPHRASE:
        yield (
            "The text is a paraphrase in the words of this archive, and not a quotation: do not "
            "put it in quotation marks."
        )
    if made["doubt"]:
        yield f"The attribution is {made['doubt']}: {made['doubt_reason']}"
    said = made["said"]
    if not said["edtf"]:
        yield "The day on which it was said is not known."
    elif said["first"] != said["last"]:
        yield f"The day on which it was said is known only in part: {said['edtf']}."


def _of_words(citations: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    quoted = [one for one in citations if one["wording"] is not None]
    states = {one["check"] for one in quoted}
    if quoted and states == {CheckState.UNCHECKED.value}:
        yield "No wording has been checked against the text of its source yet."
    for one in quoted:
        if one["check"] in (CheckState.DIFFERS, CheckState.NOT_FOUND):
            yield f"The text of {one['outlet']} does not have the words that are cited from it."
        if one["caution"] in CAUTIONED:
            whom = one["credited_to"] or "somebody else, or reports them as not said"
            yield f"The page of {one['outlet']} credits the words to: {whom}."
        if one["doubt"]:
            why = f"{one['doubt']}: {one['doubt_reason']}"
            yield f"The wording of {one['outlet']} is doubted, {why}"


def _check_of(made: Mapping[str, Any]) -> Answer:
    """How many wordings of a statement have which outcome of a check."""
    counts: dict[str, int] = {}
    for one in made["citations"]:
        if one["wording"] is not None:
            counts[one["check"]] = counts.get(one["check"], 0) + 1
    return counts


def _in_short(made: Mapping[str, Any]) -> Answer:
    """A statement in a list."""
    outlets = dict.fromkeys(one["outlet"] for one in made["citations"])
    keys = ("public_id", "url", "speaker", "offices", "said", "place", "kind", "language", "text")
    return {
        **{key: made[key] for key in keys},
        "topics": made["topics"],
        "printed_by": list(outlets),
        "checks": _check_of(made),
        "caveats": caveats(made),
    }


# --- answers -------------------------------------------------------------------------------------


def search(query: Mapping[str, Sequence[str]], size: int, site: Site) -> Answer:
    """A page of the list that a query finds, as `/statements/` reads it; ``after`` of an answer is
    that of the next. Raises `Unanswerable`."""
    asked = QueryDict(mutable=True)
    for name, values in query.items():
        asked.setlist(name, [value for value in values if value])
    asked["size"] = str(size)
    found = find(asked)
    page = found.page()
    if errors := found.errors + page.errors:
        raise Unanswerable(" ".join(errors))
    made = objects_of(page.ids, site)
    count = found.count()
    _newer, older = page.cuts(listed(page.ids))
    return {
        "found": {"number": count.number, "is_exact": count.is_exact},
        "list": sentence(found, count),
        "url": f"{site.origin}{reverse('statements')}?{_shown(asked)}",
        "statements": [_in_short(one) for one in made],
        "after": older,
        "note": "" if made else ABSENCE,
    }


def _shown(asked: QueryDict) -> str:
    query = asked.copy()
    for name in ("size", "after"):
        query.pop(name, None)
    return query.urlencode()


def get(public_id: str, site: Site) -> Answer:
    """One statement with every citation. Raises `Unanswerable` for one that never was."""
    found = resolve_public_id(public_id.strip())
    if found is None:
        raise Unanswerable(f"No statement has ever had the id “{public_id[:80]}”. {ABSENCE}")
    if found.statement is None:
        return {
            "public_id": public_id,
            "url": site.permalink(public_id),
            "is_withdrawn": True,
            "reason": found.reason,
            "caveats": ["This statement was withdrawn: do not quote it."],
        }
    objects = objects_of([found.statement.pk], site)
    if not objects:
        raise Unanswerable("This statement is no longer public.")
    [made] = objects
    moved = [f"“{public_id}” was merged into “{made['public_id']}”."] if found.was_merged else []
    return {
        **made,
        "is_withdrawn": False,
        "version_url": site.pinned(made["public_id"], made["revision"]),
        "checks": _check_of(made),
        "caveats": [*moved, *caveats(made)],
    }


COVERED = (
    "“exact” means that a source on record prints these words, for the official who is named, as "
    "far as one is; it does not mean that the source is right, nor that its page was checked: see "
    "the check of each source."
)


def check(text: str, hints: Hints, site: Site) -> Answer:
    """What the record says of every quotation in a text. Nothing of it is kept. Raises
    `Unanswerable`."""
    try:
        checked = check_text(text, hints)
    except UncheckableText as error:
        raise Unanswerable(str(error)) from None
    return as_json(checked, site) | {"caveats": [COVERED, ABSENCE]}


def cite(public_id: str, style: str, source: str, site: Site) -> Answer:
    """A statement as a source printed it, in a citation style. Raises `Unanswerable`."""
    if style not in STYLES:
        raise Unanswerable(f"“{style[:40]}” is not a style; these are: {', '.join(STYLES)}.")
    told = get(public_id, site)
    if told["is_withdrawn"]:
        raise Unanswerable(f"This statement was withdrawn, and is not cited: {told['reason']}")
    statement = Statement.objects.published().with_page().get(public_id=told["public_id"])
    every = by_source(statement)
    chosen = next((one for one in every if not source or one[0].source.public_id == source), None)
    if chosen is None:
        known = ", ".join(one[0].source.public_id for one in every)
        raise Unanswerable(f"“{source[:40]}” does not print it; these sources do: {known}.")
    last = newest_revision(statement)
    cited = reference(statement, chosen, site, last.number if last else None)
    texts = STYLES[style].written(Cited(cited))
    return {
        "public_id": told["public_id"],
        "url": told["url"],
        "version_url": told["version_url"],
        "style": STYLES[style].label,
        "texts": [{"form": str(form.label), "text": text.plain} for form, text in texts],
        "source": chosen[0].source.public_id,
        "caveats": told["caveats"],
    }


def changes(since: str, size: int, site: Site) -> Answer:
    """What changed in public behind a cursor, in order; empty begins with all there is. Raises
    `Unanswerable`."""
    try:
        part = changes_since(since.strip() or BEGINNING, size, site)
    except CursorLost:
        raise Unanswerable("This cursor is not known any more: begin without one.") from None
    except Unreadable as error:
        raise Unanswerable(str(error)) from None
    return {
        "changes": [_with_caveats(one) for one in part.changes],
        "since": part.cursor,
        "has_more": part.has_more,
    }


def _with_caveats(change: Answer) -> Answer:
    made = change["object"]
    if change["resource"] != "statements":
        return change
    if made is None:
        return change | {"caveats": ["This statement stands no more: do not quote it."]}
    return change | {"caveats": caveats(made)}


def official(name: str, site: Site) -> Answer:
    """The officials of a name, or the one of a slug: offices, and how much there is of each."""
    speaker = at(Speaker.objects.public(), slug=name.strip())
    slugs = (
        [speaker.slug]
        if speaker
        else [one.key for one in Facet.objects.speakers_named(name, MOST_NAMESAKES)]
    )
    rows = Speaker.objects.filter(slug__in=slugs).with_roles().with_statement_count()
    found = sorted(rows, key=lambda row: slugs.index(row.slug))
    more = ["Several officials have this name: choose by office."] if len(found) > 1 else []
    return {
        "officials": [_official(row, site) for row in found],
        "caveats": more if found else [ABSENCE],
    }


def _official(row: Any, site: Site) -> Answer:
    return {
        "slug": row.slug,
        "name": row.name,
        "url": site.origin + row.get_absolute_url(),
        "kind": row.kind,
        "country": row.country,
        "party": row.party,
        "statements": row.statement_count,
        "offices": [
            {
                "title": role.title,
                "organization": role.organization,
                "since": role.since.text,
                "until": role.until.text,
            }
            for role in row.roles.all()
        ],
    }
