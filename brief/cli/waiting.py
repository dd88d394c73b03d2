"""A process that has read the code which commands of the studio need, and waits to be told which: a line of JSON.

To read it takes longer than most of them work. What follows that line is what the command reads; where none comes, as
when the studio is closed, the process ends.
"""

import json
import sys
from importlib import import_module

from brief.cli.main import main
from facts.text.segmenter import words

_NEEDED = (
    "brief.cli.edit",
    "brief.cli.reword",
    "brief.delivery.corrections",
    "brief.editing.single",
    "brief.pipeline.runner",
    "langgraph.graph",
    "pypinyin",
)
"""Also what they import when they come to it."""


def wait() -> None:
    for name in _NEEDED:
        import_module(name)
    words("")
    if line := sys.stdin.readline():
        main(json.loads(line))


if __name__ == "__main__":
    wait()
