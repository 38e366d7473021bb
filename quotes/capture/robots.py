"""What a site asks of robots (RFC 9309), read by Protego.

Python's `urllib.robotparser` takes the first rule that fits and knows no wildcards; the standard,
and Protego, take the longest, with ``*`` and ``$``, so that a site which forbids one folder and
allows a page in it is understood.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from protego import Protego

# The part of robots.txt that has to be read (RFC 9309, 2.5), in bytes.
LONGEST = 512_000

# So many lines of a file are read; it is somebody's game to write more.
_MOST_LINES = 10_000

# A line that names a robot. Protego takes its version for a part of the name, and "dome" for a name
# of "DomeTracker"; without the one, and with a mark at the end of both, names are equal or are not.
_NAME = re.compile(r"(?im)^(\s*user-agent\s*:\s*[^\s/#*][^/#\r\n]*?)[ \t]*(?:[/#].*)?$")
_END = "!"


@dataclass(frozen=True)
class RobotRules:
    """The rules of one site, by its robots.txt, for the robot with this product token."""

    robot: str
    text: str = ""

    @cached_property
    def _parsed(self) -> Protego:
        return Protego.parse(self.text)

    def allow(self, target: str) -> bool:
        """Whether a path with its query may be asked for. Of equally long rules, allow wins.

        robots.txt itself always may (RFC 9309, 2.2.2), which Protego leaves to the rules.
        """
        if target.partition("?")[0] == "/robots.txt":
            return True
        return self._parsed.can_fetch(f"http://site{target}", self.robot + _END)


ALLOW_ALL = RobotRules("")
ALLOW_NOTHING = RobotRules("", "User-agent: *\nDisallow: /")


def rules_for(robot: str, body: bytes) -> RobotRules:
    """The rules of a robots.txt for the robot with this product token, blind to case.

    All groups that name it count together; where none does, those for ``*``. What cannot be read is
    passed over. Never raises.
    """
    lines = body[:LONGEST].decode("utf-8-sig", "replace").splitlines()[:_MOST_LINES]
    return RobotRules(robot, _NAME.sub(rf"\1{_END}", "\n".join(lines)))
