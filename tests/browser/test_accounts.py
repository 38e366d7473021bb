"""Signing in with a passkey, in a real browser with an authenticator of its own."""

from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from quotes.editing.roles import give_role
from quotes.editing.workflow import EditorGroup
from tests.browser import axe
from tests.browser.conftest import NewPage, Shares
from tests.groups import make_groups

PASSWORD = "correct horse battery"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def test_a_passkey_is_set_up_and_signs_in(
    new_page: NewPage, archive: LiveServer, looks: Shares, afterwards: Any
):
    make_groups()
    account = User.objects.create_user("passkey-owner", "owner@news.example", PASSWORD)
    afterwards.callback(account.delete)
    give_role(account, EditorGroup.EDITOR)
    # A browser has no passkeys for a number.
    page = new_page(base_url=archive.url.replace("127.0.0.1", "localhost"))
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    found = []
    page.goto(reverse("admin:login"))
    found += axe.faults(page, looks(0, 4))
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", PASSWORD)
    page.click("#login-form [type=submit]")
    page.goto(reverse("mfa_index"))
    found += axe.faults(page, looks(1, 4))
    page.click("text=Add a passkey")
    page.fill("[name=password]", PASSWORD)
    page.click("text=Confirm >> nth=-1")
    page.fill("[name=name]", "Laptop")
    page.check("[name=passwordless]")
    found += axe.faults(page, looks(2, 4))
    page.click("#mfa_webauthn_add")
    page.wait_for_selector(".recovery-codes")
    found += axe.faults(page, looks(3, 4))
    page.click("#logout-form [type=submit]")
    page.goto(reverse("admin:login"))
    page.click("#passkey_login")
    page.wait_for_url(f"**{reverse('admin:index')}")
    assert page.is_visible("text=Your account")
    assert found == []
