"""Notices: what an account is told of the statements that it has to do with.

Whatever changes a statement on its way calls `tell` by name; the account finds it on the desk, and
by e-mail if it wants (`quotes.notices.letters`).
"""

from collections.abc import Iterable
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction

from quotes.models import Statement
from quotes.models.accounts import LONGEST_NOTICE, Notice, NoticeKind
from quotes.notices.letters import send_at_once


def tell(
    account: User,
    kind: NoticeKind,
    statement: Statement,
    text: str = "",
    *,
    by: User | None = None,
) -> None:
    """Tell an account something of a statement; nobody is told what they did themselves."""
    tell_all([account], kind, statement, text, by=by)


def tell_all(
    accounts: Iterable[User],
    kind: NoticeKind,
    statement: Statement,
    text: str = "",
    *,
    by: User | None = None,
) -> None:
    """Tell several accounts the same."""
    told = {account.pk: account for account in accounts if account.is_active and account != by}
    notices = Notice.objects.bulk_create(
        [
            Notice(
                account=account,
                kind=kind,
                statement=statement,
                text=text.strip()[:LONGEST_NOTICE],
                by=by,
            )
            for account in told.values()
        ]
    )
    if notices:
        keys = [notice.pk for notice in notices]
        # What was not done is told to nobody.
        transaction.on_commit(partial(send_at_once, keys), robust=True)
