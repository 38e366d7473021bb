"""Wordings are held against the texts of their sources as soon as they are saved."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from quotes.admin.base import RecordAdmin
from quotes.models import Citation
from quotes.verification.store import PROOF, Checked, check_citations, stale


class CheckingAdmin(RecordAdmin):
    """The form of a statement: what it cites and nobody has checked yet is checked on saving."""

    def record(self, request: HttpRequest, form: Any, formsets: Any) -> None:
        super().record(request, form, formsets)
        unchecked = stale(Citation.objects.filter(statement=form.instance))
        for checked in check_citations(unchecked.select_related("source__outlet")):
            if checked.verdict.outcome not in PROOF or checked.verdict.findings:
                messages.warning(request, _told(checked))


def _told(checked: Checked) -> str:
    citation, verdict = checked
    return " ".join(
        (
            _("%(outlet)s: %(outcome)s.")
            % {"outlet": citation.outlet_name, "outcome": verdict.outcome.label},
            *(finding.sentence for finding in verdict.findings),
        )
    )
