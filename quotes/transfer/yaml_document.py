"""A YAML file as plain data, with the line of every key and value, and plain data as YAML.

YAML 1.1 guesses types from spelling: ``no`` becomes false, ``2025-05-21`` a date, ``12:30`` a
number in base 60. In a record of words and dates each of these guesses is a silent loss, so none
is made. A scalar stays the characters that were written; one without quotation marks is a
`PlainScalar`, which a field that expects a number may read as one; only ``null``, ``~`` and nothing
are null.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from math import inf
from typing import Any

import yaml

Place = tuple[str | int, ...]

_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
# What changes nothing; any other makes something else of what was written.
_TAGS = frozenset(["!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))])


class _Loader(yaml.CSafeLoader):
    """Guesses no type from spelling."""

    yaml_implicit_resolvers = {}


# What is nested deeper is no record; PyYAML, which calls itself for each level, ends the process.
_DEEPEST = 50
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class PlainScalar(str):
    """A scalar that was written without quotation marks."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that is not as the format wants it. ``line`` counts from 1; 0 is the whole file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"


class RefusedRecord(ValueError):
    """A record that is not read, or not loaded; ``mistakes`` holds all that stands against it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


@dataclass
class YamlDocument:
    """The data of one file. A place is the keys and indexes that lead from its top to a value."""

    file: str
    data: Any = None
    mistakes: list[Mistake] = field(default_factory=list)
    root: yaml.Node | None = None

    def line_of(self, place: Place, *, of_key: bool = False) -> int:
        """The line of a value or of its key, or of the nearest thing around what is not there."""
        node, line = self.root, self.root.start_mark.line if self.root else 0
        for depth, step in enumerate(place, start=1):
            inner = _inner(node, step)
            if inner is None:
                break
            key, node = inner
            line = (key if of_key and depth == len(place) else node).start_mark.line
        return line + 1

    def report(self, line: int, message: str) -> None:
        self.mistakes.append(Mistake(self.file, line, message))


def _inner(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value that a step leads to; of a list the item twice."""
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return (node.value[step], node.value[step])
    return None


class _Refused(yaml.MarkedYAMLError):
    """YAML that is not read, because of what it would take or what it would make of its words."""


def _refuse_unread(text: str, most_values: float) -> None:
    """Raise `_Refused` for what is not read. Counts what comes, no more: a value that an alias
    repeats is many, and a tag may be as long as the file."""
    depth = 0
    event: Any
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        tag = getattr(event, "tag", None)
        problem = ""
        if depth > _DEEPEST:
            problem = "lists are nested too deeply"
        elif number > most_values:
            problem = f"the file has more than {most_values} values"
        elif isinstance(event, yaml.AliasEvent):
            problem = "an alias (*) is not read: write the value again"
        elif tag and tag not in _TAGS:
            problem = f"a tag such as {tag[:80]} is not read"
        if problem:
            raise _Refused(None, None, problem, event.start_mark)


def parse(file: str, content: bytes, most_values: float = inf) -> YamlDocument:
    """Read YAML in UTF-8. What is wrong stands in ``mistakes``; then ``data`` may be incomplete.

    ``data`` is made of dictionaries, lists, strings (see `PlainScalar`) and None, as is an empty
    file. More than ``most_values`` keys and values are a mistake.
    """
    document = YamlDocument(file)
    try:
        text = content.decode("utf-8-sig")
        _refuse_unread(text, most_values)
        document.root = yaml.compose(text, Loader=_Loader)
        if document.root is not None:
            document.data = _value(document.root, document)
    except UnicodeDecodeError as error:
        document.report(content.count(b"\n", 0, error.start) + 1, "this is not UTF-8")
    except yaml.reader.ReaderError as error:
        # libyaml counts in bytes here.
        line = text.encode()[: error.position].count(b"\n") + 1
        document.report(line, f"the file holds a control character: {error.reason}")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", error)
        what = "" if isinstance(error, _Refused) else "not YAML: "
        document.report(mark.line + 1 if mark else 1, f"{what}{problem}")
    return document


def _value(node: yaml.Node, document: YamlDocument) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, document) for item in node.value]
    if isinstance(node, yaml.ScalarNode):
        # libyaml gives plain scalars the empty style.
        is_null = not node.style and node.value in _NULLS
        return None if is_null else str(node.value) if node.style else PlainScalar(node.value)
    values: dict[str, Any] = {}
    first: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.report(line, "a key must be a single word")
            continue
        key = str(key_node.value)
        if key in values:
            given = f"it was given in line {first[key]}"
            document.report(line, f"the key “{key}” stands here again; {given}")
        else:
            first[key], values[key] = line, _value(value_node, document)
    return values


# --- writing -------------------------------------------------------------------------------------

# Where a line breaks depends on its words; unbroken, a change of one word changes one line.
_NO_WRAPPING = 10**9


class _Dumper(yaml.CSafeDumper):
    """YAML as the record is written: lists not indented, no anchors, numbers in plain digits."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_decimal(dumper: _Dumper, number: Decimal) -> yaml.ScalarNode:
    kind = "int" if number == number.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", f"{number:f}")


_Dumper.add_representer(Decimal, _represent_decimal)


def written(data: Any) -> str:
    """Plain data as YAML, always in the same characters."""
    text: str = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_NO_WRAPPING
    )
    return text
