"""The tools of the protocol: what each takes, what it is for, and the answer.

The library runs each in a thread of its own, whose connection to the database is given back
afterwards; and each ends after the time that a public page may take.
"""

import functools
from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db import close_old_connections, connection
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from dometracker.deadlines import DeadlinePassed, Patience, within
from quotes.citing.reference import Site
from quotes.mcp_server import answers
from quotes.mcp_server.answers import Answer, Unanswerable
from quotes.quotation_check import MOST_CHARACTERS, Hints
from quotes.text.characters import is_storable

INSTRUCTIONS = (
    "What public officials said about the Golden Dome missile-defence programme, word for word, "
    "with the sources that printed it. Quote only words that a source printed "
    "(citations[].wording), with speaker, day, source and permalink, and repeat the caveats of "
    "whatever you quote. A paraphrase is never put in quotation marks. " + answers.ABSENCE
)

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Words = Annotated[
    str,
    Field(
        max_length=1_000,
        description="words, found by their stems; a phrase in quotation marks is found as it "
        "stands or not at all; -word leaves out",
    ),
]
Keys = Annotated[list[str], Field(max_length=50)]
Day = Annotated[str, Field(max_length=40, description="2025, 2025-05 or 2025-05-21")]
PublicId = Annotated[
    str, Field(min_length=1, max_length=80, description="the id in /s/<id>, such as 7kq2m")
]


def server(origin: str) -> MCPServer:
    """The server of the archive that is at ``origin`` for its readers."""
    site = Site(origin)
    made = MCPServer(
        name=settings.ARCHIVE_NAME.lower(),
        title=settings.ARCHIVE_NAME,
        instructions=INSTRUCTIONS,
        website_url=origin,
        log_level="WARNING",
    )

    @made.tool(title="Search statements", annotations=_READS)
    @_answering
    def search(
        q: Words = "",
        speaker: Keys = [],  # noqa: B006
        topic: Keys = [],  # noqa: B006
        outlet: Keys = [],  # noqa: B006
        country: Keys = [],  # noqa: B006
        kind: Keys = [],  # noqa: B006
        since: Day = "",
        until: Day = "",
        sort: Annotated[
            str, Field(max_length=20, description="newest, oldest, relevance, added, most-cited")
        ] = "",
        size: Literal[10, 25] = 10,
        after: Annotated[
            str, Field(max_length=200, description="what the answer before gave as after")
        ] = "",
    ) -> Answer:
        """Find statements by words, official (slug), topic (slug), outlet (slug), country (CA),
        kind (direct, partial, paraphrase) and date. Several values of one parameter mean any of
        them. Each statement comes with its permalink, the state of its checks, and caveats."""
        query = {"q": [q], "speaker": speaker, "topic": topic, "outlet": outlet}
        query |= {"country": country, "kind": kind, "since": [since], "until": [until]}
        return answers.search(query | {"sort": [sort], "after": [after]}, size, site)

    @made.tool(title="Get a statement", annotations=_READS)
    @_answering
    def get(public_id: PublicId) -> Answer:
        """One statement with the exact wording of every source, whom the source credits, the
        outcome of each check, and caveats. Says so if it was merged or withdrawn."""
        return answers.get(public_id, site)

    @made.tool(title="Check a quotation", annotations=_READS)
    @_answering
    def check(
        text: Annotated[
            str,
            Field(
                min_length=1,
                max_length=MOST_CHARACTERS,
                description="a sentence, a paragraph or a draft, in English or French; quotations "
                "are told by their marks, a text without any is one quotation",
            ),
        ],
        speaker: Annotated[str, Field(max_length=200, description="whose words, if known")] = "",
        where: Annotated[str, Field(max_length=2_000, description="outlet or address")] = "",
        when: Annotated[str, Field(max_length=80, description="the day they were said")] = "",
    ) -> Answer:
        """Whether quotations are on record, word for word and under the name that is given: exact,
        altered (with the difference), said by somebody else, part of a longer sentence, several
        sentences joined, a paraphrase, withdrawn or corrected since, or not in this archive."""
        return answers.check(text, Hints(speaker, where, when), site)

    @made.tool(title="Cite a statement", annotations=_READS)
    @_answering
    def cite(
        public_id: PublicId,
        style: Annotated[
            str,
            Field(max_length=40, description="apa, mla, chicago, bluebook, harvard, wikipedia"),
        ] = "apa",
        source: Annotated[
            str, Field(max_length=80, description="public id of one of its sources; else the best")
        ] = "",
    ) -> Answer:
        """The citation of a statement in the source that printed it, ready to be pasted, with the
        address that goes on showing this version."""
        return answers.cite(public_id, style, source, site)

    @made.tool(title="Find an official", annotations=_READS)
    @_answering
    def official(
        name: Annotated[str, Field(min_length=1, max_length=200, description="a name or a slug")],
    ) -> Answer:
        """Who an official is: name, slug for searches, offices with their days, and how many
        statements the archive has."""
        return answers.official(name, site)

    @made.tool(title="What changed", annotations=_READS)
    @_answering
    def changes(
        since: Annotated[
            str, Field(max_length=80, description="what the answer before gave as since")
        ] = "",
        size: Annotated[int, Field(ge=1, le=50)] = 20,
    ) -> Answer:
        """What was published, revised, merged or withdrawn, in order, each with the thing as it is
        now, or null. Ask again with the since of the answer; nothing is missed."""
        return answers.changes(since, size, site)

    return made


def _answering(tool: Callable[..., Answer]) -> Callable[..., Answer]:
    """A tool that ends in time, leaves no connection open, and says in a sentence what is wrong."""

    @functools.wraps(tool)
    def run(*args: Any, **kwargs: Any) -> Answer:
        close_old_connections()
        try:
            if not all(map(_is_text, (*args, *kwargs.values()))):
                raise ToolError("An argument has characters that no text has: NUL, or surrogates.")
            with within(Patience(*_patience())):
                return tool(*args, **kwargs)
        except Unanswerable as error:
            raise ToolError(str(error)) from None
        except DeadlinePassed:
            raise ToolError("This took too long. Ask for less.") from None
        finally:
            # The thread may never be used again.
            if not connection.in_atomic_block:
                connection.close()

    return run


def _is_text(value: Any) -> bool:
    """Whether an argument is free of what neither the database nor UTF-8 can hold."""
    if isinstance(value, list):
        return all(map(_is_text, value))
    return not isinstance(value, str) or is_storable(value)


def _patience() -> tuple[float, float]:
    return (settings.PATIENCE or {}).get("public", (10, 2))


def run_http(made: MCPServer, host: str, port: int) -> None:
    """Serve streamable HTTP until a signal ends it; each request stands alone, so that a proxy may
    pass it to any of several processes."""
    made.run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)
