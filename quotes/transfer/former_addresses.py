"""Addresses that outlets had in an earlier edition of a record, and lead on to what they are now.

An archive that still has an outlet there merges it, by the act that editors merge with, so that it
can be undone; in any other the address alone leads on.
"""

from collections.abc import Iterator

from quotes.editing import EditContext, Refused, merge
from quotes.editing.addressed import new_redirect
from quotes.models import Merge, Outlet, Redirect
from quotes.models.vocabulary import Addressed
from quotes.transfer.plan import ImportPlan, PlannedEntry
from quotes.transfer.schema import OutletEntry
from quotes.transfer.yaml_document import Mistake, RefusedRecord


def _former(plan: ImportPlan) -> dict[str, PlannedEntry]:
    """The outlet that each former address leads to."""
    return {old: one for one in plan.of(OutletEntry) for old in one.told.formerly}


def _at(addresses: dict[str, PlannedEntry]) -> list[Outlet]:
    """The outlets that the archive has at former addresses."""
    return list(Outlet.objects.filter(slug__in=addresses).order_by("slug"))


def conflicts(plan: ImportPlan) -> Iterator[str]:
    """A sentence for each former address that leads elsewhere here, or that is still named."""
    former = _former(plan)
    for redirect in Redirect.objects.filter(kind=Addressed.OUTLET, old__in=former):
        one = former[redirect.old]
        if redirect.target is None or redirect.target != one.row:
            where = f"leads to “{redirect.target}”" if redirect.target else "is gone"
            yield f"the former address {redirect.old} of “{one.name}” {where} here"
    named = {one.name for one in plan.of(OutletEntry)}
    for row in _at(former):
        if row.name in named:
            now = former[row.slug].name
            yield f"{row.slug} is the address of “{row.name}” here, not a former one of “{now}”"


def lead_on(plan: ImportPlan, act: EditContext) -> list[str]:
    """Merge the outlets at former addresses, and let addresses that nobody has lead on.

    Returns a sentence for each that editors have parted again, which stays. Raises `RefusedRecord`
    for two that are not one.
    """
    former = _former(plan)
    parted = Merge.objects.filter(kind=Addressed.OUTLET, undone_at__isnull=False)
    left_apart = set(parted.filter(merged_key__in=former).values_list("kept_id", "merged_key"))
    left = []
    for row in _at(former):
        one = former.pop(row.slug)
        if (one.row.pk, row.slug) in left_apart:
            left.append(f"{row.name} was parted from {one.name} in the archive and stays")
            continue
        try:
            merge(one.row, row, act)
        except Refused as refused:
            reasons = " ".join(refused.sentences)
            message = f"“{row.name}” cannot be merged into “{one.name}”: {reasons}"
            raise RefusedRecord([Mistake("outlets.yaml", 0, message)]) from refused
    there = Redirect.objects.filter(kind=Addressed.OUTLET, old__in=former)
    for redirect in there:
        del former[redirect.old]
    # Without a reason, because nothing was corrected here.
    Redirect.objects.bulk_create(
        new_redirect(Addressed.OUTLET, old, one.row, "") for old, one in former.items()
    )
    return left
