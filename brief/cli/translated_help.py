"""A command's help in the language of whoever reads it; click says its own words out of the same catalogue."""

import re
from copy import copy
from textwrap import TextWrapper

import click
from click import formatting

from brief.cli.output import width_of
from brief.words import label, local

_WIDE = re.compile(r"([\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”‘’…—])([，。；：、！？）》”’…]*)")
_SPACE = "\x0b"
"""Stands behind each wide character while lines are filled: a line may break there, and it counts as a column."""


def translated(command: click.Command) -> click.Command:
    """A copy of the command, and of those below it, that says the same to another reader."""
    vars(formatting).update(wrap_text=_filled, term_len=width_of)
    made = copy(command)
    vars(made).update(_help_option=None)  # click keeps the one that it made for an earlier reader
    made.help, made.epilog, made.short_help = (
        one and _paragraphs(one) for one in (command.help, command.epilog, command.short_help)
    )
    made.params = [_option(one) for one in command.params]
    made.options_metavar = label(command.options_metavar or "")
    if isinstance(made, click.Group):
        made.commands = {name: translated(one) for name, one in made.commands.items()}
        made.subcommand_metavar = label(made.subcommand_metavar or "")
    return made


def _paragraphs(text: str) -> str:
    """Each is a message on one line; click fills them."""
    parts = text.split("\n\n")
    return "\n\n".join(local(one if one.startswith("\b") else " ".join(one.split())) for one in parts)


def _option(parameter: click.Parameter) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    made = copy(parameter)
    made.help = local(parameter.help)
    return made


def _filled(
    text: str, width: int = 78, initial_indent: str = "", subsequent_indent: str = "", *_: object, **__: object
) -> str:
    """As click fills paragraphs, but a wide character takes two columns, and no line begins with a comma."""
    wrapper = TextWrapper(width, initial_indent=initial_indent, subsequent_indent=subsequent_indent)
    wrapper.replace_whitespace = False
    parts = (_WIDE.sub(lambda one: one[0] + _SPACE * len(one[0]), part) for part in text.split("\n\n"))
    lines = (
        part.removeprefix("\b\n") if part.startswith("\b") else wrapper.fill(" ".join(part.split(" ")))
        for part in parts
    )
    return "\n\n".join(lines).replace(_SPACE, "")
