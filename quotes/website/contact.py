"""Writing to the archive: a correction, a missing source, a reply, a question; and its rules."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from dometracker.models import Rate
from dometracker.visitors import network_of
from quotes.models import About, Inquiry, Statement
from quotes.models.inquiries import LONGEST_TEXT
from quotes.presentation.cards import StatementCard
from quotes.revisions.resolve import resolve_public_id

# So many messages may come from one network.
_BY_NETWORK = Rate(6, 600)


class ContactForm(forms.Form):
    """A message. ``website`` is a field that no person sees; programs fill it."""

    about = forms.ChoiceField(
        choices=About.choices,
        error_messages={
            "required": gettext_lazy("Choose what you write about."),
            "invalid_choice": gettext_lazy("Choose what you write about."),
        },
    )
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        error_messages={
            "required": gettext_lazy("Write your message."),
            "max_length": gettext_lazy(
                "Your message has %(show_value)d characters; %(limit_value)d are taken."
            ),
        },
    )
    url = forms.URLField(
        required=False,
        max_length=2_000,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("This is not the address of a page.")},
    )
    name = forms.CharField(required=False, max_length=200)
    email = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={"invalid": gettext_lazy("This is not an e-mail address: %(value)s")},
    )
    website = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("about") == About.REPLY:
            if not told.get("name"):
                self.add_error("name", _("Say who replies: a reply is shown with its signature."))
            if not told.get("email") and "email" not in self.errors:
                self.add_error(
                    "email",
                    _("Give an e-mail address: we ask back before a reply is shown."),
                )
        if told.get("about") == About.SOURCE and not told.get("url") and "url" not in self.errors:
            self.add_error("url", _("Give the address of the source."))
        return told


_FIELDS = tuple(ContactForm.base_fields)


# No token is asked for: it would need a cookie, which the public pages do not set. Nothing becomes
# public by a message.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form; what was sent, kept for the editors; or what is wrong with it, with all typed."""
    asked = request.GET.get("statement", "").replace("\0", "")
    found = resolve_public_id(asked) if asked else None
    statement = found.statement if found else None
    context: dict[str, Any] = {
        "statement": StatementCard(statement) if statement else None,
        "unknown": asked if not found else "",
        "withdrawn": found.reason if found and statement is None else "",
        "choices": About.choices,
        "typed": dict.fromkeys(_FIELDS, "") | {"about": request.GET.get("about", "")},
        "errors": {},
        "received": None,
        "publisher": settings.PUBLISHER,
        "longest": LONGEST_TEXT,
    }
    if request.method != "POST":
        return render(request, "quotes/contact.html", context)
    form = ContactForm(request.POST)
    # What is shown again is no longer than what could have been sent by the form.
    context["typed"] = {name: request.POST.get(name, "")[: LONGEST_TEXT * 2] for name in _FIELDS}
    if not form.is_valid():
        context["errors"] = {name: list(map(str, of)) for name, of in form.errors.items()}
        return render(request, "quotes/contact.html", context, status=400)
    network = network_of(request)
    if wait := _BY_NETWORK.take("contact", network) if network else 0:
        told = _("Many messages came from your network. Try again later; your text is still here.")
        context["errors"] = {"": [told]}
        response = render(request, "quotes/contact.html", context, status=429)
        response["Retry-After"] = str(wait)
        return response
    # A program that filled the field that nobody sees is not told that it was noticed.
    # What was withdrawn since is still what the message is about.
    context["received"] = _kept(form.cleaned_data, statement or (found.asked if found else None))
    return render(request, "quotes/contact.html", context)


def _kept(told: dict[str, Any], statement: Statement | None) -> Inquiry:
    """The inquiry, stored unless a program filled the field that nobody sees."""
    made = Inquiry(
        statement=statement,
        language=get_language() or settings.LANGUAGE_CODE,
        **{name: told[name] for name in ("about", "text", "url", "name", "email")},
    )
    if not told["website"]:
        made.save()
        Inquiry.objects.forget_senders(timezone.now())
    return made


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """How a statement gets in, is checked, corrected and withdrawn, and what is kept of readers."""
    context = {
        "section": "about",
        "publisher": settings.PUBLISHER,
        "single_editor": settings.SINGLE_EDITOR,
    }
    return render(request, "quotes/policy.html", context)
