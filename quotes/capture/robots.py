"""What a site asks of robots (RFC 9309), read as that standard reads it.

Python's `urllib.robotparser` takes the first rule that fits and knows no wildcards; the standard
takes the longest, with ``*`` and ``$``, so that a site which forbids one folder and allows a page
in it is understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

# The part of robots.txt that has to be read (RFC 9309, 2.5), in bytes.
LONGEST = 512_000

# So many rules are kept of a file; it is somebody's game to write more.
_MOST_RULES = 5_000

_LINE = re.compile(r"^\s*(?P<key>user-agent|allow|disallow)\s*:\s*(?P<value>.*?)\s*$", re.I)
_RESERVED = "/?:@!$&'()*+,;=[]~"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site for one robot; without any, everything is allowed."""

    lines: tuple[tuple[bool, str], ...] = ()

    def allow(self, target: str) -> bool:
        """Whether a path with its query may be asked for. Of equally long rules, allow wins."""
        if target == "/robots.txt":
            return True
        path = _escaped(target)
        fitting = [
            (len(pattern), allowed) for allowed, pattern in self.lines if _fits(pattern, path)
        ]
        return max(fitting, default=(0, True))[1]


ALLOW_ALL = Rules()
ALLOW_NOTHING = Rules(((False, "/"),))


def rules_for(robot: str, body: bytes) -> Rules:
    """The rules of a robots.txt for the robot with this product token, blind to case.

    All groups that name it count together; where none does, those for ``*``. What cannot be read is
    passed over. Never raises.
    """
    groups: dict[str, list[tuple[bool, str]]] = {}
    for agents, allowed, pattern in _rules(body[:LONGEST].decode("utf-8-sig", "replace")):
        for agent in agents:
            groups.setdefault(agent, []).append((allowed, pattern))
    named = groups.get(robot.lower(), groups.get("*", []))
    return Rules(tuple((allowed, pattern) for allowed, pattern in named if pattern))


def _rules(text: str) -> Iterator[tuple[list[str], bool, str]]:
    agents: list[str] = []
    open_for_agents = True
    for line in re.split(r"[\r\n]+", text)[: 2 * _MOST_RULES]:
        match = _LINE.match(line.partition("#")[0])
        if not match:
            continue
        if match["key"].lower() == "user-agent":
            token = _token(match["value"])
            agents = [*agents, token] if open_for_agents else [token]
            open_for_agents = True
            # A group without a rule still is one: it allows everything to whom it names.
            yield agents, True, ""
        else:
            open_for_agents = False
            yield agents, match["key"].lower() == "allow", _escaped(match["value"])


def _token(agent: str) -> str:
    """The product token of a user agent: ``somebot`` of ``SomeBot/2.1``."""
    return agent.partition("/")[0].strip().lower()


def _escaped(path: str) -> str:
    """A path in one spelling, whether its characters came escaped or not (RFC 9309, 2.2.2).

    An escaped slash is not the slash between two segments, and stays escaped.
    """
    parts = re.split(r"(?i)(%2f)", path)
    return "".join(
        "%2F" if part.lower() == "%2f" else quote(unquote_to_bytes(part), safe=_RESERVED)
        for part in parts
    )


def _fits(pattern: str, path: str) -> bool:
    """Whether a rule speaks of a path. Each piece is taken where it first stands, which is enough
    for ``*`` and keeps the time linear, where a regular expression could be made to backtrack."""
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(others, start=1):
        if ends and number == len(others):
            return len(path) - len(piece) >= at and path.endswith(piece)
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not ends or at == len(path)
