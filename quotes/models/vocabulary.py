"""The closed lists of words the record is described in, one word a thing."""

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a statement stands between an editor's first draft and the public record."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class SpeakerKind(models.TextChoices):
    """Who can say something."""

    PERSON = "person", _("person")
    INSTITUTION = "institution", _("institution")


class Kind(models.TextChoices):
    """How words are given: whole sentences in quotation marks, a fragment, or no marks at all."""

    DIRECT = "direct", _("direct quotation")
    PARTIAL = "partial", _("quoted fragment")
    PARAPHRASE = "paraphrase", _("paraphrase")


# What a paraphrase says is nobody's wording.
QUOTED = (Kind.DIRECT, Kind.PARTIAL)


class WordingDoubt(models.TextChoices):
    """Why a wording is not to be taken for the words: the source translated them back, or worse."""

    BACK_TRANSLATION = "back-translation", _("back-translation")
    DISPUTED = "disputed", _("disputed wording")


class AttributionDoubt(models.TextChoices):
    """Why a statement is not to be taken for that of the official it is credited to."""

    DISPUTED = "disputed", _("disputed attribution")
    MISATTRIBUTED = "misattributed", _("misattributed")


class CheckState(models.TextChoices):
    """The outcome of holding a wording against the text of its source."""

    UNCHECKED = "unchecked", _("not yet checked")
    EXACT = "exact", _("exact")
    FOLDED = "folded", _("exact but for typography")
    OMISSIONS = "omissions", _("exact with marked omissions")
    DIFFERS = "differs", _("differs from the source")
    NOT_FOUND = "not-found", _("not found in the source")


class Caution(models.TextChoices):
    """What a page says against the attribution of words that stand in it."""

    UNKNOWN = "unknown", _("attribution not read")
    NONE = "none", _("nothing against the attribution")
    CREDITED = "credited", _("credited to somebody else")
    PARTLY = "partly", _("credited in part to somebody else")
    SEPARATE = "separate", _("joined from separate quotations")
    NOT_SAID = "not-said", _("reported as not said")


# Cautions that say something.
CAUTIONED = (Caution.CREDITED, Caution.PARTLY, Caution.SEPARATE, Caution.NOT_SAID)


def check_label(state: CheckState, *, is_cautioned: bool) -> str:
    """The outcome of a check in words, and that a caution goes with it."""
    label = str(state.label)
    return _now("%(outcome)s, with a caution") % {"outcome": label} if is_cautioned else label


class Watch(models.TextChoices):
    """Whether the words still stand where they were printed."""

    UNKNOWN = "unknown", _("not watched")
    PRESENT = "present", _("still there")
    ALTERED = "altered", _("altered since")
    REMOVED = "removed", _("removed since")
    GONE = "gone", _("page gone")
    BLOCKED = "blocked", _("page cannot be read")


class Bound(models.TextChoices):
    """How a number is meant."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    AT_LEAST = "at-least", _("at least")
    AT_MOST = "at-most", _("at most")
    RANGE = "range", _("between")


class SourceKind(models.TextChoices):
    """What kind of document a source is."""

    NEWS_ARTICLE = "news-article", _("news article")
    PRESS_RELEASE = "press-release", _("press release")
    TRANSCRIPT = "transcript", _("transcript")
    SPEECH = "speech", _("speech")
    SOCIAL_POST = "social-post", _("social post")
    REPORT = "report", _("report")
    VIDEO = "video", _("video")
    HEARING = "hearing", _("hearing")


class OutletKind(models.TextChoices):
    """What kind of publisher an outlet is."""

    NEWSPAPER = "newspaper", _("newspaper")
    MAGAZINE = "magazine", _("magazine")
    BROADCASTER = "broadcaster", _("broadcaster")
    AGENCY = "agency", _("news agency")
    WEBSITE = "website", _("website")
    GOVERNMENT = "government", _("government")
    PARLIAMENT = "parliament", _("parliament")
    COMPANY = "company", _("company")
    OTHER = "other", _("other")


class How(models.TextChoices):
    """How the text of a source came to the archive."""

    FETCHED = "fetched", _("fetched")
    PASTED = "pasted", _("pasted")
    UPLOADED = "uploaded", _("uploaded")
    SENT = "sent", _("sent from the browser")


class RelationKind(models.TextChoices):
    """What one statement does to another."""

    REPEATS = "repeats", _("repeats")
    REVISES = "revises", _("revises")
    CONTRADICTS = "contradicts", _("contradicts")
    CLARIFIES = "clarifies", _("clarifies")
    DENIES = "denies", _("denies")
    REPLIES_TO = "replies-to", _("replies to")


class Addressed(models.TextChoices):
    """What has a public address that must never die."""

    SPEAKER = "speaker", _("official")
    OUTLET = "outlet", _("outlet")
    TOPIC = "topic", _("topic")
    SOURCE = "source", _("source")
    STATEMENT = "statement", _("statement")
    OCCASION = "occasion", _("occasion")


def doubts(choices: type[models.TextChoices], name: str) -> list[models.CheckConstraint]:
    """The column ``doubt`` holds a word of the list and ``doubt_reason`` why, or both are empty."""
    doubted = ~models.Q(doubt="") & models.Q(doubt_reason__regex=r"\S")
    return [
        models.CheckConstraint(
            condition=models.Q(doubt__in=["", *choices.values]), name=f"{name}_doubt_known"
        ),
        models.CheckConstraint(
            condition=models.Q(doubt="", doubt_reason="") | doubted, name=f"{name}_doubt_has_reason"
        ),
    ]


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """The column holds a word of the list, whoever writes it."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": list(choices.values)}), name=name
    )
