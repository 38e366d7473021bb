"""Messages from readers: the queue, the answer, and a reply shown beside a statement."""

import logging
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dometracker.admin_site import page
from quotes.admin.base import ReadOnly, RecordAdmin
from quotes.admin.editor import signed_in
from quotes.admin.forms import DESPITE_CHECK, REASON, ProseField, despite_check_field
from quotes.admin.list_columns import form_url, link_to_row, page_url
from quotes.admin.object_actions import (
    Link,
    ReasonForm,
    action_page,
    done,
    may_change,
    row_context,
    sent_fields,
)
from quotes.editing.replies import show_reply
from quotes.models import About, Inquiry, InquiryState
from quotes.models.inquiries import WAITING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

logger = logging.getLogger(__name__)


class WaitingFilter(admin.SimpleListFilter):
    """Those on which nobody has said the last word, unless others are asked for."""

    title = _("state")
    parameter_name = "work"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, _StrOrPromise]]":
        return [("waiting", _("waiting")), *InquiryState.choices]

    def queryset(self, request: HttpRequest, rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
        asked = self.value()
        if asked == "waiting":
            return rows.filter(state__in=WAITING)
        return rows.filter(state=asked) if asked in InquiryState.values else rows


@admin.register(Inquiry)
class InquiryAdmin(ReadOnly, RecordAdmin[Inquiry]):
    """What readers wrote: nothing of it is changed, only answered."""

    list_display = ["reference", "about", "beginning", "named", "state", "received_on"]
    list_filter = [WaitingFilter, "about"]
    search_fields = ["reference", "text", "name", "email", "statement__public_id"]
    ordering = ["received_at", "pk"]
    fields = [
        *("about", "statement_link", "message", "source", "name", "email", "language"),
        *("received_on", "state", "answer", "answered_at", "editor"),
    ]
    readonly_fields = ["statement_link", "message", "source", "received_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inquiry]:
        return super().get_queryset(request).select_related("statement__speaker")

    @admin.display(description=_("message"))
    def beginning(self, row: Inquiry) -> str:
        return row.text if len(row.text) <= 90 else f"{row.text[:89]}…"

    @admin.display(description=_("statement"), ordering="statement")
    def named(self, row: Inquiry) -> str:
        return str(row.statement) if row.statement else ""

    @admin.display(description=_("statement"))
    def statement_link(self, row: Inquiry) -> str | SafeString:
        return link_to_row(row.statement, str(row.statement)) if row.statement else ""

    @admin.display(description=_("message"))
    def message(self, row: Inquiry) -> SafeString:
        return format_html('<div class="readonly inquiry-text">{}</div>', row.text)

    @admin.display(description=_("address of a source"))
    def source(self, row: Inquiry) -> str | SafeString:
        if not row.url:
            return ""
        return format_html('<a href="{0}" rel="external noopener nofollow">{0}</a>', row.url)

    @admin.display(description=_("received"), ordering="received_at")
    def received_on(self, row: Inquiry) -> str:
        return date_format(localtime(row.received_at), "DATETIME_FORMAT")

    def object_links(self, request: HttpRequest, row: Inquiry) -> list[Link]:
        if not may_answer(request):
            return []
        answer = (page_url("answer", row), _now("Answer…"))
        if row.about != About.REPLY or not row.statement:
            return [answer]
        return [(page_url("reply", row), _now("Show the reply beside the statement…")), answer]


def may_answer(request: HttpRequest) -> bool:
    """Whether the account has a say in what readers write."""
    return request.user.has_perm("quotes.change_inquiry")


class AnswerForm(forms.Form):
    """What becomes of a message, and what its sender is told."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[one for one in InquiryState.choices if one[0] != InquiryState.NEW],
    )
    answer = ProseField(
        label=_("Answer"),
        required=False,
        max_length=5_000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 8}),
    )
    by_mail = forms.BooleanField(label=_("Send the answer by e-mail"), required=False)

    def __init__(self, inquiry: Inquiry, sent: Any = None) -> None:
        super().__init__(
            sent,
            initial={
                "state": InquiryState.DONE if inquiry.is_waiting else inquiry.state,
                "answer": inquiry.answer,
                "by_mail": _may_mail(inquiry) and not inquiry.answered_at,
            },
        )
        if not _may_mail(inquiry):
            del self.fields["by_mail"]
            self.fields["answer"].help_text = _(
                "Kept here: the sender gave no address, or this archive sends no e-mail."
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("by_mail") and not told.get("answer"):
            self.add_error("answer", _now("Write the answer that is to be sent."))
        return told


def _may_mail(inquiry: Inquiry) -> bool:
    return bool(inquiry.email and settings.MAIL_FROM)


@page("<int:pk>/answer/", "answer", of=Inquiry)
def answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what became of a message, and writes to who sent it."""
    row = _row(request, pk)
    form = AnswerForm(row, sent_fields(request))
    if request.method == "POST" and form.is_valid() and _is_answered(request, row, form):
        messages.success(request, _now("The message is up to date."))
        return HttpResponseRedirect(form_url(row))
    context = row_context(request, row, _now("Answer %(row)s") % {"row": row})
    context |= {"form": form, "media": form.media, "follows": _told(row)}
    context["button"] = _now("Save the answer")
    return TemplateResponse(request, "admin/quotes/object_action.html", context)


def _told(row: Inquiry) -> list[str]:
    """What stands above the answer: who wrote, about what, and the words."""
    told = [str(row.statement)] if row.statement else []
    signed = " · ".join(filter(None, [row.name, row.email, row.url]))
    return [*told, row.text, *([signed] if signed else [])]


def _is_answered(request: HttpRequest, row: Inquiry, form: AnswerForm) -> bool:
    """Store the answer; False, with a sentence in the form, where the letter was not taken."""
    told = form.cleaned_data
    now = timezone.now()
    if told.get("by_mail"):
        try:
            _letter(row, told["answer"]).send()
        except (SMTPException, OSError) as error:
            logger.error("An answer was not sent: %s", type(error).__name__)
            form.add_error(
                "by_mail", _now("The letter could not be sent. Try again, or save without it.")
            )
            return False
        row.answered_at = now
    row.state, row.answer = told["state"], told["answer"]
    row.ended_at = None if row.is_waiting else row.ended_at or now
    row.editor = signed_in(request)
    row.save()
    admin.site.get_model_admin(Inquiry).log_change(request, row, f"Answered: {row.state}")
    return True


def _letter(row: Inquiry, answer: str) -> EmailMessage:
    with translation.override(row.language):
        subject = f"{settings.ARCHIVE_NAME}: " + _now("your message %(reference)s") % {
            "reference": row.reference
        }
        context = {
            "answer": answer,
            "text": row.text,
            "archive": settings.ARCHIVE_NAME,
            "publisher": settings.PUBLISHER,
        }
        text = render_to_string("quotes/mail/answer.txt", context)
    return EmailMessage(subject, text, settings.MAIL_FROM, [row.email])


class ReplyForm(ReasonForm):
    """A reply as it will stand beside the statement."""

    reply = ProseField(
        label=_("Reply"),
        max_length=5_000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 10}),
        help_text=_("Whole and in the words of who sent it, or not at all."),
    )
    reply_by = forms.CharField(
        label=_("Signed by"), max_length=200, widget=widgets.AdminTextInputWidget()
    )
    field_order = ["reply", "reply_by", REASON]


@page("<int:pk>/reply/", "reply", of=Inquiry)
def reply_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts the reply of who is quoted beside the statement it is about."""
    row = _row(request, pk)
    statement = row.statement
    if statement is None or row.about != About.REPLY:
        raise Http404
    if not may_change(request, statement):
        messages.error(request, _now("You don’t have permission to change this statement."))
        return HttpResponseRedirect(form_url(row))
    with translation.override(settings.LANGUAGE_CODE):
        signed = f"{row.name}, {date_format(localtime(row.received_at))}"
        reason = _now("The reply of the person quoted is shown.")
    form = ReplyForm(
        sent_fields(request), initial={"reply": row.text, "reply_by": signed, REASON: reason}
    )
    if request.method == "POST":
        form.fields[DESPITE_CHECK] = despite_check_field()

    def show(context: Any) -> None:
        show_reply(statement, form.cleaned_data["reply"], form.cleaned_data["reply_by"], context)
        row.state, row.ended_at = InquiryState.DONE, timezone.now()
        row.editor = signed_in(request)
        row.save()

    if done(request, form, show):
        messages.success(request, _now("The reply is shown. Tell its sender by an answer."))
        return HttpResponseRedirect(page_url("answer", row))
    return action_page(
        request,
        row,
        form,
        title=_now("Show a reply beside %(row)s") % {"row": statement},
        follows=[
            _now("Be sure that it comes from the person quoted, or from their office."),
            _now("The statement gets a new version with your reason; its words stay as they are."),
        ],
        button=_now("Show the reply"),
    )


def _row(request: HttpRequest, pk: int) -> Inquiry:
    """The message. Raises Http404, and PermissionDenied for who has no say in it."""
    if not may_answer(request):
        raise PermissionDenied
    row = Inquiry.objects.select_related("statement__speaker").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
