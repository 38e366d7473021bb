"""The tables, a module for each part of the record. Each queryset stands beside its model."""

from quotes.models.accounts import Invitation, Letters, Notice, NoticeKind, Profile
from quotes.models.archive_version import ArchiveVersion
from quotes.models.change_log import Change
from quotes.models.desk_acts import DeskAct
from quotes.models.dimensions import Dimension
from quotes.models.form_drafts import KeptForm, OpenForm
from quotes.models.inquiries import About, Inquiry, InquiryState
from quotes.models.link_checks import PageState, WatchedPage
from quotes.models.people import Alias, Role, Speaker
from quotes.models.proposals import Decision, Proposal
from quotes.models.public_changes import PublicChange
from quotes.models.queued_pages import QueueAim, QueuedPage, QueueState
from quotes.models.review_notes import Assignment, ReviewNote
from quotes.models.revisions import Merge, Redirect, Revision, SpeakerRevision
from quotes.models.search_index import Entry, EntrySample, EntryState, Facet, Word
from quotes.models.sources import Capture, Outlet, Source
from quotes.models.statements import (
    Bound,
    Caution,
    CheckState,
    Citation,
    Figure,
    Kind,
    Occasion,
    Relation,
    State,
    Statement,
    StatementTopic,
    Topic,
    Watch,
)
from quotes.models.subscriptions import Every, Followed, HubNotice, Subscription
from quotes.models.two_documents import TwoDocuments

__all__ = [
    "About",
    "Alias",
    "ArchiveVersion",
    "Assignment",
    "Bound",
    "Capture",
    "Caution",
    "Change",
    "CheckState",
    "Citation",
    "Decision",
    "DeskAct",
    "Dimension",
    "Entry",
    "EntrySample",
    "EntryState",
    "Every",
    "Facet",
    "Figure",
    "Followed",
    "HubNotice",
    "Inquiry",
    "InquiryState",
    "Invitation",
    "KeptForm",
    "Kind",
    "Letters",
    "Merge",
    "Notice",
    "NoticeKind",
    "Occasion",
    "OpenForm",
    "Outlet",
    "PageState",
    "Profile",
    "Proposal",
    "PublicChange",
    "QueueAim",
    "QueueState",
    "QueuedPage",
    "Redirect",
    "Relation",
    "ReviewNote",
    "Revision",
    "Role",
    "Source",
    "Speaker",
    "SpeakerRevision",
    "State",
    "Statement",
    "StatementTopic",
    "Subscription",
    "Topic",
    "TwoDocuments",
    "Watch",
    "WatchedPage",
    "Word",
]
