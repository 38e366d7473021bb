"""The languages of the editors' side, for the switch in the head of its pages."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def other_languages() -> list[tuple[str, str]]:
    """Those that the page could be shown in instead: the tag of each (BCP 47), and its own name."""
    return [offered for offered in settings.LANGUAGES if offered[0] != get_language()]
