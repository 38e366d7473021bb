"""The server for language models, asked by the protocol's own client: over standard input and
output, and over HTTP.
"""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from urllib.parse import quote

import anyio
import pytest
import uvicorn
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from mcp import Client, StdioServerParameters

from quotes.editing import EditContext, merge, publish, withdraw
from quotes.mcp_server import answers
from quotes.mcp_server.server import server
from quotes.models import Statement
from tests import factories as make
from tests import merge_pairs

ORIGIN = "https://archive.example"

# The threads of the server have connections of their own, which see what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> dict[str, Statement]:
    speaker = make.speaker("Lorem Ipsum", country="CA")
    make.role(speaker, "Minister", since="2020", organization="Ministry of Tests")
    make.speaker("Dolor Ipsum")
    source = make.source("2025-05-22", title="A shield", outlet=make.outlet("The Gazette"))
    quoted = make.draft(speaker=speaker, text="We will not build it.", topics=(make.topic("cost"),))
    make.citation(quoted, source=source)
    publish(quoted, EditContext("First published"))
    told = make.statement(speaker=speaker, said="2025", kind="paraphrase", text="They may pay.")
    doubted = make.statement(text="Never.", doubt="misattributed", doubt_reason="An actor said it.")
    gone = make.statement(text="These words were taken back.")
    withdraw(gone, EditContext("It was never said."))
    kept, merged = merge_pairs.two_statements()
    merge(kept, merged, EditContext("They are one."))
    make.draft(text="Nobody may read this draft.")
    return {
        "quoted": quoted,
        "told": told,
        "doubted": doubted,
        "gone": gone,
        "kept": kept,
        "merged": merged,
    }


def in_process(_scene: Any = None) -> Any:
    return server(ORIGIN)


def over_stdio(_scene: Any) -> Any:
    told = connection.get_connection_params()
    url = f"postgres://{told['user']}@/{told['dbname']}?host={quote(str(told['host']), safe='')}"
    return StdioServerParameters(
        command=sys.executable,
        args=["manage.py", "mcp", "--url", ORIGIN],
        cwd=str(settings.BASE_DIR),
        env={"DATABASE_URL": url, "SECRET_KEY": "x" * 50, "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture
def http_address() -> Iterator[str]:
    """The server behind HTTP, as `manage.py mcp --http` serves it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = server(ORIGIN).streamable_http_app(stateless_http=True, json_response=True)
    run = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="on"))
    thread = threading.Thread(target=run.run, daemon=True)
    thread.start()
    while not run.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}/mcp"
    run.should_exit = True
    thread.join()


def ask(where: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The answer to each call: plain values, or the sentence of a refusal."""

    async def run() -> list[Any]:
        async with Client(where) as client:
            tools = await client.list_tools()
            found = []
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                text = result.content[0].text if result.is_error else ""
                found.append(text or result.structured_content)
            return [tools.tools, *found]

    return anyio.run(run)


CALLS: dict[str, tuple[str, Callable[[dict[str, Statement]], dict[str, Any]]]] = {
    "a phrase": ("search", lambda scene: {"q": '"will not build"'}),
    "a phrase that nobody said": ("search", lambda scene: {"q": '"will build it now"'}),
    "an official": ("search", lambda scene: {"speaker": [scene["quoted"].speaker.slug]}),
    "a kind": ("search", lambda scene: {"kind": ["paraphrase"], "since": "2025"}),
    "what no list knows": ("search", lambda scene: {"kind": ["nonsense"]}),
    "one": ("get", lambda scene: {"public_id": scene["quoted"].public_id}),
    "one that is doubted": ("get", lambda scene: {"public_id": scene["doubted"].public_id}),
    "one that was withdrawn": ("get", lambda scene: {"public_id": scene["gone"].public_id}),
    "one that was merged": ("get", lambda scene: {"public_id": scene["merged"].public_id}),
    "one that never was": ("get", lambda scene: {"public_id": "zzzzz"}),
    "a quotation": ("check", lambda scene: {"text": "“We will not build it.”"}),
    "an altered one": (
        "check",
        lambda scene: {"text": "We will not build that.", "speaker": "Lorem Ipsum"},
    ),
    "no words": ("check", lambda scene: {"text": "…"}),
    "a citation": ("cite", lambda scene: {"public_id": scene["quoted"].public_id, "style": "mla"}),
    "a style that is none": ("cite", lambda scene: {"public_id": "zzzzz", "style": "vogue"}),
    "a source that is none of it": (
        "cite",
        lambda scene: {"public_id": scene["quoted"].public_id, "source": "zzzzz"},
    ),
    "what is not cited": ("cite", lambda scene: {"public_id": scene["gone"].public_id}),
    "what changed": ("changes", lambda scene: {"size": 50}),
    "a cursor that is none": ("changes", lambda scene: {"since": "yesterday"}),
    "a name": ("official", lambda scene: {"name": "ipsum"}),
    "a name of nobody": ("official", lambda scene: {"name": "Dolor Ipsum"}),
}


def asked(where: Any, scene: dict[str, Statement]) -> dict[str, Any]:
    calls = [(name, made(scene)) for name, made in CALLS.values()]
    tools, *found = ask(where, *calls)
    assert {tool.name for tool in tools} >= {
        *("search", "get", "check", "cite", "official", "changes"),
    }
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert all(tool.description and tool.output_schema for tool in tools)
    return dict(zip(CALLS, found, strict=True))


def test_every_answer_by_every_way(scene: dict[str, Statement], http_address: str) -> None:
    found = asked(in_process(scene), scene)
    _holds(found, scene)
    assert asked(over_stdio(scene), scene) == found
    assert asked(http_address, scene) == found
    assert "Nobody may read this draft" not in str(found)
    assert "taken back" not in str(found)


def _holds(found: dict[str, Any], scene: dict[str, Statement]) -> None:
    quoted = scene["quoted"]
    [one] = found["a phrase"]["statements"]
    assert (one["text"], one["url"]) == (
        "We will not build it.",
        f"{ORIGIN}/s/{quoted.public_id}",
    )
    assert one["checks"] == {"unchecked": 1}
    assert one["caveats"] == ["No wording has been checked against the text of its source yet."]
    assert found["a phrase"]["found"] == {"number": 1, "is_exact": True}
    assert found["a phrase that nobody said"]["statements"] == []
    assert found["a phrase that nobody said"]["note"] == answers.ABSENCE
    assert len(found["an official"]["statements"]) == 2
    [told] = found["a kind"]["statements"]
    assert any("do not put it in quotation marks" in caveat for caveat in told["caveats"])
    assert any("known only in part: 2025." in caveat for caveat in told["caveats"])
    assert "nonsense" in found["what no list knows"]
    assert found["one"]["citations"][0]["wording"] == "We will not build it."
    assert found["one"]["version_url"] == f"{ORIGIN}/s/{quoted.public_id}/v/1"
    assert (
        "The attribution is misattributed: An actor said it."
        in (found["one that is doubted"]["caveats"])
    )
    assert found["one that was withdrawn"] == {
        "public_id": scene["gone"].public_id,
        "url": f"{ORIGIN}/s/{scene['gone'].public_id}",
        "is_withdrawn": True,
        "reason": "It was never said.",
        "caveats": ["This statement was withdrawn: do not quote it."],
    }
    merged, kept = scene["merged"].public_id, scene["kept"].public_id
    assert found["one that was merged"]["public_id"] == kept
    assert found["one that was merged"]["caveats"][0] == f"“{merged}” was merged into “{kept}”."
    assert "No statement has ever had the id “zzzzz”." in found["one that never was"]
    [exact] = found["a quotation"]["quotations"]
    assert exact["outcome"] == "exact"
    assert exact["statements"][0]["url"] == f"{ORIGIN}/s/{quoted.public_id}"
    assert found["a quotation"]["caveats"] == [answers.COVERED, answers.ABSENCE]
    [altered] = found["an altered one"]["quotations"]
    assert altered["outcome"] == "altered"
    assert "Paste the words" in found["no words"]
    texts = [one["text"] for one in found["a citation"]["texts"]]
    assert any("A Shield" in text or "A shield" in text for text in texts), texts
    assert all("Gazette" in text or len(text) < 60 for text in texts), texts
    assert "is not a style; these are: apa, " in found["a style that is none"]
    assert "does not print it; these sources do: " in found["a source that is none of it"]
    assert "was withdrawn, and is not cited: It was never said." in found["what is not cited"]
    changed = {one["key"]: one for one in found["what changed"]["changes"]}
    assert changed[scene["gone"].public_id]["what"] == "withdrawn"
    assert changed[scene["gone"].public_id]["object"] is None
    assert changed[quoted.public_id]["object"]["text"] == "We will not build it."
    assert changed[quoted.public_id]["caveats"] == one["caveats"]
    assert found["what changed"]["since"]
    assert "write a cursor" in found["a cursor that is none"]
    [official] = found["a name"]["officials"]
    assert official["statements"] == 2
    assert official["offices"] == [
        {
            "title": "Minister",
            "organization": "Ministry of Tests",
            "since": "2020",
            "until": "",
        }
    ]
    assert found["a name of nobody"] == {"officials": [], "caveats": [answers.ABSENCE]}


def test_a_list_goes_on(scene: dict[str, Statement]) -> None:
    speaker = make.speaker()
    for _number in range(12):
        make.statement(speaker=speaker)
    query = {"speaker": [speaker.slug]}
    _tools, first = ask(in_process(scene), ("search", query))
    _tools, second = ask(in_process(scene), ("search", query | {"after": first["after"]}))
    ids = [one["public_id"] for part in (first, second) for one in part["statements"]]
    assert len(set(ids)) == len(ids) == 12
    assert second["after"] == ""


def test_what_a_check_found_is_a_caveat(scene: dict[str, Statement]) -> None:
    one = scene["quoted"].citations.get()
    merge_pairs.capture(one.source)
    one.capture = one.source.captures.get()
    one.check_state, one.checked_at = "not-found", datetime(2026, 1, 1, tzinfo=UTC)
    one.save()
    _tools, told = ask(in_process(scene), ("get", {"public_id": scene["quoted"].public_id}))
    assert told["checks"] == {"not-found": 1}
    assert told["caveats"] == [
        "The text of The Gazette does not have the words that are cited from it."
    ]


def test_arguments_that_are_none_are_refused(scene: dict[str, Statement]) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("search", {"size": 1_000}),
        ("search", {"q": "x" * 2_000}),
        ("search", {"since": "the day before"}),
        ("get", {}),
        ("get", {"public_id": "\0"}),
        ("official", {"name": ""}),
    ]
    _tools, *found = ask(in_process(scene), *calls)
    assert all(isinstance(one, str) and one for one in found), found


def test_without_its_library_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "quotes.mcp_server.server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    with pytest.raises(CommandError, match="needs the library mcp, which is not installed"):
        call_command("mcp", stdout=StringIO())


@pytest.mark.parametrize("damaged", ["\0", "a\0b", "\ud800", "caf\udce9"])
def test_what_no_text_has_is_refused_in_a_sentence(
    scene: dict[str, Statement], damaged: str
) -> None:
    """In any argument of any tool, and the server answers the next call."""
    public_id = scene["quoted"].public_id
    calls = [
        *(("search", {name: damaged}) for name in ("q", "since", "until", "sort", "after")),
        *(("search", {name: [damaged]}) for name in ("speaker", "topic", "outlet", "kind")),
        ("get", {"public_id": damaged}),
        ("check", {"text": f"“We will not build it.” {damaged}"}),
        *(("check", {"text": "Words.", name: damaged}) for name in ("speaker", "where", "when")),
        *(("cite", {"public_id": public_id, name: damaged}) for name in ("style", "source")),
        ("official", {"name": damaged}),
        ("changes", {"since": damaged}),
    ]
    _tools, *found = ask(in_process(), *calls, ("get", {"public_id": public_id}))
    for call, answer in zip(calls, found, strict=False):
        assert isinstance(answer, str), (call, answer)
        assert "Traceback" not in answer
        assert "characters that no text has" in answer or "validation error" in answer, answer
    assert found[-1]["public_id"] == public_id
