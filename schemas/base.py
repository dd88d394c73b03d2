"""The base class of every schema: frozen, and closed to unknown fields."""

from operator import not_
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1
"""Version of the files in a run folder and of report.json. Raised when an older file no longer loads."""


class Schema(BaseModel):
    """A frozen value. Unknown fields are an error, so that a typo never passes silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=Schema)
T = TypeVar("T")

Sparse = Annotated[T, Field(exclude_if=not_)]
"""A field that is left out where it is empty: files without it are as they were before there was such a field."""
