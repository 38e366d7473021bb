"""Letters to who follows something: plain text, with a link to stop (RFC 2369, RFC 8058)."""

from collections.abc import Iterator
from textwrap import indent

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quotes.models import Followed, Kind, Subscription
from quotes.presentation.cards import StatementCard
from quotes.revisions.corrections import Correction
from quotes.search.rows import ListedStatement
from quotes.text.joined import colon
from quotes.text.quotation_marks import marks
from quotes.website.alerts.followed import Followable, News, followable
from quotes.website.alerts.subscriptions import stop_token

_MARGIN = "    "


def confirmation(row: Subscription, followed: Followable, token: str) -> EmailMessage:
    """The letter with the link that confirms a subscription.

    It goes to whatever address a stranger has typed, and so has no word that the stranger chose.
    """
    url = _url(reverse("follow-confirm", args=[token]))
    is_search = "q" in QueryDict(row.query)
    name = _("a search among the statements") if is_search else followed.name
    context = {"name": name, "url": url, "archive": settings.ARCHIVE_NAME}
    text = render_to_string("quotes/mail/confirm.txt", context)
    subject = _("Please confirm: %(name)s") % {"name": name}
    # Nothing was agreed to yet, so that there is nothing to stop.
    return _message(row, subject, text, {})


def of(row: Subscription) -> Followable:
    """What a subscription follows."""
    return followable(Followed(row.what), QueryDict(row.query))


def news(row: Subscription, followed: Followable, told: News) -> EmailMessage:
    """The letter with what is new."""
    stop_url = _url(reverse("follow-stop", args=[stop_token(row)]))
    is_statements = row.what != Followed.CORRECTIONS
    number = len(told.items) + told.more
    counted = (
        ngettext("%(n)d new statement", "%(n)d new statements", number)
        if is_statements
        else ngettext("%(n)d correction", "%(n)d corrections", number)
    ) % {"n": number}
    context = {
        "counted": counted,
        "name": followed.name,
        "items": [_statement(one) if is_statements else _correction(one) for one in told.items],  # type: ignore[arg-type]
        "more": told.more,
        "list_url": _url(followed.path),
        "stop_url": stop_url,
        "archive": settings.ARCHIVE_NAME,
    }
    text = render_to_string("quotes/mail/news.txt", context)
    headers = {
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    subject = _("%(counted)s: %(name)s") % {"counted": counted, "name": followed.name}
    return _message(row, subject, text, headers)


def _message(row: Subscription, subject: str, text: str, headers: dict[str, str]) -> EmailMessage:
    # A header is one line, whatever was searched for.
    line = " ".join(f"{settings.ARCHIVE_NAME}: {subject}".split())
    told = {"Auto-Submitted": "auto-generated", **headers}
    return EmailMessage(line, text, settings.MAIL_FROM, [row.email], headers=told)


def _url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _statement(one: ListedStatement) -> str:
    """A statement as a letter has it; what is doubted says so first."""
    return indent("\n".join(_lines(one)), _MARGIN)


def _lines(one: ListedStatement) -> Iterator[str]:
    card = StatementCard(one)
    if one.doubt:
        yield f"[{one.get_doubt_display()}]"
    who = ", ".join([one.speaker.public_name, *card.offices])
    yield f"{who} – {card.said_display}"
    opening, closing = marks(one.language)
    words = " ".join(one.text.split())
    is_paraphrase = one.kind == Kind.PARAPHRASE
    yield (
        _("Paraphrase: %(text)s") % {"text": words} if is_paraphrase else opening + words + closing
    )
    yield f"{', '.join(card.outlet_names)} – {card.check_display}"
    yield _permanent("permalink", one.public_id)


def _correction(one: Correction) -> str:
    lines = [f"{one.heading}{colon()}{', '.join(one.kind_labels)}", one.reason, one.outcome]
    if one.changed:
        lines.append(_("Changed: %(parts)s") % {"parts": one.changed})
    path = one.after_path or one.path
    lines.append(_url(path) if path else "")
    return indent("\n".join(" ".join(line.split()) for line in lines if line), _MARGIN)


def _permanent(route: str, key: str) -> str:
    # The addresses to cite by are one, in whatever language the letter is.
    with translation.override(settings.LANGUAGE_CODE):
        return _url(reverse(route, args=[key]))
