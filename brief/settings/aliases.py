"""[names] of config.toml: other forms of a name, by which a name in a claim is found in a cited document."""

from typing import Annotated

from pydantic import Field

from schemas.base import Schema

Form = Annotated[str, Field(min_length=2)]


class NamesConfig(Schema):
    """[names]: groups of forms of the same name."""

    aliases: tuple[Annotated[tuple[Form, ...], Field(min_length=1)], ...] = ()
