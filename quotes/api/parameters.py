"""The parameters as the description of the API names them, from what reads them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quotes.api.reading import CUT, EXPAND, FIELDS, ORDER
from quotes.api.resources import Resource
from quotes.models import Dimension
from quotes.models.dimensions import FACETS
from quotes.search.filters import DATE_MODES, FILTERS, NOT, PAGE_SIZES, PLACES, SORTS

Parameter = dict[str, Any]

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}

_ABOUT: dict[str, Any] = {
    "q": _("Words that were said. In quotation marks they are found as printed, or not at all."),
    "since": _("The first day: 2025, 2025-05, 2025-05-21 (EDTF)."),
    "until": _("The last day."),
    "dates": _("How certainly it was said within these days."),
    "sort": _("The order of the list."),
    "in": _("Where the words stand: in what was said, or only in the description of it."),
    "after": _("Where the part begins: as “next” has it, or behind the object with this key."),
    "before": _("Where the part ends: as “previous” has it, or before the object with this key."),
    "size": _("How many objects a part has."),
    FIELDS: _("The only members to send of each object, beside its key."),
    EXPAND: _("What to send beside the objects, under “included”."),
}
_CHOICES: dict[str, tuple[Any, ...]] = {
    "dates": tuple(DATE_MODES),
    "sort": tuple(SORTS),
    "in": PLACES,
    "size": PAGE_SIZES,
}
_DEFAULTS: dict[str, Any] = {"dates": "possibly", "sort": "newest", "in": PLACES[0], "size": 25}


def in_query(name: str, about: Any, schema: dict[str, Any], **more: Any) -> Parameter:
    return {"in": "query", "name": name, "description": str(about), "schema": schema, **more}


def filters(*, is_ordered: bool = True) -> list[Parameter]:
    """What decides which statements are found."""
    return [_filter(name) for name in FILTERS if is_ordered or name != ORDER]


def _filter(name: str) -> Parameter:
    if name in _ABOUT:
        return _plain(name)
    dimension = Dimension(name.removeprefix(NOT))
    plural = FACETS[dimension].plural
    about = (
        _("None of these %(plural)s.") if name.startswith(NOT) else _("Any of these %(plural)s.")
    )
    return in_query(name, about % {"plural": plural}, _TEXTS, style="form", explode=True)


def _plain(name: str) -> Parameter:
    choices = _CHOICES.get(name)
    schema: dict[str, Any] = dict(_TEXT)
    if choices:
        kind = "integer" if isinstance(choices[0], int) else "string"
        schema = {"type": kind, "enum": list(choices), "default": _DEFAULTS[name]}
    return in_query(name, _ABOUT[name], schema)


def cut() -> list[Parameter]:
    """Which part of a list is sent."""
    return [of_cut(name) for name in CUT]


def of_cut(name: str) -> Parameter:
    """One of the parameters that say which part of a list is sent."""
    return _plain(name)


def sent(resource: Resource) -> list[Parameter]:
    """What is sent of each object."""
    known = {FIELDS: resource.members, EXPAND: [one.of for one in resource.expansions]}
    return [
        in_query(
            name,
            _ABOUT[name],
            {"type": "array", "items": {"type": "string", "enum": names}},
            style="form",
            explode=False,
        )
        for name, names in known.items()
        if names
    ]


def of_list(resource: Resource) -> list[Parameter]:
    is_ordered = resource.name == "statements"
    return [*filters(is_ordered=is_ordered), *cut(), *sent(resource)]


def names(parameters: list[Parameter]) -> list[str]:
    return [parameter["name"] for parameter in parameters]
