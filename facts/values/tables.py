"""The tables of figures.toml: units of measure, and the words around a figure. Nothing else reads that file."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

TABLES: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("figures.toml").read_text("utf-8"))
