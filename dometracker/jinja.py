"""Jinja2 for the public pages: what every template may call.

A list of statements is made of more than a hundred pieces. As macros they cost a fraction of what
includes cost in Django's own template language, in which the admin's stay (``templates/django``).

Translations are looked up when a page is rendered, never when a template is compiled or a module of
macros is imported: both happen once for all languages.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.defaultfilters import truncatewords
from django.templatetags.static import static
from django.utils import translation
from django.utils.text import capfirst
from django.utils.timezone import localtime
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from quotes.dates.display import date_format, humanize
from quotes.models.columns import address
from quotes.presentation.feeds import site_feeds
from quotes.presentation.head import Head
from quotes.text.joined import colon, joined, semicolon
from quotes.text.quotation_marks import closing_mark, opening_mark
from quotes.website.lists.kept_pieces import card_html, choices_html, timeline_html


def environment(**options: Any) -> Environment:
    """The environment of the public templates; ``options`` are those of the backend's settings.

    A name that a page is not given is an error, whether it is misspelt or forgotten: what may be
    left out has a default in the template.

    The line break after a tag is dropped, with the blanks before the next tag: where two pieces of
    text need a space between them, each stands on a line of its own. A percent sign in a text that
    is translated is written twice.
    """
    made = Environment(
        **options | {"autoescape": True, "undefined": StrictUndefined},
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.globals |= {
        "_": translated,
        "card_html": card_html,
        "colon": colon,
        "choices_html": choices_html,
        "get_language": translation.get_language,
        "is_right_to_left": translation.get_language_bidi,
        "page_head": Head,
        "site_feeds": site_feeds,
        "record_lang": record_lang,
        "semicolon": semicolon,
        "static": lru_cache(static),
        "timeline_html": timeline_html,
        "url": address,
    }
    made.filters |= {
        "capfirst": capfirst,
        "closing_mark": closing_mark,
        "date": shown_date,
        "opening_mark": opening_mark,
        "partial_date": humanize,
        "truncatewords": truncatewords,
    }
    return made


def translated(message: str, **variables: object) -> Markup:
    """A text in the language of the page: ``{{ _("State: %(state)s.", state=…) }}``."""
    if variables:
        told = {
            name: value if isinstance(value, int | float) else escape(value)
            for name, value in variables.items()
        }
        return Markup(joined(translation.gettext(message), **told))
    return _translated(translation.get_language(), message)


# Looked up and marked as safe once: a list has a hundred of them, the same ones each time.
@lru_cache(maxsize=2_000)
def _translated(_language: str | None, message: str) -> Markup:
    return Markup(translation.gettext(message)) % {}


def record_lang(translation_there: str = "") -> Markup:
    """The attribute for a text that stands as the record has it, on a page in another language.

    ``translation_there`` is its translation into that language, with which there is none.
    """
    is_own = translation_there or translation.get_language() == settings.LANGUAGE_CODE
    return Markup("") if is_own else Markup(' lang="{}"').format(settings.LANGUAGE_CODE)


def shown_date(value: date | datetime, form: str) -> str:
    """``{{ made_at|date("j F Y") }}``, with the letters of Django's filter; a time is local."""
    return date_format(localtime(value) if isinstance(value, datetime) else value, form)
