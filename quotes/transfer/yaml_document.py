"""A YAML file as plain data, with the line of every key and value.

YAML 1.1 guesses types from spelling: ``no`` becomes false, ``2025-05-21`` a date, ``12:30`` a
number in base 60. In a record of words and dates each of these guesses is a silent loss, so none
is made. A scalar stays the characters that were written; one without quotation marks is a
`PlainScalar`, which a field that expects a number may read as one; only ``null``, ``~`` and nothing
are null.
"""

from dataclasses import dataclass, field
from typing import Any, cast

import yaml

Place = tuple[str | int, ...]

_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
# Those that a resolver gives without being asked; all others were written with an exclamation mark.
_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in (
        *("str", "null", "bool", "int", "float", "timestamp", "value", "merge"),
        *("seq", "map"),
    )
)


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
    value_lines: dict[Place, int] = field(default_factory=dict)
    key_lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """The line of a value, or of the nearest thing around it when it was not written at all."""
        while place not in self.value_lines and place:
            place = place[:-1]
        return self.value_lines.get(place, 1)

    def line_of_key(self, place: Place) -> int:
        """The line of the key that leads to a value."""
        return self.key_lines.get(place) or self.line_of(place)

    def mistake(self, line: int, message: str) -> Mistake:
        return Mistake(self.file, line, message)


def parse(file: str, content: bytes) -> YamlDocument:
    """Read YAML in UTF-8. What is wrong stands in ``mistakes``; then ``data`` may be incomplete.

    ``data`` is made of dictionaries, lists, strings (see `PlainScalar`) and None, as is an empty
    file.
    """
    document = YamlDocument(file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        document.mistakes.append(document.mistake(line, "this is not UTF-8"))
        return document
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        if node is not None:
            document.data = _Reading(document).value(node, ())
    except yaml.YAMLError as error:
        document.mistakes.append(_syntax_mistake(document, text, error))
    except RecursionError:
        document.mistakes.append(document.mistake(1, "lists are nested too deeply"))
    return document


def _syntax_mistake(document: YamlDocument, text: str, error: yaml.YAMLError) -> Mistake:
    if isinstance(error, yaml.reader.ReaderError):
        # libyaml counts in bytes here.
        before = text.encode()[: error.position]
        line = before.count(b"\n") + 1
        return document.mistake(line, f"the file holds a control character: {error.reason}")
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return document.mistake(error.problem_mark.line + 1, f"not YAML: {error.problem}")
    return document.mistake(1, f"not YAML: {error}")


class _Reading:
    """One walk over the nodes of a document."""

    def __init__(self, document: YamlDocument) -> None:
        self.document = document
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Any:
        line = node.start_mark.line + 1
        # An alias is the very node of its anchor. Followed, it could repeat without end.
        if id(node) in self.seen:
            line = self.document.key_lines.get(place, line)
            self.document.value_lines[place] = line
            self._refuse(line, "an alias (*) is not read: write the value again")
            return None
        self.seen.add(id(node))
        self.document.value_lines[place] = line
        if node.tag not in _TAGS:
            self._refuse(line, f"a tag such as {node.tag} is not read")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, index)) for index, item in enumerate(node.value)]
        return _scalar(cast(yaml.ScalarNode, node))

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(line, "a key must be a single word")
                continue
            key = str(key_node.value)
            inner = (*place, key)
            if key in values:
                first = self.document.key_lines[inner]
                self._refuse(
                    line, f"the key “{key}” stands here again; it was given in line {first}"
                )
                continue
            self.document.key_lines[inner] = line
            values[key] = self.value(value_node, inner)
        return values

    def _refuse(self, line: int, message: str) -> None:
        self.document.mistakes.append(self.document.mistake(line, message))


def _scalar(node: yaml.ScalarNode) -> str | None:
    # libyaml gives plain scalars the empty style.
    if node.style:
        return str(node.value)
    return None if node.value in _NULLS else PlainScalar(node.value)
