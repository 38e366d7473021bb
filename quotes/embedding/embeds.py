"""A statement on somebody else's page: as text that needs nothing of ours, or as a framed page.

The framed page shows the words that were embedded, and says what became of them since. It is the
only page of the archive that another site may frame; it sets no cookie and needs no script. See
docs/embedding.md.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from dometracker import csp
from quotes.citing.reference import Site, by_source
from quotes.dates.display import date_format, humanize, machine
from quotes.dates.partial import PartialDate, parse
from quotes.models import Kind, Revision, Source, Statement
from quotes.presentation.cards import StatementCard
from quotes.presentation.moved import address_meant
from quotes.revisions.resolve import Resolution, newest_revision, resolve_public_id
from quotes.text.languages import direction
from quotes.text.quotation_marks import marks

# In seconds: how long a correction may stay unseen in an embed.
FRESH = 300

# The default width of a frame, and the least room in which its page can be read; in pixels.
WIDTH = 600
NARROWEST, LOWEST = 260, 180

# What a reader of an embed sees: a revision that changes one of these corrects it, another one
# (a source was added) only brings it up to date.
_SHOWN = ("text", "kind", "language", "speaker", "offices", "said")

# As static/css/embed.css sets them, in pixels: the height of a line of words and of small type,
# and what stands to the left and right, and above, between and below.
_WORDS_LINE, _SMALL_LINE = 30, 22
_SIDES, _GAPS = 42, 80
_WORDS_LETTER, _SMALL_LETTER, _WIDE_SIGN = 10.2, 7.6, 20
# What a line leaves free on average, because a word is not broken.
_RAGGED = 45
# Letters of another font than the served one are wider, and a line that has both is higher.
_OTHER_LETTER, _MIXED_LINE = 12, 33
_OTHER_FONT = re.compile("[^\u0000-\u024f\u1e00-\u1eff\u2000-\u22ff]")
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Embedded:
    """What an embed says of one revision of a statement.

    ``number`` is that of the revision, None for a statement without history. ``check_state`` and
    ``check_display`` are empty for a revision that is not the newest: the check is of the newest.
    """

    public_id: str
    number: int | None
    text: str
    kind: str
    language: str
    speaker: str
    offices: tuple[str, ...]
    said: PartialDate
    outlets: int
    check_state: str = ""
    check_display: str = ""

    @property
    def is_quotation(self) -> bool:
        return self.kind != Kind.PARAPHRASE

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def marks(self) -> tuple[str, str]:
        return marks(self.language) if self.is_quotation else ("", "")

    @property
    def said_display(self) -> str:
        return humanize(self.said)

    @property
    def said_machine(self) -> str:
        return machine(self.said)

    @property
    def heading(self) -> str:
        return _("%(speaker)s, %(date)s") % {"speaker": self.speaker, "date": self.said_display}


def of_statement(statement: Statement, number: int | None) -> Embedded:
    """The statement as it stands; load it by ``with_page()``. ``number``: its newest revision."""
    card = StatementCard(statement)
    return Embedded(
        public_id=statement.public_id,
        number=number,
        text=statement.text,
        kind=statement.kind,
        language=statement.language,
        speaker=statement.speaker.public_name,
        offices=tuple(card.offices),
        said=statement.said,
        outlets=len(card.outlet_names),
        check_state="caution" if card.is_cautioned else card.check_state,
        check_display=card.check_display,
    )


def of_revision(revision: Revision, public_id: str) -> Embedded:
    """What a revision says, in the names it was made with."""
    state = revision.public_state
    return Embedded(
        public_id=public_id,
        number=revision.number,
        text=state["text"],
        kind=state["kind"],
        language=state["language"],
        speaker=state["speaker"]["name"],
        offices=tuple(state["offices"]),
        said=parse(state["said"]),
        outlets=len({citation["outlet"] for citation in state["citations"]}),
    )


# The framed page


@xframe_options_exempt
@csp.override(frame_ancestors=["*"])
@require_safe
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page in the frame; ``?v=2`` shows revision 2 and what has become of it.

    410 with the reason when the statement was withdrawn and 404 where there is none, both as
    pages that can be read in the frame.
    """
    found = resolve_public_id(public_id)
    if found is None and (address := address_meant(request)):
        return redirect(address, permanent=True)
    if found is None:
        return _message(request, 404, _("There is no statement at this address."))
    if found.statement is None:
        return _message(request, 410, _("Withdrawn: %(reason)s") % {"reason": found.reason})
    newest = newest_revision(found.statement)
    now = of_statement(found.statement, newest.number if newest else None)
    asked = re.sub(r"(?<=\d)[^\w]+$", "", request.GET.get("v", ""))
    if not asked or (asked == str(now.number) and not found.was_merged):
        return _embed_response(request, now, [*_doubt(found.statement), *_merger(found)])
    since = revisions_from(found, asked)
    if not since:
        return _message(request, 404, _("This statement has no version of that number."))
    then = of_revision(since[0], public_id)
    notices = [*_doubt(found.statement), *_changes(since), *_merger(found)]
    return _embed_response(request, then, notices, now if now.text != then.text else None)


def revisions_from(found: Resolution, number: str) -> list[Revision]:
    """The revision of a number and all that came after it, oldest first; none if there is none."""
    if found.asked is None or not _NUMBER.fullmatch(number):
        return []
    revisions = list(found.asked.revisions.filter(number__gte=int(number)).order_by("number"))
    return revisions if revisions and revisions[0].number == int(number) else []


def _doubt(statement: Statement) -> list[str]:
    return [statement.doubt_sentence] if statement.doubt else []


def _merger(found: Resolution) -> list[str]:
    if not found.was_merged:
        return []
    return [_("The statement embedded here has been merged into another.")]


def _changes(revisions: list[Revision]) -> Iterator[str]:
    """A sentence for each revision but the first."""
    for before, after in pairwise(revisions):
        told = {"date": date_format(after.made_at, "j F Y"), "reason": after.reason}
        if _differ(before.public_state, after.public_state):
            yield _("Corrected on %(date)s: %(reason)s") % told
        else:
            yield _("Updated on %(date)s: %(reason)s") % told


def _differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(before.get(key) != after.get(key) for key in _SHOWN)


def _embed_response(
    request: HttpRequest, embedded: Embedded, notices: list[str], now: Embedded | None = None
) -> HttpResponse:
    context = {
        "embedded": embedded,
        "notices": notices,
        "now": now,
        "permalink": request.build_absolute_uri(f"/s/{embedded.public_id}"),
    }
    return _answer(render(request, "quotes/embed.html", context))


def _message(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    context = {
        "embedded": None,
        "notices": [sentence],
        "now": None,
        "permalink": request.build_absolute_uri(reverse("home")),
    }
    return _answer(render(request, "quotes/embed.html", context, status=status))


def _answer(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={FRESH}"
    return response


# What is copied into another page


@dataclass(frozen=True)
class EmbedCode:
    """What a reader copies: words as text, or a frame that tells of corrections.

    Both are HTML that is escaped once more, to stand as text on a page.
    """

    quotation: SafeString
    frame: SafeString


def embed_code(statement: Statement, embedded: Embedded, origin: str) -> EmbedCode:
    """Both ways to embed a statement as it stands; load it by ``with_page()``.

    ``embedded`` is `of_statement`, ``origin`` scheme and host without a slash at its end.
    """
    return EmbedCode(
        escape(quotation_html(statement, embedded, origin)),
        escape(frame_html(embedded, origin, WIDTH, height_of(embedded, WIDTH))),
    )


@dataclass(frozen=True)
class Copied:
    """A text for the clipboard; ``html`` is its rich form, empty for what is text alone.

    What is HTML is escaped once more, to stand in an attribute.
    """

    label: str
    text: str
    html: str = ""


def copies(statement: Statement, embedded: Embedded, code: EmbedCode, origin: str) -> list[Copied]:
    """What readers of a statement copy: its address, its words, and what embeds it."""
    words = _("Copy quotation") if embedded.is_quotation else _("Copy summary")
    return [
        Copied(_("Copy link"), Site(origin).permalink(statement.public_id)),
        Copied(words, quotation_text(statement, embedded, origin), code.quotation),
        Copied(_("Copy embed code"), code.frame),
    ]


def quotation_text(statement: Statement, embedded: Embedded, origin: str) -> str:
    """The words in their marks, who said them and when, who printed them, and the permalink."""
    opening, closing = embedded.marks
    words = f"{opening}{embedded.text}{closing}"
    if not embedded.is_quotation:
        label = _("Paraphrase:")
        words = f"{label} {words}"
    caption = unescape(strip_tags(_caption(statement, embedded)))
    return f"{words}\n— {caption} {Site(origin).permalink(embedded.public_id)}"


def quotation_html(statement: Statement, embedded: Embedded, origin: str) -> SafeString:
    """The words as text, with who said them, when, who printed them and where they are kept.

    What is not part of the quotation stands outside of ``<blockquote>`` (HTML Living Standard,
    4.4.4), in the caption of a figure. A paraphrase is nobody's words and no ``<blockquote>``.
    """
    site = Site(origin)
    opening, closing = embedded.marks
    words = _quoted if embedded.is_quotation else _paraphrased
    return format_html(
        '<figure>\n{}\n<figcaption lang="{}">{} <a href="{}">{}</a></figcaption>\n</figure>',
        words(embedded, site.pinned(embedded.public_id, embedded.number), opening, closing),
        get_language() or settings.LANGUAGE_CODE,
        _caption(statement, embedded),
        site.permalink(embedded.public_id),
        settings.ARCHIVE_NAME,
    )


def _quoted(embedded: Embedded, cite: str, opening: str, closing: str) -> SafeString:
    return format_html(
        '<blockquote cite="{}" lang="{}" dir="{}"><p>{}{}{}</p></blockquote>',
        *(cite, embedded.language, embedded.direction, opening, embedded.text, closing),
    )


def _paraphrased(embedded: Embedded, cite: str, opening: str, closing: str) -> SafeString:
    return format_html(
        '<p>{} <span lang="{}" dir="{}">{}</span></p>',
        *(_("Paraphrase:"), embedded.language, embedded.direction, embedded.text),
    )


def _caption(statement: Statement, embedded: Embedded) -> SafeString:
    told = [*_doubt(statement)]
    told.append(", ".join([embedded.speaker, *embedded.offices, embedded.said_display]))
    if cited := by_source(statement):
        told.append(_printed_by(cited[0][0].source, embedded.outlets))
    return format_html_join(" ", "{}.", ((one,) for one in told))


def _printed_by(source: Source, outlets: int) -> SafeString:
    """The source that is best to cite, and that there are others."""
    name = format_html("<cite>{}</cite>", source.outlet.name)
    if source.url:
        name = format_html('<a href="{}">{}</a>', source.url, name)
    if outlets > 1:
        return format_html(_("Printed by {} and others"), name)
    return format_html(_("Printed by {}"), name)


def frame_address(embedded: Embedded, origin: str) -> str:
    """The address of the framed page, which names the revision whose words are embedded."""
    path = reverse("embed", args=[embedded.public_id])
    return f"{origin}{path}" + (f"?v={embedded.number}" if embedded.number else "")


def frame_html(embedded: Embedded, origin: str, width: int, height: int) -> SafeString:
    """An ``<iframe>`` no wider than what it stands in.

    ``frameborder`` because a page's own policy may refuse a ``style``.
    """
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" frameborder="0"'
        ' style="max-width:100%">'
        "</iframe>",
        *(frame_address(embedded, origin), width, height, embedded.heading),
    )


def height_of(embedded: Embedded, width: int) -> int:
    """About as many pixels as the framed page is high at a width, rather more than fewer.

    From the number of letters alone: nobody can tell a frame of another site its true height
    without a script.
    """
    room = max(width - _SIDES, 1)
    wide = len(_WIDE.findall(embedded.text))
    is_mixed = _OTHER_FONT.search(embedded.text)
    letter = _OTHER_LETTER if is_mixed else _WORDS_LETTER
    words = wide * _WIDE_SIGN + (len(embedded.text) - wide + 2) * letter
    small = len(f"{embedded.speaker}, {'; '.join(embedded.offices)}") * _SMALL_LETTER
    lines = ceil(words / max(room - _RAGGED, 1)), ceil(small / room) + (2 if width >= 420 else 4)
    line = _MIXED_LINE if is_mixed else _WORDS_LINE
    return lines[0] * line + lines[1] * _SMALL_LINE + _GAPS
