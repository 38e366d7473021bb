"""What the database refuses, in sentences for an editor.

Every rule of the record stands in the database under a name. A form foresees most of them; what
slips through (two editors at once, a rule over several rows) comes back as an error that bears the
rule's name, and is shown beside the field that can mend it.
"""

from typing import NamedTuple

from django.db import DataError, Error, IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the database raises where a rule of the record is broken.
REFUSALS = (IntegrityError, DataError)


class Refusal(NamedTuple):
    """Why something was not saved, and the form field to say it at; ``""`` for the whole form."""

    field: str
    sentence: str | Promise


_SENTENCES: dict[str, Refusal] = {
    "speaker_wikidata_item": Refusal(
        "wikidata", _("A Wikidata item is the letter Q followed by a number, such as Q12345.")
    ),
    "alias_once_a_speaker": Refusal("name", _("This official already has this alias.")),
    "role_since_before_until": Refusal("until", _("A role cannot end before it begins.")),
    "source_not_from_itself": Refusal("derived_from", _("A source cannot be derived from itself.")),
    "source_no_cycle": Refusal(
        "derived_from",
        _("That source is already derived from this one; it cannot go both ways."),
    ),
    "occasion_once": Refusal(
        "name", _("This occasion already exists, with the same place and date.")
    ),
    "statement_published_is_cited": Refusal(
        "", _("A published statement needs at least one source.")
    ),
    "statement_public_stays": Refusal(
        "", _("A published statement keeps its address and cannot become a draft again.")
    ),
    "topic_once_a_statement": Refusal("topic", _("The statement already has this topic.")),
    "citation_wording_unless_paraphrase": Refusal(
        "wording",
        _("Exact wording is required for quotations; only a paraphrase can be saved without it."),
    ),
    "citation_doubt_has_reason": Refusal(
        "doubt_reason", _("Say why the wording is doubtful; without a doubt, leave this empty.")
    ),
    "statement_doubt_has_reason": Refusal(
        "doubt_reason", _("Say why the statement is doubtful; without a doubt, leave this empty.")
    ),
    "statement_reply_is_signed": Refusal(
        "reply_by", _("Say who signed the reply; without a reply, leave this empty.")
    ),
    "citation_capture_of_its_source": Refusal(
        "source", _("The wording of this citation was found in the text of a different source.")
    ),
    "citation_exact_words": Refusal(
        "wording", _("This is not the wording that the check found in the source.")
    ),
    "figure_has_number": Refusal("low", _("Enter the lower number, the higher number, or both.")),
    "figure_low_before_high": Refusal(
        "high", _("The higher number cannot be smaller than the lower one.")
    ),
    "relation_not_to_itself": Refusal(
        "to_statement", _("A statement cannot be related to itself.")
    ),
    "relation_once": Refusal("to_statement", _("This relation already exists.")),
    "revision_has_reason": Refusal(
        "reason",
        _("This changes a published page. Give a reason: readers will see it."),
    ),
    "public_change_is_recorded": Refusal(
        "", _("This changes a published statement, and no revision gives the reason.")
    ),
    "speaker_change_is_recorded": Refusal(
        "", _("This changes the names or offices of an official, and no revision gives the reason.")
    ),
    "speakerrevision_has_reason": Refusal(
        "reason",
        _("This changes a published page. Give a reason: readers will see it."),
    ),
    "speakerrevision_continues": Refusal(
        "", _("Someone else has just changed this official. Check it, then save again.")
    ),
    "speakerrevision_numbered_once": Refusal(
        "", _("Someone else has just changed this official. Check it, then save again.")
    ),
    "revision_continues": Refusal(
        "", _("Someone else has just changed this statement. Check it, then save again.")
    ),
    "revision_numbered_once": Refusal(
        "", _("Someone else has just changed this statement. Check it, then save again.")
    ),
    "redirect_once": Refusal("old", _("This old address already redirects somewhere.")),
    "redirect_to_its_kind": Refusal("kind", _("Choose one target, of the kind you named.")),
    "redirect_or_gone_why": Refusal(
        "reason", _("Enter the target. If it no longer exists, say why.")
    ),
}

# SQLSTATE (PostgreSQL documentation, appendix A) of what only somebody else's work can cause once
# the form has found no fault.
_TAKEN = "23505"
_REFERENCE = "23503"


def refusal(rule: str, sqlstate: str = "") -> Refusal:
    """What to tell an editor who broke the rule of this name."""
    if rule in _SENTENCES:
        return _SENTENCES[rule]
    if sqlstate == _TAKEN:
        return Refusal("", _("Another entry with this name or address has just been saved."))
    if sqlstate == _REFERENCE:
        return Refusal(
            "",
            _("Someone else has just changed or deleted something this depends on."),
        )
    return Refusal("", _("A rule of the record does not allow this: %(rule)s.") % {"rule": rule})


def refusal_of(error: Error) -> Refusal:
    """What to tell an editor about an error that the database raised.

    Reads the rule's name and the SQLSTATE that PostgreSQL sends with it (psycopg's ``diag``).
    """
    cause = error.__cause__
    diagnosis = getattr(cause, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None) or ""
    sqlstate = getattr(cause, "sqlstate", None) or ""
    if not rule and not sqlstate:
        return Refusal("", _("The database did not accept this: %(error)s") % {"error": error})
    if not rule:
        message = getattr(diagnosis, "message_primary", "") or str(error)
        return Refusal("", _("The database did not accept this: %(error)s") % {"error": message})
    return refusal(rule, sqlstate)
