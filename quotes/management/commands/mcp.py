"""``manage.py mcp``: serve the archive to programs that speak the Model Context Protocol."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quotes.management.commands._origins import HERE, origin_option
from quotes.management.commands._tables import require_tables


class Command(BaseCommand):
    help = (
        "Serve the archive to language models and other programs that speak the Model Context "
        "Protocol, to read only (docs/machines.md): over standard input and output, or, with "
        "--http, as a server of streamable HTTP. Needs the extra “mcp”."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--http", action="store_true", help="serve streamable HTTP, at /mcp of HOST:PORT"
        )
        parser.add_argument("--host", default="127.0.0.1", help="(default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8765, help="(default: 8765)")
        parser.add_argument(
            "--url",
            type=origin_option,
            default=settings.SITE_URL or HERE,
            help="where the archive is served to its readers, for permalinks (default: SITE_URL)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from quotes.mcp_server.server import run_http, server
        except ModuleNotFoundError as missing:
            raise CommandError(
                f"This needs the library mcp, which is not installed ({missing.name} is missing). "
                "Install it, for example with “uv sync --extra mcp”."
            ) from None
        require_tables()
        made = server(options["url"])
        if not options["http"]:
            made.run()
            return
        try:
            run_http(made, options["host"], options["port"])
        except OSError as error:
            where = f"{options['host']}:{options['port']}"
            raise CommandError(f"{where} cannot be served: {error.strerror}.") from None
