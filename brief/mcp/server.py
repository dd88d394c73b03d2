"""The server of the tools. It serves one client, on standard input and output, until that closes them."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

from brief import __version__
from brief.errors import BriefError
from brief.mcp.tools import NOTICE, Tools

_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = f"""Reads the reports that Brief wrote and the news that it collected; changes nothing. {NOTICE}
Every line of a report leads to its source: walk_line tells the quote, the passage, the document, and who wrote it."""


def serve(tools: Tools) -> None:
    """Returns when the client has gone."""
    server = MCPServer("brief", title="Brief", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING")
    one_at_a_time = Lock()
    for tool in (tools.search_corpus, tools.list_runs, tools.read_report, tools.walk_line, tools.why_not):
        said, is_json = " ".join(f"{tool.__doc__} {NOTICE}".split()), tool != tools.read_report
        told = _telling(tool, one_at_a_time)
        server.add_tool(told, description=said, annotations=_READS, structured_output=is_json)
    server.run("stdio")


def _telling(tool: Callable[..., Any], one_at_a_time: Lock) -> Callable[..., Any]:
    """The tool, with Brief's errors as the protocol's."""

    @wraps(tool)
    def told(**asked: Any) -> Any:
        try:
            with one_at_a_time:
                return tool(**asked)
        except BriefError as error:
            where = f"{error.where}: " if error.where and not Path(error.where).is_absolute() else ""
            raise ToolError(f"{where}{error.what} {error.next or ''}".rstrip()) from error

    return told
