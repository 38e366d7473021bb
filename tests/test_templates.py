"""The public templates: what their environment refuses, and when it translates."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import translation
from jinja2 import DictLoader, Environment, UndefinedError, nodes

from dometracker.jinja import environment


@pytest.fixture
def public() -> Environment:
    """The environment that the settings make."""
    return engines["jinja2"].env


def rendered(text: str, **context: object) -> str:
    return environment().from_string(text).render(context)


def sources(public: Environment) -> dict[str, nodes.Template]:
    """The public templates by name, parsed."""
    names = [name for name in public.list_templates() if not name.startswith("django/")]
    return {name: public.parse(public.loader.get_source(public, name)[0]) for name in names}


def translates(tree: nodes.Node) -> bool:
    """Whether anything is translated here and not in a macro, which does so when it is called."""
    if isinstance(tree, nodes.Macro):
        return False
    if isinstance(tree, nodes.Call) and getattr(tree.node, "name", "") in ("_", "gettext"):
        return True
    return any(translates(child) for child in tree.iter_child_nodes())


def test_every_public_template_can_be_compiled(public: Environment):
    trees = sources(public)
    assert {"base.html", "404.html", "quotes/_statement.html"} <= set(trees)
    for name in trees:
        public.get_template(name)


def test_an_unknown_name_is_an_error():
    with pytest.raises(UndefinedError):
        rendered("{{ misspelt }}")
    with pytest.raises(UndefinedError):
        rendered("{% if statement.misspelt %}{% endif %}", statement=object())


def test_what_is_given_is_escaped_and_what_is_safe_is_not():
    assert rendered("{{ a }}", a="<b>") == "&lt;b&gt;"
    assert rendered("{% trans a=a %}{{ a }}!{% endtrans %}", a="<b>") == "&lt;b&gt;!"
    assert rendered("{{ a }}", a=translation.gettext_lazy("a < b")) == "a &lt; b"


def test_a_macro_that_was_imported_speaks_the_language_of_the_page():
    loader = DictLoader(
        {
            "module": '{% macro word() %}{{ _("Search") }}{% endmacro %}',
            "page": '{% from "module" import word %}{{ word() }}',
        }
    )
    page = environment(loader=loader).get_template("page")
    said = {}
    for language in ("en", "fr", "de"):
        with translation.override(language):
            said[language] = page.render()
    # The words of Django's own admin, which has them in all three.
    assert said == {"en": "Search", "fr": "Rechercher", "de": "Suchen"}


def test_no_template_that_others_import_translates_when_it_is_imported(public: Environment):
    """Jinja2 runs it once and keeps what came of it, in the language of the first reader."""
    trees = sources(public)
    imported = {
        found.template.value
        for tree in trees.values()
        for found in tree.find_all((nodes.FromImport, nodes.Import))
    }
    # Cards are made by a call and not by an import (quotes.website.lists.kept_pieces).
    imported.add("quotes/_statement.html")
    assert "quotes/_words.html" in imported
    assert [name for name in sorted(imported) if translates(trees[name])] == []


def test_a_translation_outside_of_a_macro_is_noticed(public: Environment):
    assert translates(public.parse('{% set word = _("Search") %}'))
    assert translates(public.parse("{% trans %}Search{% endtrans %}"))
    assert not translates(public.parse('{% macro word() %}{{ _("Search") }}{% endmacro %}'))


def test_a_time_is_shown_as_the_day_it_is_here(settings):
    late = datetime(2025, 5, 21, 23, 30, tzinfo=UTC)
    assert rendered('{{ at|date("j F Y") }}', at=late) == "21 May 2025"
    settings.TIME_ZONE = "Europe/Paris"
    assert rendered('{{ at|date("j F Y") }}', at=late) == "22 May 2025"
    assert rendered('{{ at|date("j F Y") }}', at=late.date()) == "21 May 2025"
