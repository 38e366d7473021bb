"""The page of one's own account: what there is to see and to change of it."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dometracker.admin_site import READ, SENT, page
from quotes.admin.editor import editor_name, signed_in
from quotes.editing.public_names import confirm_public_name, is_asked_for
from quotes.editing.roles import ROLE_NAMES, role_of


@page("account/", "account", methods=READ)
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, and the ways to one's password, address and second factor."""
    person = signed_in(request)
    role = role_of(person)
    context = {
        **admin.site.each_context(request),
        "title": _("Your account"),
        "person": person,
        "role": ROLE_NAMES[role] if role else "",
        "public_name": editor_name(person),
        "name_is_asked_for": is_asked_for(person),
    }
    return TemplateResponse(request, "admin/quotes/account.html", context)


class PublicNameForm(forms.Form):
    """The name that readers see; none is a choice as well."""

    public_name = forms.CharField(
        label=gettext_lazy("Name that readers see"),
        max_length=150,
        required=False,
        help_text=gettext_lazy(
            "It stands in the public history of whatever you publish or correct. Leave it empty to "
            "publish without a name. You can change it later; what was published keeps the old one."
        ),
        widget=forms.TextInput({"autocomplete": "name"}),
    )


@page("account/name/", "public_name", methods=(*READ, *SENT))
def public_name(request: HttpRequest) -> HttpResponse:
    """Under which name readers see what one changes, confirmed before it is used."""
    person = signed_in(request)
    proposed = person.get_full_name() if is_asked_for(person) else editor_name(person)
    form = PublicNameForm(
        request.POST if request.method == "POST" else None, initial={"public_name": proposed}
    )
    if form.is_valid():
        confirm_public_name(person, form.cleaned_data["public_name"])
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("admin:account"))
    context = {
        **admin.site.each_context(request),
        "title": _("Your name in public"),
        "form": form,
        "shown": proposed,
    }
    return TemplateResponse(request, "admin/quotes/public_name.html", context)
